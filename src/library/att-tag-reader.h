/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tag-reader.h - the room's way to TagLib
 *
 * att-tag-reader.cpp is the only file that includes it: its C binding has
 * neither properties nor pictures. These functions meet hostile files: outside
 * of tests they run in workers.
 */
#pragma once

#include "att-audio-sniff.h"
#include "att-tags.h"

G_BEGIN_DECLS

/* Everything about the file that is open in @file, content hash included.
 * NULL with G_IO_ERROR_INVALID_DATA; the message is the cause, without the path */
AttTags *att_tag_reader_read_bytes   (AttFileBytes *file, GError **error);
/* the embedded front cover, else the first picture that is one; NULL: none, or not an audio file */
GBytes  *att_tag_reader_read_picture (AttFileBytes *file);
/* "" where there is none. (transfer full) */
char    *att_tag_reader_read_comment (AttFileBytes *file);
/* the words in it as text, LRC where they have times; NULL: none. (transfer full) */
char    *att_tag_reader_read_lyrics  (AttFileBytes *file);

G_END_DECLS
