/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-logmel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"

#define LANES ATT_NUM_LANES
#define MAX_MELS 256

typedef struct {
  int first, n; /* bins with weight, and some without to fill up the lanes */
  int offset;   /* of the first weight */
} Band;

struct AttLogmel {
  int n_mels;
  float *weights;
  Band bands[];
};

/* 200/3 Hz a mel up to 1 kHz, then 27 steps for each factor of 6.4 */
double
att_mel_from_hz (double hz)
{
  return hz < 1000 ? hz * 3 / 200 : 15 + log (hz / 1000) * 27 / log (6.4);
}

double
att_mel_to_hz (double mel)
{
  return mel < 15 ? mel * 200 / 3 : 1000 * exp ((mel - 15) * log (6.4) / 27);
}

static double
triangle (double hz, double low, double centre, double high)
{
  if (hz <= low || hz >= high)
    return 0;
  return hz < centre ? (hz - low) / (centre - low) : (high - hz) / (high - centre);
}

/* Makes the band's width a multiple of LANES with weights of 0, within the bins that there are; returns the width. */
static int
fill_lanes (Band *band, float *weights, int n_bins)
{
  int n = (band->n + LANES - 1) / LANES * LANES;
  int first = band->first + n > n_bins ? n_bins - n : band->first;
  int shift = band->first - first;

  if (first < 0)
    return band->n;
  memmove (weights + shift, weights, band->n * sizeof *weights);
  for (int i = 0; i < n; i++)
    if (i < shift || i >= shift + band->n)
      weights[i] = 0;
  band->first = first;
  return band->n = n;
}

AttNumStatus
att_logmel_new (const AttLogmelConfig *config, AttLogmel **out)
{
  int n_bins = config->n_fft / 2 + 1;
  double mel_min, mel_max;
  AttLogmel *self;
  int n_weights = 0;

  *out = NULL;
  if (config->sample_rate < 8000 || config->sample_rate > 192000 ||
      config->n_fft < 64 || config->n_fft > 16384 || config->n_fft % 2 != 0 ||
      config->n_mels < 1 || config->n_mels > MAX_MELS ||
      !(config->f_min >= 0 && config->f_min < config->f_max && config->f_max <= config->sample_rate / 2))
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self + config->n_mels * sizeof (Band));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n_mels = config->n_mels;
  self->weights = malloc ((2 * n_bins + (1 + LANES) * config->n_mels) * sizeof (float)); /* a bin lies in two triangles */
  if (self->weights == NULL)
    {
      free (self);
      return ATT_NUM_NO_MEMORY;
    }
  mel_min = att_mel_from_hz (config->f_min);
  mel_max = att_mel_from_hz (config->f_max);
  for (int m = 0; m < config->n_mels; m++)
    {
      double step = (mel_max - mel_min) / (config->n_mels + 1);
      double low = att_mel_to_hz (mel_min + m * step);
      double centre = att_mel_to_hz (mel_min + (m + 1) * step);
      double high = att_mel_to_hz (mel_min + (m + 2) * step);
      double area = 0;
      Band *band = &self->bands[m];

      band->offset = n_weights;
      for (int i = 0; i < n_bins; i++)
        {
          double weight = triangle ((double) i * config->sample_rate / config->n_fft, low, centre, high);

          if (weight <= 0)
            continue;
          if (band->n++ == 0)
            band->first = i;
          self->weights[n_weights++] = weight;
          area += weight;
        }
      if (band->n == 0) /* narrower than a bin: the bin it lies in */
        {
          band->first = lround (centre * config->n_fft / config->sample_rate);
          band->n = 1;
          self->weights[n_weights++] = area = 1;
        }
      for (int i = 0; i < band->n; i++)
        self->weights[band->offset + i] /= area;
      n_weights = band->offset + fill_lanes (band, self->weights + band->offset, n_bins);
    }
  *out = self;
  return ATT_NUM_OK;
}

void
att_logmel_free (AttLogmel *self)
{
  if (self == NULL)
    return;
  free (self->weights);
  free (self);
}

/* adds the sum of each of eight vectors, all in the same order */
static inline __attribute__ ((always_inline)) void
add_lanes (AttNumVector *out, const AttNumVector *v)
{
  AttNumVector halves[4], quarters[2];

  for (int i = 0; i < 4; i++)
    halves[i] = __builtin_shufflevector (v[i], v[i + 4], 0, 1, 2, 3, 8, 9, 10, 11) +
                __builtin_shufflevector (v[i], v[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  for (int i = 0; i < 2; i++)
    quarters[i] = __builtin_shufflevector (halves[2 * i], halves[2 * i + 1], 0, 1, 8, 9, 4, 5, 12, 13) +
                  __builtin_shufflevector (halves[2 * i], halves[2 * i + 1], 2, 3, 10, 11, 6, 7, 14, 15);
  *out += __builtin_shufflevector (quarters[0], quarters[1], 0, 2, 8, 10, 4, 6, 12, 14) +
          __builtin_shufflevector (quarters[0], quarters[1], 1, 3, 9, 11, 5, 7, 13, 15);
}

ATT_NUM_WIDE void
att_logmel_run (const AttLogmel *self, float *restrict out, const float *restrict power)
{
  for (int first = 0; first < self->n_mels; first += LANES)
    {
      int width = self->n_mels - first < LANES ? self->n_mels - first : LANES;
      AttNumVector sums[LANES], mels = { 0 };

      for (int m = 0; m < width; m++)
        {
          const Band *band = &self->bands[first + m];
          const float *weights = self->weights + band->offset, *bins = power + band->first;
          AttNumVector sum = { 0 };
          int i = 0;

          for (; i + LANES <= band->n; i += LANES)
            sum += ATT_NUM_LOAD (weights + i) * ATT_NUM_LOAD (bins + i);
          for (; i < band->n; i++)
            sum[0] += weights[i] * bins[i];
          sums[m] = sum;
        }
      for (int m = width; m < LANES; m++)
        sums[m] = (AttNumVector){ 0 };
      add_lanes (&mels, sums);
      memcpy (out + first, &mels, width * sizeof *out);
    }
  for (int m = 0; m < self->n_mels; m++)
    out[m] = out[m] > 1e-10f ? att_num_log10 (out[m]) : ATT_LOGMEL_FLOOR;
}
