/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sparse matrix and alternating least squares: against the dense solution, laws, nonsense
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "att-als.h"
#include "att-random.h"

static AttCsr *
random_matrix (size_t n_rows, size_t n_cols, size_t n, uint64_t seed)
{
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, n);
  AttRandom random;

  att_random_init (&random, seed);
  for (size_t i = 0; i < n; i++)
    entries[i] = (AttCsrEntry) { att_random_below (&random, n_rows), att_random_below (&random, n_cols),
                                 0.5 + att_random_uniform (&random) };
  return att_csr_new (n_rows, n_cols, entries, n);
}

static void
test_csr (void)
{
  AttCsrEntry entries[] = { { 3, 1, 1 }, { 0, 2, 2 }, { 3, 0, 3 }, { 0, 2, 4 }, { 3, 4, 5 } };
  AttCsr *a = att_csr_new (5, 6, entries, G_N_ELEMENTS (entries)), *b = att_csr_transpose (a);
  const size_t starts[] = { 0, 1, 1, 1, 4, 4 };
  const uint32_t columns[] = { 2, 0, 1, 4 };
  const float values[] = { 6, 3, 1, 5 };

  g_assert_cmpmem (a->start, sizeof starts, starts, sizeof starts);
  g_assert_cmpmem (a->column, sizeof columns, columns, sizeof columns);
  g_assert_cmpmem (a->value, sizeof values, values, sizeof values);
  g_assert_cmpuint (b->n_rows, ==, 6);
  g_assert_cmpuint (b->n_cols, ==, 5);
  g_assert_cmpuint (att_csr_row_length (b, 2), ==, 1);
  g_assert_cmpuint (b->column[b->start[2]], ==, 0);
  g_assert_cmpfloat (b->value[b->start[2]], ==, 6);
  g_assert_cmpuint (att_csr_row_length (b, 5), ==, 0);
  att_csr_free (a);
  att_csr_free (b);

  a = att_csr_new (2, 3, entries, 0);
  b = att_csr_transpose (a);
  g_assert_cmpuint (att_csr_n_entries (a), ==, 0);
  g_assert_cmpuint (att_csr_n_entries (b), ==, 0);
  att_csr_free (a);
  att_csr_free (b);
}

/* Gaussian elimination of A x = b, in place */
static void
solve_dense (double *A, double *b, int n)
{
  for (int i = 0; i < n; i++)
    for (int row = 0; row < n; row++)
      {
        const double factor = A[row * n + i] / A[i * n + i];

        if (row == i)
          continue;
        for (int j = 0; j < n; j++)
          A[row * n + j] -= factor * A[i * n + j];
        b[row] -= factor * b[i];
      }
  for (int i = 0; i < n; i++)
    b[i] /= A[i * n + i];
}

/* factors of one user by the normal equations, in doubles; @weights below 0: should be 0 */
static void
dense_user (const AttAls *als, const uint32_t *items, const float *weights, size_t n, double *x)
{
  const int k = als->config.n_factors;
  g_autofree double *A = g_new0 (double, k * k);

  memset (x, 0, k * sizeof *x);
  for (size_t i = 0; i < als->n_items; i++)
    for (int a = 0; a < k; a++)
      for (int b = 0; b < k; b++)
        A[a * k + b] += als->config.missing * als->items[i * als->stride + a] * als->items[i * als->stride + b];
  for (size_t i = 0; i < n; i++)
    {
      const float *h = als->items + items[i] * als->stride;

      for (int a = 0; a < k; a++)
        {
          for (int b = 0; b < k; b++)
            A[a * k + b] += fabsf (weights[i]) * h[a] * h[b];
          x[a] += MAX (weights[i], 0) * h[a];
        }
    }
  for (int a = 0; a < k; a++)
    A[a * k + a] += als->config.regularization *
                    pow (n + als->config.missing * als->n_items, als->config.frequency_power);
  solve_dense (A, x, k);
}

static AttAls *
make (const AttAlsConfig *config, const AttCsr *matrix)
{
  AttAls *als;

  g_assert_cmpint (att_als_new (&als, config, matrix->n_rows, matrix->n_cols), ==, ATT_NUM_OK);
  return als;
}

/* with as many steps as factors, a half sweep is the exact solution; factors beside the usual numbers too */
static void
test_dense (void)
{
  for (int k = 5; k <= 32; k += 27)
    {
      const AttAlsConfig config = { k, 0.1, 0.05, 0.7, k, 1, 3 };
      AttCsr *by_user = random_matrix (30, 60, 300, 1), *by_item = att_csr_transpose (by_user);
      AttAls *als = make (&config, by_user);
      g_autofree float *folded = g_new (float, als->stride);
      double x[32];

      g_assert_cmpint (att_als_sweep (als, by_user, by_item), ==, ATT_NUM_OK);
      for (size_t u = 0; u < by_user->n_rows; u++)
        {
          const size_t start = by_user->start[u], n = att_csr_row_length (by_user, u);

          dense_user (als, by_user->column + start, by_user->value + start, n, x);
          att_als_fold_in (als, folded, by_user->column + start, by_user->value + start, n);
          for (int f = 0; f < k; f++)
            g_assert_cmpfloat_with_epsilon (folded[f], x[f], 2e-4);
          for (size_t f = k; f < als->stride; f++)
            g_assert_cmpfloat (folded[f], ==, 0);
        }
      att_als_free (als);
      att_csr_free (by_user);
      att_csr_free (by_item);
    }
}

/* what is left out was never there */
static void
test_leave_out (void)
{
  for (int k = 5; k <= 32; k += 27)
    {
      const AttAlsConfig config = { k, 0.1, 0.05, 0.7, k, 1, 3 };
      AttCsr *by_user = random_matrix (30, 60, 300, 1), *by_item = att_csr_transpose (by_user);
      AttAls *als = make (&config, by_user);

      g_assert_cmpint (att_als_sweep (als, by_user, by_item), ==, ATT_NUM_OK);
      g_assert_cmpint (att_als_leave_out (als, NULL, NULL, NULL, 0), ==, ATT_NUM_OK);
      for (size_t u = 0; u < by_user->n_rows; u++)
        {
          const size_t start = by_user->start[u], n = att_csr_row_length (by_user, u);
          g_autofree uint32_t *items = g_memdup2 (by_user->column + start, n * sizeof *items);
          g_autofree float *weights = g_memdup2 (by_user->value + start, n * sizeof *weights);
          g_autofree float *scores = g_new (float, n + 1);

          g_assert_cmpint (att_als_leave_out (als, scores, items, weights, n), ==, ATT_NUM_OK);
          for (size_t out = 0; out < n; out++)
            {
              const uint32_t item = items[out];
              const float weight = weights[out];
              double x[32], score = 0;

              items[out] = items[n - 1];
              weights[out] = weights[n - 1];
              dense_user (als, items, weights, n - 1, x);
              items[out] = item;
              weights[out] = weight;
              for (int f = 0; f < k; f++)
                score += x[f] * als->items[item * als->stride + f];
              g_assert_cmpfloat_with_epsilon (scores[out], score, 1e-4);
            }
        }
      att_als_free (als);
      att_csr_free (by_user);
      att_csr_free (by_item);
    }
}

/* what was not liked: the dense solution too, and a lower score than without */
static void
test_dislikes (void)
{
  const AttAlsConfig config = { 8, 0.1, 0.05, 1, 4, 1, 3 };
  const uint32_t items[] = { 3, 9, 17 };
  const float weights[] = { 1, 1, -0.5f };
  AttCsr *by_user = random_matrix (40, 30, 400, 4), *by_item = att_csr_transpose (by_user);
  AttAls *als = make (&config, by_user);
  float with[8], without[8];
  double x[8], score_with = 0, score_without = 0;

  for (int sweep = 0; sweep < 5; sweep++)
    att_als_sweep (als, by_user, by_item);
  att_als_fold_in (als, with, items, weights, 3);
  att_als_fold_in (als, without, items, weights, 2);
  dense_user (als, items, weights, 3, x);
  for (int f = 0; f < 8; f++)
    {
      g_assert_cmpfloat_with_epsilon (with[f], x[f], 1e-4);
      score_with += with[f] * als->items[17 * als->stride + f];
      score_without += without[f] * als->items[17 * als->stride + f];
    }
  g_assert_cmpfloat (fabs (score_with), <, fabs (score_without));
  att_als_free (als);
  att_csr_free (by_user);
  att_csr_free (by_item);
}

static void
test_law_loss (void)
{
  const AttAlsConfig config = { 12, 0.05, 0.02, 1, 2, 2, 7 };
  AttCsr *by_user = random_matrix (200, 150, 3000, 2), *by_item = att_csr_transpose (by_user);
  AttAls *als = make (&config, by_user);
  double before = INFINITY, first = 0;

  for (int sweep = 0; sweep < 20; sweep++)
    {
      double loss;

      g_assert_cmpint (att_als_sweep (als, by_user, by_item), ==, ATT_NUM_OK);
      loss = att_als_loss (als, by_user, by_item);
      g_assert_cmpfloat (loss, <=, before * (1 + 1e-6));
      before = loss;
      if (sweep == 0)
        first = loss;
    }
  g_assert_cmpfloat (before, <, 0.9 * first);
  att_als_free (als);
  att_csr_free (by_user);
  att_csr_free (by_item);
}

/* two groups that listen to different halves: each is offered its own */
static void
test_law_groups (void)
{
  const AttAlsConfig config = { 4, 0.1, 0.02, 1, 3, 1, 1 };
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  AttRandom random;
  AttCsr *by_user, *by_item;
  AttAls *als;

  att_random_init (&random, 5);
  for (uint32_t u = 0; u < 60; u++)
    for (uint32_t i = 0; i < 40; i++)
      if (u % 2 == i % 2 && att_random_below (&random, 3) == 0)
        {
          const AttCsrEntry entry = { u, i, 1 };

          g_array_append_val (entries, entry);
        }
  by_user = att_csr_new (60, 40, (AttCsrEntry *) entries->data, entries->len);
  by_item = att_csr_transpose (by_user);
  als = make (&config, by_user);
  for (int sweep = 0; sweep < 20; sweep++)
    att_als_sweep (als, by_user, by_item);
  for (size_t u = 0; u < 60; u++)
    {
      double scores[2] = { 0, 0 };

      for (size_t i = 0; i < 40; i++)
        for (int f = 0; f < 4; f++)
          scores[i % 2] += als->users[u * als->stride + f] * als->items[i * als->stride + f];
      g_assert_cmpfloat (scores[u % 2], >, 5 * fabs (scores[1 - u % 2]));
    }
  att_als_free (als);
  att_csr_free (by_user);
  att_csr_free (by_item);
}

static void
test_repeats (void)
{
  const AttAlsConfig one = { 16, 0.05, 0.02, 1, 3, 1, 7 }, three = { 16, 0.05, 0.02, 1, 3, 3, 7 };
  AttCsr *by_user = random_matrix (500, 300, 6000, 2), *by_item = att_csr_transpose (by_user);
  AttAls *a = make (&one, by_user), *b = make (&three, by_user);

  for (int sweep = 0; sweep < 3; sweep++)
    {
      att_als_sweep (a, by_user, by_item);
      att_als_sweep (b, by_user, by_item);
    }
  g_assert_cmpmem (a->users, 500 * a->stride * sizeof (float), b->users, 500 * b->stride * sizeof (float));
  g_assert_cmpmem (a->items, 300 * a->stride * sizeof (float), b->items, 300 * b->stride * sizeof (float));
  att_als_free (a);
  att_als_free (b);
  att_csr_free (by_user);
  att_csr_free (by_item);
}

/* a row longer than what is brought together at once is read where it lies: the same factors */
static void
test_long_row (void)
{
  enum { N = 12000 };
  const AttAlsConfig config = { 8, 0.01, 0.1, 1, 8, 1, 7 };
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, N);
  AttCsr *by_user, *by_item;
  AttAls *als;
  float folded[8];

  for (uint32_t i = 0; i < N; i++)
    entries[i] = (AttCsrEntry) { i % 7 == 0, i, 1 + i % 3 };
  by_user = att_csr_new (2, N, entries, N);
  by_item = att_csr_transpose (by_user);
  als = make (&config, by_user);
  g_assert_cmpint (att_als_sweep (als, by_user, by_item), ==, ATT_NUM_OK);
  att_als_fold_in (als, folded, by_user->column, by_user->value, att_csr_row_length (by_user, 0));
  for (size_t i = 0; i < N; i++)
    for (int f = 0; f < 8; f++)
      g_assert_true (isfinite (als->items[i * als->stride + f]));
  for (int f = 0; f < 8; f++)
    g_assert_true (isfinite (folded[f]));
  att_als_free (als);
  att_csr_free (by_user);
  att_csr_free (by_item);
}

static void
test_nonsense (void)
{
  const AttAlsConfig good = { 8, 0.1, 0.1, 1, 3, 1, 7 };
  AttAlsConfig bad[6];
  AttCsrEntry one = { 1, 1, 1 };
  AttCsr *by_user = att_csr_new (3, 3, &one, 1), *by_item = att_csr_transpose (by_user);
  AttAls *als;
  float folded[8];

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    bad[i] = good;
  bad[0].n_factors = 0;
  bad[1].n_factors = 1000;
  bad[2].missing = 0;
  bad[3].regularization = NAN;
  bad[4].frequency_power = 2;
  bad[5].n_threads = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_cmpint (att_als_new (&als, &bad[i], 3, 3), ==, ATT_NUM_BAD_CONFIG);
      g_assert_null (als);
    }

  /* one pair, two users and items without any */
  als = make (&good, by_user);
  for (int sweep = 0; sweep < 10; sweep++)
    g_assert_cmpint (att_als_sweep (als, by_user, by_item), ==, ATT_NUM_OK);
  for (int f = 0; f < 8; f++)
    {
      g_assert_cmpfloat (als->users[f], ==, 0);
      g_assert_cmpfloat (als->items[2 * als->stride + f], ==, 0);
      g_assert_true (isfinite (als->users[als->stride + f]));
    }
  att_als_fold_in (als, folded, NULL, NULL, 0);
  for (int f = 0; f < 8; f++)
    g_assert_cmpfloat (folded[f], ==, 0);
  att_als_free (als);
  att_csr_free (by_user);
  att_csr_free (by_item);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csr/definition", test_csr);
  g_test_add_func ("/als/dense", test_dense);
  g_test_add_func ("/als/leave-out", test_leave_out);
  g_test_add_func ("/als/dislikes", test_dislikes);
  g_test_add_func ("/als/law/loss", test_law_loss);
  g_test_add_func ("/als/law/groups", test_law_groups);
  g_test_add_func ("/als/repeats", test_repeats);
  g_test_add_func ("/als/long-row", test_long_row);
  g_test_add_func ("/als/nonsense", test_nonsense);
  return g_test_run ();
}
