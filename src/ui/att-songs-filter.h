/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-songs-filter.h - which songs: of a genre, of a decade, loved, not played yet
 *
 * Signal "changed": another choice was made.
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_TYPE_SONGS_FILTER (att_songs_filter_get_type ())
G_DECLARE_FINAL_TYPE (AttSongsFilter, att_songs_filter, ATT, SONGS_FILTER, GObject)

/* adds its actions ("songs-genre", "songs-decade", "songs-loved", "songs-unplayed", "show-all") to @group, which is
 * inserted as "songs", and its buttons to @bar */
AttSongsFilter *att_songs_filter_new         (GActionMap *group, GtkWidget *bar);
/* for the menu of genres */
void            att_songs_filter_set_session (AttSongsFilter *self, AttSession *session);
/* sets the fields of @query that it is about; strings are interned */
void            att_songs_filter_apply       (AttSongsFilter *self, AttTrackQuery *query);
gboolean        att_songs_filter_is_active   (AttSongsFilter *self);
/* how many songs are like that, and how long they play in all */
void            att_songs_filter_set_found   (AttSongsFilter *self, guint n, gint64 duration_ms);

G_END_DECLS
