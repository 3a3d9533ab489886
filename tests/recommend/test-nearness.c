/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How near every sound is to the nearest example: whatever was there before, the same as from nothing
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "att-nearness.h"
#include "att-random.h"

#define N_SOUNDS 700 /* no multiple of a tile */
#define N_ROUNDS 60

static AttSoundCompact *
random_sounds (AttRandom *random)
{
  AttSoundCompact *sounds = g_new (AttSoundCompact, N_SOUNDS);

  for (guint i = 0; i < N_SOUNDS; i++)
    {
      for (guint k = 0; k < ATT_SOUND_N_AXES; k++)
        sounds[i].x[k] = (int) att_random_below (random, 21) - 10;
      sounds[i].mean = 6000 + att_random_below (random, 1000);
      sounds[i].precision = 1.0f / (500 + att_random_below (random, 500));
    }
  for (guint i = 0; i < N_SOUNDS / 7; i++) /* some are alike */
    memcpy (sounds[i * 3 % N_SOUNDS].x, sounds[i].x, 80);
  return sounds;
}

static guint
draw_examples (AttRandom *random, AttNearnessExample *examples, guint n)
{
  const guint kept = att_random_below (random, n + 1);

  for (guint i = 0; i < n; i++)
    if (i >= kept || att_random_below (random, 10) == 0)
      examples[i].strength = att_random_below (random, G_MAXUINT16);
  for (guint i = kept; i < n; i++)
    examples[i].row = att_random_below (random, N_SOUNDS); /* one may come twice */
  return n;
}

static void
test_same (void)
{
  AttRandom random;
  g_autofree AttSoundCompact *sounds = NULL;
  AttNearnessExample examples[48] = { { 0 } };
  AttNearness *kept;

  att_random_init (&random, 1);
  sounds = random_sounds (&random);
  kept = att_nearness_new (sounds, N_SOUNDS);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      const guint n = draw_examples (&random, examples, round == 20 ? 0 : 1 + att_random_below (&random, 47));
      AttNearness *fresh = att_nearness_new (sounds, N_SOUNDS);

      att_nearness_set (kept, examples, n);
      att_nearness_set (fresh, examples, n);
      g_assert_cmpmem (att_nearness_get (kept), N_SOUNDS * sizeof (guint16),
                       att_nearness_get (fresh), N_SOUNDS * sizeof (guint16));
      for (guint r = 0; r < N_SOUNDS; r += 13)
        {
          guint most = 0;

          for (guint i = 0; i < n; i++)
            {
              gboolean first = TRUE; /* what comes twice counts as it did first */

              for (guint j = 0; j < i; j++)
                first &= examples[j].row != examples[i].row;
              if (first)
                most = MAX (most, (guint) (((guint64) att_nearness_of (kept, examples[i].row, r) *
                                            examples[i].strength) >> 16));
            }
          g_assert_cmpuint (att_nearness_get (kept)[r], ==, most);
        }
      att_nearness_free (fresh);
    }
  att_nearness_free (kept);
}

static void
test_count (void)
{
  AttRandom random;
  g_autofree AttSoundCompact *sounds = NULL;
  const AttNearnessExample examples[] = { { 5, 40000 }, { 600, 60000 } };
  AttNearness *nearness;

  att_random_init (&random, 2);
  sounds = random_sounds (&random);
  nearness = att_nearness_new (sounds, N_SOUNDS);
  att_nearness_set (nearness, examples, G_N_ELEMENTS (examples));
  for (guint e = 0; e < G_N_ELEMENTS (examples); e++)
    for (guint row = 0; row < N_SOUNDS; row++)
      {
        const float distance = att_sound_distance (sounds + examples[e].row, sounds + row);
        guint n = 0;

        for (guint r = 0; r < N_SOUNDS; r++)
          n += r != examples[e].row && att_sound_distance (sounds + examples[e].row, sounds + r) < distance;
        g_assert_cmpuint (att_nearness_count_nearer (nearness, examples[e].row, row), ==,
                          MIN (n, ATT_NEARNESS_CLOSEST));
      }
  att_nearness_free (nearness);
}

/* more examples than there is room for, of one sound */
static void
test_limits (void)
{
  AttRandom random;
  g_autofree AttSoundCompact *sounds = NULL;
  AttNearnessExample examples[300];
  AttNearness *nearness;

  att_random_init (&random, 3);
  sounds = random_sounds (&random);
  nearness = att_nearness_new (sounds, 1);
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    examples[i] = (AttNearnessExample) { 0, 65535 };
  att_nearness_set (nearness, examples, G_N_ELEMENTS (examples));
  g_assert_cmpuint (att_nearness_get (nearness)[0], >, 30000); /* to itself */
  g_assert_cmpuint (att_nearness_count_nearer (nearness, 0, 0), ==, 0);
  att_nearness_set (nearness, NULL, 0);
  g_assert_cmpuint (att_nearness_get (nearness)[0], ==, 0);
  att_nearness_free (nearness);

  nearness = att_nearness_new (sounds, N_SOUNDS);
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    examples[i].row = i;
  att_nearness_set (nearness, examples, G_N_ELEMENTS (examples));
  g_assert_cmpuint (att_nearness_get (nearness)[253], >, 30000);
  att_nearness_free (nearness);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/nearness/same", test_same);
  g_test_add_func ("/recommend/nearness/count", test_count);
  g_test_add_func ("/recommend/nearness/limits", test_limits);
  return g_test_run ();
}
