/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cfnet.h - two small networks that say whether a user listens to an item: DeepCF, CFNet
 *
 * A user is the row of the items they listen to, an item the row of its listeners; the entries of a row of n are
 * 1 / sqrt (n). With relu (x) = max (0, x):
 *     representation   z = relu (B' relu (A' row + a) + b), of user and item; their element-wise product
 *     matching         e = E' row, of user and item; relu (N' relu (M_user' e_user + M_item' e_item + c) + d): a dense
 *                      network on both together
 *     score            w_z . (z_user * z_item) + w_m . matching + w_0: the logit of the chance
 * Either half can be trained and used alone; joined, the weights of both are halved and trained on.
 *
 * Training  Binary cross-entropy of what a user listens to and of items drawn at random that they do not, in batches of
 *           users. A share of a batch's items is taken out of the users' rows, and these are what is asked for; users of
 *           the batch are no listeners in the items' rows. So no answer is part of its question (the paper leaves it in),
 *           and rows are never seen twice alike, which keeps the network from learning them by heart.
 * Shapes    n_hidden: width of A; n_factors: of B and M; those of E and N are half of it
 * Repeats   the same bytes for any number of threads.
 * Source    Z. Deng, L. Huang, C. Wang, J. Lai, P. Yu, "DeepCF: a unified framework of representation learning and matching
 *           function learning in recommender system", AAAI 2019; taking out: Y. Wu et al., "Collaborative denoising
 *           auto-encoders for top-N recommender systems", WSDM 2016.
 */
#pragma once

#include "att-csr.h"

typedef struct {
  int n_hidden;  /* 8, 16, … 256 */
  int n_factors; /* 16, 32, … 128 */
  uint64_t seed; /* of the first weights */
} AttCfnetConfig;

typedef enum {
  ATT_CFNET_REPRESENTATION = 1,
  ATT_CFNET_MATCHING = 2,
  ATT_CFNET_JOINED = ATT_CFNET_REPRESENTATION | ATT_CFNET_MATCHING,
} AttCfnetHalves;

typedef struct AttCfnet AttCfnet;

/* *@self is NULL unless ATT_NUM_OK */
AttNumStatus att_cfnet_new          (AttCfnet **self, const AttCfnetConfig *config, size_t n_users, size_t n_items);
void         att_cfnet_free         (AttCfnet *self);
size_t       att_cfnet_get_n_items  (const AttCfnet *self);
size_t       att_cfnet_get_n_params (const AttCfnet *self);
float       *att_cfnet_get_params   (AttCfnet *self);
/* halves the weights of both in the score, before they are trained together */
void         att_cfnet_join         (AttCfnet *self);

/* Before scoring: what the network makes of each item. @by_item: items × users, as it was trained on */
void         att_cfnet_update_items (AttCfnet *self, const AttCsr *by_item, int n_threads);
/* @scores (out): one per item, NAN for one that nobody listened to; @items: the row of any user, none twice; items that were
 * not there in training are left out. May be called by several threads at once. */
void         att_cfnet_score        (const AttCfnet *self, AttCfnetHalves halves, float *scores, const uint32_t *items,
                                     size_t n);

/* What scoring takes, as 16-bit floats; free() it. NULL: out of memory */
void        *att_cfnet_save         (const AttCfnet *self, size_t *n_bytes);
/* Only for scoring: it has no users. NULL: out of memory, or not what att_cfnet_save() writes */
AttCfnet    *att_cfnet_load         (const void *bytes, size_t n_bytes);

typedef struct {
  AttCfnetHalves halves;
  float learning_rate; /* of Adam, > 0 */
  float dropout;       /* share of a user's items that is taken out of the row and asked for; 0 < p < 1 */
  int n_negatives;     /* per item that is asked for, >= 1 */
  int n_threads;
  uint64_t seed;
} AttCfnetTraining;

typedef struct AttCfnetTrainer AttCfnetTrainer;

/* all borrowed: they must outlive the trainer; @by_item: transpose of @by_user. Values of the matrix do not count. */
AttNumStatus att_cfnet_trainer_new      (AttCfnetTrainer **self, AttCfnet *net, const AttCfnetTraining *training,
                                         const AttCsr *by_user, const AttCsr *by_item);
/* for a schedule; @rate > 0 */
void         att_cfnet_trainer_set_rate (AttCfnetTrainer *self, float rate);
void         att_cfnet_trainer_free     (AttCfnetTrainer *self);
/* each user once, in a new order; @loss (out): mean over what was asked, in nats */
AttNumStatus att_cfnet_trainer_epoch    (AttCfnetTrainer *self, double *loss);
/* Of the first batch of the epoch to come: @grad (out): n_params; 0 for a half that is not trained */
AttNumStatus att_cfnet_trainer_gradient (AttCfnetTrainer *self, float *grad, double *loss);
