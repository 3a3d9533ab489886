/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-mini-player.h - all of the window while it is small: cover, title, transport
 *
 * "win.mini-player" goes in and out of it; see att-window-mini.c for the window's size.
 */
#pragma once

#include <adwaita.h>

#include "att-now.h"

G_BEGIN_DECLS

#define ATT_TYPE_MINI_PLAYER (att_mini_player_get_type ())
G_DECLARE_FINAL_TYPE (AttMiniPlayer, att_mini_player, ATT, MINI_PLAYER, GtkWidget)

/* once */
void att_mini_player_set_now (AttMiniPlayer *self, AttNow *now);
/* its play button */
void att_mini_player_focus   (AttMiniPlayer *self);

G_END_DECLS
