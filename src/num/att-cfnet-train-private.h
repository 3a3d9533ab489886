/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cfnet-train-private.h - for att-cfnet-train.c and att-cfnet-step.c only
 */
#pragma once

#include "att-cfnet-private.h"
#include "att-optimizer.h"

#define ATT_CFNET_PARTS 16 /* of a step's work; each has its own sums */
#define ATT_CFNET_NOWHERE UINT32_MAX

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
  uint32_t *slots;      /* per user: place in the batch, or ATT_CFNET_NOWHERE */
  size_t *pairs;        /* per place in the batch: its first pair; one more */
  size_t *item_pairs;   /* per item: its first place in sorted; one more */
  uint32_t *pair_item;
  uint32_t *sorted;     /* pairs by item */
  uint32_t *pair_user;  /* place in the batch */
  float *pair_slope;    /* of the loss by the logit */
  float *pair_hidden;   /* n_factors: by the first layer of the matching half */
  Crowd users, items;
  float *grad;
  float *part_grads;    /* ATT_CFNET_PARTS × dense weights */
  double losses[ATT_CFNET_PARTS];
};

/* The gradient by users of whom the pairs are drawn, @n of them, into self->grad; the losses of the parts */
void att_cfnet_trainer_step (AttCfnetTrainer *self, const uint32_t *batch, size_t n);

static inline size_t
n_dense (const AttCfnet *net)
{
  return net->n_params - net->dense;
}

static inline uint64_t
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
