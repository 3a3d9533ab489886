/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-ranker.h - a model of who listens to what, as the evaluation by ranking sees it
 *
 * Trained on a matrix of users and items alone, it tunes itself on what it holds out of that, and gives every item a
 * score for a user of the matrix, which must outlive it.
 *
 * Threads   one at a time; a model may use as many as it is allowed.
 */
#pragma once

#include <gio/gio.h>

#include "att-csr.h"
#include "att-progress.h"

G_BEGIN_DECLS

typedef struct _AttRanker AttRanker;
typedef struct _AttHoldout AttHoldout;

typedef struct {
  const AttCsr *matrix;  /* users × items: play counts */
  const AttCsr *times;   /* nullable: the same places, when */
  int n_factors;         /* 0: the model finds out */
  guint64 seed;
  int n_threads;
  GCancellable *cancellable;
  const AttRanker *like; /* nullable: of the same class, whose settings are taken instead of a search */
  const AttHoldout *holdout; /* nullable: @matrix is its rest; a model that takes long may choose its settings by it, and so
                              * train once only; else it holds out of the matrix itself, and takes all of it in the end */
} AttRankerTask;

typedef struct _AttRankerClass AttRankerClass;

/* first member of every model's own struct */
struct _AttRanker {
  const AttRankerClass *cls;
  gsize n_parameters;
};

struct _AttRankerClass {
  const char *name;
  /* NULL if cancelled, or out of memory */
  AttRanker *(*train) (const AttRankerTask *task);
  /* @scores (out): one per item; NAN: nothing is known of it, which ranks lowest */
  void       (*score) (AttRanker *self, guint user, float *scores);
  void       (*free)  (AttRanker *self);
};

extern const AttRankerClass att_ranker_als_class;
extern const AttRankerClass att_ranker_deepcf_class;
extern const AttRankerClass att_ranker_ease_class;
extern const AttRankerClass att_ranker_hybrid_class;   /* all the others together */
extern const AttRankerClass att_ranker_item_knn_class; /* EASE too, where it suits better */
extern const AttRankerClass att_ranker_user_knn_class;

/* --- what is held out of a matrix, to choose settings by --- */

struct _AttHoldout {
  AttCsr *rest;     /* the matrix without what is held out */
  AttCsr *rest_times; /* nullable: times of the same places */
  AttCsr *targets;  /* what is held out: one in twelve items of a user, one at least, of three at least; the last by
                     * @times, else drawn by the seed. Values: how much each counts, 1 in the mean */
};

AttHoldout *att_holdout_new  (const AttCsr *matrix, const AttCsr *times, guint64 seed);
void        att_holdout_free (AttHoldout *self);
/* NDCG@10 among 99 random items, in its mean over all such draws: less noise than one draw. Three quarters of it are
 * among all items, as it is published, one among those that the user had not heard; each target times how much it counts.
 * @scores: of @user, one per item. NAN for a user of whom nothing is held out. */
double      att_holdout_ndcg (const AttHoldout *self, guint user, const float *scores);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttHoldout, att_holdout_free)

G_END_DECLS
