/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-eigen.h - the axes of a symmetric matrix
 *
 * Threads  any.
 * Source   C. G. J. Jacobi 1846, by rows in turn; G. Golub, C. Van Loan, "Matrix Computations", 8.5.
 */
#pragma once

#include "att-num.h"

/* Eigenvalues of A, largest first, and as rows of @vectors unit eigenvectors, each turned so that its largest component
 * is positive. @values: n; @vectors: (n, n); @A: (n, n), finite, symmetric: overwritten. O(n^3), some ten sweeps. */
void att_num_eigen (double *values, double *vectors, double *A, size_t n);
