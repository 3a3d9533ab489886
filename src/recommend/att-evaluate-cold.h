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
 * of these where ALS alone ranks what is played.
 *
 * Side user: one in five of each user's items is hidden; what is left of them is seen as genres only (the tags that most
 * items bear). Among what they are not known to play:
 *     genre-net         att-taste-net.h
 *     genre-popularity  likeness of the genres, times how many play it
 *     popular           how many play it
 * recall10, recall20, recall50, and f1_10, f1_20, f1_50: the harmonic mean of recall and precision.
 *
 * Recall@k is of k, or of what there is to be found if that is less.
 *
 * Threads  uses several; the result does not depend on them.
 * Source   the protocol: A. Schein et al., "Methods and metrics for cold-start recommendations", SIGIR 2002.
 */
#pragma once

#include <gio/gio.h>

#include "att-taste-data.h"
#include "att-user-poll.h"

G_BEGIN_DECLS

typedef struct {
  guint64 seed;
  int n_threads;
} AttColdEvaluation;

/* Returns: (element-type AttModelReport): a row a model; NULL if cancelled, or there is too little to part */
GArray *att_evaluate_cold_items (const AttTasteData *data, const AttColdEvaluation *options, GCancellable *cancellable,
                                 GError **error);
GArray *att_evaluate_cold_users (const AttTasteData *data, const AttColdEvaluation *options, GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
