/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-own-row.h - the listener as one more row of users and items
 *
 * What the newest reactions say, one number an item: above 0 it was liked, below 0 it was not. A radio that starts from
 * seeds takes them as loved, and the listener's own reactions a quarter as seriously.
 */
#pragma once

#include "att-recommender.h"

G_BEGIN_DECLS

#define ATT_OWN_ROW_MEMORY 400 /* reactions: taste moves, and each costs time */

typedef struct {
  GArray *liked_items, *skipped_items;     /* of guint32; in the order of the reactions */
  GArray *liked, *skipped;                 /* of float > 0: how much */
} AttOwnRow;

/* seeds first */
AttOwnRow *att_own_row_new  (const AttContext *context);
void         att_own_row_free (AttOwnRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttOwnRow, att_own_row_free)

G_END_DECLS
