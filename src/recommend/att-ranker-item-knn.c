/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Items that go with what a user listens to: EASE (num/att-ease.h) of who listens to what, whatever how often.
 */
#include "config.h"

#include <math.h>

#include "att-ease.h"
#include "att-tune.h"

#define LAMBDA 100.0 /* to begin the search with */

typedef struct {
  AttRanker base;
  AttCsr *matrix;    /* of ones */
  AttEase *ease;
  gboolean *known;   /* per item: anybody listens to it */
} ItemKnn;

static void
item_knn_free (AttRanker *base)
{
  ItemKnn *self = (ItemKnn *) base;

  att_ease_free (self->ease);
  att_csr_free (self->matrix);
  g_free (self->known);
  g_free (self);
}

static AttRanker *
item_knn_fit (const AttRankerTask *task, const AttCsr *counts, double lambda)
{
  ItemKnn *self = g_new0 (ItemKnn, 1);

  self->base.cls = &att_ranker_item_knn_class;
  self->matrix = att_csr_copy (counts);
  self->known = g_new0 (gboolean, counts->n_cols + 1);
  for (gsize i = 0; self->matrix != NULL && i < att_csr_n_entries (counts); i++)
    {
      self->matrix->value[i] = 1;
      self->known[counts->column[i]] = TRUE;
    }
  if (self->matrix == NULL || g_cancellable_is_cancelled (task->cancellable) ||
      att_ease_new (&self->ease, self->matrix, lambda, ATT_EASE_AUTO, task->n_threads) != ATT_NUM_OK)
    {
      item_knn_free (&self->base);
      return NULL;
    }
  self->base.n_parameters = att_ease_n_parameters (self->ease);
  return &self->base;
}

static AttRanker *
item_knn_train (const AttRankerTask *task)
{
  g_auto (AttTune) tune = { 0 };
  double best = LAMBDA;

  if (!att_tune_init (&tune, task))
    return NULL;
  att_tune_try (&tune, item_knn_fit (task, tune.holdout->rest, best));
  while (att_tune_try (&tune, item_knn_fit (task, tune.holdout->rest, best * 2)))
    best *= 2;
  while (att_tune_try (&tune, item_knn_fit (task, tune.holdout->rest, best / 2)))
    best /= 2;
  g_debug ("item-knn: lambda %g", best);
  return item_knn_fit (task, task->matrix, best);
}

static void
item_knn_score (AttRanker *base, guint user, float *scores)
{
  ItemKnn *self = (ItemKnn *) base;
  const gsize start = self->matrix->start[user];
  g_autofree double *work = g_new (double, att_ease_n_work (self->ease));

  att_ease_score (self->ease, scores, self->matrix->column + start, self->matrix->value + start,
                  att_csr_row_length (self->matrix, user), work);
  for (gsize i = 0; i < self->matrix->n_cols; i++)
    if (!self->known[i])
      scores[i] = NAN;
}

const AttRankerClass att_ranker_item_knn_class = { "item-knn", item_knn_train, item_knn_score, item_knn_free };
