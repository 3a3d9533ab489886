/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-optimizer.h"

#include <math.h>
#include <stdlib.h>

#include "att-num-private.h"
#include "att-parallel.h"

#define RMSPROP_DECAY 0.9
#define ADAM_DECAY1 0.9
#define ADAM_DECAY2 0.999
#define EPSILON 1e-8
#define PART 65536 /* weights that one thread moves at a time */

struct AttOptimizer {
  AttOptimizerConfig config;
  size_t n_params;
  uint64_t n_steps;
  float moments[]; /* 2 x n_params: of the gradient, of its square */
};

AttNumStatus
att_optimizer_new (const AttOptimizerConfig *config, size_t n_params, AttOptimizer **out)
{
  AttOptimizer *self;

  *out = NULL;
  if (config->kind > ATT_OPTIMIZER_ADAM || !(config->learning_rate > 0) ||
      !(config->momentum >= 0 && config->momentum < 1) || config->n_threads < 0 || config->n_threads > ATT_PARALLEL_MAX)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self + 2 * n_params * sizeof (float));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->config = *config;
  self->n_params = n_params;
  *out = self;
  return ATT_NUM_OK;
}

void
att_optimizer_free (AttOptimizer *self)
{
  free (self);
}

void
att_optimizer_set_rate (AttOptimizer *self, float rate)
{
  self->config.learning_rate = rate;
}

float
att_optimizer_get_rate (const AttOptimizer *self)
{
  return self->config.learning_rate;
}

typedef struct {
  AttOptimizer *optimizer;
  float *params;
  const float *grad;
} Step;

static ATT_NUM_WIDE void
step_part (void *data, size_t part)
{
  const Step *step = data;
  const AttOptimizer *self = step->optimizer;
  const float *grad = step->grad;
  float *params = step->params, *m = step->optimizer->moments, *v = m + self->n_params;
  double rate = self->config.learning_rate, correction1, correction2;
  size_t first = part * PART, last = first + PART < self->n_params ? first + PART : self->n_params;

  switch (self->config.kind)
    {
    case ATT_OPTIMIZER_SGD:
      for (size_t i = first; i < last; i++)
        {
          m[i] = self->config.momentum * m[i] + grad[i];
          params[i] -= rate * m[i];
        }
      break;
    case ATT_OPTIMIZER_RMSPROP:
      for (size_t i = first; i < last; i++)
        {
          v[i] = RMSPROP_DECAY * v[i] + (1 - RMSPROP_DECAY) * grad[i] * grad[i];
          params[i] -= rate * grad[i] / (sqrt (v[i]) + EPSILON);
        }
      break;
    case ATT_OPTIMIZER_ADAM:
      correction1 = 1 - pow (ADAM_DECAY1, self->n_steps);
      correction2 = 1 - pow (ADAM_DECAY2, self->n_steps);
      for (size_t i = first; i < last; i++)
        {
          m[i] = ADAM_DECAY1 * m[i] + (1 - ADAM_DECAY1) * grad[i];
          v[i] = ADAM_DECAY2 * v[i] + (1 - ADAM_DECAY2) * grad[i] * grad[i];
          params[i] -= rate * (m[i] / correction1) / (sqrt (v[i] / correction2) + EPSILON);
        }
      break;
    }
}

void
att_optimizer_step (AttOptimizer *self, float *params, const float *grad)
{
  Step step = { self, params, grad };

  self->n_steps++;
  att_parallel_run (self->config.n_threads > 0 ? self->config.n_threads : 1, (self->n_params + PART - 1) / PART,
                    step_part, &step);
}
