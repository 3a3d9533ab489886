/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-stft.h"

#include <math.h>
#include <stdlib.h>

#include "att-fft-private.h"
#include "att-num-private.h"

struct AttStft {
  int n_fft;
  float scale;
  float *window;
  float *in;
  fftwf_complex *out;
  fftwf_plan plan;
};

AttNumStatus
att_stft_new (int n_fft, AttStft **out)
{
  AttStft *self;
  double sum = 0;

  *out = NULL;
  if (n_fft < 64 || n_fft > 16384 || n_fft % 2 != 0)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n_fft = n_fft;
  self->window = malloc (n_fft * sizeof (float));
  self->in = fftwf_alloc_real (n_fft);
  self->out = fftwf_alloc_complex (n_fft / 2 + 1);
  if (self->window == NULL || self->in == NULL || self->out == NULL)
    goto fail;
  self->plan = att_fft_plan (n_fft, self->in, self->out);
  if (self->plan == NULL)
    goto fail;
  for (int i = 0; i < n_fft; i++)
    {
      self->window[i] = 0.5 - 0.5 * cos (2 * M_PI * i / n_fft);
      sum += self->window[i];
    }
  self->scale = 4 / (sum * sum);
  *out = self;
  return ATT_NUM_OK;

fail:
  att_stft_free (self);
  return ATT_NUM_NO_MEMORY;
}

void
att_stft_free (AttStft *self)
{
  if (self == NULL)
    return;
  att_fft_plan_free (self->plan);
  fftwf_free (self->out);
  fftwf_free (self->in);
  free (self->window);
  free (self);
}

ATT_NUM_WIDE void
att_stft_power (AttStft *self, float *power, const float *frame)
{
  for (int i = 0; i < self->n_fft; i++)
    self->in[i] = frame[i] * self->window[i];
  fftwf_execute (self->plan);
  for (int i = 0; i <= self->n_fft / 2; i++)
    power[i] = self->scale * (self->out[i][0] * self->out[i][0] + self->out[i][1] * self->out[i][1]);
}
