/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-wave.h - what the samples themselves tell, without a spectrum
 *
 * Sums over a stretch of samples; stretches are joined by att_wave_join(), so that a stream of any length needs one of
 * them. A difference is that of a sample and the one after it.
 *
 * Threads  any.
 * Source   the figures and their names are those of SoX's effect "stat".
 */
#pragma once

#include "att-num.h"

typedef struct {
  size_t n;            /* samples */
  size_t n_deltas;     /* differences between neighbours */
  size_t n_crossings;  /* neighbours of which one is above 0 and one is not */
  float  peak;         /* largest magnitude */
  double sum, squares; /* of the samples */
  double delta_sum, delta_squares; /* of the differences' magnitudes */
} AttWave;

typedef struct {
  float peak;      /* largest magnitude */
  float rms;       /* root of the mean square */
  float mean;      /* the offset from 0 */
  float delta;     /* mean magnitude of the differences */
  float frequency; /* Hz: that of the sine whose samples and differences have these squares; 0 for silence */
} AttWaveFigures;

/* Differences within the stretch and, with @next, the one to the sample that follows pcm[n - 1]. @n may be 0. */
void att_wave_measure (AttWave *out, const float *pcm, size_t n, const float *next);
/* adds @other, which came after @self */
void att_wave_join    (AttWave *self, const AttWave *other);
/* all 0 for no samples */
void att_wave_figures (const AttWave *self, int sample_rate, AttWaveFigures *out);
