/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sleep timer, what is kept of how it plays, and R128 gains, heard in the samples.
 */
#include "att-session-playing.h"
#include "att-session-sound.h"
#include "session-test.h"

#include <glib/gstdio.h>
#include <math.h>

#define RATE 44100
#define LEVEL_DB (-20.0)

typedef struct {
  char *dir, *data, *capture;
  AttSession *session;
  AttPlayer *player;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("attacca-sound-XXXXXX", NULL);
  fixture->data = g_build_filename (fixture->dir, "data", NULL);
  fixture->capture = g_build_filename (fixture->dir, "capture.raw", NULL);
}

static void
close_session (Fixture *fixture)
{
  if (fixture->session == NULL)
    return;
  att_session_close (fixture->session);
  let_go (g_steal_pointer (&fixture->session));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_session (fixture);
  remove_all (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->data);
  g_free (fixture->capture);
}

static void
open_session (Fixture *fixture, const char *sync)
{
  g_autofree char *sink = g_strdup_printf ("audioconvert dithering=none ! audioresample ! "
                                           "audio/x-raw,format=S16LE,channels=2,rate=%d ! filesink sync=%s location=%s",
                                           RATE, sync, fixture->capture);
  g_autoptr (GError) error = NULL;

  fixture->session = att_session_open (fixture->data, &error);
  g_assert_no_error (error);
  att_session_enable_playback (fixture->session, sink, FALSE, FALSE, &error);
  g_assert_no_error (error);
  fixture->player = att_session_get_player (fixture->session);
}

static void
play (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL), *uri = g_filename_to_uri (path, NULL, NULL);
  const char *uris[] = { uri, NULL };

  att_session_play_uris (fixture->session, uris);
  wait_until (att_player_get_position_ms (fixture->player) > 0
              && att_player_get_state (fixture->player) == ATT_PLAYER_PLAYING);
}

/* dB against LEVEL_DB, over a quarter of a second from @second on */
static double
level_at (Fixture *fixture, double second)
{
  g_autofree char *samples = NULL;
  gsize size, start = 2 * (gsize) (second * RATE), n = RATE / 2;
  const gint16 *captured;
  double sum = 0;

  g_assert_true (g_file_get_contents (fixture->capture, &samples, &size, NULL));
  captured = (const gint16 *) (gpointer) samples;
  g_assert_cmpuint (size / 2, >=, start + n);
  for (gsize i = start; i < start + n; i++)
    sum += pow (GINT16_FROM_LE (captured[i]) / 32768.0, 2);
  return 10 * log10 (2 * sum / n + 1e-12) - LEVEL_DB;
}

static void
test_sleep_after_song (Fixture *fixture, gconstpointer data)
{
  write_wav (fixture->dir, "a.wav", RATE, 12, 1000, LEVEL_DB);
  open_session (fixture, "true");
  g_assert_cmpint (att_session_get_sleep (fixture->session), ==, ATT_SLEEP_OFF);
  play (fixture, "a.wav");
  att_session_set_sleep (fixture->session, ATT_SLEEP_AFTER_TRACK, 0);
  g_assert_true (att_player_get_stop_after (fixture->player));
  g_assert_cmpint (ABS (att_session_get_sleep_left_ms (fixture->session) - 12000), <, 2000);
  wait_until (att_player_get_state (fixture->player) == ATT_PLAYER_STOPPED);
  g_assert_cmpint (att_session_get_sleep (fixture->session), ==, ATT_SLEEP_OFF);
  g_test_message ("%.1f %.1f %.1f dB", level_at (fixture, 1), level_at (fixture, 7), level_at (fixture, 11.5));
  g_assert_cmpfloat_with_epsilon (level_at (fixture, 1), 0, 0.5);
  g_assert_cmpfloat_with_epsilon (level_at (fixture, 7), 40 * log10 (0.49), 2.5); /* half of the ten seconds are over */
  g_assert_cmpfloat (level_at (fixture, 11.5), <, -40);
}

/* taken back: as loud as before, and nothing stops */
static void
test_sleep_taken_back (Fixture *fixture, gconstpointer data)
{
  write_wav (fixture->dir, "a.wav", RATE, 6, 1000, LEVEL_DB);
  open_session (fixture, "true");
  play (fixture, "a.wav");
  att_session_set_sleep (fixture->session, ATT_SLEEP_AT, 15);
  g_assert_cmpuint (att_session_get_sleep_minutes (fixture->session), ==, 15);
  g_assert_cmpint (att_session_get_sleep_left_ms (fixture->session), >, 14 * 60000);
  att_session_set_sleep (fixture->session, ATT_SLEEP_AFTER_QUEUE, 0);
  wait_until (att_player_get_position_ms (fixture->player) > 1000 && att_player_get_stop_after (fixture->player));
  att_session_set_sleep (fixture->session, ATT_SLEEP_OFF, 0);
  g_assert_false (att_player_get_stop_after (fixture->player));
  wait_until (att_player_get_state (fixture->player) == ATT_PLAYER_STOPPED);
  g_assert_cmpfloat_with_epsilon (level_at (fixture, 5), 0, 0.2);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  const double gains[ATT_EQUALIZER_N_BANDS] = { 1, -2.5, [9] = 12 };
  double read[ATT_EQUALIZER_N_BANDS];

  open_session (fixture, "false");
  g_assert_false (att_session_get_equalizer (fixture->session, read));
  att_session_set_equalizer (fixture->session, TRUE, gains, TRUE);
  att_player_set_repeat (fixture->player, ATT_REPEAT_ALL);
  att_player_set_shuffle (fixture->player, ATT_SHUFFLE_ALBUMS);
  att_session_set_setting (fixture->session, ATT_SETTING_CROSSFADE, "4");
  close_session (fixture); /* at once: nothing waits for a timer */
  open_session (fixture, "false");
  g_assert_true (att_session_get_equalizer (fixture->session, read));
  for (guint i = 0; i < ATT_EQUALIZER_N_BANDS; i++)
    g_assert_cmpfloat (read[i], ==, gains[i]);
  g_assert_cmpint (att_player_get_repeat (fixture->player), ==, ATT_REPEAT_ALL);
  g_assert_cmpint (att_player_get_shuffle (fixture->player), ==, ATT_SHUFFLE_ALBUMS);
  g_assert_cmpstr (att_session_get_setting (fixture->session, ATT_SETTING_CROSSFADE), ==, "4");

  /* a preset leaves the own curve as it was; nonsense in the database is no curve */
  att_session_set_equalizer (fixture->session, FALSE, (double[ATT_EQUALIZER_N_BANDS]){ 6 }, FALSE);
  att_session_get_equalizer_own (fixture->session, read);
  g_assert_cmpfloat (read[9], ==, 12);
  close_session (fixture);
  open_session (fixture, "false");
  att_session_set_setting (fixture->session, ATT_SETTING_EQUALIZER_BANDS, "nan 99 x");
  close_session (fixture);
  open_session (fixture, "false");
  g_assert_false (att_session_get_equalizer (fixture->session, read));
  for (guint i = 0; i < ATT_EQUALIZER_N_BANDS; i++)
    g_assert_cmpfloat (read[i], ==, 0);
}

/* Opus with R128_TRACK_GAIN: Q7.8 of -23 LUFS, so that -2560 is 5 dB below what ReplayGain 2 wants */
static void
test_r128 (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("cd '%s' && ffmpeg -loglevel error -y -i a.wav -c:a libopus -b:a 128k "
                                              "-metadata R128_TRACK_GAIN=-2560 -metadata R128_ALBUM_GAIN=256 a.opus",
                                              fixture->dir);
  const char *argv[] = { "/bin/sh", "-c", command, NULL };
  int status = 1;
  double off, track, album;

  write_wav (fixture->dir, "a.wav", RATE, 2, 1000, LEVEL_DB);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL);
  if (!g_spawn_check_wait_status (status, NULL))
    {
      g_test_skip ("ffmpeg makes no Opus here");
      return;
    }
  open_session (fixture, "true");
  att_session_set_setting (fixture->session, ATT_SETTING_REPLAYGAIN, "off");
  play (fixture, "a.opus");
  wait_until (att_player_get_state (fixture->player) == ATT_PLAYER_STOPPED);
  off = level_at (fixture, 1);
  att_session_set_setting (fixture->session, ATT_SETTING_REPLAYGAIN, "track");
  play (fixture, "a.opus");
  wait_until (att_player_get_state (fixture->player) == ATT_PLAYER_STOPPED);
  track = level_at (fixture, 1);
  att_session_set_setting (fixture->session, ATT_SETTING_REPLAYGAIN, "album");
  play (fixture, "a.opus");
  wait_until (att_player_get_state (fixture->player) == ATT_PLAYER_STOPPED);
  album = level_at (fixture, 1);
  g_test_message ("off %.2f, track %.2f, album %.2f dB", off, track, album);
  g_assert_cmpfloat_with_epsilon (track - off, -5, 0.3);
  g_assert_cmpfloat_with_epsilon (album - off, 6, 0.3);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session/sound/sleep-after-song", test_sleep_after_song);
  ADD ("/session/sound/sleep-taken-back", test_sleep_taken_back);
  ADD ("/session/sound/kept", test_kept);
  ADD ("/session/sound/r128", test_r128);
  return g_test_run ();
}
