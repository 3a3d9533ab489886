/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One recording cut in two and played in a row through the real player: what reaches the sink is the recording.
 */
#include "test-util.h"

#include <string.h>

#define FRAMES (44100 * 6)
#define CUT (44100 * 3 + 123) /* not at the border of any codec's frames */

static void
make_halves (void)
{
  write_noise ("a.wav", 0, CUT);
  write_noise ("b.wav", CUT, FRAMES - CUT);
}

static GBytes *
play_both (const char *first, const char *second)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false");
  Player player;

  player_open (&player, sink, first, second, NULL);
  player_run_out (&player, 30);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|");
  player_close (&player);
  return read_file ("capture.raw");
}

/* what a file decodes to by the decoders our player prefers, without it */
static GBytes *
decode (const char *name)
{
  g_assert_true (test_run (NULL, "GST_PLUGIN_FEATURE_RANK=mpg123audiodec:256 gst-launch-1.0 -q "
                                 "filesrc location=%s ! decodebin ! audioconvert dithering=none "
                                 "! audio/x-raw,format=S16LE,layout=interleaved,channels=2 ! filesink location=single.raw", name));
  return read_file ("single.raw");
}

static GBytes *
concatenate (GBytes *a, GBytes *b)
{
  GByteArray *both = g_byte_array_new ();

  g_byte_array_append (both, g_bytes_get_data (a, NULL), g_bytes_get_size (a));
  g_byte_array_append (both, g_bytes_get_data (b, NULL), g_bytes_get_size (b));
  return g_byte_array_free_to_bytes (both);
}

static void
assert_same (GBytes *captured, GBytes *expected)
{
  const guint8 *a = g_bytes_get_data (captured, NULL), *b = g_bytes_get_data (expected, NULL);
  gssize difference = ((gssize) g_bytes_get_size (captured) - (gssize) g_bytes_get_size (expected)) / 4;
  gsize n = MIN (g_bytes_get_size (captured), g_bytes_get_size (expected)), i = 0;

  while (i < n && a[i] == b[i])
    i++;
  g_test_message ("%" G_GSIZE_FORMAT " frames captured, difference %" G_GSSIZE_FORMAT ", first other frame %"
                  G_GSSIZE_FORMAT, g_bytes_get_size (captured) / 4, difference, i < n ? (gssize) i / 4 : -1);
  g_assert_cmpint (difference, ==, 0);
  g_assert_cmpuint (i, ==, n);
}

static void
test_wav (void)
{
  g_autoptr (GBytes) whole = noise_bytes (0, FRAMES);
  g_autoptr (GBytes) captured = NULL;

  make_halves ();
  captured = play_both ("a.wav", "b.wav");
  assert_same (captured, whole);
}

static void
test_flac (void)
{
  g_autoptr (GBytes) whole = noise_bytes (0, FRAMES);
  g_autoptr (GBytes) captured = NULL;

  make_halves ();
  if (!test_run ("flac", "flac -s -f a.wav b.wav"))
    return;
  captured = play_both ("a.flac", "b.flac");
  assert_same (captured, whole);
}

/* the LAME header tells delay and padding, so that each half decodes to exactly its own samples */
static void
test_mp3 (void)
{
  g_autoptr (GBytes) captured = NULL, a = NULL, b = NULL, singles = NULL;

  make_halves ();
  if (!test_run ("lame", "lame --quiet -b 192 a.wav a.mp3 && lame --quiet -b 192 b.wav b.mp3"))
    return;
  captured = play_both ("a.mp3", "b.mp3");
  g_assert_cmpint ((gssize) g_bytes_get_size (captured) / 4 - FRAMES, ==, 0);
  a = decode ("a.mp3");
  b = decode ("b.mp3");
  singles = concatenate (a, b);
  assert_same (captured, singles);
}

static void
test_of_singles (const char *tool, const char *command, const char *first, const char *second)
{
  g_autoptr (GBytes) captured = NULL, a = NULL, b = NULL, singles = NULL;

  make_halves ();
  if (!test_run (tool, "%s", command))
    return;
  a = decode (first);
  b = decode (second);
  singles = concatenate (a, b);
  captured = play_both (first, second);
  assert_same (captured, singles);
  g_test_message ("difference from the uncut recording: %" G_GSSIZE_FORMAT " frames",
                  (gssize) g_bytes_get_size (captured) / 4 - FRAMES);
}

static void
test_vorbis (void)
{
  test_of_singles ("oggenc", "oggenc -Q -o a.ogg a.wav && oggenc -Q -o b.ogg b.wav", "a.ogg", "b.ogg");
}

static void
test_opus (void)
{
  test_of_singles ("opusenc", "opusenc --quiet a.wav a.opus && opusenc --quiet b.wav b.opus", "a.opus", "b.opus");
}

/* Two recordings of a real library (the smallest that are stereo at 44100 Hz, by the header of Vorbis): not cut by us,
 * not encoded by us. FALSE, and the test skipped, without them. */
static gboolean
take_recordings (void)
{
  g_autofree char *second = test_path ("real2.ogg");

  if (g_getenv ("ATT_TEST_MUSIC") == NULL)
    {
      g_test_skip ("ATT_TEST_MUSIC names no library with Ogg Vorbis recordings");
      return FALSE;
    }
  test_run (NULL, "n=0; find \"$ATT_TEST_MUSIC\" -name '*.ogg' -printf '%%s %%p\\n' | sort -n | cut -d' ' -f2- | "
                  "while [ $n -lt 2 ] && read -r f; do "
                  "[ \"$(od -An -tu1 -j39 -N1 \"$f\" | tr -d ' ')\" = 2 ] && "
                  "[ \"$(od -An -tu4 -j40 -N4 \"$f\" | tr -d ' ')\" = 44100 ] && "
                  "n=$((n + 1)) && cp \"$f\" real$n.ogg; done; true");
  if (g_file_test (second, G_FILE_TEST_EXISTS))
    return TRUE;
  g_test_skip ("ATT_TEST_MUSIC holds no two stereo Ogg Vorbis recordings at 44100 Hz");
  return FALSE;
}

static void
test_recordings (gconstpointer codec)
{
  const char *first = "real1.ogg", *second = "real2.ogg";
  g_autoptr (GBytes) captured = NULL, a = NULL, b = NULL, singles = NULL;

  if (!take_recordings ())
    return;
  if (g_str_equal (codec, "opus"))
    {
      if (!test_run ("opusenc", "for i in 1 2; do oggdec -Q -o real$i.wav real$i.ogg && "
                                "opusenc --quiet real$i.wav real$i.opus; done"))
        return;
      first = "real1.opus";
      second = "real2.opus";
    }
  a = decode (first);
  b = decode (second);
  singles = concatenate (a, b);
  g_assert_cmpuint (g_bytes_get_size (singles) / 4, >, 44100 * 10);
  captured = play_both (first, second);
  assert_same (captured, singles);
}

/* what the decoder makes of the encoder's delay is out of the player's hands: told, not demanded */
static void
test_aac (void)
{
  g_autoptr (GBytes) captured = NULL;

  make_halves ();
  if (!test_run ("ffmpeg", "ffmpeg -v error -y -i a.wav -c:a aac a.m4a && ffmpeg -v error -y -i b.wav -c:a aac b.m4a"))
    return;
  captured = play_both ("a.m4a", "b.m4a");
  g_test_message ("AAC: %" G_GSSIZE_FORMAT " frames more than the recording",
                  (gssize) g_bytes_get_size (captured) / 4 - FRAMES);
  g_assert_cmpint (ABS ((gssize) g_bytes_get_size (captured) / 4 - FRAMES), <, 8192);
}

/* tracks shorter than what is queued on the way to the sink: several are under way at once */
static void
test_short_tracks (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false");
  g_autoptr (GBytes) whole = noise_bytes (0, 5 * 8000);
  g_autoptr (GBytes) captured = NULL;
  Player player;

  for (int i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%d.wav", i);

      write_noise (name, i * 8000, 8000);
    }
  player_open (&player, sink, "s0.wav", "s1.wav", "s2.wav", "s3.wav", "s4.wav", NULL);
  player_run_out (&player, 30);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|started 3|ended 3 "
                                        "finished|started 4|ended 4 finished|started 5|ended 5 finished|");
  player_close (&player);
  captured = read_file ("capture.raw");
  assert_same (captured, whole);
}

/* another sample format in between does not disturb what is around it */
static void
test_mixed_formats (void)
{
  g_autoptr (GBytes) captured = NULL, a = NULL, b = NULL, both = NULL;

  make_halves ();
  if (!test_run ("oggenc", "oggenc -Q -o b.ogg b.wav"))
    return;
  a = decode ("a.wav");
  b = decode ("b.ogg");
  both = concatenate (a, b);
  captured = play_both ("a.wav", "b.ogg");
  assert_same (captured, both);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/playback/gapless/wav", test_wav);
  g_test_add_func ("/playback/gapless/flac", test_flac);
  g_test_add_func ("/playback/gapless/mp3-lame", test_mp3);
  g_test_add_func ("/playback/gapless/vorbis", test_vorbis);
  g_test_add_func ("/playback/gapless/opus", test_opus);
  g_test_add_data_func ("/playback/gapless/vorbis-recordings", "vorbis", test_recordings);
  g_test_add_data_func ("/playback/gapless/opus-recordings", "opus", test_recordings);
  g_test_add_func ("/playback/gapless/aac-is-told", test_aac);
  g_test_add_func ("/playback/gapless/short-tracks", test_short_tracks);
  g_test_add_func ("/playback/gapless/mixed-formats", test_mixed_formats);
  status = g_test_run ();
  test_util_clean ();
  return status;
}
