/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-cnn-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"
#include "att-parallel.h"

#define RUNNING 0.05f /* share of a batch in the running statistics */
#define TINY 1e-12

/* what is kept of one slice of a batch */
typedef struct {
  float *in[ATT_CNN_MAX_LAYERS + 1];   /* stacks that come into a layer; the last: what comes out */
  float *d[ATT_CNN_MAX_LAYERS + 1];    /* derivatives by them; [0] is not needed */
  float *z[ATT_CNN_MAX_LAYERS];        /* stacks: convolved, later the derivatives by that */
  uint8_t *which[ATT_CNN_MAX_LAYERS];
  double sums[2 * ATT_CONV_MAX_MAPS];  /* of a layer's maps: at first of z and its square, later of dgamma, dbeta */
  float *means, *keep, *d_means;       /* n_means */
  float *outputs, *d_outputs;          /* n_outputs */
  float *grad;                         /* n_params */
  double loss;
} Slice;

/* of a layer's maps */
typedef struct {
  float mean[ATT_CONV_MAX_MAPS], variance[ATT_CONV_MAX_MAPS], inverse[ATT_CONV_MAX_MAPS];
  float scale[ATT_CONV_MAX_MAPS], offset[ATT_CONV_MAX_MAPS];
  float slope[ATT_CONV_MAX_MAPS], shift[ATT_CONV_MAX_MAPS];
} Norm;

struct AttCnnTrainer {
  AttCnn *cnn;
  AttCnnTrainerConfig config;
  AttOptimizer *optimizer;
  Slice *slices;
  Norm norms[ATT_CNN_MAX_LAYERS];
  float *transposed; /* of the layer in work */
  float *grad;       /* n_params */

  /* of the batch in work */
  const float *const *inputs;
  const float *Y;
  int n;
  int layer;
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
    {
      free (self->z[i]);
      free (self->which[i]);
    }
  free (self->means);
  free (self->outputs);
  free (self->grad);
}

static int
slice_init (Slice *self, const AttCnn *cnn)
{
  int made = (self->in[0] = calloc (att_conv_size (cnn->config.n_times, cnn->config.n_freqs, 1),
                                    sizeof (float))) != NULL;

  for (int i = 0; i < cnn->config.n_layers; i++)
    {
      const AttConvShape *shape = &cnn->shapes[i];

      made = made &&
             (self->in[i + 1] = calloc (att_cnn_out_size (cnn, i), sizeof (float))) != NULL &&
             (self->d[i + 1] = calloc (att_cnn_out_size (cnn, i), sizeof (float))) != NULL &&
             (self->z[i] = calloc (att_conv_size (shape->n_times, shape->n_freqs, shape->n_out),
                                   sizeof (float))) != NULL &&
             (self->which[i] = calloc (att_cnn_out_size (cnn, i), 1)) != NULL;
    }
  made = made && (self->means = calloc (3 * cnn->n_means, sizeof (float))) != NULL &&
         (self->outputs = calloc (2 * cnn->n_outputs, sizeof (float))) != NULL &&
         (self->grad = calloc (cnn->n_params, sizeof (float))) != NULL;
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
  size_t most = 0;

  *out = NULL;
  if (!(config->weight_decay >= 0) || !(config->dropout >= 0 && config->dropout < 1) || config->n_threads < 1 ||
      config->n_threads > ATT_PARALLEL_MAX || config->max_batch < 1 || config->max_batch > 1024)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->cnn = cnn;
  self->config = *config;
  for (int i = 0; i < cnn->config.n_layers; i++)
    most = att_conv_n_weights (&cnn->shapes[i]) > most ? att_conv_n_weights (&cnn->shapes[i]) : most;
  status = att_optimizer_new (&config->optimizer, cnn->n_params, &self->optimizer);
  self->transposed = malloc (most * sizeof (float));
  self->grad = malloc (cnn->n_params * sizeof (float));
  self->slices = calloc (config->max_batch, sizeof *self->slices);
  if (status == ATT_NUM_OK && (self->transposed == NULL || self->grad == NULL || self->slices == NULL))
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
  att_optimizer_free (self->optimizer);
  free (self->slices);
  free (self->transposed);
  free (self->grad);
  free (self);
}

void
att_cnn_trainer_set_rate (AttCnnTrainer *self, float learning_rate)
{
  att_optimizer_set_rate (self->optimizer, learning_rate);
}

/* --- forward --- */

static void
normalise_slice (AttCnnTrainer *self, Slice *slice, int layer)
{
  const Norm *norm = &self->norms[layer];

  att_conv_pool (slice->in[layer + 1], slice->which[layer], slice->z[layer], norm->scale, norm->offset,
                 &self->cnn->shapes[layer], &self->cnn->config.layers[layer].pool);
}

/* pools the layer below, whose statistics are known by now, and convolves */
static void
forward_item (void *data, size_t item)
{
  AttCnnTrainer *self = data;
  Slice *slice = &self->slices[item];
  int layer = self->layer;
  const AttConvShape *shape = &self->cnn->shapes[layer];

  if (layer == 0)
    att_cnn_fill_input (self->cnn, slice->in[0], self->inputs[item]);
  else
    normalise_slice (self, slice, layer - 1);
  att_conv_forward (slice->z[layer], slice->in[layer], self->cnn->params + self->cnn->offsets[layer], shape);
  memset (slice->sums, 0, sizeof slice->sums);
  att_conv_add_sums (slice->sums, slice->sums + ATT_CONV_MAX_MAPS, slice->z[layer], shape->n_times, shape->n_freqs,
                     shape->n_out);
}

static void
add_slices (const AttCnnTrainer *self, int n_maps, double *a, double *b)
{
  memset (a, 0, n_maps * sizeof *a);
  memset (b, 0, n_maps * sizeof *b);
  for (int i = 0; i < self->n; i++)
    for (int map = 0; map < n_maps; map++)
      {
        a[map] += self->slices[i].sums[map];
        b[map] += self->slices[i].sums[ATT_CONV_MAX_MAPS + map];
      }
}

static void
find_norm (AttCnnTrainer *self, int layer)
{
  const AttConvShape *shape = &self->cnn->shapes[layer];
  const float *gamma = att_cnn_get_norm (self->cnn, layer, NULL), *beta = gamma + shape->n_out;
  double n = (double) self->n * shape->n_times * shape->n_freqs;
  double sum[ATT_CONV_MAX_MAPS], sum2[ATT_CONV_MAX_MAPS];
  Norm *norm = &self->norms[layer];

  add_slices (self, shape->n_out, sum, sum2);
  for (int map = 0; map < shape->n_out; map++)
    {
      double mean = sum[map] / n, variance = sum2[map] / n - mean * mean;

      variance = variance > 0 ? variance : 0;
      norm->mean[map] = mean;
      norm->variance[map] = variance;
      norm->inverse[map] = 1 / sqrt (variance + ATT_CONV_EPSILON);
      norm->scale[map] = gamma[map] * norm->inverse[map];
      norm->offset[map] = beta[map] - norm->scale[map] * mean;
    }
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
dense_item (void *data, size_t item)
{
  AttCnnTrainer *self = data;
  const AttCnn *cnn = self->cnn;
  Slice *slice = &self->slices[item];
  int n_layers = cnn->config.n_layers, n_means = cnn->n_means;
  const float *W = cnn->params + cnn->offsets[n_layers];
  float *dW = slice->grad + cnn->offsets[n_layers], *db = dW + (size_t) cnn->n_outputs * n_means;

  normalise_slice (self, slice, n_layers - 1);
  for (int i = n_layers - cnn->config.n_means; i < n_layers; i++)
    att_conv_mean (slice->means + att_cnn_mean_offset (cnn, i), slice->in[i + 1], att_cnn_pooled_times (cnn, i),
                   att_cnn_pooled_freqs (cnn, i), cnn->shapes[i].n_out);
  for (int i = 0; i < n_means; i++)
    slice->means[i] *= slice->keep[i];
  att_cnn_dense (cnn, slice->outputs, slice->means);
  att_cnn_squash (cnn, slice->outputs);
  slice->loss = judge (cnn, slice->d_outputs, slice->outputs, self->Y + item * cnn->n_outputs, self->n);
  memset (slice->grad, 0, cnn->n_params * sizeof (float));
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

/* --- backward --- */

static void
pool_back_item (void *data, size_t item)
{
  AttCnnTrainer *self = data;
  const AttCnn *cnn = self->cnn;
  Slice *slice = &self->slices[item];
  int layer = self->layer, offset = att_cnn_mean_offset (cnn, layer);

  if (layer == cnn->config.n_layers - 1)
    memset (slice->d[layer + 1], 0, att_cnn_out_size (cnn, layer) * sizeof (float));
  if (offset >= 0)
    att_conv_mean_back (slice->d[layer + 1], slice->d_means + offset, att_cnn_pooled_times (cnn, layer),
                        att_cnn_pooled_freqs (cnn, layer), cnn->shapes[layer].n_out);
  memset (slice->sums, 0, sizeof slice->sums);
  att_conv_pool_back (slice->d[layer + 1], slice->sums, slice->sums + ATT_CONV_MAX_MAPS, slice->in[layer + 1],
                      slice->which[layer], slice->z[layer], self->norms[layer].mean, self->norms[layer].inverse,
                      &cnn->shapes[layer], &cnn->config.layers[layer].pool);
}

/* How a value's derivative depends on those of all values, through the batch's mean and variance: Ioffe and Szegedy,
 * section 3, gathered by powers of z. */
static void
find_norm_back (AttCnnTrainer *self, int layer)
{
  const AttConvShape *shape = &self->cnn->shapes[layer];
  size_t n_weights;
  float *dgamma = self->grad + self->cnn->offsets[layer];
  double n = (double) self->n * shape->n_times * shape->n_freqs;
  double by_gamma[ATT_CONV_MAX_MAPS], by_beta[ATT_CONV_MAX_MAPS];
  Norm *norm = &self->norms[layer];

  att_cnn_get_weights (self->cnn, layer, &n_weights);
  dgamma += n_weights;
  add_slices (self, shape->n_out, by_gamma, by_beta);
  for (int map = 0; map < shape->n_out; map++)
    {
      dgamma[map] = by_gamma[map];
      dgamma[shape->n_out + map] = by_beta[map];
      norm->slope[map] = -norm->scale[map] * norm->inverse[map] * by_gamma[map] / n;
      norm->shift[map] = -norm->scale[map] * by_beta[map] / n - norm->slope[map] * norm->mean[map];
    }
}

static void
conv_back_item (void *data, size_t item)
{
  AttCnnTrainer *self = data;
  const AttCnn *cnn = self->cnn;
  Slice *slice = &self->slices[item];
  int layer = self->layer;
  const AttConvShape *shape = &cnn->shapes[layer];
  const AttConvShape back = { shape->n_times, shape->n_freqs, shape->n_out, shape->n_in };
  const Norm *norm = &self->norms[layer];

  att_conv_norm_back (slice->z[layer], slice->d[layer + 1], slice->which[layer], norm->scale, norm->slope, norm->shift,
                      shape, &cnn->config.layers[layer].pool);
  att_conv_gradient (slice->grad + cnn->offsets[layer], slice->in[layer], slice->z[layer], shape);
  if (layer > 0)
    att_conv_forward (slice->d[layer], slice->z[layer], self->transposed, &back);
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
  int n_layers = cnn->config.n_layers, n_threads = self->config.n_threads;
  double loss = 0;

  self->inputs = slices;
  self->Y = Y;
  self->n = n;
  draw_dropout (self, random);
  for (self->layer = 0; self->layer < n_layers; self->layer++)
    {
      att_parallel_run (n_threads, n, forward_item, self);
      find_norm (self, self->layer);
    }
  memset (self->grad, 0, cnn->n_params * sizeof (float));
  att_parallel_run (n_threads, n, dense_item, self);
  for (self->layer = n_layers - 1; self->layer >= 0; self->layer--)
    {
      const AttConvShape *shape = &cnn->shapes[self->layer];

      att_parallel_run (n_threads, n, pool_back_item, self);
      find_norm_back (self, self->layer);
      if (self->layer > 0)
        att_conv_transpose (self->transposed, cnn->params + cnn->offsets[self->layer], shape);
      att_parallel_run (n_threads, n, conv_back_item, self);
    }
  for (int i = 0; i < n; i++)
    {
      loss += self->slices[i].loss;
      add (self->grad, self->slices[i].grad, cnn->n_params);
    }
  if (grad != self->grad)
    memcpy (grad, self->grad, cnn->n_params * sizeof (float));
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
  for (int layer = 0; layer < cnn->config.n_layers; layer++)
    {
      int n_maps = cnn->shapes[layer].n_out;
      float *mean = att_cnn_get_norm (cnn, layer, NULL) + 2 * n_maps, *variance = mean + n_maps;

      for (int map = 0; map < n_maps; map++)
        {
          mean[map] += RUNNING * (self->norms[layer].mean[map] - mean[map]);
          variance[map] += RUNNING * (self->norms[layer].variance[map] - variance[map]);
        }
    }
  return loss;
}
