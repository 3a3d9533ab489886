/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-calibration.h"

#include <math.h>

#define N_CROWDS 3
#define N_STAGES 5
#define LEAST 0.25f /* where tags are all there is to go by, item-knn leaves nothing to say; fields say what tags do not */

static const double crowds[N_CROWDS] = { 0, 50, 1000 };            /* users */
static const double stages[N_STAGES] = { 0, 4, 15, 40, 100 };      /* reactions */

/* 0: not measured, even */
static const float slopes[N_CROWDS][ATT_N_RECOMMENDERS][N_STAGES] = {
  { /* no users: tags alone */
    [ATT_RECOMMENDER_ITEM_KNN] = { 1.04, 1.15, 1.40, 1.74, 1.83 },
    [ATT_RECOMMENDER_METADATA] = { LEAST, LEAST, LEAST, LEAST, LEAST },
    [ATT_RECOMMENDER_GENRE_TASTE] = { 1.41, 1.61, 1.60, 1.57, 1.65 },
  },
  { /* 50 users */
    [ATT_RECOMMENDER_ALS] = { 0.64, 0.72, 0.68, 0.41, 0.30 },
    [ATT_RECOMMENDER_USER_KNN] = { 0.79, 0.85, 0.74, 0.64, 0.82 },
    [ATT_RECOMMENDER_ITEM_KNN] = { 1.19, 1.35, 1.66, 1.90, 1.92 },
    [ATT_RECOMMENDER_METADATA] = { LEAST, LEAST, LEAST, LEAST, LEAST },
    [ATT_RECOMMENDER_GENRE_TASTE] = { 1.77, 1.99, 2.07, 2.05, 2.18 },
    [ATT_RECOMMENDER_GENRE_NET] = { 0.02, 0.02, 0.02, 0.02, 0.02 },
    [ATT_RECOMMENDER_COLD] = { 0.25, 0.25, 0.25, 0.25, 0.25 },
  },
  { /* 1,000 and more */
    [ATT_RECOMMENDER_ALS] = { 0.58, 0.63, 0.56, 0.79, 1.02 },
    [ATT_RECOMMENDER_USER_KNN] = { 1.59, 1.77, 1.71, 1.52, 1.39 },
    [ATT_RECOMMENDER_ITEM_KNN] = { 0.86, 1.00, 1.25, 1.47, 1.41 },
    [ATT_RECOMMENDER_METADATA] = { LEAST, LEAST, LEAST, LEAST, LEAST },
    [ATT_RECOMMENDER_GENRE_TASTE] = { 1.43, 1.74, 1.66, 1.43, 1.19 },
    [ATT_RECOMMENDER_GENRE_NET] = { 0.90, 0.80, 0.30, 0.02, 0.02 },
    [ATT_RECOMMENDER_COLD] = { 0.25, 0.25, 0.25, 0.25, 0.25 },
  },
};

/* Between which two of @knots, evenly in the logarithm, lies @x: the first, and how far towards the second */
static guint
find_place (const double *knots, guint n, double x, double *part)
{
  guint at = 0;

  x = MIN (x, knots[n - 1]);
  while (at + 2 < n && x >= knots[at + 1])
    at++;
  *part = (log1p (x) - log1p (knots[at])) / (log1p (knots[at + 1]) - log1p (knots[at]));
  return at;
}

double
att_calibration_get_slope (AttRecommender k, guint n_users, guint n_reactions)
{
  double crowd_part, stage_part, slope = 0;
  const guint crowd = find_place (crowds, N_CROWDS, n_users, &crowd_part);
  const guint stage = find_place (stages, N_STAGES, n_reactions, &stage_part);

  for (guint c = 0; c < 2; c++)
    for (guint s = 0; s < 2; s++)
      slope += (c == 0 ? 1 - crowd_part : crowd_part) * (s == 0 ? 1 - stage_part : stage_part) *
               slopes[crowd + c][k][stage + s];
  return slope > 0 ? slope : 1;
}
