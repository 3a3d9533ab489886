/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * schema-N.sql is a small library as version N of the schema wrote it
 * (sqlite3 library.db .dump, with user_version and application_id added).
 * When a migration is added: the fixture of the version before stays, the one of
 * the new version joins it, and both go through the same checks.
 */
#include "store-test.h"

#include <math.h>
#include <string.h>

/* the schema as one text, spaces evened out */
static char *
read_schema (const char *path)
{
  g_autofree char *sql = test_sql (path, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name");
  g_auto (GStrv) parts = g_strsplit_set (sql, " \n", -1);
  GString *even = g_string_new (NULL);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_string_append_printf (even, "%s ", parts[i]);
  return g_string_free (even, FALSE);
}

static void
load_fixture (TestStore *test, int version)
{
  g_autofree char *name = g_strdup_printf ("schema-%d.sql", version);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "store", name, NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &sql, NULL, &error);
  g_assert_no_error (error);
  g_free (test->path);
  test->path = g_build_filename (test->folder, "old.db", NULL);
  g_free (test_sql (test->path, sql));
}

static void
check_contents (AttStore *store, int version)
{
  g_autoptr (AttTrack) kites = test_find (store, "/music/Salt Letters/02 Kites over Water.flac"), gone = NULL;
  g_autoptr (GPtrArray) events = NULL, albums = NULL, playlists = NULL, roots = NULL, failures = NULL, rows = NULL;
  g_autoptr (AttTags) tags = NULL;
  g_autoptr (AttPick) pick = NULL;
  g_auto (GStrv) chosen = NULL;
  g_autofree char *setting = NULL, *seeds = NULL, *playlist = NULL;
  g_autoptr (GError) error = NULL;
  AttFeatures *features;
  gint64 position_ms;
  int current;

  g_assert_cmpint (kites->id, ==, 2);
  g_assert_cmpstr (kites->title, ==, "Kites over Water");
  g_assert_cmpstr (kites->artist, ==, "Mira Osei, Łąki");
  g_assert_cmpstr (kites->genres[0], ==, "Jazz");
  g_assert_cmpint (kites->n_plays, ==, 1);
  g_assert_cmpstr (kites->country, ==, version >= 7 ? "GB" : NULL);
  g_assert_cmpint (kites->last_played_at, ==, 1700000100);
  g_assert_true (att_track_has (kites, ATT_TRACK_LOVED));
  g_assert_true (att_track_has (kites, ATT_TRACK_ANALYZED));
  g_assert_cmpint (kites->rating, ==, 8);
  gone = test_find (store, "/music/gone.mp3");
  g_assert_true (att_track_has (gone, ATT_TRACK_MISSING));
  g_assert_true (att_track_has (gone, ATT_TRACK_BANNED));
  tags = att_store_get_tags (store, 2, &error);
  g_assert_cmpuint (tags->credits->len, ==, 4);
  g_assert_cmpuint (tags->content_hash[0], ==, 102);

  features = att_store_get_features (store, 2, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (features->n, ==, 3);
  g_assert_cmpfloat (features->vector[2], ==, 3);
  att_features_free (features);

  events = att_store_list_events (store, 0, &error);
  g_assert_cmpuint (events->len, ==, 3);
  g_assert_true (((AttEvent *) g_ptr_array_index (events, 0))->has_opinions);
  g_assert_cmpfloat (((AttEvent *) g_ptr_array_index (events, 0))->opinions.predicted, ==, 3.5f);
  g_assert_cmpint (((AttEvent *) g_ptr_array_index (events, 0))->opinions.champion, ==, -1); /* not kept then */
  pick = att_store_get_pick (store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pick->reasons->len, ==, 1);

  albums = att_store_list_albums (store, NULL, 0, &error);
  g_assert_cmpuint (albums->len, ==, 1);
  playlists = att_store_list_playlists (store, &error);
  g_assert_cmpuint (playlists->len, ==, version >= 9 ? 3 : 2);
  playlist =
    test_query (store, &(AttTrackQuery) { .playlist_id = ((AttCollection *) g_ptr_array_index (playlists, 0))->id });
  g_assert_cmpstr (playlist, ==, "Kites over Water|Opening");
  if (version >= 9)
    {
      g_free (playlist); /* a smart one: what is loved */
      playlist = test_query (store, &(AttTrackQuery) { .playlist_id = 3 });
      g_assert_cmpstr (playlist, ==, "Kites over Water");
    }
  roots = att_store_list_roots (store, &error);
  g_assert_cmpuint (roots->len, ==, 1);
  g_assert_cmpint (((AttRoot *) g_ptr_array_index (roots, 0))->scanned_at, ==, 1700000000);
  failures = att_store_list_failures (store, &error);
  g_assert_cmpuint (failures->len, ==, 1);
  chosen = att_store_get_chosen_genres (store, &error);
  g_assert_cmpstr (chosen[0], ==, "Jazz");
  setting = att_store_get_setting (store, "radio.discover", &error);
  g_assert_cmpstr (setting, ==, "0.75");
  g_assert_true (att_store_load_queue (store, &rows, &current, &position_ms, &seeds, &error));
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpint (position_ms, ==, 61000);
}

/* what schema-1.sql was made from; run with "make FILE" */
static int
make_main (const char *path)
{
  const char *const genres[] = { "Jazz", "Folk", NULL };
  const char *const file_entries[] = { "file:///music/Salt%20Letters/02%20Kites%20over%20Water.flac",
                                       "file:///music/Salt%20Letters/01%20Opening.flac", NULL };
  const float vector[] = { 1, 2, 3 };
  g_autoptr (AttStore) store = att_store_open (path, NULL, NULL);
  g_autoptr (GPtrArray) features = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (GPtrArray) picks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) att_queue_row_free);
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) att_reason_free);
  AttScannedFile *opening, *kites, *bad = att_scanned_file_new ("/music/bad.mp3", 3, 4);
  AttQueueRow *row = g_new0 (AttQueueRow, 1);
  g_autoptr (AttTrack) track = NULL;
  g_autoptr (AttEvent) play = NULL, love = NULL, ban = NULL, mistake = NULL;
  gint64 root, playlist;

  if (store == NULL)
    return 1;
  opening = test_file ("/music/Salt Letters/01 Opening.flac", "Opening", "Mira Osei", "Salt Letters", "Nu Jazz", 101);
  kites = test_file ("/music/Salt Letters/02 Kites over Water.flac", "Kites over Water", "Mira Osei; Łąki",
                     "Salt Letters", "jazz", 102);
  att_tags_add_credit (kites->tags, ATT_ROLE_ALBUM_ARTIST, "Mira Osei", "Osei, Mira", "m-1", NULL);
  att_tags_add_credit (kites->tags, ATT_ROLE_COMPOSER, "Somebody", NULL, NULL, NULL);
  att_tags_add_credit (opening->tags, ATT_ROLE_ALBUM_ARTIST, "Mira Osei", "Osei, Mira", "m-1", NULL);
  bad->failure = g_strdup ("not audio");
  att_store_add_root (store, "/music", &root, NULL);
  test_write (store, opening, kites, test_file ("/music/gone.mp3", "Gone", "X", NULL, NULL, 103), bad, NULL);
  att_store_set_root_scanned (store, root, 1700000000, NULL);
  test_gone (store, "/music/gone.mp3");
  att_store_set_rating (store, 2, 8, NULL);
  g_ptr_array_add (features, att_features_new (2, 1, vector, 3));
  att_store_write_features (store, features, NULL);

  play = att_event_new (2, ATT_EVENT_PLAY, 1700000100);
  track = att_store_get_track (store, 2, NULL);
  g_ptr_array_add (reasons, att_reason_new (ATT_RECOMMENDER_SOUND, 0.5, 0.75, 1, "sounds like “Opening”"));
  g_ptr_array_add (picks, att_pick_new (track, 0.5, 0.25, ATT_EVIDENCE_EAR, reasons, &play->opinions));
  att_store_add_picks (store, picks, 1700000050, NULL);
  play->heard_ms = play->length_ms = 200000;
  play->ending = ATT_ENDING_FINISHED;
  play->origin = ATT_ORIGIN_RADIO;
  play->pick_id = 1;
  play->has_opinions = TRUE;
  play->opinions.scores[ATT_RECOMMENDER_SOUND] = 0.75f;
  play->opinions.predicted = 3.5f;
  att_store_add_event (store, play, NULL);
  love = att_event_new (2, ATT_EVENT_LOVE, 1700000200);
  att_store_add_event (store, love, NULL);
  ban = att_event_new (3, ATT_EVENT_BAN, 1700000300);
  att_store_add_event (store, ban, NULL);
  mistake = att_event_new (1, ATT_EVENT_BAN, 1700000400);
  att_store_add_event (store, mistake, NULL);
  att_store_undo_event (store, 0, 1700000500, NULL, NULL);

  att_store_write_playlist_file (store, "/music/a mix.m3u8", 5, 6, "A mix", file_entries, NULL);
  att_store_create_playlist (store, "Own", &playlist, NULL);
  att_store_append_to_playlist (store, playlist, file_entries, NULL);
  att_store_set_chosen_genres (store, genres, 1700000000, NULL);
  att_store_set_setting (store, "radio.discover", "0.75", NULL);
  row->track_id = 2;
  row->uri = g_strdup (file_entries[0]);
  row->origin = ATT_ORIGIN_RADIO;
  row->pick_id = 1;
  g_ptr_array_add (rows, row);
  att_store_save_queue (store, rows, 0, 61000, "genre:jazz", NULL);
  return 0;
}

static void
test_fixtures (void)
{
  for (int version = 1; version <= att_store_schema_version (); version++)
    {
      g_auto (TestStore) test = { 0 };
      g_autofree char *fresh = NULL, *migrated = NULL, *now = NULL, *expected = NULL;

      test_store_init (&test);
      fresh = read_schema (test.path);
      load_fixture (&test, version);
      test_store_reopen (&test); /* asserts that nothing was set aside */
      check_contents (test.store, version);
      now = test_sql (test.path, "PRAGMA user_version");
      expected = g_strdup_printf ("%d", att_store_schema_version ());
      g_assert_cmpstr (now, ==, expected);
      migrated = read_schema (test.path); /* an old file ends up the same as a new one */
      g_assert_cmpstr (migrated, ==, fresh);
    }
}

/* albums that an older version took for two are put together by the next scan */
static void
test_split_albums (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) albums = NULL;
  g_autoptr (GError) error = NULL;

  test_store_init (&test);
  load_fixture (&test, 1);
  g_free (test_sql (test.path,
                    "UPDATE albums SET key = 'folder' || char (10) || 'mime' || char (10) || 'file:///music/a', title ="
                    " 'Mime'; INSERT INTO albums (key, title) VALUES ('folder' || char (10) || 'mime' || char (10) ||"
                    " 'file:///music/b', 'Mime');"
                    "UPDATE tracks SET album_id = id, uri = 'file:///music/' || char (96 + id) || '/1' WHERE id < 3"));
  test_store_reopen (&test);
  albums = att_store_list_albums (test.store, NULL, 0, &error);
  g_assert_cmpuint (albums->len, ==, 2);
  g_ptr_array_unref (albums);

  {
    g_autoptr (GHashTable) stamps = att_store_load_stamps (test.store, "/music", &error);
    const AttStamp *stamp = g_hash_table_lookup (stamps, "/music/a/1");

    g_assert_cmpint (stamp->mtime_ns, ==, 0); /* so that a scan reads it */
    stamp = g_hash_table_lookup (stamps, "/music/gone.mp3");
    g_assert_cmpint (stamp->mtime_ns, !=, 0);
  }
  test_write (test.store, test_file ("/music/a/1", "1", "Muldjord", "Mime", NULL, 101),
              test_file ("/music/b/1", "2", "Muldjord", "Mime", NULL, 102), NULL);
  albums = att_store_list_albums (test.store, NULL, 0, &error);
  g_assert_cmpuint (albums->len, ==, 1);
  g_assert_cmpint (((AttCollection *) g_ptr_array_index (albums, 0))->n_tracks, ==, 2);
}

/* a step that fails leaves the file at the version before */
static void
test_failing_step (void)
{
  g_auto (TestStore) test = { 0 };
  g_autofree char *path = NULL, *after = NULL;
  g_autoptr (AttStore) store = NULL;
  g_autoptr (GError) error = NULL;

  test_store_init (&test);
  path = g_build_filename (test.folder, "odd.db", NULL);
  g_free (test_sql (path, "PRAGMA application_id = 1098151009; CREATE TABLE playlists (in_the_way)"));
  store = att_store_open (path, NULL, &error);
  g_assert_null (store);
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "odd.db"));
  after = test_sql (path, "SELECT group_concat (name) FROM sqlite_schema; PRAGMA user_version");
  g_assert_cmpstr (after, ==, "playlists|0");
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "make") == 0)
    return make_main (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/migrations/fixtures", test_fixtures);
  g_test_add_func ("/store/migrations/split-albums", test_split_albums);
  g_test_add_func ("/store/migrations/failing-step", test_failing_step);
  return g_test_run ();
}
