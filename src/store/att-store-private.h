/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-private.h - private to store: how its files read and write
 */
#pragma once

#include "att-collection.h"
#include "att-db.h"
#include "att-search.h"
#include "att-library-types.h"
#include "att-rules.h"
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

/* among the @changes of a write: of tracks, but not of their texts, or not of their genres; what search looks through
 * need not be read again */
#define ATT_STORE_KEEPS_TEXTS (1 << 16)
#define ATT_STORE_KEEPS_GENRES (1 << 17)
#define ATT_STORE_KEEPS_SEARCH (ATT_STORE_KEEPS_TEXTS | ATT_STORE_KEEPS_GENRES)

/* tells of @changes soon, and counts them in what follows; any thread */
void       att_store_announce (AttStore *self, AttStoreChanges changes);
/* counts writes of tracks that search must see; asked for before a transaction begins, it says what that at least sees */
guint      att_store_get_generation (AttStore *self);
/* of a small library as of @generation or later; of a large one what there is: see att-search-cache.h. NULL: @db has
 * failed. (transfer full) */
AttSearch *att_store_get_search  (AttStore *self, AttDb *db, guint generation);

/* The same of the list of genres, apart from search: each track that is listened to may be given a genre, and the texts
 * of all need not be read again for that. */
guint      att_store_get_genre_writes (AttStore *self);
/* (element-type AttCollection) (transfer full): not to be changed. Errors stay in @db. */
GPtrArray *att_store_get_genres  (AttStore *self, AttDb *db, guint writes);

/* bits of tracks.missing */
#define ATT_MISSING_GONE 1
#define ATT_MISSING_UNMOUNTED 2
#define ATT_MISSING_REMOVED 4 /* its music folder was taken out of the library */

/* uris begin with *@prefix and sort before *@end if they are under the folder @uri (itself without "/" at the end) */
void       att_store_uri_range   (const char *uri, char **prefix, char **end);
/* of the music folders: (element-type gint64) */
GHashTable *att_store_root_ids   (AttDb *db);
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

/* --- att-store-parts.c: rows that are parts of a file (att-part.h). @uri: of the file, or of a part. Errors stay in @db --- */

/* where the addresses of the parts are */
void       att_store_part_range  (const char *uri, char **begin, char **end);
/* (element-type utf8): those of present rows and of missing ones */
GPtrArray *att_store_list_parts  (AttDb *db, const char *uri);
/* parts that are not among @uris become missing; so does the row of all of the file if @uri is a part. FALSE: none */
gboolean   att_store_retire_parts (AttDb *db, const char *uri, GHashTable *uris);
/* the missing part of that number, whose sheet may have been corrected */
gboolean   att_store_find_missing_part (AttDb *db, const char *uri, int track_number, gint64 *id, int *rating,
                                        int *tag_rating, char **old_uri);
/* of the present ones */
void       att_store_stamp_parts (AttDb *db, const char *uri, gint64 size, gint64 mtime_ns);

/* --- att-store-own-playlists.c --- */

/* at its end */
void       att_store_add_playlist_entries (AttDb *db, gint64 id, const char *const *uris);

/* --- att-store-browse.c --- */

/* (element-type AttTrack), in the order of @ids; what is gone is left out. Errors stay in @db. */
GPtrArray *att_store_read_tracks (AttDb *db, const AttTrackId *ids, gsize n, GCancellable *cancellable);

/* what follows ORDER BY, over tracks t */
void       att_store_append_order (GString *sql, AttSort sort, gboolean descending);

/* --- att-store-rules.c --- */

/* "SELECT t.id …" of the present tracks that the rules choose, its parameters appended to @texts and numbered by their
 * place there. (transfer full) */
char      *att_store_rules_to_sql (AttDb *db, const AttRules *rules, GPtrArray *texts);
/* NULL: not a smart playlist, or an error, which stays in @db */
AttRules  *att_store_read_rules   (AttDb *db, gint64 playlist_id);

/* --- att-store-collections.c --- */

/* (element-type AttCollection), sorted; of one artist, or all (0). Errors stay in @db. */
GPtrArray *att_store_read_albums  (AttDb *db, gint64 artist_id);
/* of @kind ATT_COLLECTION_ARTIST or ATT_COLLECTION_COMPOSER */
GPtrArray *att_store_read_artists (AttDb *db, AttCollectionKind kind);

/* --- att-store-genres.c --- */

/* (element-type AttCollection): of present tracks, those of most tracks first. Errors stay in @db. */
GPtrArray *att_store_read_genres  (AttDb *db);

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

/* by the name of the first genre that is shown of each track; what has none comes last, what is equal stays as it was.
 * Errors stay in @db. */
void         att_store_sort_by_genre (AttDb *db, GArray *ids, gboolean descending);

/* id of a spelling, made if new */
gint64       att_store_genre_id     (AttDb *db, const char *name);
/* sets track_genres.shown of a track anew */
void         att_store_show_genres  (AttDb *db, AttTrackId track_id);

G_END_DECLS
