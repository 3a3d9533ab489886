/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-examples.h - labelled files as rows to train on
 *
 * Each file gives several vectors: as it is, and with speed, level and tone
 * changed a little, which do not change its genre. With a few hundred short
 * clips that is worth two points of accuracy on other artists.
 *
 * Threads   att_genre_examples_load() blocks and decodes.
 */
#pragma once

#include "att-genre-model.h"
#include "att-genre-net.h"
#include "att-genre-teacher.h"
#include "att-genre-work.h"

G_BEGIN_DECLS

#define ATT_GENRE_N_VARIANTS 7 /* variant 0 is the file as it is */
#define ATT_GENRE_N_CUTS 2     /* shorter files made of it: its first third and its first two thirds */

typedef struct {
  int label;      /* index into labels */
  int artist;     /* number of the artist; files without one have numbers of their own */
  gboolean valid; /* split column says so */
  guint row;      /* of the manifest */
  float *vectors; /* (ATT_GENRE_N_VARIANTS, att_features_get_n ()), raw */
  float *cuts;    /* (ATT_GENRE_N_CUTS, att_features_get_n ()), raw: to calibrate by, not to learn from */
  float *tags;    /* n_tags targets in 0..1, or NULL */
} AttGenreExample;

typedef struct {
  char **labels;       /* sorted */
  int n_labels;
  char **tags;         /* names of the head "tags" */
  int n_tags;
  GPtrArray *examples; /* AttGenreExample, in the manifest's order */
  guint n_unreadable;  /* files left out */
  int n_artists;
} AttGenreExamples;

/* @teacher: nullable; @net: makes the embedding, NULL: the program's. A step of @work a file.
 * ATT_GENRE_MODEL_ERROR_MANIFEST names the line. */
AttGenreExamples *att_genre_examples_load (const char *manifest, const AttGenreTeacher *teacher, AttGenreNet *net,
                                           AttGenreWork *work, GError **error);
/* paths of the manifest's files, in its order; NULL-terminated */
char            **att_genre_examples_list (const char *manifest, GError **error);
void              att_genre_examples_free (AttGenreExamples *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreExamples, att_genre_examples_free)

G_END_DECLS
