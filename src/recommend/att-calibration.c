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
    [ATT_RECOMMENDER_ITEM_KNN] = { 3.12, 3.46, 3.71, 3.99, 3.95 },
    [ATT_RECOMMENDER_METADATA] = { LEAST, LEAST, LEAST, 0.40, 0.56 },
    [ATT_RECOMMENDER_GENRE_TASTE] = { 1.73, 2.08, 2.26, 2.19, 2.04 },
  },
  { /* 50 users */
    [ATT_RECOMMENDER_ALS] = { 0.41, 0.60, 0.64, 0.30, 0.15 },
    [ATT_RECOMMENDER_DEEPCF] = { 0.02, 0.02, 0.02, 0.02, 0.02 },
    [ATT_RECOMMENDER_USER_KNN] = { 0.72, 0.40, 0.64, 0.87, 1.27 },
    [ATT_RECOMMENDER_ITEM_KNN] = { 1.85, 2.13, 2.73, 3.21, 3.56 },
    [ATT_RECOMMENDER_METADATA] = { LEAST, LEAST, 0.30, 0.70, 0.71 },
    [ATT_RECOMMENDER_GENRE_TASTE] = { 1.22, 1.20, 1.60, 2.00, 1.97 },
    [ATT_RECOMMENDER_GENRE_NET] = { 0.16, 0.02, 0.06, 0.02, 0.02 },
    [ATT_RECOMMENDER_COLD] = { 0.05, 0.02, 0.03, 0.27, 0.23 },
  },
  { /* 1,000 and more */
    [ATT_RECOMMENDER_ALS] = { 0.40, 0.43, 0.39, 0.80, 1.25 },
    [ATT_RECOMMENDER_DEEPCF] = { 0.46, 0.51, 0.12, 0.06, 0.46 },
    [ATT_RECOMMENDER_USER_KNN] = { 0.95, 0.67, 1.03, 1.32, 1.13 },
    [ATT_RECOMMENDER_ITEM_KNN] = { 2.31, 2.51, 2.78, 3.03, 2.74 },
    [ATT_RECOMMENDER_METADATA] = { LEAST, LEAST, LEAST, LEAST, LEAST },
    [ATT_RECOMMENDER_GENRE_TASTE] = { 0.97, 0.98, 1.21, 1.43, 1.30 },
    [ATT_RECOMMENDER_GENRE_NET] = { 0.59, 0.16, 0.02, 0.02, 0.02 },
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
