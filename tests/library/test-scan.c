/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Real scans: real files, real workers (this program is its own), a real database.
 */
#include "audio-files.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "att-scanner.h"
#include "att-store-listening.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"
#include "att-tags-message.h"
#include "att-workers.h"

static char *audio; /* NULL: the files cannot be made here */

typedef struct {
  char *dir, *music;  /* the music folder inside the test's own */
  AttStore *store;
  guint n_changed;    /* emissions of "changed" */
} Fixture;

static void
changed_cb (AttStore *store, guint changes, gpointer user_data)
{
  ((Fixture *) user_data)->n_changed++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *db = NULL;
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("att-scan-XXXXXX", NULL);
  f->music = g_build_filename (f->dir, "music", NULL);
  g_assert_cmpint (g_mkdir (f->music, 0700), ==, 0);
  db = g_build_filename (f->dir, "library.db", NULL);
  f->store = att_store_open (db, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (f->store, "changed", G_CALLBACK (changed_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  att_store_close (f->store);
  g_assert_finalize_object (f->store);
  audio_files_remove (f->dir);
  g_free (f->dir);
  g_free (f->music);
}

/* copies an audio file to a place under the music folder */
static void
put (Fixture *f, const char *from, const char *to)
{
  g_autofree char *target = g_build_filename (f->music, to, NULL), *folder = g_path_get_dirname (target);
  g_autofree char *source = g_build_filename (audio, from, NULL), *bytes = NULL;
  gsize n;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (source, &bytes, &n, NULL));
  g_assert_true (g_file_set_contents (target, bytes, n, NULL));
}

static void
put_text (Fixture *f, const char *to, const char *text)
{
  g_autofree char *target = g_build_filename (f->music, to, NULL), *folder = g_path_get_dirname (target);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (target, text, -1, NULL));
}

static char *
in_music (Fixture *f, const char *name)
{
  return g_build_filename (f->music, name, NULL);
}

static AttScanCounts
scan_path (Fixture *f, const char *path)
{
  const char *paths[] = { path, NULL };
  AttScanCounts counts = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (att_scanner_run (f->store, paths, NULL, NULL, &counts, &error));
  g_assert_no_error (error);
  return counts;
}

static AttScanCounts
scan (Fixture *f)
{
  return scan_path (f, f->music);
}

#define assert_counts(counts, a, u, r, x)      \
  G_STMT_START                                 \
    {                                          \
      const AttScanCounts counts_ = counts;    \
      g_assert_cmpuint (counts_.added, ==, a);   \
      g_assert_cmpuint (counts_.updated, ==, u); \
      g_assert_cmpuint (counts_.removed, ==, r); \
      g_assert_cmpuint (counts_.failed, ==, x);  \
    }                                          \
  G_STMT_END

/* NULL: not in the library */
static AttTrack *
find (Fixture *f, const char *name)
{
  g_autofree char *path = in_music (f, name);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  return att_store_find_track (f->store, uri, NULL);
}

static gint64
id_of (Fixture *f, const char *name)
{
  g_autoptr (AttTrack) track = find (f, name);

  g_assert_nonnull (track);
  return track->id;
}

static guint
count (Fixture *f, gboolean with_missing)
{
  const AttTrackQuery query = { .with_missing = with_missing };

  return att_store_count_tracks (f->store, &query, NULL);
}

/* the cause kept for a file, or NULL */
static char *
failure_of (Fixture *f, const char *name)
{
  g_autofree char *path = in_music (f, name);
  g_autoptr (GPtrArray) failures = att_store_list_failures (f->store, NULL);

  for (guint i = 0; i < failures->len; i++)
    {
      const AttFailure *failure = g_ptr_array_index (failures, i);

      if (g_str_equal (failure->path, path))
        return g_strdup (failure->cause);
    }
  return NULL;
}

static void
add_event (Fixture *f, AttTrackId id, AttEventKind kind)
{
  g_autoptr (AttEvent) event = att_event_new (id, kind, 1000);

  event->heard_ms = event->length_ms = 180000;
  event->ending = kind == ATT_EVENT_PLAY ? ATT_ENDING_FINISHED : ATT_ENDING_NONE;
  event->origin = ATT_ORIGIN_LISTENER;
  event->confidence = 1;
  g_assert_true (att_store_add_event (f->store, event, NULL));
}

/* --- */

static void
test_first (Fixture *f, gconstpointer data)
{
  g_autoptr (AttTrack) track = NULL;
  g_autoptr (AttProgress) progress = att_progress_new ();
  const char *paths[] = { f->music, NULL };
  AttScanCounts counts = { 0 };
  g_autoptr (GPtrArray) roots = NULL;
  g_autofree char *cause = NULL;

  if (audio_files_missing (audio))
    return;
  put (f, "a.flac", "One/1.flac");
  put (f, "a.ogg", "One/2.ogg");
  put (f, "b.mp3", "Two/x.flac");          /* the name lies */
  put (f, "b.flac", "Two/no extension");
  put (f, "b.ogg", ".hidden.ogg");
  put (f, "b.ogg", ".hidden/3.ogg");
  put (f, "b.ogg", "Private/3.ogg");
  put_text (f, "Private/.nomedia", "");
  put_text (f, "One/notes", "not audio, and its name does not say so");
  put_text (f, "One/cover.jpg", "not even looked at");
  put_text (f, "broken.mp3", "not audio, and its name says otherwise");
  g_assert_true (att_store_add_root (f->store, f->music, NULL, NULL));
  g_assert_true (att_scanner_run (f->store, paths, progress, NULL, &counts, NULL));
  assert_counts (counts, 4, 0, 0, 1);
  g_assert_cmpuint (att_progress_get_done (progress), ==, 5);
  g_assert_false (att_progress_is_active (progress));
  track = find (f, "Two/x.flac");
  g_assert_cmpint (track->audio_type, ==, ATT_AUDIO_MP3);
  cause = failure_of (f, "broken.mp3");
  g_assert_nonnull (cause);
  roots = att_store_list_roots (f->store, NULL);
  g_assert_cmpint (((AttRoot *) g_ptr_array_index (roots, 0))->scanned_at, >, 0);
}

static gint64
modified_at (Fixture *f, const char *suffix)
{
  g_autofree char *path = g_strconcat (f->dir, "/library.db", suffix, NULL);
  GStatBuf st;

  if (g_stat (path, &st) < 0)
    return 0;
  return (gint64) st.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + st.st_mtim.tv_nsec + st.st_size;
}

static void
test_rescan_writes_nothing (Fixture *f, gconstpointer data)
{
  gint64 db, wal;

  if (audio_files_missing (audio))
    return;
  put (f, "a.flac", "1.flac");
  put (f, "a.ogg", "2.ogg");
  put_text (f, "broken.mp3", "broken");
  put_text (f, "list.m3u", "1.flac\n2.ogg\n");
  put_text (f, "broken.xspf", "<playlist/>");
  g_assert_true (att_store_add_root (f->store, f->music, NULL, NULL));
  assert_counts (scan (f), 2, 0, 0, 2);
  for (gint64 until = g_get_monotonic_time () + 10 * G_USEC_PER_SEC; f->n_changed == 0;)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, TRUE);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  f->n_changed = 0;
  db = modified_at (f, "");
  wal = modified_at (f, "-wal");
  assert_counts (scan (f), 0, 0, 0, 0);
  assert_counts (scan (f), 0, 0, 0, 0);
  g_usleep (150000); /* longer than a "changed" may take to come */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->n_changed, ==, 0);
  g_assert_cmpint (modified_at (f, ""), ==, db);
  g_assert_cmpint (modified_at (f, "-wal"), ==, wal);
}

/* moved, renamed, retagged, and back: one row, its plays and love */
static void
test_identity (Fixture *f, gconstpointer data)
{
  static const char *const places[] = { "1.mp3", "Moved/1.mp3", "Moved/renamed.mp3" };
  g_autofree char *first = in_music (f, places[0]), *folder = in_music (f, "Moved");
  g_autofree char *second = in_music (f, places[1]), *third = in_music (f, places[2]);
  gint64 id, other;

  if (audio_files_missing (audio))
    return;
  put (f, "a.mp3", places[0]);
  put (f, "b.mp3", "other.mp3");
  assert_counts (scan (f), 2, 0, 0, 0);
  id = id_of (f, places[0]);
  other = id_of (f, "other.mp3");
  add_event (f, id, ATT_EVENT_PLAY);
  add_event (f, id, ATT_EVENT_LOVE);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (g_rename (first, second), ==, 0);
  assert_counts (scan (f), 0, 1, 1, 0);
  g_assert_cmpint (id_of (f, places[1]), ==, id);

  g_assert_cmpint (g_rename (second, third), ==, 0);
  g_assert_true (audio_files_tag (f->music, places[2], "grow")); /* retagged on the way */
  assert_counts (scan (f), 0, 1, 1, 0);
  g_assert_cmpint (id_of (f, places[2]), ==, id);

  g_assert_true (audio_files_tag (f->music, places[2], "legacy"));
  g_assert_true (audio_files_tag (f->music, places[2], "strip"));
  assert_counts (scan (f), 0, 1, 0, 0);

  {
    g_autoptr (AttTrack) track = find (f, places[2]);

    g_assert_cmpint (track->id, ==, id);
    g_assert_cmpint (track->n_plays, ==, 1);
    g_assert_true (att_track_has (track, ATT_TRACK_LOVED));
    g_assert_null (track->title);
  }
  g_assert_cmpint (id_of (f, "other.mp3"), ==, other);
  g_assert_cmpuint (count (f, TRUE), ==, 2);

  /* a copy is another track as long as both are there */
  audio_files_copy (f->music, places[2], "copy.mp3");
  assert_counts (scan (f), 1, 0, 0, 0);
  g_assert_cmpint (id_of (f, "copy.mp3"), !=, id);
}

static void
test_changes (Fixture *f, gconstpointer data)
{
  g_autofree char *path = in_music (f, "1.flac"), *cause = NULL, *healed = NULL;
  gint64 id;

  if (audio_files_missing (audio))
    return;
  put (f, "a.flac", "1.flac");
  assert_counts (scan (f), 1, 0, 0, 0);
  id = id_of (f, "1.flac");

  put_text (f, "1.flac", "was audio once");
  assert_counts (scan (f), 0, 0, 0, 1);
  assert_counts (scan (f), 0, 0, 0, 0); /* not tried again */
  cause = failure_of (f, "1.flac");
  g_assert_nonnull (cause);

  put (f, "b.flac", "1.flac");
  assert_counts (scan (f), 0, 1, 0, 0);
  healed = failure_of (f, "1.flac");
  g_assert_null (healed);
  g_assert_cmpint (id_of (f, "1.flac"), ==, id);

  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_counts (scan (f), 0, 0, 1, 0);
  assert_counts (scan (f), 0, 0, 0, 0);
  g_assert_cmpuint (count (f, FALSE), ==, 0);
  g_assert_cmpuint (count (f, TRUE), ==, 1);

  put_text (f, "broken.mp3", "broken");
  assert_counts (scan (f), 0, 0, 0, 1);
  g_free (path);
  path = in_music (f, "broken.mp3");
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_counts (scan (f), 0, 0, 0, 0);
  healed = failure_of (f, "broken.mp3"); /* forgotten with its file */
  g_assert_null (healed);
}

/* a root that is not there, or an empty mount point: tracks are missing, and come back without being read again */
static void
test_unmounted (Fixture *f, gconstpointer data)
{
  g_autofree char *away = g_build_filename (f->dir, "away", NULL);
  g_autofree char *inside = in_music (f, "Album");
  gint64 id;

  if (audio_files_missing (audio))
    return;
  put (f, "a.flac", "Album/1.flac");
  put (f, "b.flac", "Album/2.flac");
  g_assert_true (att_store_add_root (f->store, f->music, NULL, NULL));
  assert_counts (scan (f), 2, 0, 0, 0);
  id = id_of (f, "Album/1.flac");
  add_event (f, id, ATT_EVENT_LOVE);

  for (int turn = 0; turn < 3; turn++)
    {
      g_autoptr (GPtrArray) roots = NULL;
      g_autoptr (AttTrack) track = NULL;

      g_assert_cmpint (g_rename (f->music, away), ==, 0);
      if (turn == 1)
        g_assert_cmpint (g_mkdir (f->music, 0700), ==, 0); /* an empty mount point */
      assert_counts (scan_path (f, turn == 2 ? inside : f->music), 0, 0, 2, 0);
      assert_counts (scan (f), 0, 0, 0, 0);
      roots = att_store_list_roots (f->store, NULL);
      g_assert_false (((AttRoot *) g_ptr_array_index (roots, 0))->mounted);
      g_assert_cmpuint (count (f, FALSE), ==, 0);
      g_assert_cmpuint (count (f, TRUE), ==, 2);

      g_rmdir (f->music);
      g_assert_cmpint (g_rename (away, f->music), ==, 0);
      assert_counts (scan (f), 0, 0, 0, 0);
      g_assert_cmpuint (count (f, FALSE), ==, 2);
      track = find (f, "Album/1.flac");
      g_assert_cmpint (track->id, ==, id);
      g_assert_true (att_track_has (track, ATT_TRACK_LOVED));
    }
}

static void
test_paths (Fixture *f, gconstpointer data)
{
  g_autofree char *nowhere = in_music (f, "nowhere"), *album = in_music (f, "Album");
  g_autofree char *one = in_music (f, "Album/1.flac");
  const char *paths[] = { album, nowhere, NULL }, *twice[] = { album, f->music, one, NULL };
  AttScanCounts counts = { 0 };
  g_autoptr (GError) error = NULL;

  if (audio_files_missing (audio))
    return;
  put (f, "a.flac", "Album/1.flac");
  put (f, "b.flac", "2.flac");
  g_assert_false (att_scanner_run (f->store, paths, NULL, NULL, &counts, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, nowhere));
  g_assert_cmpuint (count (f, TRUE), ==, 0); /* nothing was written before */

  assert_counts (scan_path (f, one), 1, 0, 0, 0); /* a single file */
  g_assert_true (att_scanner_run (f->store, twice, NULL, NULL, &counts, NULL));
  assert_counts (counts, 1, 0, 0, 0);

  audio_files_remove (album); /* a folder that is gone, named itself */
  assert_counts (scan_path (f, album), 0, 0, 1, 0);
  g_assert_cmpuint (count (f, FALSE), ==, 1);
}

static void
test_links (Fixture *f, gconstpointer data)
{
  g_autofree char *link = in_music (f, "A link"), *loop = in_music (f, "Real/loop"), *dead = in_music (f, "dead.flac");
  g_autofree char *outside = g_build_filename (f->dir, "outside", NULL), *out = in_music (f, "out"), *odd = NULL;

  if (audio_files_missing (audio))
    return;
  put (f, "a.flac", "Real/1.flac");
  put (f, "b.flac", "../outside/2.flac");
  g_assert_cmpint (symlink ("Real", link), ==, 0);
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dead), ==, 0);
  g_assert_cmpint (symlink (outside, out), ==, 0);
  assert_counts (scan (f), 2, 0, 0, 0);
  id_of (f, "Real/1.flac"); /* by its real address */
  id_of (f, "out/2.flac");

  /* a folder that cannot be read hides its tracks from nobody, and is named; root can read all */
  odd = in_music (f, "Real");
  if (geteuid () == 0)
    return;
  g_assert_cmpint (g_chmod (odd, 0), ==, 0);
  assert_counts (scan (f), 0, 0, 0, 1);
  assert_counts (scan (f), 0, 0, 0, 0);
  g_assert_cmpint (g_chmod (odd, 0700), ==, 0);
  assert_counts (scan (f), 0, 0, 0, 0);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  static const char *const names[] = {
    "100% #1?.flac", "new\nline.flac", "\xff\xfe latin.flac", "Ünï 音.flac", "..dots.flac",
  };

  if (audio_files_missing (audio))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    put (f, "a.flac", names[i]);
  assert_counts (scan (f), 4, 0, 0, 0); /* the last is hidden */
  for (gsize i = 0; i + 1 < G_N_ELEMENTS (names); i++)
    id_of (f, names[i]);
  assert_counts (scan (f), 0, 0, 0, 0);
}

static void
test_playlists (Fixture *f, gconstpointer data)
{
  g_autofree char *list = in_music (f, "Lists/mix.m3u8");
  g_autofree gint64 *ids = NULL;
  g_autofree AttTrackId *tracks = NULL;
  g_autoptr (GPtrArray) playlists = NULL, left = NULL;
  gsize n;

  if (audio_files_missing (audio))
    return;
  put (f, "a.flac", "Album/1.flac");
  put (f, "b.flac", "Album/2.flac");
  put_text (f, "Lists/mix.m3u8", "#EXTM3U\n../Album/2.flac\n..\\Album\\1.flac\nD:\\Music\\Album\\gone.flac\n");
  assert_counts (scan (f), 2, 0, 0, 0);
  playlists = att_store_list_playlists (f->store, NULL);
  g_assert_cmpuint (playlists->len, ==, 1);
  g_assert_cmpstr (((AttCollection *) g_ptr_array_index (playlists, 0))->title, ==, "mix");
  g_assert_true (att_store_load_playlist_entries (f->store, &ids, &tracks, &n, NULL));
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (tracks[0], ==, id_of (f, "Album/2.flac"));
  g_assert_cmpint (tracks[1], ==, id_of (f, "Album/1.flac"));

  g_assert_cmpint (g_unlink (list), ==, 0);
  scan (f);
  left = att_store_list_playlists (f->store, NULL);
  g_assert_cmpuint (left->len, ==, 0);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const char *paths[] = { f->music, NULL };
  g_autoptr (GError) error = NULL;

  if (audio_files_missing (audio))
    return;
  put (f, "a.flac", "1.flac");
  g_cancellable_cancel (cancellable);
  g_assert_false (att_scanner_run (f->store, paths, NULL, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count (f, TRUE), ==, 0);
  assert_counts (scan (f), 1, 0, 0, 0);
}

/* all that the test suites of other programs have found odd */
static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autofree char *odd = audio_files_shared ("odd"), *lists = audio_files_shared ("playlists");
  g_autoptr (GPtrArray) failures = NULL;
  AttScanCounts counts;

  if (odd == NULL || lists == NULL)
    return;
  counts = scan_path (f, odd);
  g_test_message ("%u read, %u not", (guint) counts.added, (guint) counts.failed);
  g_assert_cmpuint (counts.added, >=, 450);
  g_assert_cmpuint (counts.failed, >=, 100);
  failures = att_store_list_failures (f->store, NULL);
  g_assert_cmpuint (failures->len, ==, counts.failed);
  for (guint i = 0; i < failures->len; i++)
    {
      const AttFailure *failure = g_ptr_array_index (failures, i);

      g_assert_true (g_str_has_prefix (failure->path, odd));
      g_assert_cmpuint (strlen (failure->cause), >, 10);
      g_assert_null (strchr (failure->cause, '\n'));
      g_assert_null (strstr (failure->cause, "crash")); /* no worker died */
    }
  assert_counts (scan_path (f, odd), 0, 0, 0, 0);
  scan_path (f, lists);
  assert_counts (scan_path (f, lists), 0, 0, 0, 0);
}

/* a reader that a file named "crash" kills, and one named "crash once" the first time */
static GBytes *
handle_badly (GBytes *item, gpointer user_data)
{
  g_autofree char *path = g_strndup (g_bytes_get_data (item, NULL), g_bytes_get_size (item));
  g_autofree char *mark = g_strconcat (path, ".mark", NULL);
  g_autoptr (AttTags) tags = NULL;

  if (strstr (path, "crash once") != NULL && !g_file_test (mark, G_FILE_TEST_EXISTS))
    {
      g_file_set_contents (mark, "", 0, NULL);
      _exit (3);
    }
  if (strstr (path, "crash.") != NULL)
    raise (SIGKILL); /* no handler gets in between */
  tags = att_tag_reader_read (path, NULL);
  return att_tags_message_write (tags, "No");
}

static void
test_crash (Fixture *f, gconstpointer data)
{
  g_autofree char *cause = NULL, *exe = NULL, *script = NULL, *bad = NULL;

  if (audio_files_missing (audio))
    return;
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02d.flac", i);

      put (f, "a.flac", name);
    }
  put (f, "b.flac", "crash.flac");
  put (f, "b.ogg", "crash once.ogg");
  exe = g_file_read_link ("/proc/self/exe", NULL);
  script = g_strdup_printf ("#!/bin/sh\nATT_TEST_BAD_WORKER=1 exec '%s' \"$@\"\n", exe);
  bad = g_build_filename (f->dir, "bad-worker", NULL);
  g_assert_true (g_file_set_contents_full (bad, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  att_workers_set_executable (bad);
  assert_counts (scan (f), 41, 0, 0, 1);
  id_of (f, "crash once.ogg");
  cause = failure_of (f, "crash.flac");
  g_assert_nonnull (strstr (cause, "crashes"));
  assert_counts (scan (f), 0, 0, 0, 0); /* left alone until it changes */
  att_workers_set_executable (NULL);
}

/* no worker, no scan; and no file is blamed for it */
static void
test_no_worker (Fixture *f, gconstpointer data)
{
  const char *paths[] = { f->music, NULL };
  AttScanCounts counts = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) failures = NULL;

  put_text (f, "1.flac", "x");
  att_workers_set_executable ("/nonexistent/attacca");
  g_assert_false (att_scanner_run (f->store, paths, NULL, NULL, &counts, &error));
  att_workers_set_executable (NULL);
  g_assert_error (error, ATT_WORKERS_ERROR, ATT_WORKERS_ERROR_SPAWN);
  assert_counts (counts, 0, 0, 0, 0);
  failures = att_store_list_failures (f->store, NULL);
  g_assert_cmpuint (failures->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "worker"))
    return g_getenv ("ATT_TEST_BAD_WORKER") != NULL ? att_worker_serve (handle_badly, NULL) : att_tag_worker_main ();

  g_test_init (&argc, &argv, NULL);
  audio = audio_files_make ();
#define ADD(name, function) g_test_add ("/library/scan/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("first", test_first);
  ADD ("rescan-writes-nothing", test_rescan_writes_nothing);
  ADD ("identity", test_identity);
  ADD ("changes", test_changes);
  ADD ("unmounted", test_unmounted);
  ADD ("paths", test_paths);
  ADD ("links", test_links);
  ADD ("names", test_names);
  ADD ("playlists", test_playlists);
  ADD ("cancel", test_cancel);
  ADD ("crash", test_crash);
  ADD ("no-worker", test_no_worker);
  ADD ("odd", test_odd);
#undef ADD
  status = g_test_run ();
  if (audio != NULL)
    audio_files_remove (audio);
  g_free (audio);
  return status;
}
