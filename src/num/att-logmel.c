/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-logmel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"

#define LANES 8
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

/* The lanes of all bands are summed up last, many bands at a time. */
ATT_NUM_WIDE void
att_logmel_run (const AttLogmel *self, float *restrict out, const float *restrict power)
{
  float lanes[MAX_MELS][LANES];

  for (int m = 0; m < self->n_mels; m++)
    {
      const Band *band = &self->bands[m];
      const float *weights = self->weights + band->offset, *bins = power + band->first;
      float sums[LANES] = { 0 }, tail = 0;
      int i = 0;

      for (; i + LANES <= band->n; i += LANES)
        for (int j = 0; j < LANES; j++)
          sums[j] += weights[i + j] * bins[i + j];
      for (; i < band->n; i++)
        tail += weights[i] * bins[i];
      memcpy (lanes[m], sums, sizeof sums);
      out[m] = tail;
    }
  for (int m = 0; m < self->n_mels; m++)
    out[m] += ((lanes[m][0] + lanes[m][4]) + (lanes[m][2] + lanes[m][6])) +
              ((lanes[m][1] + lanes[m][5]) + (lanes[m][3] + lanes[m][7]));
  for (int m = 0; m < self->n_mels; m++)
    out[m] = out[m] > 1e-10f ? att_num_log10 (out[m]) : ATT_LOGMEL_FLOOR;
}
