/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Selection, spectral contrast, block-level patterns, statistics of samples, eigenvectors
 */
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-contrast.h"
#include "att-distance.h"
#include "att-eigen.h"
#include "att-patterns.h"
#include "att-random.h"
#include "att-wave.h"
#include "att-select.h"

#define N_FFT 1024
#define N_BINS (N_FFT / 2 + 1)
#define BANDS 7
#define MELS 8
#define BLOCK 128

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return x < y ? -1 : x > y;
}

/* --- selection --- */

static void
test_select (void)
{
  for (int round = 0; round < 500; round++)
    {
      gsize n = g_test_rand_int_range (1, 200), k = g_test_rand_int_range (0, n);
      int n_kinds = round % 3 == 0 ? 3 : 1000; /* many are alike */
      g_autofree float *values = g_new (float, n), *sorted = NULL;
      float found;

      for (gsize i = 0; i < n; i++)
        values[i] = g_test_rand_int_range (0, n_kinds);
      sorted = g_memdup2 (values, n * sizeof *values);
      qsort (sorted, n, sizeof *sorted, compare_floats);
      found = att_num_select (values, n, k);
      g_assert_cmpfloat (found, ==, sorted[k]);
      g_assert_cmpfloat (values[k], ==, found);
      for (gsize i = 0; i < n; i++)
        {
          if (i < k)
            g_assert_cmpfloat (values[i], <=, found);
          if (i > k)
            g_assert_cmpfloat (values[i], >=, found);
        }
      qsort (values, n, sizeof *values, compare_floats);
      g_assert_cmpmem (values, n * sizeof *values, sorted, n * sizeof *sorted); /* none is lost */
    }
}

static void
test_select_nonsense (void)
{
  float odd[] = { NAN, 3, -INFINITY, NAN, 1, INFINITY, 2, NAN };
  float nothing[] = { NAN, NAN };

  g_assert_cmpfloat (att_num_select (odd, 8, 0), ==, -INFINITY);
  g_assert_cmpfloat (att_num_select (odd, 8, 2), ==, 2);
  g_assert_cmpfloat (att_num_select (odd, 8, 4), ==, INFINITY);
  g_assert_true (isnan (att_num_select (odd, 8, 5)));
  g_assert_true (isnan (att_num_select (nothing, 2, 0)));
}

static void
test_select_columns (void)
{
  for (int n = 1; n < 300; n += n < 20 ? 1 : 37)
    {
      g_autofree float *values = g_new (float, n * ATT_SELECT_COLUMNS), *columns = g_new (float, n * ATT_SELECT_COLUMNS);

      for (int i = 0; i < n; i++)
        for (int j = 0; j < ATT_SELECT_COLUMNS; j++) /* the first columns have many that are alike */
          values[i * ATT_SELECT_COLUMNS + j] = columns[j * n + i] = g_test_rand_int_range (-3, 4 + 100 * j);
      att_num_sort_columns (values, n);
      for (int j = 0; j < ATT_SELECT_COLUMNS; j++)
        {
          qsort (columns + j * n, n, sizeof *columns, compare_floats);
          for (int i = 0; i < n; i++)
            g_assert_cmpfloat (values[i * ATT_SELECT_COLUMNS + j], ==, columns[j * n + i]);
        }
    }
  att_num_sort_columns (NULL, 0);
}

/* --- contrast --- */

static void
run_contrast (float *contrast, float *valley, const float *power)
{
  AttContrast *self;

  g_assert_cmpint (att_contrast_new (N_FFT, BANDS, &self), ==, ATT_NUM_OK);
  att_contrast_run (self, contrast, valley, power);
  att_contrast_free (self);
}

static void
test_contrast_definition (void)
{
  float power[N_BINS], sorted[N_BINS], contrast[BANDS], valley[BANDS], louder[N_BINS], contrast2[BANDS], valley2[BANDS];

  for (int i = 0; i < N_BINS; i++)
    power[i] = pow (10, g_test_rand_double_range (-6, 0));
  run_contrast (contrast, valley, power);
  for (int b = 0, first = 1, end = 8; b < BANDS; b++, first = end, end *= 2)
    {
      int n = end - first, share = MAX (n / 5, 1);
      double low = 0, high = 0;

      memcpy (sorted, power + first, n * sizeof (float));
      qsort (sorted, n, sizeof (float), compare_floats);
      for (int i = 0; i < share; i++)
        {
          low += sorted[i] / share;
          high += sorted[n - 1 - i] / share;
        }
      g_assert_cmpfloat_with_epsilon (valley[b], log10 (low), 1e-4);
      g_assert_cmpfloat_with_epsilon (contrast[b], log10 (high) - log10 (low), 1e-4);
    }
  for (int i = 0; i < N_BINS; i++) /* a law: a gain moves the valleys alone */
    louder[i] = 100 * power[i];
  run_contrast (contrast2, valley2, louder);
  for (int b = 0; b < BANDS; b++)
    {
      g_assert_cmpfloat_with_epsilon (contrast2[b], contrast[b], 1e-4);
      g_assert_cmpfloat_with_epsilon (valley2[b], valley[b] + 2, 1e-4);
    }
}

static void
test_contrast_nonsense (void)
{
  float power[N_BINS] = { 0 }, contrast[BANDS], valley[BANDS];
  AttContrast *self;

  run_contrast (contrast, valley, power);
  for (int b = 0; b < BANDS; b++)
    {
      g_assert_cmpfloat (contrast[b], ==, 0);
      g_assert_cmpfloat (valley[b], ==, ATT_CONTRAST_FLOOR);
    }
  for (int i = 0; i < N_BINS; i++)
    power[i] = i % 3 == 0 ? NAN : i;
  run_contrast (contrast, valley, power);
  for (int b = 0; b < BANDS; b++)
    g_assert_true (isfinite (contrast[b]) && isfinite (valley[b]));
  g_assert_cmpint (att_contrast_new (255, 3, &self), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_contrast_new (1024, 0, &self), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_contrast_new (256, 9, &self), ==, ATT_NUM_BAD_CONFIG);
  g_assert_null (self);
  g_assert_cmpint (att_contrast_new (256, 7, &self), ==, ATT_NUM_OK); /* the lowest band is one bin */
  att_contrast_run (self, contrast, valley, power);
  att_contrast_free (self);
}

/* --- patterns --- */

static void
fill_frames (float *frames, guint64 seed)
{
  AttRandom random;

  att_random_init (&random, seed);
  for (int t = 0; t < BLOCK; t++)
    for (int m = 0; m < MELS; m++)
      frames[t * MELS + m] = -3 - 0.2 * m + sin (2 * G_PI * t / 16 + m) + 0.1 * att_random_normal (&random);
}

static float *
run_patterns (const float *frames, int n)
{
  AttPatterns *self;
  float *out = g_new (float, att_patterns_get_n (MELS));

  g_assert_cmpint (att_patterns_new (MELS, BLOCK, &self), ==, ATT_NUM_OK);
  for (int t = 0; t < n; t++)
    att_patterns_add (self, frames + t * MELS);
  att_patterns_end (self, out);
  att_patterns_free (self);
  return out;
}

static void
test_patterns_definition (void)
{
  enum { N = MELS / 2, HALF = N / 2 };
  float frames[BLOCK * MELS], level[N][BLOCK], joined[HALF][BLOCK], sorted[BLOCK];
  g_autofree float *out = NULL;
  const float *spectral, *delta, *variance, *correlation, *fluctuation;
  double mean = 0;

  fill_frames (frames, 1);
  out = run_patterns (frames, BLOCK);
  spectral = out + att_patterns_get_offset (MELS, ATT_PATTERN_SPECTRAL);
  delta = out + att_patterns_get_offset (MELS, ATT_PATTERN_DELTA);
  variance = out + att_patterns_get_offset (MELS, ATT_PATTERN_VARIANCE);
  correlation = out + att_patterns_get_offset (MELS, ATT_PATTERN_CORRELATION);
  fluctuation = out + att_patterns_get_offset (MELS, ATT_PATTERN_FLUCTUATION);
  g_assert_cmpuint (att_patterns_get_n (MELS), ==, 3 * N + 2 * N + N + HALF * (HALF - 1) / 2 + HALF * 8);
  g_assert_cmpuint (att_patterns_get_n (40), ==, 245);

  for (int b = 0; b < N; b++)
    for (int t = 0; t < BLOCK; t++)
      {
        level[b][t] = (frames[t * MELS + 2 * b] + frames[t * MELS + 2 * b + 1]) / 2;
        mean += level[b][t] / BLOCK / N;
      }
  for (int b = 0; b < N; b++)
    {
      const int at[] = { 13, 64, 114 }, rises[] = { 93, 118 }; /* quantiles of 128, and of 125 */
      double sum = 0, squares = 0;

      memcpy (sorted, level[b], sizeof sorted);
      qsort (sorted, BLOCK, sizeof (float), compare_floats);
      for (int q = 0; q < 3; q++)
        g_assert_cmpfloat_with_epsilon (spectral[q * N + b], sorted[at[q]] - mean, 1e-4);
      for (int t = 0; t < BLOCK - 3; t++)
        {
          double change = level[b][t + 3] - level[b][t];

          sum += change / (BLOCK - 3);
          squares += change * change / (BLOCK - 3);
          sorted[t] = MAX (change, 0);
        }
      qsort (sorted, BLOCK - 3, sizeof (float), compare_floats);
      for (int q = 0; q < 2; q++)
        g_assert_cmpfloat_with_epsilon (delta[q * N + b], sorted[rises[q]], 1e-4);
      g_assert_cmpfloat_with_epsilon (variance[b], log10 (sqrt (squares - sum * sum) + 1e-2), 1e-4);
    }

  for (int b = 0; b < HALF; b++)
    {
      double sum = 0, scale = 0;

      for (int t = 0; t < BLOCK; t++)
        {
          joined[b][t] = (level[2 * b][t] + level[2 * b + 1][t]) / 2;
          sum += joined[b][t] / BLOCK;
          scale += 0.5 - 0.5 * cos (2 * G_PI * t / BLOCK);
        }
      for (int t = 0; t < BLOCK; t++)
        joined[b][t] -= sum;
      for (int r = 0, bin = 1; r < ATT_PATTERNS_N_RANGES; r++)
        {
          const int widths[] = { 1, 1, 1, 2, 3, 4, 6, 9 };
          double power = 0;

          for (int i = 0; i < widths[r]; i++, bin++)
            {
              double re = 0, im = 0;

              for (int t = 0; t < BLOCK; t++)
                {
                  double x = joined[b][t] * (0.5 - 0.5 * cos (2 * G_PI * t / BLOCK));

                  re += x * cos (2 * G_PI * bin * t / BLOCK);
                  im += x * sin (2 * G_PI * bin * t / BLOCK);
                }
              power += 4 * (re * re + im * im) / (scale * scale);
            }
          g_assert_cmpfloat_with_epsilon (fluctuation[b * 8 + r], log10 (sqrt (power) + 1e-3), 1e-3);
        }
    }
  {
    double xy = 0, xx = 0, yy = 0;

    for (int t = 0; t < BLOCK; t++)
      {
        xy += joined[1][t] * joined[0][t];
        xx += joined[1][t] * joined[1][t];
        yy += joined[0][t] * joined[0][t];
      }
    g_assert_cmpfloat_with_epsilon (correlation[0], xy / sqrt (xx * yy), 1e-4);
  }
}

static void
test_patterns_laws (void)
{
  float frames[BLOCK * MELS], moved[BLOCK * MELS];
  g_autofree float *plain = NULL, *louder = NULL, *still = NULL, *short_block = NULL, *nothing = NULL, *again = NULL;
  AttPatterns *self;

  fill_frames (frames, 2);
  plain = run_patterns (frames, BLOCK);
  for (int i = 0; i < BLOCK * MELS; i++)
    moved[i] = frames[i] + 1.5f;
  louder = run_patterns (moved, BLOCK); /* a gain changes nothing */
  for (gsize i = 0; i < att_patterns_get_n (MELS); i++)
    g_assert_cmpfloat_with_epsilon (louder[i], plain[i], 2e-3);

  for (int i = 0; i < BLOCK * MELS; i++)
    moved[i] = -8;
  still = run_patterns (moved, BLOCK); /* silence */
  for (gsize i = 0; i < att_patterns_get_n (MELS); i++)
    g_assert_true (isfinite (still[i]));
  for (gsize i = 0; i < att_patterns_get_length (MELS, ATT_PATTERN_CORRELATION); i++)
    g_assert_cmpfloat (still[att_patterns_get_offset (MELS, ATT_PATTERN_CORRELATION) + i], ==, 0);

  nothing = run_patterns (frames, 3);
  for (gsize i = 0; i < att_patterns_get_n (MELS); i++)
    g_assert_cmpfloat (nothing[i], ==, 0);
  short_block = run_patterns (frames, 70);
  for (gsize i = 0; i < att_patterns_get_n (MELS); i++)
    g_assert_true (isfinite (short_block[i]));

  /* a block knows nothing of the one before, and takes no more than it holds */
  g_assert_cmpint (att_patterns_new (MELS, BLOCK, &self), ==, ATT_NUM_OK);
  again = g_new (float, att_patterns_get_n (MELS));
  for (int t = 0; t < BLOCK; t++)
    att_patterns_add (self, moved + t * MELS);
  att_patterns_end (self, again);
  for (int t = 0; t < BLOCK + 10; t++)
    att_patterns_add (self, frames + t % BLOCK * MELS);
  att_patterns_end (self, again);
  g_assert_cmpmem (again, sizeof (float) * att_patterns_get_n (MELS), plain, sizeof (float) * att_patterns_get_n (MELS));
  att_patterns_free (self);

  for (gsize i = 0; i < 4; i++)
    {
      const int bad[][2] = { { 6, 128 }, { 0, 128 }, { 8, 127 }, { 8, 62 } };

      g_assert_cmpint (att_patterns_new (bad[i][0], bad[i][1], &self), ==, ATT_NUM_BAD_CONFIG);
      g_assert_null (self);
    }
}

/* --- samples --- */

static void
test_wave (void)
{
  enum { N = 22050 };
  g_autofree float *pcm = g_new (float, N);
  AttWave whole, joined = { 0 };
  AttWaveFigures figures, pieces;

  for (int i = 0; i < N; i++)
    pcm[i] = 0.1 + 0.5 * sin (2 * G_PI * 440.3 * i / N);
  att_wave_measure (&whole, pcm, N, NULL);
  att_wave_figures (&whole, N, &figures);
  g_assert_cmpfloat_with_epsilon (figures.peak, 0.6, 1e-3);
  g_assert_cmpfloat_with_epsilon (figures.mean, 0.1, 1e-3);
  g_assert_cmpfloat_with_epsilon (figures.rms, sqrt (0.125 + 0.01), 1e-3);
  g_assert_cmpfloat_with_epsilon (figures.delta, 0.5 * 4 * 440.3 / N, 1e-3);
  g_assert_cmpint (whole.n_crossings, >=, 879);
  g_assert_cmpint (whole.n_crossings, <=, 881);

  for (int i = 0; i < N; i++)
    pcm[i] = 0.5 * sin (2 * G_PI * 440.3 * i / N);
  for (int at = 0; at < N;) /* a law: pieces of any size add up to the whole */
    {
      int n = MIN (N - at, 441);
      AttWave piece;

      att_wave_measure (&piece, pcm + at, n, at + n < N ? pcm + at + n : NULL);
      att_wave_join (&joined, &piece);
      at += n;
    }
  att_wave_measure (&whole, pcm, N, NULL);
  att_wave_figures (&whole, N, &figures);
  att_wave_figures (&joined, N, &pieces);
  g_assert_cmpint (joined.n_crossings, ==, whole.n_crossings);
  g_assert_cmpint (joined.n_deltas, ==, N - 1);
  g_assert_cmpfloat_with_epsilon (pieces.rms, figures.rms, 1e-6);
  g_assert_cmpfloat_with_epsilon (pieces.delta, figures.delta, 1e-6);
  g_assert_cmpfloat_with_epsilon (figures.frequency, 440.3, 0.5);

  att_wave_measure (&whole, pcm, 0, NULL);
  att_wave_figures (&whole, N, &figures);
  g_assert_cmpfloat (figures.rms, ==, 0);
  pcm[0] = -0.25;
  att_wave_measure (&whole, pcm, 1, NULL);
  att_wave_figures (&whole, N, &figures);
  g_assert_cmpfloat (figures.peak, ==, 0.25);
  g_assert_cmpfloat (figures.frequency, ==, 0);
  for (int i = 0; i < 100; i++) /* the highest there is */
    pcm[i] = i % 2 ? 1 : -1;
  att_wave_measure (&whole, pcm, 100, NULL);
  att_wave_figures (&whole, N, &figures);
  g_assert_cmpfloat_with_epsilon (figures.frequency, N / 2, 1);
  memset (pcm, 0, 100 * sizeof (float));
  att_wave_measure (&whole, pcm, 100, NULL);
  att_wave_figures (&whole, N, &figures);
  g_assert_cmpfloat (figures.frequency, ==, 0);
}

/* --- axes --- */

static void
test_eigen (void)
{
  enum { N = 30 };
  double A[N * N], copy[N * N], values[N], vectors[N * N];

  for (int i = 0; i < N; i++)
    for (int j = 0; j <= i; j++)
      A[i * N + j] = A[j * N + i] = g_test_rand_double_range (-1, 1);
  for (int j = 0; j < N; j++) /* one that is apart already */
    A[5 * N + j] = A[j * N + 5] = j == 5 ? 2 : 0;
  memcpy (copy, A, sizeof A);
  att_num_eigen (values, vectors, A, N);
  for (int k = 0; k < N; k++)
    {
      double largest = 0;

      if (k > 0)
        g_assert_cmpfloat (values[k], <=, values[k - 1]);
      for (int i = 0; i < N; i++)
        {
          double sum = 0;

          for (int j = 0; j < N; j++)
            sum += copy[i * N + j] * vectors[k * N + j];
          g_assert_cmpfloat_with_epsilon (sum, values[k] * vectors[k * N + i], 1e-9); /* A v = λ v */
          if (fabs (vectors[k * N + i]) > fabs (largest))
            largest = vectors[k * N + i];
        }
      g_assert_cmpfloat (largest, >, 0);
      for (int other = 0; other <= k; other++)
        {
          double dot = 0;

          for (int i = 0; i < N; i++)
            dot += vectors[k * N + i] * vectors[other * N + i];
          g_assert_cmpfloat_with_epsilon (dot, k == other, 1e-10);
        }
    }
  memset (A, 0, sizeof A); /* nothing to turn */
  att_num_eigen (values, vectors, A, N);
  for (int k = 0; k < N; k++)
    g_assert_cmpfloat (values[k], ==, 0);
  A[0] = 3;
  att_num_eigen (values, vectors, A, 1);
  g_assert_cmpfloat (values[0], ==, 3);
  g_assert_cmpfloat (vectors[0], ==, 1);
}

static void
test_distance_i8 (void)
{
  for (gsize n = 0; n < 100; n++)
    {
      int8_t a[100], b[100];
      int32_t sum = 0;

      for (gsize i = 0; i < n; i++)
        {
          a[i] = i % 7 == 0 ? -128 : g_test_rand_int_range (-128, 128);
          b[i] = i % 7 == 0 ? 127 : g_test_rand_int_range (-128, 128);
          sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
      g_assert_cmpint (att_num_distance2_i8 (a, b, n), ==, sum);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/select/definition", test_select);
  g_test_add_func ("/num/select/nonsense", test_select_nonsense);
  g_test_add_func ("/num/select/columns", test_select_columns);
  g_test_add_func ("/num/contrast/definition", test_contrast_definition);
  g_test_add_func ("/num/contrast/nonsense", test_contrast_nonsense);
  g_test_add_func ("/num/patterns/definition", test_patterns_definition);
  g_test_add_func ("/num/patterns/laws", test_patterns_laws);
  g_test_add_func ("/num/wave/figures", test_wave);
  g_test_add_func ("/num/eigen/definition", test_eigen);
  g_test_add_func ("/num/distance/i8", test_distance_i8);
  return g_test_run ();
}
