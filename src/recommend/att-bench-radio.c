/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-bench-radio.h"

#include <malloc.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "att-distance.h"
#include "att-radio-private.h"
#include "att-random.h"
#include "att-sound-map.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCsr, att_csr_free)

#define N_FITTED 1000
#define N_FEATURES 128
#define N_NOISY 8 /* axes in which those that were not fitted differ from one that was */
#define TRACKS_AN_ALBUM 10
#define ALBUMS_AN_ARTIST 3
#define N_USERS 500
#define PLAYS_A_USER 400
#define N_FACTORS 32
#define DEEPCF_USERS 20
#define N_PAST 5000 /* plays before the first that is measured */
#define N_REACTIONS 15

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* resident memory of this process, what is free given back first */
static double
resident_bytes (void)
{
  unsigned long pages = 0;
  FILE *file;

  malloc_trim (0);
  file = fopen ("/proc/self/statm", "r");
  if (file == NULL)
    return 0;
  if (fscanf (file, "%*u %lu", &pages) != 1)
    pages = 0;
  fclose (file);
  return (double) pages * sysconf (_SC_PAGESIZE);
}

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

static AttTrack *
make_track (guint i, AttRandom *random)
{
  AttTrack *track = att_track_new ();
  const guint album = i / TRACKS_AN_ALBUM, artist = album / ALBUMS_AN_ARTIST;
  const char *genres[] = { att_genres_get (artist % att_genres_get_n ())->name,
                           att_genres_get ((artist * 7 + album) % att_genres_get_n ())->name };
  g_autofree char *title = g_strdup_printf ("Nocturne %u of the %u", i, att_random_below (random, 500));
  g_autofree char *artist_name = g_strdup_printf ("The Artist %u", artist);
  g_autofree char *album_name = g_strdup_printf ("Album %u", album);

  track->id = i + 1;
  track->artist_id = artist + 1;
  track->album_id = album + 1;
  track->track_number = i % TRACKS_AN_ALBUM + 1;
  track->year = 1950 + att_random_below (random, 70);
  track->duration_ms = 200000;
  att_track_set_string (&track->title, title, FALSE);
  att_track_set_string (&track->artist, artist_name, TRUE);
  att_track_set_string (&track->album, album_name, TRUE);
  att_track_set_genres (track, genres, 1 + i % 2);
  return track;
}

static GPtrArray *
make_tracks (guint n)
{
  GPtrArray *tracks = g_ptr_array_new_with_free_func (g_object_unref);
  AttRandom random;

  att_random_init (&random, 1);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (tracks, make_track (i, &random));
  return tracks;
}

/* the sounds of some, and what is near to one of them */
static AttSoundCompact *
make_sounds (guint n)
{
  const AttSoundBlock block = { 0, N_FEATURES, 1 };
  const AttSoundPart part = { &block, 1, ATT_SOUND_N_AXES, 1 };
  g_autofree float *matrix = g_new (float, N_FITTED * N_FEATURES), *weights = g_new (float, N_FITTED);
  g_autoptr (AttSoundMap) map = NULL;
  AttSoundCompact *sounds = g_new (AttSoundCompact, n + 1);
  AttRandom random;

  att_random_init (&random, 2);
  for (guint i = 0; i < N_FITTED * N_FEATURES; i++)
    matrix[i] = att_random_uniform (&random);
  for (guint i = 0; i < N_FITTED; i++)
    weights[i] = 1;
  map = att_sound_map_fit (matrix, weights, N_FITTED, N_FEATURES, &part, 1, NULL);
  for (guint i = 0; i < n; i++)
    if (i < N_FITTED)
      att_sound_map_compact (map, sounds + i, matrix + i * N_FEATURES);
    else
      {
        sounds[i] = sounds[i % N_FITTED];
        for (guint k = 0; k < N_NOISY; k++)
          sounds[i].x[att_random_below (&random, ATT_SOUND_N_AXES)] = (int) att_random_below (&random, 64) - 32;
      }
  return sounds;
}

static AttCatalogue *
make_catalogue (GPtrArray *tracks, gboolean with_sounds)
{
  AttCatalogue *catalogue = att_catalogue_new ();

  for (guint i = 0; i < tracks->len; i++)
    att_catalogue_add (catalogue, g_ptr_array_index (tracks, i));
  if (with_sounds)
    {
      g_autofree AttSoundCompact *sounds = make_sounds (tracks->len);
      g_autofree AttTrackId *ids = g_new (AttTrackId, tracks->len + 1);

      for (guint i = 0; i < tracks->len; i++)
        ids[i] = i + 1;
      att_catalogue_set_sounds (catalogue, ids, sounds, tracks->len);
    }
  att_catalogue_finish (catalogue);
  return catalogue;
}

AttCatalogue *
att_radio_bench_catalogue (guint n_tracks)
{
  g_autoptr (GPtrArray) tracks = make_tracks (n_tracks);

  return make_catalogue (tracks, FALSE);
}

/* of few users each, spread over the library; as it was drawn too. NULL: no memory */
static AttDeepcf *
make_deepcf (guint n_tracks)
{
  const AttCfnetConfig config = { .n_hidden = 32, .n_factors = 64, .seed = 6 };
  const guint n_known = MIN (ATT_DEEPCF_MOST_ITEMS, n_tracks);
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, n_known * DEEPCF_USERS);
  g_autofree gint32 *items = g_new (gint32, n_known);
  AttCsr *by_item;
  AttCfnet *net;
  AttRandom random;

  att_random_init (&random, 7);
  for (guint i = 0; i < n_known * DEEPCF_USERS; i++)
    entries[i] = (AttCsrEntry) { i / DEEPCF_USERS, att_random_below (&random, N_USERS), 1 };
  for (guint i = 0; i < n_known; i++)
    items[i] = (guint64) i * n_tracks / n_known;
  by_item = att_csr_new (n_known, N_USERS, entries, n_known * DEEPCF_USERS);
  if (by_item == NULL || att_cfnet_new (&net, &config, N_USERS, n_known) != ATT_NUM_OK)
    {
      att_csr_free (by_item);
      return NULL;
    }
  att_cfnet_update_items (net, by_item, 1);
  att_csr_free (by_item);
  return att_deepcf_new_trained (net, items, n_tracks);
}

/* of users that play what they come across; factors as they were drawn: to be asked they need not be good */
static AttTasteModel *
make_model (const AttCatalogue *catalogue)
{
  const AttAlsConfig config = {
    .n_factors = N_FACTORS, .missing = 0.05f, .frequency_power = 1, .n_steps = 1, .n_threads = 1, .seed = 3,
  };
  const guint n_tracks = att_catalogue_n (catalogue);
  const gsize n = N_USERS * PLAYS_A_USER;
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, n);
  g_autoptr (AttCsr) plays = NULL;
  AttAls *als = NULL;
  AttRandom random;

  att_random_init (&random, 4);
  for (gsize i = 0; i < n; i++)
    entries[i] = (AttCsrEntry) { i / PLAYS_A_USER, att_random_below (&random, n_tracks), 1 };
  plays = att_csr_new (N_USERS, n_tracks, entries, n);
  if (plays == NULL || att_als_new (&als, &config, N_USERS, n_tracks) != ATT_NUM_OK)
    return NULL;
  att_als_update_gram (als);
  return att_taste_model_new_trained (plays, catalogue, als, NULL, NULL, make_deepcf (n_tracks), 1);
}

static void
play (AttRadio *radio, AttRadioRequest *request, AttTrackId track, gboolean skip, const AttOpinions *opinions)
{
  g_autoptr (AttEvent) event = att_event_new (track, ATT_EVENT_PLAY, request->clock.fixed_at);

  event->ending = skip ? ATT_ENDING_NEXT : ATT_ENDING_FINISHED;
  event->origin = ATT_ORIGIN_RADIO;
  event->length_ms = 200000;
  event->heard_ms = skip ? 10000 : event->length_ms;
  if (opinions != NULL)
    {
      event->has_opinions = TRUE;
      event->opinions = *opinions;
    }
  request->clock.fixed_at += 200;
  att_radio_react (radio, event);
}

static double
measure_floor (const AttCatalogue *catalogue, const AttTasteModel *model)
{
  const guint n = att_catalogue_n (catalogue);
  g_autofree float *out = g_new (float, n);
  float user[N_FACTORS];
  double times[N_REACTIONS];

  att_factors_get (model->als->packed, user, 0);
  for (guint i = 0; i < N_REACTIONS; i++)
    {
      const double start = cpu_ms ();

      att_factors_products (model->als->packed, out, user);
      att_sound_distances (out, catalogue->sounds, n, catalogue->sounds);
      times[i] = cpu_ms () - start;
    }
  return median (times, N_REACTIONS);
}

gboolean
att_radio_bench (guint n_tracks, AttRadioBench *out)
{
  static const char *const chosen[] = { "Jazz", "Electronic", NULL };
  g_autoptr (GPtrArray) tracks = NULL, picks = NULL;
  g_autoptr (AttRadio) radio = att_radio_new ();
  g_autoptr (AttTasteModel) model = NULL;
  AttRadioRequest request = { .n = 20, .random_seed = 1, .clock = { 1700000000 }, .discover = 0.5 };
  const double before = resident_bytes ();
  double times[N_REACTIONS], start, bytes;
  AttRandom random;

  *out = (AttRadioBench) { n_tracks };
  tracks = make_tracks (n_tracks);
  bytes = resident_bytes ();
  out->track_bytes = (bytes - before) / n_tracks;

  start = cpu_ms ();
  att_radio_take (radio, make_catalogue (tracks, TRUE),
                  g_ptr_array_new_with_free_func ((GDestroyNotify) att_event_free), chosen);
  out->build_ms = cpu_ms () - start;
  start = cpu_ms ();
  picks = att_radio_plan (radio, &request, NULL);
  out->first_plan_ms = cpu_ms () - start;

  model = make_model (radio->catalogue);
  if (model == NULL || picks == NULL)
    return FALSE;
  att_radio_set_model (radio, model);
  att_random_init (&random, 5);
  for (guint i = 0; i < N_PAST; i++)
    play (radio, &request, att_random_below (&random, n_tracks) + 1, i % 3 == 0, NULL);
  for (guint i = 0; i < N_REACTIONS; i++)
    {
      const AttPick *pick = g_ptr_array_index (picks, 0);

      start = cpu_ms ();
      play (radio, &request, pick->track->id, i % 3 == 0, &pick->opinions);
      g_clear_pointer (&picks, g_ptr_array_unref);
      picks = att_radio_plan (radio, &request, NULL);
      times[i] = cpu_ms () - start;
      if (picks == NULL)
        return FALSE;
    }
  out->radio_bytes = (resident_bytes () - bytes) / n_tracks;
  out->react_ms = median (times, N_REACTIONS);
  out->floor_ms = measure_floor (radio->catalogue, model);
  return TRUE;
}
