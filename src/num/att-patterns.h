/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-patterns.h - what a few seconds of log-mel frames look like as a whole
 *
 * Frames are collected into blocks. Pairs of mel bands are joined (their mean) to n_mels / 2 bands, of which the
 * correlation and fluctuation patterns join two again. Of each block:
 *
 *   spectral      quantiles 0.1, 0.5, 0.9 over time of each band's level, relative to the block's mean level
 *   delta         quantiles 0.75, 0.95 of how much a band has risen in three frames, falls counted as 0
 *   variance      log10 of the deviation of that change, falls included (+ 1e-2)
 *   correlation   between the levels of band i and j over time, j < i: (1,0) (2,0) (2,1) …; 0 where one is constant
 *   fluctuation   of each band, log10 of the amplitude (+ 1e-3) at which its level is modulated, in eight ranges of
 *                 1, 1, 1, 2, 3, 4, 6 and 9 bins of the block's spectrum, from the first
 *
 * Layout   spectral (3, bands), delta (2, bands), variance (bands), correlation, fluctuation (joined bands, 8).
 * Units    log10 power; a gain changes nothing.
 * Threads  one at a time.
 * Source   K. Seyerlehner, M. Schedl, T. Pohle, P. Knees, "Using Block-Level Features for Genre Classification, Tag
 *          Classification and Music Similarity Estimation", MIREX 2010. Its sorted columns are taken at a few quantiles
 *          here; the block is of one length for all patterns, and blocks are averaged by the caller.
 */
#pragma once

#include "att-num.h"

#define ATT_PATTERNS_N_RANGES 8

typedef struct AttPatterns AttPatterns;

typedef enum {
  ATT_PATTERN_SPECTRAL,
  ATT_PATTERN_DELTA,
  ATT_PATTERN_VARIANCE,
  ATT_PATTERN_CORRELATION,
  ATT_PATTERN_FLUCTUATION,
  ATT_N_PATTERNS,
} AttPattern;

/* @n_mels: a multiple of 4, 4..256; @block: frames, even, 64..4096 */
AttNumStatus att_patterns_new   (int n_mels, int block, AttPatterns **out);
void         att_patterns_free  (AttPatterns *self);
void         att_patterns_reset (AttPatterns *self);
/* how many values all patterns of @n_mels bands have together; where one begins in them, and how many it has */
size_t       att_patterns_get_n      (int n_mels);
size_t       att_patterns_get_offset (int n_mels, AttPattern pattern);
size_t       att_patterns_get_length (int n_mels, AttPattern pattern);
/* @logmel: n_mels (att-logmel.h), finite. The block may not be full. */
void         att_patterns_add   (AttPatterns *self, const float *logmel);
/* @out: att_patterns_get_n(). Begins a new block. A block with fewer than four frames gives zeros; one that is not full
 * is taken as it is, filled up with its mean for the fluctuation. */
void         att_patterns_end   (AttPatterns *self, float *out);
