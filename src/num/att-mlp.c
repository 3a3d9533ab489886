/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-mlp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-distance.h"
#include "att-num-private.h"
#include "att-optimizer.h"

#define TINY 1e-12

struct AttMlp {
  AttMlpConfig config;
  size_t offsets[ATT_MLP_MAX_LAYERS]; /* of a layer's W */
  size_t n_params;
  float params[];
};

static int
n_in (const AttMlp *self, int layer)
{
  return self->config.sizes[layer];
}

static int
n_out (const AttMlp *self, int layer)
{
  return self->config.sizes[layer + 1];
}

AttNumStatus
att_mlp_new (const AttMlpConfig *config, AttMlp **out)
{
  size_t offsets[ATT_MLP_MAX_LAYERS], n_params = 0;
  AttMlp *self;

  *out = NULL;
  if (config->n_layers < 1 || config->n_layers > ATT_MLP_MAX_LAYERS ||
      (config->output != ATT_MLP_SOFTMAX && config->output != ATT_MLP_SIGMOID))
    return ATT_NUM_BAD_CONFIG;
  for (int i = 0; i <= config->n_layers; i++)
    if (config->sizes[i] < 1 || config->sizes[i] > (i < config->n_layers ? ATT_MLP_MAX_WIDTH : ATT_MLP_MAX_OUTPUTS))
      return ATT_NUM_BAD_CONFIG;
  for (int i = 0; i < config->n_layers; i++)
    {
      offsets[i] = n_params;
      n_params += ((size_t) config->sizes[i] + 1) * config->sizes[i + 1];
    }
  self = calloc (1, sizeof *self + n_params * sizeof (float));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->config = *config;
  self->n_params = n_params;
  memcpy (self->offsets, offsets, config->n_layers * sizeof *offsets);
  *out = self;
  return ATT_NUM_OK;
}

void
att_mlp_free (AttMlp *self)
{
  free (self);
}

const AttMlpConfig *
att_mlp_get_config (const AttMlp *self)
{
  return &self->config;
}

size_t
att_mlp_get_n_params (const AttMlp *self)
{
  return self->n_params;
}

float *
att_mlp_get_params (AttMlp *self)
{
  return self->params;
}

float *
att_mlp_get_weights (AttMlp *self, int layer)
{
  return self->params + self->offsets[layer];
}

float *
att_mlp_get_biases (AttMlp *self, int layer)
{
  return self->params + self->offsets[layer] + (size_t) n_in (self, layer) * n_out (self, layer);
}

void
att_mlp_randomise (AttMlp *self, AttRandom *random)
{
  for (int layer = 0; layer < self->config.n_layers; layer++)
    {
      size_t n_weights = (size_t) n_in (self, layer) * n_out (self, layer);
      float *W = att_mlp_get_weights (self, layer);
      double gain = layer + 1 < self->config.n_layers ? 2 : 1; /* a ReLU loses half */

      for (size_t i = 0; i < n_weights; i++)
        W[i] = sqrt (gain / n_in (self, layer)) * att_random_normal (random);
      memset (att_mlp_get_biases (self, layer), 0, n_out (self, layer) * sizeof (float));
    }
}

/* out (n_out) = W x + b, then ReLU but for the last layer */
static void
forward_layer (const AttMlp *self, int layer, float *out, const float *x)
{
  const float *W = self->params + self->offsets[layer];
  const float *b = W + (size_t) n_in (self, layer) * n_out (self, layer);

  att_num_dot_rows (out, W, n_out (self, layer), n_in (self, layer), x);
  for (int i = 0; i < n_out (self, layer); i++)
    out[i] += b[i];
  if (layer + 1 < self->config.n_layers)
    for (int i = 0; i < n_out (self, layer); i++)
      out[i] = fmaxf (0, out[i]);
}

static void
squash (const AttMlp *self, float *out)
{
  int n = n_out (self, self->config.n_layers - 1);

  if (self->config.output == ATT_MLP_SOFTMAX)
    {
      float highest = out[0];
      double sum = 0;

      for (int i = 1; i < n; i++)
        highest = fmaxf (highest, out[i]);
      for (int i = 0; i < n; i++)
        sum += out[i] = expf (out[i] - highest);
      for (int i = 0; i < n; i++)
        out[i] /= sum;
    }
  else
    for (int i = 0; i < n; i++)
      out[i] = 1 / (1 + expf (-out[i]));
}

static double
row_loss (const AttMlp *self, const float *p, const float *y)
{
  int n = n_out (self, self->config.n_layers - 1);
  double loss = 0;

  for (int i = 0; i < n; i++)
    {
      loss -= y[i] * log (fmax (p[i], TINY));
      if (self->config.output == ATT_MLP_SIGMOID)
        loss -= (1 - y[i]) * log (fmax (1 - p[i], TINY));
    }
  return loss;
}

void
att_mlp_predict (const AttMlp *self, float *out, const float *x)
{
  float hidden[2][ATT_MLP_MAX_WIDTH];
  int last = self->config.n_layers - 1;

  for (int layer = 0; layer <= last; layer++)
    {
      float *to = layer == last ? out : hidden[layer % 2];

      forward_layer (self, layer, to, x);
      x = to;
    }
  squash (self, out);
}

double
att_mlp_loss (const AttMlp *self, const float *X, const float *Y, size_t n)
{
  int inputs = n_in (self, 0), outputs = n_out (self, self->config.n_layers - 1);
  float p[ATT_MLP_MAX_OUTPUTS];
  double loss = 0;

  for (size_t i = 0; i < n; i++)
    {
      att_mlp_predict (self, p, X + i * inputs);
      loss += row_loss (self, p, Y + i * outputs);
    }
  return n > 0 ? loss / n : 0;
}

struct AttMlpTrainer {
  AttMlp *mlp;
  AttMlpTrainerConfig config;
  AttOptimizer *optimizer;
  size_t offsets[ATT_MLP_MAX_LAYERS + 1]; /* of a layer's activations; 0: the inputs */
  float *activations; /* each layer's output, inputs first, dropped values 0 */
  float *keep;        /* what each was multiplied by in dropout */
  float *deltas;      /* the widest: derivative of the loss by a layer's outputs, */
  float *next;        /* and by its inputs */
  float *grad;        /* n_params */
};

AttNumStatus
att_mlp_trainer_new (AttMlp *mlp, const AttMlpTrainerConfig *config, AttMlpTrainer **out)
{
  const AttOptimizerConfig optimizer = { ATT_OPTIMIZER_ADAM, config->learning_rate, 0 };
  size_t n_activations = 0, widest = 0, n_params = mlp->n_params;
  AttMlpTrainer *self;

  *out = NULL;
  if (!(config->learning_rate > 0) || !(config->weight_decay >= 0) ||
      !(config->input_dropout >= 0 && config->input_dropout < 1) ||
      !(config->hidden_dropout >= 0 && config->hidden_dropout < 1))
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->mlp = mlp;
  self->config = *config;
  for (int i = 0; i <= mlp->config.n_layers; i++)
    {
      self->offsets[i] = n_activations;
      n_activations += mlp->config.sizes[i];
      if (widest < (size_t) mlp->config.sizes[i])
        widest = mlp->config.sizes[i];
    }
  self->activations = calloc (2 * n_activations + 2 * widest + n_params, sizeof (float));
  if (self->activations == NULL || att_optimizer_new (&optimizer, n_params, &self->optimizer) != ATT_NUM_OK)
    {
      free (self->activations);
      free (self);
      return ATT_NUM_NO_MEMORY;
    }
  self->keep = self->activations + n_activations;
  self->deltas = self->keep + n_activations;
  self->next = self->deltas + widest;
  self->grad = self->next + widest;
  *out = self;
  return ATT_NUM_OK;
}

void
att_mlp_trainer_free (AttMlpTrainer *self)
{
  if (self == NULL)
    return;
  att_optimizer_free (self->optimizer);
  free (self->activations);
  free (self);
}

static void
drop (AttMlpTrainer *self, int layer, float p, AttRandom *random)
{
  float *a = self->activations + self->offsets[layer], *keep = self->keep + self->offsets[layer];

  for (int i = 0; i < self->mlp->config.sizes[layer]; i++)
    {
      keep[i] = random == NULL || p <= 0 ? 1 : att_random_uniform (random) < p ? 0 : 1 / (1 - p);
      a[i] *= keep[i];
    }
}

/* y += alpha x */
static ATT_NUM_WIDE void
add_scaled (float *y, float alpha, const float *x, int n)
{
  for (int i = 0; i < n; i++)
    y[i] += alpha * x[i];
}

static void
backward (AttMlpTrainer *self, float *grad, const float *y)
{
  const AttMlp *mlp = self->mlp;
  int last = mlp->config.n_layers - 1;
  float *delta = self->deltas, *next = self->next;
  const float *p = self->activations + self->offsets[last + 1];

  for (int i = 0; i < n_out (mlp, last); i++)
    delta[i] = p[i] - y[i]; /* softmax and sigmoid alike, with cross-entropy */
  for (int layer = last; layer >= 0; layer--)
    {
      int inputs = n_in (mlp, layer);
      const float *x = self->activations + self->offsets[layer], *keep = self->keep + self->offsets[layer];
      const float *W = mlp->params + mlp->offsets[layer];
      float *dW = grad + mlp->offsets[layer], *db = dW + (size_t) inputs * n_out (mlp, layer);
      float *swap;

      memset (next, 0, inputs * sizeof (float));
      for (int i = 0; i < n_out (mlp, layer); i++)
        {
          if (delta[i] == 0)
            continue;
          add_scaled (dW + (size_t) i * inputs, delta[i], x, inputs);
          db[i] += delta[i];
          if (layer > 0)
            add_scaled (next, delta[i], W + (size_t) i * inputs, inputs);
        }
      for (int i = 0; i < inputs; i++)
        next[i] = x[i] > 0 ? next[i] * keep[i] : 0;
      swap = delta;
      delta = next;
      next = swap;
    }
}

double
att_mlp_trainer_gradient (AttMlpTrainer *self, float *grad, const float *X, const float *Y, size_t n, AttRandom *random)
{
  const AttMlp *mlp = self->mlp;
  int n_layers = mlp->config.n_layers, inputs = n_in (mlp, 0), outputs = n_out (mlp, n_layers - 1);
  double loss = 0;

  memset (grad, 0, mlp->n_params * sizeof (float));
  for (size_t row = 0; row < n; row++)
    {
      memcpy (self->activations, X + row * inputs, inputs * sizeof (float));
      drop (self, 0, self->config.input_dropout, random);
      for (int layer = 0; layer < n_layers; layer++)
        {
          forward_layer (mlp, layer, self->activations + self->offsets[layer + 1],
                         self->activations + self->offsets[layer]);
          if (layer + 1 < n_layers)
            drop (self, layer + 1, self->config.hidden_dropout, random);
        }
      squash (mlp, self->activations + self->offsets[n_layers]);
      loss += row_loss (mlp, self->activations + self->offsets[n_layers], Y + row * outputs);
      backward (self, grad, Y + row * outputs);
    }
  for (size_t i = 0; n > 0 && i < mlp->n_params; i++)
    grad[i] /= n;
  return n > 0 ? loss / n : 0;
}

double
att_mlp_trainer_step (AttMlpTrainer *self, const float *X, const float *Y, size_t n, AttRandom *random)
{
  AttMlp *mlp = self->mlp;
  double loss = att_mlp_trainer_gradient (self, self->grad, X, Y, n, random);
  double keep = 1 - (double) self->config.learning_rate * self->config.weight_decay;

  att_optimizer_step (self->optimizer, mlp->params, self->grad);
  for (int layer = 0; layer < mlp->config.n_layers; layer++)
    {
      float *W = att_mlp_get_weights (mlp, layer);
      size_t n_weights = (size_t) n_in (mlp, layer) * n_out (mlp, layer);

      for (size_t i = 0; i < n_weights; i++)
        W[i] *= keep;
    }
  return loss;
}
