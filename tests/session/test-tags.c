/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What belongs to a file, through the session: its tags changed and taken back while the library keeps who it is, its
 * words, its drawing.
 */
#include "att-session-playing.h"
#include "att-session-radio.h"
#include "att-session-worker.h"
#include "session-test.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *dir, *music;
  AttSession *session;
  AttTagResult *result;
  AttLyrics *lyrics;
  GBytes *envelope;
  gboolean done;
  AttTrack *published;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *data_dir = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  self->dir = g_dir_make_tmp ("attacca-tags-XXXXXX", NULL);
  self->music = g_build_filename (self->dir, "music", NULL);
  data_dir = g_build_filename (self->dir, "data", NULL);
  g_mkdir_with_parents (self->music, 0700);
  write_wav (self->music, "one.wav", 22050, 2, 220, -12);
  write_wav (self->music, "two.wav", 22050, 2, 330, -12);
  self->session = att_session_open (data_dir, &error);
  g_assert_no_error (error);
  g_assert_true (att_session_scan (self->session, (const char *const[]){ self->music, NULL }, TRUE, NULL, NULL, &counts,
                                   &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.added, ==, 2);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  att_session_close (self->session);
  g_object_unref (self->session);
  g_clear_object (&self->published);
  remove_all (self->dir);
  g_free (self->dir);
  g_free (self->music);
}

static AttTrack *
get_track (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->music, name, NULL);
  g_autoptr (GError) error = NULL;
  AttTrack *track = att_session_find_track (self->session, path, &error);

  g_assert_no_error (error);
  return track;
}

static void
edited_cb (GObject *source, GAsyncResult *async, gpointer data)
{
  Fixture *self = data;

  self->result = att_session_edit_tags_finish (ATT_SESSION (source), async);
}

static void
rated_cb (GObject *source, GAsyncResult *async, gpointer data)
{
  Fixture *self = data;

  g_assert_true (att_session_set_rating_finish (ATT_SESSION (source), async, NULL));
  self->done = TRUE;
}

static void
published_cb (AttSession *session, AttTrack *track, Fixture *self)
{
  g_set_object (&self->published, track);
}

/* the library shows it at once, and it is the same track: id, rating */
static void
test_identity (Fixture *self, gconstpointer data)
{
  g_autoptr (AttTrack) before = get_track (self, "one.wav"), after = NULL, restored = NULL;
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) att_tag_edit_free);
  g_autoptr (AttTagResult) first = NULL, second = NULL;
  g_autofree char *path = g_build_filename (self->music, "one.wav", NULL);
  AttTagEdit *edit = att_tag_edit_new (path);

  att_session_set_rating_async (self->session, before->id, 7, rated_cb, self);
  wait_until (self->done);
  g_signal_connect (self->session, "track-changed", G_CALLBACK (published_cb), self);
  edit->values[ATT_FIELD_TITLE] = g_strdup ("Kites");
  edit->values[ATT_FIELD_ARTIST] = g_strdup ("Mira; Osei");
  edit->values[ATT_FIELD_YEAR] = g_strdup ("1987");
  g_ptr_array_add (edits, edit);
  att_session_edit_tags_async (self->session, edits, edited_cb, self);
  wait_until (self->result);
  first = g_steal_pointer (&self->result);
  g_assert_cmpuint (first->problems->len, ==, 0);
  g_assert_cmpuint (first->undo->len, ==, 1);
  after = get_track (self, "one.wav");
  g_assert_cmpint (after->id, ==, before->id);
  g_assert_cmpstr (after->title, ==, "Kites");
  g_assert_cmpstr (after->artist, ==, "Mira, Osei");
  g_assert_cmpint (after->year, ==, 1987);
  g_assert_cmpint (after->rating, ==, 7);
  wait_until (self->published && g_strcmp0 (self->published->title, "Kites") == 0); /* queue and bar hear of it */

  att_session_edit_tags_async (self->session, first->undo, edited_cb, self);
  wait_until (self->result);
  second = g_steal_pointer (&self->result);
  g_assert_cmpuint (second->problems->len, ==, 0);
  restored = get_track (self, "one.wav");
  g_assert_cmpint (restored->id, ==, before->id);
  g_assert_cmpstr (restored->title, ==, before->title);
  g_assert_cmpstr (restored->artist, ==, before->artist);
  g_assert_cmpint (restored->year, ==, 0);
  g_assert_cmpint (restored->rating, ==, 7);
}

static void
lyrics_cb (GObject *source, GAsyncResult *async, gpointer data)
{
  Fixture *self = data;

  self->lyrics = att_session_get_lyrics_finish (ATT_SESSION (source), async, NULL);
  self->done = TRUE;
}

static void
envelope_cb (GObject *source, GAsyncResult *async, gpointer data)
{
  Fixture *self = data;

  self->envelope = att_session_get_envelope_finish (ATT_SESSION (source), async, NULL);
  self->done = TRUE;
}

static void
test_lyrics (Fixture *self, gconstpointer data)
{
  g_autoptr (AttTrack) track = get_track (self, "two.wav");
  g_autofree char *path = g_build_filename (self->music, "two.lrc", NULL);
  g_autoptr (AttLyrics) lyrics = NULL;

  g_assert_true (g_file_set_contents (path, "[00:01.00]Words", -1, NULL));
  att_session_get_lyrics_async (self->session, track->uri, NULL, lyrics_cb, self);
  wait_until (self->done);
  lyrics = self->lyrics;
  g_assert_cmpuint (lyrics->lines->len, ==, 1);
  g_assert_cmpstr (att_lyrics_get_line (lyrics, 0)->text, ==, "Words");
}

/* of a track that nobody has listened to: decoded when it is asked for, and kept: the file may go */
static void
test_envelope (Fixture *self, gconstpointer data)
{
  g_autoptr (AttTrack) track = get_track (self, "two.wav");
  g_autofree char *path = g_build_filename (self->music, "two.wav", NULL);
  g_autoptr (GBytes) first = NULL, second = NULL;

  att_session_get_envelope_async (self->session, track, NULL, envelope_cb, self);
  wait_until (self->done);
  first = g_steal_pointer (&self->envelope);
  g_assert_nonnull (first);
  g_assert_cmpuint (g_bytes_get_size (first), ==, 300);
  g_assert_cmpint (ABS (((const guint8 *) g_bytes_get_data (first, NULL))[150] - 107), <=, 2); /* -15 dBFS RMS */
  g_assert_cmpint (g_unlink (path), ==, 0);
  self->done = FALSE;
  att_session_get_envelope_async (self->session, track, NULL, envelope_cb, self);
  wait_until (self->done);
  second = g_steal_pointer (&self->envelope);
  g_assert_nonnull (second);
  g_assert_true (g_bytes_equal (first, second));
}

int
main (int argc, char *argv[])
{
  const int worker = att_session_run_worker (argc, argv);

  if (worker >= 0)
    return worker;
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/session/tags/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("identity", test_identity);
  ADD ("lyrics", test_lyrics);
  ADD ("envelope", test_envelope);
#undef ADD
  return g_test_run ();
}
