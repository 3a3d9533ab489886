/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-play-queue.h"

#include <string.h>

typedef struct {
  AttPlayQueue *queue;
  GString *changes; /* "2-1+1 " for every items-changed */
  guint n_low, n_upcoming_changed;
} Fixture;

static AttQueueItem *
make_item (AttTrackId id, AttOrigin origin)
{
  g_autofree char *uri = g_strdup_printf ("file:///%d.ogg", (int) id);
  g_autoptr (AttTrack) track = att_track_new_for_uri (uri);

  track->id = id;
  track->album_id = (id + 3) / 4;
  return att_queue_item_new (track, origin, NULL);
}

static GPtrArray *
make_items (AttOrigin origin, int first, int n)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < n; i++)
    g_ptr_array_add (items, make_item (first + i, origin));
  return items;
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  g_string_append_printf (fixture->changes, "%u-%u+%u ", position, removed, added);
}

static void
count_cb (AttPlayQueue *queue, guint *count)
{
  ++*count;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->queue = att_play_queue_new ();
  fixture->changes = g_string_new (NULL);
  g_signal_connect (fixture->queue, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  g_signal_connect (fixture->queue, "running-low", G_CALLBACK (count_cb), &fixture->n_low);
  g_signal_connect (fixture->queue, "upcoming-changed", G_CALLBACK (count_cb), &fixture->n_upcoming_changed);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->queue);
  g_string_free (fixture->changes, TRUE);
}

/* "1 2 *3 4": track ids, the current one marked */
static char *
show (AttPlayQueue *queue)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; att_play_queue_get_item (queue, i) != NULL; i++)
    g_string_append_printf (text, "%s%s%d", i > 0 ? " " : "", i == att_play_queue_get_current (queue) ? "*" : "",
                            (int) att_play_queue_get_item (queue, i)->track->id);
  return g_string_free (text, FALSE);
}

static void
assert_queue (Fixture *fixture, const char *expected, const char *changes)
{
  g_autofree char *shown = show (fixture->queue);

  g_assert_cmpstr (shown, ==, expected);
  if (changes)
    g_assert_cmpstr (fixture->changes->str, ==, changes);
  g_string_truncate (fixture->changes, 0);
}

static void
replace (Fixture *fixture, int n, int current)
{
  g_autoptr (GPtrArray) items = make_items (ATT_ORIGIN_QUEUE, 1, n);

  att_play_queue_replace_all (fixture->queue, items, current);
}

static void
add (Fixture *fixture, void (*how) (AttPlayQueue *, GPtrArray *), AttOrigin origin, int first, int n)
{
  g_autoptr (GPtrArray) items = make_items (origin, first, n);

  how (fixture->queue, items);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  replace (fixture, 3, 0);
  assert_queue (fixture, "*1 2 3", "0-0+3 ");
  add (fixture, att_play_queue_append_radio, ATT_ORIGIN_RADIO, 50, 2);
  assert_queue (fixture, "*1 2 3 50 51", "3-0+2 ");
  add (fixture, att_play_queue_append_own, ATT_ORIGIN_QUEUE, 10, 2);
  assert_queue (fixture, "*1 2 3 10 11 50 51", "3-0+2 ");
  add (fixture, att_play_queue_insert_next, ATT_ORIGIN_LISTENER, 20, 2);
  assert_queue (fixture, "*1 20 21 2 3 10 11 50 51", "1-0+2 ");
  add (fixture, att_play_queue_set_radio, ATT_ORIGIN_RADIO, 60, 1);
  assert_queue (fixture, "*1 20 21 2 3 10 11 60", "7-2+1 ");
  g_assert_cmpuint (att_play_queue_get_n_upcoming (fixture->queue), ==, 7);
  g_assert_cmpint (att_play_queue_peek_next (fixture->queue)->track->id, ==, 20);

  g_assert_true (att_play_queue_advance (fixture->queue));
  g_assert_true (att_play_queue_go_back (fixture->queue));
  g_assert_false (att_play_queue_go_back (fixture->queue));
  att_play_queue_set_current (fixture->queue, 7);
  g_assert_false (att_play_queue_advance (fixture->queue));
  g_assert_null (att_play_queue_peek_next (fixture->queue));
  att_play_queue_set_current (fixture->queue, 99);
  g_assert_cmpint (att_play_queue_get_current (fixture->queue), ==, 7);
  att_play_queue_set_current (fixture->queue, -5);
  g_assert_cmpint (att_play_queue_get_current (fixture->queue), ==, -1);
  g_assert_null (att_play_queue_get_current_item (fixture->queue));
  g_assert_cmpint (att_play_queue_peek_next (fixture->queue)->track->id, ==, 1);
}

/* what the radio played stays as history when it plans again */
static void
test_radio_keeps_the_past (Fixture *fixture, gconstpointer data)
{
  add (fixture, att_play_queue_append_radio, ATT_ORIGIN_RADIO, 1, 4);
  att_play_queue_set_current (fixture->queue, 1);
  g_string_truncate (fixture->changes, 0);
  add (fixture, att_play_queue_set_radio, ATT_ORIGIN_RADIO, 30, 2);
  assert_queue (fixture, "1 *2 30 31", "2-2+2 ");
  add (fixture, att_play_queue_append_own, ATT_ORIGIN_QUEUE, 40, 1);
  assert_queue (fixture, "1 *2 40 30 31", "2-0+1 ");
}

static void
test_remove_and_move (Fixture *fixture, gconstpointer data)
{
  replace (fixture, 6, 2);
  g_string_truncate (fixture->changes, 0);
  att_play_queue_remove (fixture->queue, 4);
  assert_queue (fixture, "1 2 *3 4 6", "4-1+0 ");
  att_play_queue_remove (fixture->queue, 0);
  assert_queue (fixture, "2 *3 4 6", "0-1+0 ");
  att_play_queue_remove (fixture->queue, 1); /* the current one stays */
  att_play_queue_remove (fixture->queue, 17);
  att_play_queue_remove (fixture->queue, -1);
  assert_queue (fixture, "2 *3 4 6", "");
  att_play_queue_move (fixture->queue, 3, 0); /* not before what plays */
  assert_queue (fixture, "2 *3 6 4", "2-2+2 ");
  att_play_queue_move (fixture->queue, 9, 0);
  att_play_queue_move (fixture->queue, 0, 3); /* what has played stays */
  att_play_queue_move (fixture->queue, 1, 3);
  assert_queue (fixture, "2 *3 6 4", "");
  att_play_queue_move (fixture->queue, 2, 99);
  assert_queue (fixture, "2 *3 4 6", "2-2+2 ");
  att_play_queue_remove_track (fixture->queue, 6);
  assert_queue (fixture, "2 *3 4", "3-1+0 ");
  att_play_queue_remove_track (fixture->queue, 3); /* plays now: stays */
  assert_queue (fixture, "2 *3 4", "");
  add (fixture, att_play_queue_append_own, ATT_ORIGIN_QUEUE, 7, 3);
  att_play_queue_clear_upcoming (fixture->queue);
  assert_queue (fixture, "2 *3", "3-0+3 2-4+0 ");
}

/* what the listener put in its place is theirs: the radio plans around it */
static void
test_keep (Fixture *fixture, gconstpointer data)
{
  guint64 serial;

  replace (fixture, 2, 0);
  add (fixture, att_play_queue_set_radio, ATT_ORIGIN_RADIO, 10, 5);
  assert_queue (fixture, "*1 2 10 11 12 13 14", NULL);
  g_assert_cmpuint (att_play_queue_get_n_own (fixture->queue), ==, 1);
  serial = att_play_queue_get_item (fixture->queue, 5)->serial;
  att_play_queue_move (fixture->queue, 5, 3);
  assert_queue (fixture, "*1 2 10 13 11 12 14", NULL);
  g_assert_cmpuint (att_play_queue_get_item (fixture->queue, 3)->serial, ==, serial);
  g_assert_cmpint (att_play_queue_get_item (fixture->queue, 3)->origin, ==, ATT_ORIGIN_RADIO);
  g_assert_true (att_queue_item_is_own (att_play_queue_get_item (fixture->queue, 2)));
  g_assert_false (att_queue_item_is_own (att_play_queue_get_item (fixture->queue, 4)));
  g_assert_cmpuint (att_play_queue_get_n_own (fixture->queue), ==, 3);
  add (fixture, att_play_queue_set_radio, ATT_ORIGIN_RADIO, 20, 2);
  assert_queue (fixture, "*1 2 10 13 20 21", NULL);
  add (fixture, att_play_queue_append_own, ATT_ORIGIN_QUEUE, 5, 1);
  assert_queue (fixture, "*1 2 10 13 5 20 21", NULL);
}

static void
test_put_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttQueueItem) own = NULL, radio = NULL;
  g_autoptr (GPtrArray) cleared = NULL, none = NULL;

  replace (fixture, 3, 0);
  add (fixture, att_play_queue_set_radio, ATT_ORIGIN_RADIO, 10, 2);
  own = g_object_ref (att_play_queue_get_item (fixture->queue, 1));
  radio = g_object_ref (att_play_queue_get_item (fixture->queue, 4));
  att_play_queue_remove (fixture->queue, 4);
  att_play_queue_remove (fixture->queue, 1);
  assert_queue (fixture, "*1 3 10", NULL);
  att_play_queue_put_back (fixture->queue, own, 1);
  assert_queue (fixture, "*1 2 3 10", NULL);
  att_play_queue_put_back (fixture->queue, radio, 1); /* not among the listener's own */
  assert_queue (fixture, "*1 2 3 11 10", NULL);
  cleared = att_play_queue_clear_own (fixture->queue);
  assert_queue (fixture, "*1 11 10", NULL);
  g_assert_cmpuint (cleared->len, ==, 2);
  att_play_queue_set_current (fixture->queue, 1); /* meanwhile it plays on */
  att_play_queue_insert_next (fixture->queue, cleared);
  assert_queue (fixture, "1 *11 2 3 10", NULL);
  att_play_queue_clear_upcoming (fixture->queue);
  none = att_play_queue_clear_own (fixture->queue);
  g_assert_cmpuint (none->len, ==, 0);

  replace (fixture, 4, 0); /* shuffled: it has its place in both orders */
  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_TRACKS);
  g_set_object (&own, att_play_queue_get_item (fixture->queue, 2));
  att_play_queue_remove (fixture->queue, 2);
  att_play_queue_put_back (fixture->queue, own, 2);
  g_assert_true (att_play_queue_get_item (fixture->queue, 2) == own);
  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_OFF);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), ==, 4);
}

static void
test_update_track (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttTrack) loved = att_track_new_for_uri ("file:///2.ogg");
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  AttQueueItem *item;
  guint64 serial;

  replace (fixture, 3, 0);
  serial = att_play_queue_get_item (fixture->queue, 1)->serial;
  g_string_truncate (fixture->changes, 0);
  loved->id = 2;
  loved->flags = ATT_TRACK_LOVED;
  g_ptr_array_add (changed, loved);
  att_play_queue_update_tracks (fixture->queue, changed);
  assert_queue (fixture, "*1 2 3", "1-1+1 ");
  item = att_play_queue_get_item (fixture->queue, 1);
  g_assert_true (item->track == loved);
  g_assert_cmpuint (item->serial, ==, serial);
  g_assert_cmpint (item->origin, ==, ATT_ORIGIN_QUEUE);
}

/* thousands are taken out, put back and changed in one go, and whoever shows them is told once */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (int));
  g_autofree char *before = NULL, *after = NULL;

  replace (fixture, 12000, 1);
  add (fixture, att_play_queue_set_radio, ATT_ORIGIN_RADIO, 20001, 3);
  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_TRACKS);
  before = show (fixture->queue);
  for (int i = 0; i < 10000; i++) /* one that has played, and the one that plays, which stays */
    {
      g_ptr_array_add (out, g_object_ref (att_play_queue_get_item (fixture->queue, i)));
      g_array_append_val (positions, i);
    }
  g_string_truncate (fixture->changes, 0);
  att_play_queue_remove_items (fixture->queue, out);
  g_assert_cmpstr (fixture->changes->str, ==, "0-10000+1 ");
  g_assert_cmpint (att_play_queue_get_current (fixture->queue), ==, 0);
  g_assert_cmpuint (att_play_queue_get_n_upcoming (fixture->queue), ==, 2003);

  g_ptr_array_remove_range (out, 0, 2);
  g_array_remove_range (positions, 0, 2);
  g_array_index (positions, int, 0) = -7; /* as near as it may stand */
  for (guint i = 1; i < positions->len; i++)
    g_array_index (positions, int, i)--;
  g_string_truncate (fixture->changes, 0);
  att_play_queue_put_back_items (fixture->queue, out, (const int *) (gpointer) positions->data);
  g_assert_cmpstr (fixture->changes->str, ==, "1-0+9998 ");
  after = show (fixture->queue);
  g_assert_cmpstr (after, ==, strchr (before, '*'));

  for (int i = 0; i < 5000; i++)
    g_ptr_array_add (changed, g_object_ref (att_play_queue_get_item (fixture->queue, i + (i > 100))->track));
  g_string_truncate (fixture->changes, 0);
  att_play_queue_update_tracks (fixture->queue, changed);
  g_assert_cmpstr (fixture->changes->str, ==, "0-101+101 102-4899+4899 ");
  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_OFF);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), ==, 12002);
}

static void
test_running_low (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_low, ==, 0); /* nothing plays: nothing is missing */
  replace (fixture, 7, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_low, ==, 0);
  att_play_queue_advance (fixture->queue);
  att_play_queue_advance (fixture->queue);
  g_assert_cmpuint (fixture->n_low, ==, 0); /* from an idle */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_low, ==, 1);
  att_play_queue_advance (fixture->queue);
  add (fixture, att_play_queue_append_radio, ATT_ORIGIN_RADIO, 50, 20); /* filled up before the idle runs */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_low, ==, 1);
  g_assert_cmpuint (fixture->n_upcoming_changed, ==, 5);
}

static void
test_shuffle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shuffled = NULL, *again = NULL;
  gboolean seen[32] = { FALSE };

  replace (fixture, 30, 2);
  add (fixture, att_play_queue_append_radio, ATT_ORIGIN_RADIO, 100, 3);
  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_TRACKS);
  g_assert_cmpint (att_play_queue_get_shuffle (fixture->queue), ==, ATT_SHUFFLE_TRACKS);
  shuffled = show (fixture->queue);
  g_test_message ("%s", shuffled);
  g_assert_true (g_str_has_prefix (shuffled, "1 2 *3 "));
  g_assert_true (g_str_has_suffix (shuffled, " 100 101 102")); /* the radio has thought about its order */
  g_assert_null (strstr (shuffled, "*3 4 5 6 7 8 9 10 11 12 13 14 15"));
  for (int i = 0; i < 30; i++)
    seen[att_play_queue_get_item (fixture->queue, i)->track->id] = TRUE;
  for (int i = 1; i <= 30; i++)
    g_assert_true (seen[i]);

  /* while shuffled things come and go */
  att_play_queue_remove_track (fixture->queue, 17);
  add (fixture, att_play_queue_insert_next, ATT_ORIGIN_LISTENER, 200, 1);
  g_assert_cmpint (att_play_queue_peek_next (fixture->queue)->track->id, ==, 200);
  add (fixture, att_play_queue_append_own, ATT_ORIGIN_QUEUE, 300, 1);
  add (fixture, att_play_queue_set_radio, ATT_ORIGIN_RADIO, 110, 2);
  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_OFF);
  g_assert_cmpint (att_play_queue_get_shuffle (fixture->queue), ==, ATT_SHUFFLE_OFF);
  again = show (fixture->queue);
  g_assert_cmpstr (again, ==, "1 2 *3 200 4 5 6 7 8 9 10 11 12 13 14 15 16 18 19 20 21 22 23 24 25 26 27 28 29 30 "
                              "300 110 111");
}

/* what is started while shuffled: the chosen one first, everything else after it */
static void
test_shuffle_new_list (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_TRACKS);
  replace (fixture, 20, 7);
  g_assert_cmpint (att_play_queue_get_current (fixture->queue), ==, 0);
  g_assert_cmpint (att_play_queue_get_current_item (fixture->queue)->track->id, ==, 8);
  g_assert_cmpuint (att_play_queue_get_n_upcoming (fixture->queue), ==, 19);
  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_OFF);
  text = show (fixture->queue);
  g_assert_cmpstr (text, ==, "1 2 3 4 5 6 7 *8 9 10 11 12 13 14 15 16 17 18 19 20");
}

/* albums stay whole and in their order; what is left of the one that plays comes first */
static void
test_shuffle_albums (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL, *restored = NULL, *straight = NULL;
  guint n_orders = 0;

  replace (fixture, 12, 1);
  add (fixture, att_play_queue_append_radio, ATT_ORIGIN_RADIO, 100, 2);
  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_ALBUMS);
  for (guint i = 0; i < 64 && n_orders != 3; i++)
    {
      g_autofree char *order = show (fixture->queue);

      n_orders |= g_str_equal (order, "1 *2 3 4 5 6 7 8 9 10 11 12 100 101")   ? 1
                  : g_str_equal (order, "1 *2 3 4 9 10 11 12 5 6 7 8 100 101") ? 2
                                                                              : 4;
      att_play_queue_shuffle_again (fixture->queue);
    }
  g_assert_cmpuint (n_orders, ==, 3); /* both, and no other */

  replace (fixture, 8, 5); /* the chosen one, the rest of its album, what comes before it there, then the others */
  text = show (fixture->queue);
  g_assert_cmpstr (text, ==, "*6 7 8 5 1 2 3 4");

  g_autoptr (GPtrArray) items = make_items (ATT_ORIGIN_QUEUE, 1, 8);
  att_play_queue_restore (fixture->queue, items, 5);
  restored = show (fixture->queue);
  g_assert_cmpstr (restored, ==, "1 2 3 4 5 *6 7 8");
  att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_OFF);
  straight = show (fixture->queue);
  g_assert_cmpstr (straight, ==, restored);
}

/* random operations: the model's signals rebuild the list, current stays within it, and unshuffling loses nothing */
static void
mirror_cb (GListModel *model, guint position, guint removed, guint added, GPtrArray *mirror)
{
  if (removed > 0)
    g_ptr_array_remove_range (mirror, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (AttQueueItem) item = g_list_model_get_item (model, position + i);

      g_ptr_array_insert (mirror, position + i, item);
    }
}

static void
test_laws (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) mirror = g_ptr_array_new ();
  void (*const adders[]) (AttPlayQueue *, GPtrArray *) = { att_play_queue_insert_next, att_play_queue_append_own,
                                                           att_play_queue_set_radio, att_play_queue_append_radio };

  g_signal_connect (fixture->queue, "items-changed", G_CALLBACK (mirror_cb), mirror);
  for (int i = 0; i < 3000; i++)
    {
      int n = g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), what = g_test_rand_int_range (0, 12);
      AttQueueItem *current;

      if (what < 4)
        add (fixture, adders[what], what < 2 ? ATT_ORIGIN_QUEUE : ATT_ORIGIN_RADIO, 1 + g_test_rand_int_range (0, 50),
             g_test_rand_int_range (0, 4));
      else if (what == 4)
        att_play_queue_remove (fixture->queue, g_test_rand_int_range (-1, n + 1));
      else if (what == 5)
        att_play_queue_move (fixture->queue, g_test_rand_int_range (-1, n + 1), g_test_rand_int_range (-1, n + 1));
      else if (what == 6)
        att_play_queue_remove_track (fixture->queue, g_test_rand_int_range (1, 50));
      else if (what == 7)
        att_play_queue_set_shuffle (fixture->queue, g_test_rand_int_range (ATT_SHUFFLE_TRACKS, ATT_SHUFFLE_ALBUMS + 1));
      else if (what == 8)
        att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_OFF);
      else if (what == 9)
        att_play_queue_advance (fixture->queue);
      else if (what == 10 && i % 50 == 0)
        replace (fixture, g_test_rand_int_range (0, 10), g_test_rand_int_range (-1, 10));
      else if (what == 11 && i % 20 == 0)
        att_play_queue_clear_upcoming (fixture->queue);

      n = g_list_model_get_n_items (G_LIST_MODEL (fixture->queue));
      g_assert_cmpuint (mirror->len, ==, n);
      for (int j = 0; j < n; j++)
        g_assert_true (mirror->pdata[j] == (gpointer) att_play_queue_get_item (fixture->queue, j));
      g_assert_cmpint (att_play_queue_get_current (fixture->queue), >=, -1);
      g_assert_cmpint (att_play_queue_get_current (fixture->queue), <, MAX (n, 1));
      current = att_play_queue_get_current_item (fixture->queue);
      if (att_play_queue_get_shuffle (fixture->queue) && g_test_rand_int_range (0, 4) == 0)
        {
          att_play_queue_set_shuffle (fixture->queue, ATT_SHUFFLE_OFF);
          g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), ==, n);
          g_assert_true (att_play_queue_get_current_item (fixture->queue) == current);
        }
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/playback/queue/order", test_order);
  ADD ("/playback/queue/radio-keeps-the-past", test_radio_keeps_the_past);
  ADD ("/playback/queue/remove-and-move", test_remove_and_move);
  ADD ("/playback/queue/keep", test_keep);
  ADD ("/playback/queue/put-back", test_put_back);
  ADD ("/playback/queue/update-track", test_update_track);
  ADD ("/playback/queue/many", test_many);
  ADD ("/playback/queue/running-low", test_running_low);
  ADD ("/playback/queue/shuffle", test_shuffle);
  ADD ("/playback/queue/shuffle-new-list", test_shuffle_new_list);
  ADD ("/playback/queue/shuffle-albums", test_shuffle_albums);
  ADD ("/playback/queue/laws", test_laws);
  return g_test_run ();
}
