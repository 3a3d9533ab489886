/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A step: the users of the batch are parted into rows and questions; users and items forth; all pairs forth and back, by
 * user; what they say of the items, by item; users and items back; and rows of the tables, each the sum over those who
 * have it in their row. Each of these has its sums in a fixed order, whoever makes them.
 */
#include <math.h>
#include <stdlib.h>

#include "att-cfnet-train-private.h"
#include "att-parallel.h"

#define N_PARTS ATT_CFNET_PARTS
#define NOWHERE ATT_CFNET_NOWHERE

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

/* of some pairs of a user: forth, and back to the user; @n of them count. Returns their loss. */
static inline __attribute__ ((always_inline)) double
pairs_of_user (AttCfnetTrainer *self, size_t pair, size_t n, const float *transposed, const float *user, float *by_user,
               float *grad)
{
  const AttCfnet *net = self->net;
  const AttCfnetHalves halves = self->training.halves;
  const size_t k = net->config.n_factors, n_second = net->n_second;
  const float *params = net->params, *items[ATT_CFNET_ROWS], *hidden_rows[ATT_CFNET_ROWS], *second_rows[ATT_CFNET_ROWS];
  float *grad_z = grad + (net->w_z - net->dense), *grad_m = grad + (net->w_m - net->dense);
  float *grad_0 = grad + (net->w0 - net->dense), *grad_d = grad + (net->d - net->dense);
  float hidden[ATT_CFNET_ROWS][2 * ATT_CFNET_MAX_FACTORS], by_second[ATT_CFNET_ROWS][ATT_CFNET_MAX_FACTORS / 2];
  float by_first[ATT_CFNET_ROWS][ATT_CFNET_MAX_FACTORS], *first_rows[ATT_CFNET_ROWS], logits[ATT_CFNET_ROWS];
  double loss = 0;

  for (size_t r = 0; r < ATT_CFNET_ROWS; r++)
    {
      items[r] = self->items.out + self->pair_item[pair + (r < n ? r : 0)] * 2 * k;
      hidden_rows[r] = hidden[r];
      second_rows[r] = by_second[r];
      first_rows[r] = by_first[r];
    }
  att_cfnet_match (net, halves, user, items, hidden, logits);
  for (size_t r = 0; r < n; r++)
    {
      const float label = self->pair_slope[pair + r], slope = (1 / (1 + expf (-logits[r])) - label) / self->n_pairs;

      loss += log1p (exp (-fabs (logits[r]))) + fmax (0, label > 0 ? -logits[r] : logits[r]);
      self->pair_slope[pair + r] = slope;
      if (halves & ATT_CFNET_REPRESENTATION)
        {
          for (size_t i = 0; i < k; i++)
            {
              grad_z[i] += slope * user[i] * items[r][i];
              by_user[i] += slope * params[net->w_z + i] * items[r][i];
            }
          grad_0[0] += slope;
        }
      if (halves & ATT_CFNET_MATCHING)
        {
          for (size_t i = 0; i < n_second; i++)
            by_second[r][i] = hidden[r][k + i] > 0 ? slope * params[net->w_m + i] : 0;
          add_scaled (grad_m, slope, hidden[r] + k, n_second);
          add_scaled (grad_d, 1, by_second[r], n_second);
          grad_0[1] += slope;
        }
    }
  if (!(halves & ATT_CFNET_MATCHING))
    return loss;
  for (size_t r = n; r < ATT_CFNET_ROWS; r++)
    memset (by_second[r], 0, n_second * sizeof (float));
  memset (by_first, 0, sizeof by_first);
  add_outer (grad + (net->N - net->dense), hidden_rows, second_rows, k, n_second);
  add_products (first_rows, transposed, second_rows, n_second, k);
  for (size_t r = 0; r < n; r++)
    {
      for (size_t i = 0; i < k; i++)
        by_first[r][i] = hidden[r][i] > 0 ? by_first[r][i] : 0;
      memcpy (self->pair_hidden + (pair + r) * k, by_first[r], k * sizeof (float));
      add_scaled (by_user + k, 1, by_first[r], k);
    }
  return loss;
}

static ATT_NUM_WIDE void
pairs_by_user (void *data, size_t part)
{
  const Step *step = data;
  AttCfnetTrainer *self = step->self;
  const AttCfnet *net = self->net;
  const size_t k = net->config.n_factors;
  float *grad = self->part_grads + part * n_dense (net), transposed[ATT_CFNET_MAX_FACTORS * ATT_CFNET_MAX_FACTORS / 2];
  double loss = 0;

  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j < net->n_second; j++)
      transposed[j * k + i] = net->params[net->N + i * net->n_second + j];
  memset (grad, 0, n_dense (net) * sizeof *grad);
  for (size_t slot = step->n * part / N_PARTS; slot < step->n * (part + 1) / N_PARTS; slot++)
    {
      const size_t end = self->pairs[slot + 1];
      float *by_user = self->users.grad + slot * 2 * k;

      memset (by_user, 0, 2 * k * sizeof *by_user);
      for (size_t pair = self->pairs[slot]; pair < end; pair += ATT_CFNET_ROWS)
        loss += pairs_of_user (self, pair, end - pair < ATT_CFNET_ROWS ? end - pair : ATT_CFNET_ROWS, transposed,
                               self->users.out + slot * 2 * k, by_user, grad);
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

void
att_cfnet_trainer_step (AttCfnetTrainer *self, const uint32_t *batch, size_t n)
{
  Step step = { self, batch, n };
  const size_t dense = n_dense (self->net);
  const int n_threads = self->training.n_threads;
  float *grad = self->grad + self->net->dense;

  for (size_t slot = 0; slot < n; slot++)
    self->slots[batch[slot]] = slot;
  att_parallel_run (n_threads, N_PARTS, users_forward, &step);
  att_parallel_run (n_threads, N_PARTS, items_forward, &step);
  att_parallel_run (n_threads, N_PARTS, pairs_by_user, &step);
  att_parallel_run (n_threads, N_PARTS, items_backward, &step);
  att_parallel_run (n_threads, N_PARTS, users_backward, &step);
  att_parallel_run (n_threads, N_PARTS, tables_backward, &step);
  for (size_t slot = 0; slot < n; slot++)
    self->slots[batch[slot]] = NOWHERE;
  memset (grad, 0, dense * sizeof *grad);
  for (size_t part = 0; part < N_PARTS; part++)
    add_scaled (grad, 1, self->part_grads + part * dense, dense);
}
