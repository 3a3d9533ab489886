/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <math.h>

#include "att-onset.h"
#include "att-tempo.h"

#define FRAME_RATE 50.0f
#define N_MELS 8

/* a stroke every @period frames, over a quiet bed */
static void
fill_frame (float *logmel, int t, double period)
{
  double since = fmod (t, period);

  for (int m = 0; m < N_MELS; m++)
    logmel[m] = -4 + (since < 1 ? 3 : 3 * exp (-since / 3)) + g_test_rand_double_range (-0.01, 0.01);
}

static void
test_onset_counts (void)
{
  AttOnset *onset;
  float logmel[N_MELS];

  g_assert_cmpint (att_onset_new (FRAME_RATE, N_MELS, &onset), ==, ATT_NUM_OK);
  for (int t = 0; t < 1000; t++)
    {
      float strength;

      fill_frame (logmel, t, 25);
      strength = att_onset_add (onset, logmel);
      g_assert_cmpfloat (strength, >=, 0);
      if (t == 0)
        g_assert_cmpfloat (strength, ==, 0);
      else if (t % 25 == 0)
        g_assert_cmpfloat (strength, >, 1);
    }
  att_onset_finish (onset);
  g_assert_cmpuint (att_onset_get_n (onset), ==, 39); /* the very first is not seen to begin */

  att_onset_reset (onset);
  for (int t = 0; t < 500; t++) /* nothing begins */
    {
      for (int m = 0; m < N_MELS; m++)
        logmel[m] = t % 50 == 7 ? NAN : -10; /* what is not a number is the floor */
      g_assert_cmpfloat (att_onset_add (onset, logmel), ==, 0);
    }
  att_onset_finish (onset);
  g_assert_cmpuint (att_onset_get_n (onset), ==, 0);
  att_onset_free (onset);
  g_assert_cmpint (att_onset_new (5, N_MELS, &onset), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_onset_new (NAN, N_MELS, &onset), ==, ATT_NUM_BAD_CONFIG);
  g_assert_cmpint (att_onset_new (50, 0, &onset), ==, ATT_NUM_BAD_CONFIG);
}

static void
test_onset_gain (void)
{
  AttOnset *one, *two;

  g_assert_cmpint (att_onset_new (FRAME_RATE, N_MELS, &one), ==, ATT_NUM_OK);
  g_assert_cmpint (att_onset_new (FRAME_RATE, N_MELS, &two), ==, ATT_NUM_OK);
  for (int t = 0; t < 200; t++)
    {
      float logmel[N_MELS];
      float strength;

      fill_frame (logmel, t, 20);
      strength = att_onset_add (one, logmel);
      for (int m = 0; m < N_MELS; m++)
        logmel[m] += 1.5f;
      g_assert_cmpfloat_with_epsilon (att_onset_add (two, logmel), strength, 1e-5);
    }
  att_onset_free (one);
  att_onset_free (two);
}

static AttTempoResult
measure (AttTempo *tempo, double bpm, double seconds)
{
  AttTempoResult result;
  double period = 60 / bpm * FRAME_RATE;

  att_tempo_reset (tempo);
  for (int t = 0; t < seconds * FRAME_RATE; t++)
    {
      double since = fmod (t, period);

      att_tempo_add (tempo, (since < 1 ? 1 : since < 2 ? 0.3 : 0) + g_test_rand_double_range (0, 0.05));
    }
  att_tempo_finish (tempo, &result);
  return result;
}

static void
test_tempo_is_found (void)
{
  const double tempi[] = { 72, 90, 103.5, 120, 128, 141, 160 };
  AttTempo *tempo;

  g_assert_cmpint (att_tempo_new (FRAME_RATE, &tempo), ==, ATT_NUM_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (tempi); i++)
    for (int seconds = 10; seconds <= 100; seconds += 45)
      {
        AttTempoResult result = measure (tempo, tempi[i], seconds);

        g_test_message ("%.1f for %d s: %.1f, confidence %.2f", tempi[i], seconds, result.bpm, result.confidence);
        g_assert_cmpfloat (fabs (result.bpm / tempi[i] - 1), <, 0.015);
        g_assert_cmpfloat (result.confidence, >, 0.5);
        g_assert_cmpfloat (result.confidence, <=, 1);
      }
  att_tempo_free (tempo);
}

/* of strengths, only what they are to each other counts */
static void
test_tempo_gain (void)
{
  AttTempo *one, *two;
  AttTempoResult plain, louder;

  g_assert_cmpint (att_tempo_new (FRAME_RATE, &one), ==, ATT_NUM_OK);
  g_assert_cmpint (att_tempo_new (FRAME_RATE, &two), ==, ATT_NUM_OK);
  for (int t = 0; t < 1500; t++)
    {
      float strength = fmod (t, 60 / 97.0 * FRAME_RATE) < 1 ? 1 : g_test_rand_double_range (0, 0.2);

      att_tempo_add (one, strength);
      att_tempo_add (two, 8 * strength + 3);
    }
  att_tempo_finish (one, &plain);
  att_tempo_finish (two, &louder);
  g_assert_cmpfloat_with_epsilon (louder.bpm, plain.bpm, 0.5);
  g_assert_cmpfloat_with_epsilon (louder.confidence, plain.confidence, 1e-4);
  att_tempo_free (one);
  att_tempo_free (two);
}

static void
test_tempo_of_nothing (void)
{
  AttTempo *tempo;
  AttTempoResult result;

  g_assert_cmpint (att_tempo_new (FRAME_RATE, &tempo), ==, ATT_NUM_OK);
  att_tempo_finish (tempo, &result);
  g_assert_true (isnan (result.bpm));
  g_assert_cmpfloat (att_tempo_get_correlation (tempo, 0.5), ==, 0);
  att_tempo_reset (tempo);
  for (int t = 0; t < 3000; t++)
    att_tempo_add (tempo, 0);
  att_tempo_finish (tempo, &result);
  g_assert_true (isnan (result.bpm));
  g_assert_cmpfloat (result.confidence, ==, 0);
  result = measure (tempo, 120, 1.5); /* too short to tell */
  g_assert_true (isnan (result.bpm));

  att_tempo_reset (tempo); /* noise: whatever is found is not believed */
  for (int t = 0; t < 3000; t++)
    att_tempo_add (tempo, g_test_rand_double_range (0, 1));
  att_tempo_finish (tempo, &result);
  g_test_message ("noise: %.1f, confidence %.2f", result.bpm, result.confidence);
  g_assert_cmpfloat (result.confidence, <, 0.15);
  att_tempo_free (tempo);
  g_assert_cmpint (att_tempo_new (0, &tempo), ==, ATT_NUM_BAD_CONFIG);
}

static void
test_correlation (void)
{
  AttTempo *tempo;

  g_assert_cmpint (att_tempo_new (FRAME_RATE, &tempo), ==, ATT_NUM_OK);
  measure (tempo, 120, 60);
  g_assert_cmpfloat_with_epsilon (att_tempo_get_correlation (tempo, 0), 1, 1e-5);
  g_assert_cmpfloat (att_tempo_get_correlation (tempo, 0.5), >, 0.9);
  g_assert_cmpfloat (att_tempo_get_correlation (tempo, 0.25), <, 0.1);
  g_assert_cmpfloat (att_tempo_get_correlation (tempo, 100), ==, 0);
  g_assert_cmpfloat (att_tempo_get_correlation (tempo, -1), ==, 0);
  att_tempo_free (tempo);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/onset/counts", test_onset_counts);
  g_test_add_func ("/num/onset/gain", test_onset_gain);
  g_test_add_func ("/num/tempo/is-found", test_tempo_is_found);
  g_test_add_func ("/num/tempo/gain", test_tempo_gain);
  g_test_add_func ("/num/tempo/of-nothing", test_tempo_of_nothing);
  g_test_add_func ("/num/tempo/correlation", test_correlation);
  return g_test_run ();
}
