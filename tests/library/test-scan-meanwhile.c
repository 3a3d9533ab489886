/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens to a file between its being read by a scan and the scan's writing what it read.
 */
#include "audio-files.h"

#include <glib/gstdio.h>

#include "att-scanner.h"
#include "att-store-tracks.h"

static char *audio; /* NULL: the files cannot be made here */

typedef struct Fixture Fixture;
struct Fixture
{
  char *dir, *music, *song;
  AttStore *store;
  gint64 root;
  void (*meanwhile) (Fixture *f);
};

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *db = NULL;
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("att-meanwhile-XXXXXX", NULL);
  f->music = g_build_filename (f->dir, "music", NULL);
  f->song = g_build_filename (f->music, "song.mp3", NULL);
  g_assert_cmpint (g_mkdir (f->music, 0700), ==, 0);
  db = g_build_filename (f->dir, "library.db", NULL);
  f->store = att_store_open (db, NULL, &error);
  g_assert_no_error (error);
  att_store_add_root (f->store, f->music, &f->root, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  att_store_close (f->store);
  g_assert_finalize_object (f->store);
  audio_files_remove (f->dir);
  g_free (f->dir);
  g_free (f->music);
  g_free (f->song);
}

/* the scan's progress asks for the time when it has read a file and not yet written it, on the scan's thread */
static gint64
now_cb (gpointer data)
{
  Fixture *f = data;
  void (*meanwhile) (Fixture *) = g_steal_pointer (&f->meanwhile);

  if (meanwhile != NULL)
    meanwhile (f);
  return 0;
}

static void
scan (Fixture *f, void (*meanwhile) (Fixture *f))
{
  const char *paths[] = { f->music, NULL };
  g_autoptr (AttProgress) progress = att_progress_new ();
  g_autoptr (GError) error = NULL;

  f->meanwhile = meanwhile;
  att_progress_set_clock (progress, now_cb, f);
  att_scanner_run (f->store, paths, progress, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (f->meanwhile);
}

/* @mode: of make-audio.py, or NULL */
static void
put_song (Fixture *f, const char *mode)
{
  g_autofree char *from = g_build_filename (audio, "a.mp3", NULL), *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (from, &bytes, &n, NULL));
  g_assert_true (g_file_set_contents (f->song, bytes, n, NULL));
  if (mode != NULL)
    g_assert_true (audio_files_tag (f->music, "song.mp3", mode));
}

static AttTrack *
find_song (Fixture *f)
{
  g_autofree char *uri = g_filename_to_uri (f->song, NULL, NULL);

  return att_store_find_track (f->store, uri, NULL);
}

static guint
count (Fixture *f)
{
  const AttTrackQuery query = { 0 };

  return att_store_count_tracks (f->store, &query, NULL);
}

static void
remove_song (Fixture *f)
{
  g_assert_cmpint (g_unlink (f->song), ==, 0);
}

static void
test_gone (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) failures = NULL;

  if (audio_files_missing (audio))
    return;
  put_song (f, NULL);
  scan (f, remove_song);
  g_assert_cmpuint (count (f), ==, 0);
  failures = att_store_list_failures (f->store, NULL);
  g_assert_cmpuint (failures->len, ==, 0);
}

/* what the session does once the file is in the trash */
static void
trash_song (Fixture *f)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  AttScanCounts counts = { 0 };

  remove_song (f);
  g_ptr_array_add (paths, f->song);
  g_assert_true (att_store_mark_missing (f->store, paths, &counts, NULL));
  g_assert_cmpuint (count (f), ==, 0);
}

static void
test_trashed (Fixture *f, gconstpointer data)
{
  g_autoptr (AttTrack) before = NULL, after = NULL;

  if (audio_files_missing (audio))
    return;
  put_song (f, NULL);
  scan (f, NULL);
  before = find_song (f);
  g_assert_cmpuint (count (f), ==, 1);
  put_song (f, "strip"); /* so that the scan reads it again */
  scan (f, trash_song);
  g_assert_cmpuint (count (f), ==, 0);
  put_song (f, "strip");
  scan (f, NULL);
  after = find_song (f);
  g_assert_cmpuint (count (f), ==, 1);
  g_assert_cmpint (after->id, ==, before->id);
}

static void
edit_song (Fixture *f)
{
  const char *paths[] = { f->song, NULL };
  g_autoptr (AttTrack) track = NULL;

  put_song (f, "grow");
  g_assert_true (att_scanner_run (f->store, paths, NULL, NULL, NULL, NULL));
  track = find_song (f);
  g_assert_cmpstr (att_track_get_title (track), ==, "Tïtle 音");
}

static void
test_edited (Fixture *f, gconstpointer data)
{
  g_autoptr (AttTrack) track = NULL;

  if (audio_files_missing (audio))
    return;
  put_song (f, "strip");
  scan (f, edit_song);
  track = find_song (f);
  g_assert_cmpstr (att_track_get_title (track), ==, "Tïtle 音");
  g_assert_cmpuint (count (f), ==, 1);
}

/* changed and not read again by anybody: what was read is better than nothing, and the next scan sees the rest */
static void
change_song (Fixture *f)
{
  put_song (f, "grow");
}

static void
test_changed (Fixture *f, gconstpointer data)
{
  g_autoptr (AttTrack) track = NULL;

  if (audio_files_missing (audio))
    return;
  put_song (f, "strip");
  scan (f, change_song);
  g_assert_cmpuint (count (f), ==, 1);
  scan (f, NULL);
  track = find_song (f);
  g_assert_cmpstr (att_track_get_title (track), ==, "Tïtle 音");
}

static void
remove_root (Fixture *f)
{
  g_assert_true (att_store_remove_root (f->store, f->root, NULL));
}

static void
test_root_removed (Fixture *f, gconstpointer data)
{
  if (audio_files_missing (audio))
    return;
  put_song (f, NULL);
  scan (f, remove_root);
  g_assert_cmpuint (count (f), ==, 0);
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "worker"))
    return att_tag_worker_main ();

  g_test_init (&argc, &argv, NULL);
  audio = audio_files_make ();
#define ADD(name, function) g_test_add ("/library/scan-meanwhile/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("gone", test_gone);
  ADD ("trashed", test_trashed);
  ADD ("edited", test_edited);
  ADD ("changed", test_changed);
  ADD ("root-removed", test_root_removed);
#undef ADD
  status = g_test_run ();
  if (audio != NULL)
    audio_files_remove (audio);
  g_free (audio);
  return status;
}
