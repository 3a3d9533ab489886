/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tracks that belong one after the other.
 */
#include "library.h"

#include "att-works.h"

static const char *const classical[] = { "Classical", NULL };
static const char *const only_classical[] = { "Classical", NULL };

#define N_ALBUMS 60
#define N_MOVEMENTS 3

/* albums of a work in three movements and two loose tracks, by as many artists */
static AttCatalogue *
make_catalogue (void)
{
  AttCatalogue *catalogue = att_catalogue_new ();

  for (int album = 0; album < N_ALBUMS; album++)
    for (int t = 0; t < N_MOVEMENTS + 2; t++)
      {
        g_autoptr (AttTrack) track = test_track (album * 10 + t + 1, album + 1, album + 1, classical, 1950);

        track->track_number = t + 1;
        if (t < N_MOVEMENTS)
          {
            g_autofree char *work = g_strdup_printf ("Sonata %d", album);

            att_track_set_string (&track->work, work, FALSE);
          }
        att_catalogue_add (catalogue, track);
      }
  att_catalogue_finish (catalogue);
  return catalogue;
}

static AttTrackId
id_of (GPtrArray *picks, guint i)
{
  return ((AttPick *) g_ptr_array_index (picks, i))->track->id;
}

/* 1..3, 0: none */
static int
movement (AttTrackId id)
{
  return id % 10 <= N_MOVEMENTS ? id % 10 : 0;
}

/* whole works in their order, from the first movement; artists keep their distance, a work counting as one */
static void
test_whole (void)
{
  for (guint seed = 0; seed < 5; seed++)
    {
      g_autoptr (AttRadio) radio = test_radio (make_catalogue (), only_classical);
      g_autoptr (GPtrArray) picks = NULL;
      gint64 now = TEST_NOW, artists[100];
      guint n_pieces = 0, n_works = 0;

      for (guint heard = 0; heard <= seed % 2; heard++) /* before the first reaction, and after it */
        {
          g_clear_pointer (&picks, g_ptr_array_unref);
          picks = test_plan (radio, 40, seed, now);
          if (heard < seed % 2)
            test_hear (radio, g_ptr_array_index (picks, 0), &now, 200000);
        }
      g_assert_cmpuint (picks->len, ==, 40);
      for (guint i = 0; i < picks->len; i++)
        {
          const AttTrackId id = id_of (picks, i), before = i > 0 ? id_of (picks, i - 1) : 0;
          const gboolean follows = movement (id) > 1 && (i > 0 || seed % 2 == 1);

          if (movement (id) > 1 && i > 0)
            g_assert_cmpint (before, ==, id - 1);
          if (i > 0 && movement (before) > 0 && movement (before) < N_MOVEMENTS)
            g_assert_cmpint (id, ==, before + 1);
          if (follows)
            {
              const AttReason *reason = g_ptr_array_index (((AttPick *) g_ptr_array_index (picks, i))->reasons, 0);

              g_assert_true (g_str_has_prefix (reason->text, "The next movement of “Sonata "));
              g_assert_cmpint (reason->because_of, ==, id - 1);
              continue;
            }
          n_works += movement (id) == 1;
          artists[n_pieces++] = (id - 1) / 10;
        }
      for (guint i = 0; i < n_pieces; i++)
        for (guint j = i + 1; j < n_pieces && j <= i + 8; j++)
          g_assert_cmpint (artists[i], !=, artists[j]);
      g_assert_cmpuint (n_works, >, 3);
      test_check_reasons (picks, 0);
    }
}

/* what the batch had no room for comes first in the next, unless what came before was skipped or it is long ago */
static void
test_goes_on (void)
{
  for (guint how = 0; how < 4; how++)
    {
      g_autoptr (AttRadio) radio = test_radio (make_catalogue (), only_classical);
      g_autoptr (GPtrArray) picks = test_plan (radio, 1, 1, TEST_NOW), more = NULL;
      AttTrackId first;
      gint64 now = TEST_NOW;

      for (guint seed = 2; movement (id_of (picks, 0)) != 1; seed++)
        {
          g_ptr_array_unref (picks);
          picks = test_plan (radio, 1, seed, TEST_NOW);
        }
      first = id_of (picks, 0);
      if (how < 3)
        test_hear (radio, g_ptr_array_index (picks, 0), &now, how == 1 ? 8000 : 200000);
      if (how == 2)
        now += 24 * 60 * 60;
      if (how == 3) /* it is playing */
        {
          AttRadioRequest request = { .n = 5, .clock = { now }, .recent = &first, .n_recent = 1 };

          more = att_radio_plan (radio, &request, NULL);
        }
      else
        more = test_plan (radio, 5, 9, now);
      g_assert_cmpuint (more->len, ==, 5);
      if (how == 0 || how == 3)
        {
          g_assert_cmpint (id_of (more, 0), ==, first + 1);
          g_assert_cmpint (id_of (more, 1), ==, first + 2);
        }
      else
        g_assert_cmpint (id_of (more, 0), !=, first + 1);
    }
}

/* a movement that is banned parts the work: what is left comes in its order */
static void
test_parted (void)
{
  g_autoptr (AttRadio) radio = test_radio (make_catalogue (), only_classical);
  g_autoptr (GPtrArray) picks = NULL;

  for (int album = 0; album < N_ALBUMS; album++)
    {
      g_autoptr (AttEvent) event = att_event_new (album * 10 + 2, ATT_EVENT_BAN, TEST_NOW);

      att_radio_react (radio, event);
    }
  picks = test_plan (radio, 40, 1, TEST_NOW);
  g_assert_cmpuint (picks->len, ==, 40);
  for (guint i = 0; i < picks->len; i++)
    {
      const AttReason *reason = g_ptr_array_index (((AttPick *) g_ptr_array_index (picks, i))->reasons, 0);

      g_assert_cmpint (movement (id_of (picks, i)), !=, 2);
      g_assert_false (g_str_has_prefix (reason->text, "The next movement"));
    }
}

/* which titles belong together, and which do not */
static void
test_titles (void)
{
  static const struct { const char *titles[2]; gboolean together; } cases[] = {
    { { "Echoes, Part 1", "Echoes, Part 2" }, TRUE },
    { { "Echoes (pt. 1)", "Echoes (Pt. 2)" }, TRUE },
    { { "Echoes Part I", "Echoes Part II" }, TRUE },
    { { "Echoes, Teil 1", "Echoes, Teil 2" }, TRUE },
    { { "Sonata in B: I. Allegro", "Sonata in B: II. Adagio" }, TRUE },
    { { "Suite - 1. Prelude", "Suite - 2. Sarabande" }, TRUE },
    { { "China Cat >", "Rider" }, TRUE },
    { { "Intro →", "Song" }, TRUE },
    { { "Echoes, Part 1", "Echoes, Part 3" }, FALSE },
    { { "Echoes, Part 2", "Echoes, Part 1" }, FALSE },
    { { "Echoes, Part 1", "Others, Part 2" }, FALSE },
    { { "Apartment 1", "Apartment 2" }, FALSE },
    { { "Song", "Another" }, FALSE },
    { { "", "" }, FALSE },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();

      for (guint t = 0; t < 2; t++)
        {
          g_autoptr (AttTrack) track = test_track (t + 1, 1, 1, classical, 1950);

          track->track_number = t + 4;
          att_track_set_string (&track->title, cases[c].titles[t], FALSE);
          att_catalogue_add (catalogue, track);
        }
      att_catalogue_finish (catalogue);
      g_test_message ("%s | %s", cases[c].titles[0], cases[c].titles[1]);
      g_assert_cmpint (att_catalogue_joined (catalogue, 0).next, ==, cases[c].together ? 1 : -1);
      g_assert_cmpint (att_catalogue_joined (catalogue, 1).previous, ==, cases[c].together ? 0 : -1);
    }
}

/* not over a hole, another disc or another album; an opera is too long */
static void
test_limits (void)
{
  static const struct { int disc, track; gint64 album; gboolean together; } seconds[] = {
    { 1, 2, 1, TRUE }, { 1, 3, 1, FALSE }, { 2, 2, 1, FALSE }, { 1, 2, 2, FALSE }, { 1, 1, 1, FALSE },
  };

  for (guint c = 0; c < G_N_ELEMENTS (seconds); c++)
    {
      g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();
      g_autoptr (AttTrack) a = test_track (1, 1, 1, NULL, 0), b = test_track (2, 1, seconds[c].album, NULL, 0);

      a->disc_number = a->track_number = 1;
      b->disc_number = seconds[c].disc;
      b->track_number = seconds[c].track;
      att_track_set_string (&a->work, "Winterreise", FALSE);
      att_track_set_string (&b->work, "winterreise", FALSE);
      att_catalogue_add (catalogue, a);
      att_catalogue_add (catalogue, b);
      att_catalogue_finish (catalogue);
      g_assert_cmpint (att_catalogue_joined (catalogue, 0).next, ==, seconds[c].together ? 1 : -1);
    }
  for (int n = ATT_WORKS_MOST; n <= ATT_WORKS_MOST + 1; n++)
    {
      g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();

      for (int t = 0; t < n; t++)
        {
          g_autoptr (AttTrack) track = test_track (t + 1, 1, 1, NULL, 0);

          track->track_number = t + 1;
          att_track_set_string (&track->work, "Parsifal", FALSE);
          att_catalogue_add (catalogue, track);
        }
      att_catalogue_finish (catalogue);
      for (int t = 0; t < n; t++)
        g_assert_cmpint (att_catalogue_joined (catalogue, t).next, ==, n <= ATT_WORKS_MOST && t + 1 < n ? t + 1 : -1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/works/whole", test_whole);
  g_test_add_func ("/recommend/works/goes-on", test_goes_on);
  g_test_add_func ("/recommend/works/parted", test_parted);
  g_test_add_func ("/recommend/works/titles", test_titles);
  g_test_add_func ("/recommend/works/limits", test_limits);
  return g_test_run ();
}
