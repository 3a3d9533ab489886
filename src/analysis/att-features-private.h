/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-features-private.h - the blocks a feature vector is made of
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  ATT_BLOCK_MFCC_MEAN,
  ATT_BLOCK_MFCC_STD,
  ATT_BLOCK_MFCC_DELTA,
  ATT_BLOCK_MFCC_CORRELATION,
  ATT_BLOCK_FLATNESS_MEAN,
  ATT_BLOCK_FLATNESS_STD,
  ATT_BLOCK_SHAPE_MEAN,
  ATT_BLOCK_SHAPE_STD,
  ATT_BLOCK_CONTRAST_MEAN,
  ATT_BLOCK_CONTRAST_STD,
  ATT_BLOCK_VALLEY_MEAN,
  ATT_BLOCK_PATTERN_SPECTRAL, /* these five lie as att_patterns_end() leaves them */
  ATT_BLOCK_PATTERN_DELTA,
  ATT_BLOCK_PATTERN_VARIANCE,
  ATT_BLOCK_PATTERN_CORRELATION,
  ATT_BLOCK_PATTERN_FLUCTUATION,
  ATT_BLOCK_DYNAMICS,
  ATT_BLOCK_RHYTHM,
  ATT_BLOCK_PULSE,
  ATT_BLOCK_CHROMA,
  ATT_BLOCK_HARMONY,
  ATT_BLOCK_WAVE,
  ATT_BLOCK_EMBEDDING,
  ATT_N_BLOCKS,
} AttBlock;

#define ATT_N_FFT 1024
#define ATT_HOP 441 /* ATT_SLICE_RATE frames a second */

#define ATT_N_MFCC 20
#define ATT_N_MFCC_CORRELATED 6
#define ATT_N_FLATNESS 7
#define ATT_N_SHAPE 4
#define ATT_N_CONTRAST 7
#define ATT_N_PULSE 12
#define ATT_N_WAVE 5

/* where a block begins in the vector, and how long it is */
gsize att_features_get_offset (AttBlock block);
gsize att_features_get_length (AttBlock block);

G_END_DECLS
