/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-envelope.h - how loud a track is along its length, in few bytes
 *
 * The level of ATT_ENVELOPE_N stretches of equal length, to draw the track by. Its length need not be known before:
 * energies are gathered in buckets, two of which become one whenever there are too many.
 *
 * Units     A byte is 255 times the square root of the RMS of a stretch: full scale is 255, -20 dBFS 81, -40 dBFS 25.
 * Threads   one at a time.
 */
#pragma once

#include "att-num.h"

#define ATT_ENVELOPE_N 300
#define ATT_ENVELOPE_BUCKETS 2048

typedef struct {
  double energy[ATT_ENVELOPE_BUCKETS];
  size_t n;       /* buckets that are full */
  size_t width;   /* samples of a bucket; 0: not begun, all of this struct is 0 */
  size_t n_in;    /* samples in the one after them */
} AttEnvelope;

void att_envelope_add (AttEnvelope *self, const float *pcm, size_t n);
/* @out: (ATT_ENVELOPE_N). 0, and @out untouched: there was no sample */
int  att_envelope_get (const AttEnvelope *self, uint8_t *out);
