/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-loudness.h"

#include <ebur128.h>
#include <math.h>

struct _AttLoudness
{
  ebur128_state *state; /* NULL before the first block, or when memory is short */
  double peak;          /* of the blocks before the channels last changed */
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

static double
current_peak (AttLoudness *self)
{
  double highest = self->peak;

  for (guint c = 0; self->state != NULL && c < self->state->channels; c++)
    {
      double peak;

      if (ebur128_sample_peak (self->state, c, &peak) == EBUR128_SUCCESS)
        highest = MAX (highest, peak);
    }
  return highest;
}

void
att_loudness_add (AttLoudness *self, const float *pcm, gsize n_frames, int n_channels, int sample_rate)
{
  if (self->state == NULL)
    self->state = ebur128_init (n_channels, sample_rate,
                                EBUR128_MODE_I | EBUR128_MODE_SAMPLE_PEAK | EBUR128_MODE_HISTOGRAM);
  if (self->state == NULL)
    return;
  if (self->state->channels != (guint) n_channels || self->state->samplerate != (gulong) sample_rate)
    {
      self->peak = current_peak (self);
      ebur128_change_parameters (self->state, n_channels, sample_rate);
    }
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
  return current_peak (self);
}
