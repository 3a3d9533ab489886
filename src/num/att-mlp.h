/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-mlp.h - a small network of dense layers: inference, gradients, training
 *
 * Layout   rows are examples: X is (n, inputs), Y is (n, outputs). A layer's W is
 *          (n_out, n_in), its b is n_out; all of them lie in one array, layer after layer, W before b.
 * Layers   ReLU between layers; outputs are a softmax (classes that exclude each
 *          other) or independent sigmoids. Targets may be soft: shares that add up to 1, or probabilities.
 * Loss     cross-entropy in nats: summed over outputs, averaged over rows.
 * Threads  att_mlp_predict() reads only: any number at once. A trainer belongs to one thread and owns its network
 *          while it steps.
 * Repeats  the same parameters, data and generator give the same bytes.
 * Sources  He et al. 2015 (initial weights); Srivastava et al. 2014 (dropout, inverted); Adam as in att-optimizer.h;
 *          Loshchilov, Hutter 2019 (decay apart from the gradient).
 */
#pragma once

#include "att-num.h"
#include "att-random.h"

#define ATT_MLP_MAX_LAYERS 4
#define ATT_MLP_MAX_WIDTH 4096    /* of inputs and hidden layers */
#define ATT_MLP_MAX_OUTPUTS 65536

typedef enum {
  ATT_MLP_SOFTMAX,
  ATT_MLP_SIGMOID,
} AttMlpOutput;

typedef struct {
  int n_layers;                      /* dense layers, 1..ATT_MLP_MAX_LAYERS */
  int sizes[ATT_MLP_MAX_LAYERS + 1]; /* inputs, hidden…, outputs: 1..ATT_MLP_MAX_WIDTH, outputs 1..ATT_MLP_MAX_OUTPUTS */
  AttMlpOutput output;
} AttMlpConfig;

typedef struct AttMlp AttMlp;

/* all parameters 0 */
AttNumStatus att_mlp_new          (const AttMlpConfig *config, AttMlp **out);
void         att_mlp_free         (AttMlp *self);
void         att_mlp_randomise    (AttMlp *self, AttRandom *random);
/* @out: outputs, probabilities; @x: inputs */
void         att_mlp_predict      (const AttMlp *self, float *out, const float *x);
double       att_mlp_loss         (const AttMlp *self, const float *X, const float *Y, size_t n);

const AttMlpConfig *att_mlp_get_config (const AttMlp *self);
size_t       att_mlp_get_n_params (const AttMlp *self);
/* the network's own: read or write */
float       *att_mlp_get_params   (AttMlp *self);
float       *att_mlp_get_weights  (AttMlp *self, int layer);
float       *att_mlp_get_biases   (AttMlp *self, int layer);

typedef struct {
  float learning_rate;  /* > 0 */
  float weight_decay;   /* >= 0, per step, times the learning rate; not on biases */
  float input_dropout;  /* 0 <= p < 1 */
  float hidden_dropout; /* 0 <= p < 1 */
} AttMlpTrainerConfig;

typedef struct AttMlpTrainer AttMlpTrainer;

/* @mlp is borrowed and must outlive the trainer */
AttNumStatus att_mlp_trainer_new      (AttMlp *mlp, const AttMlpTrainerConfig *config, AttMlpTrainer **out);
void         att_mlp_trainer_free     (AttMlpTrainer *self);
/* Gradient of the loss at these rows; @grad: n_params, overwritten. @random NULL: no dropout. Returns the loss. */
double       att_mlp_trainer_gradient (AttMlpTrainer *self, float *grad, const float *X, const float *Y, size_t n,
                                       AttRandom *random);
/* One step of Adam on a batch. Returns the batch's loss before the step, with dropout. */
double       att_mlp_trainer_step     (AttMlpTrainer *self, const float *X, const float *Y, size_t n, AttRandom *random);
