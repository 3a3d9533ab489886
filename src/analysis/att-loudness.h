/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-loudness.h - how loud a track is, for ReplayGain-like levelling
 *
 * Integrated loudness with both gates and the sample peak, by libebur128, over
 * the samples as they are in the file (before any downmix). Memory is fixed.
 *
 * Units     loudness in LUFS; peak linear, 1 is full scale.
 * Threads   one at a time.
 * Standard  EBU R 128 / ITU-R BS.1770-4.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AttLoudness AttLoudness;

AttLoudness *att_loudness_new  (void);
void         att_loudness_free (AttLoudness *self);
/* @pcm: finite, interleaved, n_frames * n_channels; channels (1..64) and rate (16..2822400 Hz) may change between calls */
void         att_loudness_add  (AttLoudness *self, const float *pcm, gsize n_frames, int n_channels, int sample_rate);
/* NAN for silence and for less than 400 ms */
float        att_loudness_get_integrated (AttLoudness *self);
float        att_loudness_get_peak       (AttLoudness *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttLoudness, att_loudness_free)

G_END_DECLS
