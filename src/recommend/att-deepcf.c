/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-deepcf.h"

#include <math.h>

#include "att-distance.h"

struct _AttDeepcf {
  AttCfnet *net;
  gint32 *items;  /* of each that the network knows; -1: gone */
  guint n_items;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCsr, att_csr_free)

static int
compare_items (gconstpointer a, gconstpointer b)
{
  return *(const gint32 *) a - *(const gint32 *) b;
}

/* those that most users have, in their order; returns how many */
static guint
choose_items (const AttCsr *users, gint32 *items)
{
  g_autofree float *n_users = g_new (float, users->n_cols + 1);
  g_autofree AttNumHit *best = g_new (AttNumHit, ATT_DEEPCF_MOST_ITEMS);
  gsize n;

  for (gsize i = 0; i < users->n_cols; i++)
    n_users[i] = NAN;
  for (gsize i = 0; i < att_csr_n_entries (users); i++)
    n_users[users->column[i]] = fmaxf (n_users[users->column[i]], 0) + 1;
  n = att_num_top_k (best, ATT_DEEPCF_MOST_ITEMS, n_users, users->n_cols);
  for (gsize i = 0; i < n; i++)
    items[i] = best[i].index;
  qsort (items, n, sizeof *items, compare_items);
  return n;
}

/* NULL: no memory */
static AttCsr *
take_columns (const AttCsr *users, const gint32 *items, guint n)
{
  g_autofree gint32 *column_of = g_new (gint32, users->n_cols + 1);
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, att_csr_n_entries (users) + 1);
  gsize n_entries = 0;

  for (gsize i = 0; i < users->n_cols; i++)
    column_of[i] = -1;
  for (guint i = 0; i < n; i++)
    column_of[items[i]] = i;
  for (gsize u = 0; u < users->n_rows; u++)
    for (gsize i = users->start[u]; i < users->start[u + 1]; i++)
      if (column_of[users->column[i]] >= 0)
        entries[n_entries++] = (AttCsrEntry) { u, column_of[users->column[i]], users->value[i] };
  return att_csr_new (users->n_rows, n, entries, n_entries);
}

AttDeepcf *
att_deepcf_train (const AttCsr *users, guint64 seed, int n_threads, AttDeepcfFit *fit, AttProgress *progress,
                  GCancellable *cancellable)
{
  g_autofree gint32 *items = g_new (gint32, ATT_DEEPCF_MOST_ITEMS);
  g_autoptr (AttCsr) matrix = NULL;
  g_autoptr (AttHoldout) holdout = NULL;
  AttRankerTask task = { .seed = seed, .n_threads = n_threads, .cancellable = cancellable };
  AttCfnet *net;

  if (users->n_rows < ATT_DEEPCF_LEAST_USERS)
    return NULL;
  matrix = take_columns (users, items, choose_items (users, items));
  holdout = matrix != NULL ? att_holdout_new (matrix, NULL, seed) : NULL;
  task.matrix = matrix;
  task.holdout = holdout;
  net = holdout != NULL ? att_deepcf_fit_run (fit, &task, progress) : NULL;
  return net != NULL ? att_deepcf_new_trained (net, items, users->n_cols) : NULL;
}

AttDeepcf *
att_deepcf_new_trained (AttCfnet *net, const gint32 *items, guint n_items)
{
  AttDeepcf *self = g_new (AttDeepcf, 1);

  *self = (AttDeepcf) { net, g_memdup2 (items, att_cfnet_get_n_items (net) * sizeof *items), n_items };
  return self;
}

void
att_deepcf_free (AttDeepcf *self)
{
  if (self == NULL)
    return;
  att_cfnet_free (self->net);
  g_free (self->items);
  g_free (self);
}

const AttCfnet *
att_deepcf_get_net (const AttDeepcf *self)
{
  return self->net;
}

const gint32 *
att_deepcf_get_items (const AttDeepcf *self, guint *n_known)
{
  *n_known = att_cfnet_get_n_items (self->net);
  return self->items;
}

gboolean
att_deepcf_judge (const AttDeepcf *self, float *log_odds, const guint32 *row, gsize n)
{
  const guint n_known = att_cfnet_get_n_items (self->net);
  g_autofree float *logits = g_new (float, n_known + 1);
  g_autofree guint32 *liked = g_new (guint32, n_known + 1);
  guint n_liked = 0, n_judged = 0;
  double sum = 0, usual;

  for (guint i = 0; i < self->n_items; i++)
    log_odds[i] = NAN;
  for (gsize i = 0; i < n; i++)
    log_odds[row[i]] = 1;
  for (guint k = 0; k < n_known; k++)
    if (self->items[k] >= 0 && !isnan (log_odds[self->items[k]]))
      liked[n_liked++] = k;
  for (gsize i = 0; i < n; i++)
    log_odds[row[i]] = NAN;
  if (n_liked == 0)
    return FALSE;

  att_cfnet_score (self->net, ATT_CFNET_JOINED, logits, liked, n_liked);
  for (guint k = 0; k < n_known; k++)
    if (!isnan (logits[k]))
      {
        sum += 1 / (1 + exp (-logits[k]));
        n_judged++;
      }
  usual = log (sum / (n_judged - sum));
  for (guint k = 0; k < n_known; k++)
    if (self->items[k] >= 0)
      log_odds[self->items[k]] = logits[k] - usual;
  return TRUE;
}
