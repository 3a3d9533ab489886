/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The conditional mean of a Gaussian: definition, laws
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "att-cholesky.h"
#include "att-kriging.h"
#include "att-random.h"

#define N_ITEMS 40
#define N_DRAWS 25
#define N_ROWS 33
#define N_SEEN 12

typedef struct {
  AttCsr *by_item;
  float weights[N_ROWS], mean[N_ITEMS], scale[N_ITEMS];
  double Z[N_ITEMS][N_ROWS], K[N_ITEMS][N_ITEMS];
  guint32 items[N_SEEN];
  float off[N_SEEN], noise[N_SEEN];
} Case;

static void
case_init (Case *self)
{
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, N_ITEMS * N_ROWS);
  gsize n = 0;
  double sum = 0;
  AttRandom random;

  memset (self, 0, sizeof *self);
  att_random_init (&random, 7);
  for (guint i = 0; i < N_ITEMS; i++)
    for (guint r = 0; r < N_ROWS; r++)
      if (att_random_uniform (&random) < 0.3)
        {
          self->Z[i][r] = (float) (0.5 + att_random_uniform (&random));
          entries[n++] = (AttCsrEntry) { i, r, self->Z[i][r] };
        }
  self->by_item = att_csr_new (N_ITEMS, N_ROWS, entries, n);
  for (guint r = 0; r < N_ROWS; r++)
    {
      self->weights[r] = 0.1 + att_random_uniform (&random);
      sum += r < N_DRAWS ? self->weights[r] : 0;
    }
  for (guint i = 0; i < N_ITEMS; i++)
    {
      self->scale[i] = 0.2 + att_random_uniform (&random);
      for (guint r = 0; r < N_DRAWS; r++)
        self->mean[i] += self->weights[r] * self->Z[i][r] / sum;
    }
  for (guint i = 0; i < N_ITEMS; i++)
    for (guint j = 0; j < N_ITEMS; j++)
      for (guint r = 0; r < N_ROWS; r++)
        self->K[i][j] += r < N_DRAWS
                           ? self->weights[r] * (self->Z[i][r] - self->mean[i]) * (self->Z[j][r] - self->mean[j])
                           : self->weights[r] * self->scale[i] * self->Z[i][r] * self->scale[j] * self->Z[j][r];
  for (guint o = 0; o < N_SEEN; o++)
    {
      self->items[o] = o * 3;
      self->off[o] = att_random_normal (&random);
      self->noise[o] = 0.1 + att_random_uniform (&random);
    }
}

static int
add (const Case *self, float *out, guint n)
{
  const AttKriging kriging = { self->by_item, N_DRAWS, self->weights, self->mean, self->scale };

  return att_kriging_add (&kriging, out, self->items, self->off, self->noise, n);
}

static void
test_dense (void)
{
  Case it;
  double A[N_SEEN * N_SEEN];
  float out[N_ITEMS], again[N_ITEMS];

  case_init (&it);
  for (guint o = 0; o < N_SEEN; o++)
    for (guint p = 0; p < N_SEEN; p++)
      A[o * N_SEEN + p] = it.K[it.items[o]][it.items[p]] + (o == p ? it.noise[o] : 0);
  g_assert_true (att_num_invert (A, N_SEEN, 1));
  for (guint i = 0; i < N_ITEMS; i++)
    out[i] = again[i] = 0.25;
  g_assert_true (add (&it, out, N_SEEN));
  g_assert_true (add (&it, again, N_SEEN));
  g_assert_cmpmem (out, sizeof out, again, sizeof again);
  for (guint i = 0; i < N_ITEMS; i++)
    {
      double expected = 0.25;

      for (guint o = 0; o < N_SEEN; o++)
        for (guint p = 0; p < N_SEEN; p++)
          expected += it.K[i][it.items[o]] * A[o * N_SEEN + p] * it.off[p];
      g_assert_cmpfloat_with_epsilon (out[i], expected, 1e-4);
    }
  att_csr_free (it.by_item);
}

static void
test_nothing_seen (void)
{
  Case it;
  float out[N_ITEMS] = { 1, 2, 3 };

  case_init (&it);
  g_assert_true (add (&it, out, 0));
  g_assert_cmpfloat (out[1], ==, 2);
  g_assert_cmpfloat (out[N_ITEMS - 1], ==, 0);
  att_csr_free (it.by_item);
}

/* what is seen without noise is so; what is seen with much says little */
static void
test_noise (void)
{
  Case it;
  float out[N_ITEMS] = { 0 }, dull[N_ITEMS] = { 0 };

  case_init (&it);
  for (guint o = 0; o < N_SEEN; o++)
    it.noise[o] = 1e-5;
  g_assert_true (add (&it, out, N_SEEN));
  for (guint o = 0; o < N_SEEN; o++)
    g_assert_cmpfloat_with_epsilon (out[it.items[o]], it.off[o], 1e-2);
  for (guint o = 0; o < N_SEEN; o++)
    it.noise[o] = 1e6;
  g_assert_true (add (&it, dull, N_SEEN));
  for (guint i = 0; i < N_ITEMS; i++)
    g_assert_cmpfloat_with_epsilon (dull[i], 0, 1e-3);
  att_csr_free (it.by_item);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/kriging/dense", test_dense);
  g_test_add_func ("/num/kriging/nothing-seen", test_nothing_seen);
  g_test_add_func ("/num/kriging/noise", test_noise);
  return g_test_run ();
}
