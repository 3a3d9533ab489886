/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-util.h"

#include <math.h>
#include <string.h>

#define CLOCKED "fakesink sync=true"
#define FAST "fakesink sync=false"
#define SECOND 44100

static void
test_events (void)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  Player player;

  write_noise ("one.wav", 0, SECOND);
  write_noise ("two.wav", 0, 2 * SECOND);
  player_open (&player, CLOCKED, "one.wav", "two.wav", NULL);
  g_assert_cmpint (att_player_get_state (player.player), ==, ATT_PLAYER_STOPPED);
  g_assert_true (att_player_get_item (player.player) == player.items->pdata[0]); /* what play() would play */
  att_player_play (player.player);
  g_assert_cmpint (att_player_get_state (player.player), ==, ATT_PLAYER_BUFFERING);
  g_assert_cmpstr (player.log->str, ==, ""); /* nothing has sounded yet */
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 2|"), 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|");
  g_test_message ("heard %d of %d ms", (int) player.heard_ms, (int) player.length_ms);
  g_assert_cmpint (player.length_ms, ==, 1000);
  g_assert_cmpint (ABS (player.heard_ms - 1000), <, 400);
  g_assert_cmpint (att_play_queue_get_current (player.queue), ==, 1);
  g_assert_true (att_player_get_item (player.player) == player.items->pdata[1]);
  player_run_out (&player, 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|");
  g_assert_cmpint (player.length_ms, ==, 2000);
  g_assert_cmpint (ABS (player.heard_ms - 2000), <, 400);
  g_assert_cmpint (player.started_at - now, >=, 0);
  g_assert_cmpint (player.started_at - now, <, 60);

  /* more comes after the end of the queue: play() goes on there, not back */
  g_autoptr (GPtrArray) more = g_ptr_array_new ();
  AttQueueItem *first = player.items->pdata[0];

  g_ptr_array_add (player.items, att_queue_item_new (first->track, ATT_ORIGIN_QUEUE, NULL));
  g_ptr_array_add (more, player.items->pdata[2]);
  att_play_queue_append_own (player.queue, more);
  g_string_truncate (player.log, 0);
  player_run_out (&player, 10);
  g_assert_cmpstr (player.log->str, ==, "started 3|ended 3 finished|");
  player_close (&player);
}

/* pauses and jumps do not count as heard */
static void
test_heard (void)
{
  Player player;
  gint64 paused_until;

  write_noise ("long.wav", 0, 60 * SECOND);
  player_open (&player, CLOCKED, "long.wav", NULL);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 300, 10);
  att_player_pause (player.player);
  g_assert_cmpint (att_player_get_state (player.player), ==, ATT_PLAYER_PAUSED);
  paused_until = g_get_monotonic_time () + 700 * 1000;
  RUN_UNTIL (g_get_monotonic_time () > paused_until, 10);
  att_player_play (player.player);
  att_player_seek (player.player, 50000);
  g_assert_cmpint (att_player_get_position_ms (player.player), ==, 50000);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 50300, 10);
  att_player_stop (player.player, ATT_ENDING_STOPPED);
  g_test_message ("heard %d ms", (int) player.heard_ms);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 stopped|");
  g_assert_cmpint (player.heard_ms, >=, 500);
  g_assert_cmpint (player.heard_ms, <, 1100); /* 0.6 s sounded, 0.7 s were paused, 49 s skipped */
  g_assert_cmpint (player.length_ms, ==, 60000);
  player_close (&player);
}

static void
test_next_previous (void)
{
  Player player;

  write_noise ("long.wav", 0, 60 * SECOND);
  player_open (&player, CLOCKED, "long.wav", "long.wav", "long.wav", NULL);
  att_player_play (player.player);
  RUN_UNTIL (strstr (player.log->str, "started 1|") != NULL, 10);
  att_player_next (player.player);
  RUN_UNTIL (strstr (player.log->str, "started 2|") != NULL, 10);
  att_player_previous (player.player); /* under 3 s: the one before */
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 1|"), 10);
  att_player_jump (player.player, 2);
  RUN_UNTIL (strstr (player.log->str, "started 3|") != NULL, 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 next|started 2|ended 2 previous|started 1|ended 1 replaced|"
                                        "started 3|");
  att_player_seek (player.player, 10000);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 10050, 10);
  att_player_previous (player.player); /* after 3 s: the same from its beginning, still the same play */
  RUN_UNTIL (att_player_get_position_ms (player.player) < 3000, 10);
  g_assert_true (g_str_has_suffix (player.log->str, "started 3|"));

  /* paused stays paused */
  att_player_pause (player.player);
  att_player_previous (player.player);
  g_assert_cmpint (att_player_get_state (player.player), ==, ATT_PLAYER_PAUSED);
  g_assert_cmpint (att_play_queue_get_current (player.queue), ==, 1);
  g_assert_true (g_str_has_suffix (player.log->str, "started 3|ended 3 previous|"));
  att_player_toggle (player.player);
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 2|"), 10);
  att_player_next (player.player);
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 3|"), 10);
  att_player_next (player.player); /* the end of the queue */
  g_assert_cmpint (att_player_get_state (player.player), ==, ATT_PLAYER_STOPPED);
  g_assert_true (g_str_has_suffix (player.log->str, "ended 3 next|"));
  player_close (&player);
}

static void
test_repeat_and_shuffle (void)
{
  Player player;

  write_noise ("short.wav", 0, SECOND / 4);
  player_open (&player, CLOCKED, "short.wav", "short.wav", NULL);
  att_player_set_repeat (player.player, ATT_REPEAT_ONE);
  att_player_play (player.player);
  RUN_UNTIL (player.log->len > 70, 10);
  g_assert_true (g_str_has_prefix (player.log->str, "started 1|ended 1 repeated|started 1|ended 1 repeated|started 1|"));
  att_player_stop (player.player, ATT_ENDING_STOPPED);

  g_string_truncate (player.log, 0);
  att_player_set_repeat (player.player, ATT_REPEAT_ALL);
  att_player_play (player.player);
  RUN_UNTIL (player.log->len > 100, 10);
  g_assert_true (g_str_has_prefix (player.log->str, "started 1|ended 1 finished|started 2|ended 2 finished|started 1|"
                                                    "ended 1 finished|started 2|"));
  g_string_truncate (player.log, 0);
  att_player_set_repeat (player.player, ATT_REPEAT_NONE); /* also when the wrap-around has been handed over */
  player_run_out (&player, 10);
  g_assert_true (g_str_has_suffix (player.log->str, "ended 2 finished|"));

  g_assert_cmpint (att_player_get_shuffle (player.player), ==, ATT_SHUFFLE_OFF);
  att_player_set_shuffle (player.player, ATT_SHUFFLE_ALBUMS);
  g_assert_cmpint (att_player_get_shuffle (player.player), ==, ATT_SHUFFLE_ALBUMS);
  att_player_set_shuffle (player.player, ATT_SHUFFLE_OFF);
  g_assert_cmpint (att_player_get_shuffle (player.player), ==, ATT_SHUFFLE_OFF);
  player_close (&player);
}

/* also when the next one has been handed over: nothing of it is heard; play() goes on with it */
static void
test_stop_after (void)
{
  g_autofree char *sink = file_sink ("stop.raw", "sync=true");
  g_autoptr (GBytes) captured = NULL, whole = noise_bytes (0, 2 * SECOND);
  Player player;

  write_noise ("a.wav", 0, 2 * SECOND);
  write_noise ("b.wav", 10 * SECOND, SECOND);
  player_open (&player, sink, "a.wav", "b.wav", NULL);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 1500, 10);
  att_player_set_stop_after (player.player, TRUE);
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|");
  g_assert_false (att_player_get_stop_after (player.player));
  captured = read_file ("stop.raw");
  g_assert_cmpmem (g_bytes_get_data (captured, NULL), g_bytes_get_size (captured), g_bytes_get_data (whole, NULL),
                   g_bytes_get_size (whole));
  player_run_out (&player, 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|");
  player_close (&player);
}

/* the next item is another one after playbin was given the old one: nothing of that is heard, and the join is where
 * the track ends */
static void
test_next_changes_after_hand_over (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=true append=true");
  g_autoptr (GBytes) captured = NULL, first = noise_bytes (0, 3 * SECOND), last = noise_bytes (SECOND * 20, SECOND);
  g_autoptr (GPtrArray) other = g_ptr_array_new ();
  Player player;

  write_noise ("a.wav", 0, 3 * SECOND);
  write_noise ("b.wav", 10 * SECOND, SECOND);
  write_noise ("c.wav", 20 * SECOND, SECOND);
  player_open (&player, sink, "a.wav", "b.wav", "c.wav", NULL);
  g_ptr_array_add (other, player.items->pdata[2]);
  att_play_queue_remove (player.queue, 2);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 2500, 10); /* handed over a second before the end */
  att_play_queue_clear_upcoming (player.queue);
  att_play_queue_append_own (player.queue, other);
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 3|ended 3 finished|");
  player_close (&player);

  captured = read_file ("capture.raw");
  g_assert_cmpuint (g_bytes_get_size (captured), ==, g_bytes_get_size (first) + g_bytes_get_size (last));
  g_assert_cmpmem (g_bytes_get_data (captured, NULL), g_bytes_get_size (first), g_bytes_get_data (first, NULL),
                   g_bytes_get_size (first));
  g_assert_cmpmem ((const char *) g_bytes_get_data (captured, NULL) + g_bytes_get_size (first),
                   g_bytes_get_size (last), g_bytes_get_data (last, NULL), g_bytes_get_size (last));
}

/* going back and forth before the join leaves the join as it was; a seek then stays in what plays */
static void
test_seek_after_hand_over (void)
{
  Player player;

  write_noise ("a.wav", 0, 3 * SECOND);
  write_noise ("b.wav", 10 * SECOND, SECOND);
  player_open (&player, CLOCKED, "a.wav", "b.wav", NULL);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 2500, 10);
  att_player_set_repeat (player.player, ATT_REPEAT_ONE);
  att_player_set_repeat (player.player, ATT_REPEAT_NONE);
  att_player_seek (player.player, 1000);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 1200, 10);
  g_assert_cmpint (att_player_get_position_ms (player.player), <, 2400);
  g_assert_cmpstr (player.log->str, ==, "started 1|");
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|");
  player_close (&player);
}

static void
replan_cb (AttPlayer *player, AttQueueItem *item, int ending, gint64 heard_ms, gint64 length_ms, gint64 started_at,
           Player *self)
{
  g_autoptr (GPtrArray) radio = g_ptr_array_new ();

  g_ptr_array_add (radio, self->items->pdata[3]);
  if (ending == ATT_ENDING_NEXT)
    att_play_queue_set_radio (att_player_get_queue (player), radio);
}

/* the radio plans again when it hears of a skip: what plays next is what was shown as next */
static void
test_replan_in_ended (void)
{
  Player player;

  write_noise ("long.wav", 0, 20 * SECOND);
  player_open (&player, CLOCKED, "long.wav", "long.wav", "long.wav", "long.wav", NULL);
  for (guint i = 0; i < 4; i++)
    ((AttQueueItem *) player.items->pdata[i])->origin = ATT_ORIGIN_RADIO;
  att_play_queue_remove (player.queue, 3);
  g_signal_connect (player.player, "ended", G_CALLBACK (replan_cb), &player);
  att_player_play (player.player);
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 1|"), 10);
  att_player_next (player.player);
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 2|"), 10);
  att_player_next (player.player);
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 4|"), 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 next|started 2|ended 2 next|started 4|");
  player_close (&player);
}

static void
jump_cb (AttPlayer *player, AttQueueItem *item, int ending, gint64 heard_ms, gint64 length_ms, gint64 started_at,
         Player *self)
{
  if (ending == ATT_ENDING_NEXT)
    att_player_jump (player, 2);
}

/* a handler of "ended" that chooses something else */
static void
test_jump_in_ended (void)
{
  Player player;

  write_noise ("long.wav", 0, 20 * SECOND);
  player_open (&player, CLOCKED, "long.wav", "long.wav", "long.wav", NULL);
  g_signal_connect (player.player, "ended", G_CALLBACK (jump_cb), &player);
  att_player_play (player.player);
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 1|"), 10);
  att_player_next (player.player);
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 3|"), 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 next|started 3|");
  att_player_stop (player.player, ATT_ENDING_QUIT);
  g_assert_true (g_str_has_suffix (player.log->str, "started 3|ended 3 quit|"));
  player_close (&player);
}

static void
write_junk (const char *name, gsize size)
{
  g_autofree char *path = test_path (name), *junk = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    junk[i] = 1 + (i * 7919 + i / 251) % 250;
  g_assert_true (g_file_set_contents (path, junk, size, NULL));
}

static void
test_failures_are_skipped (void)
{
  Player player;

  write_noise ("a.wav", 0, 2 * SECOND);
  write_junk ("junk.mp3", 60000);
  write_junk ("empty.mp3", 0);
  write_noise ("silent.wav", 0, 0);
  player_open (&player, CLOCKED, "junk.mp3", "a.wav", "missing.flac", "junk.mp3", "empty.mp3", "a.wav", "silent.wav",
               "a.wav", NULL);
  player_run_out (&player, 30);
  g_test_message ("%s, last: %s", player.log->str, player.message);
  /* what is to follow is reported when it is found out; what plays is played to its end */
  g_assert_true (g_str_has_prefix (player.log->str, "failed 1|"));
  g_assert_nonnull (strstr (player.log->str, "failed 3|"));
  g_assert_nonnull (strstr (player.log->str, "failed 4|"));
  g_assert_nonnull (strstr (player.log->str, "failed 5|"));
  g_assert_nonnull (strstr (player.log->str, "started 2|"));
  g_assert_nonnull (strstr (player.log->str, "ended 2 finished|"));
  g_assert_nonnull (strstr (player.log->str, "failed 7|"));
  g_assert_null (strstr (player.log->str, "started 7|"));
  g_assert_true (g_str_has_suffix (player.log->str, "started 8|ended 8 finished|"));
  g_assert_null (strstr (player.log->str, "error"));
  g_assert_cmpint (ABS (player.heard_ms - 2000), <, 400);
  player_close (&player);
}

static void
test_a_failing_follower_cuts_nothing (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=true");
  g_autoptr (GBytes) captured = NULL, whole = noise_bytes (0, 2 * SECOND);
  Player player;

  write_noise ("a.wav", 0, 2 * SECOND);
  write_junk ("junk.mp3", 60000);
  player_open (&player, sink, "a.wav", "junk.mp3", NULL);
  player_run_out (&player, 30);
  g_assert_cmpstr (player.log->str, ==, "started 1|failed 2|ended 1 finished|");
  g_assert_cmpint (player.error_code, ==, ATT_PLAYER_ERROR_DECODE);
  g_assert_nonnull (strstr (player.message, "junk.mp3"));
  player_close (&player);
  captured = read_file ("capture.raw");
  g_assert_true (g_bytes_equal (captured, whole));
}

static void
test_ten_failures_stop (void)
{
  Player player;

  player_open (&player, FAST, "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11", "m12", NULL);
  player_run_out (&player, 30);
  g_assert_cmpstr (player.log->str, ==, "failed 1|failed 2|failed 3|failed 4|failed 5|failed 6|failed 7|failed 8|"
                                        "failed 9|failed 10|");
  g_assert_cmpint (player.error_code, ==, ATT_PLAYER_ERROR_NOT_FOUND);
  player_close (&player);

  write_noise ("a.wav", 0, SECOND); /* the same while something plays: it is not cut short */
  player_open (&player, CLOCKED, "a.wav", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11", "m12", "a.wav",
               NULL);
  player_run_out (&player, 30);
  g_assert_nonnull (strstr (player.log->str, "failed 11|"));
  g_assert_null (strstr (player.log->str, "failed 12|"));
  g_assert_true (g_str_has_suffix (player.log->str, "ended 1 finished|"));
  player_close (&player);
}

static void
test_folder_and_nonsense (void)
{
  g_autofree char *folder = g_strdup_printf ("file://%s", test_dir ());
  Player player;

  g_assert_true (test_run (NULL, "mkfifo pipe"));
  player_open (&player, FAST, folder, "pipe", "nonsense://x/y", NULL);
  player_run_out (&player, 30);
  g_assert_cmpstr (player.log->str, ==, "failed 1|failed 2|failed 3|");
  g_test_message ("%s", player.message);
  player_close (&player);
}

/* a file that neither plays nor fails in GStreamer does not stop the music */
static void
test_stuck_file (void)
{
  const char *shared = g_getenv ("ATT_SHARED_DATA");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "odd/mutagen/mac-390-hdr.ape", NULL);
  g_autofree char *uri = NULL;
  Player player;

  if (shared == NULL || *shared == '\0' || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("needs a damaged file of ATT_SHARED_DATA");
      return;
    }
  uri = g_filename_to_uri (path, NULL, NULL);
  write_noise ("a.wav", 0, SECOND);
  player_open (&player, CLOCKED, "a.wav", uri, "a.wav", NULL);
  player_run_out (&player, 60);
  g_assert_cmpstr (player.log->str, ==, "started 1|failed 2|ended 1 finished|started 3|ended 3 finished|");
  g_assert_cmpint (player.error_code, ==, ATT_PLAYER_ERROR_FAILED);
  player_close (&player);
}

static void
test_prepare (void)
{
  Player player;

  write_noise ("long.wav", 0, 60 * SECOND);
  player_open (&player, CLOCKED, "long.wav", NULL);
  att_player_prepare (player.player, 30000);
  g_assert_cmpint (att_player_get_state (player.player), ==, ATT_PLAYER_PAUSED);
  g_assert_cmpint (att_player_get_position_ms (player.player), ==, 30000);
  for (int i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (player.log->str, ==, "");
  att_player_seek (player.player, 40000);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 40100, 10);
  g_assert_cmpint (att_player_get_position_ms (player.player), <, 45000);
  g_assert_cmpstr (player.log->str, ==, "started 1|");
  att_player_seek (player.player, 70000); /* beyond the end */
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 10);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|");
  g_assert_cmpint (player.heard_ms, <, 3000);
  player_close (&player);
}

/* dragging a slider: many seeks at once, the last one counts */
static void
test_many_seeks (void)
{
  static const char *const files[] = { "long.wav", "long.flac", "long.mp3", "long.ogg" };

  write_noise ("long.wav", 0, 60 * SECOND);
  if (!test_run ("flac", "flac -s -f long.wav")
      || !test_run ("lame", "lame --quiet -V 5 long.wav long.mp3")
      || !test_run ("oggenc", "oggenc -Q -o long.ogg long.wav"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      Player player;

      player_open (&player, CLOCKED, files[i], NULL);
      att_player_play (player.player);
      RUN_UNTIL (att_player_get_position_ms (player.player) > 100, 10);
      for (int j = 0; j < 200; j++)
        {
          att_player_seek (player.player, 55000 - j * 200);
          g_main_context_iteration (NULL, FALSE);
        }
      g_assert_cmpint (att_player_get_position_ms (player.player), ==, 55000 - 199 * 200);
      RUN_UNTIL (att_player_get_position_ms (player.player) > 15250, 10);
      g_assert_cmpint (att_player_get_position_ms (player.player), <, 17000);
      g_assert_cmpint (ABS (att_player_get_duration_ms (player.player) - 60000), <, 60);
      player_close (&player);
    }
}

typedef struct {
  GMutex lock;
  GByteArray *pcm;
  AttTrackId last_track;
  gint64 last_position;
  int n_channels, rate;
  guint n_joins;
} Tap;

static void
tap_cb (const float *pcm, gsize n_frames, int n_channels, int sample_rate, AttTrackId track_id, gint64 position_ms,
        gpointer data)
{
  Tap *tap = data;

  g_mutex_lock (&tap->lock);
  g_byte_array_append (tap->pcm, (const guint8 *) pcm, n_frames * n_channels * sizeof (float));
  tap->n_joins += track_id != tap->last_track;
  tap->last_track = track_id;
  tap->last_position = position_ms;
  tap->n_channels = n_channels;
  tap->rate = sample_rate;
  g_mutex_unlock (&tap->lock);
}

/* the tap hears what was decoded, whatever gain and volume do to it */
static gboolean
minus_twelve (AttTrack *track, AttGain *gain, gpointer data)
{
  *gain = (AttGain){ -12, 0.9, NAN, NAN };
  return TRUE;
}

static void
test_pcm_tap (void)
{
  g_autoptr (GBytes) whole = noise_bytes (0, 2 * SECOND);
  const gint16 *samples = g_bytes_get_data (whole, NULL);
  Tap tap = { .pcm = g_byte_array_new () };
  const float *pcm;
  Player player;

  g_mutex_init (&tap.lock);
  write_noise ("a.wav", 0, SECOND);
  write_noise ("b.wav", SECOND, SECOND);
  player_open (&player, FAST, "a.wav", "b.wav", NULL);
  att_player_set_gain_func (player.player, minus_twelve, NULL, NULL);
  att_player_set_replaygain (player.player, ATT_REPLAYGAIN_TRACK);
  att_player_set_volume (player.player, 0.3);
  att_player_set_tap (player.player, tap_cb, &tap);
  player_run_out (&player, 10);
  att_player_set_tap (player.player, NULL, NULL);
  g_assert_cmpint (tap.n_channels, ==, 2);
  g_assert_cmpint (tap.rate, ==, 44100);
  g_assert_cmpuint (tap.n_joins, ==, 2);
  g_assert_cmpint (tap.last_track, ==, 2);
  g_assert_cmpint (tap.last_position, >, 500);
  g_assert_cmpint (tap.last_position, <, 1000);
  g_assert_cmpuint (tap.pcm->len, ==, 2 * 2 * SECOND * sizeof (float));
  pcm = (const float *) tap.pcm->data;
  for (guint i = 0; i < 4 * SECOND; i++)
    g_assert_cmpfloat (pcm[i], ==, GINT16_FROM_LE (samples[i]) / 32768.0f);
  player_close (&player);
  g_byte_array_unref (tap.pcm);
  g_mutex_clear (&tap.lock);
}

/* with no sound device at all it says so, at every play() */
static void
test_no_output (void)
{
  if (g_test_subprocess ())
    {
      Player player;

      write_noise ("a.wav", 0, SECOND);
      player_open (&player, NULL, "a.wav", "a.wav", NULL);
      player_run_out (&player, 20);
      g_assert_cmpstr (player.log->str, ==, "failed 0|");
      g_assert_cmpint (player.error_code, ==, ATT_PLAYER_ERROR_NO_OUTPUT);
      player_run_out (&player, 20);
      g_assert_cmpstr (player.log->str, ==, "failed 0|failed 0|");
      g_assert_cmpint (att_play_queue_get_current (player.queue), ==, 0);
      player_close (&player);
      test_util_clean ();
      return;
    }
  g_setenv ("PULSE_SERVER", "/nonexistent", TRUE);
  g_setenv ("GST_PLUGIN_FEATURE_RANK",
            "alsasink:NONE,pipewiresink:NONE,jackaudiosink:NONE,osssink:NONE,oss4sink:NONE", TRUE);
  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, 0);
  g_unsetenv ("GST_PLUGIN_FEATURE_RANK");
  g_unsetenv ("PULSE_SERVER");
  g_test_trap_assert_passed ();
}

/* the default sink with a real sound server, which is then lost */
static void
test_sound_server (void)
{
  g_autofree char *socket = test_path ("native"), *address = g_strconcat ("unix:", socket, NULL);
  g_autofree char *module = g_strdup_printf ("--load=module-native-protocol-unix socket=%s auth-anonymous=1", socket);
  g_autofree char *home = g_strdup (g_getenv ("HOME"));
  g_autoptr (GSubprocess) pulse = NULL;
  Player player;

  g_setenv ("HOME", test_dir (), TRUE);
  pulse = start_program (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, "pulseaudio", "-n",
                         "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no", module,
                         "--load=module-null-sink", NULL);
  g_setenv ("HOME", home != NULL ? home : "/", TRUE);
  if (pulse == NULL)
    {
      g_test_skip ("pulseaudio is not installed");
      return;
    }
  RUN_UNTIL (g_file_test (socket, G_FILE_TEST_EXISTS), 20);
  g_setenv ("PULSE_SERVER", address, TRUE);
  write_noise ("a.wav", 0, SECOND);
  write_noise ("long.wav", 0, 60 * SECOND);
  player_open (&player, NULL, "a.wav", "a.wav", "long.wav", NULL);
  att_player_play (player.player);
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 3|") || strstr (player.log->str, "failed"), 30);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|started 3|");
  RUN_UNTIL (att_player_get_position_ms (player.player) > 1000, 30);
  g_subprocess_force_exit (pulse);
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 30);
  g_test_message ("%s", player.message);
  g_assert_true (g_str_has_suffix (player.log->str, "started 3|ended 3 error|failed 0|"));
  g_assert_cmpint (player.error_code, ==, ATT_PLAYER_ERROR_NO_OUTPUT);
  g_assert_cmpint (att_play_queue_get_current (player.queue), ==, 2);
  player_close (&player);
  g_unsetenv ("PULSE_SERVER");
}

static void
test_volume (void)
{
  Player player;
  double volume;

  write_noise ("long.wav", 0, 20 * SECOND);
  player_open (&player, CLOCKED, "long.wav", NULL);
  g_assert_cmpfloat (att_player_get_volume (player.player), ==, 1.0);
  att_player_set_volume (player.player, 0.5);
  att_player_set_muted (player.player, TRUE);
  att_player_play (player.player);
  RUN_UNTIL (player.log->len > 0, 10);
  g_object_get (player.player, "volume", &volume, NULL);
  g_assert_cmpfloat_with_epsilon (volume, 0.5, 1e-6);
  g_assert_true (att_player_get_muted (player.player));
  att_player_set_volume (player.player, 7);
  g_assert_cmpfloat (att_player_get_volume (player.player), ==, 1.0);
  att_player_set_volume (player.player, -7);
  g_assert_cmpfloat (att_player_get_volume (player.player), ==, 0.0);
  player_close (&player);
}

/* a track's love changes while it plays: the player shows the new object, play goes on */
static void
test_update_track (void)
{
  g_autoptr (AttTrack) loved = NULL;
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  AttQueueItem *item;
  Player player;

  write_noise ("long.wav", 0, 20 * SECOND);
  player_open (&player, CLOCKED, "long.wav", NULL);
  att_player_play (player.player);
  RUN_UNTIL (player.log->len > 0, 10);
  item = att_player_get_item (player.player);
  loved = att_track_new_for_uri (item->track->uri);
  loved->id = item->track->id;
  loved->flags = ATT_TRACK_LOVED;
  g_ptr_array_add (changed, loved);
  att_play_queue_update_tracks (player.queue, changed);
  g_assert_true (att_player_get_item (player.player)->track == loved);
  g_assert_cmpint (att_player_get_state (player.player), ==, ATT_PLAYER_PLAYING);
  att_player_play (player.player);
  g_assert_cmpstr (player.log->str, ==, "started 1|");
  att_player_stop (player.player, ATT_ENDING_STOPPED);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 stopped|");
  player_close (&player);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/playback/player/events", test_events);
  g_test_add_func ("/playback/player/heard", test_heard);
  g_test_add_func ("/playback/player/next-previous", test_next_previous);
  g_test_add_func ("/playback/player/repeat-and-shuffle", test_repeat_and_shuffle);
  g_test_add_func ("/playback/player/stop-after", test_stop_after);
  g_test_add_func ("/playback/player/next-changes-after-hand-over", test_next_changes_after_hand_over);
  g_test_add_func ("/playback/player/seek-after-hand-over", test_seek_after_hand_over);
  g_test_add_func ("/playback/player/replan-in-ended", test_replan_in_ended);
  g_test_add_func ("/playback/player/jump-in-ended", test_jump_in_ended);
  g_test_add_func ("/playback/player/failures-are-skipped", test_failures_are_skipped);
  g_test_add_func ("/playback/player/a-failing-follower-cuts-nothing", test_a_failing_follower_cuts_nothing);
  g_test_add_func ("/playback/player/ten-failures-stop", test_ten_failures_stop);
  g_test_add_func ("/playback/player/folder-and-nonsense", test_folder_and_nonsense);
  g_test_add_func ("/playback/player/stuck-file", test_stuck_file);
  g_test_add_func ("/playback/player/prepare", test_prepare);
  g_test_add_func ("/playback/player/many-seeks", test_many_seeks);
  g_test_add_func ("/playback/player/pcm-tap", test_pcm_tap);
  g_test_add_func ("/playback/player/no-output", test_no_output);
  g_test_add_func ("/playback/player/sound-server", test_sound_server);
  g_test_add_func ("/playback/player/volume", test_volume);
  g_test_add_func ("/playback/player/update-track", test_update_track);
  status = g_test_run ();
  test_util_clean ();
  return status;
}
