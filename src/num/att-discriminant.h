/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-discriminant.h - one linear layer that tells classes apart, from few examples
 *
 * Linear discriminant analysis: every class a normal distribution about its own mean, all with one covariance S, all
 * equally likely beforehand. The score of class k for a row x is W_k x + b_k with W_k = S^-1 m_k and
 * b_k = -m_k W_k / 2; a softmax over the scores gives the chances. S is drawn towards a sphere of the same trace,
 * (1 - shrinkage) S + shrinkage (tr S / dims) I, without which a few hundred examples of many columns say nothing.
 *
 * Threads  any.
 * Source   R. A. Fisher 1936; J. H. Friedman, "Regularized Discriminant Analysis", JASA 84 (1989).
 */
#pragma once

#include "att-num.h"

/* @W: (n_classes, dims); @b: n_classes; @X: (n, dims), finite; @labels: n in 0..n_classes - 1, every class there at least
 * once; @shrinkage in (0, 1]. Rows that are all alike within their classes: S = I.
 * ATT_NUM_BAD_CONFIG: a number is out of its range. O(n dims^2 + dims^3). */
AttNumStatus att_num_discriminant (float *W, float *b, const float *X, const int *labels, size_t n, size_t dims,
                                   int n_classes, double shrinkage);
