/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-evaluate-taste.h - how good are the radio and its models: for the command line
 *
 * Nothing here needs an open session. All functions block and use several cores. The tables are those of
 * att-taste-data.h and att-ranking-data.h.
 */
#pragma once

#include "att-session-tools.h"

G_BEGIN_DECLS

typedef struct {
  const char *taste_dir;
  const char *listeners; /* a file */
  guint n_steps;
  guint n_users;         /* G_MAXUINT: all */
  guint64 seed;
  gboolean parts;        /* the radio once more without each of its recommenders */
} AttRadioTask;

typedef struct {
  const char *name;      /* static */
  double hits100, hits20, longest_skip_run;
} AttPolicyFigures;

/* Returns: (element-type AttPolicyFigures): the radio first */
GArray *att_session_evaluate_radio (const AttRadioTask *task, guint *n_listeners, AttProgress *progress,
                                    GCancellable *cancellable, GError **error);

typedef struct {
  const char *train, *test, *negatives; /* files: att-ranking-data.h */
  const char *model;                    /* als, deepcf, ease, hybrid, item-knn, user-knn */
  int n_factors;                        /* 0: the model finds out */
  guint64 seed;
  int n_threads;
  const char *scores;                   /* nullable */
} AttRankingTask;

/* Returns: (element-type AttFigure): hr10 ndcg10 hr10_masked ndcg10_masked recall20 train_seconds parameters */
GArray *att_session_evaluate_ranking (const AttRankingTask *task, GCancellable *cancellable, GError **error);

typedef struct {
  const char *taste_dir;
  gboolean side_user;                   /* hides items of users, else artists */
  guint64 seed;
  int n_threads;
} AttColdTask;

typedef struct {
  const char *model;                    /* static */
  GArray *figures;                      /* of AttFigure: att-evaluate-cold.h */
} AttModelFigures;

/* Returns: (element-type AttModelFigures): a row a model */
GArray *att_session_evaluate_cold (const AttColdTask *task, GCancellable *cancellable, GError **error);

/* Returns: (element-type AttModelFigures): a row a model, figures of att-evaluate-rating.h; of @task, @side_user is unused */
GArray *att_session_evaluate_rating (const AttColdTask *task, GCancellable *cancellable, GError **error);

G_END_DECLS
