/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-model.h - what genre does it sound like
 *
 * A small network over the feature vector, trained by this project's own code
 * (num/) from a manifest of labelled files, kept in a file of named tensors with shapes and a checksum.
 *
 * Threads   a loaded model is immutable and safe from any thread.
 */
#pragma once

#include <gio/gio.h>

#include "att-genre-report.h"
#include "att-progress.h"

G_BEGIN_DECLS

#define ATT_GENRE_MODEL_ERROR (att_genre_model_error_quark ())
GQuark att_genre_model_error_quark (void);

typedef enum {
  ATT_GENRE_MODEL_ERROR_DAMAGED,  /* not a model file, truncated, wrong checksum or shapes */
  ATT_GENRE_MODEL_ERROR_NO_HEAD,  /* the model has no such head */
  ATT_GENRE_MODEL_ERROR_MANIFEST, /* the manifest is missing, empty or malformed: message names the line */
} AttGenreModelError;

/* name of the resource */
#define ATT_GENRE_MODEL_SHIPPED "/io/github/attacca_player/Attacca/models/genre.attm"

typedef struct _AttGenreModel AttGenreModel;

/* @path NULL: the one shipped with the program */
AttGenreModel *att_genre_model_load  (const char *path, GError **error);
AttGenreModel *att_genre_model_ref   (AttGenreModel *self);
void           att_genre_model_unref (AttGenreModel *self);

typedef struct _AttGenreNet AttGenreNet; /* att-genre-net.h */

/* borrowed; makes the embedding in the vectors that the heads are for */
AttGenreNet   *att_genre_model_get_net (AttGenreModel *self);

typedef struct {
  const char *genre; /* the model's */
  double p;
} AttGenreGuess;

/* @head: "tags" or "ten". @vector: att_features_get_n() floats.
 * Returns: (transfer full) (element-type AttGenreGuess): best first, p sums to 1 */
GArray        *att_genre_model_classify (AttGenreModel *self, const char *head, const float *vector, GError **error);

typedef struct {
  /* att-manifest.h; splits: train, valid */
  const char *manifest;
  /* nullable: a teacher's answers (att-genre-teacher.h), for the head "tags" */
  const char *targets_dir;
  /* nullable: the folder of the teacher's other audio, one folder a package. With it the network under the heads is
   * taught anew; without it, that of the program serves. What is not there is left out. */
  const char *audio_dir;
  /* decides everything random: the same files and seed give the same bytes */
  guint64 seed;
} AttGenreTraining;

/* Decodes the files, trains, writes @out. The rows marked valid decide how long the heads train; then everything is
 * trained on.
 * @summary (transfer full) (nullable): one line: how many files, accuracy on the rows marked valid before the heads were
 * trained on them */
gboolean       att_genre_model_train (const AttGenreTraining *training, const char *out, AttProgress *progress,
                                      GCancellable *cancellable, char **summary, GError **error);

/* what a head says of a file, and what it is */
typedef struct {
  char *label;
  GArray *guesses; /* as of att_genre_model_classify() */
} AttGenreAnswer;

void            att_genre_answer_free (AttGenreAnswer *self);

/* The same training, @n_folds times, each time tested on other artists (files of no known artist are artists of their
 * own). With @training->audio_dir the network too is taught without the tested files. The report is on the head "ten";
 * @by_tags (nullable) (element-type AttGenreAnswer): gets what the head "tags" says. */
AttGenreReport *att_genre_model_cross_validate (const AttGenreTraining *training, int n_folds, GPtrArray *by_tags,
                                                AttProgress *progress, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreModel, att_genre_model_unref)

G_END_DECLS
