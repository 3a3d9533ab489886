/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A step: the users of the batch are parted into rows and questions; users and items forth; all pairs forth and back, by
 * user; what they say of the items, by item; users and items back; and rows of the tables, each the sum over those who
 * have it in their row. Each of these has its sums in a fixed order, whoever makes them.
 */
#include "att-cfnet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-cfnet-private.h"
#include "att-optimizer.h"
#include "att-parallel.h"
#include "att-random.h"

#define N_PARTS 16
#define MAX_BATCH 64
#define BATCHES 16 /* an epoch has at least, so that most users are listeners */
#define NOWHERE UINT32_MAX

/* users of the batch, or items: as far as they have got, and what the loss says of them */
typedef struct {
  float *scales; /* 1 / sqrt (length of the row) */
  float *sums;   /* width */
  float *out;    /* 2 n_factors */
  float *grad;   /* 2 n_factors */
} Crowd;

struct AttCfnetTrainer {
  AttCfnet *net;
  const AttCsr *by_user, *by_item;
  AttCfnetTraining training;
  AttOptimizer *optimizer;
  uint64_t key;         /* of this batch */
  uint64_t epoch;
  size_t first, width;  /* columns of the tables that are trained */
  size_t n_known, n_pairs, most_pairs, n_batch;
  uint32_t *known;      /* items that anybody listens to */
  uint32_t *order;      /* of the users */
  uint32_t *slots;      /* per user: place in the batch, or NOWHERE */
  size_t *pairs;        /* per place in the batch: its first pair; one more */
  size_t *item_pairs;   /* per item: its first place in sorted; one more */
  uint32_t *pair_item;
  uint32_t *sorted;     /* pairs by item */
  uint32_t *pair_user;  /* place in the batch */
  float *pair_slope;    /* of the loss by the logit */
  float *pair_hidden;   /* n_factors: by the first layer of the matching half */
  Crowd users, items;
  float *grad;
  float *part_grads;    /* N_PARTS × dense weights */
  double losses[N_PARTS];
};

static uint64_t
mix (uint64_t x)
{
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/* whether the item stays in the row of this user of the batch */
static inline int
keeps (const AttCfnetTrainer *self, uint32_t user, uint32_t item)
{
  const uint64_t drawn = mix (self->key + ((uint64_t) user << 32 | item) * 0x9e3779b97f4a7c15u);

  return (drawn >> 40) * 0x1p-24f >= self->training.dropout;
}

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

static size_t
n_dense (const AttCfnet *net)
{
  return net->n_params - net->dense;
}

AttNumStatus
att_cfnet_trainer_new (AttCfnetTrainer **out, AttCfnet *net, const AttCfnetTraining *training, const AttCsr *by_user,
                       const AttCsr *by_item)
{
  const AttOptimizerConfig optimizer = { ATT_OPTIMIZER_ADAM, training->learning_rate, 0 };
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
  self->part_grads = malloc (N_PARTS * n_dense (net) * sizeof *self->part_grads);
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
      self->slots[u] = NOWHERE;
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

/* --- one step --- */

typedef struct {
  AttCfnetTrainer *self;
  const uint32_t *batch;
  size_t n;
} Step;

static inline __attribute__ ((always_inline)) void
scale (float *x, float by, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] *= by;
}

static ATT_NUM_WIDE void
users_forward (void *data, size_t part)
{
  const Step *step = data;
  AttCfnetTrainer *self = step->self;
  const AttCfnet *net = self->net;
  const AttCsr *rows = self->by_user;
  const float *table = net->params + net->sides[USER].table + self->first;

  for (size_t slot = step->n * part / N_PARTS; slot < step->n * (part + 1) / N_PARTS; slot++)
    {
      const uint32_t user = step->batch[slot];
      float *sums = self->users.sums + slot * net->width;

      memset (sums, 0, net->width * sizeof *sums);
      for (size_t i = rows->start[user]; i < rows->start[user + 1]; i++)
        if (keeps (self, user, rows->column[i]))
          add_scaled (sums + self->first, 1, table + rows->column[i] * net->width, self->width);
      scale (sums, self->users.scales[slot], net->width);
      att_cfnet_forward (net, USER, self->training.halves, sums, self->users.out + slot * 2 * net->config.n_factors);
    }
}

static ATT_NUM_WIDE void
items_forward (void *data, size_t part)
{
  const Step *step = data;
  AttCfnetTrainer *self = step->self;
  const AttCfnet *net = self->net;
  const AttCsr *rows = self->by_item;
  const float *table = net->params + net->sides[ITEM].table + self->first;

  for (size_t item = net->n_items * part / N_PARTS; item < net->n_items * (part + 1) / N_PARTS; item++)
    {
      float *sums = self->items.sums + item * net->width;
      size_t n = 0;

      memset (sums, 0, net->width * sizeof *sums);
      self->items.scales[item] = 0;
      if (self->item_pairs[item] == self->item_pairs[item + 1])
        continue;
      for (size_t i = rows->start[item]; i < rows->start[item + 1]; i++)
        if (self->slots[rows->column[i]] == NOWHERE)
          {
            add_scaled (sums + self->first, 1, table + rows->column[i] * net->width, self->width);
            n++;
          }
      self->items.scales[item] = n > 0 ? 1 / sqrtf (n) : 0;
      scale (sums, self->items.scales[item], net->width);
      att_cfnet_forward (net, ITEM, self->training.halves, sums, self->items.out + item * 2 * net->config.n_factors);
    }
}

/* forth, and back to the user, by user */
static ATT_NUM_WIDE void
pairs_by_user (void *data, size_t part)
{
  const Step *step = data;
  AttCfnetTrainer *self = step->self;
  const AttCfnet *net = self->net;
  const AttCfnetHalves halves = self->training.halves;
  const size_t k = net->config.n_factors, n_second = net->n_second;
  const float *params = net->params;
  float *grad = self->part_grads + part * n_dense (net), *grad_z = grad + (net->w_z - net->dense);
  float *grad_m = grad + (net->w_m - net->dense), *grad_0 = grad + (net->w0 - net->dense);
  float *grad_N = grad + (net->N - net->dense), *grad_d = grad + (net->d - net->dense);
  float transposed[128 * 64];
  double loss = 0;

  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j < n_second; j++)
      transposed[j * k + i] = params[net->N + i * n_second + j];
  memset (grad, 0, n_dense (net) * sizeof *grad);
  for (size_t slot = step->n * part / N_PARTS; slot < step->n * (part + 1) / N_PARTS; slot++)
    {
      const float *user = self->users.out + slot * 2 * k;
      float *by_user = self->users.grad + slot * 2 * k;

      memset (by_user, 0, 2 * k * sizeof *by_user);
      for (size_t pair = self->pairs[slot]; pair < self->pairs[slot + 1]; pair++)
        {
          const float *item = self->items.out + self->pair_item[pair] * 2 * k;
          const float label = self->pair_slope[pair];
          float hidden[2 * 128], by_second[128 / 2], *by_first = self->pair_hidden + pair * k;
          const float logit = att_cfnet_match (net, halves, user, item, hidden);
          const float slope = (1 / (1 + expf (-logit)) - label) / self->n_pairs;

          loss += log1p (exp (-fabs (logit))) + fmax (0, label > 0 ? -logit : logit);
          self->pair_slope[pair] = slope;
          if (halves & ATT_CFNET_REPRESENTATION)
            {
              for (size_t i = 0; i < k; i++)
                {
                  grad_z[i] += slope * user[i] * item[i];
                  by_user[i] += slope * params[net->w_z + i] * item[i];
                }
              grad_0[0] += slope;
            }
          if (halves & ATT_CFNET_MATCHING)
            {
              for (size_t i = 0; i < n_second; i++)
                by_second[i] = hidden[k + i] > 0 ? slope * params[net->w_m + i] : 0;
              add_scaled (grad_m, slope, hidden + k, n_second);
              add_scaled (grad_d, 1, by_second, n_second);
              for (size_t i = 0; i < k; i++)
                add_scaled (grad_N + i * n_second, hidden[i], by_second, n_second);
              memset (by_first, 0, k * sizeof *by_first);
              add_product (by_first, transposed, by_second, n_second, k);
              for (size_t i = 0; i < k; i++)
                by_first[i] = hidden[i] > 0 ? by_first[i] : 0;
              add_scaled (by_user + k, 1, by_first, k);
              grad_0[1] += slope;
            }
        }
    }
  self->losses[part] = loss;
}

/* back to the item, and on through it */
static ATT_NUM_WIDE void
items_backward (void *data, size_t part)
{
  const Step *step = data;
  AttCfnetTrainer *self = step->self;
  const AttCfnet *net = self->net;
  const size_t k = net->config.n_factors;
  const float *w_z = net->params + net->w_z;
  float *grad = self->part_grads + part * n_dense (net);

  for (size_t item = net->n_items * part / N_PARTS; item < net->n_items * (part + 1) / N_PARTS; item++)
    {
      float *by_item = self->items.grad + item * 2 * k, *sums = self->items.sums + item * net->width;

      if (self->item_pairs[item] == self->item_pairs[item + 1])
        continue;
      memset (by_item, 0, 2 * k * sizeof *by_item);
      for (size_t i = self->item_pairs[item]; i < self->item_pairs[item + 1]; i++)
        {
          const uint32_t pair = self->sorted[i];

          if (self->training.halves & ATT_CFNET_REPRESENTATION)
            add_scaled (by_item, self->pair_slope[pair], self->users.out + self->pair_user[pair] * 2 * k, k);
          if (self->training.halves & ATT_CFNET_MATCHING)
            add_scaled (by_item + k, 1, self->pair_hidden + pair * k, k);
        }
      for (size_t i = 0; i < k; i++)
        by_item[i] *= w_z[i];
      att_cfnet_backward (net, ITEM, self->training.halves, sums, self->items.out + item * 2 * k, by_item, grad);
      scale (sums, self->items.scales[item], net->width);
    }
}

static ATT_NUM_WIDE void
users_backward (void *data, size_t part)
{
  const Step *step = data;
  AttCfnetTrainer *self = step->self;
  const AttCfnet *net = self->net;
  const size_t k = net->config.n_factors;

  for (size_t slot = step->n * part / N_PARTS; slot < step->n * (part + 1) / N_PARTS; slot++)
    {
      float *sums = self->users.sums + slot * net->width;

      att_cfnet_backward (net, USER, self->training.halves, sums, self->users.out + slot * 2 * k,
                          self->users.grad + slot * 2 * k, self->part_grads + part * n_dense (net));
      scale (sums, self->users.scales[slot], net->width);
    }
}

static ATT_NUM_WIDE void
tables_backward (void *data, size_t part)
{
  const Step *step = data;
  AttCfnetTrainer *self = step->self;
  const AttCfnet *net = self->net;
  const AttCsr *by_item = self->by_item, *by_user = self->by_user;

  for (size_t item = net->n_items * part / N_PARTS; item < net->n_items * (part + 1) / N_PARTS; item++)
    {
      float *row = self->grad + net->sides[USER].table + item * net->width;

      memset (row, 0, net->width * sizeof *row);
      for (size_t i = by_item->start[item]; i < by_item->start[item + 1]; i++)
        {
          const uint32_t user = by_item->column[i], slot = self->slots[user];

          if (slot != NOWHERE && keeps (self, user, item))
            add_scaled (row + self->first, 1, self->users.sums + slot * net->width + self->first, self->width);
        }
    }
  for (size_t user = net->n_users * part / N_PARTS; user < net->n_users * (part + 1) / N_PARTS; user++)
    {
      float *row = self->grad + net->sides[ITEM].table + user * net->width;

      memset (row, 0, net->width * sizeof *row);
      for (size_t i = by_user->start[user]; i < by_user->start[user + 1] && self->slots[user] == NOWHERE; i++)
        add_scaled (row + self->first, 1, self->items.sums + by_user->column[i] * net->width + self->first, self->width);
    }
}

/* the gradient of a batch, into self->grad; adds to @loss and @n */
static AttNumStatus
run_batch (AttCfnetTrainer *self, size_t from, double *loss, size_t *n_asked)
{
  const size_t left = self->by_user->n_rows - from, dense = n_dense (self->net);
  Step step = { self, self->order + from, left < self->n_batch ? left : self->n_batch };
  const int n_threads = self->training.n_threads;
  float *grad = self->grad + self->net->dense;

  self->key = mix (self->training.seed + (self->epoch << 32) + from);
  count_pairs (self, step.batch, step.n);
  if (!reserve_pairs (self))
    return ATT_NUM_NO_MEMORY;
  draw_pairs (self, step.batch, step.n);
  for (size_t slot = 0; slot < step.n; slot++)
    self->slots[step.batch[slot]] = slot;
  att_parallel_run (n_threads, N_PARTS, users_forward, &step);
  att_parallel_run (n_threads, N_PARTS, items_forward, &step);
  att_parallel_run (n_threads, N_PARTS, pairs_by_user, &step);
  att_parallel_run (n_threads, N_PARTS, items_backward, &step);
  att_parallel_run (n_threads, N_PARTS, users_backward, &step);
  att_parallel_run (n_threads, N_PARTS, tables_backward, &step);
  for (size_t slot = 0; slot < step.n; slot++)
    self->slots[step.batch[slot]] = NOWHERE;
  memset (grad, 0, dense * sizeof *grad);
  for (size_t part = 0; part < N_PARTS; part++)
    {
      for (size_t i = 0; i < dense; i++)
        grad[i] += self->part_grads[part * dense + i];
      *loss += self->losses[part];
    }
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
