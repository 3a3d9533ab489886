/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-driver.h - for benchmarks that drive the window from within: what is on the screen, and waiting for it
 *
 * What does not come within 20 s ends the program.
 */
#pragma once

#include <gtk/gtk.h>

/* for g_timeout_add_seconds(): ends the program, naming what was waited for (a string) */
gboolean   bench_late_cb        (gpointer what);
/* until the next frame has been painted */
void       bench_wait_for_paint (GtkWidget *window);
/* until a label of this page that begins so is on the screen */
void       bench_wait_for_label (GtkWidget *window, const char *tag, const char *text);
/* The first shown widget of this type; of labels, the first whose text begins so (NULL: whatever it says). */
GtkWidget *bench_find_shown     (GtkWidget *widget, GType type, const char *text);
/* the page of this tag; while pages change there are two */
GtkWidget *bench_find_page      (GtkWidget *widget, const char *tag);
