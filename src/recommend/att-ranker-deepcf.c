/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DeepCF (att-deepcf.h) as a ranker: how long its stages take is found out on what is held out; then all of it is done
 * again with everything.
 */
#include "config.h"

#include <string.h>

#include "att-deepcf.h"

typedef struct {
  AttRanker base;
  guint n_epochs[ATT_DEEPCF_STAGES];
  AttCfnet *net;
  const AttCsr *by_user; /* rows of the users: belongs to the task */
} DeepCf;

/* NULL: out of memory, or cancelled. Also the net by which it was found out, of the holdout's rest. */
static AttCfnet *
find_epochs (const AttRankerTask *task, guint *n_epochs)
{
  g_autoptr (AttHoldout) own = task->holdout == NULL ? att_holdout_new (task->matrix, task->times, task->seed) : NULL;
  g_auto (AttDeepcfFit) fit = { 0 };
  AttRankerTask search = *task;
  AttCfnet *net;

  if (own != NULL)
    search.holdout = own;
  if (search.holdout == NULL)
    return NULL;
  net = att_deepcf_fit_run (&fit, &search, NULL);
  memcpy (n_epochs, fit.n_epochs, sizeof fit.n_epochs);
  return net;
}

/* NULL: out of memory, or cancelled */
static AttCfnet *
fit_all (const AttRankerTask *task, const guint *n_epochs)
{
  g_auto (AttDeepcfFit) fit = { 0 };
  AttRankerTask all = *task;

  all.holdout = NULL;
  memcpy (fit.n_epochs, n_epochs, sizeof fit.n_epochs);
  return att_deepcf_fit_run (&fit, &all, NULL);
}

static AttRanker *
deepcf_train (const AttRankerTask *task)
{
  guint n_epochs[ATT_DEEPCF_STAGES] = { 0 };
  AttCfnet *net = NULL;
  DeepCf *self;

  if (task->like != NULL)
    memcpy (n_epochs, ((const DeepCf *) task->like)->n_epochs, sizeof n_epochs);
  else if ((net = find_epochs (task, n_epochs)) == NULL)
    return NULL;
  if (net == NULL || task->holdout == NULL) /* else it is what is wanted, but for a few epochs more that were of no help */
    {
      att_cfnet_free (net);
      net = fit_all (task, n_epochs);
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
