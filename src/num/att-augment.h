/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-augment.h - a slice of a spectrogram, changed as its genre would stand
 *
 * Slice    (n_times, n_freqs) floats, row-major: level in mel bands, relative to its loudest place.
 * Gain     that leaves such a slice as it is, but for what it lifts into view or sinks in noise: so a gain is a rise of
 *          the floor.
 * Threads  any.
 * Source   D. Park et al., "SpecAugment", Interspeech 2019 (masks).
 */
#pragma once

#include "att-num.h"
#include "att-random.h"

/* Each is the most that is done; how much is drawn evenly from nothing up to it. 0 does not do it. */
typedef struct {
  float floor;    /* rise of the floor, in the slice's units */
  int time_mask;  /* times set to the slice's mean */
  int freq_mask;  /* bands set to the slice's mean */
  int mel_shift;  /* bands up or down, the edge repeated: pitch */
  int roll;       /* times by which it begins later, the end in front */
} AttAugment;

/* @out, @in: (n_times, n_freqs), not the same; @floor: the slice's own lowest possible value */
void att_augment (float *out, const float *in, int n_times, int n_freqs, float floor, const AttAugment *augment,
                  AttRandom *random);
