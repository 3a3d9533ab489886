/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-chroma.h - power in the twelve pitch classes
 *
 * Layout   out[c], c = 0 is C, 9 is A; equal temperament, A4 = 440 Hz.
 * Units    shares of the power between f_min and f_max, adding up to 1; all 0 for
 *          silence and where a power is not a number. A gain changes nothing.
 * Threads  immutable after _new(): any number at once.
 * Source   T. Fujishima, "Realtime Chord Recognition of Musical Sound", ICMC 1999;
 *          each bin is shared between the two semitones around it.
 */
#pragma once

#include "att-num.h"

#define ATT_CHROMA_N 12

typedef struct AttChroma AttChroma;

/* @sample_rate: 8000..192000; @n_fft: even, 64..16384; 20 <= @f_min < @f_max <= sample_rate / 2 */
AttNumStatus att_chroma_new  (int sample_rate, int n_fft, float f_min, float f_max, AttChroma **out);
void         att_chroma_free (AttChroma *self);
/* @out: ATT_CHROMA_N; @power: n_fft / 2 + 1 */
void         att_chroma_run  (const AttChroma *self, float *out, const float *power);
