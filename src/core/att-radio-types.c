/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-radio-types.h"

AttSeed *
att_seed_new (AttSeedKind kind, gint64 id, const char *value)
{
  AttSeed *self = g_new0 (AttSeed, 1);

  self->kind = kind;
  self->id = id;
  self->value = g_strdup (value);
  return self;
}

AttSeed *
att_seed_copy (const AttSeed *self)
{
  return att_seed_new (self->kind, self->id, self->value);
}

void
att_seed_free (AttSeed *self)
{
  g_free (self->value);
  g_free (self);
}

AttPortrait *
att_portrait_new (void)
{
  AttPortrait *self = g_new0 (AttPortrait, 1);

  self->genres = g_array_new (FALSE, FALSE, sizeof (AttTaste));
  self->artists = g_array_new (FALSE, FALSE, sizeof (AttTaste));
  self->mixer = g_array_new (FALSE, FALSE, sizeof (AttMixerShare));
  self->calibration = g_array_new (FALSE, FALSE, sizeof (AttCalibration));
  self->weeks = g_array_new (FALSE, FALSE, sizeof (AttWeek));
  return self;
}

void
att_portrait_free (AttPortrait *self)
{
  g_array_unref (self->genres);
  g_array_unref (self->artists);
  g_array_unref (self->mixer);
  g_array_unref (self->calibration);
  g_array_unref (self->weeks);
  g_free (self);
}
