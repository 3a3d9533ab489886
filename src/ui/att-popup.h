/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-popup.h - menus of what is listed: by right click, long press, and by key for what has the focus
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens the menu of @widget at @at (in its coordinates, nullable: at its middle) with att_popup_show(); FALSE if it has
 * none now. */
typedef gboolean (*AttPopupFunc) (GtkWidget *widget, const GdkRectangle *at);

/* @func takes the place of one that was attached before */
void     att_popup_attach    (GtkWidget *widget, AttPopupFunc func);
/* The same for a table whose cells are many: one for all that are marked, each for its row. */
void     att_popup_attach_table (GtkWidget *table);
void     att_popup_mark      (GtkWidget *cell, AttPopupFunc func);
/* for the keyboard (Menu, Shift+F10): of what has the focus, is in it, or is around it; FALSE if there is none */
gboolean att_popup_for_focus (GtkWidget *focus);
/* @popover: (transfer floating): goes when it is closed. */
void     att_popup_show      (GtkWidget *widget, GtkWidget *popover, const GdkRectangle *at);
/* the first of @widget and what is in it that carries @key; NULL: none */
GtkWidget *att_popup_find (GtkWidget *widget, const char *key);
/* how high a menu will be */
int      att_popup_measure   (GtkWidget *popover);
/* @button, which has its menu, gets the keyboard back when that is closed */
void     att_popup_return_focus (GtkMenuButton *button);

G_END_DECLS
