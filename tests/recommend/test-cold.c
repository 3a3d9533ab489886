/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The regression from content to factors, against the dense solution
 */
#include "config.h"

#include <math.h>

#include "att-cold.h"
#include "att-random.h"

#define N_ITEMS 30
#define N_FEATURES 6
#define N_FACTORS 8

typedef struct {
  AttCsr *content;
  AttAls *als;
  float weights[N_ITEMS];
} Data;

static void
set_up (Data *self, gconstpointer unused)
{
  const AttAlsConfig config = { .n_factors = N_FACTORS, .missing = 0.1, .n_steps = 1, .n_threads = 1, .seed = 3 };
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  AttRandom random;

  att_random_init (&random, 1);
  for (guint i = 0; i < N_ITEMS; i++)
    {
      self->weights[i] = i % 5 == 4 ? 0 : 0.5 + att_random_uniform (&random);
      for (guint f = 0; f < N_FEATURES; f++)
        if (i != 7 && att_random_below (&random, 2) == 0)
          {
            const AttCsrEntry entry = { i, f, 0.2 + att_random_uniform (&random) };

            g_array_append_val (entries, entry);
          }
    }
  self->content = att_csr_new (N_ITEMS, N_FEATURES, (AttCsrEntry *) entries->data, entries->len);
  g_assert_cmpint (att_als_new (&self->als, &config, 1, N_ITEMS), ==, ATT_NUM_OK); /* factors as drawn */
}

static void
tear_down (Data *self, gconstpointer unused)
{
  att_csr_free (self->content);
  att_als_free (self->als);
}

/* v = scale (X^T D X + ridge I)^-1 X^T D y by elimination, X being scaled */
static void
solve (const Data *self, double ridge, const double *y, double *v)
{
  double X[N_ITEMS][N_FEATURES] = { { 0 } }, A[N_FEATURES][N_FEATURES + 1] = { { 0 } }, squares = 0, scale;
  guint n = 0;

  for (guint i = 0; i < N_ITEMS; i++)
    {
      for (gsize e = self->content->start[i]; e < self->content->start[i + 1]; e++)
        {
          X[i][self->content->column[e]] = self->content->value[e];
          squares += self->weights[i] > 0 ? self->content->value[e] * self->content->value[e] : 0;
        }
      n += self->weights[i] > 0;
    }
  scale = sqrt (n / squares);
  for (guint f = 0; f < N_FEATURES; f++)
    {
      A[f][f] += ridge;
      for (guint i = 0; i < N_ITEMS; i++)
        {
          for (guint g = 0; g < N_FEATURES; g++)
            A[f][g] += scale * scale * self->weights[i] * X[i][f] * X[i][g];
          A[f][N_FEATURES] += scale * self->weights[i] * X[i][f] * y[i];
        }
    }
  for (guint p = 0; p < N_FEATURES; p++) /* symmetric and positive: no pivots are needed */
    for (guint row = 0; row < N_FEATURES; row++)
      if (row != p)
        {
          const double factor = A[row][p] / A[p][p];

          for (guint g = p; g <= N_FEATURES; g++)
            A[row][g] -= factor * A[p][g];
        }
  for (guint f = 0; f < N_FEATURES; f++)
    v[f] = scale * A[f][N_FEATURES] / A[f][f];
}

static void
test_dense (Data *self, gconstpointer unused)
{
  static const guint32 features[] = { 1, 4 }, items[] = { 0, 3, 9 };
  static const float values[] = { 0.7, 2 }, user[N_FACTORS] = { 1, -2, 0.5, 0, 3, 0, 0, 1 };
  g_autoptr (AttCold) cold = att_cold_train (self->content, self->als, self->weights, 0.3, 2, NULL);
  double y[N_ITEMS], v[N_FEATURES], taste[N_FEATURES] = { 0 };
  float out[N_FACTORS], got[N_FEATURES];

  g_assert_cmpuint (self->als->stride, ==, N_FACTORS);
  att_cold_factors (cold, out, features, values, G_N_ELEMENTS (features));
  for (guint k = 0; k < N_FACTORS; k++)
    {
      for (guint i = 0; i < N_ITEMS; i++)
        y[i] = self->als->items[i * N_FACTORS + k];
      solve (self, 0.3, y, v);
      g_assert_cmpfloat_with_epsilon (out[k], values[0] * v[1] + values[1] * v[4], 1e-4);
      for (guint f = 0; f < N_FEATURES; f++)
        taste[f] += user[k] * v[f];
    }
  att_cold_taste (cold, got, user, items, G_N_ELEMENTS (items), 0);
  for (guint f = 0; f < N_FEATURES; f++)
    g_assert_cmpfloat_with_epsilon (got[f], taste[f], 1e-3);

  for (guint i = 0; i < N_ITEMS; i++)
    y[i] = i == 0 || i == 3 || i == 9 ? 0.5 : 0;
  solve (self, 0.3, y, v);
  att_cold_taste (cold, got, user, items, G_N_ELEMENTS (items), 0.5);
  for (guint f = 0; f < N_FEATURES; f++)
    g_assert_cmpfloat_with_epsilon (got[f], taste[f] + v[f], 1e-3);
}

/* nothing to learn from; no content */
static void
test_nothing (Data *self, gconstpointer unused)
{
  const float none[N_ITEMS] = { 0 }, user[N_FACTORS] = { 1 };
  const guint32 items[] = { 2 };
  AttCsr *empty = att_csr_new (N_ITEMS, N_FEATURES, NULL, 0);
  g_autoptr (AttCold) unlearned = att_cold_train (self->content, self->als, none, 1, 2, NULL);
  g_autoptr (AttCold) bare = att_cold_train (empty, self->als, self->weights, 1, 2, NULL);
  float taste[N_FEATURES], out[N_FACTORS];

  att_cold_taste (unlearned, taste, user, items, 1, 1);
  for (guint f = 0; f < N_FEATURES; f++)
    g_assert_cmpfloat (taste[f], ==, 0);
  att_cold_taste (bare, taste, user, items, 1, 1);
  for (guint f = 0; f < N_FEATURES; f++)
    g_assert_cmpfloat (taste[f], ==, 0);
  att_cold_factors (bare, out, NULL, NULL, 0);
  for (guint k = 0; k < N_FACTORS; k++)
    g_assert_cmpfloat (out[k], ==, 0);
  att_csr_free (empty);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cold/dense", Data, NULL, set_up, test_dense, tear_down);
  g_test_add ("/cold/nothing", Data, NULL, set_up, test_nothing, tear_down);
  return g_test_run ();
}
