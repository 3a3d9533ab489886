/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Inverse of a symmetric matrix, and EASE by both of its forms: definition, laws, nonsense
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "att-cholesky.h"
#include "att-ease.h"
#include "att-random.h"

static void
test_invert (void)
{
  static const size_t sizes[] = { 1, 2, 63, 64, 65, 150 };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      const size_t n = sizes[s];
      g_autofree double *F = g_new (double, n * n), *A = g_new0 (double, n * n), *inverse = NULL, *other = NULL;
      AttRandom random;

      att_random_init (&random, n);
      for (size_t i = 0; i < n * n; i++)
        F[i] = att_random_normal (&random);
      for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
          {
            for (size_t k = 0; k < n; k++)
              A[i * n + j] += F[i * n + k] * F[j * n + k];
            A[i * n + j] += i == j ? 0.5 * n : 0;
          }
      inverse = g_memdup2 (A, n * n * sizeof *A);
      other = g_memdup2 (A, n * n * sizeof *A);
      for (size_t i = 0; i < n; i++) /* the upper half is not read */
        for (size_t j = i + 1; j < n; j++)
          other[i * n + j] = NAN;
      g_assert_true (att_num_invert (inverse, n, 1));
      g_assert_true (att_num_invert (other, n, 3));
      g_assert_cmpmem (inverse, n * n * sizeof *A, other, n * n * sizeof *A);
      for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
          {
            double sum = 0;

            for (size_t k = 0; k < n; k++)
              sum += A[i * n + k] * inverse[k * n + j];
            g_assert_cmpfloat_with_epsilon (sum, i == j, 1e-10);
          }
    }
}

static void
test_invert_nonsense (void)
{
  double indefinite[] = { 1, 2, 2, 1 }, zero[] = { 0 }, broken[] = { NAN };

  g_assert_false (att_num_invert (indefinite, 2, 1));
  g_assert_false (att_num_invert (zero, 1, 1));
  g_assert_false (att_num_invert (broken, 1, 1));
  g_assert_true (att_num_invert (NULL, 0, 1));
}

static AttCsr *
random_matrix (size_t n_rows, size_t n_cols, size_t n, uint64_t seed)
{
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, n);
  AttRandom random;

  att_random_init (&random, seed);
  for (size_t i = 0; i < n; i++)
    entries[i] = (AttCsrEntry) { att_random_below (&random, n_rows), att_random_below (&random, n_cols), 1 };
  return att_csr_new (n_rows, n_cols, entries, n);
}

static AttEase *
make (const AttCsr *by_user, double lambda, AttEaseForm form)
{
  AttEase *ease;

  g_assert_cmpint (att_ease_new (&ease, by_user, lambda, form, 2), ==, ATT_NUM_OK);
  return ease;
}

static void
score (const AttEase *ease, float *scores, const uint32_t *items, const float *values, size_t n)
{
  g_autofree double *work = g_new (double, att_ease_n_work (ease));

  memset (work, 0xff, att_ease_n_work (ease) * sizeof *work); /* NAN: whatever they are */
  att_ease_score (ease, scores, items, values, n, work);
}

/* x B with B from the definition, in doubles */
static void
score_dense (const AttCsr *by_user, double lambda, const float *x, double *scores)
{
  const size_t n = by_user->n_cols;
  g_autofree double *P = g_new0 (double, n * n);

  for (size_t u = 0; u < by_user->n_rows; u++)
    for (size_t i = by_user->start[u]; i < by_user->start[u + 1]; i++)
      for (size_t j = by_user->start[u]; j < by_user->start[u + 1]; j++)
        P[by_user->column[i] * n + by_user->column[j]] += by_user->value[i] * by_user->value[j];
  for (size_t i = 0; i < n; i++)
    P[i * n + i] += lambda;
  g_assert_true (att_num_invert (P, n, 1));
  for (size_t j = 0; j < n; j++)
    {
      scores[j] = 0;
      for (size_t i = 0; i < n; i++)
        scores[j] += i != j ? x[i] * -P[i * n + j] / P[j * n + j] : 0;
    }
}

static void
test_definition (void)
{
  enum { N_ITEMS = 40 };
  const uint32_t items[] = { 1, 5, 17, 30 };
  const float values[] = { 1, 1, -0.3f, 2 };

  for (size_t n_users = 25; n_users <= 60; n_users += 35)
    {
      AttCsr *by_user = random_matrix (n_users, N_ITEMS, 300, n_users);
      AttEase *users = make (by_user, 7, ATT_EASE_USERS), *whole = make (by_user, 7, ATT_EASE_ITEMS);
      AttEase *automatic = make (by_user, 7, ATT_EASE_AUTO);
      float a[N_ITEMS], b[N_ITEMS], c[N_ITEMS], x[N_ITEMS] = { 0 };
      double dense[N_ITEMS];

      for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
        x[items[i]] = values[i];
      score_dense (by_user, 7, x, dense);
      score (users, a, items, values, G_N_ELEMENTS (items));
      score (whole, b, items, values, G_N_ELEMENTS (items));
      score (automatic, c, items, values, G_N_ELEMENTS (items));
      for (int i = 0; i < N_ITEMS; i++)
        {
          g_assert_cmpfloat_with_epsilon (a[i], dense[i], 1e-6);
          g_assert_cmpfloat_with_epsilon (b[i], dense[i], 1e-6);
          g_assert_cmpfloat (c[i], ==, n_users < N_ITEMS ? a[i] : b[i]);
        }
      for (size_t user = 0; user < n_users; user += 5) /* a row of the matrix itself */
        for (int form = 0; form < 2; form++)
          {
            g_autofree double *work = g_new (double, att_ease_n_work (users));

            score (form ? users : whole, a, by_user->column + by_user->start[user],
                   by_user->value + by_user->start[user], att_csr_row_length (by_user, user));
            att_ease_score_user (form ? users : whole, b, user, work);
            for (int i = 0; i < N_ITEMS; i++)
              g_assert_cmpfloat_with_epsilon (a[i], b[i], 1e-5);
          }
      score (users, a, items, values, G_N_ELEMENTS (items));
      /* nothing is left of a question */
      score (users, b, items, values, G_N_ELEMENTS (items));
      g_assert_cmpmem (a, sizeof a, b, sizeof b);
      score (users, b, NULL, NULL, 0);
      for (int i = 0; i < N_ITEMS; i++)
        g_assert_cmpfloat (b[i], ==, 0);
      att_ease_free (users);
      att_ease_free (whole);
      att_ease_free (automatic);
      att_csr_free (by_user);
    }
}

/* what is said of an item is what each user's own row says */
static void
test_users (void)
{
  enum { N_USERS = 30, N_ITEMS = 20, ITEM = 7 };

  for (AttEaseForm form = ATT_EASE_USERS; form <= ATT_EASE_ITEMS; form++)
    {
      AttCsr *by_user = random_matrix (N_USERS, N_ITEMS, 200, 5);
      AttEase *ease = make (by_user, 3, form);
      g_autofree double *work = g_new (double, att_ease_n_work (ease));
      float users[N_USERS], items[N_ITEMS];

      att_ease_score_users (ease, users, ITEM, work);
      for (int u = 0; u < N_USERS; u++)
        {
          const size_t start = by_user->start[u];

          score (ease, items, by_user->column + start, by_user->value + start, att_csr_row_length (by_user, u));
          g_assert_cmpfloat_with_epsilon (users[u], items[ITEM], 1e-5);
        }
      att_ease_free (ease);
      att_csr_free (by_user);
    }
}

/* of a mixture of users, as of the history that it is */
static void
test_mean (void)
{
  enum { N_USERS = 30, N_ITEMS = 40, N_WEIGHTS = 20 };

  for (AttEaseForm form = ATT_EASE_USERS; form <= ATT_EASE_ITEMS; form++)
    {
      AttCsr *by_user = random_matrix (N_USERS, N_ITEMS, 300, 6);
      AttEase *ease = make (by_user, 3, form);
      g_autofree double *work = g_new (double, att_ease_n_work (ease));
      float x[N_ITEMS] = { 0 }, expected[N_ITEMS], scores[N_ITEMS], mean[N_ITEMS];
      double weights[N_WEIGHTS];
      uint32_t items[N_ITEMS];

      for (int i = 0; i < N_ITEMS; i++)
        items[i] = i;
      for (int u = 0; u < N_WEIGHTS; u++)
        {
          weights[u] = u % 3 / 20.0;
          for (size_t i = by_user->start[u]; i < by_user->start[u + 1]; i++)
            x[by_user->column[i]] += weights[u] * by_user->value[i];
        }
      score (ease, expected, items, x, N_ITEMS);
      memset (work, 0xff, att_ease_n_work (ease) * sizeof *work);
      att_ease_score_mean (ease, scores, mean, weights, N_WEIGHTS, work);
      for (int i = 0; i < N_ITEMS; i++)
        {
          g_assert_cmpfloat_with_epsilon (mean[i], x[i], 1e-6);
          g_assert_cmpfloat_with_epsilon (scores[i], expected[i], 1e-5);
        }
      att_ease_free (ease);
      att_csr_free (by_user);
    }
}

/* an item says nothing about itself; what is heard with it says much */
static void
test_law (void)
{
  AttCsrEntry entries[40];
  AttCsr *by_user;
  AttEase *ease;
  const uint32_t one = 0, both[] = { 0, 3 };
  const float values[] = { 1, 5 };
  float scores[4], again[4];

  for (uint32_t u = 0; u < 20; u++) /* items 0 and 1 go together, 2 and 3 too */
    {
      entries[2 * u] = (AttCsrEntry) { u, u % 2 * 2, 1 };
      entries[2 * u + 1] = (AttCsrEntry) { u, u % 2 * 2 + 1, 1 };
    }
  by_user = att_csr_new (20, 4, entries, 40);
  ease = make (by_user, 1, ATT_EASE_AUTO);
  score (ease, scores, &one, values, 1);
  g_assert_cmpfloat_with_epsilon (scores[0], 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (scores[1], 10.0 / 11, 1e-6); /* by hand: 10 users, lambda 1 */
  g_assert_cmpfloat_with_epsilon (scores[2], 0, 1e-6);
  score (ease, again, both, values, 2);
  g_assert_cmpfloat_with_epsilon (again[1], scores[1], 1e-6);
  g_assert_cmpfloat_with_epsilon (again[3], scores[3], 1e-6); /* not raised by itself */
  g_assert_cmpfloat_with_epsilon (again[2], 5 * 10.0 / 11, 1e-5);
  att_ease_free (ease);
  att_csr_free (by_user);
}

static void
test_nonsense (void)
{
  AttCsr *by_user = random_matrix (5, 6, 0, 1);
  AttEase *ease;
  const uint32_t item = 2;
  const float value = 1;
  float scores[6];

  g_assert_cmpint (att_ease_new (&ease, by_user, 0, ATT_EASE_AUTO, 1), ==, ATT_NUM_BAD_CONFIG);
  g_assert_null (ease);
  g_assert_cmpint (att_ease_new (&ease, by_user, NAN, ATT_EASE_AUTO, 1), ==, ATT_NUM_BAD_CONFIG);
  ease = make (by_user, 1, ATT_EASE_AUTO); /* nobody listens to anything */
  score (ease, scores, &item, &value, 1);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (scores[i], ==, 0);
  att_ease_free (ease);
  att_csr_free (by_user);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cholesky/invert", test_invert);
  g_test_add_func ("/cholesky/nonsense", test_invert_nonsense);
  g_test_add_func ("/ease/definition", test_definition);
  g_test_add_func ("/ease/law", test_law);
  g_test_add_func ("/ease/users", test_users);
  g_test_add_func ("/ease/mean", test_mean);
  g_test_add_func ("/ease/nonsense", test_nonsense);
  return g_test_run ();
}
