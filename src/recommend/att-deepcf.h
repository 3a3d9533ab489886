/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-deepcf.h - DeepCF (att-cfnet.h), its two halves trained each by itself, then together
 *
 * A stage of the training ends where a few more epochs are of no help on what is held out, or after as many as are given.
 *
 * For the radio it is trained on all users, on what is left in their rows when a part is held out, over the
 * ATT_DEEPCF_MOST_ITEMS items that most of them have. The listener need not be among the users: to the network a listener
 * is a row of items, so a new one is asked about without training. Kept it takes 320 bytes an item.
 *
 * Source   att-cfnet.h; the stages are those of the paper.
 * Threads  immutable once trained: any number at once. The same bytes for any number of threads.
 */
#pragma once

#include "att-cfnet.h"
#include "att-ranker.h"

G_BEGIN_DECLS

#define ATT_DEEPCF_STAGES 3
#define ATT_DEEPCF_LEAST_USERS 500 /* of fewer it learns what holds for them alone (README.md) */
#define ATT_DEEPCF_MOST_ITEMS 4096 /* as genre-net: of what few have it has little to say, and asking it takes time */

/* How far a training came, to go on from there; to be zeroed before, and cleared afterwards */
typedef struct {
  guint stage;                       /* that comes next */
  float *params;                     /* at its beginning; NULL: from the first */
  gsize n_params;
  guint n_epochs[ATT_DEEPCF_STAGES]; /* of the stages so far; without anything held out those to train for */
} AttDeepcfFit;

void      att_deepcf_fit_clear (AttDeepcfFit *self);
/* On the task's matrix; with its holdout on the rest of that. Ready to be asked. NULL: cancelled, or no memory. @progress:
 * (nullable): one more is done with each stage. */
AttCfnet *att_deepcf_fit_run   (AttDeepcfFit *self, const AttRankerTask *task, AttProgress *progress);

typedef struct _AttDeepcf AttDeepcf;

/* @users: users × items. NULL: too few users, cancelled, or no memory */
AttDeepcf      *att_deepcf_train       (const AttCsr *users, guint64 seed, int n_threads, AttDeepcfFit *fit,
                                        AttProgress *progress, GCancellable *cancellable);
/* @net: (transfer full): as many items as it has; @items: of these, which of the @n_items asked about; -1: gone */
AttDeepcf      *att_deepcf_new_trained (AttCfnet *net, const gint32 *items, guint n_items);
void            att_deepcf_free        (AttDeepcf *self);
const AttCfnet *att_deepcf_get_net     (const AttDeepcf *self);
const gint32   *att_deepcf_get_items   (const AttDeepcf *self, guint *n_known);
/* @log_odds (out): per item, against an average one that it knows; NAN: it does not know it. @row: items that somebody
 * likes, none twice. FALSE: it knows none of these */
gboolean        att_deepcf_judge       (const AttDeepcf *self, float *log_odds, const guint32 *row, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttDeepcf, att_deepcf_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AttDeepcfFit, att_deepcf_fit_clear)

G_END_DECLS
