/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-true-peak.h - the highest a signal gets between its samples
 *
 * Three points between each two samples by a windowed sinc of 12 taps (Kaiser, beta
 * 5), flat to about 0.7 of the highest frequency; the samples themselves are not
 * looked at, and of the last 18 not what is between them. The result does not depend
 * on the blocks' sizes. Memory is fixed.
 *
 * Units     linear.
 * Threads   one at a time.
 * Standard  ITU-R BS.1770-4, annex 2: four times the rate.
 */
#pragma once

#include "att-num.h"

#define ATT_TRUE_PEAK_MAX_CHANNELS 64

typedef struct AttTruePeak AttTruePeak;

AttNumStatus att_true_peak_new   (AttTruePeak **out);
void         att_true_peak_free  (AttTruePeak *self);
/* what comes next does not follow what came before; the peak stays */
void         att_true_peak_begin (AttTruePeak *self);
/* @pcm: finite, interleaved, n_frames * n_channels; n_channels as before since att_true_peak_begin() */
void         att_true_peak_add   (AttTruePeak *self, const float *pcm, size_t n_frames, int n_channels);
float        att_true_peak_get   (const AttTruePeak *self);
