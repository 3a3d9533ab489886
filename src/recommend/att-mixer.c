/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-mixer.h"

#include <math.h>

#include "att-num.h"
#include "att-recommender.h"

#define SKIP_RATE 0.35  /* of an average track, before anything is known */
#define SKIP_SLOPE 0.25 /* of the log odds */
#define SKIP_STEP 0.15
#define MIN_SLOPE 0.05
#define MAX_SLOPE 1.5
#define EAGER 2.0     /* how much faster the first reaction is learned from */
#define EAGER_FOR 10  /* reactions after which half of that is left */

void
att_mixer_init (AttMixer *self, const AttRecommender *numbers, guint n)
{
  *self = (AttMixer) { .n_active = n, .eta = ATT_MIXER_ETA, .a = log (SKIP_RATE / (1 - SKIP_RATE)), .b = SKIP_SLOPE };
  for (guint i = 0; i < n; i++)
    {
      self->active[numbers[i]] = TRUE;
      self->n_learning += numbers[i] != ATT_RECOMMENDER_EXPLORE;
    }
  for (guint i = 0; i < n; i++)
    if (numbers[i] != ATT_RECOMMENDER_EXPLORE)
      self->v[numbers[i]] = 1.0 / self->n_learning;
}

static double
get_floor (const AttMixer *self)
{
  return MIN (ATT_MIXER_FLOOR, 1 / (2.0 * self->n_active));
}

double
att_mixer_get_weight (const AttMixer *self, AttRecommender k)
{
  const double explore = self->n_learning == self->n_active ? 0 : self->n_learning == 0 ? 1 : ATT_MIXER_EXPLORE;
  const double least = get_floor (self);

  if (!self->active[k])
    return 0;
  if (k == ATT_RECOMMENDER_EXPLORE)
    return explore;
  return least + (1 - explore - self->n_learning * least) * self->v[k];
}

/* little is known: learn faster */
static double
eagerness (const AttMixer *self)
{
  return 1 + EAGER / (1 + self->n / EAGER_FOR);
}

double
att_mixer_get_rate (const AttMixer *self)
{
  return self->eta * eagerness (self);
}

double
att_mixer_mix (const AttMixer *self, const float *scores, const double *tilt, double *weights)
{
  const double explore = att_mixer_get_weight (self, ATT_RECOMMENDER_EXPLORE);
  double speaking = 0, sum = 0, score = 0;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    {
      weights[k] = self->active[k] && !isnan (scores[k]) ? att_mixer_get_weight (self, k) : 0;
      speaking += k != ATT_RECOMMENDER_EXPLORE ? weights[k] : 0;
    }
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    {
      if (k != ATT_RECOMMENDER_EXPLORE && speaking > 0)
        weights[k] *= (1 - explore) / speaking;
      weights[k] *= tilt != NULL ? tilt[k] : 1;
      sum += weights[k];
    }
  if (sum <= 0)
    return NAN;
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (weights[k] > 0)
      {
        weights[k] /= sum;
        score += weights[k] * scores[k];
      }
  return score;
}

ATT_NUM_WIDE void
att_mixer_mix_tile (const AttMixer *self, float scores[][ATT_MIXER_TILE], guint n, const double *tilt, float *out)
{
  const float explore = att_mixer_get_weight (self, ATT_RECOMMENDER_EXPLORE);
  const float explorer = explore * (tilt != NULL ? tilt[ATT_RECOMMENDER_EXPLORE] : 1);
  float speaking[ATT_MIXER_TILE] = { 0 }, sum[ATT_MIXER_TILE] = { 0 }, score[ATT_MIXER_TILE] = { 0 };

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    {
      const float weight = att_mixer_get_weight (self, k), tilted = weight * (tilt != NULL ? tilt[k] : 1);

      if (!(weight > 0) || k == ATT_RECOMMENDER_EXPLORE)
        continue;
      for (guint i = 0; i < n; i++)
        {
          const float x = scores[k][i];

          speaking[i] += isnan (x) ? 0 : weight;
          sum[i] += isnan (x) ? 0 : tilted;
          score[i] += isnan (x) ? 0 : tilted * x;
        }
    }
  for (guint i = 0; i < n; i++)
    {
      const float x = scores[ATT_RECOMMENDER_EXPLORE][i], e = isnan (x) ? 0 : explorer;
      const float others = speaking[i] > 0 ? (1 - explore) / speaking[i] : 1, total = others * sum[i] + e;

      out[i] = total > 0 ? (others * score[i] + (e > 0 ? e * x : 0)) / total : NAN;
    }
}

double
att_mixer_skip_chance (const AttMixer *self, double score)
{
  return 1 / (1 + exp (self->b * att_recommender_log_odds (score) - self->a));
}

static void
learn_skips (AttMixer *self, double score, gboolean skipped, double weight)
{
  const double slip = SKIP_STEP * eagerness (self) * weight * (skipped - att_mixer_skip_chance (self, score));

  self->a += slip;
  self->b = CLAMP (self->b - slip * att_recommender_log_odds (score), MIN_SLOPE, MAX_SLOPE);
}

void
att_mixer_react (AttMixer *self, const AttOpinions *opinions, double rating, double weight)
{
  double weights[ATT_MAX_RECOMMENDERS];
  const double mean = att_mixer_mix (self, opinions->scores, NULL, weights), rate = att_mixer_get_rate (self);
  double before = 0, after = 0;

  if (isnan (mean) || isnan (opinions->predicted) || isnan (rating) || !(weight > 0))
    return;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (weights[k] > 0 && k != ATT_RECOMMENDER_EXPLORE)
      {
        before += self->v[k];
        self->v[k] *= exp (rate * weight * (rating - opinions->predicted) *
                           ATT_RECOMMENDER_SPAN * (opinions->scores[k] - mean));
        after += self->v[k];
      }
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (weights[k] > 0 && k != ATT_RECOMMENDER_EXPLORE)
      self->v[k] *= before / after;

  learn_skips (self, mean, rating < 2.5, weight);
  self->n += weight;
}
