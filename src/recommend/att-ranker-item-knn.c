/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Items that go with what a user listens to, whatever how often. What suits better is taken: EASE (num/att-ease.h), or
 * how many listen to both, over the listeners of each to a power: 0 is plain co-occurrence, 0.5 the cosine, 1 the lift.
 * An item says nothing of itself.
 *
 * Source  M. Deshpande, G. Karypis, "Item-based top-N recommendation algorithms", ACM TOIS 22 (2004).
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "att-ease.h"
#include "att-tune.h"

typedef struct {
  double lambda; /* of EASE; 0: co-occurrence */
  float power;
} Settings;

static const Settings usual = { .lambda = 200 };

typedef struct {
  AttRanker base;
  Settings settings;
  AttCsr *matrix;    /* of ones */
  AttCsr *by_item;
  float *weight;     /* per item: listeners ^ -power; NAN: nobody listens to it */
  AttEase *ease;     /* nullable */
} ItemKnn;

static void
item_knn_free (AttRanker *base)
{
  ItemKnn *self = (ItemKnn *) base;

  att_ease_free (self->ease);
  att_csr_free (self->matrix);
  att_csr_free (self->by_item);
  g_free (self->weight);
  g_free (self);
}

static AttRanker *
item_knn_fit (const AttRankerTask *task, const AttCsr *counts, Settings settings)
{
  ItemKnn *self = g_new0 (ItemKnn, 1);
  gboolean ok;

  self->base.cls = settings.lambda > 0 ? &att_ranker_ease_class : &att_ranker_item_knn_class;
  self->settings = settings;
  self->matrix = att_csr_copy (counts);
  self->by_item = att_csr_transpose (counts);
  self->weight = g_new (float, counts->n_cols + 1);
  ok = self->matrix != NULL && self->by_item != NULL && !g_cancellable_is_cancelled (task->cancellable);
  for (gsize i = 0; ok && i < att_csr_n_entries (counts); i++)
    self->matrix->value[i] = 1;
  for (gsize i = 0; ok && i < counts->n_cols; i++)
    {
      const gsize n = att_csr_row_length (self->by_item, i);

      self->weight[i] = n > 0 ? powf (n, -settings.power) : NAN;
    }
  if (ok && settings.lambda > 0)
    ok = att_ease_new (&self->ease, self->matrix, settings.lambda, ATT_EASE_AUTO, task->n_threads) == ATT_NUM_OK;
  if (!ok)
    {
      item_knn_free (&self->base);
      return NULL;
    }
  self->base.n_parameters = self->ease != NULL ? att_ease_n_parameters (self->ease) : att_csr_n_entries (counts);
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
  if (!att_tune_try (&self->tune, item_knn_fit (self->task, self->tune.holdout->rest, settings)))
    return FALSE;
  self->best = settings;
  return TRUE;
}

static Settings
find_settings (const AttRankerTask *task, gboolean ease_alone)
{
  static const float powers[] = { 0, 0.5, 1 };
  Search search = { .task = task, .best = usual };

  if (!att_tune_init (&search.tune, task))
    return search.best;
  try (&search, search.best);
  while (try (&search, (Settings) { .lambda = search.best.lambda * 2 }))
    ;
  while (try (&search, (Settings) { .lambda = search.best.lambda / 2 }))
    ;
  for (gsize i = 0; !ease_alone && i < G_N_ELEMENTS (powers); i++)
    try (&search, (Settings) { .power = powers[i] });
  g_debug ("item-knn: lambda %g, power %g", search.best.lambda, search.best.power);
  att_tune_clear (&search.tune);
  return search.best;
}

static AttRanker *
train (const AttRankerTask *task, gboolean ease_alone)
{
  const Settings settings = task->like != NULL ? ((const ItemKnn *) task->like)->settings
                                               : find_settings (task, ease_alone);

  return item_knn_fit (task, task->matrix, settings);
}

static AttRanker *
ease_train (const AttRankerTask *task)
{
  return train (task, TRUE);
}

static AttRanker *
item_knn_train (const AttRankerTask *task)
{
  return train (task, FALSE);
}

/* the sum over items of the user of what both have in common, by way of the other users */
static void
add_common (const ItemKnn *self, guint user, float *scores)
{
  const AttCsr *rows = self->matrix, *columns = self->by_item;
  g_autofree float *alike = g_new0 (float, rows->n_rows + 1);

  for (gsize i = rows->start[user]; i < rows->start[user + 1]; i++)
    for (gsize j = columns->start[rows->column[i]]; j < columns->start[rows->column[i] + 1]; j++)
      alike[columns->column[j]] += self->weight[rows->column[i]];
  alike[user] = 0;
  for (gsize other = 0; other < rows->n_rows; other++)
    for (gsize i = rows->start[other]; alike[other] > 0 && i < rows->start[other + 1]; i++)
      scores[rows->column[i]] += alike[other];
  for (gsize i = rows->start[user]; i < rows->start[user + 1]; i++)
    scores[rows->column[i]] -= self->weight[rows->column[i]] * (att_csr_row_length (columns, rows->column[i]) - 1);
}

static void
item_knn_score (AttRanker *base, guint user, float *scores)
{
  ItemKnn *self = (ItemKnn *) base;

  if (self->ease != NULL)
    {
      g_autofree double *work = g_new (double, att_ease_n_work (self->ease));

      att_ease_score_user (self->ease, scores, user, work);
    }
  else
    {
      memset (scores, 0, self->matrix->n_cols * sizeof *scores);
      add_common (self, user, scores);
    }
  for (gsize i = 0; i < self->matrix->n_cols; i++)
    if (isnan (self->weight[i]))
      scores[i] = NAN;
    else if (self->ease == NULL)
      scores[i] *= self->weight[i];
}

const AttRankerClass att_ranker_ease_class = { "ease", ease_train, item_knn_score, item_knn_free };
const AttRankerClass att_ranker_item_knn_class = { "item-knn", item_knn_train, item_knn_score, item_knn_free };
