/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-playlists.h - playlists
 *
 * An entry is an address; it is a track when a track with that address is in
 * the library, now or later. Threads, durability, errors: see att-store.h.
 */
#pragma once

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

/* the listener's own */
gboolean   att_store_create_playlist       (AttStore *self, const char *name, gint64 *id, GError **error);
gboolean   att_store_append_to_playlist    (AttStore *self, gint64 id, const char *const *uris, GError **error);
gboolean   att_store_delete_playlist       (AttStore *self, gint64 id, GError **error);

/* (element-type AttCollection) of kind ATT_COLLECTION_PLAYLIST, by name */
GPtrArray *att_store_list_playlists        (AttStore *self, GError **error);
/* the playlists that hold each track, as pairs sorted by playlist then position: the *users* of the collaborative
 * models. (transfer full): g_free both; only entries that are tracks. */
gboolean   att_store_load_playlist_entries (AttStore *self, gint64 **playlist_ids, AttTrackId **track_ids, gsize *n,
                                            GError **error);

G_END_DECLS
