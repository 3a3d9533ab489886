/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-lyrics-find.h - the words that go with a file
 *
 * Beside it, by its name: NAME.lrc, NAME.EXT.lrc; then those in it (SYLT and USLT of ID3v2, LYRICS, SYNCEDLYRICS,
 * UNSYNCEDLYRICS of Vorbis comments and APE, ©lyr, WM/Lyrics), read in a worker (kind "lyrics"); then NAME.txt. What has
 * times comes before what has none.
 *
 * Threads   any; blocks on disk.
 */
#pragma once

#include <gio/gio.h>

#include "att-lyrics.h"

G_BEGIN_DECLS

/* @path: an audio file. NULL with G_IO_ERROR_NOT_FOUND where there are none */
AttLyrics *att_lyrics_find_for_file  (const char *path, GCancellable *cancellable, GError **error);

/* the "lyrics" worker: main() of `worker lyrics` */
int        att_lyrics_worker_main    (void);

G_END_DECLS
