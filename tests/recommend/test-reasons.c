/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include <math.h>

#include "att-reasons.h"

static const char *const six[] = { "Rock", "Jazz", "Electronic", "Classical", "Folk", "Hip-Hop", NULL };
static const char *const rock_and_jazz[] = { "Rock", "Jazz", NULL };

/* One track was heard to the end: whatever its tags speak for names it, and says what became of it, but in the one pattern
 * that has no room for that. */
static void
test_words (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 20, 2, 3);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) first = NULL, second = NULL;
  AttTrack *heard;
  gint64 now = TEST_NOW;
  guint n_by_tags = 0, n_by_genre = 0, n_named = 0;

  radio = test_radio (catalogue, rock_and_jazz);
  first = test_plan (radio, 20, 1, now);
  heard = ((AttPick *) g_ptr_array_index (first, 0))->track;
  test_hear (radio, g_ptr_array_index (first, 0), &now, 200000);
  second = test_plan (radio, 20, 1, now);
  test_check_reasons (second, 20);
  for (guint i = 0; i < second->len; i++)
    {
      AttPick *pick = g_ptr_array_index (second, i);

      for (guint j = 0; j < pick->reasons->len; j++)
        {
          const AttReason *reason = g_ptr_array_index (pick->reasons, j);

          n_by_tags += reason->recommender == ATT_RECOMMENDER_METADATA;
          if (reason->because_of == 0)
            {
              if (reason->recommender == ATT_RECOMMENDER_METADATA)
                {
                  g_assert_cmpfloat (reason->value, <, 0.5);
                  g_assert_nonnull (strstr (reason->text, "unlike what you like"));
                }
              g_assert_null (strstr (reason->text, "which you finished"));
              continue;
            }
          n_named += reason->recommender == ATT_RECOMMENDER_METADATA;
          n_by_genre += reason->recommender == ATT_RECOMMENDER_GENRE_TASTE;
          if (reason->recommender == ATT_RECOMMENDER_GENRE_TASTE)
            g_assert_cmpstr (test_genre (pick), ==, att_track_get_genre (heard));
          g_assert_cmpint (reason->because_of, ==, heard->id);
          g_assert_nonnull (strstr (reason->text, heard->title));
          g_assert_true ((strstr (reason->text, "which you finished") != NULL) !=
                         (strstr (reason->text, "whose tags lie near") != NULL));
        }
    }
  g_assert_cmpuint (n_by_tags, ==, second->len);
  g_assert_cmpuint (n_named, >, 0);
  g_assert_cmpuint (n_by_genre, >, 0);
}

/* what was finished once and skipped since still speaks for its like, but not by its having been skipped */
static void
test_finished (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 20, 2, 3);
  g_autoptr (AttRadio) radio = test_radio (catalogue, rock_and_jazz);
  g_autoptr (GPtrArray) first = NULL, second = NULL;
  gint64 now = TEST_NOW;
  guint n_by_genre = 0;

  first = test_plan (radio, 20, 1, now);
  for (guint i = 0; i < 4; i++)
    test_hear (radio, g_ptr_array_index (first, i), &now, 200000);
  for (guint i = 2; i < 4; i++)
    test_hear (radio, g_ptr_array_index (first, i), &now, 4000);
  second = test_plan (radio, 20, 1, now);
  for (guint i = 0; i < second->len; i++)
    {
      AttPick *pick = g_ptr_array_index (second, i);

      for (guint j = 0; j < pick->reasons->len; j++)
        {
          const AttReason *reason = g_ptr_array_index (pick->reasons, j);

          if (reason->recommender != ATT_RECOMMENDER_GENRE_TASTE || reason->because_of == 0)
            continue;
          n_by_genre++;
          g_assert_null (strstr (reason->text, "which you skipped"));
        }
    }
  g_assert_cmpuint (n_by_genre, >, 0);
}

/* the sentence without its names and numbers */
static char *
strip_names (const char *text)
{
  g_autoptr (GRegex) names =
    g_regex_new ("“[^”]*”( by Artist \\d+)?|Artist \\d+|\\d+s?|Rock|Jazz|Electronic|Classical|Folk|Hip-Hop", 0, 0, NULL);

  return g_regex_replace_literal (names, text, -1, 0, "_", 0, NULL);
}

/* One track was heard to the end, and that is all there is to go by: still the first reasons are put in many ways */
static void
test_variety (void)
{
  for (guint listened = 0; listened < 2; listened++)
    {
      AttCatalogue *catalogue = test_catalogue (six, 60, 2, 5);
      g_autoptr (AttRadio) radio = NULL;
      g_autoptr (GPtrArray) first = NULL, picks = NULL;
      g_autoptr (GHashTable) patterns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      gint64 now = TEST_NOW;
      guint most = 0;

      if (listened)
        test_add_vectors (catalogue, 7, 24);
      radio = test_radio (catalogue, rock_and_jazz);
      first = test_plan (radio, 20, 1, now);
      test_hear (radio, g_ptr_array_index (first, 0), &now, 200000);
      picks = test_plan (radio, 20, 1, now);
      test_check_reasons (picks, 20);
      for (guint i = 0; i < picks->len; i++)
        {
          const AttReason *reason = g_ptr_array_index (((AttPick *) g_ptr_array_index (picks, i))->reasons, 0);
          char *pattern = strip_names (reason->text);
          const guint times = GPOINTER_TO_UINT (g_hash_table_lookup (patterns, pattern)) + 1;

          g_test_message ("%s", reason->text);
          most = MAX (most, times);
          g_hash_table_insert (patterns, pattern, GUINT_TO_POINTER (times));
        }
      g_test_message ("listened %u: %u patterns, one %u times", listened, g_hash_table_size (patterns), most);
      g_assert_cmpuint (g_hash_table_size (patterns), >=, 6);
      g_assert_cmpuint (most, <=, 6);
    }
}

/* What is only guessed is said as a guess, and what a list does not show as the genre is not said as if it were it */
static void
test_claims (void)
{
  static const char *const both[] = { "Jazz", "Classical", NULL }, *const classical[] = { "Classical", NULL };
  static const struct { const char *const *genres; AttTrackFlags flags; const char *says; } cases[] = {
    { classical, 0, "is Classical" },
    { classical, ATT_TRACK_GENRE_GUESSED, "may be Classical" },
    { both, 0, "is also Classical" },
    { both, ATT_TRACK_GENRE_GUESSED, "may also be Classical" },
    { classical, ATT_TRACK_GENRE_GUESSED | ATT_TRACK_GENRE_UNSURE, "(unsure: Classical)" },
    { both, ATT_TRACK_GENRE_GUESSED | ATT_TRACK_GENRE_UNSURE, "(unsure: Jazz or Classical)" },
  };

  for (guint seeded = 0; seeded < 2; seeded++)
    for (guint heard = 0; heard < 2; heard++)
      for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
        {
          AttCatalogue *catalogue = test_catalogue (classical, 1, 1, 3);
          g_autoptr (AttTrack) track = test_track (1000, 0, 0, cases[c].genres, 1990);
          g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free), picks = NULL;
          g_autoptr (AttRadio) radio = NULL;
          AttRadioRequest request = { .seeds = seeds, .n = 20, .clock = { TEST_NOW + 1000 }, .discover = 0.5 };
          gboolean found = FALSE;

          track->flags |= cases[c].flags;
          att_catalogue_add (catalogue, track);
          att_catalogue_finish (catalogue);
          radio = test_radio (catalogue, classical);
          if (heard)
            {
              g_autoptr (AttEvent) event = test_play (1, TEST_NOW, 200000);

              att_radio_react (radio, event);
            }
          if (seeded)
            g_ptr_array_add (seeds, att_seed_new (ATT_SEED_TRACK, 2, NULL));
          picks = att_radio_plan (radio, &request, NULL);
          for (guint i = 0; i < picks->len; i++)
            {
              const AttPick *pick = g_ptr_array_index (picks, i);

              for (guint j = 0; pick->track->id == 1000 && j < pick->reasons->len; j++)
                {
                  const char *text = ((AttReason *) g_ptr_array_index (pick->reasons, j))->text;

                  g_test_message ("%u %u %u: %s", seeded, heard, c, text);
                  if (strstr (text, "Classical") == NULL)
                    continue;
                  if (c > 0 || strstr (text, " is "))
                    g_assert_nonnull (strstr (text, cases[c].says));
                  found = TRUE;
                }
            }
          g_assert_true (found);
        }
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

static void
explain_nothing (AttRecommenderBase *self, int item, AttExplanation *out)
{
  att_explanation_say (out, 0, "Reason %d", self->cls->number);
  out->from_log = self->cls->number == ATT_RECOMMENDER_METADATA;
}

/* What says nothing of a track does not lead because it weighs much, nor does what speaks against it lead ever */
static void
test_order (void)
{
  static const AttRecommenderClass classes[] = {
    { .number = ATT_RECOMMENDER_METADATA, .explain = explain_nothing },
    { .number = ATT_RECOMMENDER_GENRE_TASTE, .explain = explain_nothing },
    { .number = ATT_RECOMMENDER_SOUND, .explain = explain_nothing },
  };
  static const struct {
    float values[3];
    double weights[3];
    guint first, last; /* of the three */
    AttEvidence evidence;
  } cases[] = {
    { { 0.5, 0.3, 0.8 }, { 0.6, 0.3, 0.1 }, 2, 1, ATT_EVIDENCE_EAR },
    { { 0.51, 0.6, 0.9 }, { 0.8, 0.1, 0.1 }, 2, 0, ATT_EVIDENCE_EAR },
    { { 0.45, 0.4, 0.5 }, { 0.2, 0.7, 0.1 }, 2, 1, ATT_EVIDENCE_EAR },
    { { 0.9, 0.2, 0.6 }, { 0.3, 0.5, 0.2 }, 0, 1, ATT_EVIDENCE_LISTENING },
    { { 0.5, 0.7, 0.4 }, { 0.4, 0.2, 0.4 }, 1, 2, ATT_EVIDENCE_TAGS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AttRecommenderBase bases[] = { { &classes[0] }, { &classes[1] }, { &classes[2] } };
      AttRecommenderBase *const recommenders[] = { &bases[0], &bases[1], &bases[2], NULL };
      g_autoptr (AttReasons) reasons = att_reasons_new ();
      g_autoptr (GPtrArray) told = NULL;
      float scores[ATT_MAX_RECOMMENDERS];
      double weights[ATT_MAX_RECOMMENDERS] = { 0 };
      AttEvidence evidence;

      for (int k = 0; k < ATT_MAX_RECOMMENDERS; k++)
        scores[k] = NAN;
      for (int k = 0; k < 3; k++)
        {
          scores[classes[k].number] = cases[i].values[k];
          weights[classes[k].number] = cases[i].weights[k];
        }
      told = att_reasons_tell (reasons, recommenders, 0, scores, weights, &evidence);
      g_assert_cmpuint (told->len, ==, 3);
      g_assert_cmpint (((AttReason *) g_ptr_array_index (told, 0))->recommender, ==, classes[cases[i].first].number);
      g_assert_cmpint (((AttReason *) g_ptr_array_index (told, 2))->recommender, ==, classes[cases[i].last].number);
      g_assert_cmpint (evidence, ==, cases[i].evidence);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/reasons/words", test_words);
  g_test_add_func ("/recommend/reasons/finished", test_finished);
  g_test_add_func ("/recommend/reasons/variety", test_variety);
  g_test_add_func ("/recommend/reasons/claims", test_claims);
  g_test_add_func ("/recommend/reasons/words-everywhere", test_words_everywhere);
  g_test_add_func ("/recommend/reasons/evidence", test_evidence);
  g_test_add_func ("/recommend/reasons/order", test_order);
  return g_test_run ();
}
