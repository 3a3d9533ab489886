/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-taste-net.h"

#include <math.h>
#include <string.h>

#include "att-distance.h"
#include "att-mlp.h"
#include "att-random.h"

#define LEAST_USERS 20
#define N_HIDDEN 64
#define BATCH 16
#define JUDGES 10       /* one user in so many judges */
#define EPOCHS 3        /* between two looks */
#define PATIENCE 2      /* looks without gain */
#define MOST_EPOCHS 60
#define LEARNING_RATE 0.003
#define DROPOUT 0.3

struct _AttTasteNet {
  AttMlp *mlp;
  guint n_items, n_genres;
  guint n_known;
  guint32 *known;   /* item of an output */
  int *outputs;     /* output of an item, or -1 */
};

typedef struct {
  AttTasteNet *net;
  const AttCsr *users, *content;
  AttMlpTrainer *trainer;
  AttRandom random;
  float *inputs, *targets; /* BATCH rows */
  guint32 *items;          /* of one user */
} Training;

void
att_taste_net_free (AttTasteNet *self)
{
  if (self == NULL)
    return;
  att_mlp_free (self->mlp);
  g_free (self->known);
  g_free (self->outputs);
  g_free (self);
}

void
att_taste_net_genres (const AttCsr *content, float *genres, const guint32 *items, gsize n)
{
  memset (genres, 0, content->n_cols * sizeof *genres);
  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;

      for (gsize e = content->start[items[i]]; e < content->start[items[i] + 1]; e++)
        sum += content->value[e];
      for (gsize e = content->start[items[i]]; e < content->start[items[i] + 1]; e++)
        genres[content->column[e]] += content->value[e] / sum;
    }
}

/* roots of shares: length 1, and what is rare among a listener's genres is still seen */
static gboolean
make_input (const AttTasteNet *self, float *input, const float *genres)
{
  double sum = 0;

  for (guint g = 0; g < self->n_genres; g++)
    sum += genres[g];
  for (guint g = 0; g < self->n_genres; g++)
    input[g] = sum > 0 ? sqrt (genres[g] / sum * self->n_genres) : 0;
  return sum > 0;
}

/* A row of the batch: a part of the user's items is what is known, the others are asked for. FALSE: they say nothing */
static gboolean
add_row (Training *self, guint user, guint row)
{
  const AttTasteNet *net = self->net;
  const gsize start = self->users->start[user], n = att_csr_row_length (self->users, user);
  float *input = self->inputs + row * net->n_genres, *target = self->targets + row * net->n_known;
  guint n_shown;

  if (n < 2)
    return FALSE;
  memcpy (self->items, self->users->column + start, n * sizeof *self->items);
  att_random_shuffle (&self->random, self->items, n);
  n_shown = 1 + att_random_below (&self->random, n - 1);
  att_taste_net_genres (self->content, input, self->items, n_shown);
  memset (target, 0, net->n_known * sizeof *target);
  for (guint i = n_shown; i < n; i++)
    target[net->outputs[self->items[i]]] = 1.0 / (n - n_shown);
  return make_input (net, input, input);
}

/* of the judges, always the same questions */
static double
judge (Training *self, guint64 seed)
{
  double loss = 0;
  guint n = 0;

  att_random_init (&self->random, seed);
  for (guint u = 0; u < self->users->n_rows; u += JUDGES)
    if (add_row (self, u, 0))
      {
        loss += att_mlp_loss (self->net->mlp, self->inputs, self->targets, 1);
        n++;
      }
  return n > 0 ? loss / n : 0;
}

static void
run_epoch (Training *self, guint epoch, guint64 seed, guint32 *order)
{
  guint n_order = 0, n = 0;

  for (guint u = 0; u < self->users->n_rows; u++)
    if (u % JUDGES != 0)
      order[n_order++] = u;
  att_random_init (&self->random, seed + epoch);
  att_random_shuffle (&self->random, order, n_order);
  for (guint i = 0; i < n_order; i++)
    {
      n += add_row (self, order[i], n);
      if (n == BATCH || (i + 1 == n_order && n > 0))
        {
          att_mlp_trainer_step (self->trainer, self->inputs, self->targets, n, &self->random);
          n = 0;
        }
    }
}

/* FALSE: cancelled */
static gboolean
run (Training *self, guint64 seed, GCancellable *cancellable)
{
  const gsize size = att_mlp_get_n_params (self->net->mlp) * sizeof (float);
  float *params = att_mlp_get_params (self->net->mlp);
  g_autofree float *best = g_memdup2 (params, size);
  g_autofree guint32 *order = g_new (guint32, self->users->n_rows);
  double least = judge (self, seed);
  guint n_worse = 0;

  for (guint epoch = 1; epoch <= MOST_EPOCHS && n_worse < PATIENCE; epoch++)
    {
      double loss;

      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      run_epoch (self, epoch, seed, order);
      if (epoch % EPOCHS != 0)
        continue;
      loss = judge (self, seed);
      g_debug ("genre-net: epoch %u: loss %.4f", epoch, loss);
      n_worse++;
      if (loss < least)
        {
          least = loss;
          n_worse = 0;
          memcpy (best, params, size);
        }
    }
  memcpy (params, best, size);
  return TRUE;
}

/* to begin with, what many play: the biases are logarithms of the listeners */
static void
begin (AttTasteNet *self, const AttCsr *users, AttRandom *random)
{
  float *W, *biases;

  att_mlp_randomise (self->mlp, random);
  W = att_mlp_get_weights (self->mlp, 1);
  biases = att_mlp_get_biases (self->mlp, 1);
  for (guint i = 0; i < N_HIDDEN * self->n_known; i++)
    W[i] *= 0.1;
  for (gsize i = 0; i < att_csr_n_entries (users); i++)
    biases[self->outputs[users->column[i]]]++;
  for (guint i = 0; i < self->n_known; i++)
    biases[i] = log (biases[i]);
}

AttTasteNet *
att_taste_net_train (const AttCsr *users, const AttCsr *content, guint64 seed, GCancellable *cancellable)
{
  const AttMlpTrainerConfig training = { LEARNING_RATE, 0, 0, DROPOUT };
  g_autoptr (AttTasteNet) self = g_new0 (AttTasteNet, 1);
  AttMlpConfig config = { 2, { content->n_cols, N_HIDDEN, 0 }, ATT_MLP_SOFTMAX };
  Training run_data = { self, users, content };
  gboolean ok;

  self->n_items = users->n_cols;
  self->n_genres = content->n_cols;
  self->known = g_new (guint32, self->n_items + 1);
  self->outputs = g_new (int, self->n_items + 1);
  for (guint i = 0; i < self->n_items; i++)
    self->outputs[i] = -1;
  for (gsize i = 0; i < att_csr_n_entries (users); i++)
    self->outputs[users->column[i]] = 0;
  for (guint i = 0; i < self->n_items; i++)
    if (self->outputs[i] == 0)
      {
        self->outputs[i] = self->n_known;
        self->known[self->n_known++] = i;
      }
  config.sizes[2] = self->n_known;
  if (users->n_rows < LEAST_USERS || att_mlp_new (&config, &self->mlp) != ATT_NUM_OK)
    return NULL;
  att_random_init (&run_data.random, seed);
  begin (self, users, &run_data.random);
  if (att_mlp_trainer_new (self->mlp, &training, &run_data.trainer) != ATT_NUM_OK)
    return NULL;
  run_data.inputs = g_new (float, (gsize) BATCH * self->n_genres + 1);
  run_data.targets = g_new (float, (gsize) BATCH * self->n_known + 1);
  run_data.items = g_new (guint32, self->n_items + 1);
  ok = run (&run_data, seed, cancellable);
  att_mlp_trainer_free (run_data.trainer);
  g_free (run_data.inputs);
  g_free (run_data.targets);
  g_free (run_data.items);
  return ok ? g_steal_pointer (&self) : NULL;
}

void
att_taste_net_score (const AttTasteNet *self, float *scores, const float *genres)
{
  g_autofree float *input = g_new (float, self->n_genres + 1), *chances = g_new (float, self->n_known + 1);

  for (guint i = 0; i < self->n_items; i++)
    scores[i] = NAN;
  if (!make_input (self, input, genres))
    return;
  att_mlp_predict (self->mlp, chances, input);
  for (guint i = 0; i < self->n_known; i++)
    scores[self->known[i]] = log (MAX (chances[i], G_MINFLOAT));
}
