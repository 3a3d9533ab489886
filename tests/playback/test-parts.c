/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of a file played through the real player: what reaches the sink is every sample of the file once.
 */
#include "test-util.h"

#include <string.h>

#include "att-part.h"

#define FRAMES (44100 * 6)
#define FIRST 88788  /* 151 of 1/75 s: 2.013333333 s */
#define SECOND 176400 /* 4 s */

static char *parts[3];

static void
name_parts (const char *name)
{
  static const char *const fragments[] = { "#t=0,2.013333333", "#t=2.013333333,4", "#t=4" };
  g_autofree char *uri = test_uri (name);

  for (int i = 0; i < 3; i++)
    {
      g_free (parts[i]);
      parts[i] = g_strconcat (uri, fragments[i], NULL);
    }
}

static void
assert_same (GBytes *captured, const guint8 *expected, gsize n_expected)
{
  const guint8 *bytes = g_bytes_get_data (captured, NULL);
  const gsize n = MIN (g_bytes_get_size (captured), n_expected);
  gsize i = 0;

  while (i < n && bytes[i] == expected[i])
    i++;
  g_test_message ("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " frames, first other frame %" G_GSSIZE_FORMAT,
                  g_bytes_get_size (captured) / 4, n_expected / 4, i < n ? (gssize) i / 4 : -1);
  g_assert_cmpuint (g_bytes_get_size (captured), ==, n_expected);
  g_assert_cmpuint (i, ==, n_expected);
}

static GBytes *
play (int a, int b, int c)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false");
  Player player;

  player_open (&player, sink, parts[a], parts[b], parts[c], NULL);
  player_run_out (&player, 30);
  g_assert_cmpstr (player.log->str, ==,
                   "started 1|ended 1 finished|started 2|ended 2 finished|started 3|ended 3 finished|");
  player_close (&player);
  return read_file ("capture.raw");
}

static void
test_in_a_row (gconstpointer data)
{
  const char *format = data;
  g_autofree char *name = g_strconcat ("whole.", format, NULL);
  g_autoptr (GBytes) expected = NULL, captured = NULL;

  write_noise ("whole.wav", 0, FRAMES);
  if (g_str_equal (format, "flac") && !test_run ("flac", "flac -s -f whole.wav"))
    return;
  if (g_str_equal (format, "mp3") && !test_run ("lame", "lame --quiet -b 192 whole.wav whole.mp3"))
    return;
  if (g_str_equal (format, "wv") && !test_run ("wavpack", "wavpack -q -y whole.wav"))
    return;
  name_parts (name);
  g_assert_true (test_run (NULL, "GST_PLUGIN_FEATURE_RANK=mpg123audiodec:256 gst-launch-1.0 -q filesrc location=%s "
                                 "! decodebin ! audioconvert dithering=none "
                                 "! audio/x-raw,format=S16LE,layout=interleaved,channels=2 ! filesink location=single.raw", name));
  expected = read_file ("single.raw");
  captured = play (0, 1, 2);
  assert_same (captured, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

/* each is opened anew, and sought to the sample */
static void
test_out_of_order (void)
{
  g_autoptr (GBytes) whole = noise_bytes (0, FRAMES), captured = NULL;
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  const guint8 *bytes = g_bytes_get_data (whole, NULL);

  write_noise ("whole.wav", 0, FRAMES);
  if (!test_run ("flac", "flac -s -f whole.wav"))
    return;
  name_parts ("whole.flac");
  g_byte_array_append (expected, bytes + SECOND * 4, (FRAMES - SECOND) * 4);
  g_byte_array_append (expected, bytes, FIRST * 4);
  g_byte_array_append (expected, bytes, FIRST * 4);
  captured = play (2, 0, 0);
  assert_same (captured, expected->data, expected->len);
}

/* places and lengths are the part's own */
static void
test_seek (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=true");
  g_autoptr (GBytes) captured = NULL;
  g_autoptr (GBytes) whole = noise_bytes (0, FRAMES);
  const guint8 *bytes = g_bytes_get_data (whole, NULL);
  gsize n;
  Player player;

  write_noise ("whole.wav", 0, FRAMES);
  if (!test_run ("flac", "flac -s -f whole.wav"))
    return;
  name_parts ("whole.flac");
  player_open (&player, sink, parts[1], NULL);
  att_player_play (player.player);
  RUN_UNTIL (strstr (player.log->str, "started 1") != NULL, 20);
  RUN_UNTIL (att_player_get_duration_ms (player.player) == 1986 || att_player_get_duration_ms (player.player) == 1987, 20);
  att_player_seek (player.player, 1500);
  RUN_UNTIL (strstr (player.log->str, "ended 1") != NULL, 20);
  g_assert_cmpint (player.length_ms, >=, 1986);
  g_assert_cmpint (player.length_ms, <=, 1987);
  player_close (&player);

  captured = read_file ("capture.raw");
  n = (SECOND - FIRST - 1500 * 441 / 10) * 4; /* what was sought to, up to the end of the part */
  g_assert_cmpuint (g_bytes_get_size (captured), >=, n);
  g_assert_cmpmem ((const guint8 *) g_bytes_get_data (captured, NULL) + g_bytes_get_size (captured) - n, n,
                   bytes + SECOND * 4 - n, n);
}

static void
test_beyond (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false"), *uri = NULL, *beyond = NULL, *gone = NULL;
  Player player;

  write_noise ("whole.wav", 0, FRAMES);
  uri = test_uri ("whole.wav");
  beyond = g_strconcat (uri, "#t=100,200", NULL);
  gone = g_strconcat (uri, "x#t=1,2", NULL);
  player_open (&player, sink, gone, NULL);
  att_player_play (player.player);
  RUN_UNTIL (strstr (player.log->str, "failed 1") != NULL, 20);
  g_assert_cmpint (player.error_code, ==, ATT_PLAYER_ERROR_NOT_FOUND);
  player_close (&player);
  player_open (&player, sink, beyond, NULL);
  att_player_play (player.player);
  RUN_UNTIL (strstr (player.log->str, "failed 1") != NULL, 20);
  g_assert_nonnull (strstr (player.message, "whole.wav"));
  g_assert_nonnull (strstr (player.message, "ends before"));
  player_close (&player);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/playback/parts/wav", "wav", test_in_a_row);
  g_test_add_data_func ("/playback/parts/flac", "flac", test_in_a_row);
  g_test_add_data_func ("/playback/parts/mp3", "mp3", test_in_a_row);
  g_test_add_data_func ("/playback/parts/wavpack", "wv", test_in_a_row);
  g_test_add_func ("/playback/parts/out-of-order", test_out_of_order);
  g_test_add_func ("/playback/parts/seek", test_seek);
  g_test_add_func ("/playback/parts/beyond", test_beyond);
  status = g_test_run ();
  for (int i = 0; i < 3; i++)
    g_free (parts[i]);
  test_util_clean ();
  return status;
}
