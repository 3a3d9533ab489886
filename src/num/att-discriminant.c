/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-discriminant.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
  double *means;  /* (n_classes, dims) */
  double *S;      /* (dims, dims): the lower half */
  double *row;    /* dims */
  size_t *counts; /* n_classes */
} Work;

static void
work_clear (Work *self)
{
  free (self->means);
  free (self->S);
  free (self->row);
  free (self->counts);
}

static int
fill_means (Work *work, const float *X, const int *labels, size_t n, size_t dims, int n_classes)
{
  for (size_t i = 0; i < n; i++)
    {
      double *mean;

      if (labels[i] < 0 || labels[i] >= n_classes)
        return 0;
      mean = work->means + labels[i] * dims;
      work->counts[labels[i]]++;
      for (size_t j = 0; j < dims; j++)
        mean[j] += X[i * dims + j];
    }
  for (int k = 0; k < n_classes; k++)
    {
      if (work->counts[k] == 0)
        return 0;
      for (size_t j = 0; j < dims; j++)
        work->means[k * dims + j] /= work->counts[k];
    }
  return 1;
}

static void
fill_covariance (Work *work, const float *X, const int *labels, size_t n, size_t dims, double shrinkage)
{
  double trace = 0;

  for (size_t i = 0; i < n; i++)
    {
      const double *mean = work->means + labels[i] * dims;

      for (size_t j = 0; j < dims; j++)
        work->row[j] = X[i * dims + j] - mean[j];
      for (size_t j = 0; j < dims; j++)
        {
          const double value = work->row[j];
          double *line = work->S + j * dims;

          for (size_t k = 0; k <= j; k++)
            line[k] += value * work->row[k];
        }
    }
  for (size_t j = 0; j < dims; j++)
    trace += work->S[j * dims + j];
  if (!(trace > 0))
    {
      shrinkage = 1;
      trace = (double) n * dims;
    }
  for (size_t j = 0; j < dims; j++)
    {
      for (size_t k = 0; k <= j; k++)
        work->S[j * dims + k] *= (1 - shrinkage) / n;
      work->S[j * dims + j] += shrinkage * trace / n / dims;
    }
}

/* S = L L', L in its place; S is positive definite: a multiple of I was added */
static void
factorise (double *S, size_t dims)
{
  for (size_t j = 0; j < dims; j++)
    {
      double *line = S + j * dims;

      for (size_t k = 0; k <= j; k++)
        {
          const double *other = S + k * dims;
          double sum = line[k];

          for (size_t i = 0; i < k; i++)
            sum -= line[i] * other[i];
          line[k] = k < j ? sum / other[k] : sqrt (sum);
        }
    }
}

/* x = (L L')^-1 x */
static void
solve (const double *L, double *x, size_t dims)
{
  for (size_t j = 0; j < dims; j++)
    {
      for (size_t k = 0; k < j; k++)
        x[j] -= L[j * dims + k] * x[k];
      x[j] /= L[j * dims + j];
    }
  for (size_t j = dims; j-- > 0;)
    {
      x[j] /= L[j * dims + j];
      for (size_t k = 0; k < j; k++)
        x[k] -= L[j * dims + k] * x[j];
    }
}

AttNumStatus
att_num_discriminant (float *W, float *b, const float *X, const int *labels, size_t n, size_t dims, int n_classes,
                      double shrinkage)
{
  Work work = { 0 };
  AttNumStatus status = ATT_NUM_BAD_CONFIG;

  if (n == 0 || dims == 0 || n_classes <= 0 || !(shrinkage > 0 && shrinkage <= 1))
    return status;
  work.means = calloc (n_classes * dims, sizeof (double));
  work.S = calloc (dims * dims, sizeof (double));
  work.row = calloc (dims, sizeof (double));
  work.counts = calloc (n_classes, sizeof (size_t));
  if (work.means == NULL || work.S == NULL || work.row == NULL || work.counts == NULL)
    status = ATT_NUM_NO_MEMORY;
  else if (fill_means (&work, X, labels, n, dims, n_classes))
    {
      fill_covariance (&work, X, labels, n, dims, shrinkage);
      factorise (work.S, dims);
      for (int k = 0; k < n_classes; k++)
        {
          const double *mean = work.means + k * dims;
          double sum = 0;

          for (size_t j = 0; j < dims; j++)
            work.row[j] = mean[j];
          solve (work.S, work.row, dims);
          for (size_t j = 0; j < dims; j++)
            {
              W[k * dims + j] = work.row[j];
              sum += mean[j] * work.row[j];
            }
          b[k] = -sum / 2;
        }
      status = ATT_NUM_OK;
    }
  work_clear (&work);
  return status;
}
