/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-halve.h - a stream of samples at half its rate
 *
 * A half-band FIR filter of 95 taps (Kaiser window, beta 6.5) of linear phase,
 * and every other sample of it. Of the rate r that comes in: flat within
 * 0.01 dB to 0.226 r (10 kHz of 44.1), at least 66 dB down from 0.274 r, so
 * that nothing above 0.1 dB folds down below 0.226 r. Constants pass exactly.
 * Sample i that comes out is at the time of sample 2i that went in.
 *
 * The result does not depend on the blocks' sizes. Memory is fixed.
 *
 * Threads   one at a time.
 * Source    Crochiere and Rabiner, Multirate Digital Signal Processing, 1983, section 5.
 */
#pragma once

#include "att-num.h"

#define ATT_HALVE_DELAY 47 /* samples of silence that bring out what is still held */

typedef struct AttHalve AttHalve;

AttNumStatus att_halve_new  (AttHalve **out);
void         att_halve_free (AttHalve *self);
/* @out: room for n / 2 + 1. Returns how many came out. @pcm NULL: silence. @out may be @pcm. */
size_t       att_halve_run  (AttHalve *self, float *out, const float *pcm, size_t n);
