/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-evaluate-rating.h - how well is it told what somebody thinks of a track?
 *
 * Ratings from 1 to 5 are made of play counts, as there are no others: by fifths of the user's own items, from those
 * that are played least to those that are played most; equal counts have the same rating, that of their middle. A fifth
 * of each user's ratings is hidden, drawn by the seed.
 *     MAE         of predicted ratings, over all that is hidden
 *     precision, recall, F1 at 10
 *                 of the ten highest of all items that were not left to learn from, by the model's own order; what is
 *                 sought is what is hidden and rated 4 or 5; means over users who have some
 * A prediction is the user's mean and a difference: of the item's (shrunk) mean, of the user's ratings of the same genres,
 * or of the ratings of users alike. als: the mean of all ratings and the factors' score, by least absolute deviations on a
 * fifth of what is left; hybrid: all of these and how many listen to the item, likewise.
 *
 * Source  P. Resnick et al., "GroupLens", CSCW 1994 (differences from the mean of users alike).
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct AttCsr AttCsr; /* att-csr.h */

typedef struct {
  const char *model; /* static */
  double mae, precision10, recall10, f1_10;
} AttRatingReport;

/* @counts: users × items; @tags: items × tags, how often given. Returns: (element-type AttRatingReport): mean, item-mean,
 * genre-mean, user-knn by each similarity, als, hybrid */
GArray *att_evaluate_rating (const AttCsr *counts, const AttCsr *tags, guint64 seed, int n_threads,
                             GCancellable *cancellable, GError **error);

G_END_DECLS
