/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each recommender says by itself
 */
#include "library.h"

#include <math.h>

#include "att-champions.h"
#include "att-random.h"

static const char *const rock[] = { "Rock", NULL };
static const char *const bebop[] = { "Bebop", NULL };
static const char *const swing[] = { "Swing", NULL };
static const char *const jazz[] = { "Jazz", NULL };
static const char *const bop[] = { "Hard Bop", NULL }; /* another word for Bebop */

/* --- one recommender over a small catalogue --- */

typedef struct {
  AttCatalogue *catalogue;
  GPtrArray *log;
  AttSignals *signals;
  AttContext context;
  AttRecommenderBase *recommender;
} Desk;

static void
desk_open (Desk *desk, AttCatalogue *catalogue, const AttRecommenderClass *cls)
{
  att_catalogue_finish (catalogue);
  *desk = (Desk) { catalogue, g_ptr_array_new () };
  desk->signals = att_signals_new (catalogue, desk->log);
  desk->context = (AttContext) { .catalogue = catalogue, .signals = desk->signals, .seed_class = -1, .now = TEST_NOW };
  desk->recommender = att_recommender_new (cls);
  att_recommender_prepare (desk->recommender, &desk->context);
}

static void
desk_play (Desk *desk, AttTrackId id, gint64 at, int heard_ms)
{
  g_autoptr (AttEvent) event = test_play (id, at, heard_ms);

  att_signals_add (desk->signals, event);
  att_recommender_prepare (desk->recommender, &desk->context);
}

static float
ask (Desk *desk, AttTrackId id)
{
  return att_recommender_score (desk->recommender, att_catalogue_find (desk->catalogue, id));
}

static void
desk_close (Desk *desk)
{
  att_recommender_free (desk->recommender);
  att_signals_free (desk->signals);
  g_ptr_array_unref (desk->log);
  att_catalogue_free (desk->catalogue);
}

static void
add (AttCatalogue *catalogue, AttTrackId id, gint64 artist, gint64 album, const char *const *genres, int year)
{
  g_autoptr (AttTrack) track = test_track (id, artist, album, genres, year);
  g_autofree char *title = g_strdup_printf ("word%" G_GINT64_FORMAT, id);

  att_track_set_string (&track->title, title, FALSE); /* no word in common */
  att_catalogue_add (catalogue, track);
}

static void
test_metadata (void)
{
  AttCatalogue *catalogue = att_catalogue_new ();
  float same_album, same_artist, same_genre, relative, stranger;
  Desk desk;

  add (catalogue, 1, 1, 1, bebop, 1960);
  add (catalogue, 2, 1, 1, bebop, 1960);
  add (catalogue, 3, 1, 2, bebop, 1960);
  add (catalogue, 4, 2, 3, bop, 1960);
  add (catalogue, 5, 3, 4, swing, 1960);
  add (catalogue, 6, 4, 5, rock, 1960);
  add (catalogue, 7, 5, 6, jazz, 1960);
  add (catalogue, 8, 0, 0, NULL, 0);
  desk_open (&desk, catalogue, &att_metadata_class);
  g_assert_true (isnan (ask (&desk, 2))); /* nothing is known of the listener */

  desk_play (&desk, 1, TEST_NOW - 1000, 200000);
  same_album = ask (&desk, 2);
  same_artist = ask (&desk, 3);
  same_genre = ask (&desk, 4);
  relative = ask (&desk, 5);
  stranger = ask (&desk, 6);
  g_test_message ("album %.3f artist %.3f genre %.3f relative %.3f stranger %.3f", same_album, same_artist, same_genre,
                  relative, stranger);
  g_assert_cmpfloat (same_album, >, same_artist);
  g_assert_cmpfloat (same_artist, >, same_genre);
  g_assert_cmpfloat (same_genre, >, relative);
  g_assert_cmpfloat (relative, >, stranger);
  g_assert_cmpfloat (same_artist, >, 0.5);
  g_assert_cmpfloat (ask (&desk, 7), ==, relative); /* the parent is a relative as well */

  desk_play (&desk, 6, TEST_NOW - 700, 10000);
  g_assert_cmpfloat (ask (&desk, 6), <, 0.5);
  g_assert_cmpfloat (ask (&desk, 2), >, 0.5);
  desk_close (&desk);
}

/* what a field that is missing or invalid would have weighed goes to those that are there */
static void
test_missing_fields (void)
{
  AttCatalogue *catalogue = att_catalogue_new ();
  Desk desk;

  for (AttTrackId id = 1; id <= 20; id++)
    add (catalogue, id, id <= 4 ? 1 : id, id, rock, id == 2 ? 0 : id == 3 ? 9999 : id == 1 ? 1960 : 2000);
  desk_open (&desk, catalogue, &att_metadata_class);
  desk_play (&desk, 1, TEST_NOW - 2000, 200000);
  desk_play (&desk, 15, TEST_NOW - 1000, 10000); /* of 2000 */
  g_assert_cmpfloat (ask (&desk, 4), >, 0.5);
  g_assert_cmpfloat (ask (&desk, 2), >, ask (&desk, 4) + 0.001); /* no year speaks against it */
  g_assert_cmpfloat_with_epsilon (ask (&desk, 2), ask (&desk, 3), 1e-6);
  desk_close (&desk);
}

/* somebody who goes by the year alone: it comes to weigh more */
static void
test_field_weights (void)
{
  double apart[2];

  for (guint fair = 0; fair < 2; fair++) /* first who goes by nothing, as often */
    {
      AttCatalogue *catalogue = att_catalogue_new ();
      Desk desk;

      for (AttTrackId id = 1; id <= 62; id++)
        add (catalogue, id, id, id, id % 3 == 0 ? rock : id % 3 == 1 ? jazz : bebop, id % 2 == 0 ? 1960 : 2000);
      desk_open (&desk, catalogue, &att_metadata_class);
      for (AttTrackId id = 1; id <= 60; id++)
        desk_play (&desk, id, TEST_NOW - 100000 + 300 * id, (fair == 0 ? id % 4 < 2 : id % 2 == 0) ? 200000 : 10000);
      apart[fair] = ask (&desk, 62) - ask (&desk, 61);
      desk_close (&desk);
    }
  g_test_message ("by chance %.4f, by the year %.4f", apart[0], apart[1]);
  g_assert_cmpfloat (fabs (apart[0]), <, 0.02);
  g_assert_cmpfloat (apart[1], >, 0.035);
}

static void
test_explore (void)
{
  AttCatalogue *catalogue = att_catalogue_new ();
  Desk desk;

  for (AttTrackId id = 1; id <= 6; id++)
    add (catalogue, id, id <= 4 ? 1 : 2, id <= 3 ? 1 : id, jazz, 1990);
  desk_open (&desk, catalogue, &att_explore_class);
  g_assert_cmpfloat (ask (&desk, 1), ==, ask (&desk, 6));
  desk_play (&desk, 1, TEST_NOW - 100 * 24 * 3600, 200000);
  desk_play (&desk, 2, TEST_NOW - 3600, 200000);
  g_assert_cmpfloat (ask (&desk, 2), <, 0.02);              /* just now */
  g_assert_cmpfloat (ask (&desk, 1), >, ask (&desk, 2));    /* long ago */
  g_assert_cmpfloat (ask (&desk, 3), >, ask (&desk, 1));    /* never, of an album that was heard */
  g_assert_cmpfloat (ask (&desk, 4), >, ask (&desk, 3));    /* another album */
  g_assert_cmpfloat (ask (&desk, 5), >, ask (&desk, 4));    /* another artist */
  desk_close (&desk);
}

static void
test_genre_taste (void)
{
  static const AttChosenGenre chosen = { 0, "Jazz" };
  AttCatalogue *catalogue = att_catalogue_new ();
  AttChosenGenre own = chosen;
  float before;
  Desk desk;

  add (catalogue, 1, 1, 1, jazz, 1990);
  add (catalogue, 2, 2, 2, bebop, 1990);
  add (catalogue, 3, 3, 3, rock, 1990);
  add (catalogue, 4, 4, 4, NULL, 1990);
  add (catalogue, 5, 5, 5, swing, 1990);
  desk_open (&desk, catalogue, &att_genre_taste_class);
  g_assert_cmpfloat (ask (&desk, 1), ==, ask (&desk, 3)); /* nothing was chosen */
  own.cls = att_catalogue_find_class (catalogue, "jazz");
  desk.context.chosen = &own;
  desk.context.n_chosen = 1;
  att_recommender_prepare (desk.recommender, &desk.context);
  g_assert_cmpfloat (ask (&desk, 1), >, ask (&desk, 3) + 0.08);
  g_assert_cmpfloat (ask (&desk, 2), >, ask (&desk, 3) + 0.08); /* what is inside was chosen too */
  g_assert_cmpfloat (ask (&desk, 2), <, ask (&desk, 1));       /* but not by its name */
  g_assert_true (isnan (ask (&desk, 4)));

  /* skips of one genre reach its relatives, and less of them */
  before = ask (&desk, 5);
  for (guint i = 0; i < 4; i++)
    desk_play (&desk, 2, TEST_NOW - 1000 + 20 * i, 10000);
  g_assert_cmpfloat (ask (&desk, 2), <, ask (&desk, 5));
  g_assert_cmpfloat (ask (&desk, 5), <, before);
  desk_close (&desk);
}

/* A track that was never heard starts from the mean of its genres in the listener's taste, by how much each applies */
static void
test_genre_mean (void)
{
  static const char *const both[] = { "Jazz", "Rock", NULL };
  static const struct { const char *const *genres; float weights[2]; } kinds[] = {
    { jazz, { 4 } }, { rock, { 4 } }, { both, { 3, 1 } }, { both, { 1, 3 } },
  };
  AttCatalogue *catalogue = att_catalogue_new ();
  double odds[G_N_ELEMENTS (kinds)];
  Desk desk;

  for (guint i = 0; i < 2 * G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (AttTrack) track = test_track (i + 1, i + 1, i + 1, kinds[i / 2].genres, 1990);

      att_catalogue_add_weighted (catalogue, track, kinds[i / 2].weights);
    }
  desk_open (&desk, catalogue, &att_genre_taste_class);
  for (guint heard = 0; heard < 3; heard++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        odds[k] = exp (att_recommender_log_odds (ask (&desk, 2 * k + 2))); /* of each two the second is never heard */
      g_assert_cmpfloat_with_epsilon (odds[2], (3 * odds[0] + odds[1]) / 4, 1e-3 * odds[2]);
      g_assert_cmpfloat_with_epsilon (odds[3], (odds[0] + 3 * odds[1]) / 4, 1e-3 * odds[3]);
      if (heard > 0)
        {
          g_assert_cmpfloat (odds[0], >, odds[2]);
          g_assert_cmpfloat (odds[2], >, odds[3]);
          g_assert_cmpfloat (odds[3], >, odds[1]);
        }
      desk_play (&desk, 1, TEST_NOW - 5000 + 1000 * heard, 200000);
      desk_play (&desk, 3, TEST_NOW - 4500 + 1000 * heard, 10000);
    }
  desk_close (&desk);
}

/* Rock on working mornings, jazz in the evenings: each has its time, and without a habit the time says nothing */
static void
test_habit (void)
{
  const gint64 monday = 1750032000; /* 2025-06-16, midnight UTC */

  for (guint habit = 0; habit < 2; habit++)
    {
      AttCatalogue *catalogue = att_catalogue_new ();
      double apart[2];
      Desk desk;

      for (AttTrackId id = 1; id <= 42; id++)
        add (catalogue, id, id, id, id % 2 == 0 ? rock : jazz, 1990);
      desk_open (&desk, catalogue, &att_genre_taste_class);
      for (int day = 0; day < 5; day++)
        for (int evening = 0; evening < 2; evening++)
          for (int i = 0; i < 4; i++)
            {
              const gboolean is_rock = i % 2 == 0, wanted = habit ? is_rock != evening : (day + i / 2) % 2 == 0;

              desk_play (&desk, 1 + is_rock + 8 * day + 4 * evening + i / 2 * 2,
                         monday + day * 24 * 3600 + (evening ? 20 : 8) * 3600 + i * 300, wanted ? 200000 : 10000);
            }
      for (int evening = 0; evening < 2; evening++)
        {
          desk.context.now = monday + (7 * 24 + (evening ? 20 : 8)) * 3600;
          att_recommender_prepare (desk.recommender, &desk.context);
          apart[evening] = ask (&desk, 41) - ask (&desk, 42); /* jazz above rock */
        }
      g_test_message ("habit %u: jazz above rock %.4f in the morning, %.4f in the evening", habit, apart[0], apart[1]);
      if (habit)
        g_assert_cmpfloat (apart[1], >, apart[0] + 0.02);
      else
        g_assert_cmpfloat (fabs (apart[1] - apart[0]), <, 0.005);
      desk_close (&desk);
    }
}

/* who says the same of all of them argues for none */
static void
test_champions (void)
{
  float opinions[20 * ATT_MAX_RECOMMENDERS];
  float *first = opinions, *last = opinions + 19 * ATT_MAX_RECOMMENDERS;
  AttChampions champions;

  for (guint i = 0; i < 20 * ATT_MAX_RECOMMENDERS; i++)
    opinions[i] = NAN;
  for (guint i = 0; i < 20; i++)
    {
      opinions[i * ATT_MAX_RECOMMENDERS + ATT_RECOMMENDER_GENRE_TASTE] = 0.9f;
      opinions[i * ATT_MAX_RECOMMENDERS + ATT_RECOMMENDER_SOUND] = 0.3f + 0.02f * i;
      opinions[i * ATT_MAX_RECOMMENDERS + ATT_RECOMMENDER_EXPLORE] = 0.4f - 0.01f * i;
    }
  att_champions_init (&champions, opinions, 20);
  g_assert_cmpint (att_champions_find (&champions, last), ==, ATT_RECOMMENDER_SOUND);
  g_assert_cmpint (att_champions_find (&champions, first), ==, ATT_RECOMMENDER_EXPLORE);
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    first[k] = NAN;
  g_assert_cmpint (att_champions_find (&champions, first), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/metadata/order", test_metadata);
  g_test_add_func ("/recommend/metadata/missing-fields", test_missing_fields);
  g_test_add_func ("/recommend/metadata/field-weights", test_field_weights);
  g_test_add_func ("/recommend/explore/order", test_explore);
  g_test_add_func ("/recommend/genre-taste/order", test_genre_taste);
  g_test_add_func ("/recommend/genre-taste/mean", test_genre_mean);
  g_test_add_func ("/recommend/genre-taste/habit", test_habit);
  g_test_add_func ("/recommend/champions/order", test_champions);
  return g_test_run ();
}
