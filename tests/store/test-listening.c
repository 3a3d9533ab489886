/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

#include <math.h>

static gint64
add_track (AttStore *store, const char *path, const char *title)
{
  g_autoptr (AttTrack) track = NULL;

  test_write (store, test_file (path, title, "X", "Y", "Rock", g_str_hash (path)), NULL);
  track = test_find (store, path);
  return track->id;
}

static gint64
add_event (AttStore *store, gint64 track_id, AttEventKind kind, gint64 at, gint32 heard_ms)
{
  g_autoptr (AttEvent) event = att_event_new (track_id, kind, at);
  g_autoptr (GError) error = NULL;

  event->heard_ms = heard_ms;
  event->length_ms = 100000;
  if (kind == ATT_EVENT_PLAY)
    event->ending = ATT_ENDING_NEXT;
  att_store_add_event (store, event, &error);
  g_assert_no_error (error);
  g_assert_cmpint (event->id, >, 0);
  return event->id;
}

static void
assert_track (AttStore *store, gint64 id, int n_plays, gint64 last_played_at, gboolean loved, gboolean banned)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTrack) track = att_store_get_track (store, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (track->n_plays, ==, n_plays);
  g_assert_cmpint (track->last_played_at, ==, last_played_at);
  g_assert_true (att_track_has (track, ATT_TRACK_LOVED) == loved);
  g_assert_true (att_track_has (track, ATT_TRACK_BANNED) == banned);
}

static char *
list_ids (GPtrArray *events)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? "|" : "",
                            ((AttEvent *) g_ptr_array_index (events, i))->id);
  return g_string_free (ids, FALSE);
}

static void
assert_events (AttStore *store, gint64 after, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = att_store_list_events (store, after, &error);
  g_autofree char *ids = list_ids (events);

  g_assert_no_error (error);
  g_assert_cmpstr (ids, ==, expected);
}

static void
test_round_trip (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttEvent) event = NULL, bare = NULL, nowhere = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  const AttEvent *read;
  gint64 id;

  test_store_init (&test);
  id = add_track (test.store, "/m/a", "A");
  event = att_event_new (id, ATT_EVENT_PLAY, 1700000001);
  event->heard_ms = 61234;
  event->length_ms = 200000;
  event->ending = ATT_ENDING_REPEATED;
  event->origin = ATT_ORIGIN_RADIO;
  event->confidence = 0;
  event->has_opinions = TRUE;
  event->opinions.scores[ATT_RECOMMENDER_SOUND] = 0.123456f;
  event->opinions.scores[ATT_MAX_RECOMMENDERS - 1] = 1;
  event->opinions.predicted = 3.5f;
  event->opinions.champion = ATT_RECOMMENDER_SOUND;
  g_assert_true (att_store_add_event (test.store, event, &error));
  bare = att_event_new (id, ATT_EVENT_PLAY, 1700000002);
  g_assert_true (att_store_add_event (test.store, bare, &error));
  nowhere = att_event_new (0, ATT_EVENT_PLAY, 1700000003); /* a stream */
  g_assert_true (att_store_add_event (test.store, nowhere, &error));

  test_store_reopen (&test);
  events = att_store_list_events (test.store, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 3);
  read = g_ptr_array_index (events, 0);
  g_assert_cmpint (read->id, ==, event->id);
  g_assert_cmpint (read->track_id, ==, id);
  g_assert_cmpint (read->kind, ==, ATT_EVENT_PLAY);
  g_assert_cmpint (read->at, ==, 1700000001);
  g_assert_cmpint (read->heard_ms, ==, 61234);
  g_assert_cmpint (read->length_ms, ==, 200000);
  g_assert_cmpint (read->ending, ==, ATT_ENDING_REPEATED);
  g_assert_cmpint (read->origin, ==, ATT_ORIGIN_RADIO);
  g_assert_cmpfloat (read->confidence, ==, 0);
  g_assert_cmpint (read->pick_id, ==, 0);
  g_assert_true (read->has_opinions);
  for (guint i = 0; i < ATT_MAX_RECOMMENDERS; i++)
    if (i == ATT_RECOMMENDER_SOUND)
      g_assert_cmpfloat (read->opinions.scores[i], ==, 0.123456f);
    else if (i == ATT_MAX_RECOMMENDERS - 1)
      g_assert_cmpfloat (read->opinions.scores[i], ==, 1);
    else
      g_assert_true (isnan (read->opinions.scores[i]));
  g_assert_cmpfloat (read->opinions.predicted, ==, 3.5f);
  g_assert_cmpint (read->opinions.champion, ==, ATT_RECOMMENDER_SOUND);

  read = g_ptr_array_index (events, 1);
  g_assert_false (read->has_opinions);
  g_assert_cmpfloat (read->confidence, ==, 1);
  read = g_ptr_array_index (events, 2);
  g_assert_cmpint (read->track_id, ==, 0);

  {
    g_autoptr (AttEvent) lost = att_event_new (4711, ATT_EVENT_LOVE, 1);

    g_assert_false (att_store_add_event (test.store, lost, &error));
    g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  }
}

static void
test_counting (void)
{
  g_auto (TestStore) test = { 0 };
  gint64 id;

  test_store_init (&test);
  id = add_track (test.store, "/m/a", "A");
  add_event (test.store, id, ATT_EVENT_PLAY, 10, 29999); /* neither 30 s nor half of 100 s */
  assert_track (test.store, id, 0, 0, FALSE, FALSE);
  add_event (test.store, id, ATT_EVENT_PLAY, 20, 30000);
  assert_track (test.store, id, 1, 20, FALSE, FALSE);
  {
    g_autoptr (AttEvent) half = att_event_new (id, ATT_EVENT_PLAY, 30); /* half of a short one */
    g_autoptr (GError) error = NULL;

    half->heard_ms = 5000;
    half->length_ms = 10000;
    att_store_add_event (test.store, half, &error);
    g_assert_no_error (error);
  }
  assert_track (test.store, id, 2, 30, FALSE, FALSE);
  add_event (test.store, id, ATT_EVENT_PLAY, 5, 100000); /* told late */
  assert_track (test.store, id, 3, 30, FALSE, FALSE);

  add_event (test.store, id, ATT_EVENT_LOVE, 40, 0);
  add_event (test.store, id, ATT_EVENT_BAN, 41, 0);
  assert_track (test.store, id, 3, 30, TRUE, TRUE);
  add_event (test.store, id, ATT_EVENT_UNLOVE, 42, 0);
  assert_track (test.store, id, 3, 30, FALSE, TRUE);
  add_event (test.store, id, ATT_EVENT_UNBAN, 43, 0);
  assert_track (test.store, id, 3, 30, FALSE, FALSE);
}

static void
assert_undone (AttStore *store, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttEvent) undone = NULL;

  att_store_undo_event (store, 0, 1000, &undone, &error);
  g_assert_no_error (error);
  g_assert_cmpint (undone->id, ==, expected);
}

static void
test_undo (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttEvent) undone = NULL;
  g_autofree char *ids = NULL, *lines = NULL;
  gint64 a, b, e[6];

  test_store_init (&test);
  g_assert_false (att_store_undo_event (test.store, 0, 1, &undone, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_assert_null (undone);
  g_clear_error (&error);

  a = add_track (test.store, "/m/a", "A");
  b = add_track (test.store, "/m/b", "B");
  e[0] = add_event (test.store, a, ATT_EVENT_PLAY, 10, 100000);
  e[1] = add_event (test.store, a, ATT_EVENT_PLAY, 20, 100000);
  e[2] = add_event (test.store, a, ATT_EVENT_LOVE, 21, 0);
  e[3] = add_event (test.store, b, ATT_EVENT_BAN, 22, 0);
  e[4] = add_event (test.store, a, ATT_EVENT_UNLOVE, 23, 0);
  assert_track (test.store, a, 2, 20, FALSE, FALSE);

  assert_undone (test.store, e[4]); /* loved again */
  assert_track (test.store, a, 2, 20, TRUE, FALSE);
  assert_undone (test.store, e[3]); /* an undo is not undone, the one before is */
  assert_track (test.store, b, 0, 0, FALSE, FALSE);
  e[5] = add_event (test.store, b, ATT_EVENT_PLAY, 24, 100000);
  assert_undone (test.store, e[5]);
  assert_undone (test.store, e[2]);
  assert_track (test.store, a, 2, 20, FALSE, FALSE);
  add_event (test.store, b, ATT_EVENT_LOVE, 25, 0);
  g_assert_true (att_store_undo_event (test.store, a, 26, &undone, &error)); /* what was done with another stays */
  g_assert_cmpint (undone->id, ==, e[1]);
  assert_track (test.store, b, 0, 0, TRUE, FALSE);
  g_assert_true (att_store_undo_event (test.store, b, 26, NULL, &error));
  assert_track (test.store, a, 1, 10, FALSE, FALSE);

  ids = g_strdup_printf ("%" G_GINT64_FORMAT, e[0]);
  assert_events (test.store, 0, ids);
  assert_events (test.store, e[0], "");
  lines = test_sql (test.path, "SELECT count(*) FROM events"); /* nothing was deleted */
  g_assert_cmpstr (lines, ==, "13");

  assert_undone (test.store, e[0]);
  g_assert_false (att_store_undo_event (test.store, 0, 1, NULL, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  assert_track (test.store, a, 0, 0, FALSE, FALSE);
}

static void
test_plays (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL, some = NULL;
  g_autofree char *all_ids = NULL, *some_ids = NULL, *expected = NULL, *expected_some = NULL;
  gint64 id, e[4];

  test_store_init (&test);
  id = add_track (test.store, "/m/a", "A");
  e[0] = add_event (test.store, id, ATT_EVENT_PLAY, 50, 1);
  e[1] = add_event (test.store, id, ATT_EVENT_PLAY, 30, 1);
  add_event (test.store, id, ATT_EVENT_LOVE, 60, 0);
  e[2] = add_event (test.store, id, ATT_EVENT_PLAY, 40, 1);
  e[3] = add_event (test.store, id, ATT_EVENT_PLAY, 70, 1);
  assert_undone (test.store, e[3]);

  all = att_store_list_plays (test.store, 0, 0, &error);
  all_ids = list_ids (all);
  expected = g_strdup_printf ("%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT, e[0], e[2], e[1]);
  g_assert_cmpstr (all_ids, ==, expected);
  some = att_store_list_plays (test.store, 1, 1, &error);
  some_ids = list_ids (some);
  expected_some = g_strdup_printf ("%" G_GINT64_FORMAT, e[2]);
  g_assert_cmpstr (some_ids, ==, expected_some);
}

static AttPick *
make_pick (AttTrack *track, double score)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) att_reason_free);
  AttOpinions opinions;

  for (guint i = 0; i < ATT_MAX_RECOMMENDERS; i++)
    opinions.scores[i] = NAN;
  opinions.scores[ATT_RECOMMENDER_METADATA] = 0.5f;
  opinions.predicted = NAN;
  opinions.champion = -1;
  g_ptr_array_add (reasons, att_reason_new (ATT_RECOMMENDER_SOUND, 0.6, 0.9, track->id, "sounds like “A”"));
  g_ptr_array_add (reasons, att_reason_new (ATT_RECOMMENDER_EXPLORE, 0.4, 0.1, 0, "never heard"));
  return att_pick_new (track, score, 0.25, ATT_EVIDENCE_EAR, reasons, &opinions);
}

static void
test_picks (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) picks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (AttTrack) track = NULL;
  g_autoptr (AttPick) read = NULL, none = NULL;
  g_autoptr (AttEvent) event = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  const AttReason *reason;
  gint64 id;

  test_store_init (&test);
  add_track (test.store, "/m/a", "A");
  track = test_find (test.store, "/m/a");
  g_ptr_array_add (picks, make_pick (track, 0.7));
  g_ptr_array_add (picks, make_pick (track, 0.5));
  g_assert_true (att_store_add_picks (test.store, picks, 12345, &error));
  id = ((AttPick *) g_ptr_array_index (picks, 1))->id;
  g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 0))->id, >, 0);
  g_assert_cmpint (id, !=, ((AttPick *) g_ptr_array_index (picks, 0))->id);

  read = att_store_get_pick (test.store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read->id, ==, id);
  g_assert_cmpint (read->track->id, ==, track->id);
  g_assert_cmpstr (read->track->title, ==, "A");
  g_assert_cmpfloat (read->score, ==, 0.5);
  g_assert_cmpfloat (read->skip_chance, ==, 0.25);
  g_assert_cmpint (read->evidence, ==, ATT_EVIDENCE_EAR);
  g_assert_cmpfloat (read->opinions.scores[ATT_RECOMMENDER_METADATA], ==, 0.5f);
  g_assert_true (isnan (read->opinions.scores[ATT_RECOMMENDER_ALS]));
  g_assert_true (isnan (read->opinions.predicted));
  g_assert_cmpint (read->opinions.champion, ==, -1);
  g_assert_cmpuint (read->reasons->len, ==, 2);
  reason = g_ptr_array_index (read->reasons, 0);
  g_assert_cmpint (reason->recommender, ==, ATT_RECOMMENDER_SOUND);
  g_assert_cmpfloat (reason->weight, ==, 0.6);
  g_assert_cmpfloat (reason->value, ==, 0.9);
  g_assert_cmpint (reason->because_of, ==, track->id);
  g_assert_cmpstr (reason->text, ==, "sounds like “A”");
  reason = g_ptr_array_index (read->reasons, 1);
  g_assert_cmpint (reason->because_of, ==, 0);

  event = att_event_new (track->id, ATT_EVENT_PLAY, 1);
  event->pick_id = id;
  g_assert_true (att_store_add_event (test.store, event, &error));
  events = att_store_list_events (test.store, 0, &error);
  g_assert_cmpint (((AttEvent *) g_ptr_array_index (events, 0))->pick_id, ==, id);

  none = att_store_get_pick (test.store, 4711, &error);
  g_assert_null (none);
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
}

static void
assert_chosen (AttStore *store, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) genres = att_store_get_chosen_genres (store, &error);
  g_autofree char *joined = g_strjoinv ("|", genres);

  g_assert_no_error (error);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_chosen_genres (void)
{
  const char *const first[] = { "Jazz", "Rock", "Ambient", NULL }, *const second[] = { "Polka", NULL },
                    *const none[] = { NULL };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;

  test_store_init (&test);
  assert_chosen (test.store, "");
  g_assert_true (att_store_set_chosen_genres (test.store, first, 5, &error));
  assert_chosen (test.store, "Jazz|Rock|Ambient");
  g_assert_true (att_store_set_chosen_genres (test.store, second, 6, &error));
  assert_chosen (test.store, "Polka");
  g_assert_true (att_store_set_chosen_genres (test.store, none, 7, &error));
  assert_chosen (test.store, "");
}

static AttQueueRow *
make_row (gint64 track_id, const char *uri)
{
  AttQueueRow *row = g_new0 (AttQueueRow, 1);

  row->track_id = track_id;
  row->uri = g_strdup (uri);
  row->origin = ATT_ORIGIN_QUEUE;
  return row;
}

static void
test_queue (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) att_queue_row_free);
  g_autoptr (GPtrArray) empty = NULL, read = NULL;
  g_autofree char *no_seeds = NULL, *seeds = NULL;
  g_autoptr (GError) error = NULL;
  const AttQueueRow *row;
  gint64 id, position_ms;
  int current;

  test_store_init (&test);
  g_assert_true (att_store_load_queue (test.store, &empty, &current, &position_ms, &no_seeds, &error));
  g_assert_cmpuint (empty->len, ==, 0);
  g_assert_cmpint (current, ==, -1);
  g_assert_cmpint (position_ms, ==, 0);
  g_assert_null (no_seeds);

  id = add_track (test.store, "/m/a", "A");
  g_ptr_array_add (rows, make_row (id, "file:///m/a"));
  g_ptr_array_add (rows, make_row (0, "http://example.org/stream"));
  g_assert_true (att_store_save_queue (test.store, rows, 0, 1, NULL, &error));
  g_assert_true (att_store_save_queue (test.store, rows, 1, 61000, "genre:jazz", &error));
  test_gone (test.store, "/m/a"); /* the file moves while nothing runs */
  test_write (test.store, test_file ("/n/a", "A", "X", "Y", "Rock", g_str_hash ("/m/a")), NULL);

  g_assert_true (att_store_load_queue (test.store, &read, &current, &position_ms, &seeds, &error));
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_cmpint (current, ==, 1);
  g_assert_cmpint (position_ms, ==, 61000);
  g_assert_cmpstr (seeds, ==, "genre:jazz");
  row = g_ptr_array_index (read, 0);
  g_assert_cmpint (row->track_id, ==, id);
  g_assert_cmpstr (row->uri, ==, "file:///n/a");
  g_assert_cmpint (row->origin, ==, ATT_ORIGIN_QUEUE);
  g_assert_cmpint (row->pick_id, ==, 0);
  row = g_ptr_array_index (read, 1);
  g_assert_cmpint (row->track_id, ==, 0);
  g_assert_cmpstr (row->uri, ==, "http://example.org/stream");
}

static void
test_settings (void)
{
  g_auto (TestStore) test = { 0 };
  g_autofree char *unset = NULL, *value = NULL, *removed = NULL, *empty = NULL;
  g_autoptr (GError) error = NULL;

  test_store_init (&test);
  unset = att_store_get_setting (test.store, "a", &error);
  g_assert_no_error (error);
  g_assert_null (unset);
  g_assert_true (att_store_set_setting (test.store, "a", "1", &error));
  g_assert_true (att_store_set_setting (test.store, "a", "zwei", &error));
  value = att_store_get_setting (test.store, "a", &error);
  g_assert_cmpstr (value, ==, "zwei");
  g_assert_true (att_store_set_setting (test.store, "b", "", &error));
  empty = att_store_get_setting (test.store, "b", &error);
  g_assert_cmpstr (empty, ==, "");
  g_assert_true (att_store_set_setting (test.store, "a", NULL, &error));
  g_assert_true (att_store_set_setting (test.store, "never", NULL, &error));
  removed = att_store_get_setting (test.store, "a", &error);
  g_assert_null (removed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/events/round-trip", test_round_trip);
  g_test_add_func ("/store/events/counting", test_counting);
  g_test_add_func ("/store/events/undo", test_undo);
  g_test_add_func ("/store/events/plays", test_plays);
  g_test_add_func ("/store/picks/all", test_picks);
  g_test_add_func ("/store/chosen-genres/all", test_chosen_genres);
  g_test_add_func ("/store/queue/all", test_queue);
  g_test_add_func ("/store/settings/all", test_settings);
  return g_test_run ();
}
