/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-playable.h - private to playback: from a track to an address that can be opened
 *
 * Asks the resolver, then looks off the main thread whether a local file is there, so that opening it in the
 * pipeline does not wait for a sleeping disk or a network mount that has gone.
 *
 * Errors    ATT_PLAYER_ERROR_NOT_FOUND, ATT_PLAYER_ERROR_FAILED with the stored address in the message, or
 *           G_IO_ERROR_CANCELLED
 */
#pragma once

#include "att-player.h"

G_BEGIN_DECLS

/* @resolver: (nullable) */
void  att_playable_uri_async  (AttResolver *resolver, AttTrack *track, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) */
char *att_playable_uri_finish (GAsyncResult *result, GError **error);
/* how a message calls the track's address: a path, or the URI. (transfer full) */
char *att_playable_name       (AttTrack *track);

G_END_DECLS
