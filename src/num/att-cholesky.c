/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-cholesky.h"

#include <math.h>

#include "att-num-private.h"
#include "att-parallel.h"

#define BLOCK 64

typedef struct {
  double *A;
  size_t n;
  size_t from, to; /* the panel of columns at work */
} Panel;

static inline __attribute__ ((always_inline)) double
dot (const double *a, const double *b, size_t n)
{
  double sums[8] = { 0 }, tail = 0;
  size_t i = 0;

  for (; i + 8 <= n; i += 8)
    for (int j = 0; j < 8; j++)
      sums[j] += a[i + j] * b[i + j];
  for (; i < n; i++)
    tail += a[i] * b[i];
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + tail;
}

/* rows of L below the diagonal block, a block of rows: by columns of the panel, each after those before it */
static ATT_NUM_WIDE void
factor_rows (void *data, size_t block)
{
  const Panel *self = data;
  const size_t n = self->n, first = self->to + block * BLOCK;

  for (size_t row = first; row < first + BLOCK && row < n; row++)
    for (size_t column = self->from; column < self->to; column++)
      self->A[row * n + column] = (self->A[row * n + column] - dot (self->A + row * n, self->A + column * n, column)) /
                                  self->A[column * n + column];
}

static ATT_NUM_WIDE int
factor_diagonal (double *A, size_t n, size_t from, size_t to)
{
  for (size_t row = from; row < to; row++)
    {
      double rest;

      for (size_t column = from; column < row; column++)
        A[row * n + column] = (A[row * n + column] - dot (A + row * n, A + column * n, column)) / A[column * n + column];
      rest = A[row * n + row] - dot (A + row * n, A + row * n, row);
      if (!(rest > 0) || !isfinite (rest))
        return 0;
      A[row * n + row] = sqrt (rest);
    }
  return 1;
}

/* Row by row of the upper half: M = L^-1, M_ij kept at (j, i), so that both halves hold what is still needed. Columns of
 * M do not depend on each other. */
static ATT_NUM_WIDE void
invert_rows (void *data, size_t block)
{
  const Panel *self = data;
  double *A = self->A;
  const size_t n = self->n, first = block * BLOCK;

  for (size_t column = first; column < first + BLOCK && column < n; column++)
    {
      double *m = A + column * n; /* m[row], row > column: above the diagonal */

      for (size_t row = column + 1; row < n; row++)
        m[row] = -(A[row * n + column] / A[column * n + column] +
                   dot (A + row * n + column + 1, m + column + 1, row - column - 1)) / A[row * n + row];
    }
}

/* the lower half of A^-1 = M^T M, a block of rows; M from the upper half and the diagonal of L */
static ATT_NUM_WIDE void
multiply_rows (void *data, size_t block)
{
  const Panel *self = data;
  double *A = self->A;
  const size_t n = self->n, first = block * BLOCK;

  for (size_t row = first; row < first + BLOCK && row < n; row++)
    for (size_t column = 0; column < row; column++)
      A[row * n + column] = A[column * n + row] / A[row * n + row] +
                            dot (A + row * n + row + 1, A + column * n + row + 1, n - row - 1);
}

int
att_num_invert (double *A, size_t n, int n_threads)
{
  const size_t n_blocks = (n + BLOCK - 1) / BLOCK;
  Panel panel = { A, n, 0, 0 };

  for (panel.from = 0; panel.from < n; panel.from = panel.to)
    {
      panel.to = panel.from + BLOCK < n ? panel.from + BLOCK : n;
      if (!factor_diagonal (A, n, panel.from, panel.to))
        return 0;
      att_parallel_run (n_threads, (n - panel.to + BLOCK - 1) / BLOCK, factor_rows, &panel);
    }
  att_parallel_run (n_threads, n_blocks, invert_rows, &panel);
  att_parallel_run (n_threads, n_blocks, multiply_rows, &panel);
  for (size_t row = 0; row < n; row++)
    {
      const double m = 1 / A[row * n + row];

      A[row * n + row] = m * m + dot (A + row * n + row + 1, A + row * n + row + 1, n - row - 1);
    }
  for (size_t row = 0; row < n; row++)
    for (size_t column = 0; column < row; column++)
      A[column * n + row] = A[row * n + column];
  return 1;
}
