/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cli-player.h - playing in a terminal: what `play` and `radio --play` share
 *
 * Prints what starts to play and why; on a terminal shows the position and
 * takes keys (n next, space pause, l love, b ban, q quit). Ends when nothing
 * plays any more, with q, with a signal, when the output is closed, or when
 * there is no sound device.
 */
#pragma once

#include "att-cli.h"
#include "att-session-playing.h"

G_BEGIN_DECLS

typedef struct {
  AttTrack *track;
  gint64 heard_ms;
  AttEnding ending;
  char *cause; /* why it could not be played; NULL: it was */
} AttCliPlayed;

typedef struct {
  AttSession *session;
  gboolean quiet;        /* print nothing on stdout */
  GPtrArray *played;     /* (element-type AttCliPlayed) in the order of their ends */
  GError *no_output;     /* (nullable): there is no sound device */

  /*< private >*/
  GMainLoop *loop;
  GHashTable *told; /* sentences that were printed */
  guint n_started, n_failed;
  gboolean playing;
  int idle_ticks, ticks;
} AttCliPlayer;

/* NULL when there is no player to be had: an error in @sink, or no output */
AttCliPlayer *att_cli_player_new  (AttSession *session, const char *sink, gboolean quiet, GError **error);
/* after something was given to play with att_session_play_*() */
void          att_cli_player_run  (AttCliPlayer *self);
void          att_cli_player_free (AttCliPlayer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCliPlayer, att_cli_player_free)

G_END_DECLS
