/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-shuffle.h - private to playback: a random order, of songs or of albums
 */
#pragma once

#include "att-play-queue.h"

G_BEGIN_DECLS

/* Puts @items (element-type AttQueueItem, not empty) in a random order. By albums: each whole, in the order of @given,
 * of which @items are some; the album of @before (nullable), which they follow, comes first, from there on. */
void att_shuffle (AttShuffle how, GPtrArray *items, GPtrArray *given, AttQueueItem *before);

G_END_DECLS
