/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-taste-model.h - what is learned from all users together
 *
 * Made of a matrix of users and items (att-users.h) and of what the items are, it serves the recommenders als, item-knn,
 * user-knn, cold, genre-net and deepcf:
 *     plays       what each user has, as a weight of (0, 1]: more than one play says no more than one
 *     n_users     per item, how many have it
 *     ease        att-ease.h, of the users and below them the tags of the tracks as if each were one more user: so a track
 *                 that few have played is near to what is tagged alike. The tags have a length of sqrt (60) per track, by
 *                 the root of each one's weight
 *     als         att-als.h, packed; the factors of an item that no user has are those that its content foretells (att-cold.h), 0
 *                 where nothing is known of it
 *     genre_net   att-taste-net.h; its inputs are the classes of genres that most items bear
 *     deepcf      att-deepcf.h
 * The same bytes for any number of threads. Costs: ease the cube of the rows, once; memory 8 bytes times their square.
 *
 * Source   tags as rows: O. Jeunen, J. Van Balen, B. Goethals, "Closed-form models for collaborative filtering with
 *          side-information", RecSys 2020.
 *
 * Threads  made by one thread; may be read by any afterwards.
 */
#pragma once

#include <gio/gio.h>

#include "att-als.h"
#include "att-catalogue.h"
#include "att-deepcf.h"
#include "att-ease.h"
#include "att-progress.h"
#include "att-taste-net.h"

G_BEGIN_DECLS

#define ATT_TASTE_MODEL_LEAST_USERS 3 /* below, two of them would agree by chance on everything */
#define ATT_TASTE_MODEL_TAGS 60.0f    /* squared length of an item's tags, where a play is 1 */
#define ATT_TASTE_MODEL_HEEDED 20     /* users; below, what they alone have in common says less than tags */

typedef struct AttTasteModel {
  AttCsr *plays;     /* users × items */
  guint32 *n_users;
  AttEase *ease;
  const AttCsr *by_item; /* items × users and tags: for each its users, and then its tags; that of ease */
  AttAls *als;       /* NULL: too few users */
  AttTasteNet *genre_net; /* NULL: it abstains */
  GArray *genres;    /* of int: its inputs, a class each; -1: there is none like it in this catalogue */
  AttDeepcf *deepcf; /* NULL: it abstains */
  int ref_count;     /*< private >*/
} AttTasteModel;

/* @plays: users × items of @catalogue, values > 0; of too few, or none at all, it is a model of the tags. NULL: cancelled,
 * or no memory */
AttTasteModel *att_taste_model_new   (const AttCsr *plays, const AttCatalogue *catalogue, guint64 seed, int n_threads,
                                      GCancellable *cancellable);

/* how far a training came that was cancelled; to be zeroed before, and cleared afterwards */
typedef struct {
  AttAls *als;       /* NULL: from the beginning */
  guint n_sweeps;    /* that it has had, of ATT_TASTE_MODEL_SWEEPS */
  AttDeepcfFit deepcf; /* after these */
  AttProgress *progress; /* (nullable): one more is done with each of ATT_TASTE_MODEL_STEPS */
} AttTasteTraining;

#define ATT_TASTE_MODEL_SWEEPS 12
#define ATT_TASTE_MODEL_STEPS (ATT_TASTE_MODEL_SWEEPS + ATT_DEEPCF_STAGES)

/* The same in parts: goes on where @training stopped, of the same arguments, and gives the same bytes. NULL: too few
 * users, cancelled, or no memory */
AttTasteModel *att_taste_model_train (const AttCsr *plays, const AttCatalogue *catalogue, guint64 seed, int n_threads,
                                      AttTasteTraining *training, GCancellable *cancellable);
void           att_taste_training_clear (AttTasteTraining *self);
/* of what was trained before: @als, @genre_net, @genres and @deepcf (nullable) (transfer full), over as many items. NULL:
 * no memory */
AttTasteModel *att_taste_model_new_trained (const AttCsr *plays, const AttCatalogue *catalogue, AttAls *als,
                                            AttTasteNet *genre_net, GArray *genres, AttDeepcf *deepcf,
                                            int n_threads);

/* As bytes, by tracks: what it serves with, as 16-bit numbers. Reading makes a model of the same tracks in another
 * catalogue: tracks that are gone are left out, of new ones is known what their content says. */
GBytes        *att_taste_model_write (const AttTasteModel *self, const AttCatalogue *catalogue);
/* NULL with G_IO_ERROR_INVALID_DATA */
AttTasteModel *att_taste_model_read  (GBytes *bytes, const AttCatalogue *catalogue, int n_threads, GError **error);

/* enough users that als and user-knn may speak; @self: (nullable) */
static inline gboolean
att_taste_model_is_heeded (const AttTasteModel *self)
{
  return self != NULL && self->als != NULL && self->plays->n_rows >= ATT_TASTE_MODEL_HEEDED;
}

/* the chance that a user has it: (n_i + 1/2) / (users + 1) */
static inline float
att_taste_model_popularity (const AttTasteModel *self, gsize item)
{
  return (self->n_users[item] + 0.5f) / (self->plays->n_rows + 1);
}

AttTasteModel *att_taste_model_ref   (AttTasteModel *self);
void           att_taste_model_unref (AttTasteModel *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AttTasteTraining, att_taste_training_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTasteModel, att_taste_model_unref)

G_END_DECLS
