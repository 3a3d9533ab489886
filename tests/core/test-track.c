/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-track.h"

static gpointer
make_tracks (gpointer data)
{
  const char *genres[] = { "Jazz", "Bebop" };

  for (int i = 0; i < 20000; i++)
    {
      g_autoptr (AttTrack) track = att_track_new ();

      att_track_set_string (&track->artist, "The only artist", TRUE);
      att_track_set_genres (track, genres, 2);
      g_assert_cmpstr (track->artist, ==, "The only artist");
      g_assert_cmpstr (att_track_get_genre (track), ==, "Jazz");
    }
  return NULL;
}

/* GLib 2.74's own interning fails here: a name can be handed out while another thread frees it */
static void
test_names_from_threads (void)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("tracks", make_tracks, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_copy (void)
{
  g_autoptr (AttTrack) track = att_track_new_for_uri ("file:///music/A%20song.ogg");
  g_autoptr (AttTrack) copy = NULL;
  const char *genres[] = { "Jazz" };

  att_track_set_string (&track->album, "Album", TRUE);
  att_track_set_genres (track, genres, 1);
  track->year = 1959;
  copy = att_track_copy (track);
  g_clear_object (&track);
  g_assert_cmpstr (att_track_get_title (copy), ==, "A song"); /* the file's name, where there is no title */
  g_assert_cmpstr (copy->album, ==, "Album");
  g_assert_cmpstr (att_track_get_genre (copy), ==, "Jazz");
  g_assert_cmpint (copy->year, ==, 1959);
  g_assert_true (att_track_has (copy, ATT_TRACK_TRANSIENT));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/track/names-from-threads", test_names_from_threads);
  g_test_add_func ("/core/track/copy", test_copy);
  return g_test_run ();
}
