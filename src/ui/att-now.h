/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-now.h - what plays now, gathered for the widgets that show it
 *
 * The player bar, the radio page and the narrow now-playing page show the same
 * facts; this object brings them together from the player, the queue and the
 * session's "track-changed".
 *
 * Threads   main context only.
 * Signals   "changed"  another track, its love or ban, playing or paused
 *           "tick"     position or length moved
 *           "envelope" att_now_get_envelope() is another one
 *           "lyrics"   att_now_get_has_lyrics() is another one
 */
#pragma once

#include "att-session-playing.h"

G_BEGIN_DECLS

#define ATT_TYPE_NOW (att_now_get_type ())
G_DECLARE_FINAL_TYPE (AttNow, att_now, ATT, NOW, GObject)

/* The one of @session, made at the first call; playback must be enabled. (transfer none), valid as long as @session */
AttNow       *att_now_get          (AttSession *session);

AttSession   *att_now_get_session  (AttNow *self);
AttPlayer    *att_now_get_player   (AttNow *self);
/* (transfer none) (nullable): NULL when nothing is loaded */
AttTrack     *att_now_get_track    (AttNow *self);
AttQueueItem *att_now_get_item     (AttNow *self);
/* why the radio chose it; NULL for the listener's own choice */
AttPick      *att_now_get_pick     (AttNow *self);
/* what the track is drawn by, see att_session_get_envelope_async(); NULL: none (yet) */
GBytes       *att_now_get_envelope (AttNow *self);
/* Its words can be shown. Between two tracks it is as it was: what is shown by it does not flicker. */
gboolean      att_now_get_has_lyrics (AttNow *self);
/* sounds, or is about to */
gboolean      att_now_get_playing  (AttNow *self);
gboolean      att_now_get_loved    (AttNow *self);

G_END_DECLS
