/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-playlist-file.h - M3U, M3U8, PLS and XSPF files
 *
 * The content decides which of them it is. Entries become absolute URIs:
 * relative paths count from the playlist's folder; where a path leads nowhere,
 * backslashes, %XX, Latin-1 and paths of another machine are tried. An entry
 * that leads nowhere at all is kept: its file may come back. User names and
 * passwords are cut from URIs.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @name: (out) (transfer full): as the file says, else its own name without extension
 * Returns: (transfer full): NULL with G_IO_ERROR; the message is a cause without the path */
char **att_playlist_file_read (const char *path, char **name, GError **error);

/* --- for the parsers --- */

/* appends the URI of one entry to @uris, if it can be one; @folder is the playlist's */
void     att_playlist_add_entry  (GPtrArray *uris, const char *folder, const char *entry);
/* @text is UTF-8. *@name is set if the file has a title */
gboolean att_playlist_parse_xspf (const char *text, const char *path, GPtrArray *uris, char **name, GError **error);

G_END_DECLS
