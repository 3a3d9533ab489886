/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-own-evaluate.h - how good is the head "mine" on a table of labelled files
 *
 * The table is parted in two halves several times, whole artists, every label in both as far as its artists allow. Of
 * each half the labels are hidden in turn, the head is trained on the other and asked about it.
 *
 * What it is compared with has seen no label at all: `shipped` is what the teacher of the program's network says of each
 * hidden file (att-genre-teacher.h), its tags summed by the genres of data/genres.tsv; the shipped network learnt
 * from such answers to say the same. The shipped heads themselves cannot be asked: they learnt from the labels of the
 * whole table. `majority` answers the commonest label of the half it is asked about, which is kind to it. `random_split` is the head on 30 % drawn without regard to artists: flattering.
 *
 * Threads   blocks, decodes on every core.
 */
#pragma once

#include "att-genre-own.h"
#include "att-genre-report.h"

G_BEGIN_DECLS

typedef struct {
  double shipped;       /* NAN without a teacher */
  double shipped_known; /* of the labels that the teacher has a word for; NAN without */
  double own_known;     /* the head on those */
  double majority;
  double random_split;
  double train_seconds; /* the longest training */
} AttGenreOwnFigures;

/* @targets_dir nullable. The report is of all hidden files of all partings together. */
AttGenreReport *att_genre_own_evaluate (const char *manifest, const char *targets_dir, guint64 seed,
                                        AttGenreOwnFigures *figures, AttProgress *progress, GCancellable *cancellable,
                                        GError **error);

G_END_DECLS
