/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cholesky.h - symmetric positive definite matrices
 *
 * A = L L^T, by blocks. Shapes: n * n doubles, row-major; only the lower half of A is read.
 *
 * Repeats  the same bytes for any number of threads.
 * Source   G. Golub, C. Van Loan, "Matrix Computations", 4th ed. 2013, 4.2.
 */
#pragma once

#include "att-num.h"

/* A becomes its inverse, both halves of it. FALSE (0): A is not positive definite, as far as doubles can tell, and has
 * been overwritten. */
int att_num_invert (double *A, size_t n, int n_threads);
