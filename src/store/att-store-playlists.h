/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-playlists.h - playlists
 *
 * An entry is an address; it is a track when a track with that address is in
 * the library, now or later. Threads, durability, errors: see att-store.h.
 */
#pragma once

#include "att-library-types.h"
#include "att-store.h"
#include "att-types.h"

G_BEGIN_DECLS

/* The playlist file at @path (absolute), found beside the music; replaces what was read from it before, and writes
 * nothing if @mtime_ns and @size are what is known. @uris in the file's order. */
gboolean   att_store_write_playlist_file   (AttStore *self, const char *path, gint64 size, gint64 mtime_ns,
                                            const char *name, const char *const *uris, GError **error);
/* TRUE if the file is known with this stamp */
gboolean   att_store_has_playlist_file     (AttStore *self, const char *path, gint64 size, gint64 mtime_ns);
/* forgets playlist files at or under @folder that are not in @seen (element-type filename) */
gboolean   att_store_prune_playlist_files  (AttStore *self, const char *folder, GHashTable *seen, GError **error);

/* --- the listener's own: those without a file. ATT_STORE_ERROR_NOT_FOUND for others. --- */

gboolean   att_store_create_playlist       (AttStore *self, const char *name, gint64 *id, GError **error);
/* the same with its entries, or with its rules (G_IO_ERROR_INVALID_DATA: they are none); @record's id and time are used
 * where they are not 0, so that what was deleted is as it was. @id may be NULL */
gboolean   att_store_add_playlist          (AttStore *self, const AttPlaylistRecord *record, gint64 *id,
                                            GError **error);
gboolean   att_store_append_to_playlist    (AttStore *self, gint64 id, const char *const *uris, GError **error);
/* in place of all that it has; a smart one has none */
gboolean   att_store_set_playlist_entries  (AttStore *self, gint64 id, const char *const *uris, GError **error);
/* of a smart one; G_IO_ERROR_INVALID_DATA: they are no rules */
gboolean   att_store_set_playlist_rules    (AttStore *self, gint64 id, const char *rules, GError **error);
gboolean   att_store_rename_playlist       (AttStore *self, gint64 id, const char *name, GError **error);
gboolean   att_store_delete_playlist       (AttStore *self, gint64 id, GError **error);

/* --- reading --- */

/* any playlist; NULL with ATT_STORE_ERROR_NOT_FOUND */
AttPlaylistRecord *att_store_get_playlist  (AttStore *self, gint64 id, GError **error);
/* what a smart playlist with these rules would have; G_IO_ERROR_INVALID_DATA: they are none */
gboolean   att_store_measure_rules         (AttStore *self, const char *rules, guint *n, gint64 *duration_ms,
                                            GError **error);
/* one slot for each of @uris: the AttTrack, missing or not, or NULL where there is none */
GPtrArray *att_store_find_by_uris          (AttStore *self, const char *const *uris, GError **error);

/* A song by what it is called: the present track with that title and artist (folded) whose length is nearest, at most
 * ATT_SONG_TOLERANCE_MS off. @found: set to its address, (transfer full), where there is one. */
#define ATT_SONG_TOLERANCE_MS 3000
typedef struct {
  const char *artist, *title; /* nullable */
  gint64 duration_ms;         /* 0: not known */
  char *found;                /* NULL before */
} AttSongName;
gboolean   att_store_find_songs            (AttStore *self, AttSongName *songs, gsize n, GError **error);

/* (element-type AttCollection) of kind ATT_COLLECTION_PLAYLIST, by name */
GPtrArray *att_store_list_playlists        (AttStore *self, GError **error);
/* the playlists that hold each track (smart ones hold none), as pairs sorted by playlist then position: the *users* of
 * the collaborative models. (transfer full): g_free both; only entries that are tracks. */
gboolean   att_store_load_playlist_entries (AttStore *self, gint64 **playlist_ids, AttTrackId **track_ids, gsize *n,
                                            GError **error);

G_END_DECLS
