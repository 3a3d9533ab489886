/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-selection.h - what is done with several songs of a list at once
 *
 * A list whose model is a GtkMultiSelection gets a bar that is shown while more than one song is selected: with Ctrl or
 * Shift and a click or an arrow, with Ctrl+A, or one by one after "Select" in the menu of a song, when every press
 * selects. Escape, or the bar's first button, ends it.
 *
 * Actions  "selection.play", "selection.play-next", "selection.play-later", "selection.add", "selection.edit-tags",
 *          "selection.rate" (int32, half stars), "selection.copy-files", "selection.trash", "selection.clear"
 */
#pragma once

#include <gtk/gtk.h>

#include "att-track.h"

G_BEGIN_DECLS

/* (transfer full) (element-type AttTrackId): the songs of the library that are selected, in the order of the list */
typedef GArray *(*AttSelectionFunc) (GtkWidget *list);

/* Returns: (transfer floating): the bar, to be put below @list */
GtkWidget *att_selection_attach    (GtkWidget *list, AttSelectionFunc dup_selected);
/* the model of what is in @list, when it has one */
void       att_selection_set_model (GtkWidget *list, GtkSelectionModel *model);
/* a row of @list, or one cell of it: what @item holds. A tap plays it, as a double click does. */
void       att_selection_mark_row  (GtkWidget *row, GtkListItem *item);

/* The menu of what is selected around @widget, if @track is one of several; else @menu gets what begins a selection
 * with it, where that can be. TRUE: it was opened. */
gboolean   att_selection_popup     (GtkWidget *widget, AttTrackId track, const GdkRectangle *at);
void       att_selection_add_menu  (GtkWidget *widget, GMenu *menu);

/* of the list in @page; FALSE: none is seen there */
gboolean   att_selection_select_all (GtkWidget *page);
/* the files of what is selected there; FALSE: nothing is */
gboolean   att_selection_copy_files (GtkWidget *page);

G_END_DECLS
