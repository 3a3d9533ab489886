/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include <math.h>

#include "att-random.h"
#include "att-sound-map.h"

#define LENGTH_MS 200000

AttTrack *
test_track (AttTrackId id, gint64 artist, gint64 album, const char *const *genres, int year)
{
  AttTrack *track = att_track_new ();
  g_autofree char *title = g_strdup_printf ("Piece number %" G_GINT64_FORMAT, id);
  g_autofree char *artist_name = g_strdup_printf ("Artist %" G_GINT64_FORMAT, artist);
  g_autofree char *album_name = g_strdup_printf ("Album %" G_GINT64_FORMAT, album);

  track->id = id;
  track->duration_ms = LENGTH_MS;
  track->year = year;
  att_track_set_string (&track->title, title, FALSE);
  if (artist != 0)
    {
      track->artist_id = artist;
      att_track_set_string (&track->artist, artist_name, TRUE);
    }
  if (album != 0)
    {
      track->album_id = album;
      att_track_set_string (&track->album, album_name, TRUE);
    }
  att_track_set_genres (track, genres, genres != NULL ? g_strv_length ((char **) genres) : 0);
  return track;
}

AttCatalogue *
test_catalogue (const char *const *genres, int n_artists, int n_albums, int n_tracks)
{
  AttCatalogue *catalogue = att_catalogue_new ();
  const guint n_genres = g_strv_length ((char **) genres);
  AttTrackId id = 1;

  for (int artist = 0; artist < n_artists; artist++)
    for (int album = 0; album < n_albums; album++)
      for (int i = 0; i < n_tracks; i++)
        {
          const char *own[] = { genres[artist % n_genres], NULL };
          g_autoptr (AttTrack) track =
            test_track (id++, artist + 1, artist * n_albums + album + 1, own, 1960 + artist % 50);

          track->track_number = i + 1;
          att_catalogue_add (catalogue, track);
        }
  att_catalogue_finish (catalogue);
  return catalogue;
}

AttSoundCompact *
test_compact (const float *matrix, gsize n_rows, gsize n)
{
  const AttSoundBlock block = { 0, n, 1 };
  const AttSoundPart part = { &block, 1, ATT_SOUND_N_AXES, 1 };
  g_autofree float *weights = g_new (float, n_rows);
  g_autoptr (AttSoundMap) map = NULL;
  AttSoundCompact *sounds = g_new (AttSoundCompact, n_rows);

  for (gsize i = 0; i < n_rows; i++)
    weights[i] = 1;
  map = att_sound_map_fit (matrix, weights, n_rows, n, &part, 1, NULL);
  for (gsize i = 0; i < n_rows; i++)
    att_sound_map_compact (map, sounds + i, matrix + i * n);
  return sounds;
}

void
test_add_vectors (AttCatalogue *catalogue, guint64 seed, gsize n)
{
  const guint n_items = att_catalogue_n (catalogue);
  g_autofree AttTrackId *ids = g_new (AttTrackId, n_items);
  g_autofree float *matrix = g_new (float, n_items * n);
  g_autofree AttSoundCompact *sounds = NULL;
  g_autofree float *centres = g_new (float, (catalogue->n_classes + 1) * n);
  AttRandom random;

  att_random_init (&random, seed);
  for (gsize i = 0; i < (catalogue->n_classes + 1) * n; i++)
    centres[i] = att_random_normal (&random);
  for (guint i = 0; i < n_items; i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);
      const int cls = item->n_genres > 0
                      ? att_catalogue_genre (catalogue, att_catalogue_genres_of (catalogue, i)->genre)->cls
                      : catalogue->n_classes;

      ids[i] = item->track->id;
      for (gsize j = 0; j < n; j++)
        matrix[i * n + j] = centres[cls * n + j] + 0.5 * att_random_normal (&random);
    }
  sounds = test_compact (matrix, n_items, n);
  att_catalogue_set_sounds (catalogue, ids, sounds, n_items);
}

AttRadio *
test_radio (AttCatalogue *catalogue, const char *const *chosen)
{
  AttRadio *radio = att_radio_new ();

  att_radio_take (radio, catalogue, g_ptr_array_new_with_free_func ((GDestroyNotify) att_event_free), chosen);
  return radio;
}

AttEvent *
test_play (AttTrackId id, gint64 at, int heard_ms)
{
  AttEvent *event = att_event_new (id, ATT_EVENT_PLAY, at);

  event->origin = ATT_ORIGIN_RADIO;
  event->length_ms = LENGTH_MS;
  event->heard_ms = heard_ms;
  event->ending = heard_ms < LENGTH_MS / 2 ? ATT_ENDING_NEXT : ATT_ENDING_FINISHED;
  return event;
}

GPtrArray *
test_plan (AttRadio *radio, guint n, guint64 seed, gint64 now)
{
  const AttRadioRequest request = { .n = n, .random_seed = seed, .clock = { now }, .discover = 0.5 };
  g_autoptr (GError) error = NULL;
  GPtrArray *picks = att_radio_plan (radio, &request, &error);

  g_assert_no_error (error);
  return picks;
}

void
test_hear (AttRadio *radio, AttPick *pick, gint64 *now, int heard_ms)
{
  static gint64 next_id = 1;
  g_autoptr (AttEvent) event = test_play (pick->track->id, *now, heard_ms);

  event->id = next_id++;
  event->has_opinions = TRUE;
  event->opinions = pick->opinions;
  att_radio_react (radio, event);
  *now += heard_ms / 1000 + 1;
}

const char *
test_genre (AttPick *pick)
{
  const char *genre = att_track_get_genre (pick->track);

  return genre != NULL ? genre : "";
}

guint
test_count_artists (GPtrArray *picks)
{
  g_autoptr (GHashTable) artists = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < picks->len; i++)
    g_hash_table_add (artists, GINT_TO_POINTER ((int) ((AttPick *) g_ptr_array_index (picks, i))->track->artist_id));
  return g_hash_table_size (artists);
}

guint
test_count_genre (GPtrArray *picks, const char *genre)
{
  guint n = 0;

  for (guint i = 0; i < picks->len; i++)
    n += g_str_equal (test_genre (g_ptr_array_index (picks, i)), genre);
  return n;
}

char *
test_queue_text (GPtrArray *picks)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < picks->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (picks, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT ":%.4f:%.17g:%d\n", pick->track->id, pick->score,
                              pick->skip_chance, pick->evidence);
      for (guint j = 0; j < pick->reasons->len; j++)
        {
          const AttReason *reason = g_ptr_array_index (pick->reasons, j);

          g_string_append_printf (text, "  %s %.17g x %.17g %s (%" G_GINT64_FORMAT ")\n",
                                  att_recommender_to_string (reason->recommender),
                                  reason->weight, reason->value, reason->text, reason->because_of);
        }
    }
  return g_string_free (text, FALSE);
}

void
test_check_reasons (GPtrArray *picks, guint n)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < picks->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (picks, i);
      double score = 0, weights = 0, before = G_MAXDOUBLE;

      g_assert_cmpuint (pick->reasons->len, >, 0);
      for (guint j = 0; j < pick->reasons->len; j++)
        {
          const AttReason *reason = g_ptr_array_index (pick->reasons, j);
          const guint times = GPOINTER_TO_UINT (g_hash_table_lookup (said, reason->text)) + 1;

          g_assert_cmpfloat (reason->weight * (reason->value - 0.5), <=, before);
          before = reason->weight * (reason->value - 0.5);
          score += reason->weight * reason->value;
          weights += reason->weight;
          g_assert_cmpfloat (reason->value, ==, pick->opinions.scores[reason->recommender]);
          g_assert_false (g_str_has_suffix (reason->text, "."));
          g_assert_cmpuint (g_utf8_strlen (reason->text, -1), >, 5);
          g_assert_nonnull (strstr (reason->text, " "));
          g_hash_table_insert (said, reason->text, GUINT_TO_POINTER (times));
          if (i < n && times > 1)
            g_error ("said %u times: %s", times, reason->text);
        }
      g_assert_cmpfloat_with_epsilon (score, pick->score, 1e-4);
      g_assert_cmpfloat_with_epsilon (weights, 1, 1e-9);
      g_assert_cmpfloat (pick->score, ==, round (pick->score * 1e4) / 1e4);
      g_assert_cmpfloat (pick->skip_chance, >, 0);
      g_assert_cmpfloat (pick->skip_chance, <, 1);
      g_assert_cmpfloat_with_epsilon (pick->opinions.predicted, 3 - pick->skip_chance, 1e-6);
      for (guint j = 0; j < i; j++)
        g_assert_cmpint (pick->track->id, !=, ((AttPick *) g_ptr_array_index (picks, j))->track->id);
    }
}
