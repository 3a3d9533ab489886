/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-decoder.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "make-audio.h"

typedef struct {
  gsize n_frames, n_mono;
  int n_channels, sample_rate;
  double energy, mono_energy;
  float highest;
  gboolean finite;
  GCancellable *cancel; /* cancelled at the first block */
} Heard;

static void
hear_cb (const AttDecodedBlock *block, gpointer user_data)
{
  Heard *heard = user_data;

  heard->n_frames += block->n_frames;
  heard->n_mono += block->n_mono;
  heard->n_channels = block->n_channels;
  heard->sample_rate = block->sample_rate;
  for (gsize i = 0; i < block->n_frames * block->n_channels; i++)
    {
      heard->finite &= isfinite (block->pcm[i]);
      heard->energy += block->pcm[i] * block->pcm[i];
    }
  for (gsize i = 0; i < block->n_mono; i++)
    {
      heard->finite &= isfinite (block->mono[i]);
      heard->mono_energy += block->mono[i] * block->mono[i];
      heard->highest = MAX (heard->highest, fabsf (block->mono[i]));
    }
  if (heard->cancel != NULL)
    g_cancellable_cancel (heard->cancel);
}

static gboolean
hear (const char *path, Heard *heard, GError **error)
{
  *heard = (Heard){ .finite = TRUE };
  return att_decoder_run (path, hear_cb, heard, NULL, error);
}

static void
assert_fails (const char *path, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_name (path);
  Heard heard;

  g_assert_false (hear (path, &heard, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, ATT_DECODE_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, name));
  g_assert_cmpuint (strlen (error->message), >, strlen (name) + 3);
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_counts_samples (void)
{
  const int rates[] = { 8000, 22050, 44100, 48000, 96000 };
  char *dir = make_audio_dir ();

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    for (int n_channels = 1; n_channels <= 2; n_channels++)
      {
        gsize n = 3 * rates[i];
        g_autofree float *pcm = make_sine (440, 0.5, n, n_channels, rates[i]);
        g_autofree char *path = make_wav (dir, "a.wav", pcm, n, n_channels, rates[i], WAV_S16);
        g_autoptr (GError) error = NULL;
        Heard heard;

        g_assert_true (hear (path, &heard, &error));
        g_assert_cmpuint (heard.n_frames, ==, n);
        g_assert_cmpint (heard.n_channels, ==, n_channels);
        g_assert_cmpint (heard.sample_rate, ==, rates[i]);
        g_assert_cmpfloat (fabs (heard.n_mono - 3.0 * ATT_DECODER_RATE), <=, 2);
        g_assert_cmpfloat_with_epsilon (heard.energy / n / n_channels, 0.125, 1e-3);
        g_assert_cmpfloat_with_epsilon (heard.mono_energy / heard.n_mono, 0.125, 2e-3);
      }
  make_audio_clear (dir);
}

static void
test_mono_is_the_mean (void)
{
  char *dir = make_audio_dir ();
  g_autofree float *pcm = make_sine (440, 0.5, 44100, 2, 44100);
  g_autofree char *path = NULL;
  Heard heard;

  for (gsize i = 0; i < 44100; i++)
    pcm[2 * i + 1] *= -1; /* left and right cancel out */
  path = make_wav (dir, "a.wav", pcm, 44100, 2, 44100, WAV_F32);
  g_assert_true (hear (path, &heard, NULL));
  g_assert_cmpfloat (heard.highest, <, 1e-6);
  g_assert_cmpfloat_with_epsilon (heard.energy / 88200, 0.125, 1e-3);
  make_audio_clear (dir);
}

static void
test_rubbish_floats (void)
{
  char *dir = make_audio_dir ();
  g_autofree float *pcm = make_sine (440, 0.5, 44100, 1, 44100);
  g_autofree char *path = NULL;
  Heard heard;

  pcm[100] = NAN;
  pcm[200] = INFINITY;
  pcm[300] = -1e30f;
  path = make_wav (dir, "a.wav", pcm, 44100, 1, 44100, WAV_F32);
  g_assert_true (hear (path, &heard, NULL));
  g_assert_true (heard.finite);
  g_assert_cmpuint (heard.n_frames, ==, 44100);
  make_audio_clear (dir);
}

static void
test_formats (void)
{
  static const char *const names[] = { "a.flac", "a.ogg", "a.opus", "a.mp3", "a.m4a", "a.wv", "a.aiff" };
  char *dir = make_audio_dir ();
  g_autofree float *pcm = make_sine (1000, 0.5, 5 * 44100, 2, 44100);
  g_autofree char *wav = make_wav (dir, "a.wav", pcm, 5 * 44100, 2, 44100, WAV_S16);
  guint n_made = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);
      g_autoptr (GError) error = NULL;
      Heard heard;

      if (!run_tool ("ffmpeg", "-v", "error", "-i", wav, path, NULL))
        continue;
      n_made++;
      hear (path, &heard, &error);
      g_assert_no_error (error);
      g_test_message ("%s: %" G_GSIZE_FORMAT " frames, %" G_GSIZE_FORMAT " mono", names[i], heard.n_frames,
                      heard.n_mono);
      g_assert_cmpfloat (fabs (heard.n_mono - 5.0 * ATT_DECODER_RATE), <, 0.1 * ATT_DECODER_RATE);
      g_assert_cmpfloat_with_epsilon (heard.mono_energy / heard.n_mono, 0.125, 0.02); /* MP3 loses half a decibel */
    }
  if (n_made == 0)
    g_test_skip ("ffmpeg is not installed");
  make_audio_clear (dir);
}

/* Two minutes that are loud in the middle: the excerpt is from there, whatever the format. */
static void
test_excerpt (void)
{
  static const char *const names[] = { "a.wav", "a.flac", "a.ogg", "a.opus", "a.mp3", "a.m4a", "a.wv", "a.aiff" };
  const gsize n = 120 * 44100;
  char *dir = make_audio_dir ();
  g_autofree float *pcm = make_sine (1000, 0.5, n, 1, 44100);
  g_autofree char *wav = NULL;
  gboolean is_whole;

  for (gsize i = 0; i < n; i++)
    if (i < n / 3 || i >= n / 3 * 2)
      pcm[i] *= 0.1f;
  wav = make_wav (dir, "a.wav", pcm, n, 1, 44100, WAV_S16);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);
      g_autoptr (GError) error = NULL;
      Heard heard = { .finite = TRUE };

      if (i > 0 && !run_tool ("ffmpeg", "-v", "error", "-i", wav, path, NULL))
        continue;
      att_decoder_run_excerpt (path, 30, &is_whole, hear_cb, &heard, NULL, &error);
      g_assert_no_error (error);
      g_test_message ("%s: level %.4f", names[i], heard.mono_energy / heard.n_mono);
      g_assert_false (is_whole);
      g_assert_cmpuint (heard.n_mono, ==, 30 * ATT_DECODER_RATE);
      g_assert_cmpfloat_with_epsilon (heard.mono_energy / heard.n_mono, 0.125, 0.02);

      heard = (Heard){ .finite = TRUE };
      g_assert_true (att_decoder_run_excerpt (path, 100, &is_whole, hear_cb, &heard, NULL, NULL));
      g_assert_true (is_whole); /* not twice as long */
      g_assert_cmpfloat_with_epsilon ((double) heard.n_mono / ATT_DECODER_RATE, 120, 0.1);
    }
  make_audio_clear (dir);
}

/* three seconds of three loudnesses: of a part only its own is heard, and an excerpt of it is from its middle */
static void
test_part (void)
{
  char *dir = make_audio_dir ();
  const gsize n = 30 * 44100;
  g_autofree float *pcm = make_sine (440, 0.5, n, 1, 44100);
  g_autofree char *wav = NULL, *flac = g_build_filename (dir, "a.flac", NULL);
  gboolean has_flac;

  for (gsize i = 0; i < n; i++)
    pcm[i] *= i < n / 3 ? 0 : i < n / 3 * 2 ? 1 : 0.5f;
  wav = make_wav (dir, "a.wav", pcm, n, 1, 44100, WAV_S16);
  has_flac = run_tool ("flac", "-s", "-f", wav, NULL);
  for (int i = 0; i < 1 + has_flac; i++)
    {
      g_autofree char *uri = g_filename_to_uri (i == 0 ? wav : flac, NULL, NULL);
      g_autofree char *middle = g_strconcat (uri, "#t=10,20", NULL), *last = g_strconcat (uri, "#t=20", NULL);
      g_autofree char *beyond = g_strconcat (uri, "#t=40", NULL);
      g_autoptr (GError) error = NULL;
      gboolean is_whole;
      Heard heard;

      g_assert_true (hear (middle, &heard, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (heard.n_frames, ==, 441000);
      g_assert_cmpfloat_with_epsilon (heard.energy / 441000, 0.125, 1e-3);
      g_assert_true (hear (last, &heard, &error));
      g_assert_cmpuint (heard.n_frames, ==, 441000);
      g_assert_cmpfloat_with_epsilon (heard.energy / 441000, 0.125 / 4, 1e-3);
      heard = (Heard){ .finite = TRUE };
      g_assert_true (att_decoder_run_excerpt (middle, 2, &is_whole, hear_cb, &heard, NULL, &error));
      g_assert_false (is_whole);
      g_assert_cmpuint (heard.n_mono, ==, 2 * ATT_DECODER_RATE);
      g_assert_cmpfloat_with_epsilon (heard.mono_energy / heard.n_mono, 0.125, 2e-3);
      g_assert_false (hear (beyond, &heard, &error) && heard.n_frames > 0);
    }
  make_audio_clear (dir);
}

static void
test_not_there (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *missing = g_build_filename (dir, "missing.flac", NULL);
  g_autofree char *empty = g_build_filename (dir, "empty.flac", NULL);
  g_autofree char *pipe = g_build_filename (dir, "pipe.wav", NULL);

  assert_fails (missing, ATT_DECODE_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  assert_fails (empty, ATT_DECODE_ERROR_NOT_AUDIO);
  assert_fails (dir, ATT_DECODE_ERROR_NOT_AUDIO);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0); /* would wait for a writer for ever */
  assert_fails (pipe, ATT_DECODE_ERROR_NOT_AUDIO);
  make_audio_clear (dir);
}

static void
test_not_audio (void)
{
  static const char *const playlists[] = {
    "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-VERSION:3\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    "Once upon a time there was a text file that somebody had called a song.\n",
  };
  char *dir = make_audio_dir ();
  g_autofree char *path = g_build_filename (dir, "a.mp3", NULL);
  g_autofree char *video = g_build_filename (dir, "a.mkv", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint8 noise[20000];

  for (gsize i = 0; i < G_N_ELEMENTS (playlists); i++)
    {
      g_assert_true (g_file_set_contents (path, playlists[i], -1, NULL));
      assert_fails (path, ATT_DECODE_ERROR_NOT_AUDIO);
    }
  for (gsize i = 0; i < sizeof noise; i++)
    noise[i] = g_rand_int (rand);
  g_assert_true (g_file_set_contents (path, (const char *) noise, sizeof noise, NULL));
  assert_fails (path, ATT_DECODE_ERROR_NOT_AUDIO);
  if (run_tool ("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x64", "-c:v", "mpeg4", video, NULL))
    assert_fails (video, ATT_DECODE_ERROR_NOT_AUDIO);
  make_audio_clear (dir);
}

static void
test_sound_beside_pictures (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *video = g_build_filename (dir, "a.mkv", NULL);
  Heard heard;

  if (run_tool ("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=3:s=64x64", "-f", "lavfi", "-i",
                "sine=d=3:r=44100", "-c:v", "mpeg4", "-c:a", "flac", video, NULL))
    {
      g_assert_true (hear (video, &heard, NULL));
      g_assert_cmpuint (heard.n_frames, ==, 3 * 44100);
    }
  else
    g_test_skip ("ffmpeg is not installed");
  make_audio_clear (dir);
}

/* Ogg files put end to end are one stream in several parts, and each may have its own rate. */
static void
test_chained_ogg (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *first = g_build_filename (dir, "1.ogg", NULL);
  g_autofree char *second = g_build_filename (dir, "2.ogg", NULL);
  g_autofree char *both = g_build_filename (dir, "both.ogg", NULL);
  g_autofree char *one = NULL, *two = NULL, *all = NULL;
  gsize n_one, n_two;
  Heard heard;

  if (!run_tool ("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=3:r=44100", "-c:a", "libvorbis", first, NULL) ||
      !run_tool ("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=2:r=48000", "-c:a", "libvorbis", second, NULL))
    {
      g_test_skip ("ffmpeg with Vorbis is not installed");
      make_audio_clear (dir);
      return;
    }
  g_assert_true (g_file_get_contents (first, &one, &n_one, NULL));
  g_assert_true (g_file_get_contents (second, &two, &n_two, NULL));
  all = g_malloc (n_one + n_two);
  memcpy (all, one, n_one);
  memcpy (all + n_one, two, n_two);
  g_assert_true (g_file_set_contents (both, all, n_one + n_two, NULL));
  g_assert_true (hear (both, &heard, NULL));
  g_test_message ("%.2f s of mono", (double) heard.n_mono / ATT_DECODER_RATE);
  g_assert_cmpfloat_with_epsilon ((double) heard.n_mono / ATT_DECODER_RATE, 5, 0.1);
  g_assert_cmpint (heard.sample_rate, ==, 48000);
  make_audio_clear (dir);
}

static void
test_cut_short_and_flipped (void)
{
  char *dir = make_audio_dir ();
  g_autofree float *pcm = make_noise (0.5, 5 * 44100, 3);
  g_autofree char *wav = make_wav (dir, "a.wav", pcm, 5 * 44100, 1, 44100, WAV_S16);
  g_autofree char *flac = g_build_filename (dir, "a.flac", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  gsize n;

  if (!run_tool ("flac", "-s", "-f", "-o", flac, wav, NULL))
    {
      g_test_skip ("flac is not installed");
      make_audio_clear (dir);
      return;
    }
  g_assert_true (g_file_get_contents (flac, &bytes, &n, NULL));
  for (int i = 0; i < 30; i++) /* whatever comes of it, it ends and is finite */
    {
      g_autofree char *broken = g_memdup2 (bytes, n);
      g_autoptr (GError) error = NULL;
      gsize left = i % 3 == 0 ? (gsize) g_rand_int_range (rand, 1, n) : n;
      Heard heard;

      for (int k = 0; i % 3 != 0 && k < 20; k++)
        broken[g_rand_int_range (rand, 0, i % 3 == 1 ? 200 : (gint32) n)] = g_rand_int (rand);
      g_assert_true (g_file_set_contents (flac, broken, left, NULL));
      if (!hear (flac, &heard, &error))
        g_assert_true (error->domain == ATT_DECODE_ERROR);
      g_assert_true (heard.finite);
    }
  g_assert_true (g_file_set_contents (flac, bytes, 60, NULL)); /* a header and nothing more */
  {
    g_autoptr (GError) error = NULL;
    Heard heard;

    g_assert_false (hear (flac, &heard, &error)); /* parser and decoder both complain, now one first, now the other */
    g_assert_true (g_error_matches (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED) ||
                   g_error_matches (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_NOT_AUDIO));
    g_assert_cmpuint (heard.n_frames, ==, 0);
  }
  make_audio_clear (dir);
}

static void
test_cancelled (void)
{
  char *dir = make_audio_dir ();
  g_autofree float *pcm = make_noise (0.5, 60 * 44100, 3);
  g_autofree char *wav = make_wav (dir, "a.wav", pcm, 60 * 44100, 1, 44100, WAV_S16);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Heard heard = { .finite = TRUE, .cancel = cancellable };

  g_assert_false (att_decoder_run (wav, hear_cb, &heard, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (heard.n_frames, <, 60 * 44100);
  make_audio_clear (dir);
}

typedef struct {
  gint n_heard, n_refused; /* atomic */
} Odd;

static void
hear_odd_file (gpointer data, gpointer user_data)
{
  g_autofree char *path = data;
  Odd *odd = user_data;
  g_autoptr (GError) error = NULL;
  Heard heard;

  if (hear (path, &heard, &error))
    g_atomic_int_inc (&odd->n_heard);
  else
    {
      g_atomic_int_inc (&odd->n_refused);
      g_assert_true (error->domain == ATT_DECODE_ERROR);
    }
  g_assert_true (heard.finite);
}

static void
push_files (const char *folder, GThreadPool *pool)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          push_files (path, pool);
          g_free (path);
        }
      else
        g_thread_pool_push (pool, path, NULL);
    }
}

/* Several at a time: some never end by themselves, and each of those is waited for. */
static void
test_odd_files (void)
{
  const char *shared = g_getenv ("ATT_SHARED_DATA");
  g_autofree char *folder = shared != NULL && *shared != '\0' ? g_build_filename (shared, "odd", NULL) : NULL;
  Odd odd = { 0 };
  GThreadPool *pool;

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("ATT_SHARED_DATA names no folder with odd files");
      return;
    }
  pool = g_thread_pool_new (hear_odd_file, &odd, 8, FALSE, NULL);
  push_files (folder, pool);
  g_thread_pool_free (pool, FALSE, TRUE);
  g_test_message ("%d heard, %d refused", odd.n_heard, odd.n_refused);
  g_assert_cmpint (odd.n_heard, >, 400);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* what GStreamer's plugins warn about in broken files is theirs */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_test_add_func ("/analysis/decoder/counts-samples", test_counts_samples);
  g_test_add_func ("/analysis/decoder/mono-is-the-mean", test_mono_is_the_mean);
  g_test_add_func ("/analysis/decoder/rubbish-floats", test_rubbish_floats);
  g_test_add_func ("/analysis/decoder/formats", test_formats);
  g_test_add_func ("/analysis/decoder/excerpt", test_excerpt);
  g_test_add_func ("/analysis/decoder/part", test_part);
  g_test_add_func ("/analysis/decoder/not-there", test_not_there);
  g_test_add_func ("/analysis/decoder/not-audio", test_not_audio);
  g_test_add_func ("/analysis/decoder/sound-beside-pictures", test_sound_beside_pictures);
  g_test_add_func ("/analysis/decoder/chained-ogg", test_chained_ogg);
  g_test_add_func ("/analysis/decoder/cut-short-and-flipped", test_cut_short_and_flipped);
  g_test_add_func ("/analysis/decoder/cancelled", test_cancelled);
  g_test_add_func ("/analysis/decoder/odd-files", test_odd_files);
  return g_test_run ();
}
