/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-taste-model.h - what is learned from all users together
 *
 * Made of a matrix of users and items (att-users.h), it serves the recommenders als, item-knn and user-knn:
 *     plays       what each user has, as a weight of (0, 1]: more than one play says no more than one
 *     popularity  per item, the chance that a user has it: (n_i + 1/2) / (users + 1)
 *     ease        att-ease.h
 *     als         att-als.h
 * The same bytes for any number of threads. Costs: ease the cube of the users, once; memory 8 bytes times their square.
 *
 * Threads  made by one thread; may be read by any afterwards.
 */
#pragma once

#include <gio/gio.h>

#include "att-als.h"
#include "att-ease.h"

G_BEGIN_DECLS

#define ATT_TASTE_MODEL_LEAST_USERS 3 /* below, two of them would agree by chance on everything */

typedef struct AttTasteModel {
  AttCsr *plays;     /* users × items */
  AttCsr *by_item;   /* the same, turned */
  float *popularity;
  AttEase *ease;
  AttAls *als;
  int ref_count;     /*< private >*/
} AttTasteModel;

/* @plays: users × items, values > 0. NULL: too few users, cancelled, or no memory */
AttTasteModel *att_taste_model_new   (const AttCsr *plays, guint64 seed, int n_threads, GCancellable *cancellable);
AttTasteModel *att_taste_model_ref   (AttTasteModel *self);
void           att_taste_model_unref (AttTasteModel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTasteModel, att_taste_model_unref)

G_END_DECLS
