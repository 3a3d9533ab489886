/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tune.h - settings of a model, chosen by what was held out of its matrix
 *
 * Models with other settings are tried one after the other; one is better whose NDCG, user by user, exceeds that of the
 * best so far by more than two standard errors of the difference: what is within them may be luck, and
 * there are many tries.
 */
#pragma once

#include "att-ranker.h"

G_BEGIN_DECLS

typedef struct {
  AttHoldout *holdout; /* train on its rest */
  float *ndcg;         /*< private >*/
} AttTune;

/* FALSE: out of memory */
gboolean att_tune_init  (AttTune *self, const AttRankerTask *task);
void     att_tune_clear (AttTune *self);
/* @candidate: (transfer full) (nullable): trained on the rest. TRUE: it is the best so far */
gboolean att_tune_try   (AttTune *self, AttRanker *candidate);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AttTune, att_tune_clear)

G_END_DECLS
