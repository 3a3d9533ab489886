/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"

#define LANES 4

struct AttStats {
  int n, covariance;
  size_t stride;  /* n, a multiple of LANES */
  size_t count;
  double *mean;   /* n */
  double *before; /* stride: the row minus the mean before it; what fills up is 0 */
  double *m2;     /* n, or (n, stride), of which the upper half is not kept up: sums of products of deviations */
};

static size_t
get_size (const AttStats *self)
{
  return self->n + self->stride + (self->covariance ? self->n * self->stride : (size_t) self->n);
}

AttNumStatus
att_stats_new (int n, int covariance, AttStats **out)
{
  AttStats *self;

  *out = NULL;
  if (n < 1 || n > 1024)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n = n;
  self->covariance = covariance;
  self->stride = (n + LANES - 1) / LANES * LANES;
  self->mean = calloc (get_size (self), sizeof (double));
  if (self->mean == NULL)
    {
      free (self);
      return ATT_NUM_NO_MEMORY;
    }
  self->before = self->mean + n;
  self->m2 = self->before + self->stride;
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
  self->count = 0;
  memset (self->mean, 0, get_size (self) * sizeof (double));
}

ATT_NUM_WIDE void
att_stats_add (AttStats *self, const float *row)
{
  self->count++;
  for (int i = 0; i < self->n; i++)
    {
      self->before[i] = row[i] - self->mean[i];
      self->mean[i] += self->before[i] / self->count;
    }
  for (int i = 0; i < self->n; i++)
    {
      double after = row[i] - self->mean[i];

      if (!self->covariance)
        self->m2[i] += after * self->before[i];
      else
        for (int j = 0; j <= i; j += LANES)
          for (int k = j; k < j + LANES; k++)
            self->m2[i * self->stride + k] += after * self->before[k];
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
      double m2 = self->m2[self->covariance ? i * (self->stride + 1) : (size_t) i];

      std[i] = self->count > 0 ? sqrt (fmax (0, m2) / self->count) : 0;
    }
}

void
att_stats_get_cov (const AttStats *self, float *cov)
{
  for (int i = 0; i < self->n; i++)
    for (int j = 0; j <= i; j++)
      cov[i * self->n + j] = cov[j * self->n + i] =
        self->count > 0 ? self->m2[i * self->stride + j] / self->count : 0;
}
