/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

#include <string.h>

static void
assert_playlists (AttStore *store, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = att_store_list_playlists (store, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    {
      const AttCollection *playlist = g_ptr_array_index (list, i);

      g_assert_cmpint (playlist->kind, ==, ATT_COLLECTION_PLAYLIST);
      g_assert_cmpint (playlist->id, >, 0);
      g_string_append_printf (text, "%s%s %d", i > 0 ? "|" : "", playlist->title, playlist->n_tracks);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_tracks (AttStore *store, gint64 playlist, const char *expected)
{
  g_autofree char *titles = test_query (store, &(AttTrackQuery) { .playlist_id = playlist });

  g_assert_cmpstr (titles, ==, expected);
}

static void
write_file (AttStore *store, const char *path, gint64 mtime_ns, const char *name, const char *const *uris)
{
  g_autoptr (GError) error = NULL;

  att_store_write_playlist_file (store, path, 100, mtime_ns, name, uris, &error);
  g_assert_no_error (error);
}

static void
test_files (void)
{
  const char *const first[] = { "file:///m/b", "file:///m/a", "file:///m/not%20yet", "file:///m/b", NULL };
  const char *const second[] = { "file:///m/a", NULL };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gint64 id;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/a", "A", NULL, NULL, NULL, 1), test_file ("/m/b", "B", NULL, NULL, NULL, 2),
              NULL);
  g_assert_false (att_store_has_playlist_file (test.store, "/m/mix.m3u", 100, 1));
  write_file (test.store, "/m/mix.m3u", 1, "Mix", first);
  g_assert_true (att_store_has_playlist_file (test.store, "/m/mix.m3u", 100, 1));
  g_assert_false (att_store_has_playlist_file (test.store, "/m/mix.m3u", 100, 2));
  assert_playlists (test.store, "Mix 3");
  list = att_store_list_playlists (test.store, &error);
  id = ((AttCollection *) g_ptr_array_index (list, 0))->id;
  g_assert_cmpint (((AttCollection *) g_ptr_array_index (list, 0))->duration_ms, ==, 600000);
  g_assert_cmpstr (((AttCollection *) g_ptr_array_index (list, 0))->cover_uri, ==, "file:///m/b");
  assert_tracks (test.store, id, "B|A|B");

  test_write (test.store, test_file ("/m/not yet", "N", NULL, NULL, NULL, 3), NULL); /* arrives later */
  assert_tracks (test.store, id, "B|A|N|B");
  test_gone (test.store, "/m/a");
  assert_tracks (test.store, id, "B|N|B");

  write_file (test.store, "/m/mix.m3u", 1, "Ignored: the stamp is known", second);
  assert_playlists (test.store, "Mix 3");
  test_write (test.store, test_file ("/m/a", "A", NULL, NULL, NULL, 1), NULL);
  write_file (test.store, "/m/mix.m3u", 2, "Mix 2", second);
  assert_playlists (test.store, "Mix 2 1");
  assert_tracks (test.store, id, "A"); /* the same playlist */

  write_file (test.store, "/m/sub/other.pls", 1, "Älter", first);
  write_file (test.store, "/n/beside.pls", 1, "zz", first);
  assert_playlists (test.store, "Älter 4|Mix 2 1|zz 4");
  g_hash_table_add (seen, (gpointer) "/m/mix.m3u");
  g_assert_true (att_store_prune_playlist_files (test.store, "/m", seen, &error));
  assert_playlists (test.store, "Mix 2 1|zz 4");
}

static void
test_own (void)
{
  const char *const uris[] = { "file:///m/b", "file:///m/a", NULL }, *const more[] = { "file:///m/a", NULL };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  gint64 id, empty;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/a", "A", NULL, NULL, NULL, 1), test_file ("/m/b", "B", NULL, NULL, NULL, 2),
              NULL);
  g_assert_true (att_store_create_playlist (test.store, "Rainy", &id, &error));
  g_assert_true (att_store_create_playlist (test.store, "Empty", &empty, &error));
  g_assert_true (att_store_append_to_playlist (test.store, id, uris, &error));
  g_assert_true (att_store_append_to_playlist (test.store, id, more, &error));
  assert_playlists (test.store, "Empty 0|Rainy 3");
  assert_tracks (test.store, id, "B|A|A");

  g_assert_true (att_store_prune_playlist_files (test.store, "/", seen, &error)); /* not a file */
  assert_playlists (test.store, "Empty 0|Rainy 3");
  g_assert_true (att_store_delete_playlist (test.store, empty, &error));
  assert_playlists (test.store, "Rainy 3");
  g_assert_false (att_store_delete_playlist (test.store, empty, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (att_store_append_to_playlist (test.store, empty, more, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
}

static void
test_entries (void)
{
  const char *const one[] = { "file:///m/b", "file:///gone", "file:///m/a", NULL };
  const char *const two[] = { "file:///m/b", NULL };
  g_auto (TestStore) test = { 0 };
  g_autofree gint64 *playlists = NULL, *tracks = NULL;
  g_autoptr (AttTrack) a = NULL, b = NULL;
  g_autoptr (GError) error = NULL;
  gint64 p, q;
  gsize n;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/a", "A", NULL, NULL, NULL, 1), test_file ("/m/b", "B", NULL, NULL, NULL, 2),
              NULL);
  a = test_find (test.store, "/m/a");
  b = test_find (test.store, "/m/b");
  att_store_create_playlist (test.store, "P", &p, &error);
  att_store_create_playlist (test.store, "Q", &q, &error);
  att_store_append_to_playlist (test.store, q, two, &error);
  att_store_append_to_playlist (test.store, p, one, &error);
  g_assert_no_error (error);

  g_assert_true (att_store_load_playlist_entries (test.store, &playlists, &tracks, &n, &error));
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (playlists[0], ==, p);
  g_assert_cmpint (playlists[1], ==, p);
  g_assert_cmpint (playlists[2], ==, q);
  g_assert_cmpint (tracks[0], ==, b->id);
  g_assert_cmpint (tracks[1], ==, a->id);
  g_assert_cmpint (tracks[2], ==, b->id);
}

static void
assert_uris (AttStore *store, gint64 id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttPlaylistRecord) record = att_store_get_playlist (store, id, &error);
  g_autofree char *uris = NULL;

  g_assert_no_error (error);
  uris = g_strjoinv ("|", record->uris);
  g_assert_cmpstr (uris, ==, expected);
}

/* changed, taken away and put back as it was */
static void
test_edit (void)
{
  const char *const uris[] = { "file:///m/b", "file:///m/a", "file:///m/b", NULL };
  const char *const turned[] = { "file:///m/a", "file:///m/b", NULL }, *const none[] = { NULL };
  g_auto (TestStore) test = { 0 };
  const AttPlaylistRecord made = { .name = (char *) "Rainy", .uris = (char **) uris };
  g_autoptr (AttPlaylistRecord) record = NULL, file = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id, again;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/a", "A", NULL, NULL, NULL, 1), test_file ("/m/b", "B", NULL, NULL, NULL, 2),
              NULL);
  g_assert_true (att_store_add_playlist (test.store, &made, &id, &error));
  assert_tracks (test.store, id, "B|A|B");
  g_assert_true (att_store_set_playlist_entries (test.store, id, turned, &error));
  assert_tracks (test.store, id, "A|B");
  assert_uris (test.store, id, "file:///m/a|file:///m/b");
  g_assert_true (att_store_rename_playlist (test.store, id, "Sunny", &error));
  assert_playlists (test.store, "Sunny 2");

  record = att_store_get_playlist (test.store, id, &error);
  g_assert_cmpstr (record->name, ==, "Sunny");
  g_assert_null (record->path);
  g_assert_null (record->rules);
  g_assert_true (att_store_delete_playlist (test.store, id, &error));
  assert_playlists (test.store, "");
  g_assert_null (att_store_get_playlist (test.store, id, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (att_store_add_playlist (test.store, record, &again, &error));
  g_assert_cmpint (again, ==, id);
  assert_tracks (test.store, id, "A|B");
  g_assert_true (att_store_set_playlist_entries (test.store, id, none, &error));
  assert_playlists (test.store, "Sunny 0");

  /* a file's is not changed */
  write_file (test.store, "/m/mix.m3u", 1, "Mix", uris);
  g_assert_false (att_store_rename_playlist (test.store, id + 1, "Mine", &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (att_store_set_playlist_entries (test.store, id + 1, none, &error));
  g_clear_error (&error);
  file = att_store_get_playlist (test.store, id + 1, &error);
  g_assert_cmpstr (file->path, ==, "/m/mix.m3u");
}

static AttScannedFile *
make_song (const char *path, const char *title, const char *artist, const char *genres, int year, int duration_ms,
           guint64 content)
{
  AttScannedFile *file = test_file (path, title, artist, "Album", genres, content);

  file->tags->year = year;
  file->tags->duration_ms = duration_ms;
  return file;
}

static void
assert_rules (AttStore *store, const char *rules, const char *expected)
{
  g_autofree char *text = g_strconcat (rules, strstr (rules, "order") ? NULL : "\norder title ascending", NULL);
  const AttPlaylistRecord record = { .name = (char *) "S", .rules = text };
  g_auto (GStrv) titles = g_strsplit (expected, "|", -1);
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_assert_true (att_store_add_playlist (store, &record, &id, &error));
  g_assert_no_error (error);
  g_test_message ("%s", rules);
  assert_tracks (store, id, expected);
  g_assert_cmpuint (att_store_count_tracks (store, &(AttTrackQuery) { .playlist_id = id }, &error), ==,
                    g_strv_length (titles));
  g_assert_true (att_store_delete_playlist (store, id, &error));
}

static void
test_smart (void)
{
  const char *const uris[] = { "file:///m/a", NULL };
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttTrack) a = NULL, b = NULL;
  g_autoptr (AttEvent) play = NULL, love = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree gint64 *playlists = NULL, *tracks = NULL;
  g_autoptr (GError) error = NULL;
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const AttPlaylistRecord record = { .name = (char *) "Loved", .rules = (char *) "match all\nloved is yes\n" };
  const AttPlaylistRecord broken = { .name = (char *) "Odd", .rules = (char *) "drop table" };
  const AttCollection *collection;
  gint64 id;
  gsize n;

  test_store_init (&test);
  test_write (test.store, make_song ("/m/a", "Añil rain", "Mira; Łąki", "Nu Jazz", 1969, 210000, 1),
              make_song ("/m/b", "Blue", "Łąki", "jazz", 1980, 60000, 2),
              make_song ("/m/c", "C%", "Zed", "Rock", 0, 30000, 3),
              make_song ("/m/gone", "Gone", "Mira", "Jazz", 1980, 1000, 4), NULL);
  test_gone (test.store, "/m/gone");
  a = test_find (test.store, "/m/a");
  b = test_find (test.store, "/m/b");
  att_store_set_rating (test.store, a->id, 7, &error);
  att_store_set_rating (test.store, b->id, 10, &error);
  play = att_event_new (a->id, ATT_EVENT_PLAY, now - 40 * 86400);
  play->heard_ms = play->length_ms = 210000;
  play->ending = ATT_ENDING_FINISHED;
  play->origin = ATT_ORIGIN_LISTENER;
  att_store_add_event (test.store, play, &error);
  g_assert_no_error (error);

  assert_rules (test.store, "", "Añil rain|Blue|C%");
  assert_rules (test.store, "title contains ANIL", "Añil rain");
  assert_rules (test.store, "title is blue", "Blue");
  assert_rules (test.store, "title is-not blue", "Añil rain|C%");
  assert_rules (test.store, "title begins-with bl", "Blue");
  assert_rules (test.store, "title contains '); DROP TABLE tracks; --", "");
  assert_rules (test.store, "artist is laki", "Añil rain|Blue");
  assert_rules (test.store, "artist is-not Łąki", "C%");
  assert_rules (test.store, "artist contains-not ra", "Blue|C%");
  assert_rules (test.store, "album is album", "Añil rain|Blue|C%");
  assert_rules (test.store, "genre is rock", "C%");
  assert_rules (test.store, "genre is Nu Jazz", "Añil rain|Blue"); /* a kind of Jazz */
  assert_rules (test.store, "genre contains jazz", "Añil rain|Blue");
  assert_rules (test.store, "genre contains-not jazz", "C%");
  assert_rules (test.store, "year at-most 1980", "Añil rain|Blue");
  assert_rules (test.store, "year is 0", "C%");
  assert_rules (test.store, "year at-least 1970\norder title descending", "Blue");
  assert_rules (test.store, "rating at-least 3.5\norder rating descending", "Blue|Añil rain");
  assert_rules (test.store, "rating is 3.5", "Añil rain");
  assert_rules (test.store, "plays is 0", "Blue|C%");
  assert_rules (test.store, "last-played in-last 41", "Añil rain");
  assert_rules (test.store, "last-played not-in-last 39", "Añil rain|Blue|C%");
  assert_rules (test.store, "added in-last 1", "Añil rain|Blue|C%");
  assert_rules (test.store, "added not-in-last 1", "");
  assert_rules (test.store, "length is 3.5", "Añil rain");
  assert_rules (test.store, "length at-most 1", "Blue|C%");
  assert_rules (test.store, "bpm at-least 100", "");
  assert_rules (test.store, "match any\ntitle is blue\nyear is 0", "Blue|C%");
  assert_rules (test.store, "match all\ntitle is blue\nyear is 0", "");
  assert_rules (test.store, "limit 2 songs\norder title descending", "C%|Blue");
  assert_rules (test.store, "limit 2 songs", "Añil rain|Blue");
  assert_rules (test.store, "limit 2 minutes\norder title descending", "C%|Blue");
  assert_rules (test.store, "limit 1 minutes\norder length ascending", "C%");

  /* follows the library; is nobody's taste */
  g_assert_true (att_store_add_playlist (test.store, &record, &id, &error));
  assert_tracks (test.store, id, "");
  love = att_event_new (b->id, ATT_EVENT_LOVE, now);
  att_store_add_event (test.store, love, &error);
  assert_tracks (test.store, id, "Blue");
  list = att_store_list_playlists (test.store, &error);
  collection = g_ptr_array_index (list, 0);
  g_assert_cmpuint (collection->flags, ==, ATT_COLLECTION_SMART);
  g_assert_cmpint (collection->n_tracks, ==, 1);
  g_assert_cmpint (collection->duration_ms, ==, 60000);
  g_assert_cmpstr (collection->cover_uris[0], ==, "file:///m/b");
  g_assert_true (att_store_load_playlist_entries (test.store, &playlists, &tracks, &n, &error));
  g_assert_cmpuint (n, ==, 0);

  g_assert_false (att_store_append_to_playlist (test.store, id, uris, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (att_store_set_playlist_rules (test.store, id, "title is blue\n", &error));
  g_assert_false (att_store_set_playlist_rules (test.store, id, "title was blue\n", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_assert_false (att_store_add_playlist (test.store, &broken, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  assert_tracks (test.store, id, "Blue");
}

static void
test_find_songs (void)
{
  const char *const uris[] = { "file:///m/b", "file:///no", "file:///m/gone", "file:///m/b", NULL };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  AttSongName songs[] = { { "MIRA", "Anil!", 0, NULL }, { "Mira", "Añil", 61000, NULL },
                          { "Mira", "Añil", 90000, NULL }, { "Zed", "Añil", 0, NULL }, { NULL, NULL, 0, NULL }, { "Mira", "Gone", 0, NULL } };
  const char *const expected[] = { "file:///m/a", "file:///m/b", NULL, NULL, NULL, NULL };

  test_store_init (&test);
  test_write (test.store, make_song ("/m/a", "Añil", "Mira", NULL, 0, 210000, 1),
              make_song ("/m/b", "Añil", "Mira", NULL, 0, 60000, 2),
              make_song ("/m/gone", "Gone", "Mira", NULL, 0, 1, 3), NULL);
  test_gone (test.store, "/m/gone");
  g_assert_true (att_store_find_songs (test.store, songs, G_N_ELEMENTS (songs), &error));
  for (gsize i = 0; i < G_N_ELEMENTS (songs); i++)
    {
      g_assert_cmpstr (songs[i].found, ==, expected[i]);
      g_free (songs[i].found);
    }
  found = att_store_find_by_uris (test.store, uris, &error);
  g_assert_cmpuint (found->len, ==, 4);
  g_assert_cmpstr (((AttTrack *) g_ptr_array_index (found, 0))->uri, ==, "file:///m/b");
  g_assert_null (g_ptr_array_index (found, 1));
  g_assert_true (att_track_has (g_ptr_array_index (found, 2), ATT_TRACK_MISSING));
  g_assert_nonnull (g_ptr_array_index (found, 3));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/playlists/files", test_files);
  g_test_add_func ("/store/playlists/own", test_own);
  g_test_add_func ("/store/playlists/entries", test_entries);
  g_test_add_func ("/store/playlists/edit", test_edit);
  g_test_add_func ("/store/playlists/smart", test_smart);
  g_test_add_func ("/store/playlists/find-songs", test_find_songs);
  return g_test_run ();
}
