/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-wave.h"

#include <math.h>

#include "att-num-private.h"

#define LANES 16

static double
add_lanes (const float *lanes)
{
  double sum = 0;

  for (int j = 0; j < LANES; j++)
    sum += lanes[j];
  return sum;
}

static void
take_one (AttWave *self, float sample)
{
  self->peak = fmaxf (self->peak, fabsf (sample));
  self->sum += sample;
  self->squares += sample * sample;
}

static void
take_delta (AttWave *self, float before, float after)
{
  float delta = fabsf (after - before);

  self->delta_sum += delta;
  self->delta_squares += delta * delta;
  self->n_crossings += (before > 0) != (after > 0);
}

ATT_NUM_WIDE static size_t
measure_lanes (AttWave *self, const float *pcm, size_t n_deltas)
{
  float peaks[LANES] = { 0 }, sums[LANES] = { 0 }, squares[LANES] = { 0 };
  float delta_sums[LANES] = { 0 }, delta_squares[LANES] = { 0 };
  int crossings[LANES] = { 0 };
  size_t i = 0;

  for (; i + LANES <= n_deltas; i += LANES)
    for (int j = 0; j < LANES; j++)
      {
        float sample = pcm[i + j], next = pcm[i + j + 1];
        float size = fabsf (sample), delta = fabsf (next - sample);

        peaks[j] = size > peaks[j] ? size : peaks[j];
        sums[j] += sample;
        squares[j] += sample * sample;
        delta_sums[j] += delta;
        delta_squares[j] += delta * delta;
        crossings[j] += (sample > 0) ^ (next > 0);
      }
  for (int j = 0; j < LANES; j++)
    {
      self->peak = peaks[j] > self->peak ? peaks[j] : self->peak;
      self->n_crossings += crossings[j];
    }
  self->sum = add_lanes (sums);
  self->squares = add_lanes (squares);
  self->delta_sum = add_lanes (delta_sums);
  self->delta_squares = add_lanes (delta_squares);
  return i;
}

void
att_wave_measure (AttWave *out, const float *pcm, size_t n, const float *next)
{
  *out = (AttWave){ .n = n };
  if (n == 0)
    return;
  out->n_deltas = n - 1;
  for (size_t i = measure_lanes (out, pcm, n - 1); i < n; i++)
    {
      take_one (out, pcm[i]);
      if (i + 1 < n)
        take_delta (out, pcm[i], pcm[i + 1]);
    }
  if (next != NULL)
    {
      take_delta (out, pcm[n - 1], *next);
      out->n_deltas++;
    }
}

void
att_wave_join (AttWave *self, const AttWave *other)
{
  self->n += other->n;
  self->n_deltas += other->n_deltas;
  self->n_crossings += other->n_crossings;
  self->peak = fmaxf (self->peak, other->peak);
  self->sum += other->sum;
  self->squares += other->squares;
  self->delta_sum += other->delta_sum;
  self->delta_squares += other->delta_squares;
}

/* A sine of w radians a sample has differences of 2 sin (w / 2) times its own size. */
void
att_wave_figures (const AttWave *self, int sample_rate, AttWaveFigures *out)
{
  double square, delta_square;

  *out = (AttWaveFigures){ 0 };
  if (self->n == 0)
    return;
  square = self->squares / self->n;
  out->peak = self->peak;
  out->rms = sqrt (square);
  out->mean = self->sum / self->n;
  if (self->n_deltas == 0)
    return;
  delta_square = self->delta_squares / self->n_deltas;
  out->delta = self->delta_sum / self->n_deltas;
  if (square > 1e-20)
    out->frequency = sample_rate / M_PI * asin (fmin (1, sqrt (delta_square / square) / 2));
}
