/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-gate.h - integrated loudness of blocks, gated twice
 *
 * Blocks are counted in bins of 0.01 LU, so that memory is fixed, and the blocks of
 * several tracks can be added up: an album is as loud as all its blocks together.
 *
 * Units     LUFS.
 * Threads   any.
 * Standard  ITU-R BS.1770-4, annex 1: blocks of 400 ms, each 100 ms after the one
 *           before; the gates at -70 LUFS and 10 LU below what passed the first.
 */
#pragma once

#include "att-num.h"

#define ATT_GATE_BINS 10000 /* the first begins at -70 LUFS, the last takes in what is louder than +30 */

/* @n blocks of @lufs each. @counts: (ATT_GATE_BINS); what is below the first gate, or NAN, is left out */
void   att_gate_add       (uint32_t *counts, double lufs, uint32_t n);
/* NAN where there is nothing above the first gate */
float  att_gate_loudness  (const uint32_t *counts);

/* The counts in bins of 0.1 LU without the empty ends, small numbers in one byte: 100 to 300 for a song. What is 30 LU
 * and more below the loudest counts as 30 below, for it makes itself heard by its length only. @bytes: room for
 * ATT_GATE_PACKED_MAX. Returns how many. What is unpacked is as loud to 0.05 LU. */
#define ATT_GATE_PACKED_BINS 1000
#define ATT_GATE_PACKED_KEPT 300
#define ATT_GATE_PACKED_MAX (2 + 5 * ATT_GATE_PACKED_KEPT)
size_t att_gate_pack      (uint8_t *bytes, const uint32_t *counts);
/* adds them to @counts; 0, and @counts as they were, for bytes that were not made so */
int    att_gate_add_packed (uint32_t *counts, const uint8_t *bytes, size_t n);
