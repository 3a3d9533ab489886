/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-flatness.h - tone or noise, octave by octave, and the shape of a spectrum
 *
 * Units    flatness: log10 of geometric over arithmetic mean of the power bins
 *          of a band: 0 is white noise, the more negative the more tonal; 0 for silence.
 * Threads  immutable after _new(): any number at once.
 * Source   flatness: MPEG-7 AudioSpectrumFlatness (ISO/IEC 15938-4), octave bands.
 */
#pragma once

#include "att-num.h"

typedef struct AttFlatness AttFlatness;

/* @sample_rate: 8000..192000; @n_fft: even, 256..16384; @n_bands: 1..12 octaves, the highest ending at half the sample
 * rate, the lowest reaching down to the first bin */
AttNumStatus att_flatness_new  (int sample_rate, int n_fft, int n_bands, AttFlatness **out);
void         att_flatness_free (AttFlatness *self);
/* @out: n_bands, lowest first; @power: n_fft / 2 + 1 */
void         att_flatness_run  (const AttFlatness *self, float *out, const float *power);

typedef struct {
  float power;    /* sum over the bins */
  float centroid; /* the power's centre of gravity, Hz; 0 for silence */
  float rolloff;  /* the frequency below which a share of the power lies, Hz; 0 for silence */
} AttShape;

/* @power: n_bins from 0 Hz to half the sample rate, n_bins > 1; @share: 0..1, of the rolloff */
void         att_num_shape (AttShape *out, const float *power, int n_bins, int sample_rate, float share);
