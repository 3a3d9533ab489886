/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-flatness.h"

#include <math.h>
#include <stdlib.h>

#include "att-num-private.h"

#define MAX_BANDS 12
#define SILENCE 1e-12f
#define LANES (2 * ATT_NUM_LANES)

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

/* Sums of the bins and of their logarithms: those of two bins are one logarithm of their product. */
ATT_NUM_WIDE static double
add_up (const float *power, int n, double *logs)
{
  float sums[ATT_NUM_LANES] = { 0 }, log_sums[ATT_NUM_LANES] = { 0 };
  double sum = 0, log_sum = 0;
  int i = 0;

  for (; i + LANES <= n; i += LANES)
    for (int j = 0; j < ATT_NUM_LANES; j++)
      {
        float p = power[i + j] + SILENCE, q = power[i + ATT_NUM_LANES + j] + SILENCE;

        sums[j] += p + q;
        log_sums[j] += att_num_log10 (p * q);
      }
  for (; i < n; i++)
    {
      float p = power[i] + SILENCE;

      sum += p;
      log_sum += att_num_log10 (p);
    }
  for (int j = 0; j < ATT_NUM_LANES; j++)
    {
      sum += sums[j];
      log_sum += log_sums[j];
    }
  *logs = log_sum;
  return sum;
}

void
att_flatness_run (const AttFlatness *self, float *out, const float *power)
{
  for (int b = 0; b < self->n_bands; b++)
    {
      int n = self->edges[b + 1] - self->edges[b];
      double logs, sum = add_up (power + self->edges[b], n, &logs);

      out[b] = sum > 2 * n * SILENCE ? fmin (0, logs / n - att_num_log10 (sum / n)) : 0;
    }
}

/* two of them */
static inline float
add_vectors (const AttNumVector *v)
{
  AttNumVector s = v[0] + v[1];

  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* the first bin with which the sum is @wanted or more */
ATT_NUM_WIDE static int
find_sum (const float *power, int n_bins, double wanted)
{
  double sum = 0;
  int i = 0;

  for (; i + LANES <= n_bins; i += LANES)
    {
      float block = add_vectors ((const AttNumVector *) (power + i));

      if (sum + block >= wanted)
        break;
      sum += block;
    }
  for (; i < n_bins - 1; i++)
    {
      sum += power[i];
      if (sum >= wanted)
        break;
    }
  return i;
}

ATT_NUM_WIDE void
att_num_shape (AttShape *out, const float *power, int n_bins, int sample_rate, float share)
{
  double hz = 0.5 * sample_rate / (n_bins - 1), total, moment;
  AttNumVector bins[2] = { { 0, 1, 2, 3, 4, 5, 6, 7 }, { 8, 9, 10, 11, 12, 13, 14, 15 } };
  AttNumVector sums[2] = { 0 }, moments[2] = { 0 };
  int i = 0;

  for (; i + LANES <= n_bins; i += LANES)
    for (int k = 0; k < 2; k++)
      {
        AttNumVector p = ATT_NUM_LOAD (power + i + k * ATT_NUM_LANES);

        sums[k] += p;
        moments[k] += bins[k] * p;
        bins[k] += LANES;
      }
  total = add_vectors (sums);
  moment = add_vectors (moments);
  for (; i < n_bins; i++)
    {
      total += power[i];
      moment += (double) i * power[i];
    }
  *out = (AttShape){ .power = total };
  if (!(total > SILENCE))
    return;
  out->centroid = hz * moment / total;
  out->rolloff = hz * find_sum (power, n_bins, share * total);
}
