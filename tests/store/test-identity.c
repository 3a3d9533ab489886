/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What makes two files one track: what was heard, loved and measured stays with it.
 */
#include "store-test.h"

static void
mark_heard (AttStore *store, AttTrackId id)
{
  g_autoptr (AttEvent) play = att_event_new (id, ATT_EVENT_PLAY, 1000), love = att_event_new (id, ATT_EVENT_LOVE, 1001);
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (GError) error = NULL;
  const float vector[] = { 1, 2, 3 };

  play->heard_ms = play->length_ms = 200000;
  play->ending = ATT_ENDING_FINISHED;
  att_store_add_event (store, play, &error);
  g_assert_no_error (error);
  att_store_add_event (store, love, &error);
  g_assert_no_error (error);
  g_ptr_array_add (batch, att_features_new (id, 1, vector, 3));
  att_store_write_features (store, batch, &error);
  g_assert_no_error (error);
  att_store_set_rating (store, id, 9, &error);
  g_assert_no_error (error);
}

static void
assert_heard (AttStore *store, AttTrack *track, gboolean has_features)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  AttFeatures *features;

  g_assert_cmpint (track->n_plays, ==, 1);
  g_assert_cmpint (track->last_played_at, ==, 1000);
  g_assert_true (att_track_has (track, ATT_TRACK_LOVED));
  g_assert_cmpint (track->rating, ==, 9);
  g_assert_false (att_track_has (track, ATT_TRACK_MISSING));
  events = att_store_list_events (store, 0, &error);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpint (((AttEvent *) g_ptr_array_index (events, 0))->track_id, ==, track->id);
  features = att_store_get_features (store, track->id, 1, &error);
  g_assert_true ((features != NULL) == has_features);
  g_assert_true (att_track_has (track, ATT_TRACK_ANALYZED) == has_features);
  g_clear_pointer (&features, att_features_free);
}

static void
test_move (void)
{
  const char *const entry[] = { "file:///m/old/a.flac", NULL };
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttTrack) before = NULL, after = NULL;
  g_autoptr (GPtrArray) playlists = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts;
  gint64 playlist;
  guint n;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/old/a.flac", "A", "X", "Y", "Rock", 42), NULL);
  before = test_find (test.store, "/m/old/a.flac");
  mark_heard (test.store, before->id);
  att_store_create_playlist (test.store, "Mine", &playlist, &error);
  att_store_append_to_playlist (test.store, playlist, entry, &error);
  g_assert_no_error (error);

  /* moved, renamed and retagged at once */
  test_gone (test.store, "/m/old/a.flac");
  counts = test_write (test.store, test_file ("/m/new/b.flac", "A, again", "X", "Y", "Pop", 42), NULL);
  g_assert_cmpuint (counts.updated, ==, 1);
  g_assert_cmpuint (counts.added, ==, 0);
  after = test_find (test.store, "/m/new/b.flac");
  g_assert_cmpint (after->id, ==, before->id);
  g_assert_cmpstr (after->title, ==, "A, again");
  g_assert_cmpstr (after->genres[0], ==, "Pop");
  assert_heard (test.store, after, TRUE);
  n = att_store_count_tracks (test.store, &(AttTrackQuery) { .with_missing = TRUE }, &error);
  g_assert_cmpuint (n, ==, 1);

  playlists = att_store_list_playlists (test.store, &error); /* the listener's own playlist follows */
  g_assert_cmpint (((AttCollection *) g_ptr_array_index (playlists, 0))->n_tracks, ==, 1);
}

static void
test_come_back (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttTrack) before = NULL, gone = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/a", "A", "X", "Y", "Rock", 42), NULL);
  before = test_find (test.store, "/m/a");
  mark_heard (test.store, before->id);
  test_gone (test.store, "/m/a");
  gone = test_find (test.store, "/m/a");
  g_assert_true (att_track_has (gone, ATT_TRACK_MISSING));
  g_assert_cmpuint (att_store_count_tracks (test.store, &(AttTrackQuery) { 0 }, &error), ==, 0);

  counts = test_write (test.store, test_file ("/m/a", "A", "X", "Y", "Rock", 42), NULL);
  g_assert_cmpuint (counts.updated, ==, 1);
  after = test_find (test.store, "/m/a");
  g_assert_cmpint (after->id, ==, before->id);
  assert_heard (test.store, after, TRUE);
}

static void
test_new_content (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttTrack) before = NULL, after = NULL;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/a", "A", "X", "Y", "Rock", 42), NULL);
  before = test_find (test.store, "/m/a");
  mark_heard (test.store, before->id);
  test_write (test.store, test_file ("/m/a", "A", "X", "Y", "Rock", 43), NULL);
  after = test_find (test.store, "/m/a");
  g_assert_cmpint (after->id, ==, before->id);
  assert_heard (test.store, after, FALSE); /* what was heard is not what is there now */
}

static void
test_copies (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttTrack) one = NULL, two = NULL;
  AttScanCounts counts;

  test_store_init (&test);
  counts = test_write (test.store, test_file ("/m/a", "A", "X", "Y", NULL, 42),
                       test_file ("/m/b", "A", "X", "Y", NULL, 42), NULL);
  g_assert_cmpuint (counts.added, ==, 2);
  counts = test_write (test.store, test_file ("/m/c", "A", "X", "Y", NULL, 42), NULL);
  g_assert_cmpuint (counts.added, ==, 1);
  one = test_find (test.store, "/m/a");
  two = test_find (test.store, "/m/b");
  g_assert_cmpint (one->id, !=, two->id);

  /* no hash: nothing to know it by */
  test_write (test.store, test_file ("/m/d", "D", "X", "Y", NULL, 0), NULL);
  test_gone (test.store, "/m/d");
  counts = test_write (test.store, test_file ("/m/e", "D", "X", "Y", NULL, 0), NULL);
  g_assert_cmpuint (counts.added, ==, 1);
}

static gint64
id_of (AttStore *store, const char *path)
{
  g_autoptr (AttTrack) track = test_find (store, path);

  return track->id;
}

/* a move between file systems: the copy is seen while the original is still there */
static void
test_copy_then_remove (void)
{
  const char *const entry[] = { "file:///m/old/a.flac", NULL };
  const float vector[] = { 9 };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) paths = g_ptr_array_new (), playlists = NULL, batch = NULL;
  g_autoptr (AttTrack) before = NULL, copy = NULL, after = NULL, other = NULL;
  g_autoptr (AttTags) tags = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };
  gint64 playlist;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/old/a.flac", "A", "X; Z", "Y", "Rock; Soul", 42), NULL);
  g_free (test_sql (test.path, "UPDATE tracks SET date_added_at = date_added_at - 3000"));
  before = test_find (test.store, "/m/old/a.flac");
  mark_heard (test.store, before->id);
  att_store_create_playlist (test.store, "Mine", &playlist, &error);
  att_store_append_to_playlist (test.store, playlist, entry, &error);
  g_assert_no_error (error);

  test_write (test.store, test_file ("/n/a.flac", "A", "X; Z", "Y", "Rock; Soul", 42),
              test_file ("/n/other.flac", "O", "X", "Y", "Rock", 43), NULL);
  copy = test_find (test.store, "/n/a.flac");
  g_assert_cmpint (copy->id, !=, before->id);
  batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_ptr_array_add (batch, att_features_new (copy->id, 1, vector, 1)); /* listened to already */
  g_assert_true (att_store_write_features (test.store, batch, &error));

  g_ptr_array_add (paths, (gpointer) "/m/old/a.flac");
  g_assert_true (att_store_mark_missing (test.store, paths, &counts, &error));
  g_assert_cmpuint (counts.removed, ==, 0);
  g_assert_cmpuint (counts.updated, ==, 1);
  after = test_find (test.store, "/n/a.flac");
  g_assert_cmpint (after->id, ==, before->id);
  g_assert_cmpstr (after->artist, ==, "X, Z");
  g_assert_cmpstr (after->genres[1], ==, "Soul");
  g_assert_cmpint (after->date_added_at, ==, before->date_added_at);
  assert_heard (test.store, after, TRUE);
  tags = att_store_get_tags (test.store, after->id, &error);
  g_assert_cmpuint (tags->credits->len, ==, 2);
  g_assert_cmpuint (att_store_count_tracks (test.store, &(AttTrackQuery) { .with_missing = TRUE }, &error), ==, 2);
  playlists = att_store_list_playlists (test.store, &error);
  g_assert_cmpint (((AttCollection *) g_ptr_array_index (playlists, 0))->n_tracks, ==, 1);

  /* a copy that was played itself stays a track of its own */
  test_write (test.store, test_file ("/o/a.flac", "A", "X; Z", "Y", "Rock; Soul", 42), NULL);
  other = test_find (test.store, "/o/a.flac");
  {
    g_autoptr (AttEvent) play = att_event_new (other->id, ATT_EVENT_PLAY, 5);

    g_assert_true (att_store_add_event (test.store, play, &error));
  }
  g_ptr_array_set_size (paths, 0);
  g_ptr_array_add (paths, (gpointer) "/n/a.flac");
  counts = (AttScanCounts) { 0 };
  g_assert_true (att_store_mark_missing (test.store, paths, &counts, &error));
  g_assert_cmpuint (counts.removed, ==, 1);
  g_assert_cmpuint (att_store_count_tracks (test.store, &(AttTrackQuery) { .with_missing = TRUE }, &error), ==, 3);

  /* nor is what came at the same time a move */
  test_write (test.store, test_file ("/p/1", "P", "X", "Y", NULL, 50), test_file ("/p/2", "P", "X", "Y", NULL, 50),
              NULL);
  g_free (test_sql (test.path, "UPDATE tracks SET date_added_at = 1 + (SELECT max (date_added_at) FROM tracks)"
                               " WHERE title = 'P'"));
  g_ptr_array_set_size (paths, 0);
  g_ptr_array_add (paths, (gpointer) "/p/1");
  g_assert_true (att_store_mark_missing (test.store, paths, &counts, &error));
  g_assert_cmpuint (counts.removed, ==, 2);
}

/* files that change places: the rows go with their content */
static void
test_renumber (void)
{
  const char *const mine[] = { "file:///m/1", "file:///m/2", NULL };
  g_auto (TestStore) test = { 0 };
  g_autofree char *titles = NULL, *in_playlist = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTrack) moved = NULL, old = NULL;
  AttScanCounts counts;
  gint64 a, b, c, playlist;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/1", "A", "X", "Y", NULL, 1), test_file ("/m/2", "B", "X", "Y", NULL, 2),
              test_file ("/m/3", "C", "X", "Y", NULL, 3), NULL);
  a = id_of (test.store, "/m/1");
  b = id_of (test.store, "/m/2");
  c = id_of (test.store, "/m/3");
  mark_heard (test.store, b);
  att_store_create_playlist (test.store, "Mine", &playlist, &error);
  att_store_append_to_playlist (test.store, playlist, mine, &error);
  g_assert_no_error (error);

  /* swapped */
  counts = test_write (test.store, test_file ("/m/1", "B", "X", "Y", NULL, 2),
                       test_file ("/m/2", "A", "X", "Y", NULL, 1), NULL);
  g_assert_cmpuint (counts.updated, ==, 2);
  g_assert_cmpint (id_of (test.store, "/m/1"), ==, b);
  g_assert_cmpint (id_of (test.store, "/m/2"), ==, a);
  titles = test_query (test.store, &(AttTrackQuery) { .playlist_id = playlist });
  g_assert_cmpstr (titles, ==, "A|B");

  /* the first goes, the others move up; a new one comes where the last was */
  counts = test_write (test.store, test_file ("/m/1", "A", "X", "Y", NULL, 1),
                       test_file ("/m/2", "C", "X", "Y", NULL, 3), test_file ("/m/3", "D", "X", "Y", NULL, 4), NULL);
  g_assert_cmpuint (counts.updated, ==, 2);
  g_assert_cmpuint (counts.added, ==, 1);
  g_assert_cmpint (id_of (test.store, "/m/1"), ==, a);
  g_assert_cmpint (id_of (test.store, "/m/2"), ==, c);
  g_assert_cmpuint (att_store_count_tracks (test.store, &(AttTrackQuery) { 0 }, &error), ==, 3);
  old = att_store_get_track (test.store, b, &error); /* its file is nowhere now */
  g_assert_true (att_track_has (old, ATT_TRACK_MISSING));

  /* and comes back */
  test_write (test.store, test_file ("/n/1", "B", "X", "Y", NULL, 2), NULL);
  moved = test_find (test.store, "/n/1");
  g_assert_cmpint (moved->id, ==, b);
  assert_heard (test.store, moved, TRUE);
  in_playlist = test_query (test.store, &(AttTrackQuery) { .playlist_id = playlist });
  g_assert_cmpstr (in_playlist, ==, "A|B");

  /* one moved over another */
  test_gone (test.store, "/n/1");
  counts = test_write (test.store, test_file ("/m/1", "B", "X", "Y", NULL, 2), NULL);
  g_assert_cmpint (id_of (test.store, "/m/1"), ==, b);

  /* a copy over another: the copied one is still there, so the row at the address has changed */
  test_write (test.store, test_file ("/m/2", "B", "X", "Y", NULL, 2), NULL);
  g_assert_cmpint (id_of (test.store, "/m/1"), ==, b);
  g_assert_cmpint (id_of (test.store, "/m/2"), ==, c);

  /* the same file twice in a batch */
  counts = test_write (test.store, test_file ("/t", "T", NULL, NULL, NULL, 9),
                       test_file ("/t", "T", NULL, NULL, NULL, 9), NULL);
  g_assert_cmpuint (counts.added, ==, 1);
}

/* of several missing rows with the same content: title and artist, then the file's name, then the lower id */
static void
test_ties (void)
{
  g_auto (TestStore) test = { 0 };
  gint64 a, b, c;

  test_store_init (&test);
  test_write (test.store, test_file ("/1/silence.wav", "One", "X", NULL, NULL, 42),
              test_file ("/2/quiet.wav", "Two", "X", NULL, NULL, 42),
              test_file ("/3/hush.wav", "Three", "X", NULL, NULL, 42), NULL);
  a = id_of (test.store, "/1/silence.wav");
  b = id_of (test.store, "/2/quiet.wav");
  c = id_of (test.store, "/3/hush.wav");
  test_gone (test.store, "/1/silence.wav");
  test_gone (test.store, "/2/quiet.wav");
  test_gone (test.store, "/3/hush.wav");

  test_write (test.store, test_file ("/n/quiet.wav", "Three", "X", NULL, NULL, 42), NULL); /* tags before name */
  g_assert_cmpint (id_of (test.store, "/n/quiet.wav"), ==, c);
  test_write (test.store, test_file ("/n/n/quiet.wav", "Other", "X", NULL, NULL, 42), NULL); /* name */
  g_assert_cmpint (id_of (test.store, "/n/n/quiet.wav"), ==, b);
  test_write (test.store, test_file ("/n/x.wav", "Other", "X", NULL, NULL, 42), NULL);
  g_assert_cmpint (id_of (test.store, "/n/x.wav"), ==, a);

  /* and the lower id */
  test_gone (test.store, "/n/quiet.wav");
  test_gone (test.store, "/n/x.wav");
  test_write (test.store, test_file ("/q.wav", "Neither", "X", NULL, NULL, 42), NULL);
  g_assert_cmpint (id_of (test.store, "/q.wav"), ==, MIN (a, c));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/identity/move", test_move);
  g_test_add_func ("/store/identity/come-back", test_come_back);
  g_test_add_func ("/store/identity/new-content", test_new_content);
  g_test_add_func ("/store/identity/copies", test_copies);
  g_test_add_func ("/store/identity/renumber", test_renumber);
  g_test_add_func ("/store/identity/copy-then-remove", test_copy_then_remove);
  g_test_add_func ("/store/identity/ties", test_ties);
  return g_test_run ();
}
