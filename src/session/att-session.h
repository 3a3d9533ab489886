/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session.h - the one object that the skins hold
 *
 * Builds and connects the rooms: the store, the scanner, the analyzer, the
 * radio, the player. Its functions come in two kinds:
 *  - plain ones block on disk; they are for the command line and for threads. The
 *    window never calls them (the store reports it with g_critical()).
 *  - `_async`/`_finish` pairs for the window: they return at once, the answer
 *    comes on the main context.
 *
 * Start and stop   open → att_session_start() (scan, listen, watch in the background) → att_session_close(),
 *                  which stops the background within a second, logs what plays as ATT_ENDING_QUIT, saves the queue.
 * Threads          the object belongs to the main context of its opening; plain functions may be called from any
 *                  thread.
 * Errors           those of the rooms, passed on.
 */
#pragma once

#include <gio/gio.h>

#include "att-collection.h"
#include "att-event.h"
#include "att-library-types.h"
#include "att-lyrics.h"
#include "att-play-queue.h"
#include "att-player.h"
#include "att-progress.h"
#include "att-radio-types.h"
#include "att-tag-edit.h"
#include "att-tags.h"
#include "att-work.h"

G_BEGIN_DECLS

#define ATT_TYPE_SESSION (att_session_get_type ())
G_DECLARE_FINAL_TYPE (AttSession, att_session, ATT, SESSION, GObject)

/* Signals, all on the main context:
 *   "library-changed"    tracks, albums, playlists, love, ratings changed: lists should be asked for again (at most
 *                        twice a second)
 *   "radio-changed"      what comes next was planned anew
 *   "taste-changed"      portrait or chosen genres changed
 *   "message" (string)   one sentence for the listener (a file could not be played, the database was set aside…)
 *   "track-changed" (AttTrack)  one track's love, ban, rating changed */

/* @data_dir NULL: the XDG data folder (…/attacca). Made if missing. */
AttSession *att_session_open         (const char *data_dir, GError **error);
void        att_session_open_async   (const char *data_dir, GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
AttSession *att_session_open_finish  (GAsyncResult *result, GError **error);

/* Begins the background work: watch and scan the roots, listen to what is new, notice other processes. */
void        att_session_start        (AttSession *self);
/* Waits for the background to stop (at most about a second). */
void        att_session_close        (AttSession *self);

const char *att_session_get_data_dir (AttSession *self);
/* (nullable): one sentence about what opening had to do (a database set aside); also sent as "message" */
const char *att_session_get_notice   (AttSession *self);

/* (transfer none); active while scanning / listening */
AttProgress *att_session_get_scan_progress    (AttSession *self);
AttProgress *att_session_get_analyze_progress (AttSession *self);
/* pausing the listening in the background (also a setting) */
void         att_session_set_analyze_paused   (AttSession *self, gboolean paused);
gboolean     att_session_get_analyze_paused   (AttSession *self);

/* --- library --- */

gboolean     att_session_scan               (AttSession *self, const char *const *paths, gboolean add_roots,
                                             AttProgress *progress, GCancellable *cancellable, AttScanCounts *counts,
                                             GError **error);
gboolean     att_session_analyze            (AttSession *self, int n_jobs, guint limit, AttProgress *progress,
                                             GCancellable *cancellable, guint64 *analyzed, guint64 *failed, GError **error);

/* adds a music folder and scans it in the background */
void         att_session_add_root_async     (AttSession *self, const char *path, GAsyncReadyCallback callback, gpointer user_data);
gboolean     att_session_add_root_finish    (AttSession *self, GAsyncResult *result, GError **error);
void         att_session_remove_root_async  (AttSession *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data);
gboolean     att_session_remove_root_finish (AttSession *self, GAsyncResult *result, GError **error);
/* leaves a folder inside a music folder out of the library, or takes it in again; scans it in the background */
void         att_session_set_excluded_async  (AttSession *self, const char *path, gboolean excluded, GAsyncReadyCallback callback, gpointer user_data);
gboolean     att_session_set_excluded_finish (AttSession *self, GAsyncResult *result, GError **error);
/* scan all roots again, now, in the background */
void         att_session_rescan             (AttSession *self);

/* lists: plain for the command line, async for the window. Elements: AttRoot, AttFailure, AttTrack, AttCollection.
 * @text (nullable): only collections in whose name (or, for albums, artist) every word of it is found;
 * names that begin with it come first.
 * A finish of a cancelled call gives G_IO_ERROR_CANCELLED. All (transfer full). */
GPtrArray   *att_session_list_roots         (AttSession *self, GError **error);
GPtrArray   *att_session_list_failures      (AttSession *self, GError **error);
GPtrArray   *att_session_list_tracks        (AttSession *self, const AttTrackQuery *query, GError **error);
GPtrArray   *att_session_list_collections   (AttSession *self, AttCollectionKind kind, const char *text, gint64 artist_id,
                                             GError **error);
guint        att_session_count_tracks       (AttSession *self, GError **error);
/* TRACK as the command line takes it: an id, a path or a URI */
AttTrack    *att_session_find_track         (AttSession *self, const char *track, GError **error);

void         att_session_list_roots_async       (AttSession *self, GAsyncReadyCallback callback, gpointer user_data);
void         att_session_list_failures_async    (AttSession *self, GAsyncReadyCallback callback, gpointer user_data);
/* @query's strings are copied */
void         att_session_list_tracks_async      (AttSession *self, const AttTrackQuery *query, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
/* for long lists: only the ids, in order (element-type AttTrackId, (transfer full)), and then the rows that are seen;
 * @duration_ms: (out): see att_store_list_track_ids() */
void         att_session_list_track_ids_async   (AttSession *self, const AttTrackQuery *query, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
GArray      *att_session_list_track_ids_finish  (AttSession *self, GAsyncResult *result, gint64 *duration_ms,
                                                 GError **error);
/* in the order of @ids, which is copied; what is gone is left out. att_session_list_finish() */
void         att_session_get_tracks_async       (AttSession *self, const AttTrackId *ids, gsize n, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
void         att_session_list_collections_async (AttSession *self, AttCollectionKind kind, const char *text, gint64 artist_id,
                                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* one finish for the four above */
GPtrArray   *att_session_list_finish            (AttSession *self, GAsyncResult *result, GError **error);

/* What a composer wrote (att-work.h), of what is there. (transfer full), att_composed_free() */
AttComposed *att_session_list_works             (AttSession *self, gint64 composer_id, GError **error);
void         att_session_list_works_async       (AttSession *self, gint64 composer_id, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
AttComposed *att_session_list_works_finish      (AttSession *self, GAsyncResult *result, GError **error);

/* (transfer full) (element-type gint64 gint64) by id: of albums, when they were played last; of artists or composers, how
 * often. What was never heard is not in it. */
void         att_session_list_listening_async   (AttSession *self, AttCollectionKind kind, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
GHashTable  *att_session_list_listening_finish  (AttSession *self, GAsyncResult *result, GError **error);

/* the listening history, newest first: elements AttHistoryItem */
typedef struct { AttTrack *track; AttEvent *event; } AttHistoryItem;
void         att_history_item_free              (AttHistoryItem *self);
void         att_session_list_history_async     (AttSession *self, guint limit, guint offset, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data); /* att_session_list_finish() */

/* path of a picture file, or G_IO_ERROR_NOT_FOUND. The caller decodes and scales it off the main thread. */
void         att_session_get_cover_async        (AttSession *self, const char *uri, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
char        *att_session_get_cover_finish       (AttSession *self, GAsyncResult *result, GError **error);

/* What @track is drawn by: 300 bytes along its length, 255 full scale, in proportion to the square root of the level. Of a
 * file that was not listened to as a whole yet it is decoded now, in the background, and kept.
 * (transfer full); NULL without an error: a stream, or hours long */
void         att_session_get_envelope_async     (AttSession *self, AttTrack *track, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
GBytes      *att_session_get_envelope_finish    (AttSession *self, GAsyncResult *result, GError **error);

/* The words beside or in the file of @uri. (transfer full); NULL with G_IO_ERROR_NOT_FOUND */
void         att_session_get_lyrics_async       (AttSession *self, const char *uri, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
AttLyrics   *att_session_get_lyrics_finish      (AttSession *self, GAsyncResult *result, GError **error);

/* what the files at @paths say: (transfer full) (element-type AttTagFields), one for each */
void         att_session_read_tags_async        (AttSession *self, const char *const *paths, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *att_session_read_tags_finish       (AttSession *self, GAsyncResult *result, GError **error);
/* what the library knows of a file since its tags were read: (transfer full) */
void         att_session_get_tags_async         (AttSession *self, AttTrackId id, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
AttTags     *att_session_get_tags_finish        (AttSession *self, GAsyncResult *result, GError **error);
/* Writes tags (see att-tag-write.h) and reads what was changed again: lists and queue show it. @edits: (transfer none)
 * (element-type AttTagEdit), also the undo of an earlier result. The result is never NULL. */
void         att_session_edit_tags_async        (AttSession *self, GPtrArray *edits, GAsyncReadyCallback callback,
                                                 gpointer user_data);
AttTagResult *att_session_edit_tags_finish      (AttSession *self, GAsyncResult *result);

/* the genre as it is shown, "unsure: Jazz or Blues" where it is no more than that; NULL where nothing is known */
char        *att_session_genre_words            (AttTrack *track);

/* what went into the trash, or came back out of it */
typedef struct {
  GPtrArray *paths;  /* (element-type filename) */
  guint n_failed;
  char *problem;     /* of the first that failed; else NULL */
} AttTrashed;
void         att_trashed_free               (AttTrashed *self);
/* Files of @tracks (element-type AttTrack, which must not change) into the desktop's trash; their songs become missing
 * ones. A song that shares its file with others stays. */
void         att_session_trash_async        (AttSession *self, GPtrArray *tracks, GAsyncReadyCallback callback, gpointer user_data);
/* @paths: those of an AttTrashed. Songs come back with history, rating and place as soon as they are read. */
void         att_session_untrash_async      (AttSession *self, GPtrArray *paths, GAsyncReadyCallback callback, gpointer user_data);
/* of both; only a failure of the database is an error */
AttTrashed  *att_session_trash_finish       (AttSession *self, GAsyncResult *result, GError **error);

/* half stars 0..10 */
void         att_session_set_rating_async       (AttSession *self, AttTrackId id, int rating, GAsyncReadyCallback callback, gpointer user_data);
/* all at once; @rating -1: each as the object in @tracks (element-type AttTrack) has it */
void         att_session_set_ratings_async      (AttSession *self, GPtrArray *tracks, int rating, GAsyncReadyCallback callback, gpointer user_data);
gboolean     att_session_set_rating_finish      (AttSession *self, GAsyncResult *result, GError **error);

/* --- settings (rows of the store, cached here; reading never blocks) --- */

const char  *att_session_get_setting        (AttSession *self, const char *key);        /* nullable, valid until set again */
void         att_session_set_setting        (AttSession *self, const char *key, const char *value);
#define ATT_SETTING_DISCOVER       "radio.discover"        /* "0".."1" */
#define ATT_SETTING_TRAIN_ON_BATTERY "train.on-battery"    /* "on": learning in the background does not wait for mains */
#define ATT_SETTING_SHUFFLE        "radio.shuffle-share"   /* "0".."0.5": picks by lot, to compare with; not set: 0 */
#define ATT_SETTING_LEARNING_RATE  "radio.learning-rate"   /* "0".."1": how fast the mixer follows; not set: 0.1 */
#define ATT_SETTING_LEVELS         "radio.levels"          /* "sound=0.40 explore=0.00": see the function for it */
#define ATT_SETTING_REPLAYGAIN     "playback.replaygain"   /* "off" "track" "album" "auto" */
#define ATT_SETTING_REPEAT         "playback.repeat"       /* "none" "all" "one" */
#define ATT_SETTING_SHUFFLE_QUEUE  "playback.shuffle"      /* "off" "songs" "albums" */
#define ATT_SETTING_CROSSFADE      "playback.crossfade-s"  /* "0".."12" */
#define ATT_SETTING_EQUALIZER      "playback.equalizer"    /* "on" "off" */
#define ATT_SETTING_EQUALIZER_BANDS "playback.equalizer-bands" /* ten gains in dB, by spaces */
#define ATT_SETTING_EQUALIZER_CUSTOM "playback.equalizer-custom" /* the listener's own, when a preset is chosen */
#define ATT_SETTING_OUTPUT         "playback.output"       /* see att_player_set_output(); "": the system's choice */
#define ATT_SETTING_BACKGROUND     "playback.background"   /* "on" "off": plays on when the window is closed; not set: on */
#define ATT_SETTING_VOLUME         "playback.volume"       /* "0".."1" */
#define ATT_SETTING_ANALYZE        "analysis.background"   /* "on" "off" */
#define ATT_SETTING_FIRST_RUN_DONE "first-run.done"        /* "1" */
#define ATT_SETTING_NOTIFICATIONS  "desktop.notifications" /* "off"; not set: on */
#define ATT_SETTING_ATTENDED_MIN   "signals.attended-minutes" /* "90" */

G_END_DECLS
