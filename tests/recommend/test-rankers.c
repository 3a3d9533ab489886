/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Models of who listens to what: what they are chosen by, and their parts by hand
 */
#include "config.h"

#include <math.h>

#include "att-evaluate-rating.h"
#include "att-random.h"
#include "att-ranker.h"
#include "att-user-similarity.h"

#define N_USERS 60
#define N_ITEMS 40

/* users of an even number mostly listen to even items; item 39 is heard by nobody */
static AttCsr *
make_plays (void)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  AttRandom random;

  att_random_init (&random, 7);
  for (guint u = 0; u < N_USERS; u++)
    for (guint i = 0; i < N_ITEMS - 1; i++)
      if (att_random_uniform (&random) < (u % 2 == i % 2 ? 0.6 : 0.05))
        {
          const AttCsrEntry entry = { u, i, 1 + att_random_below (&random, 30) };

          g_array_append_val (entries, entry);
        }
  return att_csr_new (N_USERS, N_ITEMS, (AttCsrEntry *) entries->data, entries->len);
}

static void
test_holdout (void)
{
  AttCsr *plays = make_plays (), *times = att_csr_copy (plays);
  g_autoptr (AttHoldout) drawn = NULL, last = NULL;
  double sum = 0, least = 9, most = 0;

  for (gsize i = 0; i < att_csr_n_entries (times); i++)
    times->value[i] = 1 + i % 7;
  drawn = att_holdout_new (plays, NULL, 1);
  last = att_holdout_new (plays, times, 1);
  g_assert_null (drawn->rest_times);
  for (gsize i = 0; i < att_csr_n_entries (drawn->targets); i++)
    {
      sum += drawn->targets->value[i];
      least = MIN (least, drawn->targets->value[i]);
      most = MAX (most, drawn->targets->value[i]);
    }
  g_assert_cmpfloat_with_epsilon (sum / att_csr_n_entries (drawn->targets), 1, 1e-5);
  g_assert_cmpfloat (least, >, 2.0 / 3);
  g_assert_cmpfloat (most, >, least);
  g_assert_cmpuint (att_csr_n_entries (last->rest) + att_csr_n_entries (last->targets), ==, att_csr_n_entries (plays));
  g_assert_cmpuint (att_csr_n_entries (last->rest_times), ==, att_csr_n_entries (last->rest));
  for (gsize u = 0; u < N_USERS; u++)
    {
      double latest = 0;

      for (gsize i = last->rest->start[u]; i < last->rest->start[u + 1]; i++)
        latest = MAX (latest, last->rest_times->value[i]);
      for (gsize t = last->targets->start[u]; t < last->targets->start[u + 1]; t++)
        {
          g_assert_cmpfloat (last->targets->value[t], ==, 1); /* it is known what comes next */
          for (gsize i = plays->start[u]; i < plays->start[u + 1]; i++)
            if (plays->column[i] == last->targets->column[t])
              g_assert_cmpfloat (times->value[i], >=, latest);
        }
    }
  att_csr_free (plays);
  att_csr_free (times);
}

/* three users; what 0 and 1 have in common are items 0, 1, 2, rated 1 2 3 and 2 2 5 */
static void
test_similarity (void)
{
  AttCsrEntry rated[] = { { 0, 0, 1 }, { 0, 1, 2 }, { 0, 2, 3 }, { 0, 3, 5 }, { 1, 0, 2 },
                          { 1, 1, 2 }, { 1, 2, 5 }, { 2, 4, 4 } };
  AttCsr *ratings = att_csr_new (3, 5, rated, G_N_ELEMENTS (rated)), *vectors = att_csr_copy (ratings);
  const double sure = 3 / 13.0;
  const struct { AttUserSimilarityKind kind; guint limit; double expected; } cases[] = {
    { ATT_USER_COSINE, 0, 3 / sqrt (12) },
    { ATT_USER_COOCCURRENCE, 0, 3 },
    { ATT_USER_PEARSON, 0, 3 / sqrt (12) * sure }, /* deviations -1 0 1 and -1 -1 2 */
    { ATT_USER_EUCLIDEAN, 0, sure / (1 + sqrt (5 / 3.0)) },
    { ATT_USER_BY_HISTORY, 4, 3 / sqrt (12) },
    { ATT_USER_BY_HISTORY, 5, 3 / sqrt (12) * sure },
  };

  for (gsize i = 0; i < att_csr_n_entries (vectors); i++)
    vectors->value[i] = 1;
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (AttUserSimilarity) alike = att_user_similarity_new (vectors, ratings, cases[c].kind, cases[c].limit);
      float out[3];

      att_user_similarity_row (alike, 0, out);
      g_test_message ("%s", att_user_similarity_name (cases[c].kind));
      g_assert_true (isnan (out[0]));
      g_assert_cmpfloat_with_epsilon (out[1], cases[c].expected, 1e-5);
      g_assert_true (isnan (out[2]));
    }
  att_csr_free (ratings);
  att_csr_free (vectors);
}

/* the two tribes are found; what nobody hears has no score; who is like another gives the same scores */
static void
test_rankers (void)
{
  const AttRankerClass *const classes[] = {
    &att_ranker_als_class, &att_ranker_ease_class, &att_ranker_item_knn_class, &att_ranker_user_knn_class,
    &att_ranker_hybrid_class,
  };
  AttCsr *plays = make_plays ();

  for (gsize c = 0; c < G_N_ELEMENTS (classes); c++)
    {
      AttRankerTask task = { .matrix = plays, .seed = 1, .n_threads = 2 };
      AttRanker *one = classes[c]->train (&task), *again;
      float scores[N_ITEMS], same[N_ITEMS];
      guint wrong = 0;

      g_test_message ("%s", classes[c]->name);
      task.like = one;
      again = classes[c]->train (&task);
      for (guint u = 0; u < N_USERS; u++)
        {
          double sums[2] = { 0 };

          classes[c]->score (one, u, scores);
          classes[c]->score (again, u, same);
          for (guint i = 0; i < N_ITEMS - 1; i++)
            {
              g_assert_cmpfloat (scores[i], ==, same[i]);
              sums[i % 2] += scores[i] / (i % 2 == 0 ? 20 : 19);
            }
          g_assert_true (isnan (scores[N_ITEMS - 1]));
          wrong += sums[u % 2] <= sums[1 - u % 2];
        }
      g_assert_cmpuint (wrong, ==, 0);
      one->cls->free (one);
      again->cls->free (again);
    }
  att_csr_free (plays);
}

/* nobody has two items, or everybody has all: there is nothing to choose by, and it trains all the same */
static void
test_nonsense (void)
{
  AttCsrEntry lonely[] = { { 0, 0, 1 }, { 1, 1, 1e9 } }, all[16];
  AttCsr *matrices[2];

  for (guint i = 0; i < 16; i++)
    all[i] = (AttCsrEntry) { i / 4, i % 4, 1 };
  matrices[0] = att_csr_new (2, 2, lonely, 2);
  matrices[1] = att_csr_new (4, 4, all, 16);
  for (int m = 0; m < 2; m++)
    {
      const AttRankerTask task = { .matrix = matrices[m], .seed = 1, .n_threads = 1 };
      AttRanker *hybrid = att_ranker_hybrid_class.train (&task);
      float scores[4];

      g_assert_nonnull (hybrid);
      for (guint u = 0; u < matrices[m]->n_rows; u++)
        {
          hybrid->cls->score (hybrid, u, scores);
          for (gsize i = 0; i < matrices[m]->n_cols; i++)
            g_assert_true (isfinite (scores[i]));
        }
      hybrid->cls->free (hybrid);
      att_csr_free (matrices[m]);
    }
}

/* who likes even items plays them more: the models know what a mean does not */
static void
test_rating (void)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry)), reports = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree AttCsrEntry *tagged = g_new (AttCsrEntry, N_ITEMS);
  const AttRatingReport *rows;
  AttCsr *counts, *tags;
  AttRandom random;

  att_random_init (&random, 5);
  for (guint u = 0; u < N_USERS; u++)
    for (guint i = 0; i < N_ITEMS; i++)
      if (att_random_below (&random, 3) > 0)
        {
          const AttCsrEntry entry = { u, i, (u % 2 == i % 2 ? 100 : 1) + att_random_below (&random, 50) };

          g_array_append_val (entries, entry);
        }
  counts = att_csr_new (N_USERS, N_ITEMS, (AttCsrEntry *) entries->data, entries->len);
  for (guint i = 0; i < N_ITEMS; i++)
    tagged[i] = (AttCsrEntry) { i, i % 2, 3 };
  tags = att_csr_new (N_ITEMS, 2, tagged, N_ITEMS);
  reports = att_evaluate_rating (counts, tags, 1, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reports->len, ==, 3 + ATT_USER_N_SIMILARITIES + 2);
  rows = (const AttRatingReport *) reports->data;
  g_assert_cmpstr (rows[0].model, ==, "mean");
  g_assert_cmpstr (rows[2].model, ==, "genre-mean");
  g_assert_cmpstr (rows[5].model, ==, "user-knn pearson");
  g_assert_cmpstr (rows[9].model, ==, "hybrid");
  g_test_message ("%g %g %g %g", rows[0].mae, rows[2].mae, rows[5].mae, rows[9].mae);
  g_assert_cmpfloat_with_epsilon (rows[0].mae, 1.2, 0.15); /* of 1 to 5, evenly */
  g_assert_cmpfloat (rows[2].mae, <, 0.85);
  g_assert_cmpfloat (rows[5].mae, <, 0.85);
  g_assert_cmpfloat (rows[9].mae, <, 0.75); /* a fifth is up to chance: half of 1, 1, 0, 1, 1 and some */
  for (guint i = 0; i < reports->len; i++)
    {
      g_assert_cmpfloat (rows[i].precision10, >, 0);
      g_assert_cmpfloat (rows[i].recall10, <=, 1);
      g_assert_cmpfloat_with_epsilon (rows[i].f1_10, 2 / (1 / rows[i].precision10 + 1 / rows[i].recall10), 1e-9);
    }
  att_csr_free (counts);
  att_csr_free (tags);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rankers/holdout", test_holdout);
  g_test_add_func ("/rankers/similarity", test_similarity);
  g_test_add_func ("/rankers/all", test_rankers);
  g_test_add_func ("/rankers/nonsense", test_nonsense);
  g_test_add_func ("/rankers/rating", test_rating);
  return g_test_run ();
}
