/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-ranker.h"

#include <math.h>

#include "att-random.h"
#include "att-select.h"

#define LEAST_ITEMS 3
#define ONE_IN 12
#define N_NEGATIVES 99
#define CUT 10
#define POPULAR (1.0 / 3)
#define UNHEARD 0.25

typedef struct {
  guint32 number; /* of the user's items */
  float order;
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;

  if (x->order != y->order)
    return x->order > y->order ? -1 : 1;
  return x->number < y->number ? -1 : 1;
}

/* A drawn target is any of all that a user ever listened to. What is listened to next, and what a test takes out, leans
 * to what many listen to; how far is not known where there are no times. Models that favour the well-known and models
 * that find the rare would be told apart by that alone, so a part of the weight goes by how many listen. */
static void
weigh_targets (AttHoldout *self, const AttCsr *matrix)
{
  g_autofree guint *listeners = g_new0 (guint, matrix->n_cols + 1);
  const gsize n = att_csr_n_entries (self->targets);
  double mean = 0;

  for (gsize i = 0; i < att_csr_n_entries (matrix); i++)
    listeners[matrix->column[i]]++;
  for (gsize i = 0; i < n; i++)
    mean += (double) listeners[self->targets->column[i]] / n;
  for (gsize i = 0; i < n; i++)
    self->targets->value[i] = 1 - POPULAR + POPULAR * listeners[self->targets->column[i]] / mean;
}

AttHoldout *
att_holdout_new (const AttCsr *matrix, const AttCsr *times, guint64 seed)
{
  g_autoptr (AttHoldout) self = g_new0 (AttHoldout, 1);
  g_autoptr (GArray) rest = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autoptr (GArray) rest_times = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autofree Candidate *candidates = g_new (Candidate, matrix->n_cols + 1);
  AttRandom random;

  att_random_init (&random, seed);
  for (gsize u = 0; u < matrix->n_rows; u++)
    {
      const gsize start = matrix->start[u], n = att_csr_row_length (matrix, u);
      const gsize n_out = n >= LEAST_ITEMS ? MAX (1, n / ONE_IN) : 0;

      for (gsize i = 0; i < n; i++)
        {
          const float drawn = att_random_uniform (&random);

          candidates[i] = (Candidate) { i, times != NULL ? times->value[start + i] : drawn };
        }
      qsort (candidates, n, sizeof *candidates, compare_candidates);
      for (gsize i = 0; i < n; i++)
        {
          const gsize place = start + candidates[i].number;
          const AttCsrEntry entry = { u, matrix->column[place], i < n_out ? 1 : matrix->value[place] };

          g_array_append_val (i < n_out ? targets : rest, entry);
          if (i >= n_out && times != NULL)
            {
              const AttCsrEntry time = { u, matrix->column[place], times->value[place] };

              g_array_append_val (rest_times, time);
            }
        }
    }
  self->rest = att_csr_new (matrix->n_rows, matrix->n_cols, (AttCsrEntry *) rest->data, rest->len);
  self->targets = att_csr_new (matrix->n_rows, matrix->n_cols, (AttCsrEntry *) targets->data, targets->len);
  if (times != NULL)
    self->rest_times = att_csr_new (matrix->n_rows, matrix->n_cols, (AttCsrEntry *) rest_times->data, rest_times->len);
  if (self->rest == NULL || self->targets == NULL || (times != NULL && self->rest_times == NULL))
    return NULL;
  if (times == NULL)
    weigh_targets (self, matrix);
  return g_steal_pointer (&self);
}

void
att_holdout_free (AttHoldout *self)
{
  if (self == NULL)
    return;
  att_csr_free (self->rest);
  att_csr_free (self->rest_times);
  att_csr_free (self->targets);
  g_free (self);
}

/* NDCG of a target that a random item beats with chance @share; its rank is binomial */
static double
expected_ndcg (double share)
{
  double chance = pow (1 - share, N_NEGATIVES), ndcg = 0;

  for (int rank = 0; rank < CUT && share < 1; rank++)
    {
      ndcg += chance / log2 (rank + 2);
      chance *= (N_NEGATIVES - rank) / (rank + 1.0) * share / (1 - share);
    }
  return ndcg;
}

/* how many of the user's items in @matrix are not below @score */
static double
count_above (const AttCsr *matrix, guint user, const float *scores, float score)
{
  double above = 0;

  for (gsize i = matrix->start[user]; i < matrix->start[user + 1]; i++)
    above += scores[matrix->column[i]] >= score;
  return above;
}

double
att_holdout_ndcg (const AttHoldout *self, guint user, const float *scores)
{
  const AttCsr *targets = self->targets;
  const gsize n_heard = att_csr_row_length (self->rest, user), n_targets = att_csr_row_length (targets, user);
  const double n_all = self->rest->n_cols - (double) n_targets;
  double sum = 0;

  for (gsize t = targets->start[user]; t < targets->start[user + 1]; t++)
    {
      const float score = scores[targets->column[t]];
      double above;

      if (isnan (score))
        continue;
      above = att_num_count (scores, self->rest->n_cols, score);
      above -= count_above (targets, user, scores, score); /* itself too */
      sum += targets->value[t] * (1 - UNHEARD) * expected_ndcg (above / MAX (1, n_all));
      above -= count_above (self->rest, user, scores, score);
      sum += targets->value[t] * UNHEARD * expected_ndcg (above / MAX (1, n_all - n_heard));
    }
  return n_targets > 0 ? sum / n_targets : NAN;
}
