/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-distance.h - near and far among vectors, and the best k of many scores
 *
 * X is (n_rows, n), row-major; q, a, b are n floats. n may be 0.
 */
#pragma once

#include "att-num.h"

float att_num_dot       (const float *a, const float *b, size_t n);
float att_num_norm      (const float *a, size_t n);
/* in [-1, 1]; 0 when either is all zeros */
float att_num_cosine    (const float *a, const float *b, size_t n);
/* squared Euclidean distance */
float att_num_distance2 (const float *a, const float *b, size_t n);
/* the same of whole numbers, exactly; @n up to 32768 */
int32_t att_num_distance2_i8 (const int8_t *a, const int8_t *b, size_t n);
/* the same of a and each of n_rows rows, which begin @stride bytes apart */
void  att_num_distance2_i8_rows (int32_t *out, const int8_t *rows, size_t stride, size_t n_rows, const int8_t *a, size_t n);
/* scales to length 1; all zeros stay */
void  att_num_normalise (float *a, size_t n);

/* out is n_rows: the dot product (of unit rows: the cosine), the squared Euclidean distance of every row to q */
void  att_num_dot_rows       (float *out, const float *X, size_t n_rows, size_t n, const float *q);
void  att_num_distance2_rows (float *out, const float *X, size_t n_rows, size_t n, const float *q);

/* mean, std: n floats, over the rows; population deviation, 0 for a constant column and for no rows */
void  att_num_column_stats (float *mean, float *std, const float *X, size_t n_rows, size_t n);
/* X -> (X - mean) / std in place; a column with std 0 becomes 0 */
void  att_num_standardise  (float *X, size_t n_rows, size_t n, const float *mean, const float *std);

typedef struct {
  uint32_t index;
  float score;
} AttNumHit;

/* The k highest of n scores, best first, ties by lower index; NAN is never taken. out: k hits of the caller.
 * Heap of k: O(n log k), no allocation. Returns how many were written. */
size_t att_num_top_k (AttNumHit *out, size_t k, const float *scores, size_t n);
