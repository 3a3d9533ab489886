/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-shortcuts.h - every key of the application, once
 *
 * The accelerators and the window that lists them are made from the same table.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void       att_shortcuts_install    (GtkApplication *application);
/* (transfer full): a window that lists them; it closes itself */
GtkWidget *att_shortcuts_window_new (void);

G_END_DECLS
