/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-queue-planner.h - from scores to a queue
 *
 * Greedy, one pick after the other, over items with a score. A pick is the item with the highest
 *     score + spread * (luck + care * (owed + due - LIKENESS * likeness to the last picks))
 * (rounded to 1e-6, ties by id) among those the windows allow.
 *
 * spread    the standard deviation of the scores among the best quarter (60 to 500 items): what an order by
 *           score is worth, in whatever unit the scores are
 * care      0 for the first pick of a plan and rising towards 1: what is heard next is the best there is, and what comes
 *           later is spread wider, the less a reaction in between can still mend it
 * luck      uniform in [0, LUCK), a hash of the random seed and the track's id
 * owed      each item has a champion, the recommender that argues most for it
 *           (att-champions.h). One whose share of the last five batches is behind its weight lends its items up to
 *           OWED; one that is ahead takes as much
 * hearings  what waits for one comes now and then whatever its score: one pick in `hearing_every` is the item that
 *           waits most, what has no genre before the rest; not before the first reaction
 * due       the same for genres: up to DUE for a class that had less of the last batch than the listener's appetite
 *           for it
 * likeness  artist, album, genres and sound (maximal marginal relevance)
 * windows   not the artist of the last 8, the album of the last 12, a recording of the last 200 picks and plays; each
 *           at most half of what there is in the library, the albums in its best quarter by score: a soundtrack that
 *           many artists share is not to drive a narrow taste out. Recordings: all but one, or the last two batches,
 *           where that is more than half, so that a small library is heard to the end before anything comes again.
 *           Where nothing is left they are loosened so: album 4, artist 3 and album 2, no artist and no album; last
 *           the recording, what was heard longest ago first, but never what is in this plan already
 * first     before the first reaction: items of the chosen genres come before others, artists that have not been
 *           picked before those that have, the least served genre before the others, then by the evidence of the
 *           library (AttItem.evidence), then by that value. Where the chosen genres have few artists or albums, the windows shrink to them,
 *           and as many other artists follow as it takes to have n / 2 different ones.
 *
 * pieces    movements of a work and tracks that run into each other (att-works.h) follow one another in their order,
 *           from the first that may be offered, whichever was picked, and count as one for windows, champions and genres
 *
 * Pure: the same input gives the same queue.
 * Source  J. Carbonell, J. Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998; H. Steck, "Calibrated
 *         recommendations", RecSys 2018.
 */
#pragma once

#include "att-catalogue.h"
#include "att-pick.h"

G_BEGIN_DECLS

#define ATT_PLANNER_ARTIST_WINDOW 8
#define ATT_PLANNER_ALBUM_WINDOW 12
#define ATT_PLANNER_HORIZON 200
#define ATT_PLANNER_BATCH 20
#define ATT_PLANNER_MEMORY (5 * ATT_PLANNER_BATCH)

typedef struct {
  const AttCatalogue *catalogue;
  const float *scores;       /* per item; NAN: may not be offered */
  const gint8 *champions;    /* per item: an AttRecommender; -1: nobody */
  const double *weights;     /* per AttRecommender: its share of the mixer */
  const gint8 *past_champions; /* of the last picks, oldest first */
  gsize n_past;
  const double *appetites;     /* per class of genres, in any unit */
  const float *hearings;       /* per item: how much it waits for a hearing, 0..1; NAN: it does not */
  guint hearing_every;         /* picks; 0: none is owed one */
  guint since_hearing;         /* past picks since the last */
  const int *recent;         /* items queued or played, oldest first */
  gsize n_recent;
  gboolean goes_on;          /* the last of them was no skip: what belongs after it comes first */
  guint64 random_seed;
  guint n;

  /* before the first reaction; NULL afterwards */
  const gint8 *groups;       /* per item: which chosen genre; -1: none */
} AttPlanInput;

/* Returns: (transfer full) array of int: items in order, none twice; fewer than n only if fewer have a score */
GArray *att_queue_plan (const AttPlanInput *input);

G_END_DECLS
