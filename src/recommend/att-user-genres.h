/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-user-genres.h - which users would have ticked what the listener ticked
 *
 * The more of what a user has lies in the ticked genres, the likelier. Kept until the model or the ticks change.
 */
#pragma once

#include "att-recommender.h"

G_BEGIN_DECLS

typedef struct AttUserGenres AttUserGenres;

AttUserGenres *att_user_genres_new   (void);
void           att_user_genres_free  (AttUserGenres *self);
/* TRUE: what follows differs from what it was at the last call. @context has a model */
gboolean       att_user_genres_look  (AttUserGenres *self, const AttContext *context);
/* per user: log of how much likelier than for a user of average genres; all 0 where nothing was ticked. Borrowed until the
 * next look */
const double  *att_user_genres_users (const AttUserGenres *self);
/* how much of the item's genres lies in what was ticked, 0..1 */
float          att_user_genres_share (const AttContext *context, int item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttUserGenres, att_user_genres_free)

G_END_DECLS
