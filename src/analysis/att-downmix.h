/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-downmix.h - samples of any rate and channels as mono at ATT_DECODER_RATE
 *
 * The mean of the channels, halved in rate (att-halve.h) while it is twice too
 * high or more, the rest by GStreamer's Kaiser resampler. From rates that are
 * not lower: flat to 10 kHz, what lies above 12.1 kHz at least 60 dB down.
 * Mono samples are gathered and come with every so many blocks.
 * Rate and channels may change from block to block; the filter is emptied then.
 * The result does not depend on the blocks' sizes (to 1e-6 where the rate is no
 * power of two times ours).
 *
 * Threads   one at a time.
 */
#pragma once

#include "att-decoder.h"

G_BEGIN_DECLS

typedef struct _AttDownmix AttDownmix;

/* @func gets every block as it came and what came out of it; samples that are no numbers are 0 in both, and those out of
 * all range are cut off */
AttDownmix *att_downmix_new   (AttDecoderFunc func, gpointer user_data);
void        att_downmix_free  (AttDownmix *self);
/* @pcm: interleaved, n_frames * n_channels. FALSE: nothing can be done with such a rate or so many channels. */
gboolean    att_downmix_push  (AttDownmix *self, const float *pcm, gsize n_frames, int n_channels, int sample_rate);
/* gives out what the filters still hold: the end, or the end of a part */
void        att_downmix_drain (AttDownmix *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttDownmix, att_downmix_free)

G_END_DECLS
