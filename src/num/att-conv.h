/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-conv.h - 3x3 convolution over time and frequency, pooling, batch normalisation
 *
 * Maps      a stack of C maps over T times and F frequencies is a block of (T + 2, F + 2, C) floats: time outermost,
 *           map innermost, with a border of zeros around each map that keeps the output as large as the input ("same").
 *           att_conv_size() floats; the border is the caller's to zero, once: no function here writes to it, but for att_conv_back().
 * Weights   (n_out / 16, 3, 3, n_in, 16): blocks of sixteen output maps, time offset, frequency offset, input map,
 *           output map in the block.
 * Pooling   windows side by side, without overlap; what is left over at the end of an axis is not looked at.
 * Repeats   each output is one sum in one order: the same bytes with AVX2 and without it.
 * Threads   any number at once.
 * Sources   S. Ioffe, C. Szegedy, "Batch Normalization", ICML 2015; D.-A. Clevert et al., "Fast and Accurate Deep
 *           Network Learning by Exponential Linear Units", ICLR 2016.
 */
#pragma once

#include "att-num.h"

#define ATT_CONV_BLOCK 16
#define ATT_CONV_MAX_MAPS 256
#define ATT_CONV_MAX_WINDOW 256
#define ATT_CONV_EPSILON 1e-3f /* added to a variance */

typedef struct {
  int n_times, n_freqs;
  int n_in;  /* 1..ATT_CONV_MAX_MAPS */
  int n_out; /* a multiple of ATT_CONV_BLOCK, up to ATT_CONV_MAX_MAPS */
} AttConvShape;

typedef struct {
  int n_times, n_freqs; /* of a window; their product at most ATT_CONV_MAX_WINDOW */
} AttPool;

/* floats in a stack of @n_maps maps */
size_t att_conv_size      (int n_times, int n_freqs, int n_maps);
size_t att_conv_n_weights (const AttConvShape *shape);

/* @out: stack of n_out, @in: stack of n_in */
void   att_conv_forward   (float *out, const float *in, const float *W, const AttConvShape *shape);
/* The same weights as (n_out, 3, 3, n_in), and back. */
void   att_conv_by_map    (float *by_map, const float *W, const AttConvShape *shape);
void   att_conv_from_map  (float *W, const float *by_map, const AttConvShape *shape);

/* All in one: convolution, + bias (n_out), maximum over each window, ELU. @out: stack of n_out over
 * (n_times / pool->n_times, n_freqs / pool->n_freqs). @which, nullable: (pooled times, pooled freqs, n_out), place of
 * the maximum in its window, the first of equals. @strip: pool->n_times * n_freqs * n_out floats of scratch. */
void   att_conv_infer     (float *out, uint8_t *which, const float *in, const float *W, const float *bias,
                           const AttConvShape *shape, const AttPool *pool, float *strip);
/* The same backwards: adds to @dW, @dbias and @din (nullable, a stack whose border is written to as well) the loss's
 * derivatives by weights, bias and input, from @dout, that by @out. Only what was a maximum passes anything on, so this
 * costs less than the way there. @W, @dW: by map. */
void   att_conv_back      (float *dW, float *dbias, float *din, const float *in, const float *W, const float *dout,
                           const float *out, const uint8_t *which, const AttConvShape *shape, const AttPool *pool);

/* Adds the sums of each map and of its squares over @x, a stack. */
void   att_conv_add_sums  (double *sum, double *sum2, const float *x, int n_times, int n_freqs, int n_maps);

/* mean over times and frequencies: @out: n_maps; and back, which adds to @dx, a stack */
void   att_conv_mean      (float *out, const float *x, int n_times, int n_freqs, int n_maps);
void   att_conv_mean_back (float *dx, const float *dout, int n_times, int n_freqs, int n_maps);

/* For benchmarks and tests: 0 takes the path of processors without AVX2. Returns what is in effect. */
int    att_conv_use_avx2  (int use);
