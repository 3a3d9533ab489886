/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-keys.h - Tab in lists, and the window's keys in popovers
 *
 * GTK's lists take Tab from one item to the next, so that a keyboard would need 100,000 presses to get out of a long one.
 * Arrow keys walk the items; Tab goes past them.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @list: GtkListView, GtkGridView, GtkColumnView, GtkListBox or GtkFlowBox. From one of its items Tab leads to what comes
 * after the list; from a control within an item to the next one, as ever. */
void att_keys_leave_by_tab (GtkWidget *list);
/* Items at the ends of @list that are controls of their own, not one of many: Tab goes there first. NULL: none. What was
 * given is forgotten when it is given again. */
void att_keys_set_ends     (GtkWidget *list, GtkWidget *header, GtkWidget *footer);
/* GTK hears no key of the window while a popover is open. In this one they do what they do elsewhere; it closes when that
 * leads the keyboard away. */
void att_keys_reach_window (GtkWidget *popover);

G_END_DECLS
