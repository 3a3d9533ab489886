/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-mixer.h"

#include <math.h>

#define SKIP_RATE 0.35  /* of an average track, before anything is known */
#define SKIP_SLOPE 3.0
#define SKIP_STEP 0.15
#define MIN_SLOPE 0.5
#define MAX_SLOPE 8.0

void
att_mixer_init (AttMixer *self, const AttRecommender *numbers, guint n)
{
  *self = (AttMixer) { .n_active = n, .a = log (SKIP_RATE / (1 - SKIP_RATE)), .b = SKIP_SLOPE };
  for (guint i = 0; i < n; i++)
    {
      self->active[numbers[i]] = TRUE;
      self->v[numbers[i]] = 1.0 / n;
    }
}

double
att_mixer_get_weight (const AttMixer *self, AttRecommender k)
{
  if (!self->active[k])
    return 0;
  return ATT_MIXER_FLOOR + (1 - self->n_active * ATT_MIXER_FLOOR) * self->v[k];
}

double
att_mixer_mix (const AttMixer *self, const float *scores, const double *tilt, double *weights)
{
  double sum = 0, score = 0;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    {
      weights[k] = 0;
      if (self->active[k] && !isnan (scores[k]))
        weights[k] = att_mixer_get_weight (self, k) * (tilt != NULL ? tilt[k] : 1);
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

double
att_mixer_skip_chance (const AttMixer *self, double score)
{
  return 1 / (1 + exp (self->b * (score - 0.5) - self->a));
}

static void
learn_skips (AttMixer *self, double score, gboolean skipped, double weight)
{
  const double slip = SKIP_STEP * weight * (skipped - att_mixer_skip_chance (self, score));

  self->a += slip;
  self->b = CLAMP (self->b - slip * (score - 0.5), MIN_SLOPE, MAX_SLOPE);
}

void
att_mixer_react (AttMixer *self, const AttOpinions *opinions, double rating, double weight)
{
  double weights[ATT_MAX_RECOMMENDERS];
  const double mean = att_mixer_mix (self, opinions->scores, NULL, weights);
  double before = 0, after = 0;

  if (isnan (mean) || isnan (opinions->predicted) || isnan (rating) || !(weight > 0))
    return;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (weights[k] > 0)
      {
        before += self->v[k];
        self->v[k] *= exp (ATT_MIXER_ETA * weight * (rating - opinions->predicted) * (opinions->scores[k] - mean));
        after += self->v[k];
      }
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (weights[k] > 0)
      self->v[k] *= before / after;

  learn_skips (self, mean, rating < 2.5, weight);
}
