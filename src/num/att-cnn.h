/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cnn.h - a small convolutional network over slices of a spectrogram
 *
 * Slice     (n_times, n_freqs) floats, row-major, scaled by the caller to about -1..1.
 * Layers    each: 3x3 convolution (att-conv.h), batch normalisation, maximum over windows, ELU. The means over time and
 *           frequency of the outputs of the last n_means layers, the earlier layer first, go through one dense layer.
 * Outputs   in groups: values as they are (regression), independent sigmoids, or a softmax.
 * Params    one array: per layer its weights (att-conv.h), then gamma, beta, mean and variance of the normalisation, a
 *           number a map each; then the dense layer: (outputs, means), then outputs biases. Mean and variance are
 *           measured once, by att_cnn_normalise(), and frozen: neither training nor prediction looks at a batch, so only
 *           the maximum of each window has a derivative, and a slice's way back costs less than its way there.
 * Loss      a value known to be right (a target that is NAN is not known and counts nothing): regression: half the
 *           squared error; others: cross-entropy in nats. Summed over outputs times the group's weight, averaged over
 *           slices.
 * Repeats   the same parameters, slices and generator give the same bytes, on any number of threads.
 * Threads   A network that nobody trains: any. A runner, a trainer: one at a time; a trainer starts threads of its own.
 * Sources   as in att-conv.h; K. Choi et al., "Automatic tagging using deep convolutional neural networks", ISMIR 2016,
 *           for such a stack over mel bands; G. Hinton et al. 2015 (soft targets); Srivastava et al. 2014 (dropout).
 */
#pragma once

#include "att-conv.h"
#include "att-optimizer.h"
#include "att-random.h"

#define ATT_CNN_MAX_LAYERS 8
#define ATT_CNN_MAX_GROUPS 4
#define ATT_CNN_MAX_OUTPUTS 1024

typedef enum {
  ATT_CNN_REGRESSION,
  ATT_CNN_SIGMOID,
  ATT_CNN_SOFTMAX,
} AttCnnOutput;

typedef struct {
  int n_times, n_freqs; /* of a slice: 1..16384, 1..512 */
  int n_layers;         /* 1..ATT_CNN_MAX_LAYERS */
  struct {
    int n_maps;         /* a multiple of ATT_CONV_BLOCK */
    AttPool pool;       /* something must be left */
  } layers[ATT_CNN_MAX_LAYERS];
  int n_means;          /* layers whose means are used, 1..n_layers */
  int n_groups;         /* 1..ATT_CNN_MAX_GROUPS */
  struct {
    AttCnnOutput kind;
    int n;              /* outputs */
    float weight;       /* in the loss, >= 0 */
  } groups[ATT_CNN_MAX_GROUPS];
} AttCnnConfig;

typedef struct AttCnn AttCnn;

/* all parameters 0, variances 1 */
AttNumStatus att_cnn_new          (const AttCnnConfig *config, AttCnn **out);
void         att_cnn_free         (AttCnn *self);
void         att_cnn_randomise    (AttCnn *self, AttRandom *random);

const AttCnnConfig *att_cnn_get_config (const AttCnn *self);
int          att_cnn_get_n_means   (const AttCnn *self);
int          att_cnn_get_n_outputs (const AttCnn *self);
size_t       att_cnn_get_n_params  (const AttCnn *self);
/* the network's own: read or write */
float       *att_cnn_get_params    (AttCnn *self);
/* @size: how many there are; layer n_layers is the dense one, which has weights and biases */
float       *att_cnn_get_weights   (AttCnn *self, int layer, size_t *size);
float       *att_cnn_get_norm      (AttCnn *self, int layer, size_t *size);

/* Sets mean and variance, layer by layer, to those over @slices (n pointers); call once, before training. */
AttNumStatus att_cnn_normalise     (AttCnn *self, const float *const *slices, int n);

/* A copy of the network for predicting, its normalisation put into the weights, with the memory that it takes. */
typedef struct AttCnnRunner AttCnnRunner;

AttNumStatus att_cnn_runner_new  (const AttCnn *cnn, AttCnnRunner **out);
void         att_cnn_runner_free (AttCnnRunner *self);
/* @out: outputs, sigmoids and softmax taken; @slice: (n_times, n_freqs) */
void         att_cnn_runner_run  (AttCnnRunner *self, float *out, const float *slice);

typedef struct {
  AttOptimizerConfig optimizer;
  float weight_decay; /* >= 0, per step, times the learning rate; on weights only */
  float dropout;      /* 0 <= p < 1, of the means */
  int n_threads;      /* 1..ATT_PARALLEL_MAX */
  int max_batch;      /* slices, 1..1024: memory is taken for so many */
} AttCnnTrainerConfig;

typedef struct AttCnnTrainer AttCnnTrainer;

/* @cnn is borrowed and must outlive the trainer */
AttNumStatus att_cnn_trainer_new      (AttCnn *cnn, const AttCnnTrainerConfig *config, AttCnnTrainer **out);
void         att_cnn_trainer_free     (AttCnnTrainer *self);
void         att_cnn_trainer_set_rate (AttCnnTrainer *self, float learning_rate);
/* Gradient of the batch's loss; @grad: n_params, overwritten, 0 for the frozen statistics. @slices: n pointers; @Y: (n,
 * outputs), NAN where unknown; @random NULL: no dropout. Returns the loss. */
double       att_cnn_trainer_gradient (AttCnnTrainer *self, float *grad, const float *const *slices, const float *Y,
                                       int n, AttRandom *random);
/* One step on a batch. Returns the loss before. */
double       att_cnn_trainer_step     (AttCnnTrainer *self, const float *const *slices, const float *Y, int n,
                                       AttRandom *random);
