/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-mpris.h - org.mpris.MediaPlayer2 and .Player on the session bus
 *
 * Threads   main context only.
 * Source    MPRIS D-Bus Interface Specification 2.2
 */
#pragma once

#include "att-player.h"

G_BEGIN_DECLS

#define ATT_TYPE_MPRIS (att_mpris_get_type ())
G_DECLARE_FINAL_TYPE (AttMpris, att_mpris, ATT, MPRIS, GObject)

/* Signals: "raise", "quit", "open-uri" (string): what a remote control asked for; "command": any command came in.
 * Owns org.mpris.MediaPlayer2.attacca (.instanceN if it is taken). @desktop_entry: the app id. @can_raise: there is a window. */
AttMpris *att_mpris_new       (AttPlayer *player, const char *desktop_entry, gboolean can_raise);
/* the cover file of what plays, as it becomes known; @path NULL: none */
void      att_mpris_set_cover (AttMpris *self, AttQueueItem *item, const char *path);

G_END_DECLS
