/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include <math.h>

static const char *const six[] = { "Rock", "Jazz", "Electronic", "Classical", "Folk", "Hip-Hop", NULL };
static const char *const rock_and_jazz[] = { "Rock", "Jazz", NULL };
static const char *const only_rock[] = { "Rock", NULL };
static const char *const only_jazz[] = { "Jazz", NULL };

static void
test_first_queue (void)
{
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 20, 2, 3), rock_and_jazz);

  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 20, g_test_rand_int (), TEST_NOW);
      const guint n_rock = test_count_genre (picks, "Rock"), n_jazz = test_count_genre (picks, "Jazz");

      g_assert_cmpuint (picks->len, ==, 20);
      test_check_reasons (picks, 20);
      g_assert_cmpuint (test_count_artists (picks), >=, 10);
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
  test_check_reasons (picks, 20);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 0))->track->id, ==, 21);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 1))->track->id, ==, 11);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 2))->track->id, ==, 32);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 3))->track->album_id, ==, 17);
  g_assert_cmpuint (test_count_artists (picks), ==, 20);
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
lose (AttCatalogue *catalogue, int from, int to)
{
  for (int i = from; i < to; i++)
    {
      g_autoptr (AttTrack) lost = att_track_copy (att_catalogue_item (catalogue, i)->track);

      lost->flags |= ATT_TRACK_MISSING;
      att_catalogue_set_track (catalogue, i, lost);
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

  lose (catalogue, 0, 25);
  radio = test_radio (catalogue, only_jazz);
  picks = test_plan (radio, 20, 1, TEST_NOW);
  g_assert_cmpuint (picks->len, ==, 5);

  lose (radio->catalogue, 25, 30);
  g_assert_null (att_radio_plan (radio, &request, &error));
  g_assert_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_EMPTY);
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

static GPtrArray *
plan_from (AttRadio *radio, AttSeedKind kind, gint64 id, const char *value, GError **error)
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free);
  const AttRadioRequest request = { .seeds = seeds, .n = 20, .random_seed = 3, .clock = { TEST_NOW }, .discover = 0.5 };

  g_ptr_array_add (seeds, att_seed_new (kind, id, value));
  return att_radio_plan (radio, &request, error);
}

static void
react (AttRadio *radio, AttEventKind kind, AttTrackId id, gint64 at)
{
  g_autoptr (AttEvent) event = att_event_new (id, kind, at);

  att_radio_react (radio, event);
}

static AttCatalogue *
heard_catalogue (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 60, 2, 4);

  test_add_vectors (catalogue, 3, 16);
  return catalogue;
}

/* what is kept from one plan to the next saves time and changes nothing: a radio that is told all at once plans the same */
static void
test_kept (void)
{
  g_autoptr (AttRadio) radio = test_radio (heard_catalogue (), only_jazz);
  gint64 now = TEST_NOW;

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 20, 7, now), fresh_picks = NULL, events = NULL;
      g_autoptr (AttRadio) fresh = att_radio_new ();
      g_autofree char *text = test_queue_text (picks), *fresh_text = NULL;

      events = g_ptr_array_new_with_free_func ((GDestroyNotify) att_event_free);
      for (guint e = 0; e < radio->events->len; e++)
        g_ptr_array_add (events, att_event_copy (g_ptr_array_index (radio->events, e)));
      att_radio_take (fresh, heard_catalogue (), g_steal_pointer (&events), only_jazz);
      for (guint item = 0; item < att_catalogue_n (radio->catalogue); item++) /* the store keeps love and bans as well */
        att_catalogue_set_track (fresh->catalogue, item, att_catalogue_item (radio->catalogue, item)->track);
      fresh_picks = test_plan (fresh, 20, 7, now);
      fresh_text = test_queue_text (fresh_picks);
      g_assert_true (g_str_equal (text, fresh_text));

      test_hear (radio, g_ptr_array_index (picks, 0), &now, i % 3 == 1 ? 10000 : 200000);
      if (i % 10 == 3)
        react (radio, ATT_EVENT_LOVE, ((AttPick *) g_ptr_array_index (picks, 1))->track->id, now);
      else if (i % 10 == 4) /* what was taken in says nothing any more */
        react (radio, ATT_EVENT_UNLOVE, ((AttEvent *) g_ptr_array_index (radio->events, radio->events->len - 2))->track_id,
               now);
      else if (i % 10 == 6)
        react (radio, ATT_EVENT_BAN, ((AttPick *) g_ptr_array_index (picks, 2))->track->id, now);
      else if (i % 10 == 8) /* a radio from a seed in between */
        {
          g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free), other = NULL;
          AttRadioRequest request = { .n = 5, .clock = { now }, .seeds = seeds };

          g_ptr_array_add (seeds, att_seed_new (ATT_SEED_TRACK, 1 + i, NULL));
          other = att_radio_plan (radio, &request, NULL);
          g_assert_nonnull (other);
        }
    }
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
          test_check_reasons (picks, 20);
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

/* What is of both genres beats what is wholly of one: a mix of seeds is what they agree on, whatever kind they are. */
static void
test_mixed_seeds (void)
{
  static const char *const jazz[] = { "Jazz", NULL }, *const electronic[] = { "Electronic", NULL };
  static const char *const both[] = { "Jazz", "Electronic", NULL }, *const neither[] = { "Folk", NULL };
  static const char *const *const kinds[] = { jazz, electronic, both, neither };
  const struct { AttSeedKind kind; gint64 id; const char *value; } pairs[][2] = {
    { { ATT_SEED_GENRE, 0, "Jazz" }, { ATT_SEED_GENRE, 0, "Electronic" } },
    { { ATT_SEED_TRACK, 1, NULL }, { ATT_SEED_TRACK, 2, NULL } },
    { { ATT_SEED_ARTIST, 1, NULL }, { ATT_SEED_ALBUM, 2, NULL } },
    { { ATT_SEED_PLAYLIST, 7, "Blue" }, { ATT_SEED_ARTIST, 2, NULL } },
  };
  AttCatalogue *catalogue = att_catalogue_new ();
  g_autoptr (AttRadio) radio = NULL;

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (AttTrack) track = test_track (i + 1, i + 1, i + 1, kinds[i % 4], 1980);

      att_catalogue_add (catalogue, track);
    }
  att_catalogue_add_entry (catalogue, 7, 1);
  att_catalogue_add_entry (catalogue, 7, 5);
  att_catalogue_finish (catalogue);
  radio = test_radio (catalogue, NULL);
  for (guint p = 0; p < G_N_ELEMENTS (pairs); p++)
    {
      g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free), picks = NULL;
      AttRadioRequest request = { .n = 10, .clock = { TEST_NOW }, .seeds = seeds };
      guint n_both = 0;

      for (guint s = 0; s < 2; s++)
        g_ptr_array_add (seeds, att_seed_new (pairs[p][s].kind, pairs[p][s].id, pairs[p][s].value));
      picks = att_radio_plan (radio, &request, NULL);
      g_assert_cmpuint (picks->len, ==, 10);
      test_check_reasons (picks, 0);
      for (guint i = 0; i < picks->len; i++)
        n_both += ((AttPick *) g_ptr_array_index (picks, i))->track->id % 4 == 3;
      g_test_message ("pair %u: %u of both", p, n_both);
      g_assert_cmpint (((AttPick *) g_ptr_array_index (picks, 0))->track->id % 4, ==, 3);
      g_assert_cmpuint (n_both, >=, 7);
    }
}

/* more seeds than are judged one by one, one of them twice */
static void
test_many_seeds (void)
{
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 60, 1, 5), NULL);
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free), picks = NULL;
  g_autoptr (GError) error = NULL;
  AttRadioRequest request = { .n = 20, .clock = { TEST_NOW }, .seeds = seeds };

  for (guint i = 0; i < 12; i++) /* artist 2, 8, ...: jazz */
    g_ptr_array_add (seeds, att_seed_new (ATT_SEED_ARTIST, 2 + 6 * (i % 10), NULL));
  picks = att_radio_plan (radio, &request, NULL);
  g_assert_cmpuint (picks->len, ==, 20);
  g_assert_cmpuint (test_count_genre (picks, "Jazz"), >=, 15);
  g_ptr_array_add (seeds, att_seed_new (ATT_SEED_ARTIST, 9999, NULL)); /* nobody */
  g_assert_null (att_radio_plan (radio, &request, &error));
  g_assert_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED);
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

/* Somebody skips all that is new: in five batches what has neither a tag nor been listened to is heard of all the same. */
static void
test_floor (void)
{
  for (guint listened = 0; listened < 2; listened++)
    {
      AttCatalogue *catalogue = test_catalogue (six, 120, 3, 5);
      g_autoptr (AttRadio) radio = NULL;
      gint64 now = TEST_NOW;
      guint n_untagged = 0;

      if (listened)
        test_add_vectors (catalogue, 5, 24); /* not of those that follow */
      for (guint i = 0; i < 30; i++)
        {
          g_autoptr (AttTrack) track = test_track (5000 + i, 200 + i / 4, 0, NULL, 0);

          att_catalogue_add (catalogue, track);
        }
      att_catalogue_finish (catalogue);
      radio = test_radio (catalogue, rock_and_jazz);
      for (guint batch = 0; batch < 11; batch++)
        {
          g_autoptr (GPtrArray) picks = test_plan (radio, 20, batch, now);

          for (guint i = 0; i < picks->len; i++)
            {
              AttPick *pick = g_ptr_array_index (picks, i);
              const gboolean liked = g_strv_contains (rock_and_jazz, test_genre (pick));

              n_untagged += batch >= 6 && pick->track->id >= 5000;
              test_hear (radio, pick, &now, liked ? 200000 : 5000);
            }
        }
      g_test_message ("listened %u: untagged %u of 100", listened, n_untagged);
      g_assert_cmpuint (n_untagged, >=, 4);
      g_assert_cmpuint (n_untagged, <=, 10);
    }
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

          n_new[d] += att_signals_history (radio->signals, item)->last_played_at == 0;
        }
    }
  g_test_message ("never heard: familiar %u of 40, discover %u of 40", n_new[0], n_new[1]);
  g_assert_cmpuint (n_new[0], <, n_new[1]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/radio/first-queue", test_first_queue);
  g_test_add_func ("/recommend/radio/first-order", test_first_order);
  g_test_add_func ("/recommend/radio/ban", test_ban);
  g_test_add_func ("/recommend/radio/missing", test_missing);
  g_test_add_func ("/recommend/radio/repeatable", test_repeatable);
  g_test_add_func ("/recommend/radio/kept", test_kept);
  g_test_add_func ("/recommend/radio/seeds", test_seeds);
  g_test_add_func ("/recommend/radio/mixed-seeds", test_mixed_seeds);
  g_test_add_func ("/recommend/radio/many-seeds", test_many_seeds);
  g_test_add_func ("/recommend/radio/bad-seeds", test_bad_seeds);
  g_test_add_func ("/recommend/radio/untagged", test_untagged);
  g_test_add_func ("/recommend/radio/floor", test_floor);
  g_test_add_func ("/recommend/radio/discover", test_discover);
  return g_test_run ();
}
