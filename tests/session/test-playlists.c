/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Playlists as the window changes them, and in and out of files.
 */
#include "session-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "att-session-playlists.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"

typedef struct {
  char *folder;
  AttSession *session;
} Fixture;

static void
add_song (GPtrArray *files, const char *path, const char *artist, const char *title, int duration_ms)
{
  AttScannedFile *file = att_scanned_file_new (path, 1000, 1);

  file->tags = att_tags_new ();
  file->tags->type = ATT_AUDIO_FLAC;
  file->tags->duration_ms = duration_ms;
  file->tags->title = g_strdup (title);
  file->tags->content_hash[0] = files->len + 1;
  att_tags_add_credit (file->tags, ATT_ROLE_ARTIST, artist, NULL, NULL, NULL);
  g_ptr_array_add (files, file);
}

/* a library of four songs in FOLDER/music, of which one is there as a file */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *db = NULL, *music = NULL;
  g_autoptr (AttStore) store = NULL;
  AttScanCounts counts = { 0 };

  f->folder = g_dir_make_tmp ("att-playlists-XXXXXX", NULL);
  music = g_build_filename (f->folder, "music", NULL);
  g_assert_cmpint (g_mkdir (music, 0700), ==, 0);
  db = g_build_filename (f->folder, "attacca.db", NULL);
  store = att_store_open (db, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%d #.flac", music, i), *title = g_strdup_printf ("Song %d", i);

      add_song (files, path, i < 2 ? "Mira" : "Łąki", title, 60000 * (i + 1));
    }
  g_assert_true (att_store_write_files (store, files, &counts, &error));
  att_store_close (store);
  f->session = att_session_open (f->folder, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  att_session_close (f->session);
  g_clear_object (&f->session);
  remove_all (f->folder);
  g_free (f->folder);
}

static char *
uri_of (Fixture *f, int i)
{
  g_autofree char *path = g_strdup_printf ("%s/music/%d #.flac", f->folder, i);

  return g_filename_to_uri (path, NULL, NULL);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gint64
add_playlist (Fixture *f, const AttPlaylistRecord *record)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  att_session_add_playlist_async (f->session, record, keep_result, &result);
  wait_until (result != NULL);
  id = att_session_add_playlist_finish (f->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

static char *
describe (Fixture *f, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttPlaylistContents) contents = att_session_load_playlist (f->session, id, &error);
  GString *text;

  g_assert_no_error (error);
  text = g_string_new (contents->record->name);
  for (guint i = 0; i < contents->tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (contents->tracks, i);

      g_string_append_printf (text, "|%s%s", att_track_get_title (track),
                              att_track_has (track, ATT_TRACK_TRANSIENT) ? "?" : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_playlist (Fixture *f, gint64 id, const char *expected)
{
  g_autofree char *text = describe (f, id);

  g_assert_cmpstr (text, ==, expected);
}

static void
append (Fixture *f, gint64 id, const char *const *uris, gboolean twice, guint n_before, guint n_left_out)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) before = NULL, left_out = NULL;
  g_autoptr (GError) error = NULL;

  att_session_append_to_playlist_async (f->session, id, uris, twice, keep_result, &result);
  wait_until (result != NULL);
  g_assert_true (att_session_append_to_playlist_finish (f->session, result, &before, &left_out, &error));
  g_assert_cmpuint (g_strv_length (before), ==, n_before);
  g_assert_cmpuint (g_strv_length (left_out), ==, n_left_out);
}

static void
test_own (Fixture *f, gconstpointer data)
{
  g_autofree char *zero = uri_of (f, 0), *one = uri_of (f, 1);
  const char *const first[] = { zero, "file:///gone/x.mp3", NULL }, *const more[] = { one, zero, NULL };
  const AttPlaylistRecord record = { .name = (char *) "Rainy", .uris = (char **) first };
  g_autoptr (GAsyncResult) renamed = NULL, turned = NULL, deleted = NULL, wrong = NULL;
  g_autoptr (AttPlaylistRecord) kept = NULL;
  g_autoptr (GError) error = NULL;
  const gint64 id = add_playlist (f, &record);

  assert_playlist (f, id, "Rainy|Song 0|x?");
  append (f, id, more, FALSE, 2, 1);
  assert_playlist (f, id, "Rainy|Song 0|x?|Song 1");
  append (f, id, more, TRUE, 3, 0);
  assert_playlist (f, id, "Rainy|Song 0|x?|Song 1|Song 1|Song 0");
  att_session_set_playlist_entries_async (f->session, id, more, keep_result, &turned);
  att_session_rename_playlist_async (f->session, id, "Sunny", keep_result, &renamed);
  wait_until (turned != NULL && renamed != NULL);
  g_assert_true (att_session_change_playlist_finish (f->session, turned, &error));
  g_assert_true (att_session_change_playlist_finish (f->session, renamed, &error));
  assert_playlist (f, id, "Sunny|Song 1|Song 0");

  att_session_delete_playlist_async (f->session, id, keep_result, &deleted);
  wait_until (deleted != NULL);
  kept = att_session_delete_playlist_finish (f->session, deleted, &error);
  g_assert_cmpstr (kept->name, ==, "Sunny");
  g_assert_null (att_session_load_playlist (f->session, id, &error));
  g_clear_error (&error);
  g_assert_cmpint (add_playlist (f, kept), ==, id);
  assert_playlist (f, id, "Sunny|Song 1|Song 0");

  att_session_rename_playlist_async (f->session, 99, "No", keep_result, &wrong);
  wait_until (wrong != NULL);
  g_assert_false (att_session_change_playlist_finish (f->session, wrong, &error));
  g_assert_nonnull (error);
}

static guint
count_playlists (Fixture *f)
{
  g_autoptr (GPtrArray) list = att_session_list_collections (f->session, ATT_COLLECTION_PLAYLIST, NULL, 0, NULL);

  return list != NULL ? list->len : 0;
}

/* made once; what the listener deletes stays away */
static void
test_smart (Fixture *f, gconstpointer data)
{
  const AttPlaylistRecord record = { .name = (char *) "Łąki",
                                     .rules = (char *) "artist is laki\norder title ascending" };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GAsyncResult) deleted = NULL, measured = NULL;
  g_autoptr (AttPlaylistRecord) kept = NULL;
  g_autoptr (GError) error = NULL;
  gint64 duration_ms;
  guint n;

  assert_playlist (f, add_playlist (f, &record), "Łąki|Song 2|Song 3");
  att_session_measure_rules_async (f->session, "title is-not \"song 0\"\n", NULL, keep_result, &measured);
  wait_until (measured != NULL);
  g_assert_true (att_session_measure_rules_finish (f->session, measured, &n, &duration_ms, &error));
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (duration_ms, ==, 540000);

  att_session_start (f->session);
  wait_until (count_playlists (f) == 6);
  list = att_session_list_collections (f->session, ATT_COLLECTION_PLAYLIST, NULL, 0, &error);
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpuint (((AttCollection *) g_ptr_array_index (list, i))->flags, ==, ATT_COLLECTION_SMART);
  att_session_delete_playlist_async (f->session, ((AttCollection *) g_ptr_array_index (list, 0))->id, keep_result,
                                     &deleted);
  wait_until (deleted != NULL);
  kept = att_session_delete_playlist_finish (f->session, deleted, &error);
  g_assert_nonnull (kept);
  for (int i = 0; i < 2; i++) /* closing waits for what starting has asked for */
    {
      att_session_close (f->session);
      g_object_unref (f->session);
      f->session = att_session_open (f->folder, &error);
      att_session_start (f->session);
    }
  g_assert_cmpuint (count_playlists (f), ==, 5);
}

static void
test_files (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "out.m3u8", "out.xspf", "out.jspf", "out.pls" };
  g_autofree char *two = uri_of (f, 2), *zero = uri_of (f, 0);
  const char *const uris[] = { two, zero, two, NULL };
  const AttPlaylistRecord record = { .name = (char *) "Rainy & cold", .uris = (char **) uris };
  const gint64 id = add_playlist (f, &record);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, names[i], NULL);
      g_autoptr (AttPlaylistImport) import = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (att_session_export_playlist (f->session, id, path, &error));
      import = att_session_import_playlist (f->session, path, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (import->n_entries, ==, 3);
      g_assert_cmpuint (import->n_found, ==, 3);
      g_assert_cmpuint (import->n_by_name, ==, 0);
      g_assert_cmpuint (import->missing->len, ==, 0);
      assert_playlist (f, import->id, i < 3 ? "Rainy & cold|Song 2|Song 0|Song 2" : "out|Song 2|Song 0|Song 2");
    }
}

static void
test_import (Fixture *f, gconstpointer data)
{
  static const char text[] = "#EXTM3U\n#EXTINF:120,MIRA - song 1\n/elsewhere/moved.flac\n#EXTINF:10,Mira - Song 0\n"
                             "/elsewhere/too short.flac\nmusic/3 #.flac\n#EXTINF:5,Nobody - Nothing\ngone.mp3\n";
  g_autofree char *path = g_build_filename (f->folder, "in.m3u", NULL);
  g_autofree char *odd = g_build_filename (f->folder, "odd", NULL);
  g_autoptr (AttPlaylistImport) import = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  import = att_session_import_playlist (f->session, path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (import->name, ==, "in");
  g_assert_cmpuint (import->n_entries, ==, 4);
  g_assert_cmpuint (import->n_found, ==, 2);
  g_assert_cmpuint (import->n_by_name, ==, 1);
  g_assert_cmpuint (import->missing->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (import->missing, 0), ==, "Mira – Song 0\n/elsewhere/too short.flac");
  g_assert_true (g_str_has_prefix (g_ptr_array_index (import->missing, 1), "Nobody – Nothing\n"));
  assert_playlist (f, import->id, "in|Song 1|too short?|Song 3|gone?");

  g_assert_null (att_session_import_playlist (f->session, odd, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, odd));
  g_clear_error (&error);
  g_assert_false (att_session_export_playlist (f->session, import->id, odd, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/session/playlists/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("own", test_own);
  ADD ("smart", test_smart);
  ADD ("files", test_files);
  ADD ("import", test_import);
#undef ADD
  return g_test_run ();
}
