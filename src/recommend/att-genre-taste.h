/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-taste.h - your genres: the chosen ones, moved by what is heard
 *
 * Each class of genres has a value v in [0, 1]. It starts from the choice at
 * first run (ticked, related to what was ticked, neither) and is drawn towards
 * 1 or 0 by phi, the mean of the reactions to its tracks shrunk towards 0, where
 * older reactions count less and less, so that a dozen skips outweigh what came before. Half of it
 * reaches related genres. A track's judgement is the mean of its best and its average genre, and a little of what the
 * library itself says (love, stars, playlists, whole albums).
 */
#pragma once

#include "att-recommender.h"

G_BEGIN_DECLS

typedef struct {
  double prior;      /* from the choice or the seeds */
  double sum, n;     /* of gains and of their sizes, fading */
  double value;      /* 0..1 */
  guint n_complete, n_skip; /* in the log */
  int last_complete; /* item; -1 */
} AttClassTaste;

/* after prepare(): the belief about a class of the catalogue */
const AttClassTaste *att_genre_taste_get (AttRecommenderBase *self, int cls);
/* how much of a class the listener would want to hear, in no unit: the square of its odds */
double att_genre_taste_get_appetite (AttRecommenderBase *self, int cls);

G_END_DECLS
