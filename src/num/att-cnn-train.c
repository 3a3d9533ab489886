/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-cnn-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"
#include "att-parallel.h"

#define TINY 1e-12

/* what is kept of one slice of a batch */
typedef struct {
  float *in[ATT_CNN_MAX_LAYERS + 1];   /* stacks that come into a layer; the last: what comes out */
  float *d[ATT_CNN_MAX_LAYERS + 1];    /* derivatives by them; [0] is not needed */
  uint8_t *which[ATT_CNN_MAX_LAYERS];
  float *strip;
  float *means, *keep, *d_means;       /* n_means */
  float *outputs, *d_outputs;          /* n_outputs */
  float *grad;                         /* n_params: by the folded network, weights by map */
  double loss;
} Slice;

struct AttCnnTrainer {
  AttCnn *cnn;
  AttCnnTrainerConfig config;
  AttOptimizer *optimizer;
  Slice *slices;
  AttCnn *folded;                      /* of the batch in work */
  float *by_map[ATT_CNN_MAX_LAYERS];   /* its weights */
  float *grad;                         /* n_params */

  /* the batch in work */
  const float *const *inputs;
  const float *Y;
  int n;
};

static void
slice_clear (Slice *self)
{
  for (int i = 0; i <= ATT_CNN_MAX_LAYERS; i++)
    {
      free (self->in[i]);
      free (self->d[i]);
    }
  for (int i = 0; i < ATT_CNN_MAX_LAYERS; i++)
    free (self->which[i]);
  free (self->strip);
  free (self->means);
  free (self->outputs);
  free (self->grad);
}

static int
slice_init (Slice *self, const AttCnn *cnn)
{
  int made = (self->in[0] = calloc (att_conv_size (cnn->config.n_times, cnn->config.n_freqs, 1),
                                    sizeof (float))) != NULL;
  size_t strip = 0;

  for (int i = 0; i < cnn->config.n_layers; i++)
    {
      size_t size = (size_t) cnn->config.layers[i].pool.n_times * cnn->shapes[i].n_freqs * cnn->shapes[i].n_out;

      strip = size > strip ? size : strip;
      made = made &&
             (self->in[i + 1] = calloc (att_cnn_out_size (cnn, i), sizeof (float))) != NULL &&
             (self->d[i + 1] = calloc (att_cnn_out_size (cnn, i), sizeof (float))) != NULL &&
             (self->which[i] = calloc (att_cnn_out_size (cnn, i), 1)) != NULL;
    }
  made = made && (self->means = calloc (3 * cnn->n_means, sizeof (float))) != NULL &&
         (self->outputs = calloc (2 * cnn->n_outputs, sizeof (float))) != NULL &&
         (self->grad = calloc (cnn->n_params, sizeof (float))) != NULL &&
         (self->strip = malloc (strip * sizeof (float))) != NULL;
  if (!made)
    return 0;
  self->keep = self->means + cnn->n_means;
  self->d_means = self->keep + cnn->n_means;
  self->d_outputs = self->outputs + cnn->n_outputs;
  return 1;
}

AttNumStatus
att_cnn_trainer_new (AttCnn *cnn, const AttCnnTrainerConfig *config, AttCnnTrainer **out)
{
  AttCnnTrainer *self;
  AttNumStatus status;

  *out = NULL;
  if (!(config->weight_decay >= 0) || !(config->dropout >= 0 && config->dropout < 1) || config->n_threads < 1 ||
      config->n_threads > ATT_PARALLEL_MAX || config->max_batch < 1 || config->max_batch > 1024)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->cnn = cnn;
  self->config = *config;
  status = att_optimizer_new (&config->optimizer, cnn->n_params, &self->optimizer);
  self->folded = malloc (sizeof *cnn + cnn->n_params * sizeof (float));
  self->grad = malloc (cnn->n_params * sizeof (float));
  self->slices = calloc (config->max_batch, sizeof *self->slices);
  if (status == ATT_NUM_OK && (self->folded == NULL || self->grad == NULL || self->slices == NULL))
    status = ATT_NUM_NO_MEMORY;
  for (int i = 0; status == ATT_NUM_OK && i < cnn->config.n_layers; i++)
    if ((self->by_map[i] = malloc (att_conv_n_weights (&cnn->shapes[i]) * sizeof (float))) == NULL)
      status = ATT_NUM_NO_MEMORY;
  for (int i = 0; status == ATT_NUM_OK && i < config->max_batch; i++)
    if (!slice_init (&self->slices[i], cnn))
      status = ATT_NUM_NO_MEMORY;
  if (status != ATT_NUM_OK)
    {
      att_cnn_trainer_free (self);
      return status;
    }
  *out = self;
  return ATT_NUM_OK;
}

void
att_cnn_trainer_free (AttCnnTrainer *self)
{
  if (self == NULL)
    return;
  for (int i = 0; self->slices != NULL && i < self->config.max_batch; i++)
    slice_clear (&self->slices[i]);
  for (int i = 0; i < ATT_CNN_MAX_LAYERS; i++)
    free (self->by_map[i]);
  att_optimizer_free (self->optimizer);
  free (self->slices);
  free (self->folded);
  free (self->grad);
  free (self);
}

void
att_cnn_trainer_set_rate (AttCnnTrainer *self, float learning_rate)
{
  att_optimizer_set_rate (self->optimizer, learning_rate);
}

/* loss, and the derivatives by the outputs before sigmoids and softmax; @z: outputs before, p: after */
static double
judge (const AttCnn *cnn, float *d, const float *p, const float *y, int n)
{
  double loss = 0;

  for (int group = 0; group < cnn->config.n_groups; group++)
    {
      float weight = cnn->config.groups[group].weight;

      for (int i = 0; i < cnn->config.groups[group].n; i++, p++, y++, d++)
        {
          if (isnan (*y))
            {
              *d = 0;
              continue;
            }
          *d = weight * (*p - *y) / n;
          if (cnn->config.groups[group].kind == ATT_CNN_REGRESSION)
            loss += 0.5 * weight * (*p - *y) * (*p - *y);
          else
            {
              loss -= weight * *y * log (*p + TINY);
              if (cnn->config.groups[group].kind == ATT_CNN_SIGMOID)
                loss -= weight * (1 - *y) * log (1 - *p + TINY);
            }
        }
    }
  return loss / n;
}

static void
forward (AttCnnTrainer *self, Slice *slice, const float *input)
{
  AttCnn *cnn = self->folded;

  att_cnn_fill_input (cnn, slice->in[0], input);
  for (int i = 0; i < cnn->config.n_layers; i++)
    {
      int offset = att_cnn_mean_offset (cnn, i);

      att_conv_infer (slice->in[i + 1], slice->which[i], slice->in[i], att_cnn_get_weights (cnn, i, NULL),
                      att_cnn_get_norm (cnn, i, NULL) + cnn->shapes[i].n_out, &cnn->shapes[i],
                      &cnn->config.layers[i].pool, slice->strip);
      if (offset >= 0)
        att_conv_mean (slice->means + offset, slice->in[i + 1], att_cnn_pooled_times (cnn, i),
                       att_cnn_pooled_freqs (cnn, i), cnn->shapes[i].n_out);
    }
  for (int i = 0; i < cnn->n_means; i++)
    slice->means[i] *= slice->keep[i];
  att_cnn_dense (cnn, slice->outputs, slice->means);
  att_cnn_squash (cnn, slice->outputs);
}

static void
back_through_dense (AttCnnTrainer *self, Slice *slice)
{
  const AttCnn *cnn = self->folded;
  int n_means = cnn->n_means;
  const float *W = cnn->params + cnn->offsets[cnn->config.n_layers];
  float *dW = slice->grad + cnn->offsets[cnn->config.n_layers], *db = dW + (size_t) cnn->n_outputs * n_means;

  memset (slice->d_means, 0, n_means * sizeof (float));
  for (int i = 0; i < cnn->n_outputs; i++)
    {
      float d = slice->d_outputs[i];

      db[i] = d;
      for (int j = 0; j < n_means; j++)
        {
          dW[(size_t) i * n_means + j] = d * slice->means[j];
          slice->d_means[j] += d * W[(size_t) i * n_means + j];
        }
    }
  for (int i = 0; i < n_means; i++)
    slice->d_means[i] *= slice->keep[i];
}

static void
slice_item (void *data, size_t item)
{
  AttCnnTrainer *self = data;
  AttCnn *cnn = self->folded;
  Slice *slice = &self->slices[item];

  forward (self, slice, self->inputs[item]);
  slice->loss = judge (cnn, slice->d_outputs, slice->outputs, self->Y + item * cnn->n_outputs, self->n);
  memset (slice->grad, 0, cnn->n_params * sizeof (float));
  for (int i = 1; i <= cnn->config.n_layers; i++)
    memset (slice->d[i], 0, att_cnn_out_size (cnn, i - 1) * sizeof (float));
  back_through_dense (self, slice);
  for (int i = cnn->config.n_layers - 1; i >= 0; i--)
    {
      const AttConvShape *shape = &cnn->shapes[i];
      float *dW = slice->grad + cnn->offsets[i];
      int offset = att_cnn_mean_offset (cnn, i);

      if (offset >= 0)
        att_conv_mean_back (slice->d[i + 1], slice->d_means + offset, att_cnn_pooled_times (cnn, i),
                            att_cnn_pooled_freqs (cnn, i), shape->n_out);
      att_conv_back (dW, dW + att_conv_n_weights (shape) + shape->n_out, i > 0 ? slice->d[i] : NULL, slice->in[i],
                     self->by_map[i], slice->d[i + 1], slice->in[i + 1], slice->which[i], shape,
                     &cnn->config.layers[i].pool);
    }
}

/* from the derivatives by folded weights (by map) and biases to those by weights, gamma and beta */
static void
unfold (AttCnnTrainer *self, float *grad, int layer)
{
  const AttConvShape *shape = &self->cnn->shapes[layer];
  size_t n_weights, n = (size_t) 9 * shape->n_in;
  const float *W = att_cnn_get_weights (self->cnn, layer, &n_weights);
  const float *scale = att_cnn_get_norm (self->folded, layer, NULL);
  const float *mean = att_cnn_get_norm (self->cnn, layer, NULL) + 2 * shape->n_out, *variance = mean + shape->n_out;
  float *dW = grad + self->cnn->offsets[layer], *dgamma = dW + n_weights, *dbeta = dgamma + shape->n_out;
  float *by_map = self->by_map[layer];

  att_conv_by_map (by_map, W, shape);
  for (int map = 0; map < shape->n_out; map++)
    {
      float *own = dW + map * n;
      double sum = 0;

      for (size_t i = 0; i < n; i++)
        sum += (double) own[i] * by_map[map * n + i];
      dgamma[map] = (sum - mean[map] * dbeta[map]) / sqrt (variance[map] + ATT_CONV_EPSILON);
      for (size_t i = 0; i < n; i++)
        own[i] *= scale[map];
    }
  memcpy (by_map, dW, n_weights * sizeof *dW);
  att_conv_from_map (dW, by_map, shape);
}

static ATT_NUM_WIDE void
add (float *sum, const float *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    sum[i] += x[i];
}

static void
draw_dropout (AttCnnTrainer *self, AttRandom *random)
{
  float p = self->config.dropout;

  for (int i = 0; i < self->n; i++)
    for (int j = 0; j < self->cnn->n_means; j++)
      self->slices[i].keep[j] = random == NULL || p <= 0 ? 1 : att_random_uniform (random) < p ? 0 : 1 / (1 - p);
}

double
att_cnn_trainer_gradient (AttCnnTrainer *self, float *grad, const float *const *slices, const float *Y, int n,
                          AttRandom *random)
{
  const AttCnn *cnn = self->cnn;
  double loss = 0;

  self->inputs = slices;
  self->Y = Y;
  self->n = n;
  draw_dropout (self, random);
  att_cnn_fold (self->folded, cnn);
  for (int i = 0; i < cnn->config.n_layers; i++)
    att_conv_by_map (self->by_map[i], att_cnn_get_weights (self->folded, i, NULL), &cnn->shapes[i]);
  att_parallel_run (self->config.n_threads, n, slice_item, self);
  memset (grad, 0, cnn->n_params * sizeof (float));
  for (int i = 0; i < n; i++)
    {
      loss += self->slices[i].loss;
      add (grad, self->slices[i].grad, cnn->n_params);
    }
  for (int i = 0; i < cnn->config.n_layers; i++)
    unfold (self, grad, i);
  return loss;
}

double
att_cnn_trainer_step (AttCnnTrainer *self, const float *const *slices, const float *Y, int n, AttRandom *random)
{
  AttCnn *cnn = self->cnn;
  double loss = att_cnn_trainer_gradient (self, self->grad, slices, Y, n, random);
  float keep = 1 - att_optimizer_get_rate (self->optimizer) * self->config.weight_decay;

  att_optimizer_step (self->optimizer, cnn->params, self->grad);
  for (int layer = 0; layer <= cnn->config.n_layers; layer++)
    {
      size_t n_weights;
      float *W = att_cnn_get_weights (cnn, layer, &n_weights);

      for (size_t i = 0; i < n_weights; i++)
        W[i] *= keep;
    }
  return loss;
}
