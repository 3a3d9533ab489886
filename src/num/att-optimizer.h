/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-optimizer.h - from a gradient to a step
 *
 * Threads  one at a time.
 * Sources  SGD with momentum: B. T. Polyak 1964; RMSProp: T. Tieleman, G. Hinton 2012;
 *          Adam: D. Kingma, J. Ba, ICLR 2015, with its correction of the first steps.
 */
#pragma once

#include "att-num.h"

typedef enum {
  ATT_OPTIMIZER_SGD,     /* v = momentum v + g;            p -= rate v */
  ATT_OPTIMIZER_RMSPROP, /* s = 0.9 s + 0.1 g^2;           p -= rate g / sqrt (s) */
  ATT_OPTIMIZER_ADAM,    /* moments with 0.9 and 0.999 */
} AttOptimizerKind;

typedef struct {
  AttOptimizerKind kind;
  float learning_rate; /* > 0 */
  float momentum;      /* 0 <= m < 1; of SGD only */
  int n_threads;       /* 0: one; the same bytes for any number */
} AttOptimizerConfig;

typedef struct AttOptimizer AttOptimizer;

AttNumStatus att_optimizer_new      (const AttOptimizerConfig *config, size_t n_params, AttOptimizer **out);
void         att_optimizer_free     (AttOptimizer *self);
/* for a schedule; @rate > 0 */
void         att_optimizer_set_rate (AttOptimizer *self, float rate);
float        att_optimizer_get_rate (const AttOptimizer *self);
/* @params, @grad: n_params */
void         att_optimizer_step     (AttOptimizer *self, float *params, const float *grad);
