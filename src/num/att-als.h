/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-als.h - factors of users and items by alternating least squares
 *
 * Minimises, over users u, items i and their factors w_u, h_i,
 *     sum over heard (u, i) of c_ui (1 - w_u.h_i)^2  +  missing * sum over all (u, i) of (w_u.h_i)^2
 *     + sum over u of r_u |w_u|^2  +  sum over i of r_i |h_i|^2
 * with the confidence c_ui > 0 the value of the matrix and, n_u being the heard items of u,
 *     r_u = regularization * (n_u + missing * n_items) ^ frequency_power
 * and r_i the same with users and items exchanged. A half sweep holds one side still and moves each row of
 * the other by a few steps of conjugate gradients from where it is, so that the loss never rises.
 *
 * Shapes    factors: rows of `stride` floats, the first n_factors of them used, the rest 0; stride is n_factors
 *           rounded up to 8. A row without entries is 0.
 * Repeats   the same bytes for any number of threads.
 * Source    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008; conjugate
 *           gradients: G. Takács, I. Pilászy, D. Tikk, "Applications of the conjugate gradient method for implicit
 *           feedback collaborative filtering", RecSys 2011; weight of all pairs and regularisation by frequency: S.
 *           Rendle, W. Krichene, L. Zhang, Y. Koren, "Revisiting the performance of iALS on item recommendation
 *           benchmarks", RecSys 2022.
 */
#pragma once

#include "att-csr.h"
#include "att-factors.h"

typedef struct {
  int n_factors;          /* 1..256 */
  float missing;          /* weight of a pair as such, > 0 */
  float regularization;   /* >= 0 */
  float frequency_power;  /* 0..1 */
  int n_steps;            /* of conjugate gradients a half sweep, 1..n_factors; 3 is usual */
  int n_threads;
  uint64_t seed;          /* of the first factors */
} AttAlsConfig;

typedef struct {
  AttAlsConfig config;
  size_t n_users, n_items, stride;
  float *users;   /* n_users * stride */
  float *items;   /* n_items * stride; NULL once they are packed */
  AttFactors *packed; /* the items, to serve with; else NULL */
  float *gram;    /* stride * stride: missing * items^T items, of the last att_als_sweep() or att_als_update_gram() */
  int has_gram;   /*< private >*/
} AttAls;

/* @users: users × items; @items: its transpose, when it sweeps. *@self is NULL unless ATT_NUM_OK */
AttNumStatus att_als_new         (AttAls **self, const AttAlsConfig *config, size_t n_users, size_t n_items);
void         att_als_free        (AttAls *self);
/* the users by the items, then the items by the users */
AttNumStatus att_als_sweep       (AttAls *self, const AttCsr *by_user, const AttCsr *by_item);
/* The arithmetic of a sweep on a few rows again and again, which stay in cache; nothing is changed: what a sweep would cost
 * if it never waited for memory. */
AttNumStatus att_als_sweep_in_cache (const AttAls *self, const AttCsr *by_user, const AttCsr *by_item);
/* after the items were written from elsewhere */
AttNumStatus att_als_update_gram (AttAls *self);
double       att_als_loss        (const AttAls *self, const AttCsr *by_user, const AttCsr *by_item);

/* Trained to the end: the items become 16-bit numbers and the users are forgotten; from then on it can only fold in.
 * Unless ATT_NUM_OK, nothing has changed */
AttNumStatus att_als_pack        (AttAls *self);

/* A user who was not there: @out: stride floats. @weights: confidence of an item that was liked, or, below 0, of one that
 * was not, whose w.h should be 0. n_factors steps at most. n = 0 gives 0. Allocates nothing, but for the rows of packed
 * items; out of memory gives 0. */
void         att_als_fold_in     (const AttAls *self, float *out, const uint32_t *items, const float *weights, size_t n);
/* What each of a user's items would score had they not heard that one, only the others: what they are fitted to says too much
 * of itself to be compared with what they have not heard. @weights > 0. Exact, wherever the user's own factors are.
 * ATT_NUM_BAD_CONFIG: without regularisation there may be no answer. */
AttNumStatus att_als_leave_out   (const AttAls *self, float *scores, const uint32_t *items, const float *weights, size_t n);
