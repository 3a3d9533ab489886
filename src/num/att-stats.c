/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"

struct AttStats {
  int n, covariance;
  size_t count;
  double *mean;  /* n */
  double *before; /* n: the row minus the mean before it */
  double *m2;    /* n, or the lower half of (n, n): sums of products of deviations */
};

AttNumStatus
att_stats_new (int n, int covariance, AttStats **out)
{
  AttStats *self;
  size_t n_m2;

  *out = NULL;
  if (n < 1 || n > 1024)
    return ATT_NUM_BAD_CONFIG;
  n_m2 = covariance ? (size_t) n * (n + 1) / 2 : (size_t) n;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n = n;
  self->covariance = covariance;
  self->mean = calloc (2 * n + n_m2, sizeof (double));
  if (self->mean == NULL)
    {
      free (self);
      return ATT_NUM_NO_MEMORY;
    }
  self->before = self->mean + n;
  self->m2 = self->before + n;
  *out = self;
  return ATT_NUM_OK;
}

void
att_stats_free (AttStats *self)
{
  if (self == NULL)
    return;
  free (self->mean);
  free (self);
}

void
att_stats_reset (AttStats *self)
{
  size_t n = self->n;

  self->count = 0;
  memset (self->mean, 0, (2 * n + (self->covariance ? n * (n + 1) / 2 : n)) * sizeof (double));
}

ATT_NUM_WIDE void
att_stats_add (AttStats *self, const float *row)
{
  double *m2 = self->m2;

  self->count++;
  for (int i = 0; i < self->n; i++)
    {
      self->before[i] = row[i] - self->mean[i];
      self->mean[i] += self->before[i] / self->count;
    }
  for (int i = 0; i < self->n; i++)
    {
      double after = row[i] - self->mean[i];

      if (self->covariance)
        for (int j = 0; j <= i; j++)
          *m2++ += after * self->before[j];
      else
        *m2++ += after * self->before[i];
    }
}

size_t
att_stats_get_count (const AttStats *self)
{
  return self->count;
}

void
att_stats_get_mean (const AttStats *self, float *mean)
{
  for (int i = 0; i < self->n; i++)
    mean[i] = self->mean[i];
}

void
att_stats_get_std (const AttStats *self, float *std)
{
  for (int i = 0; i < self->n; i++)
    {
      double m2 = self->covariance ? self->m2[(size_t) i * (i + 3) / 2] : self->m2[i];

      std[i] = self->count > 0 ? sqrt (fmax (0, m2) / self->count) : 0;
    }
}

void
att_stats_get_cov (const AttStats *self, float *cov)
{
  const double *m2 = self->m2;

  for (int i = 0; i < self->n; i++)
    for (int j = 0; j <= i; j++, m2++)
      cov[i * self->n + j] = cov[j * self->n + i] = self->count > 0 ? *m2 / self->count : 0;
}
