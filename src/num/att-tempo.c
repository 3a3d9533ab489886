/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-tempo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-distance.h"

#define WINDOW_S 15.36
#define MAX_LAG_S 6.0  /* four beats at 40 a minute */
#define MIN_STREAM_S 2.0
#define BPM_MIN 40.0
#define BPM_MAX 220.0
#define BPM_USUAL 120.0
#define OCTAVES 1.0    /* deviation of what is usual */
#define N_MULTIPLES 4

struct AttTempo {
  float frame_rate;
  int n_window, n_lags;
  int n_held;
  int is_first; /* no window has been taken yet */
  float *held;  /* n_window */
  float *centred; /* n_window */
  double *sums;   /* n_lags: sum of products over all windows */
  double *weights; /* n_lags: what they would be if everything were alike */
};

AttNumStatus
att_tempo_new (float frame_rate, AttTempo **out)
{
  AttTempo *self;

  *out = NULL;
  if (!(frame_rate >= 20 && frame_rate <= 400))
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->frame_rate = frame_rate;
  self->n_window = WINDOW_S * frame_rate;
  self->n_lags = MAX_LAG_S * frame_rate + 2;
  self->held = malloc (2 * self->n_window * sizeof (float));
  self->sums = malloc (2 * self->n_lags * sizeof (double));
  if (self->held == NULL || self->sums == NULL)
    {
      att_tempo_free (self);
      return ATT_NUM_NO_MEMORY;
    }
  self->centred = self->held + self->n_window;
  self->weights = self->sums + self->n_lags;
  att_tempo_reset (self);
  *out = self;
  return ATT_NUM_OK;
}

void
att_tempo_free (AttTempo *self)
{
  if (self == NULL)
    return;
  free (self->held);
  free (self->sums);
  free (self);
}

void
att_tempo_reset (AttTempo *self)
{
  self->n_held = 0;
  self->is_first = 1;
  memset (self->sums, 0, 2 * self->n_lags * sizeof (double));
}

static void
take_window (AttTempo *self)
{
  int n = self->n_held;
  int n_lags = self->n_lags < n ? self->n_lags : n;
  double mean = 0, energy = 0;

  for (int i = 0; i < n; i++)
    mean += self->held[i] / n;
  for (int i = 0; i < n; i++)
    {
      self->centred[i] = self->held[i] - mean;
      energy += (double) self->centred[i] * self->centred[i];
    }
  for (int lag = 0; lag < n_lags; lag++)
    {
      self->sums[lag] += att_num_dot (self->centred + lag, self->centred, n - lag);
      self->weights[lag] += energy * (n - lag) / n;
    }
  self->is_first = 0;
}

void
att_tempo_add (AttTempo *self, float strength)
{
  if (self->n_held == self->n_window)
    {
      int half = self->n_window / 2;

      take_window (self);
      memmove (self->held, self->held + half, (self->n_window - half) * sizeof (float));
      self->n_held = self->n_window - half;
    }
  self->held[self->n_held++] = strength;
}

float
att_tempo_get_correlation (const AttTempo *self, float seconds)
{
  float lag = seconds * self->frame_rate;
  int below = lag;
  float share = lag - below, values[2] = { 0 };

  if (!(lag >= 0) || below + 1 >= self->n_lags || self->weights[below + 1] <= 0)
    return 0;
  for (int i = 0; i < 2; i++)
    values[i] = self->sums[below + i] / self->weights[below + i];
  return values[0] * (1 - share) + values[1] * share;
}

/* mean correlation at the multiples of the period that were measured */
static double
comb (const AttTempo *self, double period)
{
  double sum = 0;
  int n = 0;

  for (int k = 1; k <= N_MULTIPLES; k++)
    {
      int lag = k * period * self->frame_rate;

      if (lag + 1 >= self->n_lags || self->weights[lag + 1] <= 0.25 * self->weights[0])
        break;
      sum += att_tempo_get_correlation (self, k * period);
      n++;
    }
  return n > 0 ? sum / n : 0;
}

void
att_tempo_finish (AttTempo *self, AttTempoResult *result)
{
  double best = 0;

  result->bpm = NAN;
  result->confidence = 0;
  /* the last piece counts when it is all there is, or long enough to hold new beats */
  if (self->is_first ? self->n_held >= MIN_STREAM_S * self->frame_rate : self->n_held > self->n_window * 3 / 4)
    take_window (self);
  self->n_held = 0;
  if (self->weights[0] <= 1e-9)
    return;
  for (double bpm = BPM_MIN; bpm <= BPM_MAX; bpm *= 1.0025)
    {
      double octaves = log2 (bpm / BPM_USUAL) / OCTAVES;
      double correlation = comb (self, 60 / bpm);
      double score = correlation * exp (-0.5 * octaves * octaves);

      if (score > best)
        {
          best = score;
          result->bpm = bpm;
          result->confidence = fmin (1, correlation);
        }
    }
}
