/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-loudness.h"

#include <ebur128.h>
#include <math.h>

#include "att-pcm.h"

struct _AttLoudness
{
  ebur128_state *state; /* NULL before the first block, or when memory is short */
  float peak;
};

AttLoudness *
att_loudness_new (void)
{
  return g_new0 (AttLoudness, 1);
}

void
att_loudness_free (AttLoudness *self)
{
  if (self == NULL)
    return;
  if (self->state != NULL)
    ebur128_destroy (&self->state);
  g_free (self);
}

void
att_loudness_add (AttLoudness *self, const float *pcm, gsize n_frames, int n_channels, int sample_rate)
{
  /* the library's own peak costs a tenth more: it looks at every sample as a double, one by one */
  self->peak = MAX (self->peak, att_pcm_peak (pcm, n_frames * n_channels));
  if (self->state == NULL)
    self->state = ebur128_init (n_channels, sample_rate, EBUR128_MODE_I | EBUR128_MODE_HISTOGRAM);
  if (self->state == NULL)
    return;
  if (self->state->channels != (guint) n_channels || self->state->samplerate != (gulong) sample_rate)
    ebur128_change_parameters (self->state, n_channels, sample_rate);
  ebur128_add_frames_float (self->state, pcm, n_frames);
}

float
att_loudness_get_integrated (AttLoudness *self)
{
  double lufs;

  if (self->state == NULL || ebur128_loudness_global (self->state, &lufs) != EBUR128_SUCCESS || !isfinite (lufs))
    return NAN;
  return lufs;
}

float
att_loudness_get_peak (AttLoudness *self)
{
  return self->peak;
}
