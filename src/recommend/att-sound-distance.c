/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-sound-distance.h"

#include <math.h>

#include "att-distance.h"
#include "att-sound-map.h"

void
att_sound_compact (AttSoundCompact *out, const float *vector)
{
  att_sound_map_compact (att_sound_map_get_shipped (), out, vector);
}

gsize
att_sound_get_n_columns (void)
{
  return att_sound_map_get_shipped ()->n_columns;
}

/* The order of the sum does not depend on which is which. */
static inline float
join (float squared, const AttSoundCompact *a, const AttSoundCompact *b)
{
  return (squared - a->mean) * a->precision + (squared - b->mean) * b->precision;
}

float
att_sound_distance (const AttSoundCompact *a, const AttSoundCompact *b)
{
  return join (att_num_distance2_i8 (a->x, b->x, ATT_SOUND_N_AXES), a, b);
}

void
att_sound_distances (float *out, const AttSoundCompact *rows, gsize n_rows, const AttSoundCompact *a)
{
  for (gsize i = 0; i < n_rows; i++)
    out[i] = att_sound_distance (rows + i, a);
}

gboolean
att_sound_is_same (const AttSoundCompact *a, const AttSoundCompact *b, float within)
{
  return att_num_distance2_i8 (a->x, b->x, ATT_SOUND_N_AXES) <= within * MIN (a->mean, b->mean);
}

/* the logistic function is within 0.01 of the normal tail */
float
att_sound_nearness (float distance)
{
  const float beyond = 1 / (1 + expf (1.702f * distance / 2));

  return beyond * beyond;
}
