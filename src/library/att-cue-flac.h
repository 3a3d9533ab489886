/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cue-flac.h - the CUESHEET block of FLAC (RFC 9639, 8.7) as a cue sheet in words
 */
#pragma once

#include "att-file-bytes.h"

G_BEGIN_DECLS

/* The tracks of the FLAC file that begins at @start, without names, to 1/75 s; NULL: it has no such block.
 * (transfer full) */
char *att_cue_from_flac (AttFileBytes *file, gint64 start, int sample_rate);

G_END_DECLS
