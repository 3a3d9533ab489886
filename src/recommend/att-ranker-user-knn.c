/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What those listen to who listen to the same: a user's score for an item is the sum over the k most similar users who
 * listen to it of similarity ^ amplification, the similarity being the cosine of rows weighted by how rare an item is.
 * A user is no neighbour of their own.
 *
 * Source  J. Breese, D. Heckerman, C. Kadie, "Empirical analysis of predictive algorithms for collaborative filtering",
 *         UAI 1998 (inverse user frequency, case amplification); implicit rows: M. Deshpande, G. Karypis, ACM TOIS 22
 *         (2004).
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "att-distance.h"
#include "att-tune.h"

typedef struct {
  float rarity;        /* power of ln (users / listeners) in a weight */
  float amplification;
  int k;
} Settings;

static const Settings usual = { 0.5, 1, 200 };

typedef struct {
  AttRanker base;
  Settings settings;
  AttCsr *by_user;     /* rows of length 1 */
  AttCsr *by_item;
  float *similar;      /* per user */
  AttNumHit *hits;     /* k */
} UserKnn;

static void
user_knn_free (AttRanker *base)
{
  UserKnn *self = (UserKnn *) base;

  att_csr_free (self->by_user);
  att_csr_free (self->by_item);
  g_free (self->similar);
  g_free (self->hits);
  g_free (self);
}

static void
weigh (AttCsr *rows, float rarity)
{
  g_autofree float *weights = g_new0 (float, rows->n_cols + 1);

  for (gsize i = 0; i < att_csr_n_entries (rows); i++)
    weights[rows->column[i]]++;
  for (gsize i = 0; i < rows->n_cols; i++)
    weights[i] = weights[i] > 0 ? pow (log1p (rows->n_rows / weights[i]), rarity) : 0;
  for (gsize u = 0; u < rows->n_rows; u++)
    {
      double squares = 0;

      for (gsize i = rows->start[u]; i < rows->start[u + 1]; i++)
        {
          rows->value[i] = weights[rows->column[i]];
          squares += rows->value[i] * rows->value[i];
        }
      for (gsize i = rows->start[u]; i < rows->start[u + 1]; i++)
        rows->value[i] /= sqrt (squares);
    }
}

static AttRanker *
user_knn_fit (const AttRankerTask *task, const AttCsr *counts, Settings settings)
{
  UserKnn *self = g_new0 (UserKnn, 1);

  self->base.cls = &att_ranker_user_knn_class;
  self->base.n_parameters = att_csr_n_entries (counts);
  self->settings = settings;
  self->by_user = att_csr_copy (counts);
  if (self->by_user != NULL)
    weigh (self->by_user, settings.rarity);
  self->by_item = self->by_user != NULL ? att_csr_transpose (self->by_user) : NULL;
  self->similar = g_new (float, counts->n_rows + 1);
  self->hits = g_new (AttNumHit, settings.k);
  if (self->by_item == NULL || g_cancellable_is_cancelled (task->cancellable))
    {
      user_knn_free (&self->base);
      return NULL;
    }
  return &self->base;
}

static AttRanker *
user_knn_train (const AttRankerTask *task)
{
  static const float rarities[] = { 0, 1 }, amplifications[] = { 1.5, 2, 3 };
  g_auto (AttTune) tune = { 0 };
  Settings best = usual, next;

  if (!att_tune_init (&tune, task))
    return NULL;
  att_tune_try (&tune, user_knn_fit (task, tune.holdout->rest, best));
  for (int direction = 0; direction < 2; direction++)
    for (next = best;; best = next)
      {
        next.k = direction == 0 ? best.k * 2 : best.k / 2;
        if (next.k < 1 || !att_tune_try (&tune, user_knn_fit (task, tune.holdout->rest, next)))
          break;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (rarities); i++)
    {
      next = best;
      next.rarity = rarities[i];
      if (att_tune_try (&tune, user_knn_fit (task, tune.holdout->rest, next)))
        best = next;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (amplifications); i++)
    {
      next = best;
      next.amplification = amplifications[i];
      if (att_tune_try (&tune, user_knn_fit (task, tune.holdout->rest, next)))
        best = next;
    }
  g_debug ("user-knn: %d neighbours, rarity %g, amplification %g", best.k, best.rarity, best.amplification);
  return user_knn_fit (task, task->matrix, best);
}

static void
user_knn_score (AttRanker *base, guint user, float *scores)
{
  UserKnn *self = (UserKnn *) base;
  const AttCsr *rows = self->by_user, *columns = self->by_item;
  gsize n;

  memset (self->similar, 0, rows->n_rows * sizeof *self->similar);
  for (gsize i = rows->start[user]; i < rows->start[user + 1]; i++)
    for (gsize j = columns->start[rows->column[i]]; j < columns->start[rows->column[i] + 1]; j++)
      self->similar[columns->column[j]] += rows->value[i] * columns->value[j];
  self->similar[user] = NAN;
  n = att_num_top_k (self->hits, self->settings.k, self->similar, rows->n_rows);
  for (gsize i = 0; i < rows->n_cols; i++)
    scores[i] = att_csr_row_length (columns, i) > 0 ? 0 : NAN;
  for (gsize h = 0; h < n && self->hits[h].score > 0; h++)
    {
      const float weight = pow (self->hits[h].score, self->settings.amplification);
      const guint other = self->hits[h].index;

      for (gsize i = rows->start[other]; i < rows->start[other + 1]; i++)
        scores[rows->column[i]] += weight;
    }
}

const AttRankerClass att_ranker_user_knn_class = { "user-knn", user_knn_train, user_knn_score, user_knn_free };
