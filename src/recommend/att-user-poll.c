/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-user-poll.h"

#include <math.h>

#include "att-csr.h"
#include "att-distance.h"
#include "att-parallel.h"

typedef struct {
  AttUserPollFunc func;
  gconstpointer data;
  guint n_values;
  double *values;
} Poll;

static void
ask_one (void *data, gsize user)
{
  Poll *self = data;

  self->func (self->data, user, self->values + user * self->n_values);
}

void
att_poll_users (AttUserPollFunc func, gconstpointer data, guint n_users, double *means, guint n_values, int n_threads)
{
  g_autofree double *values = g_new (double, (gsize) n_users * n_values + 1);
  Poll self = { func, data, n_values, values };

  att_parallel_run (n_threads, n_users, ask_one, &self);
  for (guint v = 0; v < n_values; v++)
    {
      double sum = 0;
      guint n = 0;

      for (gsize u = 0; u < n_users; u++)
        if (!isnan (values[u * n_values + v]))
          {
            sum += values[u * n_values + v];
            n++;
          }
      means[v] = n > 0 ? sum / n : 0;
    }
}

void
att_poll_found (const AttCsr *targets, guint user, const float *scores, guint k, double *recall, double *ndcg, double *f1)
{
  const gsize n_targets = att_csr_row_length (targets, user), most = MIN (k, n_targets);
  g_autofree guint8 *is_target = g_new0 (guint8, targets->n_cols + 1);
  g_autofree AttNumHit *hits = g_new (AttNumHit, k);
  double gain = 0, ideal = 0;
  gsize n, n_found = 0;

  for (gsize i = targets->start[user]; i < targets->start[user + 1]; i++)
    is_target[targets->column[i]] = TRUE;
  n = n_targets > 0 ? att_num_top_k (hits, k, scores, targets->n_cols) : 0;
  for (gsize i = 0; i < n; i++)
    if (is_target[hits[i].index])
      {
        gain += 1 / log2 (i + 2);
        n_found++;
      }
  for (gsize i = 0; i < most; i++)
    ideal += 1 / log2 (i + 2);
  *recall = n_targets > 0 ? (double) n_found / most : NAN;
  if (ndcg != NULL)
    *ndcg = n_targets > 0 ? gain / ideal : NAN;
  if (f1 != NULL)
    *f1 = n_targets > 0 ? 2.0 * n_found / (k + n_targets) : NAN; /* of n_found / k and n_found / n_targets */
}

void
att_model_reports_add (GArray *reports, const char *model, const char *const *names, const double *values, guint n)
{
  AttModelReport *row;

  if (reports->len == 0 || !g_str_equal (g_array_index (reports, AttModelReport, reports->len - 1).model, model))
    {
      const AttModelReport new_row = { model, 0 };

      g_array_append_val (reports, new_row);
    }
  row = &g_array_index (reports, AttModelReport, reports->len - 1);
  for (guint i = 0; i < n; i++)
    row->figures[row->n_figures++] = (AttModelFigure) { names[i], values[i] };
}
