/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-distil.h - a network taught to say what a teacher says
 *
 * Threads   loading and training block; training starts a thread a core. The same
 *           files and seed give the same bytes on any number of cores.
 * Source    G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network", 2015.
 */
#pragma once

#include "att-genre-net.h"
#include "att-genre-teacher.h"
#include "att-genre-work.h"

G_BEGIN_DECLS

#define ATT_DISTIL_EPOCH_STEPS 200

/* a slice of audio and what the teacher says of it */
typedef struct {
  guint8 *slice;     /* ATT_SLICE_SIZE, -1..1 in 256 steps */
  float *targets;    /* ATT_NET_EMBEDDING + ATT_NET_TAGS: z-scores over all rows; tags as logits */
  guint group;       /* rows of one file have one number */
  gboolean labelled; /* one of the labelled files */
  guint example;     /* which of @paths */
} AttDistilRow;

typedef struct {
  GArray *rows;    /* AttDistilRow */
  guint n_missing; /* rows whose audio is not there or cannot be decoded */
} AttDistilRows;

/* Decodes what the teacher's rows are about: @paths (n_paths) are the labelled files, @audio the folder of the others.
 * A step of @work a row of the teacher's. */
AttDistilRows *att_distil_rows_load (const AttGenreTeacher *teacher, const char *const *paths, guint n_paths,
                                     const char *audio, AttGenreWork *work, GError **error);
void           att_distil_rows_free (AttDistilRows *self);

typedef struct {
  int max_epochs;     /* over all rows in use; the learning rate falls to nothing by then */
  float rate;
  const AttCnn *from; /* nullable: what to start from */
} AttDistilPlan;

/* Trains on the rows whose @use is TRUE. @judge, nullable: rows that are not learnt from; training ends when
 * they have not become better for a while, and gives back the best. @r2, nullable: share of the variance of their
 * embedding that it explains, NAN without such rows. ATT_DISTIL_EPOCH_STEPS of @work an epoch.
 * Returns: NULL with G_IO_ERROR_CANCELLED */
AttCnn        *att_distil_train     (const AttDistilRows *rows, const gboolean *use, const gboolean *judge,
                                     const AttDistilPlan *plan, AttRandom *random, double *r2, AttGenreWork *work,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttDistilRows, att_distil_rows_free)

G_END_DECLS
