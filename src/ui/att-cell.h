/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cell.h - what is in one cell of a long table: a line of text and a smaller one below it, or a widget
 *
 * A GtkLabel asks for a new layout of the whole table whenever its text
 * changes, and shapes the text of every row that the view has made, of which
 * GTK 4.8 makes 200, however few are seen. A cell is as large as what it was
 * made for, whatever it says, and draws only what is near the view: see
 * att_cell_watch().
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ATT_TYPE_CELL (att_cell_get_type ())
G_DECLARE_FINAL_TYPE (AttCell, att_cell, ATT, CELL, GtkWidget)

/* @sample: a text that is to have room; NULL: as many letters as @n_letters if there is room, the text ends in an ellipsis
 * where it is too long. @numeric: at the end of the line, digits of one width. */
GtkWidget  *att_cell_new           (const char *sample, int n_letters, gboolean numeric);
/* (transfer full): @child is shown in place of text; in the middle of the cell */
void        att_cell_set_child     (AttCell *self, GtkWidget *child);
/* less weighty than the first column */
void        att_cell_set_dim       (AttCell *self, gboolean dim);
/* room for a smaller line below the first; the property "two-lines" */
void        att_cell_set_two_lines (AttCell *self, gboolean two_lines);
/* @below: shown where there are two lines; both (nullable), copied */
void        att_cell_set_text      (AttCell *self, const char *text, const char *below);
/* @scrollable: what the cells are in. Those that come near its view are drawn. */
void        att_cell_watch         (GtkScrollable *scrollable);

G_END_DECLS
