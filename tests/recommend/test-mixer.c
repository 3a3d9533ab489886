/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-mixer.h"

#include <math.h>

static const AttRecommender four[] = { ATT_RECOMMENDER_SOUND, ATT_RECOMMENDER_METADATA, ATT_RECOMMENDER_GENRE_TASTE,
                                       ATT_RECOMMENDER_ITEM_KNN };

static AttOpinions
no_opinions (void)
{
  AttOpinions opinions;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    opinions.scores[k] = NAN;
  opinions.predicted = 2.6f;
  return opinions;
}

static double
sum_weights (const AttMixer *mixer)
{
  double sum = 0;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    sum += att_mixer_get_weight (mixer, k);
  return sum;
}

static void
test_start (void)
{
  AttMixer mixer;

  att_mixer_init (&mixer, four, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (att_mixer_get_weight (&mixer, four[i]), 0.25, 1e-12);
  g_assert_cmpfloat (att_mixer_get_weight (&mixer, ATT_RECOMMENDER_ALS), ==, 0);
}

static void
test_mix (void)
{
  AttMixer mixer;
  AttOpinions opinions = no_opinions ();
  double weights[ATT_MAX_RECOMMENDERS], tilt[ATT_MAX_RECOMMENDERS];

  att_mixer_init (&mixer, four, 4);
  g_assert_true (isnan (att_mixer_mix (&mixer, opinions.scores, NULL, weights)));
  opinions.scores[ATT_RECOMMENDER_SOUND] = 1;
  opinions.scores[ATT_RECOMMENDER_ITEM_KNN] = 0.5f;
  opinions.scores[ATT_RECOMMENDER_ALS] = 1; /* not active: no voice */
  g_assert_cmpfloat_with_epsilon (att_mixer_mix (&mixer, opinions.scores, NULL, weights), 0.75, 1e-9);
  g_assert_cmpfloat_with_epsilon (weights[ATT_RECOMMENDER_SOUND] + weights[ATT_RECOMMENDER_ITEM_KNN], 1, 1e-12);
  g_assert_cmpfloat (weights[ATT_RECOMMENDER_METADATA], ==, 0);

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    tilt[k] = k == ATT_RECOMMENDER_ITEM_KNN ? 3 : 1;
  g_assert_cmpfloat_with_epsilon (att_mixer_mix (&mixer, opinions.scores, tilt, weights), 0.625, 1e-9);
}

/* what exactly the rule says, by hand for two */
static void
test_formula (void)
{
  AttMixer mixer;
  AttOpinions opinions = no_opinions ();
  double up, down, rate;

  att_mixer_init (&mixer, four, 2);
  rate = att_mixer_get_rate (&mixer) * 16; /* of the log odds */
  opinions.scores[four[0]] = 0.9f;
  opinions.scores[four[1]] = 0.3f;
  opinions.predicted = 2.5f;
  att_mixer_react (&mixer, &opinions, 3, 1);
  up = exp (rate * 0.5 * 0.3);
  down = exp (rate * 0.5 * -0.3);
  g_assert_cmpfloat_with_epsilon (mixer.v[four[0]], up / (up + down), 1e-6);
  g_assert_cmpfloat_with_epsilon (att_mixer_get_weight (&mixer, four[0]),
                                  ATT_MIXER_FLOOR + (1 - 2 * ATT_MIXER_FLOOR) * up / (up + down), 1e-6);
}

/* the more is known, the less a reaction moves, and never less than the listener's own rate */
static void
test_rate (void)
{
  AttMixer mixer;
  AttOpinions opinions = no_opinions ();
  double before;

  att_mixer_init (&mixer, four, 4);
  mixer.eta = 0.1;
  opinions.scores[four[0]] = 0.6f;
  before = att_mixer_get_rate (&mixer);
  for (int i = 0; i < 1000; i++)
    {
      att_mixer_react (&mixer, &opinions, 3, 1);
      g_assert_cmpfloat (att_mixer_get_rate (&mixer), <, before);
      before = att_mixer_get_rate (&mixer);
    }
  g_assert_cmpfloat_with_epsilon (before, 0.1, 0.01);
}

/* however many there are, nobody falls below the floor, and one can rise */
static void
test_floor (void)
{
  AttRecommender all[ATT_N_RECOMMENDERS];
  AttMixer mixer;

  for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
    all[k] = k;
  for (guint n = 1; n <= ATT_N_RECOMMENDERS; n++)
    {
      att_mixer_init (&mixer, all, n);
            for (guint round = 0; round < 2000; round++)
        {
          AttOpinions opinions = no_opinions ();

          for (guint k = 0; k < n; k++)
            opinions.scores[k] = 0.3 + 0.04 * k;
          att_mixer_react (&mixer, &opinions, 3, 1); /* the last is always best */
        }
      g_assert_cmpfloat_with_epsilon (sum_weights (&mixer), 1, 1e-9);
      for (guint k = 0; k < n; k++)
        g_assert_cmpfloat (att_mixer_get_weight (&mixer, k), >=, MIN (0.05, 1 / (2.0 * n)) - 1e-9);
      if (n > 2)
        g_assert_cmpfloat (att_mixer_get_weight (&mixer, MIN (n - 1, ATT_RECOMMENDER_COLD)), >, 1.0 / n);
      if (n == ATT_N_RECOMMENDERS) /* who explores is not judged by what comes of it */
        g_assert_cmpfloat_with_epsilon (att_mixer_get_weight (&mixer, ATT_RECOMMENDER_EXPLORE), ATT_MIXER_EXPLORE, 1e-12);
    }
}

static void
test_laws (void)
{
  AttMixer mixer;

  att_mixer_init (&mixer, four, 4);
  for (int round = 0; round < 5000; round++)
    {
      AttOpinions opinions = no_opinions ();
      const AttMixer before = mixer;
      const double rating = g_test_rand_int_range (1, 6), weight = g_test_rand_double_range (0.1, 1.5);
      int highest = -1, lowest = -1;

      opinions.predicted = g_test_rand_double_range (1.5, 3);
      for (guint i = 0; i < 4; i++)
        if (g_test_rand_int_range (0, 4) > 0)
          {
            opinions.scores[four[i]] = g_test_rand_double ();
            if (highest < 0 || opinions.scores[four[i]] > opinions.scores[highest])
              highest = four[i];
            if (lowest < 0 || opinions.scores[four[i]] < opinions.scores[lowest])
              lowest = four[i];
          }
      att_mixer_react (&mixer, &opinions, rating, weight);

      g_assert_cmpfloat_with_epsilon (sum_weights (&mixer), 1, 1e-6);
      for (guint i = 0; i < 4; i++)
        {
          g_assert_cmpfloat (att_mixer_get_weight (&mixer, four[i]), >=, ATT_MIXER_FLOOR - 1e-9);
          if (isnan (opinions.scores[four[i]]))
            g_assert_cmpfloat (mixer.v[four[i]], ==, before.v[four[i]]);
        }
      if (highest >= 0 && highest != lowest)
        {
          const int winner = rating > opinions.predicted ? highest : lowest,
                    loser = rating > opinions.predicted ? lowest : highest;

          g_assert_cmpfloat (mixer.v[winner], >, before.v[winner] * (1 - 1e-12));
          g_assert_cmpfloat (mixer.v[loser], <, before.v[loser] * (1 + 1e-12));
        }
    }
}

/* with a small step, everybody above the mean rises */
static void
test_above_the_mean (void)
{
  for (int round = 0; round < 500; round++)
    {
      AttMixer mixer, before;
      AttOpinions opinions = no_opinions ();
      double weights[ATT_MAX_RECOMMENDERS], mean;

      att_mixer_init (&mixer, four, 4);
      for (guint i = 0; i < 4; i++)
        opinions.scores[four[i]] = g_test_rand_double ();
      mean = att_mixer_mix (&mixer, opinions.scores, NULL, weights);
      before = mixer;
      att_mixer_react (&mixer, &opinions, 3, 0.01);
      for (guint i = 0; i < 4; i++)
        if (fabs (opinions.scores[four[i]] - mean) > 0.01)
          g_assert_true ((mixer.v[four[i]] > before.v[four[i]]) == (opinions.scores[four[i]] > mean));
    }
}

static void
assert_same (const AttMixer *a, const AttMixer *b)
{
  g_assert_cmpmem (a->v, sizeof a->v, b->v, sizeof b->v);
  g_assert_cmpfloat (a->a, ==, b->a);
  g_assert_cmpfloat (a->b, ==, b->b);
}

static void
test_nothing (void)
{
  AttMixer mixer, before;
  AttOpinions opinions = no_opinions ();

  att_mixer_init (&mixer, four, 4);
  before = mixer;
  att_mixer_react (&mixer, &opinions, 3, 1); /* all abstained */
  assert_same (&mixer, &before);
  opinions.scores[four[0]] = 0.5f;
  opinions.scores[four[1]] = 0.9f;
  att_mixer_react (&mixer, &opinions, NAN, 1); /* neutral */
  att_mixer_react (&mixer, &opinions, 3, 0);
  opinions.predicted = NAN;
  att_mixer_react (&mixer, &opinions, 3, 1);
  assert_same (&mixer, &before);
}

/* a listener who skips what scores low: the chance of a skip comes to say so */
static void
test_skip_chance (void)
{
  AttMixer mixer;
  double error = 0;
  const int n = 400;

  att_mixer_init (&mixer, four, 4);
  g_assert_cmpfloat (att_mixer_skip_chance (&mixer, 0.2), >, att_mixer_skip_chance (&mixer, 0.8));
  for (int i = 0; i < 2 * n; i++)
    {
      const double score = 0.3 + 0.4 * g_test_rand_double ();
      const double truth = 1 / (1 + exp (6 * (score - 0.6)));
      const gboolean skipped = g_test_rand_double () < truth;
      AttOpinions opinions = no_opinions ();

      for (guint k = 0; k < 4; k++)
        opinions.scores[four[k]] = score;
      opinions.predicted = 3 - att_mixer_skip_chance (&mixer, score);
      if (i >= n)
        error += fabs (att_mixer_skip_chance (&mixer, score) - truth);
      att_mixer_react (&mixer, &opinions, skipped ? 2 : 3, 1);
    }
  g_test_message ("mean error of the chance: %.3f", error / n);
  g_assert_cmpfloat (error / n, <, 0.2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/mixer/start", test_start);
  g_test_add_func ("/recommend/mixer/mix", test_mix);
  g_test_add_func ("/recommend/mixer/formula", test_formula);
  g_test_add_func ("/recommend/mixer/rate", test_rate);
  g_test_add_func ("/recommend/mixer/floor", test_floor);
  g_test_add_func ("/recommend/mixer/laws", test_laws);
  g_test_add_func ("/recommend/mixer/above-the-mean", test_above_the_mean);
  g_test_add_func ("/recommend/mixer/nothing", test_nothing);
  g_test_add_func ("/recommend/mixer/skip-chance", test_skip_chance);
  return g_test_run ();
}
