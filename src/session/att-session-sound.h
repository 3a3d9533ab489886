/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-sound.h - what the listener has set about playing, kept, and the sleep timer
 *
 * Repeat and shuffle are set at the player and kept from there (not by att_session_enable_playback_alone()); loudness,
 * crossfade and output through att_session_set_setting(). The speed is of the moment and not kept.
 *
 * Threads: main context only, once playback is enabled.
 */
#pragma once

#include "att-outputs.h"
#include "att-session.h"

G_BEGIN_DECLS

/* heard at once; written a moment later. @gains_db: ATT_EQUALIZER_N_BANDS; @own: the listener's own curve, not a preset */
void      att_session_set_equalizer      (AttSession *self, gboolean on, const double *gains_db, gboolean own);
/* TRUE: on. @gains_db: filled in either case */
gboolean  att_session_get_equalizer      (AttSession *self, double *gains_db);
/* the last own curve */
void      att_session_get_equalizer_own  (AttSession *self, double *gains_db);

/* (transfer none) (nullable): NULL where the sound goes to a sink that was given. The choice is ATT_SETTING_OUTPUT; while
 * the chosen one is not there the system's own plays, with a "message", and the choice is kept. */
AttOutputs *att_session_get_outputs      (AttSession *self);

/* The sleep timer. In its last ten seconds the sound fades away. At a time it pauses; after the song or the queue it
 * stops, and the radio adds nothing to the queue. Signal of AttSession: "sleep-changed". */
typedef enum { ATT_SLEEP_OFF, ATT_SLEEP_AT, ATT_SLEEP_AFTER_TRACK, ATT_SLEEP_AFTER_QUEUE } AttSleep;

/* @minutes: from now, for AT */
void      att_session_set_sleep          (AttSession *self, AttSleep sleep, guint minutes);
AttSleep  att_session_get_sleep          (AttSession *self);
/* what was set for AT, else 0 */
guint     att_session_get_sleep_minutes  (AttSession *self);
/* ms until the sound ends, at the speed of the moment; -1: not known yet */
gint64    att_session_get_sleep_left_ms  (AttSession *self);

G_END_DECLS
