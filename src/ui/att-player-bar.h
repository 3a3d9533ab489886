/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-player-bar.h - what plays, at the foot of the window
 *
 * Properties  "narrow" (bool): cover, title, play and next alone; a tap or a swipe up opens the now-playing page
 */
#pragma once

#include <gtk/gtk.h>

#include "att-now.h"

G_BEGIN_DECLS

#define ATT_TYPE_PLAYER_BAR (att_player_bar_get_type ())
G_DECLARE_FINAL_TYPE (AttPlayerBar, att_player_bar, ATT, PLAYER_BAR, GtkWidget)

void att_player_bar_set_now      (AttPlayerBar *self, AttNow *now);
/* where there is little room: without the times beside the seek bar */
void att_player_bar_set_tight    (AttPlayerBar *self, gboolean tight);
void att_player_bar_toggle_queue (AttPlayerBar *self);

G_END_DECLS
