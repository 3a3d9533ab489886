/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-net.h - the network that turns slices of sound into an embedding
 *
 * Five layers of 3x3 convolution over the mel slices of att-genre-slices.h, after
 * compact_cnn of K. Choi et al. (ISMIR 2016, 2017), taught to say what that tagger
 * says (data/models/genre.md). It lies in a model's file beside the heads; the one
 * of the shipped model makes the columns "embedding" of every feature vector, and
 * belongs to ATT_FEATURES_VERSION like every other number of it.
 *
 * Threads  immutable: any number at once.
 */
#pragma once

#include "att-cnn.h"
#include "att-genre-slices.h"
#include "att-tensor-file.h"

G_BEGIN_DECLS

#define ATT_NET_EMBEDDING 96 /* the first outputs: the teacher's embedding, each value as a z-score */
#define ATT_NET_TAGS 50      /* then the logits of its tags, likewise */

typedef struct _AttGenreNet AttGenreNet;

/* shape of the network; the caller may train one and wrap it */
void         att_genre_net_get_config  (AttCnnConfig *config);
/* @cnn (transfer full) */
AttGenreNet *att_genre_net_new         (AttCnn *cnn);
AttGenreNet *att_genre_net_ref         (AttGenreNet *self);
void         att_genre_net_unref       (AttGenreNet *self);
/* The one built into the program; borrowed. NULL if that has none. */
AttGenreNet *att_genre_net_get_shipped (void);

/* Mean of the embedding over the slices; zeros where there are none. @slices is finished by this. */
void         att_genre_net_embed       (AttGenreNet *self, AttGenreSlices *slices, float *embedding);

void         att_genre_net_write       (AttGenreNet *self, AttTensorFile *file);
/* NULL with ATT_GENRE_MODEL_ERROR_DAMAGED */
AttGenreNet *att_genre_net_read        (AttTensorFile *file, const char *where, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreNet, att_genre_net_unref)

G_END_DECLS
