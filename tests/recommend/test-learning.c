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

            if (g_strcmp0 (att_track_get_genre (track), genre) != 0 || att_signals_history (radio->signals, item)->last_played_at > 0)
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
          test_check_reasons (after, 20);
          g_test_message ("library %u choice %u history %u: %u of 40 before, %u after; portrait %.3f, %.3f", l, c,
                          history, test_count_genre (before, "Rock"), test_count_genre (after, "Rock"), taste,
                          taste_of (radio, "Rock", now));
          g_assert_cmpuint (2 * test_count_genre (after, "Rock"), <=, MAX (test_count_genre (before, "Rock"), 4));
          g_assert_cmpfloat (taste_of (radio, "Rock", now), <, taste / 2);
          g_assert_cmpfloat (taste_of (radio, "Rock", now), >=, 0); /* and is still there to be seen */
        }
}

/* before the first play: the picked genres lead each of those below them, which lead what was not picked */
static void
test_picked (void)
{
  static const char *const tagged[] = { "Jazz", "Bebop", "Swing", "Electronic", "Techno", "House", "Rock", "Folk", NULL };
  static const char *const jazz_and_electronic[] = { "Jazz", "Electronic", NULL };
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (tagged, 40, 2, 5), jazz_and_electronic);

  for (guint i = 0; tagged[i] != NULL; i++)
    g_test_message ("%s %.3f", tagged[i], taste_of (radio, tagged[i], TEST_NOW));
  for (guint picked = 0; picked < 2; picked++)
    for (guint i = 1; i < 6; i++)
      if (i != 3)
        {
          g_assert_cmpfloat (taste_of (radio, jazz_and_electronic[picked], TEST_NOW), >=,
                             2 * taste_of (radio, tagged[i], TEST_NOW));
          g_assert_cmpfloat (taste_of (radio, tagged[i], TEST_NOW), >=, 4 * taste_of (radio, "Rock", TEST_NOW));
          g_assert_cmpfloat (taste_of (radio, tagged[i], TEST_NOW), >=, 0.05);
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
        (nearest < 0 || att_sound_distance (catalogue->sounds, catalogue->sounds + i) <
                          att_sound_distance (catalogue->sounds, catalogue->sounds + nearest)))
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
    g_assert_cmpfloat (after[i], >, before[i] + 0.02 / 4);
  g_assert_true (att_track_has (att_catalogue_item (radio->catalogue, 0)->track, ATT_TRACK_LOVED));
}

/* the rule of att-mixer.h, without the mean that falls out of it: who had an opinion shares anew what they had together */
static void
reward (double *v, const AttOpinions *opinions, double rating, double rate)
{
  double before = 0, after = 0;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (v[k] > 0 && !isnan (opinions->scores[k]))
      {
        before += v[k];
        v[k] *= exp (rate * 16 * (rating - opinions->predicted) * opinions->scores[k]);
        after += v[k];
      }
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (v[k] > 0 && !isnan (opinions->scores[k]))
      v[k] *= before / after;
}

/* who argued for what was heard to the end is listened to more: exactly as much as the rule says */
static void
test_reward (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 60, 3, 5);
  g_autoptr (AttRadio) radio = NULL;
  double v[ATT_MAX_RECOMMENDERS] = { 0 }, argued[ATT_MAX_RECOMMENDERS] = { 0 };
  gint64 now = TEST_NOW;
  guint heard = 0, champion = ATT_RECOMMENDER_SOUND;

  test_add_vectors (catalogue, 9, 24);
  radio = test_radio (catalogue, rock_and_jazz);
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    v[k] = radio->mixer.v[k];
  while (heard < 20)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 5, heard, now);

      test_check_reasons (picks, 5);
      for (guint i = 0; i < picks->len && heard < 20; i++, heard++)
        {
          AttPick *pick = g_ptr_array_index (picks, i);
          double weights[ATT_MAX_RECOMMENDERS];
          const double mean = att_mixer_mix (&radio->mixer, pick->opinions.scores, NULL, weights);

          for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
            argued[k] += isnan (pick->opinions.scores[k]) ? 0 : pick->opinions.scores[k] - mean;
          reward (v, &pick->opinions, 3, att_mixer_get_rate (&radio->mixer));
          test_hear (radio, pick, &now, 200000);
        }
    }
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (radio->mixer.active[k])
      {
        const double wanted = k == ATT_RECOMMENDER_EXPLORE ? ATT_MIXER_EXPLORE
                              : ATT_MIXER_FLOOR + (1 - ATT_MIXER_EXPLORE - radio->mixer.n_learning * ATT_MIXER_FLOOR) * v[k];

        g_test_message ("%s: argued %.2f, weight %.4f", att_recommender_to_string (k), argued[k], weight_of (radio, k));
        g_assert_cmpfloat_with_epsilon (weight_of (radio, k), wanted, 1e-6);
        champion = argued[k] > argued[champion] && v[k] > 0 ? k : champion;
      }
  g_assert_cmpfloat (weight_of (radio, champion), >, 1.0 / radio->mixer.n_active);
}

/* taking back a play takes back all that it taught */
static void
test_undo (void)
{
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 30, 2, 5), rock_and_jazz);
  g_autoptr (GPtrArray) before = test_plan (radio, 20, 1, TEST_NOW), after = NULL, meanwhile = NULL;
  g_autofree char *a = test_queue_text (before), *b = NULL, *c = NULL;
  g_autoptr (AttEvent) undo = att_event_new (0, ATT_EVENT_UNDO, TEST_NOW);
  gint64 now = TEST_NOW;

  test_hear (radio, g_ptr_array_index (before, 3), &now, 10000);
  meanwhile = test_plan (radio, 20, 1, TEST_NOW);
  c = test_queue_text (meanwhile);
  g_assert_cmpstr (a, !=, c);
  undo->undoes = ((AttEvent *) g_ptr_array_index (radio->events, 0))->id;
  att_radio_react (radio, undo);
  after = test_plan (radio, 20, 1, TEST_NOW);
  b = test_queue_text (after);
  g_assert_cmpstr (a, ==, b);
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

/* an untagged track that sounds like jazz is what a radio from a jazz track finds before other genres */
static void
test_by_ear (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 60, 1, 4);
  g_autofree AttTrackId *ids = NULL;
  g_autofree AttSoundCompact *sounds = NULL;
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
  sounds = g_memdup2 (catalogue->sounds, catalogue->n_sounds * sizeof *sounds);
  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    ids[i] = att_catalogue_item (catalogue, i)->track->id;
  sounds[240] = sounds[6]; /* 1000 sounds like track 7: jazz */
  sounds[241] = sounds[1]; /* 1001 like track 2: rock */
  att_catalogue_set_sounds (catalogue, ids, sounds, att_catalogue_n (catalogue));
  att_catalogue_finish (catalogue);

  radio = test_radio (catalogue, NULL);
  att_radio_react (radio, heard);
  att_radio_get_opinions (radio, 1000, &clock, &jazz);
  att_radio_get_opinions (radio, 1001, &clock, &rock);
  g_assert_true (isnan (jazz.scores[ATT_RECOMMENDER_GENRE_TASTE]));
  g_assert_cmpfloat (jazz.scores[ATT_RECOMMENDER_SOUND], >, 0.6); /* e^1.6 times likelier than an average track */
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

static guint
count_speech (AttRadio *radio, GPtrArray *seeds)
{
  const AttRadioRequest request = { .n = 20, .random_seed = 1, .clock = { TEST_NOW }, .discover = 0.5, .seeds = seeds };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) picks = att_radio_plan (radio, &request, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < picks->len; i++)
    n += att_track_is_speech (((AttPick *) g_ptr_array_index (picks, i))->track);
  return n;
}

/* what sounds like somebody talking, or says that it is, is no music, until it is asked for */
static void
test_speech (void)
{
  static const char *const spoken[][2] = {
    { ATT_GENRE_SPEECH, NULL }, { "Audiobook", NULL }, { "Podcast", NULL }, { "Speech", NULL },
  };
  AttCatalogue *catalogue = test_catalogue (six, 4, 1, 2);
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free);
  g_autoptr (AttRadio) radio = NULL;

  for (int i = 0; i < 20; i++)
    {
      g_autoptr (AttTrack) track = test_track (1000 + i, 0, 0, spoken[i % 4], 0);

      if (i % 4 == 0)
        track->flags |= ATT_TRACK_GENRE_GUESSED;
      att_catalogue_add (catalogue, track);
    }
  att_catalogue_finish (catalogue);
  radio = test_radio (catalogue, only_jazz);
  g_assert_cmpuint (count_speech (radio, NULL), ==, 0);
  g_ptr_array_add (seeds, att_seed_new (ATT_SEED_GENRE, 0, ATT_GENRE_SPEECH));
  g_assert_cmpuint (count_speech (radio, seeds), >, 0);
}

static double
share_of (AttRadio *radio, AttRecommender number, gint64 now)
{
  const AttClock clock = { now };
  g_autoptr (AttPortrait) portrait = att_radio_get_portrait (radio, &clock);
  double sum = 0, share = -1;

  for (guint i = 0; i < portrait->mixer->len; i++)
    {
      const AttMixerShare *row = &g_array_index (portrait->mixer, AttMixerShare, i);

      sum += row->weight;
      g_assert_cmpfloat (row->level, ==, radio->levels[row->recommender]);
      if (row->recommender == number)
        share = row->weight;
    }
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-9);
  return share;
}

/* each recommender can be turned down or off, and up again */
static void
test_levels (void)
{
  static const AttRecommender all[] = { ATT_RECOMMENDER_SOUND, ATT_RECOMMENDER_METADATA, ATT_RECOMMENDER_GENRE_TASTE,
                                        ATT_RECOMMENDER_EXPLORE };

  for (guint off = 0; off < G_N_ELEMENTS (all); off++)
    {
      AttCatalogue *catalogue = test_catalogue (six, 60, 2, 5);
      g_autoptr (AttRadio) radio = NULL;
      double levels[ATT_N_RECOMMENDERS], learned, before;
      g_autofree char *loud = NULL, *silent = NULL;
      gint64 now = TEST_NOW;

      for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
        levels[k] = 1;
      test_add_vectors (catalogue, 9, 24);
      radio = test_radio (catalogue, rock_and_jazz);
      for (guint i = 0; i < 6; i++)
        {
          g_autoptr (GPtrArray) picks = test_plan (radio, 5, i, now);

          test_hear (radio, g_ptr_array_index (picks, 0), &now, i % 3 == 2 ? 5000 : 200000);
        }
      before = share_of (radio, all[off], now);
      learned = weight_of (radio, all[off]);

      levels[all[off]] = 0.5;
      att_radio_set_levels (radio, levels);
      g_assert_cmpfloat (share_of (radio, all[off], now), <, 0.7 * before);
      g_assert_cmpfloat (share_of (radio, all[off], now), >, 0.4 * before);

      levels[all[off]] = 0;
      att_radio_set_levels (radio, levels);
      g_assert_cmpfloat (share_of (radio, all[off], now), ==, 0);
      for (guint i = 0; i < 5; i++)
        {
          g_autoptr (GPtrArray) picks = test_plan (radio, 20, i, now);

          g_assert_cmpuint (picks->len, ==, 20);
          test_check_reasons (picks, 20); /* the weights of the others sum to 1 */
          for (guint p = 0; p < picks->len; p++)
            {
              const AttPick *pick = g_ptr_array_index (picks, p);

              g_assert_true (isnan (pick->opinions.scores[all[off]]));
              for (guint j = 0; j < pick->reasons->len; j++)
                g_assert_cmpuint (((AttReason *) g_ptr_array_index (pick->reasons, j))->recommender, !=, all[off]);
            }
          test_hear (radio, g_ptr_array_index (picks, 0), &now, 200000);
        }
      g_assert_cmpfloat_with_epsilon (weight_of (radio, all[off]), learned, 1e-12); /* who is silent does not learn */

      /* with all of them off there is nothing to go by but what was learned: the radio goes on */
      levels[all[off]] = 1;
      att_radio_set_levels (radio, levels);
      {
        g_autoptr (GPtrArray) picks = test_plan (radio, 40, 1, now);

        loud = test_queue_text (picks);
      }
      memset (levels, 0, sizeof levels);
      att_radio_set_levels (radio, levels);
      {
        g_autoptr (GPtrArray) picks = test_plan (radio, 40, 1, now);

        silent = test_queue_text (picks);
      }
      g_assert_cmpstr (loud, ==, silent);
    }
}

/* of each week: what was expected, what came, and what came of picks drawn by lot */
static void
test_weeks (void)
{
  const gint64 monday = 1704067200; /* 2024-01-01 */
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 6, 2, 5), NULL);
  g_autoptr (AttPortrait) portrait = NULL;
  const AttWeek *week;
  gint64 id = 1;

  for (int i = 0; i < 30; i++)
    {
      const gboolean lot = i % 3 == 0, skip = lot ? i % 2 == 0 : i % 5 == 0;
      g_autoptr (AttEvent) event = test_play (1 + i, monday + (i < 18 ? -1 - i * 600 : i * 600), skip ? 5000 : 200000);

      event->id = id++;
      event->pick_id = 1 + i;
      event->has_opinions = TRUE;
      event->opinions.predicted = lot ? NAN : 2.75f;
      att_radio_react (radio, event);
    }
  portrait = att_radio_get_portrait (radio, &(AttClock){ monday + 86400 });
  g_assert_cmpuint (portrait->weeks->len, ==, 2);
  week = &g_array_index (portrait->weeks, AttWeek, 0);
  g_assert_cmpint (week->at, ==, monday - 7 * 86400);
  g_assert_cmpuint (week->n, ==, 12);
  g_assert_cmpuint (week->n_shuffled, ==, 6);
  g_assert_cmpfloat_with_epsilon (week->predicted, 0.25, 1e-6);
  g_assert_cmpfloat_with_epsilon (week->observed, 2 / 12.0, 1e-9);  /* 5, 10 */
  g_assert_cmpfloat_with_epsilon (week->shuffled, 3 / 6.0, 1e-9);   /* 0, 6, 12 of 0, 3, … 15 */
  week = &g_array_index (portrait->weeks, AttWeek, 1);
  g_assert_cmpint (week->at, ==, monday);
  g_assert_cmpuint (week->n, ==, 8);
  g_assert_cmpfloat_with_epsilon (week->observed, 2 / 8.0, 1e-9);   /* 20, 25 */
  g_assert_cmpfloat_with_epsilon (week->shuffled, 2 / 4.0, 1e-9);   /* 18, 24 of 18, 21, 24, 27 */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/learning/picked", test_picked);
  g_test_add_func ("/recommend/learning/twelve-skips", test_twelve_skips);
  g_test_add_func ("/recommend/learning/love", test_love);
  g_test_add_func ("/recommend/learning/reward", test_reward);
  g_test_add_func ("/recommend/learning/undo", test_undo);
  g_test_add_func ("/recommend/learning/levels", test_levels);
  g_test_add_func ("/recommend/learning/one-class", test_one_class);
  g_test_add_func ("/recommend/learning/calibration", test_calibration);
  g_test_add_func ("/recommend/learning/weeks", test_weeks);
  g_test_add_func ("/recommend/learning/by-ear", test_by_ear);
  g_test_add_func ("/recommend/learning/guessed", test_guessed);
  g_test_add_func ("/recommend/learning/speech", test_speech);
  return g_test_run ();
}
