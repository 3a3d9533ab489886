/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-random.h"

#include <glib.h>
#include <math.h>

static void
test_reference (void)
{
  /* the first outputs of xoshiro256** from state {1, 2, 3, 4}, worked out by hand from the paper's definition */
  AttRandom random = { { 1, 2, 3, 4 } };

  g_assert_cmpuint (att_random_next (&random), ==, 11520);
  g_assert_cmpuint (att_random_next (&random), ==, 0);
  g_assert_cmpuint (att_random_next (&random), ==, 1509978240);
}

static void
test_same_seed (void)
{
  AttRandom a, b, c;
  guint n_equal = 0;

  att_random_init (&a, 7);
  att_random_init (&b, 7);
  att_random_init (&c, 8);
  for (guint i = 0; i < 1000; i++)
    {
      guint64 x = att_random_next (&a);

      g_assert_cmpuint (x, ==, att_random_next (&b));
      n_equal += x == att_random_next (&c);
    }
  g_assert_cmpuint (n_equal, ==, 0);
}

static void
test_below_is_uniform (void)
{
  AttRandom random;
  guint counts[13] = { 0 };
  double chi2 = 0, expected = 130000.0 / 13;

  att_random_init (&random, 1);
  for (guint i = 0; i < 130000; i++)
    {
      guint32 x = att_random_below (&random, 13);

      g_assert_cmpuint (x, <, 13);
      counts[x]++;
    }
  for (guint i = 0; i < 13; i++)
    chi2 += (counts[i] - expected) * (counts[i] - expected) / expected;
  g_test_message ("chi-square %.2f, 12 degrees of freedom", chi2);
  g_assert_cmpfloat (chi2, <, 32.9); /* p = 0.001 */
  g_assert_cmpuint (att_random_below (&random, 1), ==, 0);
}

static void
test_normal_moments (void)
{
  AttRandom random;
  double sum = 0, squares = 0, fourth = 0;
  const guint n = 200000;

  att_random_init (&random, 2);
  for (guint i = 0; i < n; i++)
    {
      double x = att_random_normal (&random);

      sum += x;
      squares += x * x;
      fourth += x * x * x * x;
    }
  g_test_message ("mean %.4f, variance %.4f, kurtosis %.4f", sum / n, squares / n, fourth / n);
  g_assert_cmpfloat (fabs (sum / n), <, 0.01);
  g_assert_cmpfloat (fabs (squares / n - 1), <, 0.02);
  g_assert_cmpfloat (fabs (fourth / n - 3), <, 0.1);
}

static void
test_shuffle (void)
{
  AttRandom random;
  guint first[5] = { 0 };

  att_random_init (&random, 3);
  for (guint round = 0; round < 10000; round++)
    {
      guint32 items[5] = { 0, 1, 2, 3, 4 };
      guint seen = 0;

      att_random_shuffle (&random, items, 5);
      for (guint i = 0; i < 5; i++)
        seen |= 1u << items[i];
      g_assert_cmpuint (seen, ==, 31);
      first[items[0]]++;
    }
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat (fabs (first[i] - 2000.0), <, 200); /* five deviations */
  att_random_shuffle (&random, NULL, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/random/reference", test_reference);
  g_test_add_func ("/num/random/same-seed", test_same_seed);
  g_test_add_func ("/num/random/below-is-uniform", test_below_is_uniform);
  g_test_add_func ("/num/random/normal-moments", test_normal_moments);
  g_test_add_func ("/num/random/shuffle", test_shuffle);
  return g_test_run ();
}
