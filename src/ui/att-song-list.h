/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-song-list.h - a list model of songs that are read when they are seen
 *
 * The whole library in one list is its ids: eight bytes a song. Its rows are
 * read from the library in the order in which a view asks for them, a few
 * hundred are kept. Until its row is there a song has no track; "notify::track"
 * tells. As in AttList, a long list is told step by step, between frames, and
 * a new list tells only what changed.
 *
 * Threads   main context only.
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_TYPE_SONG (att_song_get_type ())
G_DECLARE_FINAL_TYPE (AttSong, att_song, ATT, SONG, GObject)

/* "track": (transfer none) (nullable) */
AttTrack    *att_song_get_track  (AttSong *self);

#define ATT_TYPE_SONG_LIST (att_song_list_get_type ())
G_DECLARE_FINAL_TYPE (AttSongList, att_song_list, ATT, SONG_LIST, GObject)

AttSongList *att_song_list_new          (AttSession *session);
/* @ids (element-type AttTrackId): kept, and must not change afterwards. What is shown is read anew. */
void         att_song_list_set_ids      (AttSongList *self, GArray *ids);
/* before a list in another order is asked for: the view goes to its top */
void         att_song_list_restart      (AttSongList *self);
void         att_song_list_update_track (AttSongList *self, AttTrack *track);
/* (transfer none): the whole list; the model may still grow to it */
GArray      *att_song_list_get_ids      (AttSongList *self);

G_END_DECLS
