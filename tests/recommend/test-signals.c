/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include <math.h>

static const char *const jazz[] = { "Jazz", NULL };

typedef struct {
  AttCatalogue *catalogue;
  AttSignals *signals;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) log = g_ptr_array_new ();

  fixture->catalogue = test_catalogue (jazz, 4, 1, 5);
  fixture->signals = att_signals_new (fixture->catalogue, log);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  att_signals_free (fixture->signals);
  att_catalogue_free (fixture->catalogue);
}

static AttVerdict
play (Fixture *fixture, AttTrackId id, gint64 at, int heard_ms, AttEnding ending, AttOrigin origin, float confidence)
{
  g_autoptr (AttEvent) event = test_play (id, at, heard_ms);

  event->ending = ending;
  event->origin = origin;
  event->confidence = confidence;
  return att_signals_add (fixture->signals, event);
}

static AttVerdict
say (Fixture *fixture, AttTrackId id, AttEventKind kind)
{
  g_autoptr (AttEvent) event = att_event_new (id, kind, TEST_NOW);

  return att_signals_add (fixture->signals, event);
}

static void
test_scale (Fixture *fixture, gconstpointer data)
{
  AttVerdict verdict;

  g_assert_true (att_signals_is_cold (fixture->signals));
  verdict = play (fixture, 1, TEST_NOW, 200000, ATT_ENDING_FINISHED, ATT_ORIGIN_RADIO, 1);
  g_assert_cmpfloat (verdict.rating, ==, 3);
  g_assert_cmpfloat (verdict.weight, ==, 1);
  g_assert_false (att_signals_is_cold (fixture->signals));

  verdict = play (fixture, 2, TEST_NOW + 300, 10000, ATT_ENDING_NEXT, ATT_ORIGIN_RADIO, 1);
  g_assert_cmpfloat (verdict.rating, ==, 2);
  g_assert_cmpfloat (say (fixture, 3, ATT_EVENT_LOVE).rating, ==, 4);
  g_assert_cmpfloat (say (fixture, 4, ATT_EVENT_BAN).rating, ==, 1);

  /* chosen again within a day, and a day later */
  verdict = play (fixture, 1, TEST_NOW + 3600, 50000, ATT_ENDING_STOPPED, ATT_ORIGIN_LISTENER, 1);
  g_assert_cmpfloat (verdict.rating, ==, 5);
  verdict = play (fixture, 1, TEST_NOW + 3600 * 26, 50000, ATT_ENDING_STOPPED, ATT_ORIGIN_LISTENER, 1);
  g_assert_true (isnan (verdict.rating));
  g_assert_cmpfloat (play (fixture, 5, TEST_NOW + 3600 * 27, 200000, ATT_ENDING_REPEATED, ATT_ORIGIN_RADIO, 1).rating,
                     ==, 5);

  /* neutral */
  for (AttEnding ending = ATT_ENDING_PREVIOUS; ending <= ATT_ENDING_ERROR; ending++)
    g_assert_true (isnan (play (fixture, 6, TEST_NOW + 3600 * 28, 60000, ending, ATT_ORIGIN_RADIO, 1).rating));
}

static void
test_skip_weight (Fixture *fixture, gconstpointer data)
{
  const int heard_ms[] = { 6000, 20000, 40000, 60000, 80000, 99000 };
  double before = 1.1;

  for (guint i = 0; i < G_N_ELEMENTS (heard_ms); i++)
    {
      const AttVerdict verdict =
        play (fixture, i + 1, TEST_NOW + 100 * i, heard_ms[i], ATT_ENDING_NEXT, ATT_ORIGIN_RADIO, 1);

      g_assert_cmpfloat (verdict.rating, ==, 2);
      if (heard_ms[i] <= 20000)
        g_assert_cmpfloat (verdict.weight, ==, 1);
      else
        g_assert_cmpfloat (verdict.weight, <, before);
      before = verdict.weight;
    }
  g_assert_cmpfloat (before, <, 0.1); /* after half almost nothing */

  /* the listener's own choice counts more */
  g_assert_cmpfloat (play (fixture, 10, TEST_NOW + 1000, 10000, ATT_ENDING_NEXT, ATT_ORIGIN_LISTENER, 1).weight, >, 1);
}

static void
test_browsing (Fixture *fixture, gconstpointer data)
{
  double sum = 0;

  for (guint i = 0; i < 8; i++)
    {
      const AttVerdict verdict = play (fixture, i + 1, TEST_NOW + 3 * i, 3000, ATT_ENDING_NEXT, ATT_ORIGIN_RADIO, 1);

      sum += isnan (verdict.rating) ? 0 : verdict.weight;
    }
  g_assert_cmpfloat (sum, ==, 1);
  g_assert_cmpuint (fixture->signals->reactions->len, ==, 1);

  /* of tracks that last a few seconds, a second is a hearing */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (AttEvent) event = test_play (i + 1, TEST_NOW + 100 + i, 1000);

      event->length_ms = 4000;
      g_assert_cmpfloat (att_signals_add (fixture->signals, event).weight, ==, 1);
    }

  /* another session is another burst */
  g_assert_cmpfloat (play (fixture, 9, TEST_NOW + 4000, 3000, ATT_ENDING_NEXT, ATT_ORIGIN_RADIO, 1).rating, ==, 2);
}

static void
test_confidence (Fixture *fixture, gconstpointer data)
{
  g_assert_true (isnan (play (fixture, 1, TEST_NOW, 200000, ATT_ENDING_FINISHED, ATT_ORIGIN_RADIO, 0).rating));
  g_assert_true (att_signals_is_cold (fixture->signals));
  g_assert_cmpint (att_signals_history (fixture->signals, 0)->last_played_at, ==, 0);
  g_assert_cmpuint (fixture->signals->played->len, ==, 0);
  g_assert_cmpfloat (play (fixture, 1, TEST_NOW, 200000, ATT_ENDING_FINISHED, ATT_ORIGIN_RADIO, 0.5).weight, ==, 0.5);
}

static void
test_sessions (Fixture *fixture, gconstpointer data)
{
  play (fixture, 1, TEST_NOW, 200000, ATT_ENDING_FINISHED, ATT_ORIGIN_RADIO, 1);
  play (fixture, 2, TEST_NOW + 200 + 29 * 60, 200000, ATT_ENDING_FINISHED, ATT_ORIGIN_RADIO,
        1); /* 29 minutes of silence */
  g_assert_cmpuint (fixture->signals->n_sessions, ==, 1);
  play (fixture, 3, TEST_NOW + 400 + 60 * 60, 200000, ATT_ENDING_FINISHED, ATT_ORIGIN_RADIO, 1); /* 31 */
  g_assert_cmpuint (fixture->signals->n_sessions, ==, 2);
  g_assert_cmpuint (g_array_index (fixture->signals->reactions, AttReaction, 2).session, ==, 2);
}

static void
test_taken_back (Fixture *fixture, gconstpointer data)
{
  say (fixture, 1, ATT_EVENT_LOVE);
  g_assert_true (att_signals_history (fixture->signals, 0)->loved);
  g_assert_cmpfloat (att_reaction_gain (&g_array_index (fixture->signals->reactions, AttReaction, 0)), ==, 3);
  say (fixture, 1, ATT_EVENT_UNLOVE);
  g_assert_false (att_signals_history (fixture->signals, 0)->loved);
  g_assert_cmpfloat (att_reaction_gain (&g_array_index (fixture->signals->reactions, AttReaction, 0)), ==, 0);
  say (fixture, 2, ATT_EVENT_BAN);
  g_assert_true (att_signals_history (fixture->signals, 1)->banned);
  say (fixture, 2, ATT_EVENT_UNBAN);
  g_assert_false (att_signals_history (fixture->signals, 1)->banned);

  /* a track that is no longer there */
  g_assert_cmpfloat (say (fixture, 999, ATT_EVENT_LOVE).rating, ==, 4);
}

static void
test_library (void)
{
  g_autoptr (AttCatalogue) catalogue = test_catalogue (jazz, 1, 1, 4);
  g_autoptr (GPtrArray) log = g_ptr_array_new_with_free_func ((GDestroyNotify) att_event_free);
  g_autoptr (AttSignals) signals = NULL;

  att_catalogue_item (catalogue, 0)->track->flags |= ATT_TRACK_LOVED;
  att_catalogue_item (catalogue, 1)->track->rating = 10;
  att_catalogue_item (catalogue, 2)->track->rating = 1;
  att_catalogue_item (catalogue, 3)->track->flags |= ATT_TRACK_LOVED; /* by the log, below */
  g_ptr_array_add (log, att_event_new (4, ATT_EVENT_LOVE, TEST_NOW));
  signals = att_signals_new (catalogue, log);
  g_assert_cmpuint (signals->n_from_library, ==, 3);
  g_assert_true (att_signals_is_cold (signals));
  g_assert_cmpfloat (g_array_index (signals->reactions, AttReaction, 0).rating, ==, 4);
  g_assert_cmpfloat (att_reaction_gain (&g_array_index (signals->reactions, AttReaction, 1)), ==, 1);
  g_assert_cmpfloat (att_reaction_gain (&g_array_index (signals->reactions, AttReaction, 2)), ==, -1);
  g_assert_false (att_signals_history (signals, 3)->loved);
  att_signals_add (signals, g_ptr_array_index (log, 0));
  g_assert_true (att_signals_history (signals, 3)->loved);
  g_assert_cmpuint (signals->reactions->len, ==, 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/recommend/signals/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("scale", test_scale);
  ADD ("skip-weight", test_skip_weight);
  ADD ("browsing", test_browsing);
  ADD ("confidence", test_confidence);
  ADD ("sessions", test_sessions);
  ADD ("taken-back", test_taken_back);
  g_test_add_func ("/recommend/signals/library", test_library);
  return g_test_run ();
}
