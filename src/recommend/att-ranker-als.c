/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Alternating least squares (num/att-als.h), with the confidence of a pair 1 + alpha F: F = ln (n + 1) n / total (u) for
 * n plays, scaled so that its mean over what the user heard is 1.
 *
 * The settings are searched one after the other, each where the others are best so far, from what suits most sets.
 */
#include "config.h"

#include <math.h>

#include "att-als.h"
#include "att-distance.h"
#include "att-tune.h"

#define N_SWEEPS 16
#define N_STEPS 4
#define FACTOR 1.5 /* between two tries */

typedef struct {
  float missing, regularization, alpha;
  int n_factors;
} Settings;

typedef struct {
  AttRanker base;
  Settings settings;
  AttAls *als;
  gboolean *known; /* per item: anybody listens to it */
} AlsRanker;

static const Settings usual = { .missing = 0.05, .regularization = 0.03, .alpha = 0, .n_factors = 32 };

static AttCsr *
weigh (const AttCsr *counts, float alpha)
{
  const gsize n = att_csr_n_entries (counts);
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, n + 1);

  for (gsize u = 0; u < counts->n_rows; u++)
    {
      double total = 0, mean = 0;

      for (gsize i = counts->start[u]; i < counts->start[u + 1]; i++)
        total += counts->value[i];
      for (gsize i = counts->start[u]; i < counts->start[u + 1]; i++)
        mean += log1p (counts->value[i]) * counts->value[i] / total / att_csr_row_length (counts, u);
      for (gsize i = counts->start[u]; i < counts->start[u + 1]; i++)
        entries[i] = (AttCsrEntry) { u, counts->column[i],
                                     1 + alpha * log1p (counts->value[i]) * counts->value[i] / total / mean };
    }
  return att_csr_new (counts->n_rows, counts->n_cols, entries, n);
}

static AttAls *
fit (const AttRankerTask *task, const AttCsr *counts, const Settings *settings)
{
  const AttAlsConfig config = {
    .n_factors = settings->n_factors, .missing = settings->missing, .regularization = settings->regularization,
    .frequency_power = 1, .n_steps = MIN (N_STEPS, settings->n_factors), .n_threads = task->n_threads,
    .seed = task->seed,
  };
  AttCsr *by_user = weigh (counts, settings->alpha), *by_item = by_user != NULL ? att_csr_transpose (by_user) : NULL;
  AttAls *als = NULL;
  gboolean ok = by_item != NULL && att_als_new (&als, &config, counts->n_rows, counts->n_cols) == ATT_NUM_OK;

  for (int sweep = 0; sweep < N_SWEEPS && ok; sweep++)
    ok = !g_cancellable_is_cancelled (task->cancellable) && att_als_sweep (als, by_user, by_item) == ATT_NUM_OK;
  if (!ok)
    g_clear_pointer (&als, att_als_free);
  att_csr_free (by_user);
  att_csr_free (by_item);
  return als;
}

static AttRanker *
als_fit (const AttRankerTask *task, const AttCsr *counts, const Settings *settings)
{
  AttAls *als = fit (task, counts, settings);
  AlsRanker *self;

  if (als == NULL)
    return NULL;
  self = g_new0 (AlsRanker, 1);
  self->base.cls = &att_ranker_als_class;
  self->base.n_parameters = (als->n_users + als->n_items) * als->config.n_factors;
  self->settings = *settings;
  self->als = als;
  self->known = g_new0 (gboolean, als->n_items + 1);
  for (gsize i = 0; i < att_csr_n_entries (counts); i++)
    self->known[counts->column[i]] = TRUE;
  return &self->base;
}

typedef struct {
  const AttRankerTask *task;
  AttTune tune;
  Settings best;
} Search;

static gboolean
try (Search *self, Settings settings)
{
  if (!att_tune_try (&self->tune, als_fit (self->task, self->tune.holdout->rest, &settings)))
    return FALSE;
  self->best = settings;
  return TRUE;
}

/* in both directions, for as long as it helps */
static void
climb (Search *self, gsize field)
{
  for (int direction = 0; direction < 2; direction++)
    {
      Settings next;

      do
        {
          next = self->best;
          G_STRUCT_MEMBER (float, &next, field) *= direction == 0 ? FACTOR : 1 / FACTOR;
        }
      while (try (self, next));
    }
}

static Settings
find_settings (const AttRankerTask *task)
{
  static const float alphas[] = { 0.1, 0.3, 1 };
  Search search = { .task = task, .best = usual };

  if (task->n_factors > 0)
    search.best.n_factors = task->n_factors;
  if (!att_tune_init (&search.tune, task))
    return search.best;
  try (&search, search.best);
  for (gsize i = 0; i < G_N_ELEMENTS (alphas); i++)
    {
      Settings next = search.best;

      next.alpha = alphas[i];
      try (&search, next);
    }
  climb (&search, G_STRUCT_OFFSET (Settings, missing));
  climb (&search, G_STRUCT_OFFSET (Settings, regularization));
  for (int doubled = 0; doubled < 2 && task->n_factors == 0; doubled++)
    {
      Settings next = search.best;

      next.n_factors = doubled == 0 ? usual.n_factors * 2 : usual.n_factors / 2;
      try (&search, next);
    }
  g_debug ("als: missing %g, regularization %g, alpha %g, factors %d", search.best.missing, search.best.regularization,
           search.best.alpha, search.best.n_factors);
  att_tune_clear (&search.tune);
  return search.best;
}

static AttRanker *
als_train (const AttRankerTask *task)
{
  const Settings settings = task->like != NULL ? ((const AlsRanker *) task->like)->settings : find_settings (task);

  return als_fit (task, task->matrix, &settings);
}

static void
als_score (AttRanker *base, guint user, float *scores)
{
  const AlsRanker *self = (AlsRanker *) base;
  const AttAls *als = self->als;

  for (gsize i = 0; i < als->n_items; i++)
    scores[i] = self->known[i]
                  ? att_num_dot (als->users + user * als->stride, als->items + i * als->stride, als->stride)
                  : NAN;
}

static void
als_free (AttRanker *base)
{
  AlsRanker *self = (AlsRanker *) base;

  att_als_free (self->als);
  g_free (self->known);
  g_free (self);
}

const AttRankerClass att_ranker_als_class = { "als", als_train, als_score, als_free };
