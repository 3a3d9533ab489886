/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-queue-planner-private.h - a plan in the making, and its candidates
 */
#pragma once

#include "att-ledger.h"
#include "att-likeness.h"
#include "att-queue-planner.h"

#include <math.h>

G_BEGIN_DECLS

#define LUCK 0.05 /* in spreads of the scores */

/* in the unit of hearings */
#define HEARING_LUCK 0.04
#define HEARING_SCORE 0.1f
#define UNTAGGED 0.15    /* of hearings: what has no genre goes before what a change of taste can bring up as well */

#define FIRST_EVIDENCE 10

/* candidates that are looked at closely: the best of all, and the best of each champion */
#define POOL_BEST 500

typedef struct {
  int artist, album, recording;
} Windows;

typedef struct {
  const AttPlanInput *input;
  const AttCatalogue *catalogue;
  float *luck;           /* per item, in [0, 1) */
  float running;         /* the score that the best quarter has at least */
  float best;            /* that the best POOL_BEST have */
  double spread;         /* standard deviation of the scores in it */
  double care;           /* how much of that variety may cost at the next pick */
  guint n_offered;       /* items with a score */
  Windows windows;
  Windows first;         /* inside the chosen genres */
  guint artists_wanted;  /* before the first reaction: different artists by the end */

  GArray *pool;          /* of int: items */
  float *likeness;       /* per place in the pool */
  AttLikeness *like;
  gboolean pool_is_all;

  int *artist_at, *album_at, *recording_at; /* position of the last one; very negative: never */
  guint8 *used;          /* per item: in this plan */
  guint8 *artist_used;   /* per artist: in this plan */
  guint n_artists_used;
  guint *group_counts;
  int position;          /* of the next pick; what belongs together has one */
  int begun;             /* the position of the first */

  AttLedger champions, genres;
  guint since_hearing;   /* picks since the last one */
} Planner;

static inline gboolean
att_plan_is_offered (const AttPlanInput *input, int item)
{
  return !isnan (input->scores[item]);
}

static inline gboolean
att_plan_is_inside (const AttPlanInput *input, int item)
{
  return input->groups != NULL && input->groups[item] >= 0;
}

static inline gboolean
att_plan_needs_hearing (const AttPlanInput *input, int item)
{
  return att_plan_is_offered (input, item) && !isnan (input->hearings[item]);
}

static inline double
att_plan_hearing_value (const Planner *self, int item)
{
  return self->input->hearings[item] + HEARING_LUCK * self->luck[item] + HEARING_SCORE * self->input->scores[item] +
         (att_catalogue_item (self->catalogue, item)->n_genres == 0 ? UNTAGGED : 0);
}

static inline float
att_plan_lucky_score (const Planner *self, int item)
{
  return self->input->scores[item] + LUCK * self->spread * self->luck[item];
}

static inline float
att_plan_first_value (const Planner *self, int item)
{
  return FIRST_EVIDENCE * att_catalogue_item (self->catalogue, item)->evidence;
}

/* att-queue-pool.c: the candidates, @all that may be offered or those that can come into question */
void att_queue_pool_fill (Planner *self, gboolean all);

G_END_DECLS
