/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-playlist-file.h - M3U, M3U8, PLS, XSPF (xspf.org/spec) and JSPF (xspf.org/jspf) files, read and written
 *
 * Reading   The content decides which of them it is. Entries become absolute
 *           URIs: relative paths count from the playlist's folder; where a path
 *           leads nowhere, backslashes, %XX, Latin-1 and paths of another machine
 *           are tried. An entry that leads nowhere at all is kept: its file may
 *           come back. User names and passwords are cut from URIs.
 *           An XSPF file in the XSPF namespace must be valid; one without any
 *           namespace, as some players write it, is read for what it has.
 * Writing   Text is UTF-8. Paths are relative to the playlist's folder where
 *           both have a folder in common besides the root. In M3U and PLS, which know no
 *           escapes, a name that a line cannot hold (line breaks, bytes that
 *           are no UTF-8…) is written as a file: URI.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *uri;           /* absolute; NULL: the file says only what it is called */
  char *title;         /* nullable, as are the next two */
  char *artist;
  char *album;
  gint64 duration_ms;  /* 0: unknown */
} AttPlaylistItem;

typedef struct {
  char *name;          /* never empty: as the file says, else its own name without extension */
  GPtrArray *items;    /* (element-type AttPlaylistItem) */
} AttPlaylist;

AttPlaylist *att_playlist_new        (const char *name);
void         att_playlist_free       (AttPlaylist *self);
/* a new last item, its address taken; owned by @self */
AttPlaylistItem *att_playlist_add    (AttPlaylist *self, char *uri);
/* (transfer full): of the items that have one */
char       **att_playlist_dup_uris   (const AttPlaylist *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttPlaylist, att_playlist_free)

/* Returns: (transfer full): NULL with G_IO_ERROR; the message is a cause without the path */
AttPlaylist *att_playlist_file_read  (const char *path, GError **error);
/* The extension of @path says the format (m3u, m3u8, pls, xspf, jspf; G_IO_ERROR_NOT_SUPPORTED for others). Replaces
 * what is there, in one step. Items without an address are left out of M3U and PLS. */
gboolean     att_playlist_file_write (const AttPlaylist *self, const char *path, GError **error);
/* by its name */
gboolean     att_playlist_file_is    (const char *path);

/* --- between the files that read and write --- */

#define ATT_PLAYLIST_MAX_ITEMS 100000

gboolean     att_playlist_parse_xspf (AttPlaylist *self, const char *text, gsize n, const char *encoding,
                                      const char *path, GError **error);
gboolean     att_playlist_parse_jspf (AttPlaylist *self, const char *text, const char *path, GError **error);
/* The address @entry of a line, relative to @folder; with @is_reference it is a URI reference, else a path or a URI.
 * (transfer full) (nullable) */
char        *att_playlist_resolve    (const char *folder, const char *entry, gboolean is_reference);
/* replaces *@field by the stripped @text; an empty one changes nothing */
void         att_playlist_set_text   (char **field, const char *text);

G_END_DECLS
