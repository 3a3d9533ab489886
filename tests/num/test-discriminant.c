/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linear discriminant: golden values, laws, nonsense
 */
#include <glib.h>
#include <math.h>

#include "att-discriminant.h"
#include "att-random.h"

/* two classes with means (1, 0) and (-1, 0), worked out by hand */
static void
test_golden (void)
{
  const float X[] = { 2, 0.5f, 0, -0.5f, 1, 1, 1, -1, 0, 0.5f, -2, -0.5f, -1, 1, -1, -1 };
  const int labels[] = { 0, 0, 0, 0, 1, 1, 1, 1 };
  float W[4], b[2];

  /* S = [[0.5, 0.25], [0.25, 0.625]], shrunk by half towards 0.5625 I: [[0.53125, 0.125], [0.125, 0.59375]] */
  g_assert_cmpint (att_num_discriminant (W, b, X, labels, 8, 2, 2, 0.5), ==, ATT_NUM_OK);
  {
    const double det = 0.53125 * 0.59375 - 0.125 * 0.125;

    g_assert_cmpfloat_with_epsilon (W[0], 0.59375 / det, 1e-5);
    g_assert_cmpfloat_with_epsilon (W[1], -0.125 / det, 1e-5);
    g_assert_cmpfloat_with_epsilon (W[2], -0.59375 / det, 1e-5);
    g_assert_cmpfloat_with_epsilon (b[0], -0.5 * 0.59375 / det, 1e-5);
    g_assert_cmpfloat_with_epsilon (b[1], b[0], 1e-6);
  }
}

static int
best (const float *W, const float *b, const float *x, size_t dims, int n_classes)
{
  int answer = 0;
  double most = -INFINITY;

  for (int k = 0; k < n_classes; k++)
    {
      double sum = b[k];

      for (size_t j = 0; j < dims; j++)
        sum += W[k * dims + j] * x[j];
      if (sum > most)
        {
          most = sum;
          answer = k;
        }
    }
  return answer;
}

/* the class that is told by one quiet column among loud ones is found */
static void
test_law_separates (void)
{
  enum { N = 400, DIMS = 12 };
  g_autofree float *X = g_new (float, N * DIMS);
  g_autofree int *labels = g_new (int, N);
  float W[3 * DIMS], b[3];
  AttRandom random;
  int n_right = 0;

  att_random_init (&random, 7);
  for (int i = 0; i < N; i++)
    {
      labels[i] = i % 3;
      for (int j = 0; j < DIMS; j++)
        X[i * DIMS + j] = att_random_normal (&random) * (j == 0 ? 0.2 : 3) + (j == 0 ? labels[i] : 0);
    }
  g_assert_cmpint (att_num_discriminant (W, b, X, labels, N / 2, DIMS, 3, 0.01), ==, ATT_NUM_OK);
  for (int i = N / 2; i < N; i++)
    n_right += best (W, b, X + i * DIMS, DIMS, 3) == labels[i];
  g_assert_cmpint (n_right, >, 0.95 * N / 2);
}

/* fully shrunk it is the nearest mean */
static void
test_law_nearest_mean (void)
{
  const float X[] = { 0, 0, 2, 0, 10, 0, 12, 0 };
  const int labels[] = { 0, 0, 1, 1 };
  const float near_first[] = { 5.9f, 40 }, near_second[] = { 6.1f, -40 };
  float W[4], b[2];

  g_assert_cmpint (att_num_discriminant (W, b, X, labels, 4, 2, 2, 1), ==, ATT_NUM_OK);
  g_assert_cmpint (best (W, b, near_first, 2, 2), ==, 0);
  g_assert_cmpint (best (W, b, near_second, 2, 2), ==, 1);
}

static void
test_nonsense (void)
{
  const float X[] = { 1, 1, 1, 1 };
  const int labels[] = { 0, 1 }, gap[] = { 0, 2 };
  float W[6], b[3];

  g_assert_cmpint (att_num_discriminant (W, b, X, labels, 2, 2, 2, 0), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_num_discriminant (W, b, X, labels, 2, 2, 1, 0.5), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_num_discriminant (W, b, X, gap, 2, 2, 3, 0.5), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_num_discriminant (W, b, X, labels, 0, 2, 2, 0.5), ==, ATT_NUM_BAD_CONFIG);
  /* all alike: nothing spreads, nothing overflows */
  g_assert_cmpint (att_num_discriminant (W, b, X, labels, 2, 2, 2, 0.5), ==, ATT_NUM_OK);
  for (int i = 0; i < 4; i++)
    g_assert_true (isfinite (W[i]));
  g_assert_cmpfloat (b[0], ==, b[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/discriminant/golden", test_golden);
  g_test_add_func ("/num/discriminant/law/separates", test_law_separates);
  g_test_add_func ("/num/discriminant/law/nearest-mean", test_law_nearest_mean);
  g_test_add_func ("/num/discriminant/nonsense", test_nonsense);
  return g_test_run ();
}
