/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-bench-radio.h"

#include <time.h>

#include "att-distance.h"
#include "att-radio-private.h"
#include "att-random.h"
#include "att-sound-map.h"

#define N_FITTED 1000
#define N_FEATURES 128
#define TRACKS_AN_ALBUM 10
#define ALBUMS_AN_ARTIST 3
#define N_REACTIONS 15

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

static AttCatalogue *
make_catalogue (GPtrArray *tracks, const AttTrackId *ids, const AttSoundCompact *sounds)
{
  AttCatalogue *catalogue = att_catalogue_new ();

  for (guint i = 0; i < tracks->len; i++)
    att_catalogue_add (catalogue, g_ptr_array_index (tracks, i));
  if (sounds != NULL)
    att_catalogue_set_sounds (catalogue, ids, sounds, tracks->len);
  att_catalogue_finish (catalogue);
  return catalogue;
}

AttCatalogue *
att_radio_bench_catalogue (guint n_tracks)
{
  g_autoptr (GPtrArray) tracks = g_ptr_array_new_with_free_func (g_object_unref);
  AttRandom random;

  att_random_init (&random, 1);
  for (guint i = 0; i < n_tracks; i++)
    g_ptr_array_add (tracks, make_track (i, &random));
  return make_catalogue (tracks, NULL, NULL);
}

static AttSoundCompact *
make_sounds (const float *matrix, gsize n)
{
  const AttSoundBlock block = { 0, N_FEATURES, 1 };
  const AttSoundPart part = { &block, 1, ATT_SOUND_N_AXES, 1 };
  g_autofree float *weights = g_new (float, n + 1);
  g_autoptr (AttSoundMap) map = NULL;
  AttSoundCompact *sounds = g_new (AttSoundCompact, n + 1);

  for (gsize i = 0; i < n; i++)
    weights[i] = 1;
  map = att_sound_map_fit (matrix, weights, MIN (n, N_FITTED), N_FEATURES, &part, 1, NULL);
  for (gsize i = 0; i < n; i++)
    att_sound_map_compact (map, sounds + i, matrix + i * N_FEATURES);
  return sounds;
}

static GPtrArray *
empty_log (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) att_event_free);
}

void
att_radio_bench (guint n_tracks, AttRadioBench *out)
{
  static const char *const chosen[] = { "Jazz", "Electronic", NULL };
  g_autoptr (GPtrArray) tracks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) picks = NULL;
  g_autoptr (AttRadio) radio = att_radio_new ();
  g_autofree AttTrackId *ids = g_new (AttTrackId, n_tracks + 1);
  g_autofree float *matrix = g_new (float, (gsize) n_tracks * N_FEATURES + 1), *dots = g_new (float, n_tracks + 1);
  g_autofree AttSoundCompact *sounds = NULL;
  AttRadioRequest request = { .n = 20, .random_seed = 1, .clock = { 1700000000 }, .discover = 0.5 };
  double times[N_REACTIONS], start;
  AttRandom random;

  att_random_init (&random, 1);
  for (guint i = 0; i < n_tracks; i++)
    {
      g_ptr_array_add (tracks, make_track (i, &random));
      ids[i] = i + 1;
    }
  for (gsize i = 0; i < (gsize) n_tracks * N_FEATURES; i++)
    matrix[i] = att_random_uniform (&random);
  sounds = make_sounds (matrix, n_tracks);
  *out = (AttRadioBench) { n_tracks };

  start = cpu_ms ();
  att_radio_take (radio, make_catalogue (tracks, ids, NULL), empty_log (), chosen);
  out->build_ms = cpu_ms () - start;
  start = cpu_ms ();
  picks = att_radio_plan (radio, &request, NULL);
  out->first_plan_ms = cpu_ms () - start;

  att_radio_take (radio, make_catalogue (tracks, ids, sounds), empty_log (), chosen);
  for (guint i = 0; i < N_REACTIONS && picks != NULL && picks->len > 0; i++)
    {
      const AttPick *pick = g_ptr_array_index (picks, 0);
      g_autoptr (AttEvent) event = att_event_new (pick->track->id, ATT_EVENT_PLAY, request.clock.fixed_at);

      event->ending = i % 3 == 0 ? ATT_ENDING_NEXT : ATT_ENDING_FINISHED;
      event->origin = ATT_ORIGIN_RADIO;
      event->length_ms = pick->track->duration_ms;
      event->heard_ms = i % 3 == 0 ? 10000 : event->length_ms;
      event->has_opinions = TRUE;
      event->opinions = pick->opinions;
      request.clock.fixed_at += 200;

      start = cpu_ms ();
      att_radio_react (radio, event);
      g_clear_pointer (&picks, g_ptr_array_unref);
      picks = att_radio_plan (radio, &request, NULL);
      times[i] = cpu_ms () - start;
    }
  out->react_ms = n_tracks > 0 ? median (times, N_REACTIONS) : 0;

  for (guint i = 0; i < N_REACTIONS; i++)
    {
      start = cpu_ms ();
      att_num_dot_rows (dots, matrix, n_tracks, N_FEATURES, matrix);
      times[i] = cpu_ms () - start;
    }
  out->floor_ms = median (times, N_REACTIONS);
}
