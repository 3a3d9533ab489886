/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-loudness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-gate.h"
#include "att-pcm.h"
#include "att-true-peak.h"

#define MAX_CHANNELS 6  /* those beyond do not count */
#define N_STEPS 4       /* of 100 ms make a block */
#define SURROUND 1.41   /* weight */
#define OFFSET (-0.691) /* what makes a sine of 997 Hz as loud as its level */
#define TINY 1e-30      /* a state that fades away is cut off before it gets slow */

/* Two channels at a time: the filters wait for themselves, not for the width of a vector. */
typedef double Pair __attribute__ ((vector_size (16)));
typedef float FloatPair __attribute__ ((vector_size (8)));

/* The last two of what went in, came out of the first filter, and out of the second. Double precision, for poles that
 * close to 1. */
typedef struct { Pair x1, x2, y1, y2, z1, z2, power; } Filter;

struct AttLoudness {
  int n_channels, sample_rate; /* 0: nothing came yet */
  double b[3], a[2];           /* a high shelf: the head */
  double c[2];                 /* a high pass: what the ear hears less of. Its b are 1, -2, 1 */
  double weights[MAX_CHANNELS];
  Filter filters[MAX_CHANNELS / 2];
  size_t n_step, n_left;       /* frames of 100 ms, and still to come of the present ones */
  double steps[N_STEPS];       /* power of those before */
  size_t n_steps;
  float peak;                  /* of the samples */
  AttTruePeak *true_peak;
  uint32_t counts[ATT_GATE_BINS];
};

AttNumStatus
att_loudness_new (AttLoudness **out)
{
  AttLoudness *self = *out = calloc (1, sizeof *self);

  if (self != NULL && att_true_peak_new (&self->true_peak) == ATT_NUM_OK)
    return ATT_NUM_OK;
  free (self);
  *out = NULL;
  return ATT_NUM_NO_MEMORY;
}

void
att_loudness_free (AttLoudness *self)
{
  if (self == NULL)
    return;
  att_true_peak_free (self->true_peak);
  free (self);
}

static double
warp (double hz, int sample_rate)
{
  return tan (M_PI * fmin (hz / sample_rate, 0.49)); /* below 3.4 kHz the shelf has no room */
}

static void
begin (AttLoudness *self, int n_channels, int sample_rate)
{
  const double shelf_q = 0.7071752369554196, pass_q = 0.5003270373238773;
  double k = warp (1681.974450955533, sample_rate);
  double high = pow (10, 3.999843853973347 / 20), middle = pow (high, 0.4996667741545416);
  double a0 = 1 + k / shelf_q + k * k;

  self->b[0] = (high + middle * k / shelf_q + k * k) / a0;
  self->b[1] = 2 * (k * k - high) / a0;
  self->b[2] = (high - middle * k / shelf_q + k * k) / a0;
  self->a[0] = 2 * (k * k - 1) / a0;
  self->a[1] = (1 - k / shelf_q + k * k) / a0;
  k = warp (38.13547087602444, sample_rate);
  a0 = 1 + k / pass_q + k * k;
  self->c[0] = 2 * (k * k - 1) / a0;
  self->c[1] = (1 - k / pass_q + k * k) / a0;

  self->n_channels = n_channels;
  self->sample_rate = sample_rate;
  for (int i = 0; i < MAX_CHANNELS; i++)
    self->weights[i] = i >= n_channels ? 0 : 1;
  if (n_channels == 4)
    self->weights[2] = self->weights[3] = SURROUND;
  else if (n_channels == 5)
    self->weights[3] = self->weights[4] = SURROUND;
  else if (n_channels >= 6)
    {
      self->weights[3] = 0;
      self->weights[4] = self->weights[5] = SURROUND;
    }
  memset (self->filters, 0, sizeof self->filters);
  att_true_peak_begin (self->true_peak);
  self->n_step = self->n_left = (sample_rate + 5) / 10;
  self->n_steps = 0;
}

static inline Pair
cut_off (Pair x)
{
  for (int i = 0; i < 2; i++)
    x[i] = fabs (x[i]) < TINY ? 0 : x[i];
  return x;
}

/* @odd: there is only the first of the two */
static inline void
filter (const AttLoudness *self, Filter *state, const float *pcm, size_t n_frames, int stride, int odd)
{
  const double b0 = self->b[0], b1 = self->b[1], b2 = self->b[2], a1 = self->a[0], a2 = self->a[1];
  const double c1 = self->c[0], c2 = self->c[1];
  Filter s = *state;

  for (size_t i = 0; i < n_frames; i++, pcm += stride)
    {
      Pair x = __builtin_convertvector (((FloatPair){ pcm[0], odd ? 0 : pcm[1] }), Pair);
      Pair y = (b0 * x + b1 * s.x1 + b2 * s.x2 - a2 * s.y2) - a1 * s.y1;
      Pair z = (y - 2 * s.y1 + s.y2 - c2 * s.z2) - c1 * s.z1;

      s.x2 = s.x1;
      s.x1 = x;
      s.y2 = s.y1;
      s.y1 = y;
      s.z2 = s.z1;
      s.z1 = z;
      s.power += z * z;
    }
  s.y1 = cut_off (s.y1);
  s.y2 = cut_off (s.y2);
  s.z1 = cut_off (s.z1);
  s.z2 = cut_off (s.z2);
  *state = s;
}

/* 100 ms are over */
static void
end_step (AttLoudness *self)
{
  double power = 0, sum = 0;

  for (int i = 0; i < MAX_CHANNELS; i++)
    {
      power += self->weights[i] * self->filters[i / 2].power[i % 2];
      self->filters[i / 2].power[i % 2] = 0;
    }
  self->steps[self->n_steps++ % N_STEPS] = power;
  self->n_left = self->n_step;
  if (self->n_steps < N_STEPS)
    return;
  for (int i = 0; i < N_STEPS; i++)
    sum += self->steps[i];
  att_gate_add (self->counts, OFFSET + 10 * log10 (sum / (N_STEPS * self->n_step)), 1);
}

void
att_loudness_add (AttLoudness *self, const float *pcm, size_t n_frames, int n_channels, int sample_rate)
{
  float peak = att_pcm_peak (pcm, n_frames * n_channels);

  self->peak = peak > self->peak ? peak : self->peak;
  if (n_channels != self->n_channels || sample_rate != self->sample_rate)
    begin (self, n_channels, sample_rate);
  att_true_peak_add (self->true_peak, pcm, n_frames, n_channels);
  while (n_frames > 0)
    {
      size_t n = n_frames < self->n_left ? n_frames : self->n_left;

      if (n_channels == 2)
        filter (self, &self->filters[0], pcm, n, 2, 0);
      else
        for (int i = 0; i < n_channels && i < MAX_CHANNELS; i += 2)
          if (i + 1 < n_channels)
            filter (self, &self->filters[i / 2], pcm + i, n, n_channels, 0);
          else
            filter (self, &self->filters[i / 2], pcm + i, n, n_channels, 1);
      pcm += n * n_channels;
      n_frames -= n;
      self->n_left -= n;
      if (self->n_left == 0)
        end_step (self);
    }
}

float
att_loudness_get_integrated (const AttLoudness *self)
{
  return att_gate_loudness (self->counts);
}

float
att_loudness_get_peak (const AttLoudness *self)
{
  float between = att_true_peak_get (self->true_peak);

  return between > self->peak ? between : self->peak;
}

const uint32_t *
att_loudness_get_counts (const AttLoudness *self)
{
  return self->counts;
}
