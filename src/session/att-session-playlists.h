/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-playlists.h - playlists: what is in them, the listener's own, in and out of files
 *
 * Threads  as att-session.h says: plain functions block, the others answer on the main context. After each change
 *          "library-changed" is emitted.
 */
#pragma once

#include "att-rules.h"
#include "att-session.h"

G_BEGIN_DECLS

typedef struct {
  AttPlaylistRecord *record;
  /* (element-type AttTrack): one for each entry, in order. Of a file that is not in the library: ATT_TRACK_TRANSIENT,
   * and ATT_TRACK_MISSING if it is not there at all. Of a smart playlist what its rules find. */
  GPtrArray *tracks;
} AttPlaylistContents;

void                 att_playlist_contents_free (AttPlaylistContents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttPlaylistContents, att_playlist_contents_free)

AttPlaylistContents *att_session_load_playlist        (AttSession *self, gint64 id, GError **error);
void                 att_session_load_playlist_async  (AttSession *self, gint64 id, GCancellable *cancellable,
                                                       GAsyncReadyCallback callback, gpointer user_data);
AttPlaylistContents *att_session_load_playlist_finish (AttSession *self, GAsyncResult *result, GError **error);

/* --- the listener's own --- */

/* A new one of @record's name with its entries, or its rules; one that was deleted comes back with its id. Copied.
 * Finishes with the id, 0 with an error. */
void     att_session_add_playlist_async          (AttSession *self, const AttPlaylistRecord *record,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gint64   att_session_add_playlist_finish         (AttSession *self, GAsyncResult *result, GError **error);
/* Entries that are there already are left out unless @twice. @before: all that it had, for Undo; @left_out: both
 * (transfer full). */
void     att_session_append_to_playlist_async    (AttSession *self, gint64 id, const char *const *uris, gboolean twice,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean att_session_append_to_playlist_finish   (AttSession *self, GAsyncResult *result, char ***before,
                                                  char ***left_out, GError **error);
/* (transfer full): as it was, for att_session_add_playlist_async() to bring it back */
void     att_session_delete_playlist_async       (AttSession *self, gint64 id, GAsyncReadyCallback callback,
                                                  gpointer user_data);
AttPlaylistRecord *att_session_delete_playlist_finish (AttSession *self, GAsyncResult *result, GError **error);
/* one finish for these three */
void     att_session_rename_playlist_async       (AttSession *self, gint64 id, const char *name,
                                                  GAsyncReadyCallback callback, gpointer user_data);
void     att_session_set_playlist_entries_async  (AttSession *self, gint64 id, const char *const *uris,
                                                  GAsyncReadyCallback callback, gpointer user_data);
/* @rules: att_rules_to_text() */
void     att_session_set_playlist_rules_async    (AttSession *self, gint64 id, const char *rules,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean att_session_change_playlist_finish      (AttSession *self, GAsyncResult *result, GError **error);

/* how many songs a smart playlist with these rules would have, and how long they play */
void     att_session_measure_rules_async         (AttSession *self, const char *rules, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean att_session_measure_rules_finish        (AttSession *self, GAsyncResult *result, guint *n, gint64 *duration_ms,
                                                  GError **error);

/* --- files --- */

typedef struct {
  gint64 id;          /* of the new playlist */
  char *name;
  guint n_entries;    /* that the file has */
  guint n_found;      /* of them in the library, */
  guint n_by_name;    /* of which by artist, title and length only: their file has moved */
  GPtrArray *missing; /* (element-type utf8): the others, by name and address */
} AttPlaylistImport;

void               att_playlist_import_free (AttPlaylistImport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttPlaylistImport, att_playlist_import_free)

/* Makes an own playlist of the file at @path (M3U, M3U8, PLS, XSPF, JSPF). Entries that are not found are kept where
 * they have an address: they are found when the library has them. */
AttPlaylistImport *att_session_import_playlist        (AttSession *self, const char *path, GError **error);
void               att_session_import_playlist_async  (AttSession *self, const char *path, GAsyncReadyCallback callback,
                                                       gpointer user_data);
AttPlaylistImport *att_session_import_playlist_finish (AttSession *self, GAsyncResult *result, GError **error);
/* The extension says the format: m3u8, m3u, pls, xspf, jspf. */
gboolean att_session_export_playlist         (AttSession *self, gint64 id, const char *path, GError **error);
void     att_session_export_playlist_async   (AttSession *self, gint64 id, const char *path,
                                              GAsyncReadyCallback callback, gpointer user_data);
gboolean att_session_export_playlist_finish  (AttSession *self, GAsyncResult *result, GError **error);
/* by its name */
gboolean att_session_is_playlist_file        (const char *path);

G_END_DECLS
