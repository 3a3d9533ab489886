/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include "att-users.h"

static const char *const jazz[] = { "Jazz", NULL };
static const char *const spoken[] = { ATT_GENRE_SPEECH, NULL };

typedef struct {
  AttCatalogue *catalogue;
  AttSignals *signals;
  AttUsersInput input;
} Fixture;

/* 4 artists with one album of 5 tracks each: ids 1..5, 6..10, 11..15, 16..20 */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) log = g_ptr_array_new ();

  fixture->catalogue = test_catalogue (jazz, 4, 1, 5);
  fixture->signals = att_signals_new (fixture->catalogue, log);
  fixture->input = (AttUsersInput){ .catalogue = fixture->catalogue, .signals = fixture->signals };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  att_signals_free (fixture->signals);
  att_catalogue_free (fixture->catalogue);
}

static void
play (Fixture *fixture, AttTrackId id, gint64 at, int heard_ms)
{
  g_autoptr (AttEvent) event = test_play (id, at, heard_ms);

  att_signals_add (fixture->signals, event);
}

static guint
count (const AttUsers *users, AttUserKind kind)
{
  guint n = 0;

  for (guint i = 0; i < users->rows->len; i++)
    n += g_array_index (users->rows, AttUser, i).kind == kind;
  return n;
}

/* the @i-th row of a kind as "id=plays id=plays", ids of tracks */
static char *
row_text (Fixture *fixture, const AttUsers *users, AttUserKind kind, guint i)
{
  GString *text = g_string_new (NULL);

  for (guint row = 0; row < users->rows->len; row++)
    if (g_array_index (users->rows, AttUser, row).kind == kind && i-- == 0)
      for (gsize e = users->plays->start[row]; e < users->plays->start[row + 1]; e++)
        g_string_append_printf (text, "%s%d=%g", text->len > 0 ? " " : "",
                                (int) att_catalogue_item (fixture->catalogue, users->plays->column[e])->track->id,
                                users->plays->value[e]);
  return g_string_free (text, FALSE);
}

static void
assert_row (Fixture *fixture, const AttUsers *users, AttUserKind kind, guint i, const char *expected)
{
  g_autofree char *text = row_text (fixture, users, kind, i);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_nothing (void)
{
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();
  g_autoptr (GPtrArray) log = g_ptr_array_new ();
  g_autoptr (AttSignals) signals = NULL;
  g_autoptr (AttUsers) users = NULL;

  att_catalogue_finish (catalogue);
  signals = att_signals_new (catalogue, log);
  users = att_users_new (&(AttUsersInput){ .catalogue = catalogue, .signals = signals });
  g_assert_cmpuint (users->rows->len, ==, 1); /* the profile is always there */
  g_assert_cmpuint (users->plays->n_rows, ==, 1);
  g_assert_cmpuint (att_csr_n_entries (users->plays), ==, 0);
}

static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttUsers) users = NULL;
  g_autoptr (AttEvent) love = att_event_new (12, ATT_EVENT_LOVE, TEST_NOW + 5000);

  play (fixture, 1, TEST_NOW, 200000);
  play (fixture, 7, TEST_NOW + 200, 10000);      /* skipped */
  play (fixture, 2, TEST_NOW + 300, 200000);
  play (fixture, 1, TEST_NOW + 600, 200000);     /* once more */
  play (fixture, 11, TEST_NOW + 4800, 200000);   /* another session */
  att_signals_add (fixture->signals, love);
  play (fixture, 20, TEST_NOW + 20000, 200000);  /* alone in a third */
  play (fixture, 2, TEST_NOW + 40000, 1000);     /* heard once, skipped later: says nothing all together */
  users = att_users_new (&fixture->input);

  assert_row (fixture, users, ATT_USER_PROFILE, 0, "1=2 11=1 12=3 20=1");
  g_assert_cmpuint (count (users, ATT_USER_SESSION), ==, 2);
  assert_row (fixture, users, ATT_USER_SESSION, 0, "1=2 2=1");
  assert_row (fixture, users, ATT_USER_SESSION, 1, "11=1 12=3");
}

static void
test_groups (Fixture *fixture, gconstpointer data)
{
  const AttHistoryPlay history[] = { { 3, 1, 7 }, { 3, 999, 4 }, { 3, 2, 0 }, { 3, 9, 1 }, { 5, 4, 2 } };
  g_autoptr (AttUsers) users = NULL;

  att_catalogue_add_entry (fixture->catalogue, 8, 1);
  att_catalogue_add_entry (fixture->catalogue, 8, 6);
  att_catalogue_add_entry (fixture->catalogue, 9, 6); /* one track is no group */
  att_catalogue_add_entry (fixture->catalogue, 10, 11);
  att_catalogue_add_entry (fixture->catalogue, 10, 2);
  fixture->input.history = history;
  fixture->input.n_history = G_N_ELEMENTS (history);
  users = att_users_new (&fixture->input);

  g_assert_cmpuint (count (users, ATT_USER_PLAYLIST), ==, 2);
  assert_row (fixture, users, ATT_USER_PLAYLIST, 0, "1=2 6=2");
  assert_row (fixture, users, ATT_USER_PLAYLIST, 1, "2=2 11=2");
  g_assert_cmpuint (count (users, ATT_USER_HISTORY), ==, 1);
  assert_row (fixture, users, ATT_USER_HISTORY, 0, "1=7 9=1");
  g_assert_cmpuint (count (users, ATT_USER_ALBUM), ==, 4);
  assert_row (fixture, users, ATT_USER_ALBUM, 2, "11=0.5 12=0.5 13=0.5 14=0.5 15=0.5");
  g_assert_cmpint (g_array_index (users->rows, AttUser, 2).id, ==, 10);
  for (guint i = 1; i < users->rows->len; i++)
    g_assert_cmpint (g_array_index (users->rows, AttUser, i - 1).kind, <=,
                     g_array_index (users->rows, AttUser, i).kind);
}

static void
test_held_out (Fixture *fixture, gconstpointer data)
{
  const AttHistoryPlay history[] = { { 3, 1, 7 }, { 3, 6, 4 }, { 4, 1, 1 }, { 4, 2, 1 } };
  g_autofree guint8 *held_out = g_new0 (guint8, att_catalogue_n (fixture->catalogue));
  g_autoptr (AttUsers) users = NULL;

  att_catalogue_add_entry (fixture->catalogue, 8, 1);
  att_catalogue_add_entry (fixture->catalogue, 8, 6);
  att_catalogue_add_entry (fixture->catalogue, 10, 11);
  att_catalogue_add_entry (fixture->catalogue, 10, 2);
  held_out[att_catalogue_find (fixture->catalogue, 6)] = 1;
  fixture->input.history = history;
  fixture->input.n_history = G_N_ELEMENTS (history);
  fixture->input.held_out = held_out;
  users = att_users_new (&fixture->input);

  g_assert_cmpuint (count (users, ATT_USER_PLAYLIST), ==, 1);
  assert_row (fixture, users, ATT_USER_PLAYLIST, 0, "2=2 11=2");
  g_assert_cmpuint (count (users, ATT_USER_HISTORY), ==, 1);
  assert_row (fixture, users, ATT_USER_HISTORY, 0, "1=1 2=1");
  g_assert_cmpuint (count (users, ATT_USER_ALBUM), ==, 4); /* these were there before */
}

static void
add_file (AttCatalogue *catalogue, AttTrackId id, gint64 album, int number, const char *uri, const char *const *genres)
{
  g_autoptr (AttTrack) track = test_track (id, 1, album, genres, 0);

  track->track_number = number;
  att_track_set_string (&track->uri, uri, FALSE);
  att_catalogue_add (catalogue, track);
}

static void
test_folders (void)
{
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();
  g_autoptr (GPtrArray) log = g_ptr_array_new ();
  g_autoptr (AttSignals) signals = NULL;
  g_autoptr (AttUsers) users = NULL;
  Fixture fixture = { .catalogue = catalogue };
  AttTrackId id = 1;

  for (int i = 0; i < 5; i++, id++) /* a whole album in its folder */
    {
      g_autofree char *uri = g_strdup_printf ("file:///music/album/%d.flac", i);

      add_file (catalogue, id, 1, i + 1, uri, jazz);
    }
  for (int i = 0; i < 3; i++, id++) /* 6..8 */
    {
      g_autofree char *uri = g_strdup_printf ("file:///music/slow/%d.flac", i);

      add_file (catalogue, id, 0, 0, uri, jazz);
    }
  add_file (catalogue, id++, 0, 0, "file:///music/slow/talk.flac", spoken);
  add_file (catalogue, id++, 0, 0, "file:///music/alone/1.flac", jazz);
  for (int i = 0; i < 15; i++, id++) /* more than half of all */
    {
      g_autofree char *uri = g_strdup_printf ("file:///music/%d.flac", i);

      add_file (catalogue, id, 0, 0, uri, jazz);
    }
  add_file (catalogue, id++, 0, 0, "subsonic:1/2", jazz);
  add_file (catalogue, id++, 0, 0, "subsonic:1/3", jazz);
  for (int i = 0; i < 2; i++, id++) /* part of an album */
    {
      g_autofree char *uri = g_strdup_printf ("file:///music/part/%d.flac", i);

      add_file (catalogue, id, 2, i + 4, uri, jazz);
    }
  att_catalogue_finish (catalogue);
  signals = att_signals_new (catalogue, log);
  users = att_users_new (&(AttUsersInput){ .catalogue = catalogue, .signals = signals });

  g_assert_cmpuint (count (users, ATT_USER_ALBUM), ==, 1);
  g_assert_cmpuint (count (users, ATT_USER_FOLDER), ==, 2);
  assert_row (&fixture, users, ATT_USER_FOLDER, 0, "6=0.25 7=0.25 8=0.25");
  assert_row (&fixture, users, ATT_USER_FOLDER, 1, "28=0.25 29=0.25");
}

/* of too many, the newest sessions stay, and what was put together */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttUsers) users = NULL;

  att_catalogue_add_entry (fixture->catalogue, 8, 1);
  att_catalogue_add_entry (fixture->catalogue, 8, 6);
  for (guint i = 0; i < 1200; i++)
    {
      play (fixture, i < 600 ? 1 : 2, TEST_NOW + i * 86400, 200000);
      play (fixture, 3 + i % 5, TEST_NOW + i * 86400 + 200, 200000);
    }
  users = att_users_new (&fixture->input);
  g_assert_cmpuint (users->rows->len, ==, ATT_USERS_MOST);
  g_assert_cmpuint (users->plays->n_rows, ==, ATT_USERS_MOST);
  g_assert_cmpuint (count (users, ATT_USER_PROFILE), ==, 1);
  g_assert_cmpuint (count (users, ATT_USER_PLAYLIST), ==, 1);
  g_assert_cmpuint (count (users, ATT_USER_SESSION), ==, ATT_USERS_MOST - 2);
  g_assert_cmpint (g_array_index (users->rows, AttUser, 1).id, ==, 1200 - (ATT_USERS_MOST - 2) + 1);
  assert_row (fixture, users, ATT_USER_SESSION, ATT_USERS_MOST - 3, "2=1 7=1");
  assert_row (fixture, users, ATT_USER_PLAYLIST, 0, "1=2 6=2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/recommend/users/" name, Fixture, NULL, set_up, func, tear_down)
  g_test_add_func ("/recommend/users/nothing", test_nothing);
  ADD ("log", test_log);
  ADD ("groups", test_groups);
  ADD ("held-out", test_held_out);
  ADD ("many", test_many);
  g_test_add_func ("/recommend/users/folders", test_folders);
  return g_test_run ();
}
