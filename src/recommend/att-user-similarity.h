/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-user-similarity.h - how alike the users of a matrix are
 *
 * With vectors x, y of two users, and their ratings r, s of the n items that both have:
 *     cosine         x.y / (|x| |y|)
 *     co-occurrence  x.y
 *     Pearson        correlation of r and s, times n / (n + 10): few items prove little
 *     Euclidean      1 / (1 + root mean square of r - s), times the same
 * By history: Pearson for users of fewer items than a limit, the cosine for the others.
 *
 * Threads  one at a time.
 * Source   J. Breese, D. Heckerman, C. Kadie, "Empirical analysis of predictive algorithms for collaborative filtering",
 *          UAI 1998; the factor for few items: J. Herlocker et al., "An algorithmic framework for performing
 *          collaborative filtering", SIGIR 1999.
 */
#pragma once

#include <glib.h>

#include "att-csr.h"

G_BEGIN_DECLS

typedef enum {
  ATT_USER_COSINE,
  ATT_USER_COOCCURRENCE,
  ATT_USER_PEARSON,
  ATT_USER_EUCLIDEAN,
  ATT_USER_BY_HISTORY,
} AttUserSimilarityKind;
#define ATT_USER_N_SIMILARITIES 5

typedef struct AttUserSimilarity AttUserSimilarity;

/* "cosine", "cooccurrence", "pearson", "euclidean", "by-history" */
const char        *att_user_similarity_name (AttUserSimilarityKind kind);

/* @vectors, @ratings: the same places; borrowed. @limit: for %ATT_USER_BY_HISTORY. NULL: out of memory */
AttUserSimilarity *att_user_similarity_new  (const AttCsr *vectors, const AttCsr *ratings, AttUserSimilarityKind kind,
                                             guint limit);
void               att_user_similarity_free (AttUserSimilarity *self);
/* @out: one per user; NAN: nothing in common, or @user */
void               att_user_similarity_row  (AttUserSimilarity *self, guint user, float *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttUserSimilarity, att_user_similarity_free)

G_END_DECLS
