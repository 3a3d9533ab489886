/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-own.h - the listener's own genres: the head "mine"
 *
 * The last layer over the feature vector, trained from tracks whose files name a genre, in the words that those files
 * use. It is one linear layer (att-discriminant.h) over the standardised vector, the network's embedding counting
 * double; its chances are tempered by what it says of tracks by artists it was not trained on. Genres of fewer than
 * ATT_GENRE_OWN_MIN_TRACKS tracks are left out: it never answers them.
 *
 * The file is of the form of att-tensor-file.h and belongs to ATT_FEATURES_VERSION. Files of music are never written to.
 *
 * Threads   immutable once made: any number at once.
 */
#pragma once

#include "att-genre-model.h"

G_BEGIN_DECLS

#define ATT_GENRE_OWN_MIN_TRACKS 10

typedef struct {
  guint n;
  const float *X;            /* (n, att_features_get_n ()), raw vectors */
  const char *const *labels; /* n, none NULL */
  const int *artists;        /* n; negative: not known, an artist of its own */
} AttGenreOwnRows;

typedef struct _AttGenreOwn AttGenreOwn;

/* The same rows, order and seed give the same bytes. ATT_GENRE_MODEL_ERROR_NO_HEAD: fewer than two genres have
 * tracks enough. */
AttGenreOwn *att_genre_own_train        (const AttGenreOwnRows *rows, guint64 seed, GCancellable *cancellable,
                                         GError **error);
void         att_genre_own_free         (AttGenreOwn *self);
/* as att_genre_model_classify(); names belong to @self */
GArray      *att_genre_own_classify     (AttGenreOwn *self, const float *vector);
/* NULL-terminated, borrowed */
const char *const *att_genre_own_get_genres (AttGenreOwn *self);
/* right on 30 % of the tracks, by other artists than the 70 % it was trained on for that; mean over a few splits.
 * NAN: there was no such split */
double       att_genre_own_get_accuracy (AttGenreOwn *self);
/* how many tracks with a genre there were when it was trained; set by the caller of att_genre_own_train() */
guint        att_genre_own_get_n_tagged (AttGenreOwn *self);
void         att_genre_own_set_n_tagged (AttGenreOwn *self, guint n_tagged);

gboolean     att_genre_own_save         (AttGenreOwn *self, const char *path, GError **error);
/* ATT_GENRE_MODEL_ERROR_DAMAGED, also for another version of features; G_FILE_ERROR */
AttGenreOwn *att_genre_own_load         (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreOwn, att_genre_own_free)

G_END_DECLS
