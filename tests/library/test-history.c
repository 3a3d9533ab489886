/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * history/ holds what Rhythmbox 3.4.6 and Quod Libet 4.5 wrote of the same four songs, with /music for their folder.
 */
#include "att-history-file.h"

#include <glib/gstdio.h>
#include <string.h>

#include "att-store-playlists.h"
#include "att-store-tracks.h"

typedef struct {
  char *dir;
  AttStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->dir = g_dir_make_tmp ("att-history-XXXXXX", &error);
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

static void
add_track (Fixture *fixture, const char *path, const char *artist, const char *title, const char *recording)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  AttScannedFile *file = att_scanned_file_new (path, 1000, 1);
  AttScanCounts counts = { 0 };
  g_autoptr (GError) error = NULL;
  static guint64 content = 1;

  file->tags = att_tags_new ();
  file->tags->type = ATT_AUDIO_FLAC;
  file->tags->duration_ms = 200000;
  file->tags->title = g_strdup (title);
  file->tags->mb_recording_id = g_strdup (recording);
  file->tags->content_hash[0] = content++;
  att_tags_add_credit (file->tags, ATT_ROLE_ARTIST, artist, NULL, NULL, NULL);
  g_ptr_array_add (files, file);
  g_assert_true (att_store_write_files (fixture->store, files, &counts, &error));
  g_assert_no_error (error);
}

static AttHistory *
read_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "library", "history", name, NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  AttHistory *history = att_history_file_read (path, problems, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  return history;
}

static const AttHistorySong *
get_song (const AttHistory *history, const char *title)
{
  for (guint i = 0; i < history->songs->len; i++)
    {
      const AttHistorySong *song = g_ptr_array_index (history->songs, i);

      if (g_strcmp0 (song->title, title) == 0)
        return song;
    }
  g_assert_not_reached ();
}

static void
test_rhythmbox (void)
{
  g_autoptr (AttHistory) history = read_file ("rhythmdb.xml");
  const AttHistoryPlaylist *playlist;
  const AttHistorySong *song;

  g_assert_cmpstr (history->player, ==, "Rhythmbox");
  g_assert_cmpuint (history->songs->len, ==, 4);
  song = get_song (history, "Kites 1");
  g_assert_cmpstr (song->artist, ==, "Mira Øsei");
  g_assert_cmpstr (song->uri, ==, "file:///music/Osei/01%20Kit%C3%A9s%20&%201.flac");
  g_assert_cmpstr (song->mb_recording_id, ==, "00000001-aaaa-bbbb-cccc-0123456789ab");
  g_assert_cmpuint (song->n_plays, ==, 1);
  g_assert_cmpint (song->last_played_at, ==, 1795348028);
  g_assert_cmpint (song->rating, ==, 8);
  song = get_song (history, "Alone");
  g_assert_cmpuint (song->n_plays, ==, 0);
  g_assert_cmpint (song->rating, ==, 0);
  g_assert_null (song->mb_recording_id);
  g_assert_cmpuint (history->playlists->len, ==, 1); /* the static one */
  playlist = g_ptr_array_index (history->playlists, 0);
  g_assert_cmpstr (playlist->name, ==, "Rainy <evening>");
  g_assert_cmpuint (g_strv_length (playlist->uris), ==, 4);
  g_assert_cmpstr (playlist->uris[0], ==, "file:///music/four.mp3");
}

static void
test_quod_libet (void)
{
  g_autoptr (AttHistory) history = read_file ("songs");
  const AttHistoryPlaylist *playlist;
  const AttHistorySong *song;
  g_autofree char *path = NULL;

  g_assert_cmpstr (history->player, ==, "Quod Libet");
  g_assert_cmpuint (history->songs->len, ==, 4);
  song = get_song (history, "Kites 1");
  g_assert_cmpstr (song->artist, ==, "Mira Øsei");
  path = g_filename_from_uri (song->uri, NULL, NULL);
  g_assert_cmpstr (path, ==, "/music/Osei/01 Kités & 1.flac"); /* it is written as bytes */
  g_assert_cmpstr (song->mb_recording_id, ==, "00000001-aaaa-bbbb-cccc-0123456789ab");
  g_assert_cmpuint (song->n_plays, ==, 12);
  g_assert_cmpint (song->last_played_at, ==, 1700000000);
  g_assert_cmpint (song->rating, ==, 8);
  song = get_song (history, "Kites 3");
  g_assert_cmpint (song->rating, ==, 3);
  g_assert_cmpint (song->last_played_at, ==, 0);
  song = get_song (history, "Alone");
  g_assert_cmpint (song->rating, ==, 0);
  g_assert_cmpuint (history->playlists->len, ==, 1);
  playlist = g_ptr_array_index (history->playlists, 0);
  g_assert_cmpstr (playlist->name, ==, "Rainy: evening/2");
  g_assert_cmpuint (g_strv_length (playlist->uris), ==, 3);
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  g_autofree char *good = g_test_build_filename (G_TEST_DIST, "library", "history", "songs", NULL), *bytes = NULL;
  g_autofree char *path = g_build_filename (fixture->dir, "songs", NULL);
  const char *const refused[] = {
    "\x80\x02" "cos\nsystem\n(U\x02ls\x85R.", "\x80\x02" "h\x05.",  "\x80\x02" "]q\x00h\x00" "a.",
    "\x80\x02" "]K\x01" "s.", "\x80\x02" "}(K\x01u.", "\x80\x02R.", "\x80\x02" "(.", "\x80\x02X\xff\xff\xff\x7f.",
    "\x80\x02" "I1\n.", "\x80\x04]." , "<rhythmdb><entry", "", "nothing of the kind",
  };
  gsize size;

  g_assert_true (g_file_get_contents (good, &bytes, &size, NULL));
  for (gsize n = 0; n < size; n += 7) /* cut short */
    {
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents_full (path, bytes, n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      g_assert_null (att_history_file_read (path, problems, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_nonnull (strstr (error->message, path));
    }
  for (gsize i = 1; i < 2000; i++) /* bits turned: anything but a crash */
    {
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *turned = g_memdup2 (bytes, size);
      g_autoptr (AttHistory) history = NULL;

      turned[(i * 7919) % size] ^= 1 << i % 8;
      history = att_history_read_quod_libet (path, turned, size, problems, NULL, NULL);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (AttHistory) history = NULL;
      g_autoptr (GError) error = NULL;
      gsize length = strlen (refused[i]);

      if (i == 2) /* holds a NUL: a list inside itself, which is no song */
        length = 9;
      g_assert_true (g_file_set_contents_full (path, refused[i], length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      history = att_history_file_read (path, problems, NULL, &error);
      if (i == 2)
        g_assert_cmpuint (history->songs->len, ==, 0);
      else
        g_assert_null (history);
    }
  g_remove (path);
}

static void
test_match (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttHistory) history = read_file ("songs");
  g_auto (AttHistoryReport) report = { 0 }, again = { 0 };
  g_autoptr (GPtrArray) playlists = NULL;
  g_autoptr (AttTrack) moved = NULL, there = NULL;
  g_autofree gint64 *history_ids = NULL, *playlist_ids = NULL;
  g_autofree AttTrackId *track_ids = NULL, *entries = NULL;
  g_autofree guint *n_plays = NULL;
  g_autoptr (GError) error = NULL;
  gsize n, n_entries;
  guint n_found;

  add_track (fixture, "/music/Osei/01 Kités & 1.flac", "Mira Øsei", "Retagged", NULL);
  add_track (fixture, "/other/2.flac", "M. Øsei", "Kites (2)", "00000002-aaaa-bbbb-cccc-0123456789ab");
  add_track (fixture, "/other/3.flac", "MIRA ØSEI", "kites 3!", NULL);
  g_assert_true (att_store_set_rating (fixture->store, 3, 9, &error));
  g_assert_true (att_store_write_history (fixture->store, history, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.by_file, ==, 1);
  g_assert_cmpuint (report.by_recording, ==, 1);
  g_assert_cmpuint (report.by_name, ==, 1);
  g_assert_cmpuint (report.n_plays, ==, 15);
  g_assert_cmpuint (report.n_ratings, ==, 1); /* the third has its own */
  g_assert_cmpuint (report.n_playlists, ==, 1);
  g_assert_cmpuint (report.n_missing, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (report.missing, 0), ==, "Somebody — Alone");

  there = att_store_get_track (fixture->store, 1, &error);
  g_assert_cmpint (there->rating, ==, 8);
  g_assert_cmpint (there->n_plays, ==, 0); /* the log is what was heard here */
  moved = att_store_get_track (fixture->store, 3, &error);
  g_assert_cmpint (moved->rating, ==, 9);
  g_assert_true (att_store_load_playlist_entries (fixture->store, &playlist_ids, &entries, &n_entries, &error));
  g_assert_cmpuint (n_entries, ==, 3); /* of files in other places too */
  g_assert_cmpint (entries[2], ==, 3);

  /* once more: nothing doubles */
  g_assert_true (att_store_write_history (fixture->store, history, &again, &error));
  g_assert_cmpuint (again.n_playlists, ==, 0);
  g_assert_cmpuint (again.n_ratings, ==, 0);
  playlists = att_store_list_playlists (fixture->store, &error);
  g_assert_cmpuint (playlists->len, ==, 1);
  g_assert_true (att_store_has_history (fixture->store, "/nowhere") == FALSE);

  /* the library grows */
  add_track (fixture, "/music/four.mp3", "Somebody", "Alone", NULL);
  g_assert_true (att_store_match_history (fixture->store, &n_found, &error));
  g_assert_cmpuint (n_found, ==, 1);
  g_assert_true (att_store_load_history (fixture->store, &history_ids, &track_ids, &n_plays, &n, &error));
  g_assert_cmpuint (n, ==, 3); /* the third was never played */
  g_assert_cmpint (track_ids[0], ==, 1);
  g_assert_cmpuint (n_plays[0], ==, 12);
  g_assert_cmpint (track_ids[2], ==, 4);
  g_assert_cmpint (history_ids[0], ==, history_ids[2]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library/history/rhythmbox", test_rhythmbox);
  g_test_add_func ("/library/history/quod-libet", test_quod_libet);
  g_test_add ("/library/history/broken", Fixture, NULL, set_up, test_broken, tear_down);
  g_test_add ("/library/history/match", Fixture, NULL, set_up, test_match, tear_down);
  return g_test_run ();
}
