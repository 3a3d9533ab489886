/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-lyrics-find.h - the words that go with a file
 *
 * Beside it, by its name: NAME.lrc, NAME.EXT.lrc; then those in it (SYLT and USLT of ID3v2, LYRICS, SYNCEDLYRICS,
 * UNSYNCEDLYRICS of Vorbis comments and APE, ©lyr, WM/Lyrics), read in a worker (kind "lyrics"); then NAME.txt. What has
 * times comes before what has none.
 *
 * Of a part of a file: a .lrc in the same folder by the name of the song ("Title", "03 Title", "3. Title"; case, accents
 * and punctuation make no difference); else what goes with the whole file, if it has times: the lines inside the part.
 *
 * Threads   any; blocks on disk.
 */
#pragma once

#include <gio/gio.h>

#include "att-lyrics.h"

G_BEGIN_DECLS

/* @path: an audio file. NULL with G_IO_ERROR_NOT_FOUND where there are none */
AttLyrics *att_lyrics_find_for_file  (const char *path, GCancellable *cancellable, GError **error);

/* @uri: a part of a file; @title (nullable) and @number (0: not known) of the song that it is */
AttLyrics *att_lyrics_find_for_part  (const char *uri, const char *title, guint number, GCancellable *cancellable,
                                      GError **error);

/* the "lyrics" worker: main() of `worker lyrics` */
int        att_lyrics_worker_main    (void);

G_END_DECLS
