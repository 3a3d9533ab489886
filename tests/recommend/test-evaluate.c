/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How good distances are, on places where the answer is known; that the radio can be measured
 */
#include "library.h"

#include <math.h>
#include <string.h>

#include "att-bench-radio.h"
#include "att-evaluate-similarity.h"

/* on a line, with the same mean and precision for all, so that near is near */
static void
place (AttSoundCompact *out, int at)
{
  memset (out, 0, sizeof *out);
  out->x[0] = at;
  out->mean = 100;
  out->precision = 0.01f;
}

static void
test_votes (void)
{
  /*                    a  a  b   b   b    a, alone among bs */
  const int at[] = { 0, 2, 40, 43, 47, 50 };
  const int labels[] = { 0, 0, 1, 1, 1, 0 };
  const int artists[] = { 0, 0, 1, 2, -1, -1 };
  AttSoundCompact sounds[6];
  AttSimilarityReport report;

  for (int i = 0; i < 6; i++)
    place (&sounds[i], at[i]);
  att_evaluate_similarity (&report, sounds, labels, artists, 6);
  g_assert_cmpuint (report.n, ==, 6);
  g_assert_cmpfloat_with_epsilon (report.k1, 4.0 / 6, 1e-9); /* not 47, whose nearest is 50, nor 50 */
  /* of the five others: b b b against a a for both as at 0 and 2; at 40 a a a b b; at 50 b b b */
  g_assert_cmpfloat_with_epsilon (report.k5, 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (report.k10, report.k5, 1e-9); /* there are no more than five */
  /* without the neighbour of their artist, the as at 0 and 2 are nearest to a b */
  g_assert_cmpfloat_with_epsilon (report.k1_artist, 2.0 / 6, 1e-9);
  g_assert_cmpuint (report.n10_max, ==, 5); /* everybody is among the ten of all others */
  g_assert_cmpfloat (report.hub_skewness, ==, 0);
}

/* a tie goes to the label of the nearest among those who have it */
static void
test_tie (void)
{
  const int at[] = { 0, 10, 20, 30, 40 };
  const int labels[] = { 1, 1, 2, 2, 1 };
  const int alone[] = { -1, -1, -1, -1, -1 };
  AttSoundCompact sounds[5];
  AttSimilarityReport report;

  for (int i = 0; i < 5; i++)
    place (&sounds[i], at[i]);
  att_evaluate_similarity (&report, sounds, labels, alone, 5);
  /* 0: 1 2 2 1 -> 1 (nearest), right; 10: 1 2 2 1 -> 0 is nearest by order: 1, right; 20: 1 2 1 1 -> 1, wrong; 30: 2 1 1 1
   * -> 1, wrong; 40: 2 2 1 1 -> 2, wrong */
  g_assert_cmpfloat_with_epsilon (report.k5, 0.4, 1e-9);
  g_assert_cmpfloat (report.k5, ==, report.k5_artist);
}

static void
test_hub (void)
{
  enum { N = 60 };
  AttSoundCompact sounds[N];
  int labels[N] = { 0 }, artists[N];
  AttSimilarityReport report;

  for (int i = 0; i < N; i++)
    {
      place (&sounds[i], 0);
      sounds[i].x[i] = i == 0 ? 0 : 100; /* all in other directions, and one in the middle */
      artists[i] = -1;
    }
  att_evaluate_similarity (&report, sounds, labels, artists, N);
  g_assert_cmpuint (report.n10_max, ==, N - 1);
  g_assert_cmpfloat (report.hub_skewness, >, 1);
  g_assert_cmpfloat_with_epsilon (report.k1, 1, 1e-9);
}

static void
test_few (void)
{
  AttSoundCompact sound;
  const int label = 0, artist = -1;
  AttSimilarityReport report;

  att_evaluate_similarity (&report, NULL, NULL, NULL, 0);
  g_assert_cmpuint (report.n, ==, 0);
  g_assert_cmpfloat (report.hub_skewness, ==, 0);
  place (&sound, 1);
  att_evaluate_similarity (&report, &sound, &label, &artist, 1);
  g_assert_cmpfloat (report.k1, ==, 0); /* nobody to ask */
}

/* `bench radio` measures something: how much is its own business */
static void
test_bench (void)
{
  AttRadioBench bench;

  g_assert_true (att_radio_bench (3000, &bench));
  g_assert_cmpuint (bench.n_tracks, ==, 3000);
  g_assert_cmpfloat (bench.floor_ms, >, 0);
  g_assert_cmpfloat (bench.react_ms, >, 0);
  g_assert_cmpfloat (bench.build_ms, >, 0);
  g_assert_cmpfloat (bench.first_plan_ms, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/evaluate/votes", test_votes);
  g_test_add_func ("/recommend/evaluate/tie", test_tie);
  g_test_add_func ("/recommend/evaluate/hub", test_hub);
  g_test_add_func ("/recommend/evaluate/few", test_few);
  g_test_add_func ("/recommend/evaluate/bench", test_bench);
  return g_test_run ();
}
