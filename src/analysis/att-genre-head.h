/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-head.h - one head of a genre model, and the model as its parts
 *
 * A head is a handful of networks that were trained alike from different random
 * numbers; their answers are averaged.
 *
 * Threads   immutable once built.
 */
#pragma once

#include "att-genre-model.h"
#include "att-genre-net.h"
#include "att-mlp.h"
#include "att-tensor-file.h"

G_BEGIN_DECLS

typedef struct {
  char *name;      /* "ten", "tags" */
  char **labels;   /* NULL-terminated */
  int n_labels;
  GPtrArray *nets; /* AttMlp */
  double temperature; /* of att_genre_temper(); 1: chances as the networks give them */
} AttGenreHead;

AttGenreHead  *att_genre_head_new     (const char *name, const char *const *labels);
void           att_genre_head_free    (AttGenreHead *self);
/* @p: n_labels, the mean over the networks; @x: inputs, standardised. Softmax heads sum to 1, others do not. */
void           att_genre_head_predict (const AttGenreHead *self, float *p, const float *x);
/* (element-type AttGenreGuess): best first, tempered, p sums to 1; names are the head's */
GArray        *att_genre_head_guess   (const AttGenreHead *self, const float *x);
void           att_genre_head_write   (const AttGenreHead *self, AttTensorFile *file);
/* NULL with ATT_GENRE_MODEL_ERROR_DAMAGED */
AttGenreHead  *att_genre_head_read    (AttTensorFile *file, const char *name, int n_inputs, const char *where,
                                       GError **error);

/* what the networks see: z-scores of the feature vector, cut off at four deviations, so that one odd column cannot
 * shout down all others. @x, @vector: n floats */
void           att_genre_standardise  (float *x, const float *vector, const float *mean, const float *std, gsize n);

/* @mean, @std: att_features_get_n() floats */
gboolean       att_genre_model_write  (const char *path, const float *mean, const float *std,
                                       const AttGenreHead *const *heads, int n_heads, AttGenreNet *net,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreHead, att_genre_head_free)

G_END_DECLS
