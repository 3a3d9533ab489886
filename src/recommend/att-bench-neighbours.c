/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-bench-neighbours.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "att-radio-private.h"
#include "att-random.h"
#include "att-store-features.h"

#define N_TIMES 21
#define NOISE 6.0f     /* steps of the compact form */
#define N_THREADS 2
#define MIN_REAL 20    /* fewer tracks are no library */

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
median (double *values)
{
  qsort (values, N_TIMES, sizeof *values, compare_doubles);
  return values[N_TIMES / 2];
}

static void
add_real (AttTrackId id, const float *vector, gpointer user_data)
{
  AttSoundCompact sound;

  att_sound_compact (&sound, vector);
  g_array_append_val (user_data, sound);
}

/* mean and precision as of the one that it is half of */
static AttSoundCompact
make_sound (const GArray *real, AttRandom *random)
{
  AttSoundCompact sound = { .mean = 50000, .precision = 1e-4f };
  const AttSoundCompact *halves[2] = { &sound, &sound };

  for (guint i = 0; i < 2 && real->len >= MIN_REAL; i++)
    halves[i] = &g_array_index (real, AttSoundCompact, att_random_below (random, real->len));
  if (real->len >= MIN_REAL)
    sound = *halves[0];
  for (guint i = 0; i < ATT_SOUND_N_AXES; i++)
    {
      const float middle = (halves[0]->x[i] + halves[1]->x[i]) / 2.0f;
      const float noise = (real->len >= MIN_REAL ? NOISE : 4 * NOISE) * att_random_normal (random);

      sound.x[i] = CLAMP (lrintf (middle + noise), -127, 127);
    }
  return sound;
}

static guint
count_changed (const AttNeighbours *table)
{
  guint n = 0;

  for (gsize row = 0; row < table->n_rows; row++)
    n += table->lists[row].changed;
  return n;
}

/* bytes of the ids as att-store-neighbours.c keeps them */
static double
mean_list_bytes (const AttNeighbours *table)
{
  double bytes = 0;

  for (gsize row = 0; row < table->n_rows; row++)
    for (guint i = 0; i < table->lists[row].n; i++)
      for (guint64 id = table->ids[table->lists[row].entries[i].row]; id > 0; id >>= 7)
        bytes++;
  return table->n_rows > 0 ? bytes / table->n_rows : 0;
}

static double
measure_tags (guint n_tracks)
{
  g_autoptr (AttCatalogue) catalogue = att_radio_bench_catalogue (n_tracks);
  g_autoptr (GPtrArray) no_events = g_ptr_array_new ();
  g_autoptr (AttSignals) signals = att_signals_new (catalogue, no_events);
  AttRecommenderBase *tags = att_recommender_new (&att_metadata_class);
  double times[N_TIMES];

  for (int i = -1; i < N_TIMES; i++) /* the first makes the vectors */
    {
      const int seed = (i + 1) * 37 % n_tracks;
      const AttContext context = { .catalogue = catalogue, .signals = signals, .seeds = &seed, .n_seeds = 1,
                                   .seed_class = -1 };
      const double start = cpu_ms ();

      att_recommender_prepare (tags, &context);
      if (i >= 0)
        times[i] = cpu_ms () - start;
    }
  att_recommender_free (tags);
  return median (times);
}

/* one more track, and out again */
static double
measure_add (AttNeighbours *table, AttTrackId id, const AttSoundCompact *sound)
{
  const double start = cpu_ms ();
  double took;

  att_neighbours_change (table, NULL, 0, &id, sound, 1, 1, NULL, NULL, NULL);
  took = cpu_ms () - start;
  att_neighbours_change (table, &id, 1, NULL, NULL, 0, 1, NULL, NULL, NULL);
  return took;
}

static double
measure_build (const AttTrackId *ids, const AttSoundCompact *sounds, guint n, gboolean early_end)
{
  g_autoptr (AttNeighbours) table = att_neighbours_new ();
  const double start = cpu_ms ();

  table->early_end = early_end;
  att_neighbours_change (table, NULL, 0, ids, sounds, n, N_THREADS, NULL, NULL, NULL);
  return (cpu_ms () - start) / 1e3;
}

static void
measure_one (AttNeighbours *table, const GArray *real, AttRandom *random, AttNeighboursBench *out)
{
  g_autofree float *distances = g_new (float, table->n_rows);
  double pass[N_TIMES], add[N_TIMES], unbounded[N_TIMES], early[N_TIMES], removal[N_TIMES], start;
  const AttTrackId id = table->n_rows + 1;

  for (guint i = 0; i < N_TIMES; i++)
    {
      const AttSoundCompact sound = make_sound (real, random);

      start = cpu_ms ();
      att_sound_distances (distances, table->sounds, table->n_rows, &sound);
      pass[i] = cpu_ms () - start;

      table->unbounded = TRUE;
      unbounded[i] = measure_add (table, id, &sound);
      table->unbounded = FALSE;
      table->early_end = TRUE;
      early[i] = measure_add (table, id, &sound);
      table->early_end = FALSE;

      att_neighbours_clear_changed (table);
      start = cpu_ms ();
      att_neighbours_change (table, NULL, 0, &id, &sound, 1, 1, NULL, NULL, NULL);
      add[i] = cpu_ms () - start;
      out->entered += (count_changed (table) - 1.0) / N_TIMES;
      for (gsize row = 0; row + 1 < table->n_rows; row++)
        out->dropped += (distances[row] > table->loosest) / (double) (N_TIMES * (table->n_rows - 1));
      out->ended_early += att_sound_distances_within (distances, table->sounds, table->n_rows - 1, &sound,
                                                      table->lists[table->n_rows - 1].entries[ATT_NEIGHBOURS_KEPT - 1].distance) /
                          (double) (N_TIMES * (table->n_rows - 1));

      start = cpu_ms ();
      att_neighbours_change (table, &id, 1, NULL, NULL, 0, 1, NULL, NULL, NULL);
      removal[i] = cpu_ms () - start;
    }
  out->pass_ms = median (pass);
  out->add_ms = median (add);
  out->add_unbounded_ms = median (unbounded);
  out->add_early_ms = median (early);
  out->remove_ms = median (removal);
}

gboolean
att_neighbours_bench (AttStore *store, int feature_version, guint n_tracks, AttProgress *progress,
                      GCancellable *cancellable, AttNeighboursBench *out, GError **error)
{
  g_autoptr (GArray) real = g_array_new (FALSE, FALSE, sizeof (AttSoundCompact));
  g_autofree AttSoundCompact *sounds = g_new (AttSoundCompact, n_tracks);
  g_autofree AttTrackId *ids = g_new (AttTrackId, n_tracks);
  g_autoptr (AttNeighbours) table = att_neighbours_new ();
  AttRandom random;
  gint64 start;
  double cpu;

  if (!att_store_foreach_vector (store, feature_version, att_sound_get_n_columns (), add_real, real, error))
    return FALSE;
  *out = (AttNeighboursBench) { .n_tracks = n_tracks, .n_real = real->len };
  att_random_init (&random, 1);
  for (guint i = 0; i < n_tracks; i++)
    {
      ids[i] = i + 1;
      sounds[i] = make_sound (real, &random);
    }
  start = g_get_monotonic_time ();
  cpu = cpu_ms ();
  if (!att_neighbours_change (table, NULL, 0, ids, sounds, n_tracks, N_THREADS, progress, cancellable, error))
    return FALSE;
  out->build_s = (g_get_monotonic_time () - start) / 1e6;
  out->build_cpu_s = (cpu_ms () - cpu) / 1e3;
  out->build_part_s = out->build_part_early_s = INFINITY;
  for (int i = 0; i < 3; i++) /* the least: what else runs only adds */
    {
      out->build_part_s = MIN (out->build_part_s, measure_build (ids, sounds, n_tracks / 5, FALSE));
      out->build_part_early_s = MIN (out->build_part_early_s, measure_build (ids, sounds, n_tracks / 5, TRUE));
    }
  out->list_bytes = mean_list_bytes (table);
  measure_one (table, real, &random, out);
  out->tags_ms = measure_tags (n_tracks);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
