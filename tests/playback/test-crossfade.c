/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What reaches the sink where two tracks overlap, sample by sample.
 */
#include "test-util.h"

#include <math.h>
#include <string.h>

#define RATE 44100
#define FRAMES (6 * RATE)
#define OVERLAP_MS 1500

static void
know_length (Player *player, int i, int ms, gint64 album_id)
{
  AttTrack *track = ((AttQueueItem *) player->items->pdata[i])->track;

  track->duration_ms = ms;
  track->album_id = album_id;
}

static GBytes *
play (const char *first, const char *second, gint64 first_album, gint64 second_album, Player *player)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false");

  player_open (player, sink, first, second, NULL);
  know_length (player, 0, 6000, first_album);
  know_length (player, 1, 6000, second_album);
  att_player_set_crossfade (player->player, OVERLAP_MS);
  player_run_out (player, 30);
  g_assert_cmpstr (player->log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|");
  return read_file ("capture.raw");
}

static gsize
count_frames (GBytes *bytes)
{
  return g_bytes_get_size (bytes) / 4;
}

static gint16
sample (GBytes *bytes, gsize i)
{
  return GINT16_FROM_LE (((const gint16 *) g_bytes_get_data (bytes, NULL))[i]);
}

static void
make_noise (void)
{
  write_noise ("a.wav", 0, FRAMES);
  write_noise ("b.wav", 20 * RATE, FRAMES);
}

/* each by its curve, and nothing else touched */
static void
assert_overlaps (GBytes *captured)
{
  g_autoptr (GBytes) a = noise_bytes (0, FRAMES), b = noise_bytes (20 * RATE, FRAMES);
  gsize overlap = 2 * FRAMES - count_frames (captured), begins = FRAMES - overlap;

  g_test_message ("%d ms overlap", (int) (overlap * 1000 / RATE));
  g_assert_cmpuint (overlap * 1000 / RATE, <=, OVERLAP_MS);
  g_assert_cmpuint (overlap * 1000 / RATE, >, OVERLAP_MS - 200); /* whole buffers */
  g_assert_cmpmem (g_bytes_get_data (captured, NULL), 4 * begins, g_bytes_get_data (a, NULL), 4 * begins);
  for (gsize i = 0; i < 2 * overlap; i++)
    {
      double angle = G_PI_2 * (double) (i / 2) / overlap;
      double expected = cos (angle) * sample (a, 2 * begins + i) + sin (angle) * sample (b, i);

      g_assert_cmpfloat_with_epsilon (sample (captured, 2 * begins + i), expected, 1.5);
    }
  g_assert_cmpmem ((const char *) g_bytes_get_data (captured, NULL) + 4 * FRAMES, 4 * (FRAMES - overlap),
                   (const char *) g_bytes_get_data (b, NULL) + 4 * overlap, 4 * (FRAMES - overlap));
}

static void
test_overlap (void)
{
  g_autoptr (GBytes) captured = NULL;
  Player player;

  make_noise ();
  captured = play ("a.wav", "b.wav", 1, 2, &player);
  assert_overlaps (captured);
  player_close (&player);
}

static void
test_album_is_gapless (void)
{
  g_autoptr (GBytes) captured = NULL, a = noise_bytes (0, FRAMES), b = noise_bytes (20 * RATE, FRAMES);
  Player player;

  make_noise ();
  captured = play ("a.wav", "b.wav", 1, 1, &player);
  g_assert_cmpuint (count_frames (captured), ==, 2 * FRAMES);
  g_assert_cmpmem (g_bytes_get_data (captured, NULL), 4 * FRAMES, g_bytes_get_data (a, NULL), 4 * FRAMES);
  g_assert_cmpmem ((const char *) g_bytes_get_data (captured, NULL) + 4 * FRAMES, 4 * FRAMES,
                   g_bytes_get_data (b, NULL), 4 * FRAMES);
  player_close (&player);
}

/* in real time: what is told of it, and that the second one goes on where it is heard */
static void
test_log (void)
{
  gint64 began, took;
  Player player;

  make_noise ();
  player_open (&player, "fakesink sync=true", "a.wav", "b.wav", NULL);
  know_length (&player, 0, 6000, 1);
  know_length (&player, 1, 6000, 2);
  att_player_set_crossfade (player.player, OVERLAP_MS);
  att_player_play (player.player);
  RUN_UNTIL (strstr (player.log->str, "started 1|") != NULL, 10);
  began = g_get_monotonic_time ();
  RUN_UNTIL (strstr (player.log->str, "started 2|") != NULL, 10);
  took = (g_get_monotonic_time () - began) / 1000;
  g_test_message ("the second after %d ms, the first heard for %d of %d ms", (int) took, (int) player.heard_ms,
                  (int) player.length_ms);
  g_assert_cmpint (took, >, 6000 - OVERLAP_MS - 400);
  g_assert_cmpint (took, <, 6000);
  g_assert_cmpint (ABS (player.heard_ms - 6000), <, 1400);
  g_assert_cmpint (player.length_ms, ==, 6000);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 700, 5);
  took = (g_get_monotonic_time () - began) / 1000;
  g_assert_cmpint (ABS (att_player_get_position_ms (player.player) - (took - 6000 + OVERLAP_MS)), <, 1200);
  att_player_seek (player.player, 4000); /* in the second one, though the first still sounds */
  RUN_UNTIL (att_player_get_position_ms (player.player) > 4200, 5);
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 10);
  took = (g_get_monotonic_time () - began) / 1000;
  g_assert_cmpint (took, <, 6000 - OVERLAP_MS + 5500);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|");
  player_close (&player);
}

/* the tone of one and the silence of the other, in another rate and number of channels */
static void
test_other_format (void)
{
  g_autoptr (GBytes) captured = NULL;
  gint64 overlap;
  double sum = 0;
  Player player;

  write_tone ("tone.wav", 1000, -20, FRAMES);
  g_assert_true (test_run (NULL, "gst-launch-1.0 -q audiotestsrc wave=silence num-buffers=60 samplesperbuffer=4800 "
                                 "! audio/x-raw,rate=48000,channels=1,format=S16LE ! wavenc ! filesink location=mono.wav"));
  {
    g_autofree char *sink = g_strdup_printf ("audioconvert ! audioresample ! audio/x-raw,rate=44100,channels=2,format=S16LE "
                                             "! filesink sync=false location=%s/capture.raw", test_dir ());

    player_open (&player, sink, "tone.wav", "mono.wav", NULL);
    know_length (&player, 0, 6000, 1);
    know_length (&player, 1, 6000, 2);
    att_player_set_crossfade (player.player, OVERLAP_MS);
    player_run_out (&player, 30);
    player_close (&player);
  }
  captured = read_file ("capture.raw");
  overlap = 2 * FRAMES - (gint64) count_frames (captured);
  g_test_message ("%d ms overlap", (int) (overlap * 1000 / RATE));
  g_assert_cmpint (ABS (overlap * 1000 / RATE - OVERLAP_MS), <, 250);
  /* half way the tone is 3 dB down */
  for (gsize i = FRAMES - overlap / 2 - 2205; i < FRAMES - (gsize) overlap / 2 + 2205; i++)
    sum += pow (sample (captured, 2 * i) / 32768.0, 2);
  g_assert_cmpfloat_with_epsilon (10 * log10 (2 * sum / 4410), -23, 0.5);
}

/* a skip, a jump into the last seconds, and a follower that is taken back */
static void
test_not_asked_for (void)
{
  Player player;

  make_noise ();
  player_open (&player, "fakesink sync=true", "a.wav", "b.wav", "a.wav", NULL);
  for (int i = 0; i < 3; i++)
    know_length (&player, i, 6000, i + 1);
  att_player_set_crossfade (player.player, OVERLAP_MS);
  att_player_play (player.player);
  RUN_UNTIL (strstr (player.log->str, "started 1|") != NULL, 10);
  att_player_next (player.player);
  RUN_UNTIL (strstr (player.log->str, "started 2|") != NULL, 2);
  att_player_seek (player.player, 5000);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 5600, 5); /* heard alone */
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 next|started 2|");
  RUN_UNTIL (strstr (player.log->str, "started 3|") != NULL, 5);
  att_player_seek (player.player, 3800);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 4000, 5);
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 10);
  g_assert_true (g_str_has_suffix (player.log->str, "started 3|ended 3 finished|"));
  player_close (&player);

  /* held back for one that is taken away: the end of the first is heard all the same */
  {
    g_autofree char *sink = file_sink ("capture.raw", "sync=true");
    g_autoptr (GBytes) captured = NULL, a = noise_bytes (0, FRAMES);

    player_open (&player, sink, "a.wav", "b.wav", NULL);
    know_length (&player, 0, 6000, 1);
    know_length (&player, 1, 6000, 2);
    att_player_set_crossfade (player.player, OVERLAP_MS);
    att_player_play (player.player);
    RUN_UNTIL (att_player_get_position_ms (player.player) > 3200, 10);
    att_play_queue_clear_upcoming (player.queue);
    RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 10);
    g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|");
    player_close (&player);
    captured = read_file ("capture.raw");
    g_assert_cmpmem (g_bytes_get_data (captured, NULL), g_bytes_get_size (captured), g_bytes_get_data (a, NULL),
                     g_bytes_get_size (a));
  }
}

/* the follower is no music: the first one is heard to its end, and the third one plays */
static void
test_broken_follower (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false append=true"), *path = test_path ("broken.wav");
  g_autoptr (GBytes) captured = NULL, a = noise_bytes (0, FRAMES);
  Player player;

  make_noise ();
  g_assert_true (test_run (NULL, "rm -f capture.raw"));
  g_assert_true (g_file_set_contents (path, "this is no music at all", -1, NULL));
  player_open (&player, sink, "a.wav", "broken.wav", "b.wav", NULL);
  for (int i = 0; i < 3; i++)
    know_length (&player, i, 6000, i + 1);
  att_player_set_crossfade (player.player, OVERLAP_MS);
  player_run_out (&player, 30);
  g_test_message ("%s", player.log->str);
  g_assert_nonnull (strstr (player.log->str, "failed 2|"));
  g_assert_true (g_str_has_suffix (player.log->str, "ended 3 finished|"));
  player_close (&player);
  captured = read_file ("capture.raw");
  g_assert_cmpuint (count_frames (captured), ==, 2 * FRAMES);
  g_assert_cmpmem (g_bytes_get_data (captured, NULL), 4 * FRAMES, g_bytes_get_data (a, NULL), 4 * FRAMES);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/playback/crossfade/overlap", test_overlap);
  g_test_add_func ("/playback/crossfade/album-is-gapless", test_album_is_gapless);
  g_test_add_func ("/playback/crossfade/log", test_log);
  g_test_add_func ("/playback/crossfade/other-format", test_other_format);
  g_test_add_func ("/playback/crossfade/not-asked-for", test_not_asked_for);
  g_test_add_func ("/playback/crossfade/broken-follower", test_broken_follower);
  status = g_test_run ();
  test_util_clean ();
  return status;
}
