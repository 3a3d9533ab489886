/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "att-chroma.h"
#include "att-flatness.h"
#include "att-framer.h"
#include "att-logmel.h"
#include "att-mfcc.h"
#include "att-stats.h"
#include "att-stft.h"

#define RATE 22050
#define N_FFT 1024
#define N_BINS (N_FFT / 2 + 1)

static void
fill_noise (float *pcm, gsize n)
{
  for (gsize i = 0; i < n; i++)
    pcm[i] = g_test_rand_double_range (-0.5, 0.5);
}

static void
fill_sine (float *pcm, gsize n, double hz, double amplitude)
{
  for (gsize i = 0; i < n; i++)
    pcm[i] = amplitude * sin (2 * G_PI * hz * i / RATE);
}

/* --- framer --- */

static void
test_framer_cuts (void)
{
  AttFramer *framer;
  float pcm[5000];
  gsize at = 0, n_frames = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (pcm); i++)
    pcm[i] = i;
  g_assert_cmpint (att_framer_new (100, 30, &framer), ==, ATT_NUM_OK);
  while (at < G_N_ELEMENTS (pcm))
    {
      gsize wanted = g_test_rand_int_range (1, 700); /* MIN() would ask twice */
      gsize n = MIN (wanted, G_N_ELEMENTS (pcm) - at);
      const float *from = pcm + at;

      at += n;
      while (n > 0)
        {
          gsize taken = att_framer_push (framer, from, n);
          const float *frame;

          g_assert_cmpuint (taken, >=, 1);
          from += taken;
          n -= taken;
          while ((frame = att_framer_next (framer)) != NULL)
            {
              g_assert_cmpfloat (frame[0], ==, 30 * n_frames);
              g_assert_cmpfloat (frame[99], ==, 30 * n_frames + 99);
              n_frames++;
            }
        }
    }
  g_assert_cmpuint (n_frames, ==, (5000 - 100) / 30 + 1);
  att_framer_free (framer);
  g_assert_cmpint (att_framer_new (0, 1, &framer), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_framer_new (10, 11, &framer), ==, ATT_NUM_BAD_CONFIG);
  g_assert_null (framer);
}

/* --- spectrum --- */

static void
naive_power (double *power, const float *frame)
{
  double sum = 0;

  for (int i = 0; i < N_FFT; i++)
    sum += 0.5 - 0.5 * cos (2 * G_PI * i / N_FFT);
  for (int k = 0; k < N_BINS; k++)
    {
      double re = 0, im = 0;

      for (int i = 0; i < N_FFT; i++)
        {
          double x = frame[i] * (0.5 - 0.5 * cos (2 * G_PI * i / N_FFT));

          re += x * cos (2 * G_PI * k * i / N_FFT);
          im -= x * sin (2 * G_PI * k * i / N_FFT);
        }
      power[k] = 4 * (re * re + im * im) / (sum * sum);
    }
}

static void
test_stft_definition (void)
{
  AttStft *stft;
  float frame[N_FFT], power[N_BINS];
  double expected[N_BINS], error = 0, signal = 0;

  g_assert_cmpint (att_stft_new (N_FFT, &stft), ==, ATT_NUM_OK);
  fill_noise (frame, N_FFT);
  att_stft_power (stft, power, frame);
  naive_power (expected, frame);
  for (int k = 0; k < N_BINS; k++)
    {
      error += (power[k] - expected[k]) * (power[k] - expected[k]);
      signal += expected[k] * expected[k];
    }
  g_test_message ("signal to error %.0f dB", 10 * log10 (signal / error));
  g_assert_cmpfloat (10 * log10 (signal / error), >, 100);
  att_stft_free (stft);
}

static void
test_stft_units_and_nonsense (void)
{
  AttStft *stft;
  float frame[N_FFT], power[N_BINS];

  g_assert_cmpint (att_stft_new (N_FFT, &stft), ==, ATT_NUM_OK);
  fill_sine (frame, N_FFT, 50.0 * RATE / N_FFT, 1);
  att_stft_power (stft, power, frame);
  g_assert_cmpfloat_with_epsilon (power[50], 1, 1e-4);
  g_assert_cmpfloat (power[60], <, 1e-9);
  memset (frame, 0, sizeof frame);
  att_stft_power (stft, power, frame);
  for (int k = 0; k < N_BINS; k++)
    g_assert_cmpfloat (power[k], ==, 0);
  att_stft_free (stft);
  for (gsize i = 0; i < 5; i++)
    {
      const int bad[] = { -2, 0, 62, 1023, 32768 };

      g_assert_cmpint (att_stft_new (bad[i], &stft), ==, ATT_NUM_BAD_CONFIG);
      g_assert_null (stft);
    }
}

/* --- log-mel --- */

static double
slaney_hz (double mel)
{
  return mel <= 15 ? mel * 66.6666666666667 : 1000 * pow (6.4, (mel - 15) / 27);
}

static double
slaney_mel (double hz)
{
  return hz <= 1000 ? hz / 66.6666666666667 : 15 + 27 * log (hz / 1000) / log (6.4);
}

static void
test_logmel_definition (void)
{
  const AttLogmelConfig config = { RATE, N_FFT, 40, 27.5, RATE / 2 };
  AttLogmel *logmel;
  float power[N_BINS], out[40];
  double worst = 0, low = slaney_mel (27.5), step = (slaney_mel (RATE / 2) - low) / 41;

  g_assert_cmpint (att_logmel_new (&config, &logmel), ==, ATT_NUM_OK);
  for (int k = 0; k < N_BINS; k++)
    power[k] = g_test_rand_double_range (1e-6, 1);
  att_logmel_run (logmel, out, power);
  for (int m = 0; m < 40; m++)
    {
      double edges[3], sum = 0, area = 0;

      for (int i = 0; i < 3; i++)
        edges[i] = slaney_hz (low + (m + i) * step);
      for (int k = 0; k < N_BINS; k++)
        {
          double hz = (double) k * RATE / N_FFT;
          double weight = MIN ((hz - edges[0]) / (edges[1] - edges[0]), (edges[2] - hz) / (edges[2] - edges[1]));

          sum += MAX (0, weight) * power[k];
          area += MAX (0, weight);
        }
      worst = MAX (worst, fabs (out[m] - log10 (sum / area)));
    }
  g_test_message ("worst difference %.2g", worst);
  g_assert_cmpfloat (worst, <, 1e-5);
  att_logmel_free (logmel);
}

static void
test_logmel_laws (void)
{
  const AttLogmelConfig config = { RATE, N_FFT, 40, 27.5, RATE / 2 };
  AttLogmel *logmel;
  AttStft *stft;
  float frame[N_FFT], power[N_BINS], one[40], two[40];
  double worst = 0;

  g_assert_cmpint (att_logmel_new (&config, &logmel), ==, ATT_NUM_OK);
  g_assert_cmpint (att_stft_new (N_FFT, &stft), ==, ATT_NUM_OK);
  fill_noise (frame, N_FFT);
  att_stft_power (stft, power, frame);
  att_logmel_run (logmel, one, power);
  for (int i = 0; i < N_FFT; i++)
    frame[i] *= 0.1f;
  att_stft_power (stft, power, frame);
  att_logmel_run (logmel, two, power);
  for (int m = 0; m < 40; m++)
    worst = MAX (worst, fabs (one[m] - two[m] - 2));
  g_test_message ("gain adds: worst difference %.2g", worst);
  g_assert_cmpfloat (worst, <, 1e-5);

  att_stft_power (stft, power, frame); /* the same again: the same bytes */
  att_logmel_run (logmel, one, power);
  g_assert_cmpmem (one, sizeof one, two, sizeof two);

  memset (power, 0, sizeof power);
  att_logmel_run (logmel, one, power);
  power[3] = NAN;
  att_logmel_run (logmel, two, power);
  for (int m = 0; m < 40; m++)
    {
      g_assert_cmpfloat (one[m], ==, ATT_LOGMEL_FLOOR);
      g_assert_cmpfloat (two[m], ==, ATT_LOGMEL_FLOOR);
    }
  att_stft_free (stft);
  att_logmel_free (logmel);
}

static void
test_logmel_nonsense (void)
{
  const AttLogmelConfig bad[] = {
    { 7999, N_FFT, 40, 0, 1000 },
    { RATE, 63, 40, 0, 1000 },
    { RATE, N_FFT, 0, 0, 1000 },
    { RATE, N_FFT, 257, 0, 1000 },
    { RATE, N_FFT, 40, -1, 1000 },
    { RATE, N_FFT, 40, 1000, 1000 },
    { RATE, N_FFT, 40, 0, RATE },
    { RATE, N_FFT, 40, NAN, 1000 },
    { RATE, N_FFT, 40, 0, NAN },
  };
  const AttLogmelConfig crowded = { RATE, 64, 256, 0, 500 }; /* bands narrower than a bin */
  AttLogmel *logmel;
  float power[33], out[256];

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_cmpint (att_logmel_new (&bad[i], &logmel), ==, ATT_NUM_BAD_CONFIG);
      g_assert_null (logmel);
    }
  g_assert_cmpint (att_logmel_new (&crowded, &logmel), ==, ATT_NUM_OK);
  for (int k = 0; k < 33; k++)
    power[k] = 1;
  att_logmel_run (logmel, out, power);
  for (int m = 0; m < 256; m++)
    g_assert_cmpfloat_with_epsilon (out[m], 0, 1e-6);
  att_logmel_free (logmel);
}

/* --- mfcc --- */

static void
test_mfcc (void)
{
  AttMfcc *mfcc;
  float logmel[40], out[20], louder[20];
  double worst = 0;

  g_assert_cmpint (att_mfcc_new (40, 20, &mfcc), ==, ATT_NUM_OK);
  for (int m = 0; m < 40; m++)
    logmel[m] = g_test_rand_double_range (-8, 0);
  att_mfcc_run (mfcc, out, logmel);
  for (int k = 0; k < 20; k++)
    {
      double sum = 0;

      for (int m = 0; m < 40; m++)
        sum += logmel[m] * cos (G_PI / 40 * (m + 0.5) * k);
      worst = MAX (worst, fabs (out[k] - sum * sqrt ((k == 0 ? 1.0 : 2.0) / 40)));
    }
  g_test_message ("worst difference %.2g", worst);
  g_assert_cmpfloat (worst, <, 1e-4);
  for (int m = 0; m < 40; m++)
    logmel[m] += 2; /* a gain of ten */
  att_mfcc_run (mfcc, louder, logmel);
  g_assert_cmpfloat_with_epsilon (louder[0] - out[0], 2 * sqrt (40), 1e-4);
  for (int k = 1; k < 20; k++)
    g_assert_cmpfloat_with_epsilon (louder[k], out[k], 1e-4);
  att_mfcc_free (mfcc);
  {
    float all[40];
    double before = 0, after = 0;

    g_assert_cmpint (att_mfcc_new (40, 40, &mfcc), ==, ATT_NUM_OK); /* all of them turn a frame and lose nothing */
    att_mfcc_run (mfcc, all, logmel);
    for (int m = 0; m < 40; m++)
      {
        before += logmel[m] * logmel[m];
        after += all[m] * all[m];
      }
    g_assert_cmpfloat_with_epsilon (after / before, 1, 1e-5);
    att_mfcc_free (mfcc);
  }
  g_assert_cmpint (att_mfcc_new (40, 41, &mfcc), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_mfcc_new (0, 0, &mfcc), ==, ATT_NUM_BAD_CONFIG);
}

/* --- chroma --- */

static void
test_chroma (void)
{
  AttChroma *chroma;
  AttStft *stft;
  g_autofree float *frame = g_new (float, 4096);
  g_autofree float *power = g_new (float, 2049);
  float out[ATT_CHROMA_N];

  g_assert_cmpint (att_chroma_new (RATE, 4096, 65, 2100, &chroma), ==, ATT_NUM_OK);
  g_assert_cmpint (att_stft_new (4096, &stft), ==, ATT_NUM_OK);
  for (int midi = 48; midi < 84; midi++) /* C3 to B5 */
    {
      double sum = 0;
      int best = 0;

      fill_sine (frame, 4096, 440 * exp2 ((midi - 69) / 12.0), 0.3);
      att_stft_power (stft, power, frame);
      att_chroma_run (chroma, out, power);
      for (int c = 0; c < ATT_CHROMA_N; c++)
        {
          sum += out[c];
          if (out[c] > out[best])
            best = c;
        }
      g_assert_cmpint (best, ==, midi % 12);
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
    }
  for (int k = 0; k < 2049; k++)
    power[k] *= 100; /* a gain changes nothing: still the shares of B */
  {
    float louder[ATT_CHROMA_N];

    att_chroma_run (chroma, louder, power);
    for (int c = 0; c < ATT_CHROMA_N; c++)
      g_assert_cmpfloat_with_epsilon (louder[c], out[c], 1e-6);
  }
  memset (power, 0, 2049 * sizeof (float));
  for (int round = 0; round < 2; round++) /* silence, and what is not a number */
    {
      att_chroma_run (chroma, out, power);
      for (int c = 0; c < ATT_CHROMA_N; c++)
        g_assert_cmpfloat (out[c], ==, 0);
      power[80] = NAN;
    }
  att_stft_free (stft);
  att_chroma_free (chroma);
  g_assert_cmpint (att_chroma_new (RATE, 4096, 10, 2100, &chroma), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_chroma_new (RATE, 64, 100, 200, &chroma), ==, ATT_NUM_BAD_CONFIG); /* no bin between */
}

/* --- shape of a spectrum --- */

static void
test_flatness (void)
{
  AttShape shape;
  AttFlatness *flatness;
  AttStft *stft;
  float frame[N_FFT], power[N_BINS], out[7];

  g_assert_cmpint (att_flatness_new (RATE, N_FFT, 7, &flatness), ==, ATT_NUM_OK);
  g_assert_cmpint (att_stft_new (N_FFT, &stft), ==, ATT_NUM_OK);
  for (int k = 0; k < N_BINS; k++)
    power[k] = 0.01f;
  att_flatness_run (flatness, out, power);
  for (int b = 0; b < 7; b++)
    g_assert_cmpfloat_with_epsilon (out[b], 0, 1e-5);
  fill_sine (frame, N_FFT, 3000, 0.5); /* in the octave from 2756 Hz */
  att_stft_power (stft, power, frame);
  att_flatness_run (flatness, out, power);
  g_assert_cmpfloat (out[5], <, -3);
  for (int k = 0; k < N_BINS; k++) /* the definition */
    power[k] = g_test_rand_double_range (1e-9, 1);
  att_flatness_run (flatness, out, power);
  for (int b = 0, first = 1, last = 8; b < 7; b++, first = last, last *= 2)
    {
      double logs = 0, sum = 0;

      for (int k = first; k < last; k++)
        {
          logs += log10 (power[k]);
          sum += power[k];
        }
      g_assert_cmpfloat_with_epsilon (out[b], logs / (last - first) - log10 (sum / (last - first)), 1e-4);
    }
  memset (power, 0, sizeof power);
  att_flatness_run (flatness, out, power);
  g_assert_cmpfloat (out[0], ==, 0);
  att_num_shape (&shape, power, N_BINS, RATE, 0.85f);
  g_assert_cmpfloat (shape.rolloff, ==, 0);
  g_assert_cmpfloat (shape.centroid, ==, 0);
  power[100] = 1;
  att_num_shape (&shape, power, N_BINS, RATE, 0.85f);
  g_assert_cmpfloat_with_epsilon (shape.rolloff, 100.0 * RATE / N_FFT, 0.1);
  power[200] = 1;
  att_num_shape (&shape, power, N_BINS, RATE, 0.85f);
  g_assert_cmpfloat_with_epsilon (shape.centroid, 150.0 * RATE / N_FFT, 0.1);
  for (int k = 0; k < N_BINS; k++)
    power[k] = g_test_rand_double_range (1e-9, 1);
  for (int share = 1; share <= 9; share++)
    {
      double total = 0, moment = 0, sum = 0;
      int at = 0;

      att_num_shape (&shape, power, N_BINS, RATE, share / 10.0f);
      for (int k = 0; k < N_BINS; k++)
        {
          total += power[k];
          moment += k * power[k];
        }
      while (sum + power[at] < share * total / 10)
        sum += power[at++];
      g_assert_cmpfloat_with_epsilon (shape.power, total, 1e-3);
      g_assert_cmpfloat_with_epsilon (shape.centroid, moment / total * RATE / N_FFT, 0.1);
      g_assert_cmpfloat_with_epsilon (shape.rolloff, (double) at * RATE / N_FFT, 22); /* the bin, or the one beside it */
    }
  att_stft_free (stft);
  att_flatness_free (flatness);
  g_assert_cmpint (att_flatness_new (RATE, 256, 9, &flatness), ==, ATT_NUM_BAD_CONFIG);
}

/* --- statistics --- */

static void
test_stats (void)
{
  enum { N = 7, ROWS = 500 };
  AttStats *stats, *diagonal;
  g_autofree float *X = g_new (float, ROWS * N);
  float mean[N], std[N], std2[N], cov[N * N];
  double worst = 0;

  g_assert_cmpint (att_stats_new (N, TRUE, &stats), ==, ATT_NUM_OK);
  g_assert_cmpint (att_stats_new (N, FALSE, &diagonal), ==, ATT_NUM_OK);
  att_stats_get_std (stats, std);
  g_assert_cmpfloat (std[3], ==, 0);
  for (int round = 0; round < 2; round++) /* the second after a reset */
    {
      att_stats_reset (stats);
      att_stats_reset (diagonal);
      for (int i = 0; i < ROWS; i++)
        {
          for (int j = 0; j < N; j++)
            X[i * N + j] = 1000 + (j > 0 ? 0.5 * (X[i * N + j - 1] - 1000) : 0) + g_test_rand_double_range (-1, 1);
          att_stats_add (stats, X + i * N);
          att_stats_add (diagonal, X + i * N);
        }
    }
  g_assert_cmpuint (att_stats_get_count (stats), ==, ROWS);
  att_stats_get_mean (stats, mean);
  att_stats_get_std (stats, std);
  att_stats_get_std (diagonal, std2);
  att_stats_get_cov (stats, cov);
  for (int j = 0; j < N; j++)
    {
      double centre = 0;

      for (int i = 0; i < ROWS; i++)
        centre += X[i * N + j] / ROWS;
      worst = MAX (worst, fabs (mean[j] - centre));
      for (int l = 0; l < N; l++)
        {
          double other = 0, product = 0;

          for (int i = 0; i < ROWS; i++)
            other += X[i * N + l] / ROWS;
          for (int i = 0; i < ROWS; i++)
            product += (X[i * N + j] - centre) * (X[i * N + l] - other) / ROWS;
          worst = MAX (worst, fabs (cov[j * N + l] - product));
        }
      g_assert_cmpfloat_with_epsilon (std[j] * std[j], cov[j * N + j], 1e-5);
      g_assert_cmpfloat_with_epsilon (std[j], std2[j], 1e-6);
    }
  g_test_message ("worst difference %.2g", worst);
  g_assert_cmpfloat (worst, <, 1e-3);
  att_stats_free (stats);
  att_stats_free (diagonal);
  g_assert_cmpint (att_stats_new (0, FALSE, &stats), ==, ATT_NUM_BAD_CONFIG);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/framer/cuts", test_framer_cuts);
  g_test_add_func ("/num/stft/definition", test_stft_definition);
  g_test_add_func ("/num/stft/units-and-nonsense", test_stft_units_and_nonsense);
  g_test_add_func ("/num/logmel/definition", test_logmel_definition);
  g_test_add_func ("/num/logmel/laws", test_logmel_laws);
  g_test_add_func ("/num/logmel/nonsense", test_logmel_nonsense);
  g_test_add_func ("/num/mfcc/definition-and-gain", test_mfcc);
  g_test_add_func ("/num/chroma/every-semitone", test_chroma);
  g_test_add_func ("/num/flatness/definition", test_flatness);
  g_test_add_func ("/num/stats/definition", test_stats);
  return g_test_run ();
}
