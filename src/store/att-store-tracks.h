/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-tracks.h - roots, files, tracks and the lists made of them
 *
 * Threads, durability, errors: see att-store.h.
 * Identity  A row is one file. A file that is present keeps its row by its
 *           address. A row whose file is gone is *missing*; a new file with the same content
 *           hash takes the missing row over (ties: same title and artist, then
 *           same file name, then the lower id). Two present files are never one row.
 *           Where the content at an address is that of a missing row, or of a row
 *           whose file changes in the same batch (files swapped, renumbered, one
 *           moved over another), the row goes with its content.
 *           A move between file systems is a copy and then a removal: if a file
 *           goes that has an equal copy (size, audio, tags) which came later than
 *           it, within the last hour, and has no history yet (no event, pick or
 *           rating), its row goes on with the copy's address.
 * Parts     A file may be several rows, one for each of its parts (att-part.h), or one for all of it. A batch that
 *           holds a file holds all rows of it: others become missing. A part that begins elsewhere now keeps its row
 *           by its track number.
 */
#pragma once

#include "att-collection.h"
#include "att-library-types.h"
#include "att-store.h"
#include "att-tags.h"
#include "att-track.h"
#include "att-work.h"

G_BEGIN_DECLS

/* --- music folders --- */

/* adding one that is there, or inside another, is not an error and adds nothing; @id may be NULL */
gboolean   att_store_add_root         (AttStore *self, const char *path, gint64 *id, GError **error);
/* its tracks become missing; their history stays, and they come back when it is added again */
gboolean   att_store_remove_root      (AttStore *self, gint64 id, GError **error);
/* (element-type AttRoot) */
GPtrArray *att_store_list_roots       (AttStore *self, GError **error);
/* when @mounted is FALSE all tracks under the root become missing; nothing is deleted, and TRUE brings back what was
 * there */
gboolean   att_store_set_root_mounted (AttStore *self, gint64 id, gboolean mounted, GError **error);
gboolean   att_store_set_root_scanned (AttStore *self, gint64 id, gint64 at, GError **error);

/* Folders that no scan enters, whatever root they are in; absolute paths, NULL-terminated, possibly empty; (transfer
 * full). Kept as a setting. What is in them is missing after the next scan, and there again after one without them. */
char     **att_store_list_excluded    (AttStore *self);
gboolean   att_store_set_excluded     (AttStore *self, const char *path, gboolean excluded, GError **error);

/* --- scanning --- */

/* what a rescan needs to see that a file has not changed */
typedef struct {
  AttTrackId track_id;  /* 0: a file that could not be read */
  gint64 size;          /* bytes */
  gint64 mtime_ns;
  gboolean missing;
} AttStamp;

/* all stamps at or under @path: (element-type filename AttStamp), keys are absolute paths; free with
 * g_hash_table_unref() */
GHashTable *att_store_load_stamps (AttStore *self, const char *path, GError **error);

/* one file of a batch. Exactly one of tags and failure is set. Not consumed. */
typedef struct {
  char *path;       /* absolute */
  char *part;       /* what follows the "#" in the address of a part of it (att-part.h); NULL: all of it */
  gint64 size;
  gint64 mtime_ns;
  gint64 root_id;   /* the music folder it was found in: once that is removed, it is passed over; 0: none */
  AttTags *tags;
  char *failure;    /* one line: the cause, without the path */
} AttScannedFile;

AttScannedFile *att_scanned_file_new  (const char *path, gint64 size, gint64 mtime_ns);
void            att_scanned_file_free (AttScannedFile *self);

/* One transaction for the whole batch: adds, updates, reunites; records failures, and clears those of files that read
 * again. An updated or reunited track keeps id, plays, love, features (features go only if content_hash changed).
 * @counts is added to. */
gboolean   att_store_write_files  (AttStore *self, GPtrArray *files, AttScanCounts *counts, GError **error);
/* the stamp of the file as it is now; FALSE: it is gone */
typedef gboolean (*AttFileLook) (const AttScannedFile *file, gint64 *size, gint64 *mtime_ns, gpointer user_data);
/* The same, of files that were read a while ago. @look is called inside the transaction, on the writer's thread: a file
 * that is gone is passed over, and a present row that has the stamp the file has now stays, if @file has another: who
 * removed or changed the file meanwhile, and told the store, is not overwritten. */
gboolean   att_store_write_files_full (AttStore *self, GPtrArray *files, AttFileLook look, gpointer user_data,
                                       AttScanCounts *counts, GError **error);
/* @paths: (element-type filename) files that are no longer there, with all their parts; failures of such files are forgotten. Counts as
 * removed, or as updated where a fresh copy is where the file went (see Identity). */
gboolean   att_store_mark_missing (AttStore *self, GPtrArray *paths, AttScanCounts *counts, GError **error);

/* (element-type AttFailure), newest first */
GPtrArray *att_store_list_failures   (AttStore *self, GError **error);

/* --- reading --- */

/* (element-type AttTrack); their genres are named as att_store_list_genres() does */
GPtrArray *att_store_list_tracks  (AttStore *self, const AttTrackQuery *query, GCancellable *cancellable,
                                   GError **error);
/* Only which, in the same order: (element-type AttTrackId). For lists that read their rows when these are seen.
 * @duration_ms: (out): how long they play in all; 0 where words are searched for */
GArray    *att_store_list_track_ids (AttStore *self, const AttTrackQuery *query, gint64 *duration_ms, GError **error);
guint      att_store_count_tracks (AttStore *self, const AttTrackQuery *query, GError **error);
/* NULL with ATT_STORE_ERROR_NOT_FOUND */
AttTrack  *att_store_get_track    (AttStore *self, AttTrackId id, GError **error);
AttTrack  *att_store_find_track   (AttStore *self, const char *uri, GError **error);
/* in the order of @ids; ids that are gone are left out. (element-type AttTrack) */
GPtrArray *att_store_get_tracks   (AttStore *self, const AttTrackId *ids, gsize n, GError **error);
/* the addresses of the present parts of the file at @path, in their order; empty where it is whole. (element-type utf8) */
GPtrArray *att_store_list_part_uris (AttStore *self, const char *path, GError **error);
/* the full tags of a track, as they were read; (transfer full) */
AttTags   *att_store_get_tags     (AttStore *self, AttTrackId id, GError **error);

/* (element-type AttCollection); @text as in AttTrackQuery, NULL: all. Only what has present tracks. Where nothing has
 * the words, they are taken for a mistyped artist's name, here and in att_store_list_tracks(): see att-search.h. */
GPtrArray *att_store_list_albums  (AttStore *self, const char *text, gint64 artist_id, GError **error);
GPtrArray *att_store_list_artists (AttStore *self, const char *text, GError **error);
GPtrArray *att_store_list_composers (AttStore *self, const char *text, GError **error);
/* (element-type gint64 gint64) by id: of albums, when one of their tracks was played last; of artists or composers, how
 * often their tracks were played. Who was never heard is not in it. */
GHashTable *att_store_list_listening (AttStore *self, AttCollectionKind kind, GError **error);
/* what the artist of this id composed, of what is there; (transfer full), empty where nobody has it */
AttComposed *att_store_list_works (AttStore *self, gint64 composer_id, GCancellable *cancellable, GError **error);
/* What the lists above and a search of tracks go through is read when it is first asked for, some tenths of a second for
 * 100,000, and again after a write of tracks: at once where there are fewer than 5,000; else in the background, at most
 * once in some seconds, and what was read before serves until then, when ATT_STORE_CHANGED_TRACKS is told once more. Here
 * it is asked for in advance. */
gboolean   att_store_prepare_search (AttStore *self, GError **error);
/* most tracks first. Genres are merged by att_genres_lookup(): the vocabulary's name where it knows the tag, else the
 * most frequent spelling. */
GPtrArray *att_store_list_genres  (AttStore *self, GError **error);

/* half stars 0..10 */
gboolean   att_store_set_rating   (AttStore *self, AttTrackId id, int rating, GError **error);
/* in one transaction; a track that has gone meanwhile is passed over, unless all have */
gboolean   att_store_set_ratings  (AttStore *self, const AttTrackId *ids, const int *ratings, gsize n, GError **error);

/* Genres for files that name none, from a credited list (ATT_GENRE_CURATED) or the genre model (ATT_GENRE_GUESS, with
 * @probabilities; else NULL); replaces earlier ones of that source, best first. Shown and found are the file's own if
 * it has any, else the curated, else guesses of ATT_GENRE_SHOWN_P and more;
 * less sure ones are in AttTrack.genres alone, with ATT_TRACK_GENRE_UNSURE. */
gboolean   att_store_set_genres   (AttStore *self, AttTrackId id, AttGenreSource source,
                                   const char *const *genres, const double *probabilities, gsize n, GError **error);

G_END_DECLS
