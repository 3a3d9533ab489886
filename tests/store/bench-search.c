/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is typed into the search, letter by letter, in a library of 100,000
 * tracks: songs, albums and artists. The floor, in the same run, is one look
 * for the letters through the search texts of all tracks, read from the
 * database by SQLite and nothing else. CPU time of the thread: what else the
 * machine does is not in it.
 *
 *   bench-search [N]
 *   bench-search --library FILE    the queries are then made of what is in it
 */
#include "store-test.h"

#include "att-text.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char *const words[] = {
  "Almanac", "Anchor", "Candle", "Circuit", "Cobalt", "Comet", "Copper", "Coral", "Ember", "Feather", "Harbour",
  "Lantern", "Marble", "Meadow", "Mirror", "Orchard", "Pebble", "Ribbon", "Signal", "Thread", "Velvet", "Willow",
  "Łąki", "Björk", "月亮代表", "王菲", "Мумий Тролль", "はっぴいえんど", "아이유", "Sigur Rós",
};

static void
make_library (AttStore *store, guint n)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GError) error = NULL;
  const guint n_words = G_N_ELEMENTS (words);

  for (guint i = 0; i < n; i++)
    {
      const guint album = i / 10, artist = i / 30;
      g_autofree char *path = g_strdup_printf ("/music/%u/%u/%u.flac", artist, album, i);
      g_autofree char *title = g_strdup_printf ("%s %s %u", words[i % n_words], words[i / 7 % n_words], i);
      g_autofree char *name = g_strdup_printf ("The %s %s Band %u", words[artist % n_words],
                                               words[artist / 5 % n_words], artist);
      g_autofree char *record = g_strdup_printf ("%s and %s", words[album % n_words], words[album / 3 % n_words]);
      AttScanCounts counts = { 0 };

      g_ptr_array_add (batch, test_file (path, title, name, record, i % 3 == 0 ? "Rock" : "Jazz", i + 1));
      if (batch->len < 1000 && i + 1 < n)
        continue;
      if (!att_store_write_files (store, batch, &counts, &error))
        g_error ("%s", error->message);
      g_ptr_array_set_size (batch, 0);
    }
}

/* every beginning of what is in the library, and mistyped artists */
static GPtrArray *
make_queries (AttStore *store)
{
  GPtrArray *queries = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) artists = att_store_list_artists (store, NULL, NULL);
  g_autoptr (GPtrArray) albums = att_store_list_albums (store, NULL, 0, NULL);
  GPtrArray *lists[] = { artists, albums };

  for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
    for (guint i = 0; i < lists[k]->len; i += MAX (lists[k]->len / 25, 1))
      {
        const char *name = ((AttCollection *) g_ptr_array_index (lists[k], i))->title;
        const glong n = g_utf8_strlen (name, -1);

        for (glong to = 1; to <= MIN (n, 12); to++)
          g_ptr_array_add (queries, g_utf8_substring (name, 0, to));
        if (k == 0 && n > 6)
          {
            g_autofree char *begin = g_utf8_substring (name, 0, 3), *end = g_utf8_substring (name, 4, n);

            g_ptr_array_add (queries, g_strconcat (begin, end, NULL));
          }
      }
  return queries;
}

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static void
report (const char *name, GArray *times, double floor_ms)
{
  double median, worst;

  g_array_sort (times, compare_numbers);
  median = g_array_index (times, double, times->len / 2);
  worst = g_array_index (times, double, times->len - 1);
  printf ("%-34s median %7.2f ms  worst %7.2f ms  %5.2f and %5.2f x floor\n", name, median, worst, median / floor_ms,
          worst / floor_ms);
}

static double
floor_ms (const char *path, GPtrArray *queries)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  sqlite3 *db;
  sqlite3_stmt *scan;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_prepare_v2 (db, "SELECT count (*) FROM tracks WHERE instr (search_text, ?)", -1, &scan, NULL);
  for (guint i = 0; i < queries->len; i += 10)
    {
      g_autofree char *text = att_text_fold (g_ptr_array_index (queries, i));
      const double from = cpu_ms ();
      double ms;

      sqlite3_bind_text (scan, 1, text, -1, SQLITE_STATIC);
      sqlite3_step (scan);
      sqlite3_reset (scan);
      ms = cpu_ms () - from;
      g_array_append_val (times, ms);
    }
  sqlite3_finalize (scan);
  sqlite3_close (db);
  g_array_sort (times, compare_numbers);
  return g_array_index (times, double, times->len / 2);
}

/* the longest of some letters typed while tracks are written one by one, as by a scan */
static double
search_after_write (AttStore *store)
{
  double longest = 0;

  for (guint i = 0; i < 20; i++)
    {
      AttTrackQuery query = { .text = "willow", .with_missing = TRUE, .limit = 200 };
      g_autofree char *path = g_strdup_printf ("/music/new/%u.flac", i);
      g_autoptr (GPtrArray) found = NULL;
      double from;

      test_write (store, test_file (path, "Willow", "New", NULL, NULL, 1000000 + i), NULL);
      from = cpu_ms ();
      found = att_store_list_tracks (store, &query, NULL, NULL);
      longest = MAX (longest, cpu_ms () - from);
    }
  return longest;
}

int
main (int argc, char *argv[])
{
  TestStore test = { 0 };
  g_autoptr (GPtrArray) queries = NULL;
  g_autoptr (GArray) songs = g_array_new (FALSE, FALSE, sizeof (double)), albums, artists;
  g_autoptr (AttStore) opened = NULL;
  g_autoptr (GError) error = NULL;
  const gboolean given = argc > 2 && g_str_equal (argv[1], "--library");
  const guint n = !given && argc > 1 ? atoi (argv[1]) : 100000;
  const char *path;
  double floor, first, from;

  albums = g_array_new (FALSE, FALSE, sizeof (double));
  artists = g_array_new (FALSE, FALSE, sizeof (double));
  if (given)
    {
      opened = att_store_open (argv[2], NULL, &error);
      if (opened == NULL)
        g_error ("%s", error->message);
      path = argv[2];
    }
  else
    {
      test_store_init (&test);
      make_library (test.store, n);
      path = test.path;
    }
  from = cpu_ms ();
  att_store_prepare_search (given ? opened : test.store, &error);
  first = cpu_ms () - from;
  queries = make_queries (given ? opened : test.store);
  floor = floor_ms (path, queries);
  for (guint i = 0; i < queries->len; i++)
    {
      AttTrackQuery query = { .text = g_ptr_array_index (queries, i), .with_missing = TRUE, .limit = 200 };
      AttStore *store = given ? opened : test.store;

      for (int k = 0; k < 3; k++)
        {
          g_autoptr (GPtrArray) found = NULL;
          GArray *times[] = { songs, albums, artists };
          double ms;

          from = cpu_ms ();
          found = k == 0   ? att_store_list_tracks (store, &query, NULL, &error)
                  : k == 1 ? att_store_list_albums (store, query.text, 0, &error)
                           : att_store_list_artists (store, query.text, &error);
          ms = cpu_ms () - from;
          g_assert_no_error (error);
          if (ms > 50)
            printf ("  slow: \"%s\", %.1f ms, %u found\n", query.text, ms, found->len);
          g_array_append_val (times[k], ms);
        }
    }
  printf ("%u queries; floor: SQLite's instr() through all search texts, %.2f ms\n", queries->len, floor);
  printf ("%-34s %7.2f ms once, %.2f x floor\n", "made ready", first, first / floor);
  if (!given)
    printf ("%-34s %7.2f ms\n", "songs, after a write", search_after_write (test.store));
  report ("songs, the best 200", songs, floor);
  report ("albums", albums, floor);
  report ("artists", artists, floor);
  if (!given)
    test_store_clear (&test);
  return 0;
}
