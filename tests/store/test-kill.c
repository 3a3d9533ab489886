/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A process that scans, listens and plays is killed at random moments. What it
 * had reported as written must be there, the file must be sound, and the next
 * process goes on where it stopped.
 */
#include "store-test.h"

#include <stdio.h>
#include <string.h>

#define N_KILLS 20
#define BATCH 25

static char *program;

/* --- the process that is killed --- */

static void
say (const char *what, gint64 value)
{
  printf ("%s %" G_GINT64_FORMAT "\n", what, value);
  fflush (stdout);
}

static void
fail_on (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
write_batch (AttStore *store, guint from)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  for (guint i = from; i < from + BATCH; i++)
    {
      g_autofree char *path = g_strdup_printf ("/m/%u/%u.flac", i / 10, i);
      g_autofree char *album = g_strdup_printf ("Album %u", i / 10), *artist = g_strdup_printf ("Artist %u", i / 20);

      g_ptr_array_add (files, test_file (path, path, artist, album, i % 2 ? "Rock" : "Jazz; Blues", i + 1));
    }
  att_store_write_files (store, files, &counts, &error);
  fail_on (error);
}

static int
write_main (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;
  g_autoptr (AttStore) store = att_store_open (path, &notice, &error);
  guint n;

  fail_on (error);
  g_assert_null (notice);
  n = att_store_count_tracks (store, &(AttTrackQuery) { 0 }, &error);
  for (guint round = 0; round < G_MAXUINT; round++, n += BATCH)
    {
      g_autoptr (GPtrArray) unheard = NULL,
                            features = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
      g_autoptr (AttEvent) play = NULL, love = NULL;
      const float vector[200] = { 1 };

      write_batch (store, n);
      say ("tracks", n + BATCH);

      unheard = att_store_list_unheard (store, 1, 10, &error);
      fail_on (error);
      for (guint i = 0; i < unheard->len; i++)
        g_ptr_array_add (features,
                         att_features_new (((AttUnheard *) g_ptr_array_index (unheard, i))->track_id, 1, vector, 200));
      att_store_write_features (store, features, &error);
      fail_on (error);
      {
        guint64 heard, total;

        att_store_count_heard (store, 1, &heard, &total, &error);
        fail_on (error);
        say ("features", heard);
      }

      play = att_event_new (1 + round % (n + BATCH), ATT_EVENT_PLAY, round);
      play->heard_ms = 60000;
      att_store_add_event (store, play, &error);
      fail_on (error);
      say ("event", play->id);
      love = att_event_new (1 + round % (n + BATCH), ATT_EVENT_LOVE, round);
      att_store_add_event (store, love, &error);
      fail_on (error);
      say ("event", love->id);
      if (round % 5 == 4)
        {
          att_store_undo_event (store, 0, round, NULL, &error);
          fail_on (error);
        }
    }
  return 0;
}

/* --- the one that kills --- */

typedef struct { gint64 tracks, features, event; } Reported;

static void
take_in (Reported *reported, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++) /* the last one may be cut off */
    {
      const char *space = strchr (lines[i], ' ');
      gint64 value = space != NULL ? g_ascii_strtoll (space + 1, NULL, 10) : 0;

      if (g_str_has_prefix (lines[i], "tracks "))
        reported->tracks = MAX (reported->tracks, value);
      else if (g_str_has_prefix (lines[i], "features "))
        reported->features = MAX (reported->features, value);
      else if (g_str_has_prefix (lines[i], "event "))
        reported->event = MAX (reported->event, value);
    }
}

/* lets it say @n_bytes, waits for a random part of a write, kills it; what it had said */
static char *
run_and_kill (const char *path, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "write", path, NULL);
  g_autoptr (GString) said = g_string_new (NULL);
  GInputStream *out = g_subprocess_get_stdout_pipe (process);
  char buffer[4096];
  gssize n;

  g_assert_no_error (error);
  while (said->len < n_bytes)
    {
      n = g_input_stream_read (out, buffer, MIN (sizeof buffer, n_bytes - said->len), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (n, >, 0);
      g_string_append_len (said, buffer, n);
    }
  g_usleep (g_test_rand_int_range (0, n_bytes > 0 ? 4000 : 40000)); /* not waiting for anything: a moment of its own */
  g_subprocess_force_exit (process);
  while ((n = g_input_stream_read (out, buffer, sizeof buffer, NULL, &error)) > 0)
    g_string_append_len (said, buffer, n);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, 9);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

static void
check (TestStore *test, const Reported *reported)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *last = NULL, *wrong = NULL;
  guint64 heard, total;

  test_store_reopen (test); /* asserts that nothing was set aside */
  att_store_check (test->store, &error);
  g_assert_no_error (error);

  g_assert_true (att_store_count_heard (test->store, 1, &heard, &total, &error));
  g_assert_cmpint (total, >=, reported->tracks);
  g_assert_cmpint (total % BATCH, ==, 0); /* whole batches */
  g_assert_cmpint (heard, >=, reported->features);
  events = att_store_list_events (test->store, 0, &error);
  g_assert_no_error (error);
  last = test_sql (test->path, "SELECT coalesce (max (id), 0) FROM events");
  g_assert_cmpint (g_ascii_strtoll (last, NULL, 10), >=, reported->event);

  /* what is counted is what is in the log */
  wrong = test_sql (
    test->path, "SELECT count(*) FROM tracks t WHERE n_plays != (SELECT count(*) FROM events e WHERE e.track_id = t.id"
                " AND kind = 1 AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.id))");
  g_assert_cmpstr (wrong, ==, "0");
  g_clear_object (&test->store);
}

static void
test_kill (void)
{
  g_auto (TestStore) test = { 0 };
  Reported reported = { 0 };

  test_store_init (&test);
  g_clear_object (&test.store);
  for (guint i = 0; i < N_KILLS; i++)
    {
      /* every fourth dies around its opening */
      g_autofree char *said = run_and_kill (test.path, i % 4 == 3 ? 0 : g_test_rand_int_range (1, 1500));

      take_in (&reported, said);
      check (&test, &reported);
    }
  g_test_message ("%d kills, %" G_GINT64_FORMAT " tracks, %" G_GINT64_FORMAT " heard, event %" G_GINT64_FORMAT, N_KILLS,
                  reported.tracks, reported.features, reported.event);
  g_assert_cmpint (reported.tracks, >, BATCH);
  g_assert_cmpint (reported.event, >, 1);
}

/* killed while it makes the database */
static void
test_kill_first_open (void)
{
  for (guint i = 0; i < 10; i++)
    {
      g_auto (TestStore) test = { 0 };
      g_autofree char *path = NULL, *said = NULL;
      Reported reported = { 0 };

      test_store_init (&test);
      g_clear_object (&test.store);
      path = g_build_filename (test.folder, "fresh.db", NULL);
      said = run_and_kill (path, 0);
      take_in (&reported, said);
      g_free (g_steal_pointer (&test.path));
      test.path = g_steal_pointer (&path);
      check (&test, &reported);
    }
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "write") == 0)
    return write_main (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/kill/random-moments", test_kill);
  g_test_add_func ("/store/kill/first-open", test_kill_first_open);
  return g_test_run ();
}
