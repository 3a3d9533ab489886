/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rooms together, on real files: a folder becomes a radio that plays,
 * learns, and goes on after a restart.
 */
#include "att-features.h"
#include "att-neighbours.h"
#include "att-session-playing.h"
#include "att-session-radio.h"
#include "att-session-worker.h"
#include "att-store-features.h"
#include "session-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *dir;       /* everything */
  char *music;
  char *data;
  AttSession *session;
} Fixture;

/* @source: of ffmpeg's lavfi */
static void
make_sound (const char *folder, const char *name, const char *source, const char *artist, const char *album, const char *genre)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.flac", folder, name);
  g_autofree char *t = g_strdup_printf ("title=%s", name), *a = g_strdup_printf ("artist=%s", artist);
  g_autofree char *l = g_strdup_printf ("album=%s", album), *g = g_strdup_printf ("genre=%s", genre);
  const char *argv[] = { "ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", source, "-metadata", t,
                         "-metadata", a, "-metadata", l, "-metadata", g, path, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
make_track (const char *folder, const char *name, double hz, const char *artist, const char *album, const char *genre)
{
  g_autofree char *source = g_strdup_printf ("sine=frequency=%g:sample_rate=22050:duration=4", hz);

  make_sound (folder, name, source, artist, album, genre);
}

static void
set_up_empty (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("attacca-session-XXXXXX", NULL);
  fixture->music = g_build_filename (fixture->dir, "music", NULL);
  fixture->data = g_build_filename (fixture->dir, "data", NULL);
  g_mkdir (fixture->music, 0700);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const genres[] = { "Jazz", "Rock", "Ambient" };

  set_up_empty (fixture, data);
  for (int i = 0; i < 24; i++)
    {
      g_autofree char *name = g_strdup_printf ("Piece %02d", i);
      g_autofree char *artist = g_strdup_printf ("Artist %d", i % 8);
      g_autofree char *album = g_strdup_printf ("Album %d", i % 8);

      make_track (fixture->music, name, 110 + 31 * i, artist, album, genres[i % 3]);
    }
}

static void
open_session (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->session = att_session_open (fixture->data, &error);
  g_assert_no_error (error);
}

static void
close_session (Fixture *fixture)
{
  att_session_close (fixture->session);
  let_go (g_steal_pointer (&fixture->session));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->session != NULL)
    close_session (fixture);
  remove_all (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->music);
  g_free (fixture->data);
}

static void
scan (Fixture *fixture, AttScanCounts *counts)
{
  const char *paths[] = { fixture->music, NULL };
  g_autoptr (GError) error = NULL;

  *counts = (AttScanCounts){ 0 };
  att_session_scan (fixture->session, paths, TRUE, NULL, NULL, counts, &error);
  g_assert_no_error (error);
}

static void
test_story (Fixture *fixture, gconstpointer data)
{
  const char *genres[] = { "jazz", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) queue = NULL;
  g_autoptr (GPtrArray) again = NULL;
  AttScanCounts counts;
  guint64 analyzed, failed;
  AttPick *pick;

  open_session (fixture);
  scan (fixture, &counts);
  g_assert_cmpuint (counts.added, ==, 24);
  g_assert_cmpuint (counts.failed, ==, 0);
  scan (fixture, &counts);
  g_assert_cmpuint (counts.added + counts.updated + counts.removed + counts.failed, ==, 0);

  att_session_set_genres (fixture->session, genres, &error);
  g_assert_no_error (error);
  queue = att_session_plan_radio (fixture->session, NULL, 6, 1, 1700000000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (queue->len, ==, 6);
  pick = g_ptr_array_index (queue, 0);
  g_assert_cmpstr (att_track_get_genre (pick->track), ==, "Jazz");
  g_assert_cmpint (pick->evidence, ==, ATT_EVIDENCE_TAGS);
  g_assert_cmpuint (pick->reasons->len, >=, 1);

  att_session_analyze (fixture->session, 2, 0, NULL, NULL, &analyzed, &failed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (analyzed, ==, 24);

  again = att_session_plan_radio (fixture->session, NULL, 6, 1, 1700000000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 6);

  g_assert_true (att_session_feedback (fixture->session, pick->track->id, "ban", 0, -1, &error));
  g_clear_pointer (&again, g_ptr_array_unref);
  again = att_session_plan_radio (fixture->session, NULL, 24, 1, 1700000000, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < again->len; i++)
    g_assert_cmpint (((AttPick *) g_ptr_array_index (again, i))->track->id, !=, pick->track->id);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  const char *nowhere[] = { "/nowhere/at/all", NULL }, *unknown[] = { "xyzzy-core", NULL };
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  open_session (fixture);
  g_assert_false (att_session_scan (fixture->session, nowhere, TRUE, NULL, NULL, &counts, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nowhere/at/all"));
  g_clear_error (&error);
  g_assert_false (att_session_set_genres (fixture->session, unknown, &error));
  g_assert_nonnull (strstr (error->message, "xyzzy-core"));
  g_clear_error (&error);
  g_assert_null (att_session_parse_seed (fixture->session, "artist:Nobody", &error));
  g_assert_nonnull (strstr (error->message, "Nobody"));
  g_clear_error (&error);
  g_assert_null (att_session_parse_seed (fixture->session, "mood:blue", &error));
  g_clear_error (&error);
  g_assert_null (att_session_plan_radio (fixture->session, NULL, 5, 1, 0, &error)); /* an empty library says so */
  g_assert_nonnull (error);
}

typedef struct {
  guint n_started, n_ended;
  AttEnding last_ending;
  AttTrackId first;
} Heard;

static void
started_cb (AttPlayer *player, AttQueueItem *item, gpointer data)
{
  Heard *heard = data;

  if (heard->n_started++ == 0)
    heard->first = item->track->id;
}

static void
ended_cb (AttPlayer *player, AttQueueItem *item, AttEnding ending, gint64 heard_ms, gint64 length_ms, gint64 started_at,
          gpointer data)
{
  Heard *heard = data;

  heard->n_ended++;
  heard->last_ending = ending;
}

static void
got_history_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GPtrArray **out = data;

  *out = att_session_list_finish (ATT_SESSION (source), result, NULL);
}

static void
test_plays_learns_goes_on (Fixture *fixture, gconstpointer data)
{
  const char *genres[] = { "Jazz", "Rock", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) history = NULL;
  AttScanCounts counts;
  Heard heard = { 0 };
  AttPlayer *player;
  AttPlayQueue *queue;
  AttTrack *current;
  AttTrackId current_id;

  open_session (fixture);
  scan (fixture, &counts);
  att_session_set_genres (fixture->session, genres, &error);
  g_assert_no_error (error);
  att_session_enable_playback (fixture->session, "fakesink sync=true", FALSE, FALSE, &error);
  g_assert_no_error (error);
  player = att_session_get_player (fixture->session);
  queue = att_session_get_queue (fixture->session);
  g_signal_connect (player, "started", G_CALLBACK (started_cb), &heard);
  g_signal_connect (player, "ended", G_CALLBACK (ended_cb), &heard);

  att_session_start_radio (fixture->session, NULL, TRUE);
  wait_until (heard.n_started == 1);
  g_assert_cmpuint (att_play_queue_get_n_upcoming (queue), >=, 15);
  att_player_next (player);
  wait_until (heard.n_started == 2 && heard.n_ended == 1);
  g_assert_cmpint (heard.last_ending, ==, ATT_ENDING_NEXT);
  wait_until (heard.n_started >= 3); /* a whole piece is heard, and the next one starts by itself */

  current = att_play_queue_get_current_item (queue)->track;
  current_id = current->id;
  att_session_set_loved (fixture->session, current, TRUE);
  g_assert_true (att_track_has (att_play_queue_get_current_item (queue)->track, ATT_TRACK_LOVED));

  while (history == NULL || history->len < 2) /* the log is written on a thread of its own */
    {
      g_clear_pointer (&history, g_ptr_array_unref);
      att_session_list_history_async (fixture->session, 10, 0, NULL, got_history_cb, &history);
      wait_until (history != NULL);
    }
  g_assert_cmpint (((AttHistoryItem *) g_ptr_array_index (history, history->len - 1))->track->id, ==, heard.first);
  close_session (fixture);

  /* start again: the same place, the same taste */
  open_session (fixture);
  att_session_enable_playback (fixture->session, "fakesink sync=true", FALSE, FALSE, &error);
  g_assert_no_error (error);
  queue = att_session_get_queue (fixture->session);
  wait_until (att_play_queue_get_current_item (queue) != NULL);
  g_assert_cmpint (att_play_queue_get_current_item (queue)->track->id, ==, current_id);
  g_assert_true (att_track_has (att_play_queue_get_current_item (queue)->track, ATT_TRACK_LOVED));
  g_assert_cmpuint (att_play_queue_get_n_upcoming (queue), >=, 10);
  g_assert_nonnull (att_play_queue_peek_next (queue)->pick); /* with its reasons */
  g_assert_cmpuint (att_play_queue_peek_next (queue)->pick->reasons->len, >=, 1);
}

static void
test_background (Fixture *fixture, gconstpointer data)
{
  AttProgress *analyze;
  AttScanCounts counts;

  open_session (fixture);
  scan (fixture, &counts);
  analyze = att_session_get_analyze_progress (fixture->session);
  att_session_start (fixture->session);
  wait_until (att_progress_get_total (analyze) > 0 && !att_progress_is_active (analyze) &&
              att_progress_get_done (analyze) == att_progress_get_total (analyze));

  /* a file that appears is read and listened to */
  make_track (fixture->music, "Newcomer", 999, "Somebody new", "First", "Jazz");
  wait_until (att_session_count_tracks (fixture->session, NULL) == 25);
}

/* is @id in the list of each of its own nearest? All of this library's lists hold all of it. */
static gboolean
is_neighbour (AttStore *store, AttTrackId id, guint n_others)
{
  g_autoptr (GArray) own = att_neighbours_read (store, ATT_FEATURES_VERSION, id, NULL);

  if (own->len != n_others)
    return FALSE;
  for (guint i = 0; i < own->len; i++)
    {
      g_autoptr (GArray) list =
        att_neighbours_read (store, ATT_FEATURES_VERSION, g_array_index (own, AttTrackId, i), NULL);
      gboolean found = FALSE;

      for (guint j = 0; j < list->len && !found; j++)
        found = g_array_index (list, AttTrackId, j) == id;
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/* While the radio plays, a file is put into the music folder: it is read, heard, among its neighbours, and picked. */
static gboolean
is_picked (Fixture *fixture, AttTrackId id, guint n)
{
  GListModel *queue = (GListModel *) att_session_get_queue (fixture->session);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plan = att_session_plan_radio (fixture->session, NULL, n, 1, 0, &error);
  gboolean found = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < plan->len; i++)
    found |= ((AttPick *) g_ptr_array_index (plan, i))->track->id == id;
  for (guint i = 0; queue != NULL && i < g_list_model_get_n_items (queue); i++) /* what was played is not picked again so soon */
    {
      g_autoptr (AttQueueItem) item = g_list_model_get_item (queue, i);

      found |= item->track->id == id;
    }
  return found;
}

static void
test_dropped_in (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = g_build_filename (fixture->data, "attacca.db", NULL);
  g_autofree char *path = g_build_filename (fixture->music, "Newcomer.flac", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AttStore) store = NULL;
  g_autoptr (AttTrack) newcomer = NULL;
  AttScanCounts counts;
  AttPlayer *player;
  Heard heard = { 0 };
  gint64 began;

  open_session (fixture);
  scan (fixture, &counts);
  att_session_enable_playback (fixture->session, "fakesink sync=true", FALSE, FALSE, &error);
  g_assert_no_error (error);
  player = att_session_get_player (fixture->session);
  g_signal_connect (player, "started", G_CALLBACK (started_cb), &heard);
  att_session_start (fixture->session);
  att_session_start_radio (fixture->session, NULL, TRUE);
  wait_until (heard.n_started >= 1);
  store = att_store_open (database, NULL, &error);
  g_assert_no_error (error);
  wait_until (is_neighbour (store, 1, 23));

  make_track (fixture->music, "Newcomer", 999, "Somebody new", "First", "Jazz");
  began = g_get_monotonic_time ();
  wait_until (newcomer != NULL || (newcomer = att_session_find_track (fixture->session, path, NULL)) != NULL);
  wait_until (is_neighbour (store, newcomer->id, 24));
  wait_until (is_picked (fixture, newcomer->id, 25)); /* the radio hears of it a moment later */
  g_test_message ("after %.1f s", (g_get_monotonic_time () - began) / 1e6);
  att_store_close (store);
}

/* what the listener or the library changes before the first plan is there does not keep the radio silent */
static void
test_starts_all_the_same (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  AttScanCounts counts;
  Heard heard = { 0 };

  open_session (fixture);
  scan (fixture, &counts);
  att_session_enable_playback (fixture->session, "fakesink sync=true", FALSE, FALSE, &error);
  g_assert_no_error (error);
  g_signal_connect (att_session_get_player (fixture->session), "started", G_CALLBACK (started_cb), &heard);
  att_session_start_radio (fixture->session, NULL, TRUE);
  att_session_set_discover (fixture->session, 0.7); /* plans anew */
  wait_until (heard.n_started >= 1);
}

static gboolean
has_list (AttStore *store, AttTrackId id)
{
  g_autoptr (GArray) list = att_neighbours_read (store, ATT_FEATURES_VERSION, id, NULL);

  return list->len > 0;
}

#define N_GROUPS 12
#define N_COPIES 25
#define LONG_S 120
#define N_UNDER_WAY 16 /* files given to workers, and heard by the time that the lists are seen */

/* The library is large and has hardly been begun with: a file that is put in is heard, in its own list and in those of
 * others, and eligible, while nearly all the rest still waits. */
static void
test_dropped_into_many (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = g_build_filename (fixture->data, "attacca.db", NULL);
  g_autofree char *path = g_build_filename (fixture->music, "Newcomer.wav", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AttStore) store = NULL;
  g_autoptr (AttTrack) newcomer = NULL;
  g_autoptr (GPtrArray) unheard = NULL;
  g_autoptr (GArray) list = NULL, of_another = NULL;
  AttScanCounts counts;
  gboolean found = FALSE;
  guint64 n_heard = 0, n_before = 0, n_all;
  gint64 began;

  for (guint i = 0; i < N_GROUPS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u-00.wav", i), *first = g_build_filename (fixture->music, name, NULL);

      write_wav (fixture->music, name, 16000, LONG_S, 110 * pow (2, i / 4.0), -12);
      for (guint k = 1; k < N_COPIES; k++)
        {
          g_autofree char *copy = g_strdup_printf ("%s/%02u-%02u.wav", fixture->music, i, k);

          g_assert_cmpint (link (first, copy), ==, 0);
        }
    }
  open_session (fixture);
  scan (fixture, &counts);
  g_assert_cmpuint (counts.added, ==, N_GROUPS * N_COPIES);
  att_session_start (fixture->session);
  store = att_store_open (database, NULL, &error);
  g_assert_no_error (error);
  wait_until (att_store_count_heard (store, ATT_FEATURES_VERSION, &n_heard, &n_all, NULL) && n_heard > 0);

  write_wav (fixture->music, "Newcomer.wav", 16000, LONG_S, 117, -12);
  began = g_get_monotonic_time ();
  wait_until (newcomer != NULL || (newcomer = att_session_find_track (fixture->session, path, NULL)) != NULL);
  g_assert_true (att_store_count_heard (store, ATT_FEATURES_VERSION, &n_before, &n_all, NULL));
  wait_until (has_list (store, newcomer->id));
  g_test_message ("after %.1f s", (g_get_monotonic_time () - began) / 1e6);
  unheard = att_store_list_unheard (store, ATT_FEATURES_VERSION, 0, &error);
  g_assert_no_error (error);
  n_heard = n_all - unheard->len;
  g_test_message ("%u of %d still to be heard as a whole; %" G_GUINT64_FORMAT " heard since it was found", unheard->len,
                  N_GROUPS * N_COPIES, n_heard - n_before);
  /* other newcomers and what was being heard, not the library: how much of that was heard before is the machine's affair */
  g_assert_cmpuint (n_heard - n_before, <=, ATT_STORE_NEWCOMERS + N_UNDER_WAY);
  for (guint i = 0; i < unheard->len; i++)
    g_assert_cmpint (((AttUnheard *) g_ptr_array_index (unheard, i))->track_id, !=, newcomer->id);
  list = att_neighbours_read (store, ATT_FEATURES_VERSION, newcomer->id, &error);
  g_assert_no_error (error);
  of_another = att_neighbours_read (store, ATT_FEATURES_VERSION, g_array_index (list, AttTrackId, 0), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < of_another->len; i++)
    found |= g_array_index (of_another, AttTrackId, i) == newcomer->id;
  g_assert_true (found);
  g_assert_true (is_picked (fixture, newcomer->id, N_GROUPS * N_COPIES + 1));
  att_store_close (store);
}

/* the reason that @like sounds like @seed, as it is said; "" if it is not found */
static char *
say_like (Fixture *fixture, const char *seed, const char *like)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.flac", fixture->music, seed);
  const char *seeds[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) picks = att_session_similar (fixture->session, seeds, 20, 0, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < picks->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (picks, i);

      for (guint k = 0; k < pick->reasons->len; k++)
        {
          const AttReason *reason = g_ptr_array_index (pick->reasons, k);

          if (reason->recommender == ATT_RECOMMENDER_SOUND && g_str_equal (att_track_get_title (pick->track), like))
            return g_strdup (reason->text);
        }
    }
  return g_strdup ("");
}

/* beats of a tone, @rate a second, and of noise */
#define BEATS "aevalsrc='0.7*sin(2*PI*%d*t)*exp(-9*mod(t,%s))+0.2*(random(0)-0.5)*exp(-40*mod(t,%s))':s=22050:d=16"

/* In what two are close, and what both are where their files say so. */
static void
test_said (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *name; int hz; const char *every, *genre; } tracks[] = {
    { "Low", 220, "0.5", "Instrumental" },   { "Lower", 208, "0.5", "Instrumental Rock;Instrumental" },
    { "Third (Instrumental)", 233, "0.5", "Rock" }, { "Sung", 226, "0.5", "Rock" },
    { "Fast", 1760, "0.19", "Jazz" },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *lower = NULL, *third = NULL, *sung = NULL, *fast = NULL;
  guint64 analyzed, failed;
  AttScanCounts counts;

  for (guint i = 0; i < G_N_ELEMENTS (tracks); i++)
    {
      g_autofree char *source = g_strdup_printf (BEATS, tracks[i].hz, tracks[i].every, tracks[i].every);

      make_sound (fixture->music, tracks[i].name, source, tracks[i].name, tracks[i].name, tracks[i].genre);
    }
  make_sound (fixture->music, "Hum", "anoisesrc=c=brown:r=22050:d=16:seed=3", "Hum", "Hum", "Instrumental");
  open_session (fixture);
  scan (fixture, &counts);
  att_session_analyze (fixture->session, 1, 0, NULL, NULL, &analyzed, &failed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (analyzed, ==, G_N_ELEMENTS (tracks) + 1);

  lower = say_like (fixture, "Low", "Lower");
  third = say_like (fixture, "Low", "Third (Instrumental)");
  sung = say_like (fixture, "Low", "Sung");
  fast = say_like (fixture, "Low", "Hum");
  g_test_message ("%s | %s | %s | %s", lower, third, sung, fast);
  g_assert_true (g_str_has_prefix (lower, "Close in "));
  g_assert_true (g_str_has_suffix (lower, "; both instrumental"));
  g_assert_true (g_str_has_suffix (third, "; both instrumental"));
  g_assert_true (g_str_has_suffix (sung, "; both about 120 beats a minute"));
  g_assert_null (strstr (fast, "Close in")); /* both instrumental, but not close */
}

/* who types the beginning of a name finds it first */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  static const char *const artists[] = { "Alcove", "The Cobalt", "Copper Teeth", "Co", "Zebra" };
  static const char *const expected[] = { "Co", "Copper Teeth", "The Cobalt", "Alcove" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL, nobody = NULL;
  AttScanCounts counts;

  for (guint i = 0; i < G_N_ELEMENTS (artists); i++)
    make_track (fixture->music, artists[i], 300 + 10 * i, artists[i], artists[i], "Jazz");
  open_session (fixture);
  scan (fixture, &counts);
  found = att_session_list_collections (fixture->session, ATT_COLLECTION_ARTIST, " CO", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpstr (((AttCollection *) g_ptr_array_index (found, i))->title, ==, expected[i]);
  nobody = att_session_list_collections (fixture->session, ATT_COLLECTION_ARTIST, "co zebra", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nobody->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  int status = att_session_run_worker (argc, argv);

  if (status >= 0)
    return status;
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/session/story", Fixture, NULL, set_up, test_story, tear_down);
  g_test_add ("/session/errors", Fixture, NULL, set_up, test_errors, tear_down);
  g_test_add ("/session/plays-learns-goes-on", Fixture, NULL, set_up, test_plays_learns_goes_on, tear_down);
  g_test_add ("/session/background", Fixture, NULL, set_up, test_background, tear_down);
  g_test_add ("/session/dropped-in", Fixture, NULL, set_up, test_dropped_in, tear_down);
  g_test_add ("/session/starts-all-the-same", Fixture, NULL, set_up, test_starts_all_the_same, tear_down);
  g_test_add ("/session/dropped-into-many", Fixture, NULL, set_up_empty, test_dropped_into_many, tear_down);
  g_test_add ("/session/said", Fixture, NULL, set_up_empty, test_said, tear_down);
  g_test_add ("/session/search", Fixture, NULL, set_up, test_search, tear_down);
  return g_test_run ();
}
