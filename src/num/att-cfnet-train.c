/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-cfnet-train-private.h"
#include "att-parallel.h"
#include "att-random.h"

#define MAX_BATCH 64
#define BATCHES 16 /* an epoch has at least, so that most users are listeners */

static int
crowd_init (Crowd *self, const AttCfnet *net, size_t n)
{
  const size_t k = net->config.n_factors;

  self->scales = malloc ((n + 1) * sizeof (float));
  self->sums = malloc ((n + 1) * net->width * sizeof (float));
  self->out = malloc ((n + 1) * 2 * k * sizeof (float));
  self->grad = malloc ((n + 1) * 2 * k * sizeof (float));
  return self->scales != NULL && self->sums != NULL && self->out != NULL && self->grad != NULL;
}

static void
crowd_clear (Crowd *self)
{
  free (self->scales);
  free (self->sums);
  free (self->out);
  free (self->grad);
}

AttNumStatus
att_cfnet_trainer_new (AttCfnetTrainer **out, AttCfnet *net, const AttCfnetTraining *training, const AttCsr *by_user,
                       const AttCsr *by_item)
{
  const AttOptimizerConfig optimizer = { ATT_OPTIMIZER_ADAM, training->learning_rate, 0, training->n_threads };
  const size_t n_users = by_user->n_rows, n_items = by_user->n_cols;
  AttCfnetTrainer *self;
  AttNumStatus status;

  *out = NULL;
  if (training->halves < ATT_CFNET_REPRESENTATION || training->halves > ATT_CFNET_JOINED ||
      !(training->dropout > 0 && training->dropout < 1) || training->n_negatives < 1 || training->n_threads < 1 ||
      training->n_threads > ATT_PARALLEL_MAX || net->n_users != n_users || net->n_items != n_items)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->net = net;
  self->by_user = by_user;
  self->by_item = by_item;
  self->training = *training;
  self->first = training->halves & ATT_CFNET_REPRESENTATION ? 0 : net->config.n_hidden;
  self->width = (training->halves & ATT_CFNET_MATCHING ? net->width : (size_t) net->config.n_hidden) - self->first;
  self->n_batch = n_users / BATCHES;
  self->n_batch = self->n_batch > MAX_BATCH ? MAX_BATCH : self->n_batch < 1 ? 1 : self->n_batch;
  self->known = malloc ((n_items + 1) * sizeof *self->known);
  self->order = malloc ((n_users + 1) * sizeof *self->order);
  self->slots = malloc ((n_users + 1) * sizeof *self->slots);
  self->pairs = malloc ((self->n_batch + 1) * sizeof *self->pairs);
  self->item_pairs = malloc ((n_items + 2) * sizeof *self->item_pairs);
  self->grad = malloc (net->n_params * sizeof *self->grad);
  self->part_grads = malloc (ATT_CFNET_PARTS * n_dense (net) * sizeof *self->part_grads);
  status = att_optimizer_new (&optimizer, net->n_params, &self->optimizer);
  if (!crowd_init (&self->users, net, self->n_batch) || !crowd_init (&self->items, net, n_items) || self->known == NULL ||
      self->order == NULL || self->slots == NULL || self->pairs == NULL || self->item_pairs == NULL ||
      self->grad == NULL || self->part_grads == NULL)
    status = ATT_NUM_NO_MEMORY;
  if (status != ATT_NUM_OK)
    {
      att_cfnet_trainer_free (self);
      return status;
    }
  for (size_t i = 0; i < n_items; i++)
    if (att_csr_row_length (by_item, i) > 0)
      self->known[self->n_known++] = i;
  for (size_t u = 0; u < n_users; u++)
    {
      self->order[u] = u;
      self->slots[u] = ATT_CFNET_NOWHERE;
    }
  *out = self;
  return ATT_NUM_OK;
}

void
att_cfnet_trainer_free (AttCfnetTrainer *self)
{
  if (self == NULL)
    return;
  att_optimizer_free (self->optimizer);
  crowd_clear (&self->users);
  crowd_clear (&self->items);
  free (self->known);
  free (self->order);
  free (self->slots);
  free (self->pairs);
  free (self->item_pairs);
  free (self->pair_item);
  free (self->sorted);
  free (self->pair_user);
  free (self->pair_slope);
  free (self->pair_hidden);
  free (self->grad);
  free (self->part_grads);
  free (self);
}

void
att_cfnet_trainer_set_rate (AttCfnetTrainer *self, float rate)
{
  att_optimizer_set_rate (self->optimizer, rate);
}

/* --- questions --- */

static int
listens (const AttCsr *by_user, uint32_t user, uint32_t item)
{
  size_t low = by_user->start[user], high = by_user->start[user + 1];

  while (low < high)
    {
      const size_t middle = (low + high) / 2;

      if (by_user->column[middle] < item)
        low = middle + 1;
      else
        high = middle;
    }
  return low < by_user->start[user + 1] && by_user->column[low] == item;
}

/* counts the pairs, and the lengths of the users' rows */
static void
count_pairs (AttCfnetTrainer *self, const uint32_t *batch, size_t n)
{
  self->n_pairs = 0;
  for (size_t slot = 0; slot < n; slot++)
    {
      const uint32_t user = batch[slot];
      const size_t n_heard = att_csr_row_length (self->by_user, user);
      size_t n_kept = 0;

      for (size_t i = self->by_user->start[user]; i < self->by_user->start[user + 1]; i++)
        n_kept += keeps (self, user, self->by_user->column[i]);
      self->users.scales[slot] = n_kept > 0 ? 1 / sqrtf (n_kept) : 0;
      self->pairs[slot] = self->n_pairs;
      /* who listens to everything has no negatives */
      self->n_pairs += (n_heard - n_kept) * (n_heard < self->n_known ? 1 + self->training.n_negatives : 1);
    }
  self->pairs[n] = self->n_pairs;
}

static int
reserve_pairs (AttCfnetTrainer *self)
{
  const size_t k = self->net->config.n_factors;

  if (self->n_pairs <= self->most_pairs)
    return 1;
  free (self->pair_item);
  free (self->sorted);
  free (self->pair_user);
  free (self->pair_slope);
  free (self->pair_hidden);
  self->most_pairs = self->n_pairs + self->n_pairs / 4;
  self->pair_item = malloc (self->most_pairs * sizeof *self->pair_item);
  self->sorted = malloc (self->most_pairs * sizeof *self->sorted);
  self->pair_user = malloc (self->most_pairs * sizeof *self->pair_user);
  self->pair_slope = malloc (self->most_pairs * sizeof *self->pair_slope);
  self->pair_hidden = malloc (self->most_pairs * k * sizeof *self->pair_hidden);
  if (self->pair_item != NULL && self->sorted != NULL && self->pair_user != NULL && self->pair_slope != NULL &&
      self->pair_hidden != NULL)
    return 1;
  self->most_pairs = 0;
  return 0;
}

/* the label is kept where the slope will be */
static void
draw_pairs (AttCfnetTrainer *self, const uint32_t *batch, size_t n)
{
  memset (self->item_pairs, 0, (self->net->n_items + 2) * sizeof *self->item_pairs);
  for (size_t slot = 0; slot < n; slot++)
    {
      const uint32_t user = batch[slot];
      size_t pair = self->pairs[slot], n_asked = 0;
      AttRandom random;

      att_random_init (&random, mix (self->key ^ user));
      for (size_t i = self->by_user->start[user]; i < self->by_user->start[user + 1]; i++)
        if (!keeps (self, user, self->by_user->column[i]))
          {
            self->pair_item[pair + n_asked] = self->by_user->column[i];
            self->pair_slope[pair + n_asked++] = 1;
          }
      for (pair += n_asked; pair < self->pairs[slot + 1]; pair++)
        {
          do
            self->pair_item[pair] = self->known[att_random_below (&random, self->n_known)];
          while (listens (self->by_user, user, self->pair_item[pair]));
          self->pair_slope[pair] = 0;
        }
      for (pair = self->pairs[slot]; pair < self->pairs[slot + 1]; pair++)
        {
          self->pair_user[pair] = slot;
          self->item_pairs[self->pair_item[pair] + 2]++;
        }
    }
  for (size_t i = 2; i <= self->net->n_items + 1; i++)
    self->item_pairs[i] += self->item_pairs[i - 1];
  for (size_t pair = 0; pair < self->n_pairs; pair++)
    self->sorted[self->item_pairs[self->pair_item[pair] + 1]++] = pair;
}

/* the gradient of a batch, into self->grad; adds to @loss and @n */
static AttNumStatus
run_batch (AttCfnetTrainer *self, size_t from, double *loss, size_t *n_asked)
{
  const size_t left = self->by_user->n_rows - from, n = left < self->n_batch ? left : self->n_batch;
  const uint32_t *batch = self->order + from;

  self->key = mix (self->training.seed + (self->epoch << 32) + from);
  count_pairs (self, batch, n);
  if (!reserve_pairs (self))
    return ATT_NUM_NO_MEMORY;
  draw_pairs (self, batch, n);
  att_cfnet_trainer_step (self, batch, n);
  for (size_t part = 0; part < ATT_CFNET_PARTS; part++)
    *loss += self->losses[part];
  *n_asked += self->n_pairs;
  return ATT_NUM_OK;
}

/* each epoch's order is drawn from the order at the start, so that a gradient asked for changes nothing */
static void
shuffle (AttCfnetTrainer *self)
{
  AttRandom random;

  for (size_t u = 0; u < self->by_user->n_rows; u++)
    self->order[u] = u;
  att_random_init (&random, mix (self->training.seed + 1) + self->epoch);
  att_random_shuffle (&random, self->order, self->by_user->n_rows);
}

AttNumStatus
att_cfnet_trainer_epoch (AttCfnetTrainer *self, double *loss)
{
  size_t n_asked = 0;

  *loss = 0;
  shuffle (self);
  for (size_t from = 0; from < self->by_user->n_rows; from += self->n_batch)
    {
      const AttNumStatus status = run_batch (self, from, loss, &n_asked);

      if (status != ATT_NUM_OK)
        return status;
      att_optimizer_step (self->optimizer, self->net->params, self->grad);
    }
  self->epoch++;
  *loss /= n_asked > 0 ? n_asked : 1;
  return ATT_NUM_OK;
}

AttNumStatus
att_cfnet_trainer_gradient (AttCfnetTrainer *self, float *grad, double *loss)
{
  size_t n_asked = 0;
  AttNumStatus status;

  *loss = 0;
  shuffle (self);
  status = run_batch (self, 0, loss, &n_asked);
  if (status != ATT_NUM_OK)
    return status;
  *loss /= n_asked > 0 ? n_asked : 1;
  memcpy (grad, self->grad, self->net->n_params * sizeof *grad);
  return ATT_NUM_OK;
}
