/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-track-list-private.h - what att-track-list.c and att-track-list-edit.c share
 */
#pragma once

#include "att-track-list.h"

G_BEGIN_DECLS

struct _AttTrackList
{
  GtkWidget parent_instance;

  AttSession *session;
  AttTrackRowParts parts;
  gboolean narrow;
  gboolean editable;
  AttTrackListRowFunc make_row; /* NULL: only what the list knows */
  gpointer row_data;
  AttList *list;
  GtkWidget *ends[2];      /* header and footer; NULL: none */
  GListStore *end_items[2]; /* of each: one placeholder while there is one */
  GtkWidget *box;
  GtkListView *view;
};

void att_track_list_install_edit (GtkWidgetClass *klass);
void att_track_list_add_keys     (AttTrackList *self);
/* a row that may be dragged and dropped on; @row: what the list item holds, with the item as its "att-list-item" */
void att_track_list_add_drag     (AttTrackList *self, GtkWidget *row);

G_END_DECLS
