/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-evaluate-cold.h - what is known of music that nobody has played, and of listeners with little behind them
 *
 * Side item: one artist in ten, drawn by the seed, is taken out of what people play, and one in ten of each person's
 * other items. Tags are the content. Among the cold items, to those who play some of them:
 *     cold         att-cold.h; how it is set is found out the same way on what is left: artists taken out of that
 *     ridge        from tags to factors of ALS, items weighted by their plays
 *     content-knn  likeness to what they play, of the item's hundred nearest
 *     tag-cosine   between the item's tags and the sum of those of what they play
 * recall20 and ndcg20 are among the cold items. cold is also mixed with ALS, and ranks all items: mixed_recall100 is of
 * the cold ones, warm_recall100 and warm_recall20 of the others that were taken out, alone_recall100 and alone_recall20
 * of these where ALS alone ranks what is played. Recall@k is of k, or of what there is to be found if that is less.
 *
 * Threads  uses several; the result does not depend on them.
 * Source   the protocol: A. Schein et al., "Methods and metrics for cold-start recommendations", SIGIR 2002.
 */
#pragma once

#include <gio/gio.h>

#include "att-taste-data.h"

G_BEGIN_DECLS

typedef struct {
  const char *name; /* static */
  double value;
} AttModelFigure;

typedef struct {
  const char *model; /* static */
  guint n_figures;
  AttModelFigure figures[8];
} AttModelReport;

typedef struct {
  guint64 seed;
  int n_threads;
} AttColdEvaluation;

/* Returns: (element-type AttModelReport): a row a model; NULL if cancelled, or there is too little to part */
GArray *att_evaluate_cold_items (const AttTasteData *data, const AttColdEvaluation *options, GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
