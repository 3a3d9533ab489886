/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-logmel.h - log power in mel bands
 *
 * Layout   out[m], m = 0 is the lowest band.
 * Units    log10 of the band's power; a band is a weighted mean of power bins
 *          (att-stft.h), floored at ATT_LOGMEL_FLOOR.
 * Threads  immutable after _new(): any number at once.
 * Source   M. Slaney, "Auditory Toolbox", Interval Research TR 1998-010: linear
 *          below 1 kHz, logarithmic above; triangles normalised by their area.
 */
#pragma once

#include "att-num.h"

#define ATT_LOGMEL_FLOOR (-10.0f)

typedef struct AttLogmel AttLogmel;

typedef struct {
  int   sample_rate;  /* Hz, 8000..192000 */
  int   n_fft;        /* even, 64..16384 */
  int   n_mels;       /* bands, 1..256 */
  float f_min, f_max; /* Hz, 0 <= f_min < f_max <= sample_rate / 2 */
} AttLogmelConfig;

AttNumStatus att_logmel_new  (const AttLogmelConfig *config, AttLogmel **out);
void         att_logmel_free (AttLogmel *self);
/* @out: n_mels; @power: n_fft / 2 + 1. Cannot fail; what is not a number in @power becomes the floor. */
void         att_logmel_run  (const AttLogmel *self, float *out, const float *power);

double       att_mel_from_hz (double hz);
double       att_mel_to_hz   (double mel);
