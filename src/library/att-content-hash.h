/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-content-hash.h - the audio of a file as one number
 *
 * XXH3 (128 bits) over samples of the audio payload without any tags, and its
 * length: the same before and after retagging, moving, renaming. What is the
 * payload, by format:
 *
 *   MP3, AAC, Monkey's, Musepack, WavPack, True Audio
 *                 the file without ID3v1, ID3v2, APEv2 and Lyrics3 at its ends
 *   FLAC, Ogg FLAC   the MD5 of the decoded samples in STREAMINFO; where that is
 *                 not set, the frames
 *   Ogg           the packet data after the header packets (pages may be cut
 *                 anew when comments grow): its head, its tail, the last granule
 *   MP4           the mdat boxes
 *   WAV, AIFF, DSF, ASF   the chunk or object that holds the samples
 *
 * Of a payload longer than three times 8 KiB the first, middle and last 8 KiB are read.
 */
#pragma once

#include "att-audio-sniff.h"

G_BEGIN_DECLS

/* FALSE: there is no payload */
gboolean att_content_hash (AttFileBytes *file, const AttSniff *sniff, guint64 hash[2]);

G_END_DECLS
