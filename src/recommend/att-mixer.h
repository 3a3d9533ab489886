/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-mixer.h - who is listened to, by reward and punishment
 *
 * Each of the K recommenders that judge k has v_k > 0, summing to 1, and the weight
 *     w_k = floor + (1 - explore - K * floor) * v_k
 * the floor being at most half of an equal share. The explorer foretells nothing, so it is not judged by reactions: it
 * has a stated share of the score, and of the picks (att-queue-planner.h), which comes more seldom in the first fifty
 * reactions. A track's score is sum w_k s_k over those that did not abstain, w renormalised to sum 1 over them, so that
 * the explorer's share stays; s_k comes with its slope (att-calibration.h). After the listener's reaction r (1..5) to a track that was predicted r',
 *     v_k <- v_k * exp (eta * (r - r') * (x_k - x)) / Z     for who had an opinion
 * with x_k the log odds that s_k stands for (att-recommender.h), x the weighted mean of the x_k, and Z such that the v
 * of those who had an opinion keep their sum: who abstained does not move. The reaction expected is
 * r' = 3 - p (2 is a skip, 3 heard to the end), p the chance of a skip: r - r' is what a gradient step on the log loss
 * of a logarithmic pool has in its place. eta falls from three times its size to its size as reactions come in.
 *
 * Laws    sum w = 1; w >= floor; the explorer's share stays; a reaction better than predicted raises the
 *         recommender with the highest s_k and lowers the one with the lowest;
 *         with eta * (r - r') small, it raises all those above s.
 * Skips   p = sigma (a - b * x); a and b follow the reactions by gradient steps on the log loss.
 * Source  N. Cesa-Bianchi, G. Lugosi, "Prediction, Learning, and Games", 2006, ch. 2 (exponentially weighted
 *         forecaster); J. Kivinen, M. Warmuth, "Exponentiated gradient versus gradient descent", 1997; the floor as in
 *         M. Herbster, M. Warmuth, "Tracking the best expert", 1998.
 *
 * A plain value; a fold over the log: folding the log again gives the same mixer.
 */
#pragma once

#include "att-pick.h"

G_BEGIN_DECLS

#define ATT_MIXER_TILE 256 /* tracks that are judged at once, where many are */
#define ATT_MIXER_FLOOR 0.05
#define ATT_MIXER_EXPLORE 0.05 /* one in twenty is for what waits to be heard */
#define ATT_MIXER_ETA 0.1

typedef struct {
  double v[ATT_MAX_RECOMMENDERS];
  gboolean active[ATT_MAX_RECOMMENDERS];
  guint n_active, n_learning;
  double eta;  /* learning rate; may be set before the first reaction */
  double n;    /* reactions learned from */
  double a, b; /* of the chance of a skip */
} AttMixer;

/* all of @numbers equal, but the explorer */
void   att_mixer_init        (AttMixer *self, const AttRecommender *numbers, guint n);
/* 0 for who is not active */
double att_mixer_get_weight  (const AttMixer *self, AttRecommender k);
/* eta for the next reaction */
double att_mixer_get_rate    (const AttMixer *self);
/* @tilt: per recommender number, multiplies the weights (NULL: 1 for all). @weights (out): renormalised over the
 * recommenders with an opinion in @scores, 0 for the others. Returns the score, NAN if all abstain. */
double att_mixer_mix         (const AttMixer *self, const float *scores, const double *tilt, double *weights);
/* The same for @n tracks at once, at most ATT_MIXER_TILE. @scores: per recommender number n scores; who is not active is
 * not looked at. @out: n scores */
void   att_mixer_mix_tile    (const AttMixer *self, float scores[][ATT_MIXER_TILE], guint n, const double *tilt,
                              float *out);
/* 0..1 */
double att_mixer_skip_chance (const AttMixer *self, double score);
/* @opinions: when the track was offered. @rating: 1..5; @weight: how much the reaction counts (a factor of eta) */
void   att_mixer_react       (AttMixer *self, const AttOpinions *opinions, double rating, double weight);

G_END_DECLS
