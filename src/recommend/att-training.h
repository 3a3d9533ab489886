/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-training.h - when the model of all users (att-taste-model.h) is trained anew, and whether it is used
 *
 * Due    after ATT_TRAINING_PLAYS more plays than at the last attempt, when the library has changed by as many tracks
 *        and by a twentieth, or playlists and histories at all.
 * Proof  A model that is no better than the one in use is not installed. What is held out: the last listening
 *        sessions, all of them later than the model in use, with a tenth of the plays that it does not know,
 *        ATT_TRAINING_PROOF at least and some hundred at most. The candidate is trained on what was there before these
 *        sessions (att-users.h says what is left out); then both rank the library for the listener of before by the
 *        recommenders that they serve, and the mean NDCG@10 (att-ranker.h) of tracks that were heard to the end, loved
 *        or repeated decides. A first model has to be better than the number of users that have a track. Only then it
 *        is trained on everything. Where there are not enough such plays, the model that knows more tracks is used.
 * Kept   in the store as kind ATT_TRAINING_KIND, with data version and metrics; the radio takes it from there when it
 *        loads.
 *
 * Threads  blocks, in seconds; any thread but the store's forbidden one. Results do not depend on their number.
 */
#pragma once

#include "att-progress.h"
#include "att-store.h"

G_BEGIN_DECLS

#define ATT_TRAINING_KIND "taste"
#define ATT_TRAINING_PLAYS 20
#define ATT_TRAINING_PROOF 10

typedef struct {
  gboolean installed;
  guint n_users, n_tracks;  /* that it knows */
  guint n_deepcf;           /* tracks that DeepCF knows; 0: too few users for it */
  guint n_held_out;         /* tracks; 0: not enough plays to judge by */
  double ndcg, ndcg_before; /* of the new and of what it was measured against; NAN: not measured */
  double seconds;
} AttTrainingReport;

/* how far it came when it was cancelled, to go on from there as long as nothing has changed */
typedef struct AttTrainingState AttTrainingState;
AttTrainingState *att_training_state_new  (void);
void              att_training_state_free (AttTrainingState *self);
/* for the store: NULL where there is nothing to keep */
GBytes           *att_training_state_write (const AttTrainingState *self);
/* what is damaged is a state from the beginning */
AttTrainingState *att_training_state_read  (GBytes *bytes);

gboolean att_training_is_due (AttStore *store, gboolean *due, GError **error);
/* Trains, proves, installs. @state: where to go on from, and to stop at. @feature_version as in att_radio_load().
 * FALSE with G_IO_ERROR_CANCELLED, a store error,
 * or G_IO_ERROR_NOT_FOUND: too few users for a model */
gboolean att_training_run    (AttStore *store, int feature_version, int n_threads, AttTrainingState *state,
                              AttProgress *progress, GCancellable *cancellable, AttTrainingReport *report,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTrainingState, att_training_state_free)

G_END_DECLS
