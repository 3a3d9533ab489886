/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-user-poll.h - figures that are means over the users of an evaluation, and rows of them
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct AttCsr AttCsr; /* att-csr.h */

/* @values (out): NAN where this user has nothing to say. Called by several threads at once. */
typedef void (*AttUserPollFunc) (gconstpointer data, guint user, double *values);

/* @means (out): n_values, over the users who say something; 0 if nobody does. The same for any number of threads. */
void att_poll_users (AttUserPollFunc func, gconstpointer data, guint n_users, double *means, guint n_values,
                     int n_threads);
/* Of the @k best by @scores, one per item, NAN for what is no candidate. @recall: share that is found of k, or of what
 * there is to be found if that is less; @ndcg, @f1: (out) (nullable). All NAN for a user with nothing to find. */
void att_poll_found (const AttCsr *targets, guint user, const float *scores, guint k, double *recall, double *ndcg,
                     double *f1);

typedef struct {
  const char *name; /* static */
  double value;
} AttModelFigure;

typedef struct {
  const char *model; /* static */
  guint n_figures;
  AttModelFigure figures[8];
} AttModelReport;

/* @reports: (element-type AttModelReport): to the last row if that is @model's, else to a new one */
void att_model_reports_add (GArray *reports, const char *model, const char *const *names, const double *values, guint n);

G_END_DECLS
