/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-listener.h - what is being played is listened to from the same decode
 *
 * The samples of a track that is played from its first to its last are what a
 * worker would have decoded (the player prefers the same decoders): they make the
 * same vector, to 1e-5, and the track is not decoded again. A track that was
 * sought in, skipped, joined late, or of which a block was lost, is thrown away:
 * a worker will hear it. So is one whose length is not within 0.2 s of what its
 * tags say, and one that has been heard as a whole already.
 *
 * Samples wait in a queue of at most ATT_LISTENER_QUEUE_BYTES; a thread of the
 * listener's takes them. When it falls behind, blocks are dropped, never waited for.
 *
 * Threads   att_listener_tap(): the player's streaming thread, one call at a time; the rest: the thread that made it.
 */
#pragma once

#include "att-pcm-tap.h"
#include "att-store.h"

G_BEGIN_DECLS

#define ATT_LISTENER_QUEUE_BYTES (16 * 1024 * 1024) /* 47 s of a CD */

typedef struct _AttListener AttListener;

/* @store: the results go there */
AttListener *att_listener_new   (AttStore *store);
/* What came of a track that has not ended is lost. No tap may be at work. Waits for the thread. */
void         att_listener_free  (AttListener *self);
/* an AttPcmTap; @listener: AttListener. Returns at once. */
void         att_listener_tap   (const float *pcm, gsize n_frames, int n_channels, int sample_rate, AttTrackId track_id,
                                 gint64 position_ms, gpointer listener);
/* The track has come to its end, or was left. Needed only where no other follows it. */
void         att_listener_ended (AttListener *self, AttTrackId track_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttListener, att_listener_free)

G_END_DECLS
