/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-loudness.h - how loud a track is, for ReplayGain-like levelling
 *
 * Integrated loudness with both gates (att-gate.h) and the true peak, between the
 * samples and at them (att-true-peak.h), of what is in the file before any downmix. The result does not depend
 * on the blocks' sizes. Memory is fixed.
 *
 * Channels  in WAVE's order: of four the last two are surround channels, of five
 *           or more the fourth of six is the LFE channel, left out, as is what comes
 *           after the sixth.
 * Units     loudness in LUFS; peak linear, 1 is full scale.
 * Threads   one at a time.
 * Standard  EBU R 128 / ITU-R BS.1770-4; the two filters at other rates than 48 kHz
 *           from the analog ones behind the standard's table (B. De Man, Evaluation of
 *           Implementations of the EBU R128 Loudness Measurement, AES 145, 2018).
 */
#pragma once

#include "att-num.h"

typedef struct AttLoudness AttLoudness;

AttNumStatus    att_loudness_new  (AttLoudness **out);
void            att_loudness_free (AttLoudness *self);
/* @pcm: finite, interleaved, n_frames * n_channels; channels (1..64) and rate (1000..768000 Hz) may change between
 * calls: then no block reaches over the change */
void            att_loudness_add  (AttLoudness *self, const float *pcm, size_t n_frames, int n_channels,
                                   int sample_rate);
/* NAN for silence and for less than 400 ms */
float           att_loudness_get_integrated (const AttLoudness *self);
float           att_loudness_get_peak       (const AttLoudness *self);
/* (ATT_GATE_BINS): what the integrated loudness is made of */
const uint32_t *att_loudness_get_counts     (const AttLoudness *self);
