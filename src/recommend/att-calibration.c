/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-calibration.h"

#include <math.h>

#define N_CROWDS 3
#define N_STAGES 5

static const double crowds[N_CROWDS] = { 0, 50, 1000 };            /* users */
static const double stages[N_STAGES] = { 0, 4, 15, 40, 100 };      /* reactions */

/* 0: not measured, even */
static const float slopes[N_CROWDS][ATT_N_RECOMMENDERS][N_STAGES] = {
  { /* no users: tags alone */
    [ATT_RECOMMENDER_METADATA] = { 0.52, 0.58, 0.70, 0.86, 0.96 },
    [ATT_RECOMMENDER_GENRE_TASTE] = { 1.13, 1.29, 1.36, 1.35, 1.27 },
  },
  { /* 50 users */
    [ATT_RECOMMENDER_ALS] = { 0.94, 1.02, 1.13, 1.19, 1.15 },
    [ATT_RECOMMENDER_USER_KNN] = { 1.06, 1.18, 1.00, 0.86, 0.76 },
    [ATT_RECOMMENDER_ITEM_KNN] = { 0.64, 0.75, 1.05, 1.28, 1.29 },
    [ATT_RECOMMENDER_METADATA] = { 0.67, 0.73, 0.87, 1.09, 1.23 },
    [ATT_RECOMMENDER_GENRE_TASTE] = { 0.88, 0.96, 1.00, 1.09, 1.19 },
  },
  { /* 1,000 and more */
    [ATT_RECOMMENDER_ALS] = { 0.85, 0.92, 0.97, 1.31, 1.46 },
    [ATT_RECOMMENDER_USER_KNN] = { 1.26, 1.31, 1.28, 1.01, 0.81 },
    [ATT_RECOMMENDER_ITEM_KNN] = { 0.82, 0.94, 1.28, 1.65, 1.63 },
    [ATT_RECOMMENDER_METADATA] = { 0.22, 0.24, 0.28, 0.36, 0.41 },
    [ATT_RECOMMENDER_GENRE_TASTE] = { 0.95, 1.30, 1.34, 1.16, 1.23 },
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
