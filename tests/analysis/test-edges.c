/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files at the edges of what a file can be: each ends well, with numbers that
 * make sense.
 */
#include "att-analyzer.h"

#include <math.h>
#include <string.h>

#include "make-audio.h"

static void
assert_finite (const AttFeatures *features)
{
  g_assert_cmpuint (features->n, ==, att_features_get_n ());
  for (gsize i = 0; i < features->n; i++)
    g_assert_true (isfinite (features->vector[i]));
}

/* takes @pcm; whole or excerpt */
static AttFeatures *
listen_to (float *pcm, gsize n_frames, int n_channels, int rate, gboolean excerpt)
{
  char *dir = make_audio_dir ();
  g_autofree char *path = make_wav (dir, "a.wav", pcm, n_frames, n_channels, rate, WAV_S16);
  g_autoptr (GError) error = NULL;
  AttFeatures *features =
    excerpt ? att_analyzer_read_excerpt (path, NULL, &error) : att_analyzer_read_file (path, NULL, NULL, &error);

  g_assert_no_error (error);
  assert_finite (features);
  g_assert_cmpint (ABS (features->audio_ms - (excerpt && features->is_excerpt
                                                ? ATT_ANALYZER_EXCERPT_S * 1000
                                                : (int) (n_frames * 1000 / rate))), <=, 5);
  g_free (pcm);
  make_audio_clear (dir);
  return features;
}

static void
test_silent (void)
{
  for (int excerpt = 0; excerpt < 2; excerpt++)
    {
      AttFeatures *features = listen_to (g_new0 (float, 90 * 44100), 90 * 44100, 1, 44100, excerpt);

      g_assert_true (isnan (features->loudness_lufs));
      if (!excerpt)
        g_assert_cmpfloat (features->peak, ==, 0);
      g_assert_cmpint (features->is_excerpt, ==, excerpt);
      g_assert_true (isnan (features->tempo_bpm));
      att_features_free (features);
    }
}

static void
test_one_second (void)
{
  for (int excerpt = 0; excerpt < 2; excerpt++)
    {
      AttFeatures *features = listen_to (make_sine (440, 0.5, 44100, 1, 44100), 44100, 1, 44100, excerpt);

      g_assert_false (features->is_excerpt); /* it is all there is */
      g_assert_true (isfinite (features->loudness_lufs));
      g_assert_true (isnan (features->tempo_bpm));
      att_features_free (features);
    }
}

static void
test_a_few_samples (void)
{
  const gsize counts[] = { 1, 2, 47, 100 };

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      AttFeatures *features = listen_to (make_sine (440, 0.5, counts[i], 1, 44100), counts[i], 1, 44100, FALSE);

      g_assert_true (isnan (features->loudness_lufs));
      att_features_free (features);
    }
}

static void
test_clicks (void)
{
  float *pcm = g_new0 (float, 30 * 44100);
  AttFeatures *features;

  for (gsize i = 0; i < 30 * 44100; i += 22050) /* one sample each half second, nothing between */
    pcm[i] = 1;
  features = listen_to (pcm, 30 * 44100, 1, 44100, FALSE);
  g_assert_cmpfloat (features->peak, >, 0.99);
  g_test_message ("tempo %g, %g onsets a second", features->tempo_bpm, features->onset_rate);
  att_features_free (features);
}

static void
test_8_khz_mono (void)
{
  AttFeatures *features = listen_to (make_clicks (120, 20 * 8000, 8000), 20 * 8000, 1, 8000, FALSE);

  g_assert_cmpfloat_with_epsilon (features->tempo_bpm, 120, 3);
  att_features_free (features);
}

static void
test_192_khz_8_channels (void)
{
  const int rate = 192000, seconds = 12;
  g_autofree float *clicks = make_clicks (120, seconds * rate, rate);
  float *pcm = g_new (float, seconds * rate * 8);
  AttFeatures *features;

  for (gsize i = 0; i < (gsize) seconds * rate * 8; i++)
    pcm[i] = clicks[i / 8];
  features = listen_to (pcm, seconds * rate, 8, rate, FALSE);
  g_assert_cmpfloat_with_epsilon (features->tempo_bpm, 120, 3);
  g_assert_true (isfinite (features->loudness_lufs));
  att_features_free (features);
}

/* Ten hours, as an excerpt and whole: the time is in the decoding, memory does not grow (tests/cli/bench-memory.py). */
static void
test_ten_hours (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *path = g_build_filename (dir, "a.flac", NULL);
  g_autoptr (GError) error = NULL;
  AttFeatures *features;

  if (!run_tool ("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "36000",
                 "-compression_level", "0", path, NULL))
    {
      g_test_skip ("ffmpeg is not installed");
      make_audio_clear (dir);
      return;
    }
  features = att_analyzer_read_excerpt (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (features->is_excerpt);
  g_assert_cmpint (ABS (features->audio_ms - ATT_ANALYZER_EXCERPT_S * 1000), <=, 5);
  assert_finite (features);
  att_features_free (features);
  if (!g_test_slow ()) /* a minute of work */
    {
      make_audio_clear (dir);
      return;
    }
  features = att_analyzer_read_file (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ABS (features->audio_ms - 36000000), <=, 100);
  assert_finite (features);
  att_features_free (features);
  make_audio_clear (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/edges/silent", test_silent);
  g_test_add_func ("/analysis/edges/one-second", test_one_second);
  g_test_add_func ("/analysis/edges/a-few-samples", test_a_few_samples);
  g_test_add_func ("/analysis/edges/clicks", test_clicks);
  g_test_add_func ("/analysis/edges/8-khz-mono", test_8_khz_mono);
  g_test_add_func ("/analysis/edges/192-khz-8-channels", test_192_khz_8_channels);
  g_test_add_func ("/analysis/edges/ten-hours", test_ten_hours);
  return g_test_run ();
}
