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
#define LANES ATT_SELECT_COLUMNS

static const float levels[N_LEVELS] = { 0.1f, 0.5f, 0.9f };
static const float rises[N_RISES] = { 0.75f, 0.95f };
static const int ranges[ATT_PATTERNS_N_RANGES] = { 1, 1, 1, 2, 3, 4, 6, 9 };

/* Frames lie as they come, bands side by side in them, so that a loop over time works on eight bands at once. */
struct AttPatterns {
  int n_bands, n_joined, block, n_frames;
  int stride, joined_stride; /* multiples of LANES; what fills up is 0 */
  AttStft *stft;
  float *bands;   /* (block, stride): level over time */
  float *joined;  /* (block, joined_stride) */
  float *scratch; /* (block, LANES) */
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
  self->n_joined = n_mels / 4;
  self->stride = (self->n_bands + LANES - 1) / LANES * LANES;
  self->joined_stride = (self->n_joined + LANES - 1) / LANES * LANES;
  self->block = block;
  status = att_stft_new (block, &self->stft);
  self->bands = calloc ((size_t) block * (self->stride + self->joined_stride + LANES + 1), sizeof (float));
  if (status != ATT_NUM_OK || self->bands == NULL)
    {
      att_patterns_free (self);
      return ATT_NUM_NO_MEMORY;
    }
  self->joined = self->bands + (size_t) block * self->stride;
  self->scratch = self->joined + (size_t) block * self->joined_stride;
  self->power = self->scratch + (size_t) block * LANES;
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
  float *row = self->bands + (size_t) self->n_frames * self->stride;

  if (self->n_frames == self->block)
    return;
  for (int b = 0; b < self->n_bands; b++)
    row[b] = (logmel[2 * b] + logmel[2 * b + 1]) / 2;
  self->n_frames++;
}

/* of the columns in `scratch`, which are those from band @first on; @out: (n_quantiles, n_bands) */
static void
fill_quantiles (AttPatterns *self, float *out, int first, int n, const float *quantiles, int n_quantiles)
{
  int width = self->n_bands - first < LANES ? self->n_bands - first : LANES;

  att_num_sort_columns (self->scratch, n);
  for (int q = 0; q < n_quantiles; q++)
    memcpy (out + q * self->n_bands + first, self->scratch + (int) (quantiles[q] * (n - 1) + 0.5f) * LANES,
            width * sizeof *out);
}

/* @sums, @squares: of the columns of @x, (n, LANES), without loss */
ATT_NUM_WIDE static void
add_columns (double *restrict sums, double *restrict squares, const float *restrict x, int stride, int n)
{
  double sum[LANES] = { 0 }, square[LANES] = { 0 };

  for (int i = 0; i < n; i++, x += stride)
    for (int j = 0; j < LANES; j++)
      {
        sum[j] += x[j];
        square[j] += x[j] * x[j];
      }
  memcpy (sums, sum, sizeof sum);
  memcpy (squares, square, sizeof square);
}

static void
fill_levels (AttPatterns *self, float *spectral)
{
  double mean = 0, sums[LANES], squares[LANES];
  int n = self->n_frames;

  for (int first = 0; first < self->n_bands; first += LANES)
    {
      add_columns (sums, squares, self->bands + first, self->stride, n);
      for (int j = 0; j < LANES && first + j < self->n_bands; j++)
        mean += sums[j] / n / self->n_bands;
      for (int i = 0; i < n; i++)
        memcpy (self->scratch + i * LANES, self->bands + (size_t) i * self->stride + first, LANES * sizeof (float));
      fill_quantiles (self, spectral, first, n, levels, N_LEVELS);
    }
  for (int i = 0; i < N_LEVELS * self->n_bands; i++)
    spectral[i] -= mean;
}

static void
fill_changes (AttPatterns *self, float *delta, float *variance)
{
  int n = self->n_frames - LAG;
  double sums[LANES], squares[LANES];

  for (int first = 0; first < self->n_bands; first += LANES)
    {
      for (int i = 0; i < n; i++)
        for (int j = 0; j < LANES; j++)
          {
            const float *level = self->bands + (size_t) i * self->stride + first + j;

            self->scratch[i * LANES + j] = level[LAG * self->stride] - *level;
          }
      add_columns (sums, squares, self->scratch, LANES, n);
      for (int j = 0; j < LANES && first + j < self->n_bands; j++)
        {
          double mean = sums[j] / n;

          variance[first + j] = log10 (sqrt (fmax (0, squares[j] / n - mean * mean)) + 1e-2);
        }
      for (int i = 0; i < n * LANES; i++)
        self->scratch[i] = self->scratch[i] > 0 ? self->scratch[i] : 0;
      fill_quantiles (self, delta, first, n, rises, N_RISES);
    }
}

/* of band @b, and of LANES bands from @x on */
ATT_NUM_WIDE static void
multiply_columns (double *products, const float *b, const float *x, int stride, int n)
{
  double sums[LANES] = { 0 };

  for (int i = 0; i < n; i++)
    for (int j = 0; j < LANES; j++)
      sums[j] += b[i * stride] * x[i * stride + j];
  memcpy (products, sums, sizeof sums);
}

static void
fill_correlations (AttPatterns *self, float *correlation)
{
  double products[LANES];

  for (int b = 1; b < self->n_joined; b++)
    for (int other = 0; other < b; other++)
      {
        if (other % LANES == 0)
          multiply_columns (products, self->joined + b, self->joined + other, self->joined_stride, self->n_frames);
        *correlation++ = fmax (-1, fmin (1, products[other % LANES]));
      }
}

static void
fill_fluctuation (AttPatterns *self, float *fluctuation)
{
  for (int b = 0; b < self->n_joined; b++)
    {
      int bin = 1;

      memset (self->scratch, 0, self->block * sizeof (float));
      for (int i = 0; i < self->n_frames; i++)
        self->scratch[i] = self->joined[(size_t) i * self->joined_stride + b];
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

/* without their means */
static void
join_bands (AttPatterns *self)
{
  double sums[LANES], squares[LANES];
  int n = self->n_frames;

  for (int i = 0; i < n; i++)
    for (int b = 0; b < self->n_joined; b++)
      {
        const float *low = self->bands + (size_t) i * self->stride + 2 * b;

        self->joined[(size_t) i * self->joined_stride + b] = (low[0] + low[1]) / 2;
      }
  for (int first = 0; first < self->joined_stride; first += LANES)
    {
      float *x = self->joined + first;

      add_columns (sums, squares, x, self->joined_stride, n);
      for (int i = 0; i < n; i++)
        for (int j = 0; j < LANES; j++)
          x[i * self->joined_stride + j] -= (float) (sums[j] / n);
    }
}

/* of a joined band that does not move nothing is left */
static void
scale_joined (AttPatterns *self)
{
  double sums[LANES], squares[LANES];
  int n = self->n_frames;

  for (int first = 0; first < self->joined_stride; first += LANES)
    {
      float *x = self->joined + first;

      add_columns (sums, squares, x, self->joined_stride, n);
      for (int j = 0; j < LANES; j++)
        {
          double length = sqrt (squares[j]);

          for (int i = 0; i < n; i++)
            x[i * self->joined_stride + j] = length > 1e-5 * n ? x[i * self->joined_stride + j] / length : 0;
        }
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
      scale_joined (self);
      fill_correlations (self, out + att_patterns_get_offset (n_mels, ATT_PATTERN_CORRELATION));
    }
  self->n_frames = 0;
}
