/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Factors as 16-bit numbers against those they were made of
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "att-als.h"
#include "att-distance.h"
#include "att-random.h"

#define N_ROWS 500
#define N_FACTORS 27
#define STRIDE 32

static float *
random_rows (size_t n, guint64 seed)
{
  float *rows = g_new0 (float, n * STRIDE);
  AttRandom random;

  att_random_init (&random, seed);
  for (size_t i = 0; i < n; i++)
    for (int f = 0; f < N_FACTORS; f++)
      rows[i * STRIDE + f] = att_random_normal (&random);
  return rows;
}

/* each is within half a step, and so are products, times what they are multiplied with */
static void
test_accuracy (void)
{
  g_autofree float *rows = random_rows (N_ROWS, 1), *q = random_rows (1, 2);
  g_autofree float *exact = g_new (float, N_ROWS), *products = g_new (float, N_ROWS);
  AttFactors *factors;
  float back[STRIDE], most = 0, sum = 0;

  memset (rows + 3 * STRIDE, 0, STRIDE * sizeof *rows);
  for (size_t i = 0; i < N_ROWS * STRIDE; i++)
    most = fmaxf (most, fabsf (rows[i]));
  for (int f = 0; f < STRIDE; f++)
    sum += fabsf (q[f]);
  factors = att_factors_new (rows, N_ROWS, STRIDE);
  g_assert_cmpfloat_with_epsilon (factors->step, most / 32767, 1e-9);
  for (size_t i = 0; i < N_ROWS; i++)
    {
      att_factors_get (factors, back, i);
      for (int f = 0; f < STRIDE; f++)
        g_assert_cmpfloat (fabsf (back[f] - rows[i * STRIDE + f]), <=, 0.51f * factors->step);
      g_assert_cmpint (att_factors_is_zero (factors, i), ==, i == 3);
    }
  att_num_dot_rows (exact, rows, N_ROWS, STRIDE, q);
  att_factors_products (factors, products, q);
  for (size_t i = 0; i < N_ROWS; i++)
    g_assert_cmpfloat (fabsf (products[i] - exact[i]), <=, 0.51f * factors->step * sum + 1e-5f);
  g_assert_cmpfloat (products[3], ==, 0);
  att_factors_free (factors);
}

/* a listener among packed factors is where they are among those of 32 bits */
static void
test_fold_in (void)
{
  const AttAlsConfig config = {
    .n_factors = N_FACTORS, .missing = 0.05f, .regularization = 0.02f, .frequency_power = 1, .n_steps = 3, .n_threads = 1,
    .seed = 3,
  };
  const guint32 items[] = { 7, 1, 499, 20, 33 };
  const float weights[] = { 1, 1, -0.3f, 0.5f, 1 };
  float before[STRIDE], after[STRIDE], nothing[STRIDE];
  g_autofree float *exact = g_new (float, N_ROWS), *products = g_new (float, N_ROWS);
  AttAls *als;

  g_assert_cmpint (att_als_new (&als, &config, 10, N_ROWS), ==, ATT_NUM_OK);
  att_als_update_gram (als);
  att_als_fold_in (als, before, items, weights, G_N_ELEMENTS (items));
  att_num_dot_rows (exact, als->items, N_ROWS, als->stride, before);
  g_assert_cmpint (att_als_pack (als), ==, ATT_NUM_OK);
  g_assert_null (als->items);
  att_als_fold_in (als, after, items, weights, G_N_ELEMENTS (items));
  att_factors_products (als->packed, products, after);
  for (int f = 0; f < STRIDE; f++)
    g_assert_cmpfloat_with_epsilon (before[f], after[f], 1e-3);
  for (size_t i = 0; i < N_ROWS; i++)
    g_assert_cmpfloat_with_epsilon (exact[i], products[i], 1e-4);
  att_als_fold_in (als, nothing, NULL, NULL, 0);
  for (int f = 0; f < STRIDE; f++)
    g_assert_cmpfloat (nothing[f], ==, 0);
  att_als_free (als);
}

static void
test_nothing (void)
{
  const float zeros[STRIDE] = { 0 };
  float out = 1;
  AttFactors *none = att_factors_new (NULL, 0, STRIDE), *zero = att_factors_new (zeros, 1, STRIDE);

  att_factors_products (none, &out, zeros);
  g_assert_cmpfloat (out, ==, 1);
  att_factors_products (zero, &out, zeros);
  g_assert_cmpfloat (out, ==, 0);
  att_factors_free (none);
  att_factors_free (zero);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/factors/accuracy", test_accuracy);
  g_test_add_func ("/num/factors/fold-in", test_fold_in);
  g_test_add_func ("/num/factors/nothing", test_nothing);
  return g_test_run ();
}
