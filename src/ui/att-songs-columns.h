/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-songs-columns.h - what the table of songs tells of each, and by which of it the songs are sorted
 *
 * Which columns the listener wants, and by which the songs are sorted, are
 * actions whose states are kept (att-view-options.h). What is wanted is shown
 * where the page has room for it; the title always is.
 */
#pragma once

#include <gtk/gtk.h>

#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_SONGS_COLUMNS (att_songs_columns_get_type ())
G_DECLARE_FINAL_TYPE (AttSongsColumns, att_songs_columns, ATT, SONGS_COLUMNS, GObject)

/* Makes the columns of @view, whose model is an AttSongList, the actions in @group, which the page calls "songs", and in
 * @bar the button of the order and the columns. @page owns it. Signal "changed": another order is wanted. */
AttSongsColumns *att_songs_columns_new   (AttPage *page, GtkColumnView *view, GActionMap *group, GtkWidget *bar);
/* the order of @query */
void             att_songs_columns_apply (AttSongsColumns *self, AttTrackQuery *query);

G_END_DECLS
