/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "att-deepcf.h"
#include "att-parallel.h"

#define N_HIDDEN 32
#define N_FACTORS 64
#define DROPOUT 0.5
#define N_NEGATIVES 8
#define MOST_EPOCHS 80 /* of a stage */
#define LEAST_GAIN 0.002 /* share of the NDCG that a look must find more, or the stage is over */
#define MOST_TARGETS 1500 /* that a look goes by: all items are scored for each user who has some */

typedef struct {
  AttCfnetHalves halves;
  float learning_rate;
  guint epochs; /* between two looks */
} Stage;

static const Stage stages[ATT_DEEPCF_STAGES] = {
  { ATT_CFNET_REPRESENTATION, 0.003, 10 },
  { ATT_CFNET_MATCHING, 0.003, 10 },
  { ATT_CFNET_JOINED, 0.001, 5 }, /* gently: the halves are good already */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCfnet, att_cfnet_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCsr, att_csr_free)

/* --- how good is it so far --- */

typedef struct {
  const AttRankerTask *task;
  const AttCfnet *net;
  AttCfnetHalves halves;
  guint n_judges;
  double *ndcg;
} Look;

static void
judge (void *data, gsize number)
{
  const Look *self = data;
  const AttCsr *rest = self->task->holdout->rest;
  const guint user = rest->n_rows * number / self->n_judges;
  g_autofree float *scores = NULL;

  self->ndcg[number] = NAN;
  if (g_cancellable_is_cancelled (self->task->cancellable))
    return;
  scores = g_new (float, rest->n_cols + 1);
  att_cfnet_score (self->net, self->halves, scores, rest->column + rest->start[user], att_csr_row_length (rest, user));
  self->ndcg[number] = att_holdout_ndcg (self->task->holdout, user, scores);
}

static double
look (const AttRankerTask *task, const AttCfnet *net, AttCfnetHalves halves)
{
  const AttHoldout *holdout = task->holdout;
  const gsize n_users = holdout->rest->n_rows, n_targets = att_csr_n_entries (holdout->targets);
  const guint n_judges = n_targets > MOST_TARGETS ? MAX (1, n_users * MOST_TARGETS / n_targets) : n_users;
  g_autofree double *ndcg = g_new (double, n_judges + 1);
  Look self = { task, net, halves, n_judges, ndcg };
  double sum = 0;
  guint n = 0;

  att_parallel_run (task->n_threads, n_judges, judge, &self);
  for (guint i = 0; i < n_judges; i++)
    if (!isnan (ndcg[i]))
      {
        sum += ndcg[i];
        n++;
      }
  return n > 0 ? sum / n : 0;
}

/* --- training --- */

/* *@n_epochs: what is to be trained; with something held out it becomes the number after which nothing was gained.
 * FALSE: out of memory, or cancelled */
static gboolean
train_stage (const AttRankerTask *task, AttCfnet *net, const Stage *stage, const AttCsr *by_user, const AttCsr *by_item,
             guint *n_epochs)
{
  const AttCfnetTraining training = { stage->halves, stage->learning_rate, DROPOUT, N_NEGATIVES, task->n_threads,
                                      task->seed };
  const guint most = task->holdout != NULL ? MOST_EPOCHS : *n_epochs;
  AttCfnetTrainer *trainer;
  double best = 0, now, loss;
  gboolean ok = att_cfnet_trainer_new (&trainer, net, &training, by_user, by_item) == ATT_NUM_OK;

  for (guint epoch = 1; epoch <= most && ok; epoch++)
    {
      ok = !g_cancellable_is_cancelled (task->cancellable) && att_cfnet_trainer_epoch (trainer, &loss) == ATT_NUM_OK;
      if (!ok || task->holdout == NULL || epoch % stage->epochs != 0)
        continue;
      att_cfnet_update_items (net, by_item, task->n_threads);
      now = look (task, net, stage->halves);
      ok = !g_cancellable_is_cancelled (task->cancellable);
      g_debug ("deepcf: half %d, epoch %u: loss %.4f, NDCG %.4f", stage->halves, epoch, loss, now);
      if (epoch == stage->epochs)
        *n_epochs = epoch;
      if (now <= best * (1 + LEAST_GAIN))
        break;
      best = now;
      *n_epochs = epoch;
    }
  att_cfnet_trainer_free (trainer);
  return ok;
}

void
att_deepcf_fit_clear (AttDeepcfFit *self)
{
  g_clear_pointer (&self->params, g_free);
  self->n_params = 0;
  self->stage = 0;
}

static void
keep (AttDeepcfFit *self, AttCfnet *net, guint stage)
{
  g_free (self->params);
  self->n_params = att_cfnet_get_n_params (net);
  self->params = g_memdup2 (att_cfnet_get_params (net), self->n_params * sizeof *self->params);
  self->stage = stage;
}

AttCfnet *
att_deepcf_fit_run (AttDeepcfFit *self, const AttRankerTask *task, AttProgress *progress)
{
  const AttCfnetConfig config = {
    N_HIDDEN, task->n_factors > 0 ? MIN ((task->n_factors + 15) / 16 * 16, 128) : N_FACTORS, task->seed,
  };
  const AttCsr *by_user = task->holdout != NULL ? task->holdout->rest : task->matrix;
  g_autoptr (AttCsr) by_item = att_csr_transpose (by_user);
  g_autoptr (AttCfnet) net = NULL;

  if (by_item == NULL || att_cfnet_new (&net, &config, by_user->n_rows, by_user->n_cols) != ATT_NUM_OK)
    return NULL;
  if (self->params != NULL && self->n_params == att_cfnet_get_n_params (net))
    memcpy (att_cfnet_get_params (net), self->params, self->n_params * sizeof *self->params);
  else
    att_deepcf_fit_clear (self);
  while (self->stage < ATT_DEEPCF_STAGES)
    {
      const Stage *stage = &stages[self->stage];

      if (stage->halves == ATT_CFNET_JOINED)
        att_cfnet_join (net);
      if (!train_stage (task, net, stage, by_user, by_item, &self->n_epochs[self->stage]))
        return NULL;
      keep (self, net, self->stage + 1);
      if (progress != NULL)
        att_progress_set (progress, att_progress_get_done (progress) + 1, att_progress_get_total (progress));
    }
  att_cfnet_update_items (net, by_item, task->n_threads);
  return g_steal_pointer (&net);
}
