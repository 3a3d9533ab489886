/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-onset.h - how strongly something begins, frame by frame
 *
 * Units    strength: mean over the mel bands of the rise of log10 power since the
 *          frame before, falls counted as 0, bands below -7 and what is
 *          not a number counted as -7. The first frame has 0. A gain changes nothing while no band is near that floor.
 * Threads  one at a time.
 * Source   half-wave rectified log-mel flux; peaks picked as in S. Böck, F. Krebs,
 *          M. Schedl, "Evaluating the Online Capabilities of Onset Detection
 *          Methods", ISMIR 2012.
 */
#pragma once

#include "att-num.h"

typedef struct AttOnset AttOnset;

/* @frame_rate: frames a second, 20..400; @n_mels: 1..256 */
AttNumStatus att_onset_new   (float frame_rate, int n_mels, AttOnset **out);
void         att_onset_free  (AttOnset *self);
void         att_onset_reset (AttOnset *self);
/* @logmel: n_mels. Returns the strength of this frame. */
float        att_onset_add   (AttOnset *self, const float *logmel);
/* Onsets found so far. The last 70 ms are judged by att_onset_finish(). */
size_t       att_onset_get_n (const AttOnset *self);
void         att_onset_finish (AttOnset *self);
