/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the radio keeps away, and what it makes of nonsense
 */
#include "library.h"

#include <math.h>

static const char *const six[] = { "Rock", "Jazz", "Electronic", "Classical", "Folk", "Hip-Hop", NULL };
static const char *const rock_and_jazz[] = { "Rock", "Jazz", NULL };
static const char *const only_jazz[] = { "Jazz", NULL };

/* a catalogue of some jazz and of what has no place in every radio; ids from 1000 up */
static AttCatalogue *
make_guarded (void)
{
  static const struct { const char *uri, *title, *album, *genre; } guarded[] = {
    { "file:///a.mp3", "White Christmas", NULL, "Pop" },
    { "file:///b.mp3", "Silent Night", "A Merry Xmas!", NULL },
    { "file:///c.mp3", "Stille Nacht", "Weihnachtslieder", "Classical" },
    { "file:///d.mp3", "Bells", NULL, "Christmas" },
    { "file:///e.mp3", "Chapter 12", "A long book", NULL },
    { "file:///f.mp3", "Kapitel 3 - Der Wald", NULL, NULL },
    { "file:///g.m4b", "Part one", NULL, "Fiction" },
  };
  static const struct { const char *title, *genre; } free_ones[] = {
    { "Chapter 24", "Rock" }, { "Chapter and Verse", NULL }, { "Christmassy", NULL }, { "Maxmasters", NULL },
  };
  AttCatalogue *catalogue = test_catalogue (only_jazz, 5, 1, 4);

  for (guint i = 0; i < G_N_ELEMENTS (guarded) + G_N_ELEMENTS (free_ones); i++)
    {
      const gboolean open = i >= G_N_ELEMENTS (guarded);
      const guint k = open ? i - G_N_ELEMENTS (guarded) : i;
      const char *genres[] = { open ? free_ones[k].genre : guarded[k].genre, NULL };
      g_autoptr (AttTrack) track = test_track ((open ? 2000 : 1000) + k, 100 + i, 0, genres, 0);

      att_track_set_string (&track->title, open ? free_ones[k].title : guarded[k].title, FALSE);
      if (!open)
        {
          att_track_set_string (&track->uri, guarded[k].uri, FALSE);
          att_track_set_string (&track->album, guarded[k].album, FALSE);
        }
      att_catalogue_add (catalogue, track);
    }
  att_catalogue_finish (catalogue);
  return catalogue;
}

/* no Christmas in July, no chapters of a book */
static void
test_guards (void)
{
  static const struct { int month, day; gboolean christmas; } dates[] = {
    { 7, 1, FALSE }, { 11, 15, FALSE }, { 12, 1, TRUE }, { 12, 25, TRUE }, { 1, 5, TRUE }, { 1, 20, FALSE },
  };
  static const char *const tuned[] = { "Christmas", NULL };

  for (guint d = 0; d <= G_N_ELEMENTS (dates); d++)
    {
      const gboolean chosen = d == G_N_ELEMENTS (dates); /* in July, but ticked */
      g_autoptr (GDateTime) date =
        g_date_time_new_local (2026, dates[chosen ? 0 : d].month, dates[chosen ? 0 : d].day, 12, 0, 0);
      g_autoptr (AttRadio) radio = test_radio (make_guarded (), chosen ? tuned : NULL);
      g_autoptr (GPtrArray) picks = test_plan (radio, 100, d, g_date_time_to_unix (date));
      guint n_christmas = 0, n_free = 0;

      for (guint i = 0; i < picks->len; i++)
        {
          const AttTrackId id = ((AttPick *) g_ptr_array_index (picks, i))->track->id;

          n_christmas += id >= 1000 && id < 1004;
          n_free += id >= 2000;
          g_assert_false (id >= 1004 && id < 2000);
        }
      g_assert_cmpuint (n_christmas, ==, chosen || dates[d].christmas ? 4 : 0);
      g_assert_cmpuint (n_free, ==, 4);
    }
}

/* --- nonsense: each ends in a sensible queue or a clear message --- */

static void
test_all_loved_or_banned (void)
{
  for (guint banned = 0; banned < 2; banned++)
    {
      AttCatalogue *catalogue = test_catalogue (six, 12, 1, 5);
      const AttRadioRequest request = { .n = 20, .clock = { TEST_NOW }, .discover = 0.5 };
      g_autoptr (AttRadio) radio = NULL;
      g_autoptr (GPtrArray) picks = NULL;
      g_autoptr (GError) error = NULL;

      test_add_vectors (catalogue, 3, 12);
      radio = test_radio (catalogue, NULL);
      for (AttTrackId id = 1; id <= 60; id++)
        {
          g_autoptr (AttEvent) event = att_event_new (id, banned ? ATT_EVENT_BAN : ATT_EVENT_LOVE, TEST_NOW - id);

          att_radio_react (radio, event);
        }
      picks = att_radio_plan (radio, &request, &error);
      if (banned)
        {
          g_assert_null (picks);
          g_assert_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_EMPTY);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (picks->len, ==, 20);
      g_assert_cmpuint (test_count_artists (picks), ==, 12);
      test_check_reasons (picks, 0);
    }
}

/* one song all day long, for years: still other music comes, and no number runs away */
static void
test_one_song (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 12, 1, 5);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) picks = NULL;

  test_add_vectors (catalogue, 3, 12);
  radio = test_radio (catalogue, NULL);
  for (guint i = 0; i < 1000000; i++)
    {
      g_autoptr (AttEvent) event = test_play (7, TEST_NOW - 200 * (1000000 - (gint64) i), 200000);

      event->id = i + 1;
      att_radio_react (radio, event);
    }
  picks = test_plan (radio, 20, 1, TEST_NOW);
  g_assert_cmpuint (picks->len, ==, 20);
  g_assert_cmpuint (test_count_artists (picks), >=, 6);
  test_check_reasons (picks, 0);
}

/* clocks that were never set, or are far ahead; tracks that are gone */
static void
test_odd_logs (void)
{
  static const gint64 clocks[] = { 0, 1, 4102444800, TEST_NOW, G_MAXINT32 + (gint64) 1, 253402300799, -1 };

  for (guint c = 0; c < G_N_ELEMENTS (clocks); c++)
    {
      AttCatalogue *catalogue = test_catalogue (six, 12, 1, 5);
      g_autoptr (AttRadio) radio = NULL;

      test_add_vectors (catalogue, 3, 12);
      radio = test_radio (catalogue, rock_and_jazz);
      for (guint i = 0; i < 60; i++)
        {
          g_autoptr (GPtrArray) picks = NULL;
          g_autoptr (AttEvent) gone = test_play (100000 + i, clocks[i % G_N_ELEMENTS (clocks)], 200000);
          gint64 at = clocks[i % G_N_ELEMENTS (clocks)];

          gone->id = 1000 + i;
          att_radio_react (radio, gone);
          picks = test_plan (radio, 20, i, clocks[c]);
          g_assert_cmpuint (picks->len, ==, 20);
          test_check_reasons (picks, 0);
          test_hear (radio, g_ptr_array_index (picks, 0), &at, i % 3 == 0 ? 5000 : 200000);
        }
    }
}

/* one user, or two, are no crowd: there is nothing to factor, and the radio goes by tags */
static void
test_one_user (void)
{
  for (guint n_users = 1; n_users <= 3; n_users++)
    {
      g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 12, 1, 5), rock_and_jazz);
      g_autoptr (AttTasteModel) model = NULL;
      g_autoptr (GPtrArray) picks = NULL;
      AttCsrEntry entries[30];
      AttCsr *users;

      for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
        entries[i] = (AttCsrEntry) { i % n_users, i, 1 };
      users = att_csr_new (n_users, 60, entries, G_N_ELEMENTS (entries));
      model = att_taste_model_new (users, radio->catalogue, 1, 1, NULL);
      att_csr_free (users);
      g_assert_nonnull (model);
      g_assert_true ((model->als != NULL) == (n_users >= ATT_TASTE_MODEL_LEAST_USERS));
      att_radio_set_model (radio, model);
      picks = test_plan (radio, 20, 1, TEST_NOW);
      g_assert_cmpuint (picks->len, ==, 20);
      g_assert_cmpuint (test_count_genre (picks, "Rock") + test_count_genre (picks, "Jazz"), >=, 12);
      test_check_reasons (picks, 0);
    }
}

static void
test_one_track (void)
{
  g_autoptr (AttRadio) radio = test_radio (test_catalogue (six, 1, 1, 1), rock_and_jazz);
  gint64 now = TEST_NOW;

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (GPtrArray) picks = test_plan (radio, 20, i, now);

      g_assert_cmpuint (picks->len, ==, 1);
      test_check_reasons (picks, 1);
      test_hear (radio, g_ptr_array_index (picks, 0), &now, i % 2 == 0 ? 5000 : 200000);
    }
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
  g_test_add_func ("/recommend/radio/guards", test_guards);
  g_test_add_func ("/recommend/radio/nonsense/all-loved-or-banned", test_all_loved_or_banned);
  g_test_add_func ("/recommend/radio/nonsense/one-song", test_one_song);
  g_test_add_func ("/recommend/radio/nonsense/odd-logs", test_odd_logs);
  g_test_add_func ("/recommend/radio/nonsense/one-user", test_one_user);
  g_test_add_func ("/recommend/radio/nonsense/one-track", test_one_track);
  g_test_add_func ("/recommend/radio/empty", test_empty);
  return g_test_run ();
}
