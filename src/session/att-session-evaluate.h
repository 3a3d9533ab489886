/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-evaluate.h - how good are the guesses: for the command line
 *
 * Nothing here needs an open session. All functions block and decode on every core. A manifest has a header line, then
 * path<TAB>label…, with `artist` and `split` found by the header; a relative path is relative to it.
 */
#pragma once

#include "att-session-tools.h"

G_BEGIN_DECLS

typedef struct {
  const char *manifest;
  const char *split; /* NULL: every row */
  const char *model; /* NULL: the program's */
  const char *head;  /* "ten", "tags", or "mine": att-genre-own-evaluate.h */
  const char *map;   /* nullable: table of label<TAB>tag; with folds, the head "tags" is judged by it as well */
  int folds;         /* 0: the model as it is; else trained anew, this many times, each time tested on other artists */
  const char *targets_dir, *audio_dir; /* (nullable) for that training, as in att_session_train_genre() */
} AttGenreTask;

typedef struct {
  GArray *figures;  /* AttFigure: accuracy macro_f1 n calibration_error shown shown_right; with folds and map also
                     * tags_accuracy tags_macro_f1 tags_n, for "mine" also
                     * shipped shipped_known own_known majority random_split train_seconds */
  char **labels;    /* NULL-terminated */
  guint *confusion; /* labels × labels: true label, answer */
} AttGenreFigures;

AttGenreFigures *att_session_evaluate_genre      (const AttGenreTask *task, AttProgress *progress,
                                                  GCancellable *cancellable, GError **error);
void             att_genre_figures_free          (AttGenreFigures *self);
/* (element-type AttFigure): k1 k5 k10 k1_artist k5_artist k10_artist n10_max hub_skewness n */
GArray          *att_session_evaluate_similarity (const char *manifest, AttProgress *progress,
                                                  GCancellable *cancellable, GError **error);
/* Makes the reference that distances by ear go by, from the features of these manifests' files, each manifest counting
 * the same, the labels of the first being what near tracks should have in common, and writes it to @out. For those who build the program. */
gboolean         att_session_train_sound         (const char *const *manifests, const char *out, AttProgress *progress,
                                                  GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreFigures, att_genre_figures_free)

G_END_DECLS
