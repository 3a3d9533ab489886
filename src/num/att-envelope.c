/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-envelope.h"

#include <math.h>
#include <string.h>

#define FIRST_WIDTH 64

static void
halve (AttEnvelope *self)
{
  for (size_t i = 0; i < ATT_ENVELOPE_BUCKETS / 2; i++)
    self->energy[i] = self->energy[2 * i] + self->energy[2 * i + 1];
  memset (self->energy + ATT_ENVELOPE_BUCKETS / 2, 0, sizeof self->energy / 2);
  self->n = ATT_ENVELOPE_BUCKETS / 2;
  self->width *= 2;
}

void
att_envelope_add (AttEnvelope *self, const float *pcm, size_t n)
{
  if (self->width == 0)
    self->width = FIRST_WIDTH;
  while (n > 0)
    {
      const size_t room = self->width - self->n_in, m = n < room ? n : room;
      double energy = 0;

      for (size_t i = 0; i < m; i++)
        energy += (double) pcm[i] * pcm[i];
      self->energy[self->n] += energy;
      self->n_in += m;
      if (self->n_in == self->width)
        {
          self->n_in = 0;
          if (++self->n == ATT_ENVELOPE_BUCKETS)
            halve (self);
        }
      pcm += m;
      n -= m;
    }
}

/* energy of the first @samples, evenly spread within a bucket */
static double
energy_until (const AttEnvelope *self, double samples, size_t *bucket, double *before)
{
  while (*bucket < self->n && (*bucket + 1) * (double) self->width <= samples)
    *before += self->energy[(*bucket)++];
  if (*bucket < self->n)
    return *before + self->energy[*bucket] * (samples / self->width - *bucket);
  if (self->n_in == 0)
    return *before;
  return *before + self->energy[self->n] * fmin ((samples - self->n * (double) self->width) / self->n_in, 1);
}

int
att_envelope_get (const AttEnvelope *self, uint8_t *out)
{
  const double total = self->n * (double) self->width + self->n_in;
  size_t bucket = 0;
  double before = 0, last = 0;

  if (total == 0)
    return 0;
  for (size_t i = 0; i < ATT_ENVELOPE_N; i++)
    {
      const double until = energy_until (self, total * (i + 1) / ATT_ENVELOPE_N, &bucket, &before);
      const double rms = sqrt (fmax (until - last, 0) * ATT_ENVELOPE_N / total);

      out[i] = (uint8_t) fmin (255 * sqrt (rms) + 0.5, 255);
      last = until;
    }
  return 1;
}
