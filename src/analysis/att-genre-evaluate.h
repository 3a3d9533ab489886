/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-evaluate.h - a genre model against a table of labelled files
 *
 * Threads   blocks, decodes on every core.
 */
#pragma once

#include "att-genre-model.h"
#include "att-genre-report.h"

G_BEGIN_DECLS

typedef struct {
  const char *manifest; /* att-manifest.h */
  const char *split;    /* NULL: every row */
  const char *model;    /* NULL: the program's */
  const char *head;     /* "ten" or "tags" */
  /* (nullable) table of label<TAB>tag, many tags a label allowed: a label's chance is the sum of its tags', over that of
   * all labels; rows of other labels are left out. Tags fold case; a word that the head does not know stands for the
   * one that att-genres.h takes it for. */
  const char *map;
} AttGenreQuestion;

/* The labels are those of the table and of the head (or of the map); a label that the head does not know is never
 * answered. Errors: those of the model, the tables and the decoder. */
AttGenreReport *att_genre_evaluate (const AttGenreQuestion *question, AttProgress *progress, GCancellable *cancellable,
                                    GError **error);

/* The same, with a map, for answers that are there already. */
AttGenreReport *att_genre_evaluate_answers (GPtrArray *answers, const char *map, GError **error);

G_END_DECLS
