/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-private.h - private to store: how its files read and write
 */
#pragma once

#include "att-db.h"
#include "att-library-types.h"
#include "att-tags.h"
#include "att-track.h"

G_BEGIN_DECLS

/* Runs on the writer thread inside a transaction. Errors go to the connection (att_db_fail(), or by themselves). */
typedef void (*AttStoreWriteFunc) (AttDb *db, gpointer data);

/* Waits until @func has run and is committed. @changes are announced if a row was changed.
 * @caller: G_STRFUNC of the public function, for the report of a forbidden thread */
gboolean   att_store_write       (AttStore *self, const char *caller, AttStoreChanges changes,
                                  AttStoreWriteFunc func, gpointer data, GError **error);

/* A connection for reading, in a transaction: all statements see the same state. NULL with an error. */
AttDb     *att_store_begin_read  (AttStore *self, const char *caller, GError **error);
/* gives it back; FALSE with the first error since att_store_begin_read() */
gboolean   att_store_end_read    (AttStore *self, AttDb *db, GError **error);

/* bits of tracks.missing */
#define ATT_MISSING_GONE 1
#define ATT_MISSING_UNMOUNTED 2
#define ATT_MISSING_REMOVED 4 /* its music folder was taken out of the library */

/* uris begin with *@prefix and sort before *@end if they are under the folder @uri (itself without "/" at the end) */
void       att_store_uri_range   (const char *uri, char **prefix, char **end);
char      *att_store_path_to_uri (const char *path, GError **error);

/* --- att-store-stamps.c --- */

void       att_scan_counts_add   (AttScanCounts *to, const AttScanCounts *counts);

/* --- att-store-tags.c --- */

/* FNV-1a of all that is kept of a file's tags */
gint64     att_store_hash_tags   (const AttTags *tags);

/* --- att-store-tracks.c --- */

/* the columns of tracks that a scan sets; NULL-terminated */
extern const char *const att_store_file_columns[];

/* --- att-store-features.c --- */

/* floats to and from disk, the same both ways; @out may be @in */
void       att_store_swap_floats (float *out, gconstpointer in, gsize n);

/* --- att-store-playlists.c --- */

/* a file has moved: the listener's own playlists go along (playlist files say what they say) */
void       att_store_follow_in_playlists (AttDb *db, const char *old_uri, const char *uri);

/* --- att-store-browse.c --- */

/* (element-type AttTrack), in the order of @ids; what is gone is left out. Errors stay in @db. */
GPtrArray *att_store_read_tracks (AttDb *db, const AttTrackId *ids, gsize n, GCancellable *cancellable);

/* --- att-store-genres.c --- */

/* what the spellings of genres mean, and how they are shown */
typedef struct _AttGenreMap AttGenreMap;

/* as of the present transaction, for reading; owned by @db, valid until its end */
AttGenreMap *att_genre_map_get      (AttDb *db);
/* interned, owned by the map */
const char  *att_genre_map_get_name (AttGenreMap *self, gint64 genre_id);
/* "1,4,12": ids of all spellings of @name; "" if there is none. (transfer full) */
char        *att_genre_map_list_ids (AttGenreMap *self, const char *name);
/* the same for all genres whose name has @word (folded) in it */
char        *att_genre_map_search_ids (AttGenreMap *self, const char *word);

/* id of a spelling, made if new */
gint64       att_store_genre_id     (AttDb *db, const char *name);
/* sets track_genres.shown of a track anew */
void         att_store_show_genres  (AttDb *db, AttTrackId track_id);

G_END_DECLS
