/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tune.h"

#include <math.h>

#define ERRORS 2

gboolean
att_tune_init (AttTune *self, const AttRankerTask *task)
{
  *self = (AttTune) { att_holdout_new (task->matrix, task->times, task->seed), NULL };
  return self->holdout != NULL;
}

void
att_tune_clear (AttTune *self)
{
  g_clear_pointer (&self->holdout, att_holdout_free);
  g_clear_pointer (&self->ndcg, g_free);
}

static gboolean
is_better (const float *ndcg, const float *than, gsize n_users)
{
  double sum = 0, squares = 0, mean;
  guint n = 0;

  for (gsize u = 0; u < n_users; u++)
    if (!isnan (ndcg[u]))
      {
        sum += ndcg[u] - than[u];
        squares += (ndcg[u] - than[u]) * (ndcg[u] - than[u]);
        n++;
      }
  mean = n > 0 ? sum / n : 0;
  return n > 1 && mean > ERRORS * sqrt ((squares / n - mean * mean) / (n - 1));
}

gboolean
att_tune_try (AttTune *self, AttRanker *candidate)
{
  const gsize n_users = self->holdout->rest->n_rows;
  g_autofree float *ndcg = g_new (float, n_users + 1), *scores = g_new (float, self->holdout->rest->n_cols + 1);

  if (candidate == NULL)
    return FALSE;
  for (gsize u = 0; u < n_users; u++)
    {
      candidate->cls->score (candidate, u, scores);
      ndcg[u] = att_holdout_ndcg (self->holdout, u, scores);
    }
  candidate->cls->free (candidate);
  if (self->ndcg != NULL && !is_better (ndcg, self->ndcg, n_users))
    return FALSE;
  g_free (self->ndcg);
  self->ndcg = g_steal_pointer (&ndcg);
  return TRUE;
}
