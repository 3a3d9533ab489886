/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-playing.h - playing: the player wired to log, radio and desktop
 *
 * Threads: main context only.
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

/* Makes player and queue, restores the queue, position and volume of the last time (paused, nothing sounds), in the
 * background. Once.
 * @sink: see att_player_new(). @with_mpris: own the bus name; @can_raise: there is a window. */
gboolean      att_session_enable_playback (AttSession *self, const char *sink, gboolean with_mpris, gboolean can_raise,
                                           GError **error);
/* The same for one command (`play`, `radio --play`): the saved queue is neither restored nor overwritten, and the
 * radio goes on only
 * after att_session_play_picks() or att_session_start_radio(). A missing session bus is no error. */
gboolean      att_session_enable_playback_alone (AttSession *self, const char *sink, GError **error);
/* (transfer none) (nullable): NULL before att_session_enable_playback() */
AttPlayer    *att_session_get_player      (AttSession *self);
AttPlayQueue *att_session_get_queue       (AttSession *self);

/* the listener's choice: replaces the queue by @tracks (element-type AttTrack), starts at @position;
 * when they have played, the radio goes on from there */
void          att_session_play_tracks     (AttSession *self, GPtrArray *tracks, guint position);
/* What comes after the tracks that were just played: those of @ids (element-type AttTrackId, not changed any more) from
 * @first on, as the queue runs low. NULL: nothing. Forgotten when something else is played, and at the end of the session. */
void          att_session_follow_with     (AttSession *self, GArray *ids, guint first);
void          att_session_play_next       (AttSession *self, GPtrArray *tracks);
void          att_session_play_later      (AttSession *self, GPtrArray *tracks);
/* any address: a file, a folder (its music by name), a playlist file, a stream; library tracks are found, others play as
 * they are. (element-type utf8) */
void          att_session_play_uris       (AttSession *self, const char *const *uris);

/* plays these (element-type AttPick) as the radio's own, and goes on from @seeds (nullable) when they run low */
void          att_session_play_picks      (AttSession *self, GPtrArray *picks, GPtrArray *seeds);

/* the listener did something in the window: plays count as heard for another while (call it at most once a minute) */
void          att_session_note_attended   (AttSession *self);

/* Signals of AttSession for remote control: "raise", "quit" (from MPRIS).
 * "opened-outside" (string): att_session_play_uris() plays from this folder, which is in no music folder.
 * "cannot-open" (GStrv, GStrv): these of what att_session_play_uris() was given cannot be opened, and the cause of each. */

G_END_DECLS
