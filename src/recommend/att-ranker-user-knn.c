/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What those listen to who listen to the same: a user's score for an item is the sum over the k most similar users who
 * listen to it of similarity ^ amplification. How users are alike (att-user-similarity.h) is found out with the rest;
 * their vectors are weighted by how rare an item is, their ratings are logarithms of plays. A user is no neighbour of
 * their own.
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
#include "att-user-similarity.h"

#define SHORT_HISTORY 20 /* items, where the similarity goes by history */

typedef struct {
  AttUserSimilarityKind kind;
  float rarity;        /* power of ln (1 + users / listeners) in a weight */
  float amplification;
  int k;
} Settings;

static const Settings usual = { ATT_USER_COSINE, 1, 1, 100 };

typedef struct {
  AttRanker base;
  Settings settings;
  AttCsr *vectors, *ratings;
  AttUserSimilarity *alike;
  gboolean *known;     /* per item: anybody listens to it */
  float *similar;      /* per user */
  AttNumHit *hits;     /* k */
} UserKnn;

static void
user_knn_free (AttRanker *base)
{
  UserKnn *self = (UserKnn *) base;

  att_user_similarity_free (self->alike);
  att_csr_free (self->vectors);
  att_csr_free (self->ratings);
  g_free (self->known);
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
  for (gsize i = 0; i < att_csr_n_entries (rows); i++)
    rows->value[i] = weights[rows->column[i]];
}

static AttRanker *
user_knn_fit (const AttRankerTask *task, const AttCsr *counts, Settings settings)
{
  UserKnn *self = g_new0 (UserKnn, 1);

  self->base.cls = &att_ranker_user_knn_class;
  self->base.n_parameters = att_csr_n_entries (counts);
  self->settings = settings;
  self->vectors = att_csr_copy (counts);
  self->ratings = att_csr_copy (counts);
  self->known = g_new0 (gboolean, counts->n_cols + 1);
  self->similar = g_new (float, counts->n_rows + 1);
  self->hits = g_new (AttNumHit, settings.k);
  if (self->vectors != NULL && self->ratings != NULL)
    {
      weigh (self->vectors, settings.rarity);
      for (gsize i = 0; i < att_csr_n_entries (counts); i++)
        {
          self->ratings->value[i] = log1pf (counts->value[i]);
          self->known[counts->column[i]] = TRUE;
        }
      self->alike = att_user_similarity_new (self->vectors, self->ratings, settings.kind, SHORT_HISTORY);
    }
  if (self->alike == NULL || g_cancellable_is_cancelled (task->cancellable))
    {
      user_knn_free (&self->base);
      return NULL;
    }
  return &self->base;
}

typedef struct {
  const AttRankerTask *task;
  AttTune tune;
  Settings best;
} Search;

static gboolean
try (Search *self, Settings settings)
{
  if (settings.k < 1 || (gsize) settings.k > MAX (1, self->task->matrix->n_rows) ||
      !att_tune_try (&self->tune, user_knn_fit (self->task, self->tune.holdout->rest, settings)))
    return FALSE;
  self->best = settings;
  return TRUE;
}

static void
climb_k (Search *self)
{
  for (int direction = 0; direction < 2; direction++)
    {
      Settings next;

      do
        {
          next = self->best;
          next.k = direction == 0 ? next.k * 2 : next.k / 2;
        }
      while (try (self, next));
    }
}

static void
climb_float (Search *self, gsize field, float step, float most)
{
  for (int direction = 0; direction < 2; direction++)
    {
      Settings next;

      do
        {
          next = self->best;
          G_STRUCT_MEMBER (float, &next, field) += direction == 0 ? step : -step;
        }
      while (G_STRUCT_MEMBER (float, &next, field) >= 0 && G_STRUCT_MEMBER (float, &next, field) <= most &&
             try (self, next));
    }
}

static Settings
find_settings (const AttRankerTask *task)
{
  Search search = { .task = task, .best = usual };

  search.best.k = CLAMP (task->matrix->n_rows, 1, (gsize) usual.k);
  if (!att_tune_init (&search.tune, task))
    return search.best;
  try (&search, search.best);
  for (int kind = 1; kind < ATT_USER_N_SIMILARITIES; kind++)
    {
      Settings next = search.best;

      next.kind = kind;
      try (&search, next);
    }
  climb_float (&search, G_STRUCT_OFFSET (Settings, rarity), 0.5, 2);
  climb_k (&search);
  climb_float (&search, G_STRUCT_OFFSET (Settings, amplification), 0.5, 4);
  g_debug ("user-knn: %s, %d neighbours, rarity %g, amplification %g", att_user_similarity_name (search.best.kind),
           search.best.k, search.best.rarity, search.best.amplification);
  att_tune_clear (&search.tune);
  return search.best;
}

static AttRanker *
user_knn_train (const AttRankerTask *task)
{
  const Settings settings = task->like != NULL ? ((const UserKnn *) task->like)->settings : find_settings (task);

  return user_knn_fit (task, task->matrix, settings);
}

static void
user_knn_score (AttRanker *base, guint user, float *scores)
{
  UserKnn *self = (UserKnn *) base;
  const AttCsr *rows = self->vectors;
  gsize n;

  att_user_similarity_row (self->alike, user, self->similar);
  n = att_num_top_k (self->hits, self->settings.k, self->similar, rows->n_rows);
  for (gsize i = 0; i < rows->n_cols; i++)
    scores[i] = self->known[i] ? 0 : NAN;
  for (gsize h = 0; h < n && self->hits[h].score > 0; h++)
    {
      const float weight = pow (self->hits[h].score, self->settings.amplification);
      const guint other = self->hits[h].index;

      for (gsize i = rows->start[other]; i < rows->start[other + 1]; i++)
        scores[rows->column[i]] += weight;
    }
}

const AttRankerClass att_ranker_user_knn_class = { "user-knn", user_knn_train, user_knn_score, user_knn_free };
