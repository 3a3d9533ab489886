/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All models together: a weighted sum of what each says of an item, as it is and as a logarithm, both standardised among
 * the user's scores. How many listen to an item is no term of its own: how well-known what is held out is, is
 * how it was drawn.
 *
 * The weights are those by which a softmax among an item that was held out and others, drawn, finds it most likely; the
 * parts are then trained on everything with the settings they had found. Should a part alone rank the held-out items
 * better, it is taken alone.
 *
 * Source  stacking: D. Wolpert, Neural Networks 5 (1992); the softmax: Z. Cao et al., "Learning to rank: from pairwise
 *         approach to listwise approach", ICML 2007; its maximum by Newton's steps.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "att-cholesky.h"
#include "att-random.h"
#include "att-ranker.h"

#define N_PARTS 5
#define N_FEATURES (2 * N_PARTS)
#define N_OTHERS 100     /* in a list with what was held out */
#define MOST_LISTS 4000  /* of evenly chosen users: all items are scored for each */
#define MOST_JUDGED 1000 /* held-out items */
#define UNHEARD 0.5      /* of the loss is among what the user has not heard */
#define RIDGE 1e-3
#define N_STEPS 20
#define LEAST_SHARE 0.02 /* of the highest score, added before a logarithm */

static const AttRankerClass *const part_classes[N_PARTS] = {
  &att_ranker_als_class, &att_ranker_ease_class, &att_ranker_item_knn_class, &att_ranker_user_knn_class,
  &att_ranker_deepcf_class,
};

typedef struct {
  gsize n_items;
  AttRanker *parts[N_PARTS]; /* NULL: there was no memory for it */
  gboolean *known;           /* per item: anybody listens to it */
  float *scores;             /* n_items, for one part */
} Parts;

typedef struct {
  AttRanker base;
  Parts parts;
  double weights[N_FEATURES];
  float *features;           /* n_items * N_FEATURES */
} Hybrid;

/* --- the parts --- */

static void
parts_clear (Parts *self)
{
  for (int p = 0; p < N_PARTS; p++)
    if (self->parts[p] != NULL)
      self->parts[p]->cls->free (self->parts[p]);
  g_free (self->known);
  g_free (self->scores);
}

/* @like: nullable. FALSE: cancelled, or there are none */
static gboolean
parts_train (Parts *self, const AttRankerTask *task, const Parts *like)
{
  const AttCsr *matrix = task->matrix;
  gboolean any = FALSE;

  *self = (Parts) { .n_items = matrix->n_cols };
  for (int p = 0; p < N_PARTS; p++)
    {
      AttRankerTask own = *task;

      own.like = like != NULL ? like->parts[p] : NULL;
      if (like == NULL || own.like != NULL)
        self->parts[p] = part_classes[p]->train (&own);
      any |= self->parts[p] != NULL;
    }
  self->known = g_new0 (gboolean, self->n_items + 1);
  self->scores = g_new (float, self->n_items + 1);
  for (gsize i = 0; i < att_csr_n_entries (matrix); i++)
    self->known[matrix->column[i]] = TRUE;
  return any && !g_cancellable_is_cancelled (task->cancellable);
}

/* one feature of all items, of the mean 0 and the deviation 1; 0 where nothing is known */
static void
put_feature (float *features, int feature, const float *scores, gsize n)
{
  double sum = 0, squares = 0, mean, scale;
  gsize known = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (scores[i]))
      {
        sum += scores[i];
        squares += (double) scores[i] * scores[i];
        known++;
      }
  mean = known > 0 ? sum / known : 0;
  scale = known > 0 ? sqrt (MAX (0, squares / known - mean * mean)) : 0;
  for (gsize i = 0; i < n; i++)
    features[i * N_FEATURES + feature] = scale > 1e-6 * fabs (mean) && !isnan (scores[i]) ? (scores[i] - mean) / scale : 0;
}

static void
parts_get_features (const Parts *self, guint user, float *features)
{
  const gsize n = self->n_items;

  memset (features, 0, n * N_FEATURES * sizeof *features);
  for (int p = 0; p < N_PARTS; p++)
    {
      float most = 0;

      if (self->parts[p] == NULL)
        continue;
      self->parts[p]->cls->score (self->parts[p], user, self->scores);
      put_feature (features, 2 * p, self->scores, n);
      for (gsize i = 0; i < n; i++)
        most = isnan (self->scores[i]) ? most : MAX (most, self->scores[i]);
      if (most <= 0)
        continue;
      for (gsize i = 0; i < n; i++)
        self->scores[i] = isnan (self->scores[i]) ? NAN : logf (MAX (0, self->scores[i]) / most + LEAST_SHARE);
      put_feature (features, 2 * p + 1, self->scores, n);
    }
}

/* --- the weights --- */

typedef struct {
  double weight;
  guint n;                                /* the item that was held out, and others */
  gboolean heard[1 + N_OTHERS];
  float features[1 + N_OTHERS][N_FEATURES];
} List;

static void
fill_list (List *self, const AttHoldout *holdout, const Parts *parts, guint user, gsize target, const float *features,
           AttRandom *random)
{
  const AttCsr *targets = holdout->targets, *rest = holdout->rest;
  const guint32 *own = targets->column + targets->start[user], *heard = rest->column + rest->start[user];

  self->weight = targets->value[target];
  self->n = 0;
  for (guint i = 0; i <= N_OTHERS; i++)
    {
      const guint32 item = i == 0 ? targets->column[target] : att_random_below (random, parts->n_items);
      gboolean is_own = FALSE;

      for (gsize t = 0; t < att_csr_row_length (targets, user); t++)
        is_own |= own[t] == item;
      if (i > 0 && (is_own || !parts->known[item]))
        continue;
      self->heard[self->n] = FALSE;
      for (gsize h = 0; h < att_csr_row_length (rest, user); h++)
        self->heard[self->n] |= heard[h] == item;
      memcpy (self->features[self->n++], features + item * N_FEATURES, N_FEATURES * sizeof (float));
    }
}

/* how many users have about @n of the targets */
static gsize
count_users (const AttHoldout *holdout, gsize n)
{
  const gsize n_users = holdout->targets->n_rows, n_targets = att_csr_n_entries (holdout->targets);

  return n_targets > n ? MAX (1, n_users * n / n_targets) : n_users;
}

static GArray *
make_lists (const AttHoldout *holdout, const Parts *parts, guint64 seed)
{
  const AttCsr *targets = holdout->targets;
  const gsize n = count_users (holdout, MOST_LISTS);
  GArray *lists = g_array_new (FALSE, FALSE, sizeof (List));
  g_autofree float *features = g_new (float, parts->n_items * N_FEATURES + 1);
  AttRandom random;

  att_random_init (&random, seed);
  for (gsize number = 0; number < n; number++)
    {
      const gsize user = targets->n_rows * number / n;

      if (att_csr_row_length (targets, user) > 0)
        parts_get_features (parts, user, features);
      for (gsize t = targets->start[user]; t < targets->start[user + 1]; t++)
        if (parts->known[targets->column[t]])
          {
            g_array_set_size (lists, lists->len + 1);
            fill_list (&g_array_index (lists, List, lists->len - 1), holdout, parts, user, t, features, &random);
          }
    }
  return lists;
}

/* The loss of a softmax, and added to its gradient and the second derivatives */
static double
add_softmax (const List *list, const double *scores, gboolean unheard, double weight, double *gradient, double *curvature)
{
  double most = scores[0], sum = 0, mean[N_FEATURES] = { 0 };

  for (guint i = 0; i < list->n; i++)
    if (!unheard || !list->heard[i])
      most = MAX (most, scores[i]);
  for (guint i = 0; i < list->n; i++)
    if (!unheard || !list->heard[i])
      sum += exp (scores[i] - most);
  for (guint i = 0; i < list->n; i++)
    {
      const double chance = !unheard || !list->heard[i] ? exp (scores[i] - most) / sum : 0;

      for (int f = 0; f < N_FEATURES; f++)
        {
          mean[f] += chance * list->features[i][f];
          for (int g = 0; g <= f; g++)
            curvature[f * N_FEATURES + g] += weight * chance * list->features[i][f] * list->features[i][g];
        }
    }
  for (int f = 0; f < N_FEATURES; f++)
    {
      gradient[f] += weight * (mean[f] - list->features[0][f]);
      for (int g = 0; g <= f; g++)
        curvature[f * N_FEATURES + g] -= weight * mean[f] * mean[g];
    }
  return weight * (most + log (sum) - scores[0]);
}

static double
get_loss (const GArray *lists, const double *weights, double *gradient, double *curvature)
{
  double loss = 0;

  memset (gradient, 0, N_FEATURES * sizeof *gradient);
  memset (curvature, 0, N_FEATURES * N_FEATURES * sizeof *curvature);
  for (guint l = 0; l < lists->len; l++)
    {
      const List *list = &g_array_index (lists, List, l);
      double scores[1 + N_OTHERS] = { 0 };

      for (guint i = 0; i < list->n; i++)
        for (int f = 0; f < N_FEATURES; f++)
          scores[i] += weights[f] * list->features[i][f];
      for (int unheard = 0; unheard < 2; unheard++)
        loss += add_softmax (list, scores, unheard, list->weight * (unheard ? UNHEARD : 1 - UNHEARD) / lists->len,
                             gradient, curvature);
    }
  for (int f = 0; f < N_FEATURES; f++)
    {
      loss += RIDGE * weights[f] * weights[f];
      gradient[f] += 2 * RIDGE * weights[f];
      curvature[f * N_FEATURES + f] += 2 * RIDGE;
    }
  return loss;
}

/* Newton's steps, halved where they lead too far */
static void
learn (const GArray *lists, double *weights)
{
  double gradient[N_FEATURES], curvature[N_FEATURES * N_FEATURES], loss;

  memset (weights, 0, N_FEATURES * sizeof *weights);
  loss = get_loss (lists, weights, gradient, curvature);
  for (int step = 0; step < N_STEPS; step++)
    {
      double move[N_FEATURES] = { 0 }, next[N_FEATURES], before = loss;

      if (!att_num_invert (curvature, N_FEATURES, 1))
        return;
      for (int f = 0; f < N_FEATURES; f++)
        for (int g = 0; g < N_FEATURES; g++)
          move[f] -= curvature[f * N_FEATURES + g] * gradient[g];
      for (double length = 1; length > 1e-3; length /= 2)
        {
          for (int f = 0; f < N_FEATURES; f++)
            next[f] = weights[f] + length * move[f];
          loss = get_loss (lists, next, gradient, curvature);
          if (loss < before)
            break;
        }
      if (!(loss < before))
        return;
      memcpy (weights, next, sizeof next);
      if (before - loss < 1e-7)
        return;
    }
}

/* --- together --- */

static void
mix (const Parts *parts, const double *weights, const float *features, float *scores)
{
  for (gsize i = 0; i < parts->n_items; i++)
    {
      double sum = 0;

      for (int f = 0; f < N_FEATURES; f++)
        sum += weights[f] * features[i * N_FEATURES + f];
      scores[i] = parts->known[i] ? sum : NAN;
    }
}

/* the mean over users of what was held out, by the sum of all and by each part alone: the best of them is left */
static void
keep_best (const AttHoldout *holdout, const Parts *parts, double *weights)
{
  g_autofree float *features = g_new (float, parts->n_items * N_FEATURES + 1);
  g_autofree float *scores = g_new (float, parts->n_items + 1);
  const gsize n = count_users (holdout, MOST_JUDGED);
  double ndcg[1 + N_PARTS] = { 0 }, candidates[1 + N_PARTS][N_FEATURES] = { { 0 } };
  int best = 0;

  memcpy (candidates[0], weights, sizeof candidates[0]);
  for (int p = 0; p < N_PARTS; p++)
    candidates[1 + p][2 * p] = 1;
  for (gsize number = 0; number < n; number++)
    {
      const gsize user = holdout->targets->n_rows * number / n;

      if (att_csr_row_length (holdout->targets, user) == 0)
        continue;
      parts_get_features (parts, user, features);
      for (int c = 0; c <= N_PARTS; c++)
        {
          mix (parts, candidates[c], features, scores);
          ndcg[c] += att_holdout_ndcg (holdout, user, scores);
        }
    }
  for (int c = 1; c <= N_PARTS; c++)
    if (ndcg[c] > ndcg[best])
      best = c;
  memcpy (weights, candidates[best], sizeof candidates[best]);
}

static gboolean
find_weights (const AttRankerTask *task, Parts *parts, AttHoldout **holdout, double *weights)
{
  AttRankerTask own = *task;
  GArray *lists;

  *holdout = att_holdout_new (task->matrix, task->times, task->seed);
  if (*holdout == NULL)
    return FALSE;
  own.matrix = (*holdout)->rest;
  own.times = (*holdout)->rest_times;
  own.holdout = *holdout;
  if (!parts_train (parts, &own, NULL))
    return FALSE;
  lists = make_lists (*holdout, parts, task->seed);
  learn (lists, weights);
  g_array_unref (lists);
  keep_best (*holdout, parts, weights);
  for (int f = 0; f < N_FEATURES; f++)
    g_debug ("hybrid: %s%s %.3f", part_classes[f / 2]->name, f % 2 ? ", logarithm" : "",
             weights[f]);
  return TRUE;
}

static void
hybrid_free (AttRanker *base)
{
  Hybrid *self = (Hybrid *) base;

  parts_clear (&self->parts);
  g_free (self->features);
  g_free (self);
}

static AttRanker *
hybrid_train (const AttRankerTask *task)
{
  Hybrid *self = g_new0 (Hybrid, 1);
  g_autoptr (AttHoldout) holdout = NULL;
  Parts found = { 0 }; /* on the rest of the holdout */
  AttRankerTask own = *task;
  const Parts *like = &found;
  gboolean ok = TRUE;

  own.like = NULL;
  self->base.cls = &att_ranker_hybrid_class;
  if (task->like != NULL)
    {
      like = &((const Hybrid *) task->like)->parts;
      memcpy (self->weights, ((const Hybrid *) task->like)->weights, sizeof self->weights);
    }
  else
    ok = find_weights (&own, &found, &holdout, self->weights);
  ok = ok && parts_train (&self->parts, &own, like);
  parts_clear (&found);
  if (!ok)
    {
      hybrid_free (&self->base);
      return NULL;
    }
  self->features = g_new (float, self->parts.n_items * N_FEATURES + 1);
  self->base.n_parameters = N_FEATURES;
  for (int p = 0; p < N_PARTS; p++)
    if (self->parts.parts[p] != NULL)
      self->base.n_parameters += self->parts.parts[p]->n_parameters;
  return &self->base;
}

static void
hybrid_score (AttRanker *base, guint user, float *scores)
{
  Hybrid *self = (Hybrid *) base;

  parts_get_features (&self->parts, user, self->features);
  mix (&self->parts, self->weights, self->features, scores);
}

const AttRankerClass att_ranker_hybrid_class = { "hybrid", hybrid_train, hybrid_score, hybrid_free };
