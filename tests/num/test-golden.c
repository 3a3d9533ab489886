/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernels against numbers that others' programs made (tests/golden/kernels.py)
 */
#include "../golden/kernels.h"
#include "../golden/signals.h"

#include <string.h>

#include "att-chroma.h"
#include "att-contrast.h"
#include "att-distance.h"
#include "att-eigen.h"
#include "att-flatness.h"
#include "att-halve.h"
#include "att-logmel.h"
#include "att-loudness.h"
#include "att-mfcc.h"
#include "att-onset.h"
#include "att-patterns.h"
#include "att-stats.h"
#include "att-stft.h"
#include "att-tempo.h"
#include "att-true-peak.h"
#include "att-wave.h"

#define RATE 22050

#define COMPARE(name, got, stride, absolute, relative)                                                              \
  golden_compare (#name, got, stride, golden_##name, G_N_ELEMENTS (golden_##name), absolute, relative)

static float *
power_of (const float *frame, int n_fft)
{
  float *power = g_new (float, n_fft / 2 + 1);
  AttStft *stft;

  g_assert_cmpint (att_stft_new (n_fft, &stft), ==, ATT_NUM_OK);
  att_stft_power (stft, power, frame);
  att_stft_free (stft);
  return power;
}

static float *
power_of_tune (int n_fft)
{
  g_autofree float *frame = g_new (float, n_fft);

  golden_tune (frame, n_fft, RATE);
  return power_of (frame, n_fft);
}

static void
test_stft (void)
{
  g_autofree float *power = power_of_tune (1024);

  COMPARE (stft, power, 8, 1e-9, 1e-3);
}

static void
test_logmel (void)
{
  const double f_max = 1000 * pow (6.4, 28 / 27.0); /* 2 to 43 mel, as aubio's bank has them */
  const AttLogmelConfig config = { 16000, 8192, 40, 400 / 3.0, f_max };
  g_autofree float *frame = g_new (float, 8192), *power = NULL;
  AttLogmel *logmel;
  AttMfcc *mfcc;
  float out[40], levels[40], coeffs[20];

  golden_noise (frame, 9, 8192);
  power = power_of (frame, 8192);
  g_assert_cmpint (att_logmel_new (&config, &logmel), ==, ATT_NUM_OK);
  att_logmel_run (logmel, out, power);
  COMPARE (logmel, out, 1, 1e-3, 0);
  g_assert_cmpint (att_mfcc_new (40, 20, &mfcc), ==, ATT_NUM_OK);
  att_mfcc_run (mfcc, coeffs, out);
  COMPARE (mfcc_aubio, coeffs + 1, 1, 1e-3, 0);
  golden_noise (levels, 2, 40);
  att_mfcc_run (mfcc, coeffs, levels);
  COMPARE (mfcc, coeffs, 1, 1e-5, 0);
  att_mfcc_free (mfcc);
  att_logmel_free (logmel);
}

static void
test_chroma (void)
{
  g_autofree float *power = power_of_tune (4096);
  AttChroma *chroma;
  float out[ATT_CHROMA_N];

  g_assert_cmpint (att_chroma_new (RATE, 4096, 65, 2100, &chroma), ==, ATT_NUM_OK);
  att_chroma_run (chroma, out, power);
  COMPARE (chroma, out, 1, 1e-5, 0);
  att_chroma_free (chroma);
}

static void
test_bands (void)
{
  g_autofree float *power = power_of_tune (1024);
  AttContrast *self;
  AttFlatness *flatness;
  AttShape shape;
  float contrast[7], valley[7], out[7];

  g_assert_cmpint (att_contrast_new (1024, 7, &self), ==, ATT_NUM_OK);
  att_contrast_run (self, contrast, valley, power);
  COMPARE (contrast, contrast, 1, 1e-3, 0);
  COMPARE (valley, valley, 1, 1e-3, 0);
  att_contrast_free (self);
  g_assert_cmpint (att_flatness_new (RATE, 1024, 7, &flatness), ==, ATT_NUM_OK);
  att_flatness_run (flatness, out, power);
  COMPARE (flatness, out, 1, 1e-3, 0);
  att_flatness_free (flatness);
  att_num_shape (&shape, power, 513, RATE, 0.85f);
  COMPARE (centroid, &shape.centroid, 1, 0, 1e-5);
  COMPARE (rolloff, &shape.rolloff, 1, 0, 1e-5);
}

static void
test_stats (void)
{
  enum { N = 5, ROWS = 50 };
  AttStats *stats;
  float x[ROWS * N], mean[N], std[N], cov[N * N];

  golden_noise (x, 4, G_N_ELEMENTS (x));
  g_assert_cmpint (att_stats_new (N, 1, &stats), ==, ATT_NUM_OK);
  for (int i = 0; i < ROWS; i++)
    {
      x[i * N + 1] += x[i * N];
      att_stats_add (stats, x + i * N);
    }
  att_stats_get_mean (stats, mean);
  att_stats_get_std (stats, std);
  att_stats_get_cov (stats, cov);
  COMPARE (mean, mean, 1, 1e-6, 0);
  COMPARE (std, std, 1, 1e-6, 0);
  COMPARE (cov, cov, 1, 1e-6, 0);
  att_stats_free (stats);
}

static void
test_eigen (void)
{
  enum { N = 6 };
  float a[N * N], narrow[N * N];
  double A[N * N], values[N], vectors[N * N];

  golden_noise (a, 5, N * N);
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      A[i * N + j] = (double) a[i * N + j] + a[j * N + i];
  att_num_eigen (values, vectors, A, N);
  for (int i = 0; i < N; i++)
    narrow[i] = values[i];
  COMPARE (eigenvalues, narrow, 1, 1e-6, 0);
  for (int i = 0; i < N * N; i++)
    narrow[i] = vectors[i];
  COMPARE (eigenvectors, narrow, 1, 1e-6, 0);
}

static void
test_distance (void)
{
  float a[50], b[50], out[4];

  golden_noise (a, 6, 50);
  golden_noise (b, 7, 50);
  out[0] = att_num_dot (a, b, 50);
  out[1] = att_num_norm (a, 50);
  out[2] = att_num_cosine (a, b, 50);
  out[3] = att_num_distance2 (a, b, 50);
  COMPARE (distances, out, 1, 1e-6, 1e-6);
}

static void
test_onset (void)
{
  enum { N = 500, MELS = 8 };
  g_autofree float *frames = g_new (float, N * MELS);
  float strengths[N];
  AttOnset *onset;

  golden_frames (frames, N, MELS);
  g_assert_cmpint (att_onset_new (50, MELS, &onset), ==, ATT_NUM_OK);
  for (int t = 0; t < N; t++)
    strengths[t] = att_onset_add (onset, frames + t * MELS);
  att_onset_finish (onset);
  COMPARE (onset, strengths, 1, 1e-5, 0);
  g_assert_cmpuint (att_onset_get_n (onset), ==, golden_n_onsets[0]);
  att_onset_free (onset);
}

static void
test_tempo (void)
{
  enum { N = 40 * 50 };
  const double beat = 60 / 97.0 * 50;
  g_autofree float *noise = g_new (float, N);
  float correlation[G_N_ELEMENTS (golden_correlation)];
  AttTempoResult result;
  AttTempo *tempo;

  golden_noise (noise, 8, N);
  g_assert_cmpint (att_tempo_new (50, &tempo), ==, ATT_NUM_OK);
  for (int t = 0; t < N; t++)
    {
      double since = fmod (t, beat);

      att_tempo_add (tempo, (since < 1 ? 1 : since < 2 ? 0.3 : 0) + 0.25 * (noise[t] + 1.0));
    }
  att_tempo_finish (tempo, &result);
  for (gsize i = 0; i < G_N_ELEMENTS (correlation); i++)
    correlation[i] = att_tempo_get_correlation (tempo, (5 + 10 * i) / 50.0);
  COMPARE (correlation, correlation, 1, 1e-5, 0);
  g_assert_cmpfloat_with_epsilon (result.bpm / golden_tempo[0], 1, 0.0025); /* a step of the search */
  g_assert_cmpfloat_with_epsilon (result.confidence, golden_tempo[1], 0.01);
  att_tempo_free (tempo);
}

static void
test_patterns (void)
{
  enum { MELS = 8, BLOCK = 128 };
  float frames[BLOCK * MELS];
  g_autofree float *out = g_new (float, att_patterns_get_n (MELS));
  AttPatterns *patterns;

  golden_frames (frames, BLOCK, MELS);
  g_assert_cmpint (att_patterns_new (MELS, BLOCK, &patterns), ==, ATT_NUM_OK);
  for (int t = 0; t < BLOCK; t++)
    att_patterns_add (patterns, frames + t * MELS);
  att_patterns_end (patterns, out);
  COMPARE (patterns_spectral, out + att_patterns_get_offset (MELS, ATT_PATTERN_SPECTRAL), 1, 1e-5, 0);
  COMPARE (patterns_delta, out + att_patterns_get_offset (MELS, ATT_PATTERN_DELTA), 1, 1e-5, 0);
  COMPARE (patterns_variance, out + att_patterns_get_offset (MELS, ATT_PATTERN_VARIANCE), 1, 1e-5, 0);
  COMPARE (patterns_correlation, out + att_patterns_get_offset (MELS, ATT_PATTERN_CORRELATION), 1, 1e-5, 0);
  COMPARE (patterns_fluctuation, out + att_patterns_get_offset (MELS, ATT_PATTERN_FLUCTUATION), 1, 1e-4, 0);
  g_assert_cmpuint (att_patterns_get_n (MELS), ==,
                    G_N_ELEMENTS (golden_patterns_spectral) + G_N_ELEMENTS (golden_patterns_delta) +
                      G_N_ELEMENTS (golden_patterns_variance) + G_N_ELEMENTS (golden_patterns_correlation) +
                      G_N_ELEMENTS (golden_patterns_fluctuation));
  att_patterns_free (patterns);
}

static void
test_wave (void)
{
  g_autofree float *pcm = g_new (float, RATE);
  AttWave wave;
  AttWaveFigures figures;

  golden_tune (pcm, RATE, RATE);
  for (int i = 0; i < RATE; i++)
    pcm[i] = rintf (pcm[i] * 32768) / 32768; /* what is in the file that SoX read */
  att_wave_measure (&wave, pcm, RATE, NULL);
  att_wave_figures (&wave, RATE, &figures);
  /* SoX tells six decimals, and whole Hz */
  golden_compare ("sox peak, rms, mean, delta", (float[]){ figures.peak, figures.rms, figures.mean, figures.delta }, 1,
                  golden_wave, 4, 1e-6, 1e-6);
  /* SoX takes the sine for its angle: 0.3 % at a twentieth of the rate */
  golden_compare ("sox rough frequency", &figures.frequency, 1, golden_wave + 4, 1, 0.5, 0.004);
}

/* against ffmpeg's filter: both gates at work, mono, stereo, 5.1 */
static void
test_loudness (void)
{
  const struct { int rate, n_channels; } kinds[] = { { 48000, 1 }, { 48000, 2 }, { 44100, 2 }, { 48000, 6 } };
  float louds[G_N_ELEMENTS (kinds)];

  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      gsize rate = kinds[k].rate, n_channels = kinds[k].n_channels, n = 5 * rate;
      g_autofree float *mono = g_new (float, n), *pcm = g_new (float, n * n_channels);
      AttLoudness *loudness;

      golden_tune (mono, n, rate);
      for (gsize i = 0; i < n; i++)
        for (gsize c = 0; c < n_channels; c++)
          pcm[i * n_channels + c] = mono[i] * (i < 2 * rate ? 1 : i < 4 * rate ? 0.1 : 0) * pow (2 / 3.0, c);
      g_assert_cmpint (att_loudness_new (&loudness), ==, ATT_NUM_OK);
      att_loudness_add (loudness, pcm, n, n_channels, rate);
      louds[k] = att_loudness_get_integrated (loudness);
      att_loudness_free (loudness);
    }
  golden_compare ("ffmpeg ebur128", louds, 1, golden_loudness, G_N_ELEMENTS (kinds), 0.05, 0);
}

static void
test_true_peak (void)
{
  enum { N = 48000 };
  g_autofree float *pcm = g_new (float, N);
  AttTruePeak *peak;
  float found, highest = 0;

  for (int i = 0; i < N; i++)
    {
      pcm[i] = 0.8 * sin (2 * G_PI * 12000 * i / N + G_PI / 4) + 0.1 * sin (2 * G_PI * 997 * i / N);
      highest = MAX (highest, fabsf (pcm[i]));
    }
  g_assert_cmpint (att_true_peak_new (&peak), ==, ATT_NUM_OK);
  att_true_peak_add (peak, pcm, N, 1);
  found = att_true_peak_get (peak);
  COMPARE (sample_peak, &highest, 1, 1e-3, 0);
  COMPARE (true_peak, &found, 1, 0, 0.02); /* four times the rate may miss the top by so much */
  att_true_peak_free (peak);
}

static void
test_halve (void)
{
  g_autofree float *pcm = g_new (float, RATE);
  g_autofree float *out = g_new (float, RATE);
  AttHalve *halve;
  gsize n;

  golden_tune (pcm, RATE, RATE);
  g_assert_cmpint (att_halve_new (&halve), ==, ATT_NUM_OK);
  n = att_halve_run (halve, out, pcm, RATE);
  g_assert_cmpuint (n, >, 400);
  COMPARE (halve, out, 10, 3e-5, 0);
  att_halve_free (halve);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/golden/stft", test_stft);
  g_test_add_func ("/num/golden/logmel-and-mfcc", test_logmel);
  g_test_add_func ("/num/golden/chroma", test_chroma);
  g_test_add_func ("/num/golden/contrast-flatness-shape", test_bands);
  g_test_add_func ("/num/golden/stats", test_stats);
  g_test_add_func ("/num/golden/eigen", test_eigen);
  g_test_add_func ("/num/golden/distance", test_distance);
  g_test_add_func ("/num/golden/onset", test_onset);
  g_test_add_func ("/num/golden/tempo", test_tempo);
  g_test_add_func ("/num/golden/patterns", test_patterns);
  g_test_add_func ("/num/golden/wave", test_wave);
  g_test_add_func ("/num/golden/loudness", test_loudness);
  g_test_add_func ("/num/golden/true-peak", test_true_peak);
  g_test_add_func ("/num/golden/halve", test_halve);
  return g_test_run ();
}
