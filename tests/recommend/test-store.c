/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The radio over a real database: what is loaded, and that reacting is the same as loading anew.
 */
#include "library.h"

#include <glib/gstdio.h>
#include <math.h>
#include <time.h>

#include "att-random.h"
#include "att-store-features.h"
#include "att-store-listening.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"

static const char *const six[] = { "Rock", "Jazz", "Electronic", "Classical", "Folk", "Hip-Hop", NULL };
static const char *const rock_and_jazz[] = { "Rock", "Jazz", NULL };

typedef struct {
  char *dir;
  AttStore *store;
} Fixture;

static void
write_library (AttStore *store, guint n_artists, guint n_albums, guint n_tracks)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };
  guint id = 0;

  g_assert_true (att_store_add_root (store, "/music", NULL, &error));
  for (guint artist = 0; artist < n_artists; artist++)
    for (guint album = 0; album < n_albums; album++)
      for (guint i = 0; i < n_tracks; i++)
        {
          g_autofree char *path = g_strdup_printf ("/music/%u/%u/%u.flac", artist, album, i);
          g_autofree char *name = g_strdup_printf ("Artist %u", artist);
          AttScannedFile *file = att_scanned_file_new (path, 1000, 1);

          file->tags = att_tags_new ();
          file->tags->type = ATT_AUDIO_FLAC;
          file->tags->duration_ms = 200000;
          file->tags->title = g_strdup_printf ("Piece number %u", id);
          file->tags->album = g_strdup_printf ("Album %u of %u", album, artist);
          file->tags->track_number = i + 1;
          file->tags->year = 1960 + artist % 50;
          file->tags->content_hash[0] = ++id;
          att_tags_add_credit (file->tags, ATT_ROLE_ARTIST, name, NULL, NULL, NULL);
          att_tags_add_genre (file->tags, six[artist % 6]);
          g_ptr_array_add (files, file);
        }
  g_assert_true (att_store_write_files (store, files, &counts, &error));
  g_assert_no_error (error);
}

static void
write_vectors (AttStore *store, guint n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (GError) error = NULL;
  AttRandom random;

  att_random_init (&random, 1);
  for (AttTrackId id = 1; id <= n; id++)
    {
      const gsize n_columns = att_sound_get_n_columns ();
      g_autofree float *vector = g_new (float, n_columns);

      for (gsize j = 0; j < n_columns; j++)
        vector[j] = att_random_normal (&random);
      g_ptr_array_add (all, att_features_new (id, 1, vector, n_columns));
    }
  g_assert_true (att_store_write_features (store, all, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->dir = g_dir_make_tmp ("att-radio-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->dir, "library.db", NULL);
  fixture->store = att_store_open (path, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  att_store_close (fixture->store);
  g_clear_object (&fixture->store);
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

static AttRadio *
load (Fixture *fixture)
{
  AttRadio *radio = att_radio_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (att_radio_load (radio, fixture->store, 1, NULL, &error));
  g_assert_no_error (error);
  return radio;
}

static char *
queue_text (AttRadio *radio, guint64 seed, gint64 now)
{
  g_autoptr (GPtrArray) picks = test_plan (radio, 20, seed, now);

  return test_queue_text (picks);
}

static void
add_event (Fixture *fixture, AttRadio *radio, AttEvent *event)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (att_store_add_event (fixture->store, event, &error));
  g_assert_no_error (error);
  att_radio_react (radio, event);
}

static void
assert_as_loaded (Fixture *fixture, AttRadio *radio, guint64 seed, gint64 now)
{
  g_autoptr (AttRadio) anew = load (fixture);
  g_autofree char *a = queue_text (radio, seed, now), *b = queue_text (anew, seed, now);

  g_assert_cmpstr (a, ==, b);
}

static void
test_react_is_load (Fixture *fixture, gconstpointer data)
{
  static const AttEventKind opinions[] = { ATT_EVENT_LOVE, ATT_EVENT_UNLOVE, ATT_EVENT_BAN, ATT_EVENT_UNBAN };
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now = TEST_NOW;

  write_library (fixture->store, 24, 2, 5);
  write_vectors (fixture->store, 200);
  g_assert_true (att_store_set_chosen_genres (fixture->store, rock_and_jazz, now, &error));
  radio = load (fixture);
  assert_as_loaded (fixture, radio, 7, now);

  for (guint step = 0; step < 15; step++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 20, step, now);
      AttPick *pick = g_ptr_array_index (picks, g_test_rand_int_range (0, 20));
      g_autoptr (AttEvent) event = test_play (pick->track->id, now, g_test_rand_int_range (1, 200) * 1000);

      g_assert_true (att_store_add_picks (fixture->store, picks, now, &error));
      event->pick_id = pick->id;
      event->has_opinions = TRUE;
      event->opinions = pick->opinions;
      add_event (fixture, radio, event);
      now += 300;
      if (step % 2)
        {
          g_autoptr (AttEvent) word = att_event_new (pick->track->id, opinions[g_test_rand_int_range (0, 4)], now);

          add_event (fixture, radio, word);
        }
      if (step % 4 == 3)
        {
          g_autoptr (AttEvent) undone = NULL, line = att_event_new (0, ATT_EVENT_UNDO, now);

          g_assert_true (att_store_undo_event (fixture->store, 0, now, &undone, &error));
          line->track_id = undone->track_id;
          line->undoes = undone->id;
          att_radio_react (radio, line);
        }
      assert_as_loaded (fixture, radio, step, now);
    }
}

static void
test_what_is_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free), all = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttEvent) ban = att_event_new (1, ATT_EVENT_BAN, TEST_NOW);
  AttScanCounts counts = { 0 };
  gint64 playlist = 0;
  const char *uris[] = { "file:///music/3/0/1.flac", "file:///music/5/1/2.flac", "file:///elsewhere.flac", NULL };

  write_library (fixture->store, 6, 2, 3);
  write_vectors (fixture->store, 30);
  g_ptr_array_add (gone, g_strdup ("/music/1/0/0.flac"));
  g_assert_true (att_store_mark_missing (fixture->store, gone, &counts, &error));
  g_assert_true (att_store_add_event (fixture->store, ban, &error));
  g_assert_true (att_store_create_playlist (fixture->store, "Evening", &playlist, &error));
  g_assert_true (att_store_append_to_playlist (fixture->store, playlist, uris, &error));
  g_assert_no_error (error);

  radio = load (fixture);
  g_assert_cmpuint (att_catalogue_n (radio->catalogue), ==, 36);
  g_assert_cmpuint (radio->catalogue->n_sounds, ==, 29); /* the missing one has no vector now */
  g_assert_cmpuint (radio->catalogue->playlist_entries->len, ==, 2);
  g_assert_cmpint (radio->catalogue->n_artists, ==, 6);
  g_assert_cmpint (radio->catalogue->n_albums, ==, 12);

  all = test_plan (radio, 40, 1, TEST_NOW);
  g_assert_cmpuint (all->len, ==, 34); /* without the banned and the missing */
  for (guint i = 0; i < all->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (all, i);

      g_assert_cmpint (pick->track->id, !=, 1);
      g_assert_false (att_track_has (pick->track, ATT_TRACK_MISSING));
    }
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttRadio) radio = att_radio_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  write_library (fixture->store, 2, 1, 2);
  g_cancellable_cancel (cancellable);
  g_assert_false (att_radio_load (radio, fixture->store, 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* first picks on 20,000 tracks from tags alone: what it took is said, not judged (bench radio does) */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) picks = NULL;
  g_autoptr (GError) error = NULL;
  double start, loaded;

  write_library (fixture->store, 1000, 2, 10);
  g_assert_true (att_store_set_chosen_genres (fixture->store, rock_and_jazz, TEST_NOW, &error));
  start = cpu_ms ();
  radio = load (fixture);
  loaded = cpu_ms ();
  picks = test_plan (radio, 20, 1, TEST_NOW);
  g_test_message ("20000 tracks: loaded in %.0f ms, planned in %.0f ms of CPU", loaded - start, cpu_ms () - loaded);
  g_assert_cmpuint (att_catalogue_n (radio->catalogue), ==, 20000);
  g_assert_cmpuint (picks->len, ==, 20);
  g_assert_cmpuint (test_count_genre (picks, "Rock"), ==, 10);
  g_assert_cmpuint (test_count_genre (picks, "Jazz"), ==, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/recommend/store/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("react-is-load", test_react_is_load);
  ADD ("what-is-read", test_what_is_read);
  ADD ("cancelled", test_cancelled);
  ADD ("large", test_large);
  return g_test_run ();
}
