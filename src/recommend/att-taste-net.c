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
#define PATIENCE 2       /* looks without gain */
#define MOST_EPOCHS 60
#define LEARNING_RATE 0.003
#define DROPOUT 0.3
#define MOST_TICKED 4
#define TICKED_ONE_IN 4

struct _AttTasteNet {
  AttMlp *mlp;
  guint n_items, n_genres;
  guint n_known;
  gint32 *known;    /* item of an output; -1: gone */
};

typedef struct {
  AttTasteNet *net;
  const AttCsr *users, *content;
  AttMlpTrainer *trainer;
  AttRandom random;
  float *inputs, *targets; /* BATCH rows */
  guint32 *items;          /* of one user */
  int *outputs;            /* output of an item, or -1 */
} Training;

void
att_taste_net_free (AttTasteNet *self)
{
  if (self == NULL)
    return;
  att_mlp_free (self->mlp);
  g_free (self->known);
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

/* as if the few heaviest had been ticked */
static void
tick (const AttTasteNet *net, float *genres, guint n)
{
  AttNumHit hits[MOST_TICKED];
  const gsize n_hits = att_num_top_k (hits, n, genres, net->n_genres);

  memset (genres, 0, net->n_genres * sizeof *genres);
  for (gsize h = 0; h < n_hits; h++)
    genres[hits[h].index] = hits[h].score > 0;
}

/* A row of the batch: a part of the user's items is what is known, the others are asked for. FALSE: they say nothing */
static gboolean
add_row (Training *self, guint user, guint row)
{
  const AttTasteNet *net = self->net;
  float *input = self->inputs + row * net->n_genres, *target = self->targets + row * net->n_known;
  gsize n = 0;
  guint n_shown;

  for (gsize i = self->users->start[user]; i < self->users->start[user + 1]; i++)
    if (self->outputs[self->users->column[i]] >= 0)
      self->items[n++] = self->users->column[i];
  if (n < 2)
    return FALSE;
  att_random_shuffle (&self->random, self->items, n);
  n_shown = 1 + att_random_below (&self->random, n - 1);
  att_taste_net_genres (self->content, input, self->items, n_shown);
  if (att_random_below (&self->random, TICKED_ONE_IN) == 0)
    tick (net, input, 1 + att_random_below (&self->random, MOST_TICKED));
  memset (target, 0, net->n_known * sizeof *target);
  for (guint i = n_shown; i < n; i++)
    target[self->outputs[self->items[i]]] = 1.0 / (n - n_shown);
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
begin (Training *self, const float *n_users)
{
  AttTasteNet *net = self->net;
  float *W, *biases;

  att_mlp_randomise (net->mlp, &self->random);
  W = att_mlp_get_weights (net->mlp, 1);
  biases = att_mlp_get_biases (net->mlp, 1);
  for (guint i = 0; i < N_HIDDEN * net->n_known; i++)
    W[i] *= 0.1;
  for (guint i = 0; i < net->n_known; i++)
    biases[i] = log (n_users[net->known[i]]);
}

/* no outputs, and no numbers yet; NULL: it cannot be */
static AttTasteNet *
make (guint n_genres, guint n_known, guint n_items)
{
  const AttMlpConfig config = { 2, { n_genres, N_HIDDEN, n_known }, ATT_MLP_SOFTMAX };
  AttTasteNet *self;
  AttMlp *mlp;

  if (n_genres > ATT_TASTE_NET_MOST_GENRES || n_known > ATT_TASTE_NET_MOST_ITEMS ||
      att_mlp_new (&config, &mlp) != ATT_NUM_OK)
    return NULL;
  self = g_new0 (AttTasteNet, 1);
  *self = (AttTasteNet){ mlp, n_items, n_genres, n_known, g_new (gint32, n_known) };
  return self;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  return *(const gint32 *) a - *(const gint32 *) b;
}

AttTasteNet *
att_taste_net_train (const AttCsr *users, const AttCsr *content, guint64 seed, GCancellable *cancellable)
{
  const AttMlpTrainerConfig training = { LEARNING_RATE, 0, 0, DROPOUT };
  const gsize n_items = users->n_cols;
  g_autofree float *n_users = g_new (float, n_items + 1);
  g_autofree AttNumHit *best = g_new (AttNumHit, ATT_TASTE_NET_MOST_ITEMS);
  g_autoptr (AttTasteNet) self = NULL;
  Training run_data = { NULL, users, content };
  gsize n_known;
  gboolean ok;

  for (gsize i = 0; i < n_items; i++)
    n_users[i] = NAN;
  for (gsize i = 0; i < att_csr_n_entries (users); i++)
    n_users[users->column[i]] = fmaxf (n_users[users->column[i]], 0) + 1;
  n_known = att_num_top_k (best, ATT_TASTE_NET_MOST_ITEMS, n_users, n_items);
  self = users->n_rows >= LEAST_USERS ? make (content->n_cols, n_known, n_items) : NULL;
  if (self == NULL)
    return NULL;
  for (gsize i = 0; i < n_known; i++)
    self->known[i] = best[i].index;
  qsort (self->known, n_known, sizeof *self->known, compare_items);
  run_data.net = self;
  att_random_init (&run_data.random, seed);
  begin (&run_data, n_users);
  if (att_mlp_trainer_new (self->mlp, &training, &run_data.trainer) != ATT_NUM_OK)
    return NULL;
  run_data.inputs = g_new (float, (gsize) BATCH * self->n_genres + 1);
  run_data.targets = g_new (float, (gsize) BATCH * self->n_known + 1);
  run_data.items = g_new (guint32, n_items + 1);
  run_data.outputs = g_new (int, n_items + 1);
  for (gsize i = 0; i < n_items; i++)
    run_data.outputs[i] = -1;
  for (gsize i = 0; i < n_known; i++)
    run_data.outputs[self->known[i]] = i;
  ok = run (&run_data, seed, cancellable);
  att_mlp_trainer_free (run_data.trainer);
  g_free (run_data.inputs);
  g_free (run_data.targets);
  g_free (run_data.items);
  g_free (run_data.outputs);
  return ok ? g_steal_pointer (&self) : NULL;
}

const float *
att_taste_net_get_params (const AttTasteNet *self, gsize *n_params)
{
  *n_params = att_mlp_get_n_params (self->mlp);
  return att_mlp_get_params (self->mlp);
}

const gint32 *
att_taste_net_get_items (const AttTasteNet *self, guint *n_known)
{
  *n_known = self->n_known;
  return self->known;
}

AttTasteNet *
att_taste_net_new_trained (guint n_genres, const gint32 *items, guint n_known, guint n_items, const float *params,
                           gsize n_params)
{
  g_autoptr (AttTasteNet) self = make (n_genres, n_known, n_items);

  if (self == NULL || att_mlp_get_n_params (self->mlp) != n_params)
    return NULL;
  memcpy (self->known, items, n_known * sizeof *items);
  memcpy (att_mlp_get_params (self->mlp), params, n_params * sizeof *params);
  return g_steal_pointer (&self);
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
    if (self->known[i] >= 0)
      scores[self->known[i]] = log (MAX (chances[i], G_MINFLOAT));
}
