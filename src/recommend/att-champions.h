/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-champions.h - who argues most for a track
 *
 * Of the items in the running (the best by score), a recommender's opinions have a mean and a deviation; for an item it
 * argues by how many deviations its opinion lies above that mean. So a
 * recommender that says much the same of all of them argues for none, and one
 * that tells them apart is heard even where its numbers are modest.
 */
#pragma once

#include "att-mixer.h"

G_BEGIN_DECLS

typedef struct {
  float mean[ATT_MAX_RECOMMENDERS], deviation[ATT_MAX_RECOMMENDERS]; /* deviation 0: has no opinions there */
} AttChampions;

/* @opinions: ATT_MAX_RECOMMENDERS floats of each of @n items in the running, NAN: abstains */
void att_champions_init (AttChampions *self, const float *opinions, gsize n);
/* the champion by its number, -1 when all abstain; ties to the lower number */
int  att_champions_find (const AttChampions *self, const float *opinions);

/* the same for @n tracks at once, at most ATT_MIXER_TILE; @opinions: per recommender number n of them */
void att_champions_find_tile (const AttChampions *self, float opinions[][ATT_MIXER_TILE], guint n, gint8 *out);

G_END_DECLS
