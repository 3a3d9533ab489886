/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-flatness.h"

#include <math.h>
#include <stdlib.h>

#define MAX_BANDS 12
#define SILENCE 1e-12

struct AttFlatness {
  int n_bands;
  int edges[MAX_BANDS + 1]; /* band b: bins [edges[b], edges[b + 1]) */
};

AttNumStatus
att_flatness_new (int sample_rate, int n_fft, int n_bands, AttFlatness **out)
{
  AttFlatness *self;

  *out = NULL;
  if (sample_rate < 8000 || sample_rate > 192000 || n_fft < 256 || n_fft > 16384 || n_fft % 2 != 0 ||
      n_bands < 1 || n_bands > MAX_BANDS || n_fft / 2 >> (n_bands - 1) < 2)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n_bands = n_bands;
  self->edges[0] = 1;
  for (int b = 1; b <= n_bands; b++)
    self->edges[b] = n_fft / 2 >> (n_bands - b);
  *out = self;
  return ATT_NUM_OK;
}

void
att_flatness_free (AttFlatness *self)
{
  free (self);
}

void
att_flatness_run (const AttFlatness *self, float *out, const float *power)
{
  for (int b = 0; b < self->n_bands; b++)
    {
      int n = self->edges[b + 1] - self->edges[b];
      double sum = 0, logs = 0, product = 1;

      for (int i = self->edges[b]; i < self->edges[b + 1]; i++)
        {
          double p = power[i] + SILENCE;

          sum += p;
          product *= p;
          if (product < 1e-200 || product > 1e200) /* one logarithm for many factors */
            {
              logs += log10 (product);
              product = 1;
            }
        }
      logs += log10 (product);
      out[b] = sum < 2 * n * SILENCE ? 0 : fmin (0, logs / n - log10 (sum / n));
    }
}

float
att_num_rolloff (const float *power, int n_bins, int sample_rate, float share)
{
  double total = 0, sum = 0;
  int i = 0;

  for (int j = 0; j < n_bins; j++)
    total += power[j];
  if (!(total > SILENCE))
    return 0;
  for (; i < n_bins - 1; i++)
    {
      sum += power[i];
      if (sum >= share * total)
        break;
    }
  return 0.5f * sample_rate * i / (n_bins - 1);
}

float
att_num_centroid (const float *power, int n_bins, int sample_rate)
{
  double total = 0, sum = 0;

  for (int i = 0; i < n_bins; i++)
    {
      total += power[i];
      sum += (double) i * power[i];
    }
  return total > SILENCE ? 0.5 * sample_rate * sum / total / (n_bins - 1) : 0;
}
