/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-onset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"

#define FLOOR (-7.0f)
#define LANES 8
#define THRESHOLD 0.06f /* above the local mean, log10 power */
#define MAX_HELD 96     /* more than 170 ms at the highest frame rate */

struct AttOnset {
  int n_mels;
  /* frames on each side of the one that is judged */
  int max_side, mean_before, mean_after, wait;
  float held[MAX_HELD]; /* strengths, newest last */
  int n_held;
  int since_last;
  size_t n_onsets;
  int has_previous;
  float previous[];
};

AttNumStatus
att_onset_new (float frame_rate, int n_mels, AttOnset **out)
{
  AttOnset *self;

  *out = NULL;
  if (!(frame_rate >= 20 && frame_rate <= 400) || n_mels < 1 || n_mels > 256)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self + n_mels * sizeof (float));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n_mels = n_mels;
  self->max_side = fmaxf (1, roundf (0.03f * frame_rate));
  self->mean_before = fmaxf (1, roundf (0.10f * frame_rate));
  self->mean_after = fmaxf (1, roundf (0.07f * frame_rate));
  self->wait = fmaxf (1, roundf (0.03f * frame_rate));
  att_onset_reset (self);
  *out = self;
  return ATT_NUM_OK;
}

void
att_onset_free (AttOnset *self)
{
  free (self);
}

void
att_onset_reset (AttOnset *self)
{
  self->n_held = 0;
  self->since_last = self->wait;
  self->n_onsets = 0;
  self->has_previous = 0;
}

/* is held[at] an onset? what lies outside of what is held is left out */
static int
is_peak (const AttOnset *self, int at)
{
  int first = at - self->mean_before, last = at + self->mean_after;
  float strength = self->held[at];
  double sum = 0;

  if (first < 0)
    first = 0;
  if (last > self->n_held - 1)
    last = self->n_held - 1;
  for (int i = first; i <= last; i++)
    {
      sum += self->held[i];
      /* of equal neighbours the first is the peak */
      if (abs (i - at) <= self->max_side && (self->held[i] > strength || (self->held[i] == strength && i < at)))
        return 0;
    }
  return strength >= sum / (last - first + 1) + THRESHOLD;
}

static void
judge (AttOnset *self, int at)
{
  self->since_last++;
  if (self->since_last > self->wait && is_peak (self, at))
    {
      self->n_onsets++;
      self->since_last = 0;
    }
}

/* sum of what rises; @previous becomes @logmel, floored */
ATT_NUM_WIDE static float
add_rises (float *restrict previous, const float *restrict logmel, int n)
{
  float sums[LANES] = { 0 }, tail = 0;
  int m = 0;

  for (; m + LANES <= n; m += LANES)
    for (int j = 0; j < LANES; j++)
      {
        float level = logmel[m + j] > FLOOR ? logmel[m + j] : FLOOR, rise = level - previous[m + j];

        sums[j] += rise > 0 ? rise : 0;
        previous[m + j] = level;
      }
  for (; m < n; m++)
    {
      float level = logmel[m] > FLOOR ? logmel[m] : FLOOR, rise = level - previous[m];

      tail += rise > 0 ? rise : 0;
      previous[m] = level;
    }
  for (int width = LANES / 2; width > 0; width /= 2)
    for (int j = 0; j < width; j++)
      sums[j] += sums[j + width];
  return sums[0] + tail;
}

float
att_onset_add (AttOnset *self, const float *logmel)
{
  int n_wanted = self->mean_before + 1 + self->mean_after;
  float rises = add_rises (self->previous, logmel, self->n_mels);
  float strength = self->has_previous ? rises / self->n_mels : 0;

  self->has_previous = 1;
  if (self->n_held == n_wanted)
    memmove (self->held, self->held + 1, --self->n_held * sizeof (float));
  self->held[self->n_held++] = strength;
  if (self->n_held > self->mean_after)
    judge (self, self->n_held - 1 - self->mean_after);
  return strength;
}

size_t
att_onset_get_n (const AttOnset *self)
{
  return self->n_onsets;
}

void
att_onset_finish (AttOnset *self)
{
  int first = self->n_held - self->mean_after;

  for (int at = first > 0 ? first : 0; at < self->n_held; at++)
    judge (self, at);
  self->n_held = 0;
}
