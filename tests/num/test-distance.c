/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-distance.h"
#include "att-log.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
fill (float *a, gsize n)
{
  for (gsize i = 0; i < n; i++)
    a[i] = g_test_rand_double_range (-1, 1);
}

static void
test_definition (void)
{
  float a[203], b[203];
  double worst = 0;

  for (gsize n = 0; n <= G_N_ELEMENTS (a); n++)
    {
      double dot = 0, distance2 = 0, aa = 0, bb = 0;

      fill (a, n);
      fill (b, n);
      for (gsize i = 0; i < n; i++)
        {
          dot += (double) a[i] * b[i];
          distance2 += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
          aa += (double) a[i] * a[i];
          bb += (double) b[i] * b[i];
        }
      worst = MAX (worst, fabs (att_num_dot (a, b, n) - dot));
      worst = MAX (worst, fabs (att_num_distance2 (a, b, n) - distance2));
      worst = MAX (worst, fabs (att_num_norm (a, n) - sqrt (aa)));
      if (n > 0)
        worst = MAX (worst, fabs (att_num_cosine (a, b, n) - dot / sqrt (aa * bb)));
    }
  g_test_message ("worst difference %.2g", worst);
  g_assert_cmpfloat (worst, <, 1e-4);
}

static void
test_zeros (void)
{
  float zero[4] = { 0 }, one[4] = { 1, 0, 0, 0 };

  g_assert_cmpfloat (att_num_cosine (zero, one, 4), ==, 0);
  g_assert_cmpfloat (att_num_cosine (one, one, 4), ==, 1);
  att_num_normalise (zero, 4);
  g_assert_cmpfloat (zero[0], ==, 0);
}

static void
test_log (void)
{
  float x[101], y[101];

  for (gsize i = 0; i < G_N_ELEMENTS (x); i++)
    x[i] = y[i] = exp (-80 + 1.6 * i);
  att_num_log (y, G_N_ELEMENTS (y));
  for (gsize i = 0; i < G_N_ELEMENTS (x); i++)
    g_assert_cmpfloat_with_epsilon (y[i], log (x[i]), 2e-7 * MAX (1, fabs (log (x[i]))));
  x[0] = 0;
  x[1] = -1;
  x[2] = NAN;
  att_num_log (x, 3);
  g_assert_cmpfloat_with_epsilon (x[0], log (1e-37), 1e-4);
  g_assert_cmpfloat (x[1], ==, x[0]);
  g_assert_true (isnan (x[2]));
}

static void
test_rows (void)
{
  float X[6] = { 1, 2, 3, 4, 5, 6 }, q[2] = { 1, -1 }, out[3];

  att_num_dot_rows (out, X, 3, 2, q);
  g_assert_cmpfloat (out[0], ==, -1);
  g_assert_cmpfloat (out[2], ==, -1);
  att_num_distance2_rows (out, X, 3, 2, q);
  g_assert_cmpfloat (out[0], ==, 9);
  g_assert_cmpfloat (out[1], ==, 4 + 25);
}

/* extremes, lengths that fill no register, rows with something between them */
static void
test_bytes (void)
{
  enum { STRIDE = 107, N_ROWS = 5 };
  gint8 rows[N_ROWS * STRIDE], a[STRIDE];

  for (gsize i = 0; i < sizeof rows; i++)
    rows[i] = i % 5 == 0 ? -128 : (int) (i * 37 % 255) - 127;
  for (gsize i = 0; i < sizeof a; i++)
    a[i] = 127 - (int) (i * 53 % 256);
  for (gsize n = 0; n <= 100; n++)
    {
      int32_t out[N_ROWS];

      att_num_distance2_i8_rows (out, rows, STRIDE, N_ROWS, a, n);
      for (gsize r = 0; r < N_ROWS; r++)
        {
          int32_t sum = 0;

          for (gsize i = 0; i < n; i++)
            sum += (rows[r * STRIDE + i] - a[i]) * (rows[r * STRIDE + i] - a[i]);
          g_assert_cmpint (out[r], ==, sum);
          g_assert_cmpint (att_num_distance2_i8 (rows + r * STRIDE, a, n), ==, sum);
        }
    }
}

static void
test_standardise (void)
{
  float X[8] = { 1, 7, 3, 7, 5, 7, 7, 7 }, mean[2], std[2];

  att_num_column_stats (mean, std, X, 4, 2);
  g_assert_cmpfloat (mean[0], ==, 4);
  g_assert_cmpfloat_with_epsilon (std[0], sqrt (5), 1e-6);
  g_assert_cmpfloat (std[1], ==, 0);
  att_num_standardise (X, 4, 2, mean, std);
  g_assert_cmpfloat_with_epsilon (X[0], -3 / sqrt (5), 1e-6);
  g_assert_cmpfloat (X[1], ==, 0);
  att_num_column_stats (mean, std, X, 0, 2);
  g_assert_cmpfloat (mean[0], ==, 0);
  g_assert_cmpfloat (std[0], ==, 0);
}

static int
compare_hits (const void *a, const void *b)
{
  const AttNumHit *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->index < y->index ? -1 : 1;
}

static void
test_top_k_is_a_sort (void)
{
  for (guint round = 0; round < 300; round++)
    {
      gsize n = g_test_rand_int_range (0, 60), k = g_test_rand_int_range (0, 70);
      float scores[60];
      AttNumHit all[60], top[70];
      gsize n_real = 0;

      for (gsize i = 0; i < n; i++) /* many ties, some not a number */
        {
          scores[i] = g_test_rand_int_range (0, 10) == 0 ? NAN : g_test_rand_int_range (-4, 5);
          if (!isnan (scores[i]))
            all[n_real++] = (AttNumHit){ i, scores[i] };
        }
      if (n_real > 0)
        qsort (all, n_real, sizeof *all, compare_hits);
      g_assert_cmpuint (att_num_top_k (top, k, scores, n), ==, MIN (k, n_real));
      for (gsize i = 0; i < MIN (k, n_real); i++)
        {
          g_assert_cmpuint (top[i].index, ==, all[i].index);
          g_assert_cmpfloat (top[i].score, ==, all[i].score);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/distance/definition", test_definition);
  g_test_add_func ("/num/distance/zeros", test_zeros);
  g_test_add_func ("/num/distance/log", test_log);
  g_test_add_func ("/num/distance/rows", test_rows);
  g_test_add_func ("/num/distance/bytes", test_bytes);
  g_test_add_func ("/num/distance/standardise", test_standardise);
  g_test_add_func ("/num/distance/top-k-is-a-sort", test_top_k_is_a_sort);
  return g_test_run ();
}
