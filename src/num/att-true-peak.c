/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-true-peak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"

#define N_TAPS 12
#define N_BETWEEN 3
#define BETA 5.0
#define CHUNK 512
#define MAX_HELD (N_TAPS - 1 + ATT_NUM_LANES - 1) /* what the next samples are needed for */

typedef int32_t Ints __attribute__ ((vector_size (ATT_NUM_LANES * sizeof (int32_t))));

struct AttTruePeak {
  float taps[N_BETWEEN][N_TAPS];
  size_t n_held;                                   /* of each channel */
  float held[ATT_TRUE_PEAK_MAX_CHANNELS][MAX_HELD];
  float line[MAX_HELD + CHUNK];                    /* of one channel: held, and what has come */
  float peak;
};

static double
bessel_i0 (double x)
{
  double sum = 1, term = 1;

  for (int k = 1; k < 40; k++)
    {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
  return sum;
}

AttNumStatus
att_true_peak_new (AttTruePeak **out)
{
  AttTruePeak *self = *out = calloc (1, sizeof *self);

  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  for (int i = 0; i < N_BETWEEN; i++)
    {
      double taps[N_TAPS], sum = 0;

      for (int k = 0; k < N_TAPS; k++)
        {
          double x = k - (N_TAPS / 2 - 1) - (i + 1.0) / (N_BETWEEN + 1), at = x / (N_TAPS / 2);

          taps[k] = sin (M_PI * x) / (M_PI * x) * bessel_i0 (BETA * sqrt (fmax (0, 1 - at * at)));
          sum += taps[k];
        }
      for (int k = 0; k < N_TAPS; k++)
        self->taps[i][k] = taps[k] / sum;
    }
  return ATT_NUM_OK;
}

void
att_true_peak_free (AttTruePeak *self)
{
  free (self);
}

void
att_true_peak_begin (AttTruePeak *self)
{
  self->n_held = 0;
}

/* a float without its sign orders as a whole number does */
static inline void
take_higher (Ints *best, const AttNumVector *values)
{
  Ints bits = (Ints) *values & 0x7fffffff, higher = bits > *best;

  *best = (bits & higher) | (*best & ~higher);
}

/* between the samples after each of the first @n, a multiple of ATT_NUM_LANES */
ATT_NUM_WIDE static float
peak_between (const AttTruePeak *self, size_t n)
{
  Ints best = { 0 };
  float peaks[ATT_NUM_LANES], peak = 0;

  for (size_t i = 0; i < n; i += ATT_NUM_LANES)
    {
      AttNumVector a = { 0 }, b = { 0 }, c = { 0 };

      for (int k = 0; k < N_TAPS; k++)
        {
          AttNumVector x = ATT_NUM_LOAD (self->line + i + k);

          a += self->taps[0][k] * x;
          b += self->taps[1][k] * x;
          c += self->taps[2][k] * x;
        }
      take_higher (&best, &a);
      take_higher (&best, &b);
      take_higher (&best, &c);
    }
  memcpy (peaks, &best, sizeof peaks);
  for (int j = 0; j < ATT_NUM_LANES; j++)
    peak = peaks[j] > peak ? peaks[j] : peak;
  return peak;
}

void
att_true_peak_add (AttTruePeak *self, const float *pcm, size_t n_frames, int n_channels)
{
  while (n_frames > 0)
    {
      size_t n = n_frames < CHUNK ? n_frames : CHUNK, n_line = self->n_held + n;
      size_t n_done = n_line < N_TAPS ? 0 : (n_line - (N_TAPS - 1)) / ATT_NUM_LANES * ATT_NUM_LANES;

      for (int c = 0; c < n_channels; c++)
        {
          float *line = self->line, peak;

          memcpy (line, self->held[c], self->n_held * sizeof *line);
          for (size_t i = 0; i < n; i++)
            line[self->n_held + i] = pcm[i * n_channels + c];
          peak = peak_between (self, n_done);
          self->peak = peak > self->peak ? peak : self->peak;
          memcpy (self->held[c], line + n_done, (n_line - n_done) * sizeof *line);
        }
      self->n_held = n_line - n_done;
      pcm += n * n_channels;
      n_frames -= n;
    }
}

float
att_true_peak_get (const AttTruePeak *self)
{
  return self->peak;
}
