/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Alternating least squares (num/att-als.h), with the confidence of a pair 1 + alpha F: F = ln (n + 1) n / total (u) for
 * n plays, scaled so that its mean over what the user heard is 1.
 *
 * What a user heard scores as if they had not (att_als_leave_out): else it would be compared, fitted, with what is not.
 * Several fits from other first factors are taken together, which differ by luck alone.
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
#define N_FITS 3

typedef struct {
  float missing, regularization, alpha;
  int n_factors;
} Settings;

typedef struct {
  AttRanker base;
  Settings settings;
  AttAls *fits[N_FITS]; /* NULL: one less */
  AttCsr *by_user;      /* confidences */
  gboolean *known;      /* per item: anybody listens to it */
  float *left_out;      /* per item */
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
fit (const AttRankerTask *task, const AttCsr *by_user, const AttCsr *by_item, const Settings *settings, guint64 seed)
{
  const AttAlsConfig config = {
    .n_factors = settings->n_factors, .missing = settings->missing, .regularization = settings->regularization,
    .frequency_power = 1, .n_steps = MIN (N_STEPS, settings->n_factors), .n_threads = task->n_threads, .seed = seed,
  };
  AttAls *als = NULL;
  gboolean ok = att_als_new (&als, &config, by_user->n_rows, by_user->n_cols) == ATT_NUM_OK;

  for (int sweep = 0; sweep < N_SWEEPS && ok; sweep++)
    ok = !g_cancellable_is_cancelled (task->cancellable) && att_als_sweep (als, by_user, by_item) == ATT_NUM_OK;
  if (!ok)
    g_clear_pointer (&als, att_als_free);
  return als;
}

static void
als_free (AttRanker *base)
{
  AlsRanker *self = (AlsRanker *) base;

  for (int i = 0; i < N_FITS; i++)
    att_als_free (self->fits[i]);
  att_csr_free (self->by_user);
  g_free (self->known);
  g_free (self->left_out);
  g_free (self);
}

static AttRanker *
als_fit (const AttRankerTask *task, const AttCsr *counts, const Settings *settings, int n_fits)
{
  AlsRanker *self = g_new0 (AlsRanker, 1);
  AttCsr *by_item = NULL;
  gboolean ok;

  self->base.cls = &att_ranker_als_class;
  self->settings = *settings;
  self->by_user = weigh (counts, settings->alpha);
  self->left_out = g_new (float, counts->n_cols + 1);
  self->known = g_new0 (gboolean, counts->n_cols + 1);
  for (gsize i = 0; i < att_csr_n_entries (counts); i++)
    self->known[counts->column[i]] = TRUE;
  if (self->by_user != NULL)
    by_item = att_csr_transpose (self->by_user);
  ok = by_item != NULL;
  for (int i = 0; i < n_fits && ok; i++)
    {
      self->fits[i] = fit (task, self->by_user, by_item, settings, task->seed * N_FITS + i);
      ok = self->fits[i] != NULL;
      if (ok)
        self->base.n_parameters += (counts->n_rows + counts->n_cols) * settings->n_factors;
    }
  att_csr_free (by_item);
  if (!ok)
    {
      als_free (&self->base);
      return NULL;
    }
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
  if (!att_tune_try (&self->tune, als_fit (self->task, self->tune.holdout->rest, &settings, 1)))
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

  return als_fit (task, task->matrix, &settings, N_FITS);
}

static void
add_scores (AlsRanker *self, const AttAls *als, guint user, float *scores)
{
  const AttCsr *rows = self->by_user;
  const gsize start = rows->start[user], n = att_csr_row_length (rows, user);
  const gboolean left_out = att_als_leave_out (als, self->left_out, rows->column + start, rows->value + start, n) ==
                            ATT_NUM_OK;

  for (gsize i = 0; i < n && left_out; i++)
    scores[rows->column[start + i]] += self->left_out[i];
  for (gsize i = 0, next = start; i < als->n_items; i++)
    if (left_out && next < start + n && rows->column[next] == i)
      next++;
    else
      scores[i] += att_num_dot (als->users + user * als->stride, als->items + i * als->stride, als->stride);
}

static void
als_score (AttRanker *base, guint user, float *scores)
{
  AlsRanker *self = (AlsRanker *) base;

  for (gsize i = 0; i < self->by_user->n_cols; i++)
    scores[i] = self->known[i] ? 0 : NAN;
  for (int i = 0; i < N_FITS && self->fits[i] != NULL; i++)
    add_scores (self, self->fits[i], user, scores);
}

const AttRankerClass att_ranker_als_class = { "als", als_train, als_score, als_free };
