/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DeepCF (num/att-cfnet.h): each half is trained by itself, then both together. How long, is found out on what is held
 * out: a stage ends when a few more epochs are of no help there; then all of it is done again with everything.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "att-cfnet.h"
#include "att-parallel.h"
#include "att-ranker.h"

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

static const Stage stages[] = {
  { ATT_CFNET_REPRESENTATION, 0.003, 10 },
  { ATT_CFNET_MATCHING, 0.003, 10 },
  { ATT_CFNET_JOINED, 0.001, 5 }, /* gently: the halves are good already */
};

typedef struct {
  AttRanker base;
  guint n_epochs[G_N_ELEMENTS (stages)];
  AttCfnet *net;
  const AttCsr *by_user; /* rows of the users: belongs to the task */
} DeepCf;

/* --- how good is it so far --- */

typedef struct {
  const AttHoldout *holdout;
  const AttCfnet *net;
  AttCfnetHalves halves;
  guint n_judges;
  double *ndcg;
} Look;

static void
judge (void *data, gsize number)
{
  const Look *self = data;
  const AttCsr *rest = self->holdout->rest;
  const guint user = rest->n_rows * number / self->n_judges;
  g_autofree float *scores = g_new (float, rest->n_cols + 1);

  att_cfnet_score (self->net, self->halves, scores, rest->column + rest->start[user], att_csr_row_length (rest, user));
  self->ndcg[number] = att_holdout_ndcg (self->holdout, user, scores);
}

static double
look (const AttHoldout *holdout, const AttCfnet *net, AttCfnetHalves halves, int n_threads)
{
  const gsize n_users = holdout->rest->n_rows, n_targets = att_csr_n_entries (holdout->targets);
  const guint n_judges = n_targets > MOST_TARGETS ? MAX (1, n_users * MOST_TARGETS / n_targets) : n_users;
  g_autofree double *ndcg = g_new (double, n_judges + 1);
  Look self = { holdout, net, halves, n_judges, ndcg };
  double sum = 0;
  guint n = 0;

  att_parallel_run (n_threads, n_judges, judge, &self);
  for (guint i = 0; i < n_judges; i++)
    if (!isnan (ndcg[i]))
      {
        sum += ndcg[i];
        n++;
      }
  return n > 0 ? sum / n : 0;
}

/* --- training --- */

/* @holdout: NULL: as many epochs as *@n_epochs says; else it becomes the number after which nothing was gained.
 * FALSE: out of memory, or cancelled */
static gboolean
train_stage (const AttRankerTask *task, AttCfnet *net, const Stage *stage, const AttCsr *by_user, const AttCsr *by_item,
             const AttHoldout *holdout, guint *n_epochs)
{
  const AttCfnetTraining training = { stage->halves, stage->learning_rate, DROPOUT, N_NEGATIVES, task->n_threads,
                                      task->seed };
  const guint most = holdout != NULL ? MOST_EPOCHS : *n_epochs;
  AttCfnetTrainer *trainer;
  double best = 0, now, loss;
  gboolean ok = att_cfnet_trainer_new (&trainer, net, &training, by_user, by_item) == ATT_NUM_OK;

  for (guint epoch = 1; epoch <= most && ok; epoch++)
    {
      ok = !g_cancellable_is_cancelled (task->cancellable) && att_cfnet_trainer_epoch (trainer, &loss) == ATT_NUM_OK;
      if (!ok || holdout == NULL || epoch % stage->epochs != 0)
        continue;
      att_cfnet_update_items (net, by_item, task->n_threads);
      now = look (holdout, net, stage->halves, task->n_threads);
      g_debug ("deepcf: half %d, epoch %u: loss %.4f, NDCG %.4f", stage->halves, epoch, loss, now);
      if (now <= best * (1 + LEAST_GAIN))
        break;
      best = now;
      *n_epochs = epoch;
    }
  att_cfnet_trainer_free (trainer);
  return ok;
}

/* NULL: out of memory, or cancelled */
static AttCfnet *
fit (const AttRankerTask *task, const AttCsr *by_user, const AttHoldout *holdout, guint *n_epochs)
{
  const AttCfnetConfig config = {
    N_HIDDEN, task->n_factors > 0 ? MIN ((task->n_factors + 15) / 16 * 16, 128) : N_FACTORS, task->seed,
  };
  AttCsr *by_item = att_csr_transpose (by_user);
  AttCfnet *net = NULL;
  gboolean ok = by_item != NULL && att_cfnet_new (&net, &config, by_user->n_rows, by_user->n_cols) == ATT_NUM_OK;

  for (gsize s = 0; s < G_N_ELEMENTS (stages) && ok; s++)
    {
      if (stages[s].halves == ATT_CFNET_JOINED)
        att_cfnet_join (net);
      ok = train_stage (task, net, &stages[s], by_user, by_item, holdout, &n_epochs[s]);
    }
  if (ok)
    att_cfnet_update_items (net, by_item, task->n_threads);
  else
    g_clear_pointer (&net, att_cfnet_free);
  att_csr_free (by_item);
  return net;
}

/* NULL: out of memory, or cancelled. Also the net by which it was found out, of the holdout's rest. */
static AttCfnet *
find_epochs (const AttRankerTask *task, guint *n_epochs)
{
  g_autoptr (AttHoldout) own = task->holdout == NULL ? att_holdout_new (task->matrix, task->times, task->seed) : NULL;
  const AttHoldout *holdout = own != NULL ? own : task->holdout;

  return holdout != NULL ? fit (task, holdout->rest, holdout, n_epochs) : NULL;
}

static AttRanker *
deepcf_train (const AttRankerTask *task)
{
  guint n_epochs[G_N_ELEMENTS (stages)] = { stages[0].epochs, stages[1].epochs, stages[2].epochs };
  AttCfnet *net = NULL;
  DeepCf *self;

  if (task->like != NULL)
    memcpy (n_epochs, ((const DeepCf *) task->like)->n_epochs, sizeof n_epochs);
  else if ((net = find_epochs (task, n_epochs)) == NULL)
    return NULL;
  if (net == NULL || task->holdout == NULL) /* else it is what is wanted, but for a few epochs more that were of no help */
    {
      g_clear_pointer (&net, att_cfnet_free);
      net = fit (task, task->matrix, NULL, n_epochs);
    }
  if (net == NULL)
    return NULL;
  self = g_new0 (DeepCf, 1);
  memcpy (self->n_epochs, n_epochs, sizeof n_epochs);
  self->base.cls = &att_ranker_deepcf_class;
  self->base.n_parameters = att_cfnet_get_n_params (net);
  self->net = net;
  self->by_user = task->matrix;
  return &self->base;
}

static void
deepcf_score (AttRanker *base, guint user, float *scores)
{
  const DeepCf *self = (DeepCf *) base;
  const AttCsr *rows = self->by_user;

  att_cfnet_score (self->net, ATT_CFNET_JOINED, scores, rows->column + rows->start[user], att_csr_row_length (rows, user));
}

static void
deepcf_free (AttRanker *base)
{
  att_cfnet_free (((DeepCf *) base)->net);
  g_free (base);
}

const AttRankerClass att_ranker_deepcf_class = { "deepcf", deepcf_train, deepcf_score, deepcf_free };
