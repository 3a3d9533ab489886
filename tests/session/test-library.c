/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a listener does with the files of the library: into the trash and back,
 * folders left out and taken in again.
 */
#include "att-session-radio.h"
#include "att-session-worker.h"
#include "att-session-playing.h"
#include "session-test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *dir, *music;
  AttSession *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *data_dir = NULL, *live = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  fixture->dir = g_dir_make_tmp ("attacca-library-XXXXXX", NULL);
  fixture->music = g_build_filename (fixture->dir, "music", NULL);
  live = g_build_filename (fixture->music, "Live", NULL);
  data_dir = g_build_filename (fixture->dir, "data", NULL);
  g_mkdir_with_parents (live, 0700);
  write_wav (fixture->music, "one.wav", 22050, 1, 220, -12);
  write_wav (fixture->music, "two.wav", 22050, 1, 330, -12);
  write_wav (live, "three.wav", 22050, 1, 440, -12);
  fixture->session = att_session_open (data_dir, &error);
  g_assert_no_error (error);
  att_session_set_setting (fixture->session, ATT_SETTING_ANALYZE, "off");
  g_assert_true (att_session_scan (fixture->session, (const char *const[]){ fixture->music, NULL }, TRUE, NULL, NULL,
                                   &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.added, ==, 3);
  att_session_start (fixture->session);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  att_session_close (fixture->session);
  g_object_unref (fixture->session);
  remove_all (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->music);
}

static guint
count (Fixture *fixture)
{
  return att_session_count_tracks (fixture->session, NULL);
}

static void
take_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object ((GAsyncResult **) data, result);
}

static AttTrashed *
trash_all (Fixture *fixture, GPtrArray *tracks)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  AttTrashed *trashed;

  att_session_trash_async (fixture->session, tracks, take_cb, &result);
  wait_until (result != NULL);
  trashed = att_session_trash_finish (fixture->session, result, &error);
  g_assert_no_error (error);
  return trashed;
}

static AttTrashed *
trash (Fixture *fixture, AttTrack *track)
{
  g_autoptr (GPtrArray) tracks = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (tracks, g_object_ref (track));
  return trash_all (fixture, tracks);
}

static void
test_trash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->music, "one.wav", NULL), *name = NULL;
  g_autoptr (GAsyncResult) rated = NULL, back = NULL;
  g_autoptr (AttTrack) track = NULL, again = NULL, part = NULL;
  g_autoptr (GError) error = NULL;
  AttTrashed *trashed, *restored, *refused;

  track = att_session_find_track (fixture->session, path, &error);
  g_assert_no_error (error);
  att_session_set_rating_async (fixture->session, track->id, 9, take_cb, &rated);
  wait_until (rated != NULL);

  trashed = trash (fixture, track);
  if (trashed->paths->len == 0)
    {
      g_autofree char *why = g_strdup_printf ("no trash here: %s", trashed->problem);

      att_trashed_free (trashed);
      g_test_skip (why);
      return;
    }
  g_assert_cmpuint (trashed->n_failed, ==, 0);
  g_assert_cmpstr (g_ptr_array_index (trashed->paths, 0), ==, path);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count (fixture), ==, 2);

  att_session_untrash_async (fixture->session, trashed->paths, take_cb, &back);
  wait_until (back != NULL);
  restored = att_session_trash_finish (fixture->session, back, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (restored->problem, ==, NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  wait_until (count (fixture) == 3);
  again = att_session_find_track (fixture->session, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->id, ==, track->id);
  g_assert_cmpint (again->rating, ==, 9);
  att_trashed_free (restored);

  /* it is there again: there is nothing left to bring back */
  g_clear_object (&back);
  att_session_untrash_async (fixture->session, trashed->paths, take_cb, &back);
  wait_until (back != NULL);
  restored = att_session_trash_finish (fixture->session, back, &error);
  g_assert_nonnull (restored->problem);
  att_trashed_free (restored);
  att_trashed_free (trashed);

  /* what is no file of its own, and what is gone already, say so */
  name = g_strconcat (track->uri, "#2", NULL);
  part = att_track_new_for_uri (name);
  refused = trash (fixture, part);
  g_assert_cmpuint (refused->n_failed, ==, 1);
  g_assert_nonnull (refused->problem);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  att_trashed_free (refused);
  g_unlink (path);
  refused = trash (fixture, track);
  g_assert_cmpuint (refused->n_failed, ==, 1);
  g_assert_nonnull (strstr (refused->problem, "one.wav"));
  att_trashed_free (refused);
}

/* songs that are parts of a file go with it, and it goes with all of them only */
static void
test_trash_parts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->music, "one.wav", NULL);
  g_autofree char *sheet = g_build_filename (fixture->music, "one.cue", NULL);
  const AttTrackQuery query = { .text = "side" };
  g_autoptr (GPtrArray) parts = NULL, again = NULL;
  g_autoptr (GAsyncResult) back = NULL;
  g_autoptr (GError) error = NULL;
  AttTrashed *refused, *trashed, *restored;

  g_assert_true (g_file_set_contents (sheet, "FILE one.wav WAVE\nTRACK 01 AUDIO\nTITLE \"Side A\"\nINDEX 01 00:00:00\n"
                                             "TRACK 02 AUDIO\nTITLE \"Side B\"\nINDEX 01 00:00:20\n", -1, NULL));
  g_assert_true (att_session_scan (fixture->session, (const char *const[]){ fixture->music, NULL }, TRUE, NULL, NULL,
                                   NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture), ==, 4);
  parts = att_session_list_tracks (fixture->session, &query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 2);

  refused = trash (fixture, g_ptr_array_index (parts, 1));
  g_assert_cmpuint (refused->n_failed, ==, 1);
  g_assert_nonnull (strstr (refused->problem, "Side"));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  att_trashed_free (refused);

  trashed = trash_all (fixture, parts);
  if (trashed->paths->len == 0)
    {
      att_trashed_free (trashed);
      g_test_skip ("no trash here");
      return;
    }
  g_assert_cmpuint (trashed->n_failed, ==, 0);
  g_assert_cmpuint (trashed->paths->len, ==, 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count (fixture), ==, 2);
  att_session_untrash_async (fixture->session, trashed->paths, take_cb, &back);
  wait_until (back != NULL);
  restored = att_session_trash_finish (fixture->session, back, &error);
  g_assert_no_error (error);
  wait_until (count (fixture) == 4);
  again = att_session_list_tracks (fixture->session, &query, &error);
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_cmpint (((AttTrack *) g_ptr_array_index (again, 0))->id, ==, ((AttTrack *) g_ptr_array_index (parts, 0))->id);
  att_trashed_free (restored);
  att_trashed_free (trashed);
}

static AttRelated *
ask_related (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->music, name, NULL);
  g_autoptr (GPtrArray) tracks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  AttRelated *related;

  g_ptr_array_add (tracks, att_session_find_track (fixture->session, path, &error));
  g_assert_no_error (error);
  att_session_list_related_async (fixture->session, tracks, 5, cancellable, take_cb, &result);
  wait_until (result != NULL);
  related = att_session_list_related_finish (fixture->session, result, &error);
  g_assert_no_error (error);
  return related;
}

static void
count_cb (AttSession *session, guint *n)
{
  ++*n;
}

/* a song that the radio has not read yet is one of which more may be said later, not an error */
static void
test_related (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttRelated) before = NULL, early = NULL;
  guint n_changed = 0;

  wait_until (!att_progress_is_active (att_session_get_scan_progress (fixture->session)));
  before = ask_related (fixture, "one.wav");
  g_assert_cmpuint (before->sounds->len, ==, 0);
  g_signal_connect (fixture->session, "library-changed", G_CALLBACK (count_cb), &n_changed);
  write_wav (fixture->music, "new.wav", 22050, 1, 550, -12);
  g_assert_true (att_session_scan (fixture->session, (const char *const[]){ fixture->music, NULL }, FALSE, NULL, NULL,
                                   NULL, NULL));
  wait_until (n_changed > 0);
  early = ask_related (fixture, "new.wav");
  g_assert_cmpuint (early->sounds->len, ==, 0);
  g_assert_cmpuint (early->together->len, ==, 0);
  g_assert_true (early->may_come);
  g_signal_handlers_disconnect_by_data (fixture->session, &n_changed);
}

static void
set_excluded (Fixture *fixture, const char *path, gboolean excluded, gboolean works)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  att_session_set_excluded_async (fixture->session, path, excluded, take_cb, &result);
  wait_until (result != NULL);
  g_assert_true (att_session_set_excluded_finish (fixture->session, result, &error) == works);
  g_assert_true ((error == NULL) == works);
}

static void
test_excluded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *live = g_build_filename (fixture->music, "Live", NULL);
  g_autofree char *path = g_build_filename (live, "three.wav", NULL);
  g_autoptr (AttTrack) before = att_session_find_track (fixture->session, path, NULL), after = NULL;
  g_autoptr (GPtrArray) roots = NULL, later = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };
  AttRoot *root;

  set_excluded (fixture, live, TRUE, TRUE);
  wait_until (count (fixture) == 2);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS)); /* the file is left alone */
  roots = att_session_list_roots (fixture->session, &error);
  g_assert_no_error (error);
  root = g_ptr_array_index (roots, 0);
  g_assert_cmpuint (root->n_tracks, ==, 2);
  g_assert_cmpuint (g_strv_length (root->excluded), ==, 1);
  g_assert_cmpstr (root->excluded[0], ==, live);

  /* nor does a scan of everything, or of the file itself, bring it back */
  g_assert_true (att_session_scan (fixture->session, (const char *const[]){ fixture->music, path, NULL }, FALSE, NULL,
                                   NULL, &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture), ==, 2);

  set_excluded (fixture, live, FALSE, TRUE);
  wait_until (count (fixture) == 3);
  after = att_session_find_track (fixture->session, path, &error);
  g_assert_cmpint (after->id, ==, before->id);
  later = att_session_list_roots (fixture->session, &error);
  g_assert_cmpuint (g_strv_length (((AttRoot *) g_ptr_array_index (later, 0))->excluded), ==, 0);

  set_excluded (fixture, "/elsewhere", TRUE, FALSE);
  set_excluded (fixture, fixture->music, TRUE, FALSE); /* the whole folder: that is to be removed instead */
}

/* a list that is longer than the queue: the rest comes by itself, in its order, and without what has gone; not after
 * something else was played */
static void
test_follow (Fixture *fixture, gconstpointer data)
{
  AttTrackQuery all = { .sort = ATT_SORT_TITLE, .with_missing = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_tracks (fixture->session, &all, &error), one = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  const AttTrackId gone = 4711;
  GListModel *queue;

  g_assert_no_error (error);
  g_assert_true (att_session_enable_playback (fixture->session, "fakesink sync=true", FALSE, FALSE, &error));
  g_assert_no_error (error);
  queue = G_LIST_MODEL (att_session_get_queue (fixture->session));
  one = g_ptr_array_new ();
  g_ptr_array_add (one, g_ptr_array_index (tracks, 0));
  for (guint i = 0; i < tracks->len; i++)
    {
      g_array_append_val (ids, ((AttTrack *) g_ptr_array_index (tracks, i))->id);
      g_array_append_val (ids, gone);
    }
  att_session_play_tracks (fixture->session, one, 0);
  att_session_follow_with (fixture->session, ids, 2);
  wait_until (g_list_model_get_n_items (queue) >= 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (AttQueueItem) item = g_list_model_get_item (queue, i);

      g_assert_cmpint (item->track->id, ==, ((AttTrack *) g_ptr_array_index (tracks, i))->id);
      g_assert_cmpint (item->origin, ==, i == 0 ? ATT_ORIGIN_LISTENER : ATT_ORIGIN_QUEUE);
    }
  att_session_play_tracks (fixture->session, one, 0);
  att_session_follow_with (fixture->session, ids, 2);
  att_session_play_tracks (fixture->session, one, 0);
  wait_until (att_play_queue_get_current (ATT_PLAY_QUEUE (queue)) == 0);
  for (guint i = 0; i < 200; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (att_play_queue_get_n_own (ATT_PLAY_QUEUE (queue)), ==, 0);
}

static void
keep_cb (AttSession *session, const char *message, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (message);
}

static void
cannot_cb (AttSession *session, char **uris, char **causes, char **kept)
{
  g_assert_cmpuint (g_strv_length (uris), ==, 2);
  g_assert_cmpuint (g_strv_length (causes), ==, 2);
  g_assert_true (g_str_has_suffix (uris[1], "/never.ogg"));
  g_assert_cmpstr (causes[1], ==, g_strerror (ENOENT));
  g_free (*kept);
  *kept = g_strdup_printf ("%s %s", uris[0], causes[0]);
}

static char *
put (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_filename_to_uri (path, NULL, NULL);
}

static gboolean
is_at (AttPlayQueue *queue, int position, const char *suffix)
{
  AttQueueItem *item = att_play_queue_get_item (queue, position);

  return item != NULL && g_str_has_suffix (item->track->uri, suffix);
}

/* all that is opened and cannot be is told, each with its cause, and what plays plays on */
static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (4000, 'a'), *folder = g_build_filename (fixture->dir, "\xff leer", NULL);
  g_autofree char *empty = put (fixture, "empty.mp3", ""), *itself = put (fixture, "itself.m3u", "itself.m3u\n");
  g_autofree char *noise = put (fixture, "noise.xspf", "<playlist"), *message = NULL;
  g_autofree char *more = put (fixture, "more.m3u", "itself.m3u\nmore.m3u\nmusic/one.wav\nempty.mp3\nmore.m3u\n");
  const struct { char *uri; const char *cause; } opened[] = {
    { g_strdup (empty), "empty" },
    { g_strdup (itself), "no music" },
    { g_strdup (noise), "" },
    { g_filename_to_uri (folder, NULL, NULL), "no music" },
    { g_strconcat ("file:///", long_name, NULL), g_strerror (ENAMETOOLONG) },
    { g_strconcat ("file://", fixture->music, "/gone.ogg", NULL), g_strerror (ENOENT) },
  };
  AttTrackQuery all = { .sort = ATT_SORT_TITLE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_tracks (fixture->session, &all, &error);
  AttPlayQueue *queue;

  g_assert_no_error (error);
  g_mkdir (folder, 0700);
  g_assert_true (att_session_enable_playback (fixture->session, "fakesink sync=true", FALSE, FALSE, &error));
  g_assert_no_error (error);
  g_signal_connect (fixture->session, "message", G_CALLBACK (keep_cb), &message);
  g_signal_connect (fixture->session, "cannot-open", G_CALLBACK (cannot_cb), &message);
  queue = att_session_get_queue (fixture->session);
  att_player_set_repeat (att_session_get_player (fixture->session), ATT_REPEAT_ALL);
  att_session_play_tracks (fixture->session, tracks, 0);
  for (guint i = 0; i < G_N_ELEMENTS (opened); i++)
    {
      att_session_play_uris (fixture->session, (const char *const[]){ opened[i].uri, "file:///never.ogg", NULL });
      wait_until (message != NULL);
      g_test_message ("%s", message);
      g_assert_true (g_str_has_prefix (message, opened[i].uri));
      g_assert_nonnull (strstr (message, opened[i].cause));
      g_assert_true (g_utf8_validate (message, -1, NULL));
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, tracks->len);
      g_clear_pointer (&message, g_free);
      g_free (opened[i].uri);
    }
  att_session_play_uris (fixture->session, (const char *const[]){ more, NULL });
  wait_until (is_at (queue, 0, "/one.wav") && is_at (queue, 1, "/empty.mp3"));
  g_assert_false (is_at (queue, 2, ".m3u"));
  wait_until (message != NULL && strstr (message, "/empty.mp3”") != NULL); /* from the player, once it comes to it */
  g_free (message);
  message = NULL;
  g_signal_handlers_disconnect_by_data (fixture->session, &message);
}

int
main (int argc, char *argv[])
{
  g_autofree char *home = NULL;
  int status = att_session_run_worker (argc, argv);

  if (status >= 0)
    return status;
  home = g_dir_make_tmp ("attacca-library-home-XXXXXX", NULL); /* the trash is in it */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/session/library/trash", Fixture, NULL, set_up, test_trash, tear_down);
  g_test_add ("/session/library/trash-parts", Fixture, NULL, set_up, test_trash_parts, tear_down);
  g_test_add ("/session/library/excluded", Fixture, NULL, set_up, test_excluded, tear_down);
  g_test_add ("/session/library/related", Fixture, NULL, set_up, test_related, tear_down);
  g_test_add ("/session/library/nonsense", Fixture, NULL, set_up, test_nonsense, tear_down);
  g_test_add ("/session/library/follow", Fixture, NULL, set_up, test_follow, tear_down);
  status = g_test_run ();
  remove_all (home);
  return status;
}
