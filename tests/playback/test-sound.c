/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Equalizer, speed and fade, measured on the samples that reach the sink; and which sink that is.
 */
#include "test-util.h"

#include "att-outputs.h"

#include <math.h>
#include <string.h>

#define RATE 44100
#define LEVEL_DB (-20.0)

/* dB against a sine of LEVEL_DB, over @n frames from @start on */
static double
level_at (GBytes *captured, gsize start, gsize n)
{
  const gint16 *samples = g_bytes_get_data (captured, NULL);
  double sum = 0;

  g_assert_cmpuint (g_bytes_get_size (captured), >=, 4 * (start + n));
  for (gsize i = start; i < start + n; i++)
    sum += pow (GINT16_FROM_LE (samples[2 * i]) / 32768.0, 2);
  return 10 * log10 (2 * sum / n + 1e-12) - LEVEL_DB;
}

/* how often the left channel passes zero upwards, a second */
static double
pitch_at (GBytes *captured, gsize start, gsize n)
{
  const gint16 *samples = g_bytes_get_data (captured, NULL);
  guint count = 0;

  for (gsize i = start + 1; i < start + n; i++)
    count += GINT16_FROM_LE (samples[2 * i - 2]) < 0 && GINT16_FROM_LE (samples[2 * i]) >= 0;
  return (double) count * RATE / n;
}

static GBytes *
play_tone (double hz, const double *gains_db)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false");
  Player player;

  write_tone ("tone.wav", hz, LEVEL_DB, 2 * RATE);
  player_open (&player, sink, "tone.wav", NULL);
  att_player_set_equalizer (player.player, gains_db);
  player_run_out (&player, 20);
  player_close (&player);
  return read_file ("capture.raw");
}

static void
test_equalizer (void)
{
  const double gains[ATT_EQUALIZER_N_BANDS] = { [1] = -9, [5] = 6 };
  g_autoptr (GBytes) low = play_tone (59, gains), middle = play_tone (947, gains), high = play_tone (15011, gains);

  g_test_message ("%.2f %.2f %.2f dB", level_at (low, RATE, RATE / 2), level_at (middle, RATE, RATE / 2),
                  level_at (high, RATE, RATE / 2));
  g_assert_cmpfloat_with_epsilon (level_at (low, RATE, RATE / 2), -9, 0.7);
  g_assert_cmpfloat_with_epsilon (level_at (middle, RATE, RATE / 2), 6, 0.7);
  g_assert_cmpfloat_with_epsilon (level_at (high, RATE, RATE / 2), 0, 0.3);
}

/* raised by more than there is room for: limited, not clipped */
static void
test_equalizer_limits (void)
{
  const double gains[ATT_EQUALIZER_N_BANDS] = { [5] = 5 };
  g_autofree char *sink = file_sink ("capture.raw", "sync=false");
  g_autoptr (GBytes) captured = NULL;
  const gint16 *samples;
  int highest = 0;
  Player player;

  write_tone ("loud.wav", 947, -3, 2 * RATE);
  player_open (&player, sink, "loud.wav", NULL);
  att_player_set_equalizer (player.player, gains);
  player_run_out (&player, 20);
  player_close (&player);
  captured = read_file ("capture.raw");
  samples = g_bytes_get_data (captured, NULL);
  for (gsize i = 0; i < g_bytes_get_size (captured) / 2; i++)
    highest = MAX (highest, ABS ((int) GINT16_FROM_LE (samples[i])));
  g_test_message ("highest sample %d", highest);
  g_assert_cmpint (highest, <, 32767);
  g_assert_cmpint (highest, >, 29000);
}

/* on and off while it plays: no sample is lost, and before and after it samples are those of the file */
static void
test_equalizer_switched (void)
{
  const double gains[ATT_EQUALIZER_N_BANDS] = { [5] = 6 };
  g_autofree char *sink = file_sink ("capture.raw", "sync=true");
  g_autoptr (GBytes) captured = NULL, file = NULL;
  const char *samples;
  gsize quarter = RATE / 4;
  Player player;

  write_tone ("long.wav", 947, LEVEL_DB, 4 * RATE);
  player_open (&player, sink, "long.wav", NULL);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 700, 10);
  att_player_set_equalizer (player.player, gains);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 2000, 10);
  att_player_set_equalizer (player.player, NULL);
  player_run_out (&player, 20);
  player_close (&player);
  captured = read_file ("capture.raw");
  file = read_file ("long.wav");
  samples = (const char *) g_bytes_get_data (file, NULL) + 44;
  g_assert_cmpuint (g_bytes_get_size (captured), ==, 4 * 4 * RATE);
  g_assert_cmpmem (g_bytes_get_data (captured, NULL), 4 * quarter, samples, 4 * quarter);
  g_assert_cmpmem ((const char *) g_bytes_get_data (captured, NULL) + 4 * (4 * RATE - quarter), 4 * quarter,
                   samples + 4 * (4 * RATE - quarter), 4 * quarter);
  g_assert_cmpfloat_with_epsilon (level_at (captured, 7 * RATE / 4, RATE / 8), 6, 0.7);
}

/* the same tone in less time */
static void
test_speed (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false");
  g_autoptr (GBytes) captured = NULL;
  double seconds;
  Player player;

  write_tone ("one.wav", 1000, LEVEL_DB, 3 * RATE);
  write_tone ("two.wav", 500, LEVEL_DB, 3 * RATE);
  player_open (&player, sink, "one.wav", "two.wav", NULL);
  att_player_set_speed (player.player, 1.5);
  player_run_out (&player, 20);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|");
  g_assert_cmpint (player.length_ms, ==, 3000);
  player_close (&player);
  captured = read_file ("capture.raw");
  seconds = g_bytes_get_size (captured) / 4.0 / RATE;
  g_test_message ("%.3f s, %.1f and %.1f Hz", seconds, pitch_at (captured, RATE / 2, RATE), pitch_at (captured, 5 * RATE / 2, RATE));
  g_assert_cmpfloat_with_epsilon (seconds, 4, 0.15);
  g_assert_cmpfloat_with_epsilon (pitch_at (captured, RATE / 2, RATE), 1000, 10);
  g_assert_cmpfloat_with_epsilon (pitch_at (captured, 5 * RATE / 2, RATE), 500, 10);
}

/* position and what was heard are in the track's time, over a change, a seek and a join */
static void
test_speed_times (void)
{
  Player player;
  gint64 began, position, took;

  write_tone ("one.wav", 1000, LEVEL_DB, 20 * RATE);
  write_tone ("two.wav", 500, LEVEL_DB, 2 * RATE);
  player_open (&player, "fakesink sync=true", "one.wav", "two.wav", NULL);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 500, 10);
  att_player_set_speed (player.player, 2);
  g_assert_cmpfloat (att_player_get_speed (player.player), ==, 2);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 1500, 10);
  began = g_get_monotonic_time ();
  position = att_player_get_position_ms (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 5000, 10);
  took = (g_get_monotonic_time () - began) / 1000;
  position = att_player_get_position_ms (player.player) - position;
  g_test_message ("%d ms of the track in %d ms", (int) position, (int) took);
  g_assert_cmpfloat_with_epsilon ((double) position / took, 2, 0.3);

  att_player_seek (player.player, 19000);
  RUN_UNTIL (g_str_has_suffix (player.log->str, "started 2|"), 5);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|");
  g_test_message ("heard %d ms", (int) player.heard_ms);
  g_assert_cmpint (player.heard_ms, >, 4500); /* 3.3 s by the wall clock; the rest is room for a busy machine */
  g_assert_cmpint (player.heard_ms, <, 12000);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 700, 5);
  att_player_set_speed (player.player, 1);
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 10);
  g_assert_true (g_str_has_suffix (player.log->str, "ended 2 finished|"));
  g_assert_cmpint (player.heard_ms, >, 1500);
  g_assert_cmpint (player.heard_ms, <, 5000);
  player_close (&player);
}

static void
test_fade (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=true");
  g_autoptr (GBytes) captured = NULL;
  Player player;

  write_tone ("tone.wav", 1000, LEVEL_DB, 3 * RATE);
  player_open (&player, sink, "tone.wav", NULL);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 500, 10);
  att_player_set_fade (player.player, 0.5);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 1500, 10);
  att_player_set_fade (player.player, 1);
  player_run_out (&player, 20);
  g_assert_cmpfloat (att_player_get_volume (player.player), ==, 1);
  player_close (&player);
  captured = read_file ("capture.raw");
  g_assert_cmpfloat_with_epsilon (level_at (captured, 0, RATE / 4), 0, 0.1);
  g_assert_cmpfloat_with_epsilon (level_at (captured, RATE, RATE / 4), -6.02, 0.1);
  g_assert_cmpfloat_with_epsilon (level_at (captured, 11 * RATE / 4, RATE / 4), 0, 0.1);
}

static int
count_inputs (const char *sink)
{
  g_autofree char *command = g_strdup_printf (
      "id=$(pactl list short sinks | awk '$2 == \"%s\" {print $1}'); "
      "pactl list short sink-inputs | awk -v s=$id '$2 == s' | wc -l", sink);
  const char *argv[] = { "/bin/sh", "-c", command, NULL };
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL, &error);
  g_assert_no_error (error);
  return (int) g_ascii_strtoll (out, NULL, 10);
}

static char *
find_output (AttOutputs *outputs, const char *part)
{
  g_autoptr (GPtrArray) list = att_outputs_list (outputs);

  for (guint i = 0; i < list->len; i++)
    {
      AttOutput *output = list->pdata[i];

      g_assert_cmpstr (output->name, !=, "");
      if (strstr (output->id, part) != NULL)
        return g_strdup (output->id);
    }
  return NULL;
}

/* two devices of a sound server: the sound goes where it is told while it plays, and to the default when that is gone */
static void
test_output (void)
{
  g_autofree char *socket = test_path ("native"), *address = g_strconcat ("unix:", socket, NULL);
  g_autofree char *module = g_strdup_printf ("--load=module-native-protocol-unix socket=%s auth-anonymous=1", socket);
  g_autofree char *home = g_strdup (g_getenv ("HOME")), *two = NULL, *pactl = g_find_program_in_path ("pactl");
  g_autoptr (GSubprocess) pulse = NULL;
  g_autoptr (AttOutputs) outputs = NULL;
  gint64 position;
  Player player;

  if (pactl == NULL)
    {
      g_test_skip ("pactl is not installed");
      return;
    }
  g_setenv ("HOME", test_dir (), TRUE);
  pulse = start_program (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, "pulseaudio", "-n",
                         "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no", module,
                         "--load=module-null-sink sink_name=one", "--load=module-null-sink sink_name=two", NULL);
  g_setenv ("HOME", home != NULL ? home : "/", TRUE);
  if (pulse == NULL)
    {
      g_test_skip ("pulseaudio is not installed");
      return;
    }
  RUN_UNTIL (g_file_test (socket, G_FILE_TEST_EXISTS), 20);
  g_setenv ("PULSE_SERVER", address, TRUE);
  write_tone ("long.wav", 1000, LEVEL_DB, 60 * RATE);
  player_open (&player, NULL, "long.wav", NULL);
  outputs = att_outputs_new ();
  RUN_UNTIL ((two = find_output (outputs, "two")) != NULL, 20);
  g_test_message ("%s", two);
  att_player_play (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > 500, 20);
  g_assert_cmpint (count_inputs ("one"), ==, 1);
  position = att_player_get_position_ms (player.player);
  att_player_set_output (player.player, two);
  RUN_UNTIL (att_player_get_position_ms (player.player) > position + 300, 20);
  g_assert_cmpint (count_inputs ("two"), ==, 1);
  g_assert_cmpint (count_inputs ("one"), ==, 0);
  g_assert_cmpint (att_player_get_position_ms (player.player), <, position + 10000);
  g_assert_cmpstr (player.log->str, ==, "started 1|"); /* still the same play */

  /* one that is not there */
  att_player_set_output (player.player, "pulsesink device=\"nowhere\"");
  RUN_UNTIL (strstr (player.log->str, "failed 0|") != NULL, 20);
  g_assert_null (att_player_get_output (player.player));
  g_assert_cmpint (player.error_code, ==, ATT_PLAYER_ERROR_NO_OUTPUT);
  position = att_player_get_position_ms (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > position + 300, 20);
  g_assert_cmpint (count_inputs ("one"), ==, 1);
  g_assert_cmpstr (player.log->str, ==, "started 1|failed 0|");

  /* one that goes away while it plays */
  att_player_set_output (player.player, two);
  position = att_player_get_position_ms (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > position + 300, 20);
  g_assert_true (test_run (NULL, "pactl unload-module $(pactl list short modules | awk '/sink_name=two/ {print $1}')"));
  RUN_UNTIL (count_inputs ("one") == 1, 20); /* by the server, or by us after it has told of an error */
  position = att_player_get_position_ms (player.player);
  RUN_UNTIL (att_player_get_position_ms (player.player) > position + 300, 20);
  g_assert_null (strstr (player.log->str, "ended"));
  g_free (two);
  two = find_output (outputs, "two");
  g_assert_null (two);
  player_close (&player);
  g_clear_object (&outputs);
  g_subprocess_force_exit (pulse);
  g_unsetenv ("PULSE_SERVER");
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/playback/sound/equalizer", test_equalizer);
  g_test_add_func ("/playback/sound/equalizer-limits", test_equalizer_limits);
  g_test_add_func ("/playback/sound/equalizer-switched", test_equalizer_switched);
  g_test_add_func ("/playback/sound/speed", test_speed);
  g_test_add_func ("/playback/sound/speed-times", test_speed_times);
  g_test_add_func ("/playback/sound/fade", test_fade);
  g_test_add_func ("/playback/sound/output", test_output);
  status = g_test_run ();
  test_util_clean ();
  return status;
}
