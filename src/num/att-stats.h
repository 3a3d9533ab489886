/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-stats.h - running mean and covariance of vectors
 *
 * Numbers are added one row at a time and forgotten; the result is that of the
 * two-pass formula up to rounding.
 *
 * Threads  one at a time.
 * Source   B. P. Welford, Technometrics 4 (1962); the covariance form of Chan,
 *          Golub, LeVeque, The American Statistician 37 (1983).
 */
#pragma once

#include "att-num.h"

typedef struct AttStats AttStats;

/* @n: values a row, 1..1024; @covariance: 0 keeps only the diagonal */
AttNumStatus att_stats_new   (int n, int covariance, AttStats **out);
void         att_stats_free  (AttStats *self);
void         att_stats_reset (AttStats *self);
void         att_stats_add   (AttStats *self, const float *row);

size_t       att_stats_get_count (const AttStats *self);
/* All 0 for no rows; population (divided by the count). @mean, @std: n floats. @cov: (n, n), both halves; only for
 * stats made with @covariance. */
void         att_stats_get_mean  (const AttStats *self, float *mean);
void         att_stats_get_std   (const AttStats *self, float *std);
void         att_stats_get_cov   (const AttStats *self, float *cov);
