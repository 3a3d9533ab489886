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

#define TILE 256 /* rows at a time */

void
att_sound_distances (float *out, const AttSoundCompact *rows, gsize n_rows, const AttSoundCompact *a)
{
  int32_t squared[TILE];

  for (gsize first = 0; first < n_rows; first += TILE)
    {
      const AttSoundCompact *tile = rows + first;
      const gsize n = MIN (n_rows - first, TILE);

      att_num_distance2_i8_rows (squared, tile->x, sizeof *tile, n, a->x, ATT_SOUND_N_AXES);
      for (gsize i = 0; i < n; i++)
        out[first + i] = join (squared[i], tile + i, a);
    }
}

/* join() grows with what is squared, rounded or not: who is beyond the bound by some axes is so by all. All rows by the
 * heavy axes first, then those that are left: a branch for each row would cost more than it saves. */
gsize
att_sound_distances_within (float *out, const AttSoundCompact *rows, gsize n_rows, const AttSoundCompact *a, float bound)
{
  int32_t squared[TILE];
  guint16 left[TILE];
  gsize n_ended = 0;

  if (bound == INFINITY)
    {
      att_sound_distances (out, rows, n_rows, a);
      return 0;
    }
  for (gsize first = 0; first < n_rows; first += TILE)
    {
      const AttSoundCompact *tile = rows + first;
      const gsize n = MIN (n_rows - first, TILE);
      gsize n_left = 0;

      att_num_distance2_i8_rows (squared, tile->x, sizeof *tile, n, a->x, ATT_SOUND_N_HEAVY);
      for (gsize i = 0; i < n; i++)
        {
          out[first + i] = join (squared[i], tile + i, a);
          left[n_left] = i;
          n_left += out[first + i] <= bound;
        }
      for (gsize k = 0; k < n_left; k++)
        out[first + left[k]] = att_sound_distance (tile + left[k], a);
      n_ended += n - n_left;
    }
  return n_ended;
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
