/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-history.h - what other players counted
 *
 * A history is a list of songs with their plays; it has no events, for nobody knows when most of them were. A song is a
 * track where the library has one, now or later: by its file; else by its MusicBrainz recording; else by its folded
 * artist and title; of several, one whose file is there. A track without a rating takes that of its song.
 * Threads, durability, errors: see att-store.h.
 */
#pragma once

#include "att-store.h"
#include "att-types.h"

G_BEGIN_DECLS

/* a song as another player has it; all strings nullable */
typedef struct {
  char *uri;              /* of its file */
  char *mb_recording_id;
  char *artist, *title;
  guint n_plays;
  gint64 last_played_at;  /* 0: not known */
  int rating;             /* half stars 1..10; 0: none */
} AttHistorySong;

typedef struct {
  char *name;
  char **uris;
} AttHistoryPlaylist;

typedef struct {
  char *uri;              /* of the file that it was read from */
  char *player;           /* "Rhythmbox" */
  GPtrArray *songs;       /* (element-type AttHistorySong) */
  GPtrArray *playlists;   /* (element-type AttHistoryPlaylist) */
} AttHistory;

AttHistory     *att_history_new       (const char *path, const char *player);
void            att_history_free      (AttHistory *self);
AttHistorySong *att_history_song_new  (void);
void            att_history_song_free (AttHistorySong *self);
/* @name, @uris: (transfer full) */
void            att_history_add_playlist (AttHistory *self, char *name, char **uris);

typedef struct {
  guint by_file, by_recording, by_name; /* songs found in the library; once each */
  guint n_missing;        /* songs of the history that are not */
  guint64 n_plays;        /* of those found */
  guint n_ratings;        /* taken */
  guint n_playlists;      /* made; one whose name the listener already uses is not */
  GPtrArray *missing;     /* (element-type utf8): what was not found, by artist and title, else address; sorted */
} AttHistoryReport;

void       att_history_report_clear (AttHistoryReport *self);

/* Replaces what came from the file before; playlists become the listener's own, and name the library's files where
 * those were found. @report is filled. */
gboolean   att_store_write_history  (AttStore *self, const AttHistory *history, AttHistoryReport *report,
                                     GError **error);
/* songs that were not found are looked for again, in a library that has grown; @n (nullable): how many were */
gboolean   att_store_match_history  (AttStore *self, guint *n, GError **error);
/* what of it are tracks and has plays: arrays of @n, by history then track; (transfer full): g_free all */
gboolean   att_store_load_history   (AttStore *self, gint64 **history_ids, AttTrackId **track_ids, guint **n_plays,
                                     gsize *n, GError **error);
/* TRUE if something was imported from the file at @path */
gboolean   att_store_has_history    (AttStore *self, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttHistory, att_history_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttHistorySong, att_history_song_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AttHistoryReport, att_history_report_clear)

G_END_DECLS
