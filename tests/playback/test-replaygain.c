/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The level on each side of a gapless join, measured in what reaches the sink.
 */
#include "test-util.h"

#include <math.h>
#include <string.h>

#define FRAMES 66150  /* a second and a half of each */
#define WINDOW 2205   /* measured right before and right after the join: 50 periods of 1 kHz */
#define LEVEL_DB -20.0

/* RMS of a stretch in dB, relative to the tone as it was written */
static double
level_at (GBytes *captured, guint start, guint frames)
{
  const gint16 *samples = g_bytes_get_data (captured, NULL);
  double sum = 0;

  g_assert_cmpuint (4 * (start + frames), <=, g_bytes_get_size (captured));
  for (guint i = 2 * start; i < 2 * (start + frames); i++)
    sum += pow (GINT16_FROM_LE (samples[i]) / 32767.0, 2);
  return 10 * log10 (sum / (2.0 * frames)) + 20 * log10 (sqrt (2)) - LEVEL_DB;
}

static void
assert_levels (GBytes *captured, double before_db, double after_db)
{
  struct { const char *where; guint start; double expected; } stretches[] = {
    { "first samples", 0, before_db },
    { "before the join", FRAMES - WINDOW, before_db },
    { "after the join", FRAMES, after_db },
    { "last samples", 2 * FRAMES - WINDOW, after_db },
  };

  g_assert_cmpuint (g_bytes_get_size (captured), ==, 4 * 2 * FRAMES);
  for (guint i = 0; i < G_N_ELEMENTS (stretches); i++)
    {
      double level = level_at (captured, stretches[i].start, WINDOW);

      g_test_message ("%s: %+.3f dB, expected %+.3f", stretches[i].where, level, stretches[i].expected);
      g_assert_cmpfloat_with_epsilon (level, stretches[i].expected, 0.1);
    }
}

static const AttGain gains[] = { /* by track id */
  { NAN, NAN, NAN, NAN },
  { -6, 0.1, -3, 0.2 },
  { 4, 0.1, 2, 0.2 },
};

static gboolean
known_gain (AttTrack *track, AttGain *gain, gpointer data)
{
  if (data != NULL && track->id == *(int *) data)
    return FALSE;
  *gain = gains[track->id];
  return TRUE;
}

/* @unknown: the id of a track that nobody knows the gain of, 0: none */
static GBytes *
play (const char *first, const char *second, AttReplayGainMode mode, gboolean one_album, int unknown)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false");
  Player player;

  player_open (&player, sink, first, second, NULL);
  for (guint i = 0; i < 2; i++)
    ((AttQueueItem *) player.items->pdata[i])->track->album_id = one_album ? 7 : 7 + i;
  att_player_set_gain_func (player.player, known_gain, &unknown, NULL);
  att_player_set_replaygain (player.player, mode);
  player_run_out (&player, 20);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|");
  player_close (&player);
  return read_file ("capture.raw");
}

static void
make_tones (void)
{
  write_tone ("a.wav", 1000, LEVEL_DB, FRAMES);
  write_tone ("b.wav", 1000, LEVEL_DB, FRAMES);
}

static void
test_track (void)
{
  g_autoptr (GBytes) captured = NULL;

  make_tones ();
  captured = play ("a.wav", "b.wav", ATT_REPLAYGAIN_TRACK, TRUE, 0);
  assert_levels (captured, -6, 4);
}

static void
test_album (void)
{
  g_autoptr (GBytes) captured = NULL;

  make_tones ();
  captured = play ("a.wav", "b.wav", ATT_REPLAYGAIN_ALBUM, FALSE, 0);
  assert_levels (captured, -3, 2);
}

static void
test_auto (void)
{
  g_autoptr (GBytes) album = NULL, mixed = NULL;

  make_tones ();
  album = play ("a.wav", "b.wav", ATT_REPLAYGAIN_AUTO, TRUE, 0);
  assert_levels (album, -3, 2);
  mixed = play ("a.wav", "b.wav", ATT_REPLAYGAIN_AUTO, FALSE, 0);
  assert_levels (mixed, -6, 4);
}

/* nothing carries over from one track to the next */
static void
test_unknown (void)
{
  g_autoptr (GBytes) first = NULL, second = NULL;

  make_tones ();
  second = play ("a.wav", "b.wav", ATT_REPLAYGAIN_TRACK, TRUE, 2);
  assert_levels (second, -6, 0);
  first = play ("a.wav", "b.wav", ATT_REPLAYGAIN_TRACK, TRUE, 1);
  assert_levels (first, 0, 4);
}

static void
test_off_is_exact (void)
{
  g_autoptr (GBytes) captured = NULL, a = NULL;
  const char *samples;

  make_tones ();
  captured = play ("a.wav", "b.wav", ATT_REPLAYGAIN_OFF, TRUE, 0);
  a = read_file ("a.wav");
  samples = (const char *) g_bytes_get_data (a, NULL) + 44;
  g_assert_cmpmem (g_bytes_get_data (captured, NULL), 4 * FRAMES, samples, 4 * FRAMES);
}

/* the file's own tags count when nobody knows better, and only then */
static void
test_tags_of_the_file (void)
{
  g_autoptr (GBytes) own = NULL, known = NULL, off = NULL;

  make_tones ();
  if (!test_run ("flac", "flac -s -f -T REPLAYGAIN_TRACK_GAIN='-9.00 dB' -T REPLAYGAIN_TRACK_PEAK=0.1 "
                         "-T REPLAYGAIN_ALBUM_GAIN='-12.00 dB' -T REPLAYGAIN_ALBUM_PEAK=0.1 -o b.flac b.wav"))
    return;
  own = play ("a.wav", "b.flac", ATT_REPLAYGAIN_TRACK, TRUE, 2);
  assert_levels (own, -6, -9);
  known = play ("a.wav", "b.flac", ATT_REPLAYGAIN_TRACK, TRUE, 0);
  assert_levels (known, -6, 4);
  off = play ("a.wav", "b.flac", ATT_REPLAYGAIN_OFF, TRUE, 2);
  assert_levels (off, 0, 0);
}

/* what would clip is kept below full scale */
static void
test_no_clipping (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false");
  g_autoptr (GBytes) captured = NULL;
  const gint16 *samples;
  int highest = 0;
  Player player;

  write_tone ("loud.wav", 1000, -1, FRAMES);
  player_open (&player, sink, "loud.wav", NULL);
  ((AttQueueItem *) player.items->pdata[0])->track->id = 2; /* +4 dB, and a peak that is not true */
  att_player_set_gain_func (player.player, known_gain, NULL, NULL);
  att_player_set_replaygain (player.player, ATT_REPLAYGAIN_TRACK);
  player_run_out (&player, 20);
  player_close (&player);
  captured = read_file ("capture.raw");
  samples = g_bytes_get_data (captured, NULL);
  for (gsize i = 0; i < g_bytes_get_size (captured) / 2; i++)
    highest = MAX (highest, ABS (GINT16_FROM_LE (samples[i])));
  g_test_message ("highest sample %d", highest);
  g_assert_cmpint (highest, <, 32767);
  g_assert_cmpint (highest, >, 29000);
}

/* the mode is changed while a track plays, on and off again: no sample is lost on the way */
static void
test_changed_while_playing (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=true");
  g_autoptr (GBytes) captured = NULL;
  Player player;

  write_tone ("long.wav", 1000, LEVEL_DB, 5 * 44100);
  player_open (&player, sink, "long.wav", NULL);
  ((AttQueueItem *) player.items->pdata[0])->track->id = 1;
  att_player_set_gain_func (player.player, known_gain, NULL, NULL);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 300, 10);
  att_player_set_replaygain (player.player, ATT_REPLAYGAIN_TRACK);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 2000, 10);
  att_player_set_replaygain (player.player, ATT_REPLAYGAIN_OFF);
  player_run_out (&player, 20);
  player_close (&player);
  captured = read_file ("capture.raw");
  g_assert_cmpuint (g_bytes_get_size (captured), ==, 4 * 5 * 44100);
  g_assert_cmpfloat_with_epsilon (level_at (captured, 0, WINDOW), 0, 0.1);
  g_assert_cmpfloat_with_epsilon (level_at (captured, 2 * 44100, WINDOW), -6, 0.1);
  g_assert_cmpfloat_with_epsilon (level_at (captured, 5 * 44100 - WINDOW, WINDOW), 0, 0.1);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/playback/replaygain/track", test_track);
  g_test_add_func ("/playback/replaygain/album", test_album);
  g_test_add_func ("/playback/replaygain/auto", test_auto);
  g_test_add_func ("/playback/replaygain/unknown", test_unknown);
  g_test_add_func ("/playback/replaygain/off-is-exact", test_off_is_exact);
  g_test_add_func ("/playback/replaygain/tags-of-the-file", test_tags_of_the_file);
  g_test_add_func ("/playback/replaygain/no-clipping", test_no_clipping);
  g_test_add_func ("/playback/replaygain/changed-while-playing", test_changed_while_playing);
  status = g_test_run ();
  test_util_clean ();
  return status;
}
