/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-window-trash.h - songs to the trash, with Undo
 */
#pragma once

#include "att-window.h"

G_BEGIN_DECLS

/* They leave the queue too, and come back to it with Undo. @name (nullable): of the song or the album, for the word about it;
 * @tracks (element-type AttTrack) must not change */
void att_window_trash (AttWindow *self, GPtrArray *tracks, const char *name);

G_END_DECLS
