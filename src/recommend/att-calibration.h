/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-calibration.h - what each recommender's word is worth
 *
 * The log odds of the recommenders are not equally sure: who has little to go by is too bold, and several that say much the
 * same are too bold together. So each is multiplied by a slope before mixing. It depends on how many users there are to
 * learn from and on how often the listener has reacted: at first those who are like the listener and the ticked genres
 * count most, later what goes with what was liked.
 *
 * How the slopes were found stands in README.md of this room: by simulated newcomers, made of users that nothing else was
 * learned from, by a multinomial logistic regression of what they like on what the recommenders said.
 *
 * A pure function. Threads: any.
 */
#pragma once

#include "att-pick.h"

G_BEGIN_DECLS

/* > 0 */
double att_calibration_get_slope (AttRecommender k, guint n_users, guint n_reactions);

G_END_DECLS
