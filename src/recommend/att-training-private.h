/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-training-private.h - how far a training came
 */
#pragma once

#include "att-taste-model.h"
#include "att-training.h"

struct AttTrainingState {
  char *data_version;        /* NULL: nothing was begun */
  guint stage;               /* 0: the candidate, 1: the whole */
  AttTasteTraining training; /* of the stage */
  guint n_held_out;
  double ndcg, ndcg_before;  /* of stage 0 */
};

/* from the beginning; @data_version nullable */
void att_training_state_begin (AttTrainingState *self, const char *data_version);
