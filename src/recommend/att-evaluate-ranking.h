/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-evaluate-ranking.h - does a model find what was taken out?
 *
 * The target is ranked among its negatives by the model's scores; who ties with it, or nothing is known of, is no help:
 * a tie counts against it, a target without a score is last. Masked: negatives that the user listens to in train are
 * dropped. Recall@20 is among all items that the user does not listen to in train.
 *
 * Source  He et al., WWW 2017; Z. Deng et al., "DeepCF", AAAI 2019 (HR@10, NDCG@10).
 */
#pragma once

#include <gio/gio.h>

#include "att-ranking-data.h"

G_BEGIN_DECLS

typedef struct {
  double hr10, ndcg10;
  double hr10_masked, ndcg10_masked;
  double recall20;
  double train_seconds;   /* by the clock, its search for settings included */
  gsize n_parameters;
  guint n;
} AttRankingReport;

typedef struct {
  const char *model;      /* "als", "deepcf", "ease", "hybrid", "item-knn", "user-knn" */
  int n_factors;          /* 0: the model finds out */
  guint64 seed;
  int n_threads;
  const char *scores;     /* (nullable): file for user<TAB>item<TAB>score of every pair that is ranked */
} AttRankingEvaluation;

/* whether there is a model of this name */
gboolean att_evaluate_ranking_knows (const char *model);
gboolean att_evaluate_ranking       (const AttRankingData *data, const AttRankingEvaluation *options,
                                     AttRankingReport *out, GCancellable *cancellable, GError **error);

G_END_DECLS
