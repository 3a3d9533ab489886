/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-stft.h - power spectrum of one frame
 *
 * Window   periodic Hann.
 * Units    scaled by the window's sum: a sine of amplitude 1 in the middle of a
 *          bin gives power 1 there, whatever n_fft is.
 * Threads  one at a time; make one per worker.
 * Frames   come from att-framer.h.
 */
#pragma once

#include "att-num.h"

typedef struct AttStft AttStft;

/* @n_fft: samples a frame, even, 64..16384. Takes the process-wide planner lock; any thread. */
AttNumStatus att_stft_new   (int n_fft, AttStft **out);
void         att_stft_free  (AttStft *self);
/* @power: (n_fft / 2 + 1); @frame: n_fft samples. Cannot fail. */
void         att_stft_power (AttStft *self, float *power, const float *frame);
