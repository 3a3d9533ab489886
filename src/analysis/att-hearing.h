/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-hearing.h - one track being listened to: features and loudness of its blocks
 *
 * Threads   one at a time.
 */
#pragma once

#include "att-decoder.h"
#include "att-store-features.h"

G_BEGIN_DECLS

typedef struct _AttHearing AttHearing;

typedef struct _AttGenreNet AttGenreNet; /* att-genre-net.h */

/* @net: NULL, or another than the program's to make the embedding */
AttHearing  *att_hearing_new       (AttGenreNet *net);
void         att_hearing_free      (AttHearing *self);
/* an AttDecoderFunc; @hearing: AttHearing */
void         att_hearing_add       (const AttDecodedBlock *block, gpointer hearing);
/* mono samples so far, at ATT_DECODER_RATE */
guint64      att_hearing_count     (const AttHearing *self);
/* see att-envelope.h, of all that came in; NULL: there was no sample */
GBytes      *att_hearing_get_envelope (const AttHearing *self);
/* Call once; track_id is 0. @is_excerpt: loudness is left out. NULL: there was no sample */
AttFeatures *att_hearing_finish    (AttHearing *self, gboolean is_excerpt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttHearing, att_hearing_free)

G_END_DECLS
