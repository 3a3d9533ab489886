/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-cnn-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-distance.h"

/* gamma, beta, mean, variance */
#define NORM_ROWS 4

/* Fills in what follows from the configuration; 0 if that is impossible. */
static int
set_shapes (AttCnn *self, const AttCnnConfig *config)
{
  int n_times = config->n_times, n_freqs = config->n_freqs, n_in = 1;

  if (n_times < 1 || n_times > 16384 || n_freqs < 1 || n_freqs > 512 || config->n_layers < 1 ||
      config->n_layers > ATT_CNN_MAX_LAYERS || config->n_means < 1 || config->n_means > config->n_layers ||
      config->n_groups < 1 || config->n_groups > ATT_CNN_MAX_GROUPS)
    return 0;
  for (int i = 0; i < config->n_layers; i++)
    {
      int n_maps = config->layers[i].n_maps;
      AttPool pool = config->layers[i].pool;

      if (n_maps < ATT_CONV_BLOCK || n_maps > ATT_CONV_MAX_MAPS || n_maps % ATT_CONV_BLOCK != 0 ||
          pool.n_times < 1 || pool.n_freqs < 1 || pool.n_times > n_times || pool.n_freqs > n_freqs ||
          pool.n_times * pool.n_freqs > ATT_CONV_MAX_WINDOW)
        return 0;
      self->shapes[i] = (AttConvShape){ n_times, n_freqs, n_in, n_maps };
      self->offsets[i] = self->n_params;
      self->n_params += att_conv_n_weights (&self->shapes[i]) + NORM_ROWS * n_maps;
      if (i >= config->n_layers - config->n_means)
        self->n_means += n_maps;
      n_in = n_maps;
      n_times /= pool.n_times;
      n_freqs /= pool.n_freqs;
    }
  for (int i = 0; i < config->n_groups; i++)
    {
      if (config->groups[i].kind > ATT_CNN_SOFTMAX || config->groups[i].n < 1 ||
          config->groups[i].n > ATT_CNN_MAX_OUTPUTS || !(config->groups[i].weight >= 0))
        return 0;
      self->n_outputs += config->groups[i].n;
    }
  self->offsets[config->n_layers] = self->n_params;
  self->n_params += (size_t) self->n_outputs * (self->n_means + 1);
  return self->n_outputs <= ATT_CNN_MAX_OUTPUTS;
}

AttNumStatus
att_cnn_new (const AttCnnConfig *config, AttCnn **out)
{
  AttCnn plan = { .config = *config }, *self;

  *out = NULL;
  if (!set_shapes (&plan, config))
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self + plan.n_params * sizeof (float));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  *self = plan;
  for (int i = 0; i < config->n_layers; i++)
    for (int map = 0; map < config->layers[i].n_maps; map++)
      att_cnn_get_norm (self, i, NULL)[3 * config->layers[i].n_maps + map] = 1;
  *out = self;
  return ATT_NUM_OK;
}

void
att_cnn_free (AttCnn *self)
{
  free (self);
}

const AttCnnConfig *
att_cnn_get_config (const AttCnn *self)
{
  return &self->config;
}

int
att_cnn_get_n_means (const AttCnn *self)
{
  return self->n_means;
}

int
att_cnn_get_n_outputs (const AttCnn *self)
{
  return self->n_outputs;
}

size_t
att_cnn_get_n_params (const AttCnn *self)
{
  return self->n_params;
}

float *
att_cnn_get_params (AttCnn *self)
{
  return self->params;
}

float *
att_cnn_get_weights (AttCnn *self, int layer, size_t *size)
{
  if (size != NULL)
    *size = layer < self->config.n_layers ? att_conv_n_weights (&self->shapes[layer])
                                          : (size_t) self->n_outputs * self->n_means;
  return self->params + self->offsets[layer];
}

float *
att_cnn_get_norm (AttCnn *self, int layer, size_t *size)
{
  size_t n_weights;
  float *weights = att_cnn_get_weights (self, layer, &n_weights);

  if (size != NULL)
    *size = layer < self->config.n_layers ? NORM_ROWS * self->config.layers[layer].n_maps : self->n_outputs;
  return weights + n_weights;
}

void
att_cnn_randomise (AttCnn *self, AttRandom *random)
{
  for (int layer = 0; layer <= self->config.n_layers; layer++)
    {
      int dense = layer == self->config.n_layers;
      double n_inputs = dense ? self->n_means : 9 * self->shapes[layer].n_in;
      size_t n_weights, n_norm;
      float *W = att_cnn_get_weights (self, layer, &n_weights), *norm = att_cnn_get_norm (self, layer, &n_norm);

      for (size_t i = 0; i < n_weights; i++)
        W[i] = sqrt (1 / n_inputs) * att_random_normal (random);
      for (size_t i = 0; i < n_norm; i++)
        norm[i] = !dense && (i < n_norm / NORM_ROWS || i >= 3 * n_norm / NORM_ROWS);
    }
}

int
att_cnn_pooled_times (const AttCnn *self, int layer)
{
  return self->shapes[layer].n_times / self->config.layers[layer].pool.n_times;
}

int
att_cnn_pooled_freqs (const AttCnn *self, int layer)
{
  return self->shapes[layer].n_freqs / self->config.layers[layer].pool.n_freqs;
}

size_t
att_cnn_out_size (const AttCnn *self, int layer)
{
  return att_conv_size (att_cnn_pooled_times (self, layer), att_cnn_pooled_freqs (self, layer),
                        self->shapes[layer].n_out);
}

int
att_cnn_mean_offset (const AttCnn *self, int layer)
{
  int first = self->config.n_layers - self->config.n_means, offset = 0;

  for (int i = first; i < layer; i++)
    offset += self->shapes[i].n_out;
  return layer >= first ? offset : -1;
}

void
att_cnn_fill_input (const AttCnn *self, float *in, const float *slice)
{
  int n_freqs = self->config.n_freqs;

  for (int time = 0; time < self->config.n_times; time++)
    memcpy (in + (size_t) (time + 1) * (n_freqs + 2) + 1, slice + (size_t) time * n_freqs, n_freqs * sizeof *slice);
}

void
att_cnn_dense (const AttCnn *self, float *out, const float *means)
{
  const float *W = self->params + self->offsets[self->config.n_layers];
  const float *b = W + (size_t) self->n_outputs * self->n_means;

  for (int i = 0; i < self->n_outputs; i++)
    out[i] = att_num_dot (W + (size_t) i * self->n_means, means, self->n_means) + b[i];
}

static void
softmax (float *p, int n)
{
  double sum = 0;
  float top = p[0];

  for (int i = 1; i < n; i++)
    top = p[i] > top ? p[i] : top;
  for (int i = 0; i < n; i++)
    sum += p[i] = exp (p[i] - top);
  for (int i = 0; i < n; i++)
    p[i] /= sum;
}

void
att_cnn_squash (const AttCnn *self, float *out)
{
  for (int group = 0; group < self->config.n_groups; group++)
    {
      int n = self->config.groups[group].n;

      if (self->config.groups[group].kind == ATT_CNN_SOFTMAX)
        softmax (out, n);
      else if (self->config.groups[group].kind == ATT_CNN_SIGMOID)
        for (int i = 0; i < n; i++)
          out[i] = 1 / (1 + exp (-out[i]));
      out += n;
    }
}

void
att_cnn_fold (AttCnn *to, const AttCnn *cnn)
{
  memcpy (to, cnn, sizeof *cnn + cnn->n_params * sizeof (float));
  for (int i = 0; i < cnn->config.n_layers; i++)
    {
      size_t n_weights, n_maps = cnn->shapes[i].n_out, per_block;
      float *W = att_cnn_get_weights (to, i, &n_weights), *norm = att_cnn_get_norm (to, i, NULL);

      per_block = n_weights / n_maps * ATT_CONV_BLOCK;
      for (size_t map = 0; map < n_maps; map++)
        norm[map] /= sqrtf (norm[3 * n_maps + map] + ATT_CONV_EPSILON);
      for (size_t j = 0; j < n_weights; j++)
        W[j] *= norm[j / per_block * ATT_CONV_BLOCK + j % ATT_CONV_BLOCK];
      for (size_t map = 0; map < n_maps; map++)
        norm[n_maps + map] -= norm[map] * norm[2 * n_maps + map];
    }
}

/* --- prediction --- */

struct AttCnnRunner {
  AttCnn *cnn;                          /* a copy; the weights of its convolutions are multiplied by scales */
  float *stacks[ATT_CNN_MAX_LAYERS + 1]; /* what comes into each layer; the last: what comes out */
  float *strip;
  float *means;
};

AttNumStatus
att_cnn_runner_new (const AttCnn *cnn, AttCnnRunner **out)
{
  size_t n_params = cnn->n_params, strip = 0;
  int n_layers = cnn->config.n_layers, failed;
  AttCnnRunner *self;

  *out = NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->cnn = malloc (sizeof *cnn + n_params * sizeof (float));
  self->means = calloc (cnn->n_means, sizeof (float));
  self->stacks[0] = calloc (att_conv_size (cnn->config.n_times, cnn->config.n_freqs, 1), sizeof (float));
  failed = self->cnn == NULL || self->means == NULL || self->stacks[0] == NULL;
  for (int i = 0; i < n_layers; i++)
    {
      size_t size = (size_t) cnn->config.layers[i].pool.n_times * cnn->shapes[i].n_freqs * cnn->shapes[i].n_out;

      strip = size > strip ? size : strip;
      self->stacks[i + 1] = calloc (att_cnn_out_size (cnn, i), sizeof (float));
      failed = failed || self->stacks[i + 1] == NULL;
    }
  self->strip = malloc (strip * sizeof (float));
  if (failed || self->strip == NULL)
    {
      att_cnn_runner_free (self);
      return ATT_NUM_NO_MEMORY;
    }
  att_cnn_fold (self->cnn, cnn);
  *out = self;
  return ATT_NUM_OK;
}

void
att_cnn_runner_free (AttCnnRunner *self)
{
  if (self == NULL)
    return;
  for (int i = 0; i <= ATT_CNN_MAX_LAYERS; i++)
    free (self->stacks[i]);
  free (self->strip);
  free (self->means);
  free (self->cnn);
  free (self);
}

/* the stacks up to what comes into @n_layers */
static void
run_layers (AttCnnRunner *self, const float *slice, int n_layers)
{
  AttCnn *cnn = self->cnn;

  att_cnn_fill_input (cnn, self->stacks[0], slice);
  for (int i = 0; i < n_layers; i++)
    att_conv_infer (self->stacks[i + 1], NULL, self->stacks[i], att_cnn_get_weights (cnn, i, NULL),
                    att_cnn_get_norm (cnn, i, NULL) + cnn->shapes[i].n_out, &cnn->shapes[i],
                    &cnn->config.layers[i].pool, self->strip);
}

void
att_cnn_runner_run (AttCnnRunner *self, float *out, const float *slice)
{
  AttCnn *cnn = self->cnn;

  run_layers (self, slice, cnn->config.n_layers);
  for (int i = cnn->config.n_layers - cnn->config.n_means; i < cnn->config.n_layers; i++)
    att_conv_mean (self->means + att_cnn_mean_offset (cnn, i), self->stacks[i + 1], att_cnn_pooled_times (cnn, i),
                   att_cnn_pooled_freqs (cnn, i), cnn->shapes[i].n_out);
  att_cnn_dense (cnn, out, self->means);
  att_cnn_squash (cnn, out);
}

AttNumStatus
att_cnn_normalise (AttCnn *self, const float *const *slices, int n)
{
  for (int layer = 0; layer < self->config.n_layers; layer++)
    {
      const AttConvShape *shape = &self->shapes[layer];
      float *z = calloc (att_conv_size (shape->n_times, shape->n_freqs, shape->n_out), sizeof (float));
      float *mean = att_cnn_get_norm (self, layer, NULL) + 2 * shape->n_out, *variance = mean + shape->n_out;
      double sum[ATT_CONV_MAX_MAPS] = { 0 }, sum2[ATT_CONV_MAX_MAPS] = { 0 };
      double size = (double) n * shape->n_times * shape->n_freqs;
      AttCnnRunner *runner = NULL;

      if (z == NULL || att_cnn_runner_new (self, &runner) != ATT_NUM_OK)
        {
          free (z);
          return ATT_NUM_NO_MEMORY;
        }
      for (int i = 0; i < n; i++)
        {
          run_layers (runner, slices[i], layer);
          att_conv_forward (z, runner->stacks[layer], att_cnn_get_weights (self, layer, NULL), shape);
          att_conv_add_sums (sum, sum2, z, shape->n_times, shape->n_freqs, shape->n_out);
        }
      for (int map = 0; map < shape->n_out; map++)
        {
          double m = sum[map] / size, v = sum2[map] / size - m * m;

          mean[map] = m;
          variance[map] = v > 0 ? v : 0;
        }
      att_cnn_runner_free (runner);
      free (z);
    }
  return ATT_NUM_OK;
}
