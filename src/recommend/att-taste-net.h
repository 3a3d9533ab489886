/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-taste-net.h - genre-net: a listener's genres in, how likely each item is out
 *
 * One hidden layer, softmax over the items that anybody plays, trained on the users: the genres of a part of what a user
 * plays in, the rest of it out. So it needs no plays of the listener, only what they like in genres: ticked ones, or
 * those of a few tracks; of what it is taught a quarter is as if the heaviest few had been ticked. Epochs are counted by
 * users who are left out of the training.
 *
 * Genres    a row of weights >= 0 over the features of the content; only its direction counts.
 * Items     of more than ATT_TASTE_NET_MOST_ITEMS those that most users have: a newcomer is offered what is known
 * Abstains  while users are few, and where genres are none
 * Threads   immutable once trained: any number at once.
 * Source    like a variational auto-encoder for collaborative filtering (D. Liang et al., WWW 2018: the multinomial
 *           likelihood), its input being the content as in P. Covington et al., "Deep neural networks for YouTube
 *           recommendations", RecSys 2016.
 */
#pragma once

#include <gio/gio.h>

#include "att-csr.h"

G_BEGIN_DECLS

#define ATT_TASTE_NET_MOST_ITEMS 4096
#define ATT_TASTE_NET_MOST_GENRES 200

typedef struct _AttTasteNet AttTasteNet;

/* @users: users × items; @content: items × genres. NULL if it abstains, or was cancelled. The same bytes for the same
 * arguments. */
AttTasteNet *att_taste_net_train  (const AttCsr *users, const AttCsr *content, guint64 seed, GCancellable *cancellable);
void         att_taste_net_free   (AttTasteNet *self);

/* What it is made of, and made of it again, maybe over other items. @items: per output, -1: gone; @n_items: that scores are
 * asked for. NULL: these are not the numbers of such a network */
const float   *att_taste_net_get_params  (const AttTasteNet *self, gsize *n_params);
const gint32  *att_taste_net_get_items   (const AttTasteNet *self, guint *n_known);
AttTasteNet   *att_taste_net_new_trained (guint n_genres, const gint32 *items, guint n_known, guint n_items,
                                          const float *params, gsize n_params);
/* @genres (out): of these items together, each counting the same */
void         att_taste_net_genres (const AttCsr *content, float *genres, const guint32 *items, gsize n);
/* @scores (out): per item, logarithm of its chance; NAN: it is not among those that it knows; all NAN where genres are 0 */
void         att_taste_net_score  (const AttTasteNet *self, float *scores, const float *genres);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTasteNet, att_taste_net_free)

G_END_DECLS
