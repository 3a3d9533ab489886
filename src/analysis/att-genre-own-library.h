/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-own-library.h - the head "mine" and the library it is about
 *
 * Threads   blocks; any but the main one.
 */
#pragma once

#include "att-genre-own.h"
#include "att-store.h"

G_BEGIN_DECLS

/* The head at @path, or, where there is none, it is damaged, or the tagged tracks have become a tenth more (or fewer)
 * since, one trained now from the tracks of @store that were listened to and name a genre, and saved there. @anew: train
 * in any case. @trained (nullable): whether it was.
 * At most some hundreds of tracks a genre are learnt from, drawn by @seed. ATT_GENRE_MODEL_ERROR_NO_HEAD: the library does not name genres enough. */
AttGenreOwn *att_genre_own_learn (AttStore *store, const char *path, gboolean anew, guint64 seed, gboolean *trained,
                                  GCancellable *cancellable, GError **error);
/* A guess (att-genre-chips.h) for every track that was listened to and names no genre, kept in the store where it
 * is another than before. *@n_labelled (nullable): how many were changed */
gboolean     att_genre_own_label (AttGenreOwn *self, AttStore *store, guint *n_labelled, GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
