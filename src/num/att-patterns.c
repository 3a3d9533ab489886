/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-patterns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"
#include "att-select.h"
#include "att-stft.h"

#define LAG 3
#define N_LEVELS 3
#define N_RISES 2

static const float levels[N_LEVELS] = { 0.1f, 0.5f, 0.9f };
static const float rises[N_RISES] = { 0.75f, 0.95f };
static const int ranges[ATT_PATTERNS_N_RANGES] = { 1, 1, 1, 2, 3, 4, 6, 9 };

struct AttPatterns {
  int n_bands, block, n_frames;
  AttStft *stft;
  float *bands;   /* (n_bands, block): level over time */
  float *joined;  /* (n_bands / 2, block) */
  float *scratch; /* block */
  float *power;   /* block / 2 + 1 */
};

size_t
att_patterns_get_length (int n_mels, AttPattern pattern)
{
  size_t n = n_mels / 2, half = n / 2;

  switch (pattern)
    {
    case ATT_PATTERN_SPECTRAL: return N_LEVELS * n;
    case ATT_PATTERN_DELTA: return N_RISES * n;
    case ATT_PATTERN_VARIANCE: return n;
    case ATT_PATTERN_CORRELATION: return half * (half - 1) / 2;
    case ATT_PATTERN_FLUCTUATION: return half * ATT_PATTERNS_N_RANGES;
    case ATT_N_PATTERNS: break;
    }
  return 0;
}

size_t
att_patterns_get_offset (int n_mels, AttPattern pattern)
{
  size_t offset = 0;

  for (int i = 0; i < (int) pattern; i++)
    offset += att_patterns_get_length (n_mels, i);
  return offset;
}

size_t
att_patterns_get_n (int n_mels)
{
  return att_patterns_get_offset (n_mels, ATT_N_PATTERNS);
}

AttNumStatus
att_patterns_new (int n_mels, int block, AttPatterns **out)
{
  AttPatterns *self;
  AttNumStatus status;

  *out = NULL;
  if (n_mels < 4 || n_mels > 256 || n_mels % 4 != 0 || block < 64 || block > 4096 || block % 2 != 0)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n_bands = n_mels / 2;
  self->block = block;
  status = att_stft_new (block, &self->stft);
  self->bands = malloc (((size_t) self->n_bands * 3 / 2 + 2) * block * sizeof (float));
  if (status != ATT_NUM_OK || self->bands == NULL)
    {
      att_patterns_free (self);
      return ATT_NUM_NO_MEMORY;
    }
  self->joined = self->bands + (size_t) self->n_bands * block;
  self->scratch = self->joined + (size_t) self->n_bands / 2 * block;
  self->power = self->scratch + block;
  *out = self;
  return ATT_NUM_OK;
}

void
att_patterns_free (AttPatterns *self)
{
  if (self == NULL)
    return;
  att_stft_free (self->stft);
  free (self->bands);
  free (self);
}

void
att_patterns_reset (AttPatterns *self)
{
  self->n_frames = 0;
}

void
att_patterns_add (AttPatterns *self, const float *logmel)
{
  if (self->n_frames == self->block)
    return;
  for (int b = 0; b < self->n_bands; b++)
    self->bands[b * self->block + self->n_frames] = (logmel[2 * b] + logmel[2 * b + 1]) / 2;
  self->n_frames++;
}

/* @quantiles: ascending, so that each is among what the one before has left above it */
static void
fill_quantiles (float *out, int stride, float *values, int n, const float *quantiles, int n_quantiles)
{
  int begin = 0;

  for (int q = 0; q < n_quantiles; q++)
    {
      int at = quantiles[q] * (n - 1) + 0.5f;

      out[q * stride] = att_num_select (values + begin, n - begin, at - begin);
      begin = at;
    }
}

static double
mean_of (const float *x, int n)
{
  double sum = 0;

  for (int i = 0; i < n; i++)
    sum += x[i];
  return sum / n;
}

static void
fill_levels (AttPatterns *self, float *spectral)
{
  int n = self->n_frames;
  double mean = 0;

  for (int b = 0; b < self->n_bands; b++)
    mean += mean_of (self->bands + b * self->block, n) / self->n_bands;
  for (int b = 0; b < self->n_bands; b++)
    {
      memcpy (self->scratch, self->bands + b * self->block, n * sizeof (float));
      fill_quantiles (spectral + b, self->n_bands, self->scratch, n, levels, N_LEVELS);
      for (int q = 0; q < N_LEVELS; q++)
        spectral[q * self->n_bands + b] -= mean;
    }
}

static void
fill_changes (AttPatterns *self, float *delta, float *variance)
{
  int n = self->n_frames - LAG;

  for (int b = 0; b < self->n_bands; b++)
    {
      const float *level = self->bands + b * self->block;
      double sum = 0, squares = 0;

      for (int i = 0; i < n; i++)
        {
          float change = level[i + LAG] - level[i];

          sum += change;
          squares += change * change;
          self->scratch[i] = fmaxf (change, 0);
        }
      fill_quantiles (delta + b, self->n_bands, self->scratch, n, rises, N_RISES);
      variance[b] = log10 (sqrt (fmax (0, squares / n - (sum / n) * (sum / n))) + 1e-2);
    }
}

/* leaves `joined` without its means and scaled to length 1 */
static void
fill_correlations (AttPatterns *self, float *correlation)
{
  int n = self->n_frames;

  for (int b = 0; b < self->n_bands / 2; b++)
    {
      float *x = self->joined + b * self->block;
      double squares = 0, length;

      for (int i = 0; i < n; i++)
        squares += x[i] * x[i];
      length = sqrt (squares);
      for (int i = 0; i < n; i++)
        x[i] = length > 1e-5 * n ? x[i] / length : 0;
      for (int other = 0; other < b; other++)
        {
          const float *y = self->joined + other * self->block;
          double product = 0;

          for (int i = 0; i < n; i++)
            product += x[i] * y[i];
          *correlation++ = fmax (-1, fmin (1, product));
        }
    }
}

static void
fill_fluctuation (AttPatterns *self, float *fluctuation)
{
  for (int b = 0; b < self->n_bands / 2; b++)
    {
      int bin = 1;

      memset (self->scratch, 0, self->block * sizeof (float));
      memcpy (self->scratch, self->joined + b * self->block, self->n_frames * sizeof (float));
      att_stft_power (self->stft, self->power, self->scratch);
      for (int r = 0; r < ATT_PATTERNS_N_RANGES; r++)
        {
          double sum = 0;

          for (int i = 0; i < ranges[r]; i++)
            sum += self->power[bin++];
          *fluctuation++ = log10 (sqrt (sum) + 1e-3);
        }
    }
}

static void
join_bands (AttPatterns *self)
{
  int n = self->n_frames;

  for (int b = 0; b < self->n_bands / 2; b++)
    {
      const float *low = self->bands + 2 * b * self->block, *high = low + self->block;
      float *x = self->joined + b * self->block;
      float mean;

      for (int i = 0; i < n; i++)
        x[i] = (low[i] + high[i]) / 2;
      mean = mean_of (x, n);
      for (int i = 0; i < n; i++)
        x[i] -= mean;
    }
}

void
att_patterns_end (AttPatterns *self, float *out)
{
  int n_mels = 2 * self->n_bands;

  memset (out, 0, att_patterns_get_n (n_mels) * sizeof (float));
  if (self->n_frames > LAG)
    {
      fill_levels (self, out + att_patterns_get_offset (n_mels, ATT_PATTERN_SPECTRAL));
      fill_changes (self, out + att_patterns_get_offset (n_mels, ATT_PATTERN_DELTA),
                    out + att_patterns_get_offset (n_mels, ATT_PATTERN_VARIANCE));
      join_bands (self);
      fill_fluctuation (self, out + att_patterns_get_offset (n_mels, ATT_PATTERN_FLUCTUATION));
      fill_correlations (self, out + att_patterns_get_offset (n_mels, ATT_PATTERN_CORRELATION));
    }
  self->n_frames = 0;
}
