/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feature vectors made compact, and how far they are
 */
#include "library.h"

#include <math.h>
#include <string.h>

#include "att-random.h"
#include "att-recordings.h"
#include "att-sound-map.h"

/* how often each row is among the 10 nearest of the others: the third standardised moment */
static double
hub_skewness (const float *nearness, gsize n)
{
  g_autofree guint *hits = g_new0 (guint, n);
  double mean = 10, squares = 0, cubes = 0;

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      {
        guint nearer = 0;

        for (gsize k = 0; k < n && nearer < 10; k++)
          nearer += k != i && k != j && nearness[i * n + k] > nearness[i * n + j];
        hits[j] += i != j && nearer < 10;
      }
  for (gsize j = 0; j < n; j++)
    {
      squares += pow (hits[j] - mean, 2) / n;
      cubes += pow (hits[j] - mean, 3) / n;
    }
  return cubes / pow (squares, 1.5);
}

static float *
make_noise (gsize n, guint64 seed)
{
  float *values = g_new (float, n);
  AttRandom random;

  att_random_init (&random, seed);
  for (gsize i = 0; i < n; i++)
    values[i] = att_random_normal (&random);
  return values;
}

/* the closed form of mean and deviation against draws from that normal distribution */
static void
test_definition (void)
{
  enum { N = 300, D = 20, DRAWS = 40000 };
  const AttSoundBlock blocks[] = { { 0, 4, 1 }, { 4, 16, 1 } };
  const AttSoundPart part = { blocks, 2, 12, 1 };
  g_autofree float *X = make_noise (N * D, 1), *weights = g_new (float, N);
  g_autoptr (AttSoundMap) map = NULL;
  const AttSoundGroup *group;
  AttSoundCompact x;
  double mean = 0, squares = 0, wanted = 0;
  AttRandom random;

  for (gsize i = 0; i < N; i++)
    {
      weights[i] = 1;
      for (gsize j = 1; j < 4; j++) /* columns of a block that say much the same */
        X[i * D + j] = X[i * D] + 0.1f * X[i * D + j];
    }
  map = att_sound_map_fit (X, weights, N, D, &part, 1, NULL);
  g_assert_cmpuint (map->groups->len, ==, 1);
  group = &g_array_index (map->groups, AttSoundGroup, 0);
  g_assert_cmpuint (group->n_axes, ==, 12);
  for (gsize k = 1; k < group->n_axes; k++)
    g_assert_cmpfloat (group->variance[k], <=, group->variance[k - 1]);
  /* the block of four has as much variance as that of sixteen, nearly all of it on one axis */
  g_assert_cmpfloat (group->variance[0], >, 6 * group->variance[1]);

  att_sound_map_compact (map, &x, X + 7 * D);
  for (gsize k = 0; k < group->n_axes; k++)
    {
      double sum = 0;

      for (gsize j = 0; j < D; j++)
        sum += group->axes[k * D + j] * CLAMP ((X[7 * D + j] - group->mean[j]) * group->scale[j], -4, 4);
      g_assert_cmpfloat_with_epsilon (x.x[k], sum, 0.51);
    }
  for (gsize k = group->n_axes; k < ATT_SOUND_N_AXES; k++)
    g_assert_cmpint (x.x[k], ==, 0);

  att_random_init (&random, 2);
  for (gsize i = 0; i < DRAWS; i++)
    {
      double squared = 0;

      for (gsize k = 0; k < group->n_axes; k++)
        squared += pow (x.x[k] - sqrt (group->variance[k]) * att_random_normal (&random), 2);
      mean += squared / DRAWS;
      squares += squared * squared / DRAWS;
    }
  g_assert_cmpfloat_with_epsilon (x.mean / mean, 1, 0.02);
  g_assert_cmpfloat_with_epsilon (1 / x.precision / sqrt (squares - mean * mean), 1, 0.04);

  {
    g_autofree AttSoundCompact *both = test_compact (X, N, D);
    float rows[N];

    att_sound_distances (rows, both, N, both + 3);
    for (gsize i = 0; i < N; i++)
      {
        double squared = 0;

        for (gsize k = 0; k < ATT_SOUND_N_AXES; k++)
          squared += pow (both[i].x[k] - both[3].x[k], 2);
        wanted = (squared - both[i].mean) * both[i].precision + (squared - both[3].mean) * both[3].precision;
        g_assert_cmpfloat_with_epsilon (rows[i], wanted, 1e-4);
        g_assert_cmpfloat (rows[i], ==, att_sound_distance (both + i, both + 3)); /* to the bit, both ways */
        g_assert_cmpfloat (rows[i], ==, att_sound_distance (both + 3, both + i));
        g_assert_cmpfloat (rows[i], >=, i == 3 ? -INFINITY : rows[3]);
      }
  }
}

/* who ends early is beyond the bound, and who is not is compared to the end */
static void
test_within (void)
{
  enum { N = 700 };
  g_autofree AttSoundCompact *sounds = g_new0 (AttSoundCompact, N);
  g_autofree float *all = g_new (float, N), *within = g_new (float, N);
  AttRandom random;

  att_random_init (&random, 11);
  for (gsize i = 0; i < N; i++)
    {
      sounds[i].mean = 20000 + 10 * i;
      sounds[i].precision = 1e-4f * (1 + i % 7);
      for (gsize k = 0; k < ATT_SOUND_N_AXES; k++)
        sounds[i].x[k] = CLAMP (att_random_normal (&random) * (k < ATT_SOUND_N_HEAVY ? 12 : 6), -127, 127);
    }
  att_sound_distances (all, sounds, N, sounds + 3);
  for (gsize b = 0; b < N; b += 50)
    {
      const float bound = all[b];
      gsize n_ended = att_sound_distances_within (within, sounds, N, sounds + 3, bound), n_beyond = 0;

      for (gsize i = 0; i < N; i++)
        {
          g_assert_cmpfloat (all[i], ==, att_sound_distance (sounds + i, sounds + 3));
          n_beyond += all[i] > bound;
          if (all[i] <= bound)
            g_assert_cmpfloat (within[i], ==, all[i]);
          else
            g_assert_cmpfloat (within[i], >, bound);
        }
      g_assert_cmpuint (n_ended, <=, n_beyond);
      g_assert_true (n_ended > 0 || n_beyond < N / 2);
    }
  g_assert_cmpuint (att_sound_distances_within (within, sounds, N, sounds + 3, INFINITY), ==, 0);
  g_assert_cmpmem (within, N * sizeof *within, all, N * sizeof *all);
}

/* two kinds that differ in one quiet column among loud ones */
static void
test_told (void)
{
  enum { N = 200, D = 10 };
  g_autofree float *X = make_noise (N * D, 6), *weights = g_new (float, N);
  const AttSoundBlock block = { 0, D, 1 };
  const AttSoundPart part = { &block, 1, D, 0.5 };
  int labels[N];
  const AttSoundTold told = { labels, 5, 0.5, 0.1 };
  g_autoptr (AttSoundMap) map = NULL;
  const AttSoundGroup *group;
  double share = 0, all = 0, means[2] = { 0 }, squares = 0, own = 0;

  for (gsize i = 0; i < N; i++)
    {
      weights[i] = 1;
      labels[i] = i % 5 == 0 ? -1 : (int) (i % 2); /* some are not known */
      X[i * D + 3] = 0.2f * X[i * D + 3] + (i % 2 ? 1 : -1);
    }
  map = att_sound_map_fit (X, weights, N, D, &part, 1, &told);
  g_assert_cmpuint (map->groups->len, ==, 2);
  group = &g_array_index (map->groups, AttSoundGroup, 1);
  g_assert_cmpuint (group->n_axes, ==, 1); /* one fewer than labels */
  for (gsize j = 0; j < D; j++)
    all += group->axes[j] * group->axes[j];
  share = group->axes[3] * group->axes[3] / all;
  g_assert_cmpfloat (share, >, 0.9);

  for (gsize i = 0; i < N; i++)
    {
      AttSoundCompact x;

      att_sound_map_compact (map, &x, X + i * D);
      means[i % 2] += 2.0 * x.x[0] / N; /* the axis with the largest variance is the first */
      squares += (double) x.x[0] * x.x[0] / N;
    }
  g_assert_cmpfloat (fabs (means[0] - means[1]), >, 1.8 * sqrt (squares)); /* far apart: 2 were all of it */
  for (gsize k = 0; k < D; k++)
    own += g_array_index (map->groups, AttSoundGroup, 0).variance[k];
  g_assert_cmpfloat_with_epsilon (group->variance[0] / own, 1, 0.05); /* shares of a half each */
}

static void
test_nearness (void)
{
  g_assert_cmpfloat_with_epsilon (att_sound_nearness (0), 0.25, 1e-6); /* half the tracks at each end */
  for (float d = -8; d < 8; d += 0.25f)
    g_assert_cmpfloat (att_sound_nearness (d), >, att_sound_nearness (d + 0.25f));
  g_assert_cmpfloat (att_sound_nearness (-1e9f), ==, 1);
  g_assert_cmpfloat (att_sound_nearness (1e9f), ==, 0);
}

static void
test_hubs (void)
{
  enum { N = 200, D = 60 };
  g_autofree float *X = make_noise (N * D, g_test_rand_int ());
  g_autofree float *plain = g_new (float, N * N), *near = g_new (float, N * N);
  g_autofree AttSoundCompact *sounds = test_compact (X, N, D);
  double before, after;

  for (gsize i = 0; i < N; i++)
    for (gsize j = 0; j < N; j++)
      {
        double squared = 0;

        for (gsize k = 0; k < D; k++)
          squared += pow (X[i * D + k] - X[j * D + k], 2);
        plain[i * N + j] = -squared;
        near[i * N + j] = -att_sound_distance (sounds + i, sounds + j);
      }
  before = hub_skewness (plain, N);
  after = hub_skewness (near, N);
  g_test_message ("hub skewness: %.2f by distance, %.2f corrected", before, after);
  g_assert_cmpfloat (after, <, 0.7 * before);
}

/* what is far from everything, constant, or not a number */
static void
test_nonsense (void)
{
  enum { N = 12, D = 5 };
  g_autofree float *X = make_noise (N * D, g_test_rand_int ()), *weights = g_new (float, N);
  const AttSoundBlock block = { 0, D, 1 };
  const AttSoundPart part = { &block, 1, D, 1 };
  g_autoptr (AttSoundMap) map = NULL, flat = NULL;
  AttSoundCompact a, b;
  float odd[D] = { 1e30f, -1e30f, NAN, INFINITY, 0 };

  for (gsize i = 0; i < N; i++)
    {
      weights[i] = 1;
      X[i * D + 2] = 7;
    }
  map = att_sound_map_fit (X, weights, N, D, &part, 1, NULL);
  att_sound_map_compact (map, &a, odd);
  att_sound_map_compact (map, &b, X);
  g_assert_true (isfinite (att_sound_distance (&a, &b)));
  odd[2] = 1e9f; /* a column that was constant says nothing */
  att_sound_map_compact (map, &b, odd);
  g_assert_cmpmem (&a, sizeof a, &b, sizeof b);

  for (gsize i = 0; i < N * D; i++)
    X[i] = 1; /* all alike */
  flat = att_sound_map_fit (X, weights, N, D, &part, 1, NULL);
  att_sound_map_compact (flat, &a, X);
  att_sound_map_compact (flat, &b, odd);
  g_assert_true (isfinite (att_sound_distance (&a, &b)));
}

static void
test_file (void)
{
  enum { N = 30, D = 6 };
  g_autofree float *X = make_noise (N * D, 4), *weights = g_new (float, N);
  const AttSoundBlock blocks[] = { { 0, 4, 1 }, { 4, 2, 1 } };
  const AttSoundPart parts[] = { { blocks, 1, 3, 0.5 }, { blocks + 1, 1, 2, 0.5 } };
  int labels[N];
  const AttSoundTold told = { labels, 2, 0.3, 0.3 };
  g_autoptr (AttSoundMap) map = NULL, again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  AttSoundCompact a, b;
  gsize size;
  const guint8 *data;

  for (gsize i = 0; i < N; i++)
    {
      weights[i] = 1;
      labels[i] = (int) (i % 4) - 1;
    }
  map = att_sound_map_fit (X, weights, N, D, parts, 2, &told);
  g_assert_cmpuint (map->groups->len, ==, 3);
  bytes = att_sound_map_write (map);
  again = att_sound_map_parse (bytes, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < N; i++)
    {
      att_sound_map_compact (map, &a, X + i * D);
      att_sound_map_compact (again, &b, X + i * D);
      g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
    }

  data = g_bytes_get_data (bytes, &size);
  for (gsize n = 0; n < size; n++) /* cut short */
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, n);

      g_assert_null (att_sound_map_parse (cut, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_clear_error (&error);
    }
  for (int i = 0; i < 3000; i++) /* damaged: refused, or a map that can be used */
    {
      guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (AttSoundMap) odd = NULL;

      copy[g_test_rand_int_range (0, size)] ^= 1 << g_test_rand_int_range (0, 8);
      damaged = g_bytes_new_take (copy, size);
      odd = att_sound_map_parse (damaged, NULL);
      if (odd != NULL && odd->n_columns <= D)
        att_sound_map_compact (odd, &a, X);
    }
}

static void
test_shipped (void)
{
  const gsize n = att_sound_get_n_columns ();
  g_autofree float *vector = make_noise (n, 3);
  const AttSoundMap *map = att_sound_map_get_shipped ();
  AttSoundCompact a, b;
  gsize n_axes = 0;

  for (guint g = 0; g < map->groups->len; g++)
    n_axes += g_array_index (map->groups, AttSoundGroup, g).n_axes;
  g_assert_cmpuint (n_axes, <=, ATT_SOUND_N_AXES);
  g_assert_cmpuint (n_axes, >=, 48);
  g_assert_cmpuint (sizeof (AttSoundCompact), <=, 200);
  att_sound_compact (&a, vector);
  vector[0] = NAN;
  for (gsize j = 1; j < n; j++)
    vector[j] += 0.3f * (j % 5);
  att_sound_compact (&b, vector);
  g_assert_cmpfloat (att_sound_distance (&a, &a), <, att_sound_distance (&a, &b));
}

/* an edition joins its recording where the sound agrees, and where artist, title and length do */
static void
test_recordings (void)
{
  static const struct { const char *title; gint64 artist; int sound, duration_ms; gboolean joins; } cases[] = {
    { "Kites over Water", 1, 0, 200000, TRUE },
    { "Kites Over Water (2011 Remaster)", 1, 0, 203000, TRUE },
    { "Kites over Water - Mono Version [Bonus]", 1, 0, 200000, TRUE },
    { "Kites over Water (Remastered)", 1, 1, 200000, FALSE },      /* another sound */
    { "Kites over Water (Live, Remastered)", 1, 0, 200000, FALSE }, /* another recording by its own words */
    { "Kites over Water (Remastered)", 2, 0, 200000, FALSE },      /* another artist */
    { "Kites over Water (Album Version)", 1, 0, 19000, FALSE },    /* too short to tell */
    { "Salt Letters", 1, 0, 200000, FALSE },
  };
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();
  AttSoundCompact sounds[G_N_ELEMENTS (cases)] = { 0 };
  AttTrackId ids[G_N_ELEMENTS (cases)];
  g_autofree char *plain = att_recordings_title ("(Mono)"), *other = att_recordings_title ("Mono (Blue)");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AttTrack) track = test_track (i + 1, cases[i].artist, 0, NULL, 0);

      att_track_set_string (&track->title, cases[i].title, FALSE);
      track->duration_ms = cases[i].duration_ms;
      att_catalogue_add (catalogue, track);
      ids[i] = i + 1;
      sounds[i].mean = 9000;
      sounds[i].precision = 1e-3f;
      sounds[i].x[0] = cases[i].sound * 100 + i; /* a hundredth of the mean apart at most, or more than all of it */
    }
  att_catalogue_set_sounds (catalogue, ids, sounds, G_N_ELEMENTS (cases));
  att_catalogue_finish (catalogue);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (att_catalogue_item (catalogue, i)->recording == att_catalogue_item (catalogue, 0)->recording, ==,
                     cases[i].joins);
  g_assert_cmpstr (plain, ==, "mono"); /* all that there is of it stays */
  g_assert_cmpstr (other, ==, "mono blue");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/sound/definition", test_definition);
  g_test_add_func ("/recommend/sound/within", test_within);
  g_test_add_func ("/recommend/sound/told", test_told);
  g_test_add_func ("/recommend/sound/nearness", test_nearness);
  g_test_add_func ("/recommend/sound/hubs", test_hubs);
  g_test_add_func ("/recommend/sound/nonsense", test_nonsense);
  g_test_add_func ("/recommend/sound/file", test_file);
  g_test_add_func ("/recommend/sound/shipped", test_shipped);
  g_test_add_func ("/recommend/sound/recordings", test_recordings);
  return g_test_run ();
}
