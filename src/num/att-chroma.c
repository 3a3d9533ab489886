/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-chroma.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
  int below, above; /* pitch classes */
  float share;      /* of `above` */
} Bin;

struct AttChroma {
  int first, n;
  Bin bins[];
};

AttNumStatus
att_chroma_new (int sample_rate, int n_fft, float f_min, float f_max, AttChroma **out)
{
  AttChroma *self;
  int first, last;

  *out = NULL;
  if (sample_rate < 8000 || sample_rate > 192000 || n_fft < 64 || n_fft > 16384 || n_fft % 2 != 0 ||
      !(f_min >= 20 && f_min < f_max && f_max <= sample_rate / 2))
    return ATT_NUM_BAD_CONFIG;
  first = ceil ((double) f_min * n_fft / sample_rate);
  last = floor ((double) f_max * n_fft / sample_rate);
  if (last < first)
    return ATT_NUM_BAD_CONFIG;
  self = malloc (sizeof *self + (last - first + 1) * sizeof (Bin));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->first = first;
  self->n = last - first + 1;
  for (int i = 0; i < self->n; i++)
    {
      double semitone = 69 + 12 * log2 ((double) (first + i) * sample_rate / n_fft / 440);
      double below = floor (semitone);

      self->bins[i] = (Bin){ (int) below % 12, ((int) below + 1) % 12, semitone - below };
    }
  *out = self;
  return ATT_NUM_OK;
}

void
att_chroma_free (AttChroma *self)
{
  free (self);
}

void
att_chroma_run (const AttChroma *self, float *out, const float *power)
{
  double classes[ATT_CHROMA_N] = { 0 }, total = 0;

  for (int i = 0; i < self->n; i++)
    {
      Bin bin = self->bins[i];
      float p = power[self->first + i];

      classes[bin.below] += p * (1 - bin.share);
      classes[bin.above] += p * bin.share;
    }
  for (int c = 0; c < ATT_CHROMA_N; c++)
    total += classes[c];
  for (int c = 0; c < ATT_CHROMA_N; c++)
    out[c] = total > 1e-12 ? classes[c] / total : 0;
}
