/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cnn-private.h - the network as its runner and its trainer see it
 */
#pragma once

#include "att-cnn.h"

struct AttCnn {
  AttCnnConfig config;
  AttConvShape shapes[ATT_CNN_MAX_LAYERS];
  size_t offsets[ATT_CNN_MAX_LAYERS + 1]; /* of a layer's parameters; the last: of the dense layer */
  size_t n_params;
  int n_means, n_outputs;
  float params[];
};

/* times and frequencies after a layer's pooling */
int    att_cnn_pooled_times (const AttCnn *self, int layer);
int    att_cnn_pooled_freqs (const AttCnn *self, int layer);
/* floats in the stack that a layer puts out */
size_t att_cnn_out_size     (const AttCnn *self, int layer);
/* where a layer's means begin among the means, -1: they are not used */
int    att_cnn_mean_offset  (const AttCnn *self, int layer);
/* @in: the stack of layer 0, its border left alone */
void   att_cnn_fill_input   (const AttCnn *self, float *in, const float *slice);
/* @to, as large as @cnn, becomes a copy of it whose first two rows of normalisation are scale and bias, the scale
 * multiplied into the weights as well */
void   att_cnn_fold         (AttCnn *to, const AttCnn *cnn);
/* outputs before sigmoids and softmax */
void   att_cnn_dense        (const AttCnn *self, float *out, const float *means);
void   att_cnn_squash       (const AttCnn *self, float *out);
