/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-lyrics.h - the words of a song, with the time of each line where it is known
 *
 * Reads LRC (lines `[mm:ss.xx]words`, several times a line, `[offset:±ms]`; of the enhanced kind the times of single
 * words, `<mm:ss.xx>`, are passed over), or plain text. Lines with the same time (a translation) become one. UTF-8, UTF-16
 * with a byte order mark, else GB 18030 or Windows-1252, whichever the bytes look like.
 *
 * Threads   immutable once made.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ATT_LYRICS_MAX_BYTES (1024 * 1024)

typedef struct {
  gint64 at_ms;  /* -1: not known, for all lines or none */
  char *text;    /* "" for a pause; may be of several lines */
} AttLyricsLine;

typedef struct {
  gboolean synced;
  GArray *lines; /* (element-type AttLyricsLine), by time; never empty */
} AttLyrics;

/* NULL: there are no words in it */
AttLyrics           *att_lyrics_parse    (const char *data, gsize size);
void                 att_lyrics_free     (AttLyrics *self);
/* those of a part of what @self is of, from @start_ms up to @end_ms (-1: to the end), with the times of that part. NULL:
 * there are no words in it, or no times to go by. (transfer full) */
AttLyrics           *att_lyrics_cut      (const AttLyrics *self, gint64 start_ms, gint64 end_ms);
/* the line that is sung at @position_ms; -1: before the first, or not synced */
int                  att_lyrics_find     (const AttLyrics *self, gint64 position_ms);
const AttLyricsLine *att_lyrics_get_line (const AttLyrics *self, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttLyrics, att_lyrics_free)

G_END_DECLS
