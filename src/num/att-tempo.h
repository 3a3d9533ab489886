/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tempo.h - the beat in a stream of onset strengths
 *
 * Autocorrelation of the strengths (att-onset.h) in windows of some 15 s that
 * overlap by half, averaged by their energy; a beat period scores by the
 * correlation at one to four times itself, weighted by how usual its tempo is
 * (log-normal around 120 a minute). Memory does not grow with the stream.
 *
 * Threads  one at a time.
 * Source   D. Ellis, "Beat Tracking by Dynamic Programming", J. New Music Research
 *          36 (2007), its tempo estimate; the comb over multiples after E. Scheirer, JASA 103 (1998).
 */
#pragma once

#include "att-num.h"

typedef struct AttTempo AttTempo;

typedef struct {
  float bpm;        /* 40..220; NAN: fewer than two seconds, or nothing begins */
  float confidence; /* 0..1: correlation at the beat period's multiples */
} AttTempoResult;

/* @frame_rate: frames a second, 20..400 */
AttNumStatus att_tempo_new    (float frame_rate, AttTempo **out);
void         att_tempo_free   (AttTempo *self);
void         att_tempo_reset  (AttTempo *self);
void         att_tempo_add    (AttTempo *self, float strength);
/* Takes in what is left of the stream. */
void         att_tempo_finish (AttTempo *self, AttTempoResult *result);
/* After att_tempo_finish(): how well the strengths repeat after @seconds, -1..1; 0 where it was not measured. */
float        att_tempo_get_correlation (const AttTempo *self, float seconds);
