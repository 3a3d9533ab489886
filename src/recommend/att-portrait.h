/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-portrait.h - the taste that the radio believes in
 *
 * Genres   classes that the library has or the listener chose, by appetite (att-genre-taste.h), sum 1: about what the
 *          radio would play of a library with as much of each.
 * Mixer    weights times levels (att_radio_set_levels()), sum 1; without levels where all are off.
 * Artists  by the sum of reactions to their tracks; before any, by love and stars; sum 1.
 */
#pragma once

#include "att-mixer.h"
#include "att-radio-types.h"
#include "att-recommender.h"

G_BEGIN_DECLS

/* @genre_taste: prepared with @context. @events: (element-type AttEvent), nothing undone */
AttPortrait *att_portrait_draw (const AttContext *context, AttRecommenderBase *genre_taste, const AttMixer *mixer,
                                const double levels[ATT_N_RECOMMENDERS], GPtrArray *events);

G_END_DECLS
