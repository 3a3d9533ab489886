/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include <math.h>

static const char *const six[] = { "Rock", "Jazz", "Electronic", "Classical", "Folk", "Hip-Hop", NULL };
static const char *const rock_and_jazz[] = { "Rock", "Jazz", NULL };

static void
test_words (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 20, 2, 3);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) first = NULL, second = NULL;
  gint64 now = TEST_NOW;
  guint n_named = 0;

  radio = test_radio (catalogue, rock_and_jazz);
  first = test_plan (radio, 20, 1, now);
  test_hear (radio, g_ptr_array_index (first, 0), &now, 200000);
  second = test_plan (radio, 20, 1, now);
  test_check_reasons (second, 20);
  for (guint i = 0; i < second->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (second, i);
      const AttPick *heard = g_ptr_array_index (first, 0);

      for (guint j = 0; j < pick->reasons->len; j++)
        {
          const AttReason *reason = g_ptr_array_index (pick->reasons, j);

          if (reason->because_of == 0)
            continue;
          g_assert_cmpint (reason->because_of, ==, heard->track->id);
          g_assert_nonnull (strstr (reason->text, heard->track->title)); /* it says so */
          g_assert_nonnull (strstr (reason->text, "which you finished"));
          n_named++;
        }
    }
  g_assert_cmpuint (n_named, >=, 3);
}

/* the sentences hold in every state of the radio */
static void
test_words_everywhere (void)
{
  for (guint round = 0; round < 12; round++)
    {
      const int n_artists = g_test_rand_int_range (1, 40);
      AttCatalogue *catalogue = test_catalogue (six, n_artists, 2, g_test_rand_int_range (1, 12));
      g_autoptr (AttRadio) radio = NULL;
      gint64 now = TEST_NOW;

      for (guint i = 0; i < 20; i++) /* some without a tag */
        {
          g_autoptr (AttTrack) track = test_track (100000 + i, 0, 0, NULL, 0);

          att_catalogue_add (catalogue, track);
        }
      if (round % 2)
        test_add_vectors (catalogue, round, 8);
      att_catalogue_finish (catalogue);
      radio = test_radio (catalogue, round % 3 ? rock_and_jazz : NULL);
      for (guint step = 0; step < 12; step++)
        {
          g_autoptr (GPtrArray) picks = test_plan (radio, 40, step, now);

          test_check_reasons (picks, 20);
          test_hear (radio, g_ptr_array_index (picks, g_test_rand_int_range (0, MIN (picks->len, 20))), &now,
                     g_test_rand_bit () ? 200000 : 10000);
        }
    }
}

static void
test_evidence (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 30, 2, 5);
  g_autoptr (AttRadio) radio = NULL;
  guint tiers[4] = { 0 };
  gint64 now = TEST_NOW;

  test_add_vectors (catalogue, 4, 24);
  radio = test_radio (catalogue, rock_and_jazz);
  for (guint step = 0; step < 6; step++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 20, step, now);

      for (guint i = 0; i < picks->len; i++)
        {
          const AttPick *pick = g_ptr_array_index (picks, i);
          const AttReason *reason = g_ptr_array_index (pick->reasons, 0);

          tiers[pick->evidence]++;
          if (pick->evidence == ATT_EVIDENCE_EAR)
            g_assert_cmpint (reason->recommender, ==, ATT_RECOMMENDER_SOUND);
          if (pick->evidence == ATT_EVIDENCE_TAGS)
            g_assert_cmpint (reason->recommender, !=, ATT_RECOMMENDER_SOUND);
          if (step == 0)
            g_assert_cmpint (pick->evidence, !=, ATT_EVIDENCE_LISTENING);
        }
      test_hear (radio, g_ptr_array_index (picks, 0), &now, 200000);
    }
  g_assert_cmpuint (tiers[ATT_EVIDENCE_EAR], >, 0);
  g_assert_cmpuint (tiers[ATT_EVIDENCE_LISTENING], >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/reasons/words", test_words);
  g_test_add_func ("/recommend/reasons/words-everywhere", test_words_everywhere);
  g_test_add_func ("/recommend/reasons/evidence", test_evidence);
  return g_test_run ();
}
