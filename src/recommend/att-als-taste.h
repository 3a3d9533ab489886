/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-als-taste.h - the listener folded into the factors of all users
 */
#pragma once

#include "att-recommender.h"

G_BEGIN_DECLS

/* Per item its log odds (att-als-taste.c), NAN where @nobodys and whether no user has it differ: items of users are
 * judged by their own factors, others by those that their content foretells. NULL: nothing is known of the listener, or
 * there is no model. (transfer full) */
float *att_als_taste_judge (const AttContext *context, gboolean nobodys);

G_END_DECLS
