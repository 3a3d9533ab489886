/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-levels.h - how loud tracks are, and their albums
 *
 * An album is as loud as the blocks of all its tracks together, gated together
 * (att-gate.h), as ReplayGain 2.0 wants it. Of tracks whose blocks are not known the
 * whole length counts as one loudness. Only tracks that were heard as a whole are in
 * it.
 *
 * Units     LUFS; peaks linear; NAN: silence, or no album.
 * Threads   blocks; any.
 */
#pragma once

#include "att-store-features.h"

G_BEGIN_DECLS

typedef struct { float track_lufs, track_peak, album_lufs, album_peak; } AttTrackLevel;

/* (transfer full) AttTrackLevel by track id (gint64) */
GHashTable *att_levels_load (AttStore *store, GError **error);

G_END_DECLS
