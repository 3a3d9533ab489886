/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reach.h - follows Tab through a window from within, as fast as the window answers
 */
#pragma once

#include <gtk/gtk.h>

/* the popover of @window that has the keyboard; else @window */
GtkWidget *reach_front         (GtkWidget *window);
/* Presses Tab until it comes round, twice where need be, and prints what takes the focus in front and was not led to:
 * `PLACE<TAB>Tab does not lead to …`. Of what arrow keys walk (lists, menus), one that Tab reaches is enough. */
void       reach_print_missing (GtkWidget *window, const char *place);
