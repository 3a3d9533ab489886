/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-pcm-tap.h - a look at the samples that are being played
 *
 * The player calls the tap from its streaming thread with what the decoder
 * gave, before gain, equalizer and speed. The tap must return at once: it
 * copies or drops, it never waits. A change of @track_id or a jump of @position_ms starts a
 * new track or, after a seek, a new run of samples.
 */
#pragma once

#include "att-types.h"

G_BEGIN_DECLS

/* @pcm: interleaved float in [-1, 1], n_frames x n_channels, valid during the call only
 * @position_ms: of the first frame in the track; -1 unknown */
typedef void (*AttPcmTap) (const float *pcm, gsize n_frames, int n_channels, int sample_rate,
                           AttTrackId track_id, gint64 position_ms, gpointer user_data);

G_END_DECLS
