/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-ease.h - which items go with which, by least squares in closed form
 *
 * The item × item matrix B with a zero diagonal that minimises |X - X B|^2 + lambda |B|^2, X being users × items. With
 * P = (X^T X + lambda I)^-1 it is B_ij = -P_ij / P_jj; a history x is scored x B.
 *
 * Where users are fewer than items it is never made: with K = (X X^T + lambda I)^-1, by the identity of Woodbury,
 *     d_i = (1 - x_i^T K x_i) / lambda            (x_i: column i of X; d_i is P_ii)
 *     score = x - ((x - X^T K (X x)) / lambda) / d
 * so that it takes users^2 numbers, however many the items.
 *
 * Repeats  the same bytes for any number of threads. Scores of both forms agree to rounding.
 * Threads  once made, it may be asked by any number at once.
 * Source   H. Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019; Woodbury: Golub, Van Loan 2.1.4.
 */
#pragma once

#include "att-csr.h"

typedef struct AttEase AttEase;

typedef enum {
  ATT_EASE_AUTO,  /* by what is fewer */
  ATT_EASE_USERS,
  ATT_EASE_ITEMS,
} AttEaseForm;

/* @by_user: its values are X; only att_ease_score_user() needs it afterwards, and it must live as long as that is asked.
 * @lambda: > 0. Memory: 4 bytes times the square of what is fewer, users or items, and 8 while it is made. *@self is NULL
 * unless ATT_NUM_OK */
AttNumStatus att_ease_new          (AttEase **self, const AttCsr *by_user, double lambda, AttEaseForm form,
                                    int n_threads);
void         att_ease_free         (AttEase *self);
/* @scores (out): one per item; @items, @values: the history x, none twice; values may be below 0. @work: att_ease_n_work()
 * numbers, whatever they are */
void         att_ease_score        (const AttEase *self, float *scores, const uint32_t *items, const float *values,
                                    size_t n, double *work);
/* @scores (out): one per user: what the rest of the user's own row says of @item, as if it were not known whether the
 * item is in it. By users, it takes users times those who have it. */
void         att_ease_score_users  (const AttEase *self, float *scores, uint32_t item, double *work);
/* @scores (out): one per item, of the user's own row, as att_ease_score() gives them, at the cost of the entries alone: there
 * K (X x) is e - lambda K e, e being the user */
void         att_ease_score_user   (const AttEase *self, float *scores, uint32_t user, double *work);
/* @mean (out): the mean of the first n_weights users' rows, by @weights >= 0; @scores (out): those of that history. There
 * K (X x) is w - lambda K w, and x - weights * X^T K w the score. n_weights: at most users */
void         att_ease_score_mean   (const AttEase *self, float *scores, float *mean, const double *weights,
                                    size_t n_weights, double *work);
/* X, turned: the users of each item; as long as @self lives */
const AttCsr *att_ease_get_by_item (const AttEase *self);
size_t       att_ease_n_work       (const AttEase *self);
size_t       att_ease_n_parameters (const AttEase *self);
