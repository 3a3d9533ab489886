/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A first scan of 20,000 files as the store sees it, and the list of them, in
 * CPU seconds and against a floor: the same rows plainly inserted into one
 * table without an index, in the same run.
 */
#include "store-test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BATCH 400

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static AttScannedFile *
make_file (guint i)
{
  static const char *const genres[] = {
    "Rock", "Jazz", "Hip-Hop", "Classical", "Electronic", "Folk; Acoustic", "Zeuhl"
  };
  g_autofree char *path =
    g_strdup_printf ("/music/Artist %03u/Album %u/%02u - Title number %u.flac", i / 100, i / 10 % 10, i % 10 + 1, i);
  g_autofree char *title = g_strdup_printf ("Title number %u", i);
  g_autofree char *artist = g_strdup_printf ("Artist %03u", i / 100);
  g_autofree char *album = g_strdup_printf ("Album %u", i / 10);
  AttScannedFile *file = test_file (path, title, artist, album, genres[i % G_N_ELEMENTS (genres)], i + 1);

  att_tags_add_credit (file->tags, ATT_ROLE_ALBUM_ARTIST, artist, NULL, NULL, NULL);
  file->tags->track_number = i % 10 + 1;
  file->tags->n_tracks = 10;
  file->tags->disc_number = 1;
  file->tags->year = 1960 + i / 10 % 60;
  file->tags->date = g_strdup_printf ("%d", file->tags->year);
  file->tags->bitrate = 900000;
  file->tags->sample_rate = 44100;
  file->tags->channels = 2;
  return file;
}

static double
plain_insert (const char *path, GPtrArray *files)
{
  double start = cpu_seconds ();
  sqlite3 *db;
  sqlite3_stmt *insert;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db,
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                "CREATE TABLE t (id INTEGER PRIMARY KEY, path, title, artist, album, genre, year, track, size, mtime)",
                NULL, NULL, NULL);
  sqlite3_prepare_v2 (db, "INSERT INTO t VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &insert, NULL);
  for (guint i = 0; i < files->len; i++)
    {
      const AttScannedFile *file = g_ptr_array_index (files, i);
      const AttCredit *credit = g_ptr_array_index (file->tags->credits, 0);

      if (i % BATCH == 0)
        sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
      sqlite3_bind_text (insert, 1, file->path, -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 2, file->tags->title, -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 3, credit->name, -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 4, file->tags->album, -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 5, g_ptr_array_index (file->tags->genres, 0), -1, SQLITE_STATIC);
      sqlite3_bind_int (insert, 6, file->tags->year);
      sqlite3_bind_int (insert, 7, file->tags->track_number);
      sqlite3_bind_int64 (insert, 8, file->size);
      sqlite3_bind_int64 (insert, 9, file->mtime_ns);
      g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
      sqlite3_reset (insert);
      if (i % BATCH == BATCH - 1 || i == files->len - 1)
        sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
    }
  sqlite3_finalize (insert);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return cpu_seconds () - start;
}

static void
report (const char *what, double seconds, double floor)
{
  printf ("%-44s %6.3f s CPU  %6.2f x floor\n", what, seconds, seconds / floor);
}

static void
time_query (AttStore *store, const char *what, const AttTrackQuery *query, double floor)
{
  double start = cpu_seconds ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_store_list_tracks (store, query, NULL, &error);
  g_autofree char *text = g_strdup_printf ("%s (%u)", what, tracks->len);

  g_assert_no_error (error);
  report (text, cpu_seconds () - start, floor);
}

int
main (int argc, char *argv[])
{
  const guint n = argc > 1 ? atoi (argv[1]) : 20000;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_auto (TestStore) test = { 0 };
  g_autofree char *floor_path = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };
  double floor, start;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (files, make_file (i));

  test_store_init (&test);
  floor_path = g_build_filename (test.folder, "floor.db", NULL);
  floor = plain_insert (floor_path, files);
  report ("floor: plain inserts", floor, floor);

  start = cpu_seconds ();
  for (guint from = 0; from < n; from += BATCH)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new ();

      for (guint i = from; i < MIN (from + BATCH, n); i++)
        g_ptr_array_add (batch, g_ptr_array_index (files, i));
      att_store_write_files (test.store, batch, &counts, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (counts.added, ==, n);
  report ("first scan", cpu_seconds () - start, floor);

  start = cpu_seconds ();
  g_hash_table_unref (att_store_load_stamps (test.store, "/music", &error));
  g_assert_no_error (error);
  report ("load stamps", cpu_seconds () - start, floor);

  start = cpu_seconds ();
  counts = (AttScanCounts) { 0 };
  att_store_write_files (test.store, files, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.updated, ==, 0);
  report ("the same files again", cpu_seconds () - start, floor);

  time_query (test.store, "all tracks", &(AttTrackQuery) { 0 }, floor);
  time_query (test.store, "all tracks, again", &(AttTrackQuery) { 0 }, floor);
  time_query (test.store, "first 100 by plays", &(AttTrackQuery) { .sort = ATT_SORT_PLAYS, .limit = 100 }, floor);
  time_query (test.store, "search: number 77", &(AttTrackQuery) { .text = "number 77" }, floor);
  time_query (test.store, "search: t", &(AttTrackQuery) { .text = "t", .limit = 100 }, floor);
  time_query (test.store, "genre: Jazz", &(AttTrackQuery) { .genre = "Jazz" }, floor);

  start = cpu_seconds ();
  g_ptr_array_unref (att_store_list_albums (test.store, NULL, 0, &error));
  g_assert_no_error (error);
  report ("albums", cpu_seconds () - start, floor);
  start = cpu_seconds ();
  g_ptr_array_unref (att_store_list_artists (test.store, NULL, &error));
  g_assert_no_error (error);
  report ("artists", cpu_seconds () - start, floor);
  start = cpu_seconds ();
  g_ptr_array_unref (att_store_list_genres (test.store, &error));
  g_assert_no_error (error);
  report ("genres", cpu_seconds () - start, floor);
  start = cpu_seconds ();
  g_ptr_array_unref (att_store_list_unheard (test.store, 1, 0, &error));
  g_assert_no_error (error);
  report ("unheard", cpu_seconds () - start, floor);
  return 0;
}
