/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-nearness.h"

#include <math.h>
#include <string.h>

#include "att-distance.h"

#define STEPS 128 /* of a distance of 1 */
#define FURTHEST 16
#define TILE 256
#define NONE 255

typedef struct {
  AttNearnessExample example;
  gboolean used, stays;
  float closest[ATT_NEARNESS_CLOSEST]; /* distances of the others that are closest, the least first */
  guint n_closest;
} Place;

struct AttNearness {
  const AttSoundCompact *sounds;
  gsize n_sounds;
  guint16 *near;
  guint8 *by;       /* per sound: the place of the example that is nearest; NONE: none is near at all */
  Place places[ATT_NEARNESS_MOST];
};

AttNearness *
att_nearness_new (const AttSoundCompact *sounds, gsize n_sounds)
{
  AttNearness *self = g_new0 (AttNearness, 1);

  self->sounds = sounds;
  self->n_sounds = n_sounds;
  self->near = g_new0 (guint16, n_sounds + 1);
  self->by = g_malloc (n_sounds + 1);
  memset (self->by, NONE, n_sounds);
  return self;
}

void
att_nearness_free (AttNearness *self)
{
  if (self == NULL)
    return;
  g_free (self->near);
  g_free (self->by);
  g_free (self);
}

/* per step of a distance, 255 times the root of the nearness: the distances are many */
static const guint8 *
get_table (void)
{
  static guint8 table[2 * FURTHEST * STEPS];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < G_N_ELEMENTS (table); i++)
        table[i] = lrintf (255 * sqrtf (att_sound_nearness ((i + 0.5f) / STEPS - FURTHEST)));
      g_once_init_leave (&made, 1);
    }
  return table;
}

static inline guint16
look_up (const guint8 *table, float distance)
{
  const int at = (distance + FURTHEST) * STEPS;
  const guint16 root = table[CLAMP (at, 0, 2 * FURTHEST * STEPS - 1)];

  return root * root;
}

static inline guint16
weigh (guint16 nearness, guint16 strength)
{
  return ((guint32) nearness * strength) >> 16;
}

guint16
att_nearness_of (const AttNearness *self, gsize row, gsize other)
{
  return look_up (get_table (), att_sound_distance (self->sounds + row, self->sounds + other));
}

const guint16 *
att_nearness_get (const AttNearness *self)
{
  return self->near;
}

/* @distances: changed */
static void
find_closest (Place *place, float *distances, gsize n)
{
  AttNumHit hits[ATT_NEARNESS_CLOSEST];

  for (gsize r = 0; r < n; r++)
    distances[r] = -distances[r];
  distances[place->example.row] = NAN;
  place->n_closest = att_num_top_k (hits, ATT_NEARNESS_CLOSEST, distances, n);
  for (guint i = 0; i < place->n_closest; i++)
    place->closest[i] = -hits[i].score;
}

/* an example that was not there, or that is stronger now */
static void
bring_near (AttNearness *self, guint8 at)
{
  Place *place = &self->places[at];
  const guint8 *table = get_table ();
  const guint16 strength = place->example.strength;
  g_autofree float *distances = g_new (float, self->n_sounds + 1);

  att_sound_distances (distances, self->sounds, self->n_sounds, self->sounds + place->example.row);
  for (gsize first = 0; first < self->n_sounds; first += TILE)
    {
      const gsize n = MIN (self->n_sounds - first, TILE);
      guint16 *near = self->near + first;
      guint8 *by = self->by + first;
      guint16 values[TILE];

      for (gsize r = 0; r < n; r++)
        values[r] = look_up (table, distances[first + r]);
      for (gsize r = 0; r < n; r++)
        values[r] = weigh (values[r], strength);
      for (gsize r = 0; r < n; r++)
        by[r] = values[r] > near[r] ? at : by[r];
      for (gsize r = 0; r < n; r++)
        near[r] = MAX (near[r], values[r]);
    }
  find_closest (place, distances, self->n_sounds);
}

/* what was nearest to one that is @lost, or weaker now, is nearest to another of those that are left */
static void
mend (AttNearness *self, const gboolean *lost)
{
  AttSoundCompact left[ATT_NEARNESS_MOST];
  guint8 places[ATT_NEARNESS_MOST];
  float distances[ATT_NEARNESS_MOST];
  const guint8 *table = get_table ();
  guint n = 0;

  for (guint at = 0; at < ATT_NEARNESS_MOST; at++)
    if (self->places[at].used)
      {
        left[n] = self->sounds[self->places[at].example.row];
        places[n++] = at;
      }
  for (gsize r = 0; r < self->n_sounds; r++)
    {
      if (!lost[self->by[r]])
        continue;
      self->near[r] = 0;
      self->by[r] = NONE;
      att_sound_distances (distances, left, n, self->sounds + r);
      for (guint i = 0; i < n; i++)
        {
          const guint16 value = weigh (look_up (table, distances[i]), self->places[places[i]].example.strength);

          if (value > self->near[r])
            {
              self->near[r] = value;
              self->by[r] = places[i];
            }
        }
    }
}

static Place *
find_place (AttNearness *self, gsize row)
{
  for (guint at = 0; at < ATT_NEARNESS_MOST; at++)
    if (self->places[at].used && self->places[at].example.row == row)
      return &self->places[at];
  return NULL;
}

void
att_nearness_set (AttNearness *self, const AttNearnessExample *examples, guint n)
{
  gboolean lost[NONE + 1] = { FALSE }, fresh[ATT_NEARNESS_MOST] = { FALSE };
  guint n_lost = 0, n_used = 0, free_place = 0;

  n = MIN (n, ATT_NEARNESS_MOST);
  for (guint at = 0; at < ATT_NEARNESS_MOST; at++)
    self->places[at].stays = FALSE;
  for (guint i = 0; i < n; i++)
    {
      Place *place = find_place (self, examples[i].row);

      if (place != NULL && !place->stays)
        {
          const gsize at = place - self->places;

          lost[at] = examples[i].strength < place->example.strength;
          fresh[at] = examples[i].strength > place->example.strength;
          place->example.strength = examples[i].strength;
          place->stays = TRUE;
        }
    }
  for (guint at = 0; at < ATT_NEARNESS_MOST; at++)
    {
      Place *place = &self->places[at];

      n_used += place->used;
      lost[at] |= place->used && !place->stays;
      n_lost += lost[at];
      place->used = place->stays;
    }
  if (2 * n_lost > n_used) /* hardly any is left: from the beginning */
    {
      memset (self->near, 0, self->n_sounds * sizeof *self->near);
      memset (self->by, NONE, self->n_sounds);
      for (guint at = 0; at < ATT_NEARNESS_MOST; at++)
        fresh[at] = self->places[at].used;
    }
  else if (n_lost > 0)
    mend (self, lost);
  for (guint i = 0; i < n; i++)
    if (find_place (self, examples[i].row) == NULL)
      {
        while (self->places[free_place].used)
          free_place++;
        self->places[free_place] = (Place) { examples[i], TRUE, TRUE };
        fresh[free_place] = TRUE;
      }
  for (guint at = 0; at < ATT_NEARNESS_MOST; at++)
    if (fresh[at])
      bring_near (self, at);
}

guint
att_nearness_count_nearer (const AttNearness *self, gsize example, gsize row)
{
  const Place *place = find_place ((AttNearness *) self, example);
  const float distance = att_sound_distance (self->sounds + example, self->sounds + row);
  guint n = 0;

  while (place != NULL && n < place->n_closest && place->closest[n] < distance)
    n++;
  return n;
}
