/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-evaluate-ranking.h"

#include <math.h>
#include <string.h>

#include "att-ranker.h"

#define CUT 10
#define RECALL_CUT 20

static const AttRankerClass *const classes[] = {
  &att_ranker_als_class,
  &att_ranker_deepcf_class,
  &att_ranker_ease_class,
  &att_ranker_hybrid_class,
  &att_ranker_item_knn_class,
  &att_ranker_user_knn_class,
};

static const AttRankerClass *
find_class (const char *model)
{
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i]->name, model))
      return classes[i];
  return NULL;
}

gboolean
att_evaluate_ranking_knows (const char *model)
{
  return find_class (model) != NULL;
}

static gboolean
beats (float score, float target)
{
  return isnan (target) || score >= target;
}

static void
add_rank (double *hr, double *ndcg, guint rank)
{
  *hr += rank < CUT;
  *ndcg += rank < CUT ? 1 / log2 (rank + 2) : 0;
}

/* adds to sums */
static void
judge (const AttRankingData *data, const AttRankingCase *one, const float *scores, const guint8 *heard,
       AttRankingReport *out)
{
  const float target = scores[one->target];
  guint rank = 0, masked = 0, full = 0;

  for (guint i = 0; i < one->negatives->len; i++)
    {
      const guint item = g_array_index (one->negatives, guint, i);

      rank += beats (scores[item], target);
      masked += beats (scores[item], target) && !heard[item];
    }
  for (guint item = 0; item < data->items->len; item++)
    full += item != one->target && !heard[item] && beats (scores[item], target);
  add_rank (&out->hr10, &out->ndcg10, rank);
  add_rank (&out->hr10_masked, &out->ndcg10_masked, masked);
  out->recall20 += full < RECALL_CUT;
}

static void
write_score (GString *text, const AttRankingData *data, guint user, guint item, float score)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  /* the lowest number stands for what has no score */
  g_string_append_printf (text, "%s\t%s\t%s\n", (char *) g_ptr_array_index (data->users, user),
                          (char *) g_ptr_array_index (data->items, item),
                          g_ascii_formatd (number, sizeof number, "%.9g", isnan (score) ? -G_MAXFLOAT : score));
}

gboolean
att_evaluate_ranking (const AttRankingData *data, const AttRankingEvaluation *options, AttRankingReport *out,
                      GCancellable *cancellable, GError **error)
{
  const AttRankerClass *cls = find_class (options->model);
  const AttRankerTask task = { data->train, data->times, options->n_factors, options->seed, options->n_threads,
                               cancellable };
  const gint64 began = g_get_monotonic_time ();
  AttRanker *ranker = cls->train (&task);
  g_autofree float *scores = g_new (float, data->items->len);
  g_autofree guint8 *heard = g_new (guint8, data->items->len);
  g_autoptr (GString) text = options->scores != NULL ? g_string_new (NULL) : NULL;

  if (ranker == NULL)
    {
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, g_strerror (ENOMEM));
      return FALSE;
    }
  *out = (AttRankingReport) { .n = data->cases->len, .n_parameters = ranker->n_parameters,
                              .train_seconds = (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC };
  for (guint c = 0; c < data->cases->len; c++)
    {
      const AttRankingCase *one = &g_array_index (data->cases, AttRankingCase, c);

      cls->score (ranker, one->user, scores);
      memset (heard, 0, data->items->len);
      for (gsize i = data->train->start[one->user]; i < data->train->start[one->user + 1]; i++)
        heard[data->train->column[i]] = TRUE;
      judge (data, one, scores, heard, out);
      if (text == NULL)
        continue;
      write_score (text, data, one->user, one->target, scores[one->target]);
      for (guint i = 0; i < one->negatives->len; i++)
        write_score (text, data, one->user, g_array_index (one->negatives, guint, i),
                     scores[g_array_index (one->negatives, guint, i)]);
    }
  cls->free (ranker);
  out->hr10 /= out->n;
  out->ndcg10 /= out->n;
  out->hr10_masked /= out->n;
  out->ndcg10_masked /= out->n;
  out->recall20 /= out->n;
  return text == NULL || g_file_set_contents (options->scores, text->str, text->len, error);
}
