/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-train.h - the model of all users, trained when there is reason to
 *
 * In the background on a thread of idle priority: at the start, after something was read or listened to, and as plays
 * come, it is looked whether training is due (att-training.h); on a machine that runs on its battery it waits, unless
 * ATT_SETTING_TRAIN_ON_BATTERY says otherwise. It stops within a sweep when the session closes, and goes on from there
 * the next time. What was trained is used from the radio's next loading on.
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

typedef struct {
  gboolean installed;       /* FALSE: it was no better than the one in use */
  guint n_users, n_tracks, n_deepcf, n_held_out; /* n_deepcf: tracks that DeepCF knows; 0: too few users for it */
  double ndcg, ndcg_before; /* of what is held out; NAN: there were not enough plays */
  double seconds;
} AttTasteReport;

/* now, on the calling thread; blocks. FALSE also where there is too little to learn from, with G_IO_ERROR_NOT_FOUND */
gboolean     att_session_train_taste        (AttSession *self, AttProgress *progress, GCancellable *cancellable,
                                             AttTasteReport *report, GError **error);
/* (transfer none): active while the background trains */
AttProgress *att_session_get_train_progress (AttSession *self);

/*< private to the room >*/
void         att_session_train_init         (AttSession *self);
void         att_session_train_start        (AttSession *self);
/* it is to end, and need not be waited for yet */
void         att_session_train_cancel       (AttSession *self);
void         att_session_train_stop         (AttSession *self);
void         att_session_train_clear        (AttSession *self);
/* there may be something new to learn from; any thread */
void         att_session_train_wake         (AttSession *self);
/* the same for one more play: not every one is worth a look */
void         att_session_train_count_play   (AttSession *self);
/* @folder: /sys/class/power_supply, as Linux lays it out */
gboolean     att_session_is_on_battery      (const char *folder);

G_END_DECLS
