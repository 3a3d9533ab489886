/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-window-playlists.h - what the listener does with playlists, each with a word about it and Undo
 *
 * Actions "win.add-to-playlist" (what plays), "win.new-playlist", "win.new-smart-playlist", "win.import-playlist",
 * "win.save-queue" (what plays and comes, as a playlist).
 */
#pragma once

#include "att-session-playlists.h"
#include "att-window.h"

G_BEGIN_DECLS

/* A window that asks which of the listener's playlists @tracks (element-type AttTrack) go into, or a new one.
 * @name (nullable): what they are together; a new playlist is called so. */
void att_window_add_to_playlist     (AttWindow *self, GPtrArray *tracks, const char *name);
/* the songs of a collection, in its order: att_session_list_finish() */
void att_window_list_collection     (AttWindow *self, AttCollectionKind kind, gint64 id, const char *title,
                                     GAsyncReadyCallback callback, gpointer user_data);
/* att_window_add_to_playlist() of all songs of a collection */
void att_window_add_collection      (AttWindow *self, AttCollectionKind kind, gint64 id, const char *title);

/* --- with a playlist that is known --- */

/* @uris: NULL-terminated. @name: of the playlist */
void att_window_append_to_playlist  (AttWindow *self, gint64 id, const char *name, const char *const *uris,
                                     gboolean twice);
/* asks for its name, @name being suggested; then it is shown. @uris: nullable, NULL-terminated */
void att_window_ask_new_playlist    (AttWindow *self, const char *name, const char *const *uris);
void att_window_make_playlist       (AttWindow *self, const char *name, const char *const *uris);
void att_window_ask_rename_playlist (AttWindow *self, gint64 id, const char *name);
/* at once, with Undo */
void att_window_delete_playlist     (AttWindow *self, gint64 id, const char *name);
/* asks where to */
void att_window_export_playlist     (AttWindow *self, gint64 id, const char *name);
/* makes an own playlist of a file, shows it, and tells what was not found */
void att_window_import_playlist     (AttWindow *self, GFile *file);

/* a button with a menu: what can be made new; (transfer floating) */
GtkWidget *att_window_make_playlist_tools (void);
void att_window_install_playlist_actions  (AttWindowClass *klass);

G_END_DECLS
