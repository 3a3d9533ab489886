/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-eigen.h"

#include <math.h>
#include <string.h>

#define MAX_SWEEPS 60

static void
rotate_rows (double *restrict p, double *restrict q, size_t n, double c, double s)
{
  for (size_t k = 0; k < n; k++)
    {
      double x = p[k], y = q[k];

      p[k] = c * x - s * y;
      q[k] = s * x + c * y;
    }
}

/* turns the plane of axes p and q so that A[p][q] becomes 0 */
static void
rotate (double *A, double *vectors, size_t n, size_t p, size_t q)
{
  double app = A[p * n + p], aqq = A[q * n + q], apq = A[p * n + q];
  double theta = (aqq - app) / (2 * apq);
  double t = (theta >= 0 ? 1 : -1) / (fabs (theta) + sqrt (theta * theta + 1));
  double c = 1 / sqrt (t * t + 1), s = t * c;

  rotate_rows (A + p * n, A + q * n, n, c, s);
  for (size_t k = 0; k < n; k++)
    {
      A[k * n + p] = A[p * n + k];
      A[k * n + q] = A[q * n + k];
    }
  A[p * n + p] = app - t * apq;
  A[q * n + q] = aqq + t * apq;
  A[p * n + q] = A[q * n + p] = 0;
  rotate_rows (vectors + p * n, vectors + q * n, n, c, s);
}

static void
swap_rows (double *a, double *b, size_t n)
{
  for (size_t k = 0; k < n; k++)
    {
      double old = a[k];

      a[k] = b[k];
      b[k] = old;
    }
}

static void
turn (double *vector, size_t n)
{
  double largest = 0;

  for (size_t k = 0; k < n; k++)
    if (fabs (vector[k]) > fabs (largest))
      largest = vector[k];
  for (size_t k = 0; largest < 0 && k < n; k++)
    vector[k] = -vector[k];
}

void
att_num_eigen (double *values, double *vectors, double *A, size_t n)
{
  double total = 0;

  memset (vectors, 0, n * n * sizeof *vectors);
  for (size_t i = 0; i < n; i++)
    vectors[i * n + i] = 1;
  for (size_t i = 0; i < n * n; i++)
    total += A[i] * A[i];
  for (int sweep = 0; sweep < MAX_SWEEPS; sweep++)
    {
      double off = 0;

      for (size_t p = 0; p < n; p++)
        for (size_t q = p + 1; q < n; q++)
          off += A[p * n + q] * A[p * n + q];
      if (!(off > 1e-26 * total))
        break;
      for (size_t p = 0; p < n; p++)
        for (size_t q = p + 1; q < n; q++)
          if (fabs (A[p * n + q]) > 1e-14 * sqrt (total / n) / n)
            rotate (A, vectors, n, p, q);
    }
  for (size_t i = 0; i < n; i++)
    values[i] = A[i * n + i];
  for (size_t i = 0; i < n; i++)
    {
      size_t best = i;

      for (size_t j = i + 1; j < n; j++)
        if (values[j] > values[best])
          best = j;
      swap_rows (&values[i], &values[best], best != i);
      if (best != i)
        swap_rows (vectors + i * n, vectors + best * n, n);
      turn (vectors + i * n, n);
    }
}
