/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include <math.h>

static const char *const six[] = { "Rock", "Jazz", "Electronic", "Classical", "Folk", "Hip-Hop", NULL };
static const char *const rock_and_jazz[] = { "Rock", "Jazz", NULL };
static const char *const only_rock[] = { "Rock", NULL };
static const char *const only_jazz[] = { "Jazz", NULL };

static double
weight_of (AttRadio *radio, AttRecommender number)
{
  return att_mixer_get_weight (&radio->mixer, number);
}

static double
taste_of (AttRadio *radio, const char *genre, gint64 now)
{
  const AttClock clock = { now };
  g_autoptr (AttPortrait) portrait = att_radio_get_portrait (radio, &clock);
  double sum = 0, weight = -1;

  for (guint i = 0; i < portrait->genres->len; i++)
    {
      const AttTaste *taste = &g_array_index (portrait->genres, AttTaste, i);

      sum += taste->weight;
      if (g_str_equal (taste->name, genre))
        weight = taste->weight;
    }
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-9);
  return weight;
}

/* every reason is a term of the score, the largest first, and none is said more than three times in @n picks */
static void
check_reasons (GPtrArray *picks, guint n)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < picks->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (picks, i);
      double score = 0, weights = 0, before = G_MAXDOUBLE;

      g_assert_cmpuint (pick->reasons->len, >, 0);
      for (guint j = 0; j < pick->reasons->len; j++)
        {
          const AttReason *reason = g_ptr_array_index (pick->reasons, j);
          const guint times = GPOINTER_TO_UINT (g_hash_table_lookup (said, reason->text)) + 1;

          g_assert_cmpfloat (reason->weight * reason->value, <=, before);
          before = reason->weight * reason->value;
          score += reason->weight * reason->value;
          weights += reason->weight;
          g_assert_cmpfloat (reason->value, ==, pick->opinions.scores[reason->recommender]);
          g_assert_false (g_str_has_suffix (reason->text, "."));
          g_assert_cmpuint (g_utf8_strlen (reason->text, -1), >, 5);
          g_assert_nonnull (strstr (reason->text, " "));
          g_hash_table_insert (said, reason->text, GUINT_TO_POINTER (times));
          if (i < n && times > 3)
            g_error ("said %u times: %s", times, reason->text);
        }
      g_assert_cmpfloat_with_epsilon (score, pick->score, 1e-4);
      g_assert_cmpfloat_with_epsilon (weights, 1, 1e-9);
      g_assert_cmpfloat (pick->score, ==, round (pick->score * 1e4) / 1e4);
      g_assert_cmpfloat (pick->skip_chance, >, 0);
      g_assert_cmpfloat (pick->skip_chance, <, 1);
      g_assert_cmpfloat_with_epsilon (pick->opinions.predicted, 3 - pick->skip_chance, 1e-6);
      for (guint j = 0; j < i; j++)
        g_assert_cmpint (pick->track->id, !=, ((AttPick *) g_ptr_array_index (picks, j))->track->id);
    }
}

static guint
count_artists (GPtrArray *picks)
{
  g_autoptr (GHashTable) artists = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < picks->len; i++)
    g_hash_table_add (artists, GINT_TO_POINTER ((int) ((AttPick *) g_ptr_array_index (picks, i))->track->artist_id));
  return g_hash_table_size (artists);
}

static void
test_first_queue (void)
{
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 20, 2, 3), rock_and_jazz);

  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 20, g_test_rand_int (), TEST_NOW);
      const guint n_rock = test_count_genre (picks, "Rock"), n_jazz = test_count_genre (picks, "Jazz");

      g_assert_cmpuint (picks->len, ==, 20);
      check_reasons (picks, 20);
      g_assert_cmpuint (count_artists (picks), >=, 10);
      g_assert_cmpuint (n_rock + n_jazz, >=, 16); /* they have 8 artists of 20 */
      g_assert_cmpuint (MIN (n_rock, n_jazz), >=, 7);
      for (guint i = 0; i < picks->len; i++)
        {
          const AttPick *pick = g_ptr_array_index (picks, i);

          if (i < 8) /* inside the chosen genres, each artist once */
            {
              g_assert_true (g_strv_contains (rock_and_jazz, test_genre (g_ptr_array_index (picks, i))));
              for (guint j = 0; j < i; j++)
                g_assert_cmpint (pick->track->artist_id, !=,
                                 ((AttPick *)g_ptr_array_index (picks, j))->track->artist_id);
            }
          g_assert_cmpint (pick->evidence, ==, ATT_EVIDENCE_TAGS);
        }
    }
}

/* rating and love, playlists, whole albums: what is known before the first play */
static void
test_first_order (void)
{
  AttCatalogue *catalogue = test_catalogue (only_jazz, 40, 1, 3);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) picks = NULL;

  att_catalogue_item (catalogue, 10)->track->rating = 10;
  att_catalogue_item (catalogue, 20)->track->flags |= ATT_TRACK_LOVED;
  att_catalogue_add_entry (catalogue, 7, 32);
  att_catalogue_add_entry (catalogue, 8, 32);
  for (AttTrackId id = 50; id < 53; id++) /* an album that is there whole: five tracks */
    {
      g_autoptr (AttTrack) track = test_track (1000 + id, 17, 17, only_jazz, 1990);

      track->track_number = 4 + id - 50;
      att_catalogue_add (catalogue, track);
    }
  att_catalogue_finish (catalogue);
  g_assert_true (att_catalogue_item (catalogue, att_catalogue_find (catalogue, 1050))->whole_album);
  g_assert_false (att_catalogue_item (catalogue, 0)->whole_album); /* three tracks may be a few loose files */

  radio = test_radio (catalogue, only_jazz);
  picks = test_plan (radio, 20, g_test_rand_int (), TEST_NOW);
  check_reasons (picks, 20);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 0))->track->id, ==, 21);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 1))->track->id, ==, 11);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 2))->track->id, ==, 32);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 3))->track->album_id, ==, 17);
  g_assert_cmpuint (count_artists (picks), ==, 20);
}

/* skips the next @n tracks of a genre that the radio offers, after 10 s each */
static guint
skip_genre (AttRadio *radio, const char *genre, guint n, gint64 *now)
{
  guint skipped = 0;

  for (guint attempt = 0; skipped < n && attempt < 20; attempt++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 40, attempt, *now);
      gboolean any = FALSE;

      for (guint i = 0; i < picks->len && !any; i++)
        if (g_str_equal (test_genre (g_ptr_array_index (picks, i)), genre))
          {
            test_hear (radio, g_ptr_array_index (picks, i), now, 10000);
            skipped++;
            any = TRUE;
          }
      if (!any) /* the radio has understood: the listener plays it from the album */
        for (guint item = 0; item < att_catalogue_n (radio->catalogue); item++)
          {
            AttTrack *track = att_catalogue_item (radio->catalogue, item)->track;
            g_autoptr (AttEvent) event = test_play (track->id, *now, 10000);

            if (g_strcmp0 (att_track_get_genre (track), genre) != 0 || radio->signals->history[item].last_played_at > 0)
              continue;
            event->origin = ATT_ORIGIN_QUEUE;
            att_radio_react (radio, event);
            *now += 11;
            skipped++;
            break;
          }
    }
  return skipped;
}

static void
test_twelve_skips (void)
{
  const char *const *const choices[] = { rock_and_jazz, only_rock, NULL };
  static const struct { int artists, albums, tracks; gboolean listened; } libraries[] = {
    { 20, 2, 3, FALSE }, { 60, 3, 5, FALSE }, { 60, 3, 5, TRUE },
  };

  for (guint l = 0; l < G_N_ELEMENTS (libraries); l++)
    for (guint c = 0; c < G_N_ELEMENTS (choices); c++)
      for (guint history = 0; history < 2; history++)
        {
          AttCatalogue *catalogue =
            test_catalogue (six, libraries[l].artists, libraries[l].albums, libraries[l].tracks);
          g_autoptr (AttRadio) radio = NULL;
          g_autoptr (GPtrArray) before = NULL, after = NULL;
          gint64 now = TEST_NOW;
          double taste;

          if (libraries[l].listened)
            test_add_vectors (catalogue, g_test_rand_int (), 24);
          radio = test_radio (catalogue, choices[c]);
          if (history) /* somebody who liked all that was offered */
            {
              g_autoptr (GPtrArray) first = test_plan (radio, 15, 5, now);

              for (guint i = 0; i < first->len; i++)
                test_hear (radio, g_ptr_array_index (first, i), &now, 200000);
            }
          before = test_plan (radio, 40, 1, now);
          taste = taste_of (radio, "Rock", now);
          g_assert_cmpuint (skip_genre (radio, "Rock", 12, &now), ==, 12);
          after = test_plan (radio, 40, 1, now);
          check_reasons (after, 20);
          g_test_message ("library %u choice %u history %u: %u of 40 before, %u after; portrait %.3f, %.3f", l, c,
                          history, test_count_genre (before, "Rock"), test_count_genre (after, "Rock"), taste,
                          taste_of (radio, "Rock", now));
          g_assert_cmpuint (2 * test_count_genre (after, "Rock"), <=, test_count_genre (before, "Rock"));
          g_assert_cmpfloat (taste_of (radio, "Rock", now), <, taste / 2);
          g_assert_cmpfloat (taste_of (radio, "Rock", now), >=, 0); /* and is still there to be seen */
        }
}

static double
score_of (AttRadio *radio, AttTrackId id, AttRecommender number, gint64 now)
{
  const AttClock clock = { now };
  AttOpinions opinions;

  att_radio_get_opinions (radio, id, &clock, &opinions);
  return opinions.scores[number];
}

static void
test_love (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 30, 2, 5);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (AttEvent) love = att_event_new (1, ATT_EVENT_LOVE, TEST_NOW);
  g_autoptr (AttEvent) heard = test_play (100, TEST_NOW - 500, 200000);
  int nearest = -1;
  double before[3], after[3];

  test_add_vectors (catalogue, 3, 24);
  for (guint i = 1; i < att_catalogue_n (catalogue); i++) /* of another artist and genre, to be sure */
    if (att_catalogue_item (catalogue, i)->track->artist_id % 6 != 1 &&
        (nearest < 0 || att_sound_space_nearness_of (catalogue->sound, 0, i) >
                          att_sound_space_nearness_of (catalogue->sound, 0, nearest)))
      nearest = i;
  radio = test_radio (catalogue, rock_and_jazz);
  att_radio_react (radio, heard);
  before[0] = score_of (radio, 2, ATT_RECOMMENDER_METADATA, TEST_NOW);                /* same artist */
  before[1] = score_of (radio, 2, ATT_RECOMMENDER_GENRE_TASTE, TEST_NOW);
  before[2] = score_of (radio, nearest + 1, ATT_RECOMMENDER_SOUND, TEST_NOW);
  att_radio_react (radio, love);
  after[0] = score_of (radio, 2, ATT_RECOMMENDER_METADATA, TEST_NOW);
  after[1] = score_of (radio, 2, ATT_RECOMMENDER_GENRE_TASTE, TEST_NOW);
  after[2] = score_of (radio, nearest + 1, ATT_RECOMMENDER_SOUND, TEST_NOW);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (after[i], >, before[i] + 0.02);
  g_assert_true (att_track_has (att_catalogue_item (radio->catalogue, 0)->track, ATT_TRACK_LOVED));
}

static void
test_ban (void)
{
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 5, 1, 4), NULL);
  gint64 now = TEST_NOW;

  for (AttTrackId id = 1; id <= 10; id++)
    {
      g_autoptr (AttEvent) ban = att_event_new (id, ATT_EVENT_BAN, now);

      att_radio_react (radio, ban);
    }
  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 20, round, now);

      g_assert_cmpuint (picks->len, ==, 10); /* all that is left */
      for (guint i = 0; i < picks->len; i++)
        g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, i))->track->id, >, 10);
      test_hear (radio, g_ptr_array_index (picks, 0), &now, 200000);
    }
}

static void
test_missing (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 6, 1, 5);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) picks = NULL;
  g_autoptr (GError) error = NULL;
  AttRadioRequest request = { .n = 5, .clock = { TEST_NOW } };

  for (guint i = 0; i < 25; i++)
    att_catalogue_item (catalogue, i)->track->flags |= ATT_TRACK_MISSING;
  radio = test_radio (catalogue, only_jazz);
  picks = test_plan (radio, 20, 1, TEST_NOW);
  g_assert_cmpuint (picks->len, ==, 5);

  for (guint i = 25; i < 30; i++)
    att_catalogue_item (radio->catalogue, i)->track->flags |= ATT_TRACK_MISSING;
  g_assert_null (att_radio_plan (radio, &request, &error));
  g_assert_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_EMPTY);
}

/* who argued for what was heard to the end is listened to more */
static void
test_reward (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 60, 3, 5);
  g_autoptr (AttRadio) radio = NULL;
  double argued[ATT_MAX_RECOMMENDERS] = { 0 }, before[ATT_MAX_RECOMMENDERS], highest = -1;
  gint64 now = TEST_NOW;
  guint heard = 0, champion = 0;

  test_add_vectors (catalogue, 9, 24);
  radio = test_radio (catalogue, rock_and_jazz);
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    before[k] = weight_of (radio, k);
  while (heard < 20)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 5, heard, now);

      check_reasons (picks, 5);
      for (guint i = 0; i < picks->len && heard < 20; i++, heard++)
        {
          AttPick *pick = g_ptr_array_index (picks, i);
          double weights[ATT_MAX_RECOMMENDERS];
          const double mean = att_mixer_mix (&radio->mixer, pick->opinions.scores, NULL, weights);

          for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
            argued[k] += isnan (pick->opinions.scores[k]) ? 0 : pick->opinions.scores[k] - mean;
          test_hear (radio, pick, &now, 200000);
        }
    }
  for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
    {
      if (radio->mixer.active[k])
        g_test_message ("%s: argued %.2f, weight %.3f, then %.3f", att_recommender_to_string (k), argued[k], before[k],
                        weight_of (radio, k));
      if (argued[k] > highest)
        {
          highest = argued[k];
          champion = k;
        }
    }
  g_assert_cmpfloat (weight_of (radio, champion), >, before[champion] + 0.02);
}

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
  check_reasons (second, 20);
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

          check_reasons (picks, 20);
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

static GPtrArray *
copy_events (AttRadio *radio)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) att_event_free);

  for (guint i = 0; i < radio->events->len; i++)
    g_ptr_array_add (events, att_event_copy (g_ptr_array_index (radio->events, i)));
  return events;
}

static AttCatalogue *
make_repeatable (gboolean with_flags, AttRadio *flags_of)
{
  AttCatalogue *catalogue = test_catalogue (six, 30, 2, 5);

  test_add_vectors (catalogue, 4, 24);
  for (guint i = 0; with_flags && i < att_catalogue_n (catalogue); i++)
    att_catalogue_item (catalogue, i)->track->flags = att_catalogue_item (flags_of->catalogue, i)->track->flags;
  att_catalogue_finish (catalogue);
  return catalogue;
}

static void
test_repeatable (void)
{
  static const AttEventKind opinions[] = { ATT_EVENT_LOVE, ATT_EVENT_UNLOVE, ATT_EVENT_BAN, ATT_EVENT_UNBAN };
  g_autoptr (AttRadio) radio = test_radio (make_repeatable (FALSE, NULL), rock_and_jazz);
  gint64 now = TEST_NOW;

  for (guint step = 0; step < 40; step++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 20, step, now), again = test_plan (radio, 20, step, now),
                            anew = NULL;
      g_autofree char *a = test_queue_text (picks), *b = test_queue_text (again), *c = NULL;
      g_autoptr (AttRadio) fresh = att_radio_new ();

      g_assert_cmpstr (a, ==, b);
      /* as the store would give it: the flags are what the log says */
      att_radio_take (fresh, make_repeatable (TRUE, radio), copy_events (radio), rock_and_jazz);
      anew = test_plan (fresh, 20, step, now);
      c = test_queue_text (anew);
      g_assert_cmpstr (a, ==, c);

      test_hear (radio, g_ptr_array_index (picks, g_test_rand_int_range (0, 20)), &now,
                 g_test_rand_int_range (1, 200) * 1000);
      if (step % 3 == 0)
        {
          const AttPick *pick = g_ptr_array_index (picks, g_test_rand_int_range (0, 3));
          g_autoptr (AttEvent) event = att_event_new (pick->track->id, opinions[g_test_rand_int_range (0, 4)], now);

          event->id = 100000 + step;
          att_radio_react (radio, event);
        }
      if (step % 7 == 6)
        {
          g_autoptr (AttEvent) undo = att_event_new (0, ATT_EVENT_UNDO, now);

          undo->undoes = ((AttEvent *) g_ptr_array_index (radio->events, radio->events->len - 1))->id;
          att_radio_react (radio, undo);
        }
    }
}

/* taking back a play takes back all that it taught */
static void
test_undo (void)
{
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 30, 2, 5), rock_and_jazz);
  g_autoptr (GPtrArray) before = test_plan (radio, 20, 1, TEST_NOW), after = NULL;
  g_autofree char *a = test_queue_text (before), *b = NULL;
  g_autoptr (AttEvent) undo = att_event_new (0, ATT_EVENT_UNDO, TEST_NOW);
  gint64 now = TEST_NOW;

  test_hear (radio, g_ptr_array_index (before, 3), &now, 10000);
  g_assert_cmpfloat (weight_of (radio, ATT_RECOMMENDER_EXPLORE), !=, 0.25);
  undo->undoes = ((AttEvent *) g_ptr_array_index (radio->events, 0))->id;
  att_radio_react (radio, undo);
  g_assert_cmpfloat (weight_of (radio, ATT_RECOMMENDER_EXPLORE), ==, 0.25);
  after = test_plan (radio, 20, 1, TEST_NOW);
  b = test_queue_text (after);
  g_assert_cmpstr (a, ==, b);
}

static GPtrArray *
plan_from (AttRadio *radio, AttSeedKind kind, gint64 id, const char *value, GError **error)
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free);
  const AttRadioRequest request = { .seeds = seeds, .n = 20, .random_seed = 3, .clock = { TEST_NOW }, .discover = 0.5 };

  g_ptr_array_add (seeds, att_seed_new (kind, id, value));
  return att_radio_plan (radio, &request, error);
}

static void
test_seeds (void)
{
  static const struct { AttSeedKind kind; gint64 id; const char *value;
  } seeds[] = {
    { ATT_SEED_TRACK, 6, NULL },         { ATT_SEED_ARTIST, 2, NULL },         { ATT_SEED_ALBUM, 3, NULL },
    { ATT_SEED_GENRE, 0, "jazz music" }, { ATT_SEED_PLAYLIST, 77, "Evening" },
  };

  for (guint listened = 0; listened < 2; listened++)
    {
      AttCatalogue *catalogue = test_catalogue (six, 90, 2, 5);
      g_autoptr (AttRadio) radio = NULL;

      for (AttTrackId id = 11; id <= 20; id++) /* of artist 2, who plays jazz */
        att_catalogue_add_entry (catalogue, 77, id);
      if (listened)
        test_add_vectors (catalogue, 11, 24);
      radio = test_radio (catalogue, only_rock);
      for (guint i = 1; i < G_N_ELEMENTS (seeds); i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (GPtrArray) picks = plan_from (radio, seeds[i].kind, seeds[i].id, seeds[i].value, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (picks->len, ==, 20);
          check_reasons (picks, 20);
          g_test_message ("seed %d listened %u: %u jazz", seeds[i].kind, listened, test_count_genre (picks, "Jazz"));
          g_assert_cmpuint (test_count_genre (picks, "Jazz"), >=, 15);
        }
      {
        g_autoptr (GPtrArray) picks = plan_from (radio, ATT_SEED_TRACK, 11, NULL, NULL);

        for (guint i = 0; i < picks->len; i++) /* it plays already */
          g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, i))->track->id, !=, 11);
        g_assert_cmpuint (test_count_genre (picks, "Jazz"), >=, 15);
      }
    }
}

static void
test_bad_seeds (void)
{
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 4, 1, 3), NULL);
  static const struct { AttSeedKind kind; gint64 id; const char *value; const char *says;
  } seeds[] = {
    { ATT_SEED_TRACK, 999, NULL, "999" },      { ATT_SEED_ARTIST, 99, "Nobody", "Nobody" },
    { ATT_SEED_ALBUM, 99, NULL, "99" },        { ATT_SEED_GENRE, 0, "polka dot", "polka dot" },
    { ATT_SEED_GENRE, 0, "Techno", "Techno" }, { ATT_SEED_PLAYLIST, 5, NULL, "5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (plan_from (radio, seeds[i].kind, seeds[i].id, seeds[i].value, &error));
      g_assert_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED);
      g_assert_nonnull (strstr (error->message, seeds[i].says));
    }
}

/* near-synonyms and what lies below count as the genre that was chosen */
static void
test_one_class (void)
{
  static const char *const tagged[] = { "rap", "Hip Hop", "Gangsta Rap", "Techno", "Opera", NULL };
  static const char *const chosen[] = { "Hip-Hop", NULL };
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (tagged, 50, 1, 4), chosen);
  g_autoptr (GPtrArray) picks = test_plan (radio, 20, 1, TEST_NOW);
  gint64 now = TEST_NOW;

  g_assert_cmpuint (test_count_genre (picks, "Techno") + test_count_genre (picks, "Opera"), ==, 0);
  g_assert_cmpfloat (taste_of (radio, "Hip-Hop", now), >, 0.5);
  skip_genre (radio, "rap", 12, &now);
  g_clear_pointer (&picks, g_ptr_array_unref);
  picks = test_plan (radio, 20, 1, now);
  g_assert_cmpuint (test_count_genre (picks, "Hip Hop") + test_count_genre (picks, "Gangsta Rap"), <=, 6);
}

static void
test_calibration (void)
{
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 60, 3, 5), rock_and_jazz);
  gint64 now = TEST_NOW;
  const AttClock clock = { TEST_NOW };
  g_autoptr (AttPortrait) portrait = NULL;
  guint n = 0, n_skipped = 0;
  double observed = 0;

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 5, i, now);
      const gboolean skip = g_test_rand_int_range (0, 3) == 0;

      n_skipped += skip;
      test_hear (radio, g_ptr_array_index (picks, 0), &now, skip ? 10000 : 200000);
    }
  portrait = att_radio_get_portrait (radio, &clock);
  for (guint i = 0; i < portrait->calibration->len; i++)
    {
      const AttCalibration *row = &g_array_index (portrait->calibration, AttCalibration, i);

      n += row->n;
      observed += row->observed * row->n;
      g_assert_cmpfloat (row->predicted, >, 0);
      g_assert_cmpfloat (row->predicted, <, 1);
      if (i > 0)
        g_assert_cmpfloat (row->predicted, >, g_array_index (portrait->calibration, AttCalibration, i - 1).predicted);
    }
  g_assert_cmpuint (n, ==, 30);
  g_assert_cmpfloat_with_epsilon (observed, n_skipped, 1e-9);
  g_assert_cmpuint (portrait->mixer->len, ==, ATT_RADIO_N_RECOMMENDERS);
  g_assert_cmpuint (portrait->artists->len, <=, 20);
}

/* What has no genre is still heard of: by ear where it sounds like what is liked, else when its turn comes */
static void
test_untagged (void)
{
  for (guint listened = 0; listened < 2; listened++)
    {
      AttCatalogue *catalogue = test_catalogue (six, 30, 2, 5);
      g_autoptr (AttRadio) radio = NULL;
      gint64 now = TEST_NOW;
      guint n_untagged = 0;

      for (guint i = 0; i < 60; i++)
        {
          g_autoptr (AttTrack) track = test_track (1000 + i, 100 + i / 4, 0, NULL, 0);

          att_catalogue_add (catalogue, track);
        }
      att_catalogue_finish (catalogue);
      if (listened)
        test_add_vectors (catalogue, 5, 24);
      radio = test_radio (catalogue, rock_and_jazz);
      for (guint i = 0; i < 150 && n_untagged == 0; i++)
        {
          g_autoptr (GPtrArray) picks = test_plan (radio, 1, i, now);
          AttPick *pick = g_ptr_array_index (picks, 0);

          n_untagged += pick->track->id >= 1000;
          test_hear (radio, pick, &now, 200000);
        }
      g_assert_cmpuint (n_untagged, >, 0);
    }
}

/* an untagged track that sounds like jazz is what a radio from a jazz track finds before other genres */
static void
test_by_ear (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 60, 1, 4);
  g_autofree AttTrackId *ids = NULL;
  g_autofree float *matrix = NULL;
  g_autoptr (AttRadio) radio = NULL;
  const AttClock clock = { TEST_NOW };
  g_autoptr (AttEvent) heard = test_play (5, TEST_NOW - 1000, 200000); /* jazz */
  AttOpinions jazz, rock;

  for (AttTrackId id = 1000; id < 1002; id++)
    {
      g_autoptr (AttTrack) track = test_track (id, 0, 0, NULL, 0);

      att_catalogue_add (catalogue, track);
    }
  test_add_vectors (catalogue, 5, 24);
  ids = g_new (AttTrackId, att_catalogue_n (catalogue));
  matrix = g_memdup2 (catalogue->sound->X, att_catalogue_n (catalogue) * 24 * sizeof *matrix);
  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    ids[i] = att_catalogue_item (catalogue, i)->track->id;
  memcpy (matrix + 240 * 24, matrix + 6 * 24, 24 * sizeof *matrix); /* 1000 sounds like track 7: jazz */
  memcpy (matrix + 241 * 24, matrix + 1 * 24, 24 * sizeof *matrix); /* 1001 like track 2: rock */
  att_catalogue_set_vectors (catalogue, ids, matrix, att_catalogue_n (catalogue), 24);
  att_catalogue_finish (catalogue);

  radio = test_radio (catalogue, NULL);
  att_radio_react (radio, heard);
  att_radio_get_opinions (radio, 1000, &clock, &jazz);
  att_radio_get_opinions (radio, 1001, &clock, &rock);
  g_assert_true (isnan (jazz.scores[ATT_RECOMMENDER_GENRE_TASTE]));
  g_assert_cmpfloat (jazz.scores[ATT_RECOMMENDER_SOUND], >, 0.7);
  g_assert_cmpfloat (rock.scores[ATT_RECOMMENDER_SOUND], <, 0.5);
  g_assert_cmpfloat (jazz.predicted, >, rock.predicted);
}

/* a genre that was only guessed says less, for and against */
static void
test_guessed (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 30, 1, 4);
  g_autoptr (AttTrack) sure = test_track (1000, 0, 0, only_jazz, 0), guess = test_track (1001, 0, 0, only_jazz, 0);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) picks = NULL;
  gint64 now = TEST_NOW;

  guess->flags |= ATT_TRACK_GENRE_GUESSED;
  att_catalogue_add (catalogue, sure);
  att_catalogue_add (catalogue, guess);
  att_catalogue_finish (catalogue);
  radio = test_radio (catalogue, only_jazz);
  g_assert_cmpfloat (score_of (radio, 1001, ATT_RECOMMENDER_GENRE_TASTE, now), <,
                     score_of (radio, 1000, ATT_RECOMMENDER_GENRE_TASTE, now));
  picks = test_plan (radio, 5, 1, now);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, i))->track->id, !=, 1001);

  test_hear (radio, g_ptr_array_index (picks, 0), &now, 200000);
  g_assert_cmpfloat (score_of (radio, 1001, ATT_RECOMMENDER_METADATA, now), <,
                     score_of (radio, 1000, ATT_RECOMMENDER_METADATA, now));
  g_assert_cmpfloat (score_of (radio, 1001, ATT_RECOMMENDER_METADATA, now), >, 0.5);
  skip_genre (radio, "Jazz", 12, &now);
  g_assert_cmpfloat (score_of (radio, 1001, ATT_RECOMMENDER_GENRE_TASTE, now), >,
                     score_of (radio, 1000, ATT_RECOMMENDER_GENRE_TASTE, now));
}

static void
test_discover (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 60, 3, 5);
  g_autoptr (AttRadio) radio = test_radio (catalogue, rock_and_jazz);
  gint64 now = TEST_NOW;
  guint n_new[2] = { 0 };

  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 1, i, now);

      test_hear (radio, g_ptr_array_index (picks, 0), &now, 200000);
    }
  now += 200 * 24 * 3600;
  for (guint i = 0; i < 250; i++) /* long ago enough to be played again */
    {
      g_autoptr (AttEvent) event = test_play (900, now, 100000);

      event->ending = ATT_ENDING_STOPPED;
      att_radio_react (radio, event);
      now += 200;
    }
  for (guint d = 0; d < 2; d++)
    {
      const AttRadioRequest request = { .n = 40, .random_seed = 1, .clock = { now }, .discover = d };
      g_autoptr (GPtrArray) picks = att_radio_plan (radio, &request, NULL);

      for (guint i = 0; i < picks->len; i++)
        {
          const int item = att_catalogue_find (radio->catalogue, ((AttPick *) g_ptr_array_index (picks, i))->track->id);

          n_new[d] += radio->signals->history[item].last_played_at == 0;
        }
    }
  g_test_message ("never heard: familiar %u of 40, discover %u of 40", n_new[0], n_new[1]);
  g_assert_cmpuint (n_new[0], <, n_new[1]);
}

static void
test_similar (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 30, 2, 5);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) near = NULL, outside = NULL, by_tags = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTrack) unheard = test_track (5000, 1, 1, only_rock, 1960);
  g_autofree float *vector = NULL;
  const AttSoundSpace *space;

  att_catalogue_add (catalogue, unheard);
  test_add_vectors (catalogue, 5, 24);
  att_catalogue_finish (catalogue);
  g_array_index (catalogue->items, AttItem, 300).vector = -1;
  radio = test_radio (catalogue, NULL);

  near = att_radio_similar (radio, 1, NULL, 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (near->len, ==, 20);
  g_assert_cmpuint (test_count_genre (near, "Rock"), ==, 20);
  for (guint i = 0; i < near->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (near, i);

      g_assert_cmpint (pick->track->id, !=, 1);
      if (i > 0)
        g_assert_cmpfloat (pick->score, <=, ((AttPick *) g_ptr_array_index (near, i - 1))->score);
    }

  /* a file that is not in the library but sounds exactly like one that is */
  space = radio->catalogue->sound;
  vector = g_new (float, space->n);
  for (gsize j = 0; j < space->n; j++)
    vector[j] = space->mean[j] + space->std[j] * space->X[7 * space->n + j];
  outside = att_radio_similar (radio, 0, vector, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (outside, 0))->track->id, ==, 8);

  by_tags = att_radio_similar (radio, 5000, NULL, 9, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < by_tags->len; i++)
    g_assert_cmpint (((AttPick *) g_ptr_array_index (by_tags, i))->track->artist_id, ==, 1);

  g_assert_null (att_radio_similar (radio, 4711, NULL, 3, &error));
  g_assert_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED);
}

static void
test_empty (void)
{
  g_autoptr (AttRadio) radio = att_radio_new ();
  const AttRadioRequest request = { .n = 20, .clock = { TEST_NOW } };
  const AttClock clock = { TEST_NOW };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttPortrait) portrait = NULL;
  g_autoptr (AttEvent) event = test_play (1, TEST_NOW, 1000);
  AttOpinions opinions;

  g_assert_null (att_radio_plan (radio, &request, &error));
  g_assert_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_EMPTY);
  att_radio_react (radio, event);
  att_radio_get_opinions (radio, 1, &clock, &opinions);
  g_assert_true (isnan (opinions.predicted));
  portrait = att_radio_get_portrait (radio, &clock);
  g_assert_cmpuint (portrait->genres->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/radio/first-queue", test_first_queue);
  g_test_add_func ("/recommend/radio/first-order", test_first_order);
  g_test_add_func ("/recommend/radio/twelve-skips", test_twelve_skips);
  g_test_add_func ("/recommend/radio/love", test_love);
  g_test_add_func ("/recommend/radio/ban", test_ban);
  g_test_add_func ("/recommend/radio/missing", test_missing);
  g_test_add_func ("/recommend/radio/reward", test_reward);
  g_test_add_func ("/recommend/radio/words", test_words);
  g_test_add_func ("/recommend/radio/words-everywhere", test_words_everywhere);
  g_test_add_func ("/recommend/radio/evidence", test_evidence);
  g_test_add_func ("/recommend/radio/repeatable", test_repeatable);
  g_test_add_func ("/recommend/radio/undo", test_undo);
  g_test_add_func ("/recommend/radio/seeds", test_seeds);
  g_test_add_func ("/recommend/radio/bad-seeds", test_bad_seeds);
  g_test_add_func ("/recommend/radio/one-class", test_one_class);
  g_test_add_func ("/recommend/radio/calibration", test_calibration);
  g_test_add_func ("/recommend/radio/untagged", test_untagged);
  g_test_add_func ("/recommend/radio/by-ear", test_by_ear);
  g_test_add_func ("/recommend/radio/guessed", test_guessed);
  g_test_add_func ("/recommend/radio/discover", test_discover);
  g_test_add_func ("/recommend/radio/similar", test_similar);
  g_test_add_func ("/recommend/radio/empty", test_empty);
  return g_test_run ();
}
