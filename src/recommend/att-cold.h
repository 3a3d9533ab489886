/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cold.h - a place among the collaborative factors for what nobody has played
 *
 * From an item's content (tags, sound: any row of features) to its factors, by ridge regression over the items that are
 * played: with X their content, scaled to a mean square length of 1, and H their factors,
 *     B = (X^T D X + ridge I)^-1 X^T D H,        factors of content x:  B^T x
 * D weighs the items. What a user plays says more of their taste in content than their factors keep; so a user's taste is
 * that of the factors and, by the same regression, that of what they play themselves (r, ones):
 *     taste = B w + own (X^T D X + ridge I)^-1 X^T D r,        score of content x:  taste . x
 * Nothing is inverted: conjugate gradients on the non-zeros.
 *
 * Threads  immutable once trained: any number at once.
 * Source   Z. Gantner et al., "Learning attribute-to-feature mappings for cold-start recommendations", ICDM 2010; a user's
 *          own regression: M. Pazzani, D. Billsus, "Learning and revising user profiles", Machine Learning 27 (1997).
 */
#pragma once

#include <gio/gio.h>

#include "att-als.h"

G_BEGIN_DECLS

typedef struct _AttCold AttCold;

/* @content: items × features, values of any sign, borrowed; @weights: D, per item; 0: it is not learned from; @als: its
 * items' factors are read here only. NULL: cancelled */
AttCold *att_cold_train   (const AttCsr *content, const AttAls *als, const float *weights, float ridge, int n_threads,
                           GCancellable *cancellable);
void     att_cold_free    (AttCold *self);
/* @out: stride of the factors; @features below those of the content */
void     att_cold_factors (const AttCold *self, float *out, const guint32 *features, const float *values, gsize n);
/* @taste (out): per feature; @user: factors; @items: what they play */
void     att_cold_taste   (const AttCold *self, float *taste, const float *user, const guint32 *items, gsize n, float own);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCold, att_cold_free)

G_END_DECLS
