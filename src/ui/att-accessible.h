/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-accessible.h - what GTK 4.8 leaves out for those who listen to the window
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Marks every child of @stack but the one that is shown as hidden; GTK before 4.14 offers screen readers all of them. */
void att_accessible_follow_stack (GtkStack *stack);
/* names @widget, whatever words stand on it, and the button that a GtkDropDown is made of */
void att_accessible_name         (gpointer widget, const char *name);
/* names the buttons in @widget that have a mnemonic by their words: GTK 4.8 tells them twice, with the underscore */
void att_accessible_name_mnemonics (GtkWidget *widget);
/* Names the row (or table row) that the list made around the child of @item; call it when the item is bound. */
void att_accessible_name_row     (GtkListItem *item, const char *name);

G_END_DECLS
