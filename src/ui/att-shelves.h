/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-shelves.h - what goes with some songs, to stand below them: what sounds like them, what their listeners also play
 *
 * Properties  "narrow" (bool)
 */
#pragma once

#include "att-track-list.h"

G_BEGIN_DECLS

#define ATT_TYPE_SHELVES (att_shelves_get_type ())
G_DECLARE_FINAL_TYPE (AttShelves, att_shelves, ATT, SHELVES, GtkBox)

/* Asks what goes with @tracks (element-type AttTrack), and makes of it the footer of @list, or none where nothing does.
 * Where something may still come, because the library is being read or listened to, it is asked again in a while.
 * @cancellable ends that, and must not be NULL. */
void att_shelves_ask (AttShelves *self, AttSession *session, GPtrArray *tracks, AttTrackList *list,
                      GCancellable *cancellable);

G_END_DECLS
