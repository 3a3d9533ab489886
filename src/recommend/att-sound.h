/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-sound.h - by ear: near what the listener finished and far from what they skipped
 *
 * Examples are the tracks that were liked or disliked last, the seeds of a radio
 * that starts from some, and, while nothing has been heard yet, a few tracks of
 * the chosen genres. A track's raw opinion is its largest nearness
 * (att-sound-distance.h) to a liked example, by how much that was liked, minus the
 * same for the disliked; the judgement is where that lies among all tracks that
 * have been listened to, taken as normal and drawn towards the middle.
 * Abstains for tracks that have not been listened to, and without examples.
 */
#pragma once

#include "att-recommender.h"

G_BEGIN_DECLS

/* the most examples that are kept: liked, disliked */
#define ATT_SOUND_MAX_LIKED 32
#define ATT_SOUND_MAX_DISLIKED 16

G_END_DECLS
