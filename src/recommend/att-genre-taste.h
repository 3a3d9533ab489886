/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-taste.h - your genres: the chosen ones, moved by what is heard
 *
 * Each class of genres has a value v in [0, 1]. It starts from the choice at
 * first run (ticked, related to what was ticked, neither), and its odds are multiplied by exp (PULL * phi), phi being the mean of the reactions to its tracks shrunk towards 0, where
 * older reactions count less and less, so that a dozen skips outweigh what came before. Half of it
 * reaches related genres. A track's odds are the mean of those of its genres, each by how much it applies: the share of
 * the track that is what the listener wants. They are judged against those of an average track, and with them what the
 * library itself says (love, stars, playlists, whole albums) and, where that is told, how known the track is.
 *
 * A genre that is liked more at times like now (a quarter of the day, on a working day or not) than at others is worth as
 * much more, shrunk so that it takes a dozen reactions at such a time to say so.
 */
#pragma once

#include "att-recommender.h"

G_BEGIN_DECLS

typedef struct {
  double prior;      /* from the choice or the seeds */
  double sum, n;     /* of gains and of their sizes, fading */
  double value;      /* 0..1 */
  double odds;       /* of the value, finite */
  double heard[2], liked[2]; /* sizes of gains in the log, and of the good ones: at all times, at times like now */
  guint n_complete, n_skip; /* in the log */
  int last_complete; /* item; -1 */
} AttClassTaste;

/* after prepare(): the belief about a class of the catalogue */
const AttClassTaste *att_genre_taste_get (AttRecommenderBase *self, int cls);
/* how much of a class the listener would want to hear, in no unit: the square of its odds */
double att_genre_taste_get_appetite (AttRecommenderBase *self, int cls);

G_END_DECLS
