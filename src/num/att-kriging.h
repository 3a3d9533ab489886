/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-kriging.h - what a few items say of all others, as far as rows have them together
 *
 * The items' values x are one draw from a Gaussian. Some of them are seen, each with noise; what all others are then likely to
 * be is asked for (kriging, or Gaussian process regression). An item not seen is unknown; to least squares it is 0.
 *     E[x] = mean + K_O (K_OO + diag (noise))^-1 (x_O - mean_O)
 * K is of two kinds of rows, and never made. The first are draws, weighted, and it is their covariance; the rest are features,
 * and items that share them are likely to be alike, in units of each item's own scale:
 *     K_ij = sum over draws of a_r (z_ri - m_i) (z_rj - m_j) + s_i s_j sum over features of a_r z_ri z_rj
 *
 * Costs    the entries of the seen items a step of conjugate gradients, 20 steps or so; and the entries of all rows once.
 * Repeats  the same bytes each time.
 * Threads  any number at once.
 * Source   C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning", 2006, 2.2; conjugate gradients: Golub,
 *          Van Loan, "Matrix Computations", 4th ed., 11.3.
 */
#pragma once

#include "att-csr.h"

typedef struct {
  const AttCsr *by_item; /* items × rows */
  size_t n_draws;        /* rows before those of features */
  const float *weights;  /* a, per row, >= 0 */
  const float *mean;     /* m, per item: sum over draws of a_r z_ri, over the sum of a_r */
  const float *scale;    /* s, per item */
} AttKriging;

/* @out: one per item, K_O (K_OO + diag (noise))^-1 @off is added to it. @items: none twice; @off: what was seen, less the mean
 * thereof; @noise: > 0, variances. Not enough memory: FALSE (0), and @out as it was */
int att_kriging_add (const AttKriging *self, float *out, const uint32_t *items, const float *off, const float *noise,
                     size_t n);
