/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How what plays sounds: volume, loudness, tone, speed.
 */
#include "config.h"

#include "att-player-private.h"

double
att_player_get_volume (AttPlayer *self)
{
  return self->volume;
}

void
att_player_set_volume (AttPlayer *self, double volume)
{
  volume = CLAMP (volume, 0.0, 1.0);
  if (volume == self->volume)
    return;
  self->volume = volume;
  att_pipeline_set_volume (self->pipeline, volume);
  att_player_notify (self, ATT_PLAYER_PROP_VOLUME);
}

gboolean
att_player_get_muted (AttPlayer *self)
{
  return self->muted;
}

void
att_player_set_muted (AttPlayer *self, gboolean muted)
{
  if (!muted == !self->muted)
    return;
  self->muted = muted;
  att_pipeline_set_muted (self->pipeline, muted);
  att_player_notify (self, ATT_PLAYER_PROP_MUTED);
}

void
att_player_set_replaygain (AttPlayer *self, AttReplayGainMode mode)
{
  if (mode == self->replaygain)
    return;
  self->replaygain = mode;
  att_pipeline_set_replaygain (self->pipeline, mode);
  att_player_notify (self, ATT_PLAYER_PROP_REPLAYGAIN);
}

void
att_player_set_equalizer (AttPlayer *self, const double *gains_db)
{
  double gains[ATT_EQUALIZER_N_BANDS];

  for (guint i = 0; gains_db != NULL && i < ATT_EQUALIZER_N_BANDS; i++)
    gains[i] = CLAMP (gains_db[i], -ATT_EQUALIZER_MAX_DB, ATT_EQUALIZER_MAX_DB);
  att_pipeline_set_equalizer (self->pipeline, gains_db != NULL ? gains : NULL);
}

double
att_player_get_speed (AttPlayer *self)
{
  return self->speed;
}

void
att_player_set_speed (AttPlayer *self, double speed)
{
  speed = CLAMP (speed, ATT_PLAYER_MIN_SPEED, ATT_PLAYER_MAX_SPEED);
  if (speed == self->speed)
    return;
  att_player_set_sounding (self, self->sounding_since_us != 0); /* what was heard so far, at the old speed */
  self->speed = speed;
  att_pipeline_set_speed (self->pipeline, speed);
  att_player_notify (self, ATT_PLAYER_PROP_SPEED);
}

void
att_player_set_fade (AttPlayer *self, double level)
{
  att_pipeline_set_fade (self->pipeline, CLAMP (level, 0.0, 1.0));
}

void
att_player_set_crossfade (AttPlayer *self, guint ms)
{
  ms = MIN (ms, ATT_PLAYER_MAX_CROSSFADE_MS);
  if (ms == self->crossfade_ms)
    return;
  self->crossfade_ms = ms;
  self->next_serial = 0; /* what follows is told anew how it does */
  att_player_update_next (self);
}

const char *
att_player_get_output (AttPlayer *self)
{
  return self->output;
}

void
att_player_set_output (AttPlayer *self, const char *output)
{
  g_autoptr (GError) error = NULL;
  gint64 position = att_player_get_position_ms (self);

  if (g_strcmp0 (output, self->output) == 0)
    return;
  att_player_unload (self, TRUE);
  g_free (self->output);
  self->output = g_strdup (output);
  if (!att_pipeline_set_sink (self->pipeline, output, &error))
    {
      g_clear_pointer (&self->output, g_free);
      att_pipeline_set_sink (self->pipeline, NULL, NULL);
      g_signal_emit (self, att_player_signals[ATT_PLAYER_FAILED], 0, NULL, error);
    }
  if (self->state != ATT_PLAYER_STOPPED && self->item != NULL)
    att_player_load (self, position);
}
