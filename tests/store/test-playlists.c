/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/playlists/files", test_files);
  g_test_add_func ("/store/playlists/own", test_own);
  g_test_add_func ("/store/playlists/entries", test_entries);
  return g_test_run ();
}
