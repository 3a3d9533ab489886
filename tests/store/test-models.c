/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

#include <string.h>

#include "att-store-models.h"

#define DAY (24 * 60 * 60)
#define START G_GINT64_CONSTANT (1700000000)

static void
add_model (AttStore *store, gint64 at, const char *bytes)
{
  g_autoptr (GBytes) data = bytes != NULL ? g_bytes_new (bytes, strlen (bytes)) : NULL;
  g_autoptr (AttModel) model = att_model_new ("als", at, "v", "{}", data);
  g_autoptr (GError) error = NULL;

  g_assert_true (att_store_add_model (store, model, &error));
  g_assert_no_error (error);
  g_assert_cmpint (model->id, >, 0);
}

static void
add_snapshot (AttStore *store, gint64 at)
{
  const char *const genres[] = { "Jazz", "Folk", NULL };
  g_autoptr (AttSnapshot) snapshot = att_snapshot_new (at, genres, "0.5");
  g_autoptr (GError) error = NULL;

  g_assert_true (att_store_add_snapshot (store, snapshot, &error));
  g_assert_no_error (error);
}

/* "" for none */
static void
assert_model (AttStore *store, gint64 at, const char *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttModel) model = att_store_get_model (store, "als", at, &error);

  g_assert_no_error (error);
  if (*bytes == '\0')
    {
      g_assert_null (model);
      return;
    }
  g_assert_nonnull (model);
  g_assert_cmpmem (g_bytes_get_data (model->data, NULL), g_bytes_get_size (model->data), bytes, strlen (bytes));
}

static void
test_models (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  test_store_init (&test);
  assert_model (test.store, 0, "");
  add_model (test.store, START, "one");
  add_snapshot (test.store, START + 5);
  add_model (test.store, START + 10, "two");
  add_model (test.store, START + 20, NULL); /* no better */
  assert_model (test.store, 0, "two");
  assert_model (test.store, START - 1, "");
  assert_model (test.store, START + 9, "one"); /* the snapshot keeps it */
  add_model (test.store, START + 30, "three");
  assert_model (test.store, 0, "three");
  assert_model (test.store, START + 25, "one"); /* no snapshot needs the second */
  list = att_store_list_models (test.store, "als", &error);
  g_assert_cmpuint (list->len, ==, 4);
  g_assert_cmpint (((AttModel *) g_ptr_array_index (list, 0))->made_at, ==, START + 30);
}

static void
test_snapshots (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) list = NULL, then = NULL;
  g_autoptr (AttEvent) love = NULL, ban = NULL;
  g_autoptr (GError) error = NULL;
  gint64 last;

  test_store_init (&test);
  test_write (test.store, test_file ("/music/1", "1", "A", "B", NULL, 101), NULL);
  love = att_event_new (1, ATT_EVENT_LOVE, START);
  g_assert_true (att_store_add_event (test.store, love, &error));
  add_model (test.store, START, "first");
  for (int day = 0; day < ATT_SNAPSHOTS_KEPT; day++)
    add_snapshot (test.store, START + day * DAY);
  ban = att_event_new (1, ATT_EVENT_BAN, START + 50 * DAY);
  g_assert_true (att_store_add_event (test.store, ban, &error));
  g_assert_true (att_store_undo_event (test.store, 0, START + 60 * DAY, NULL, &error));
  add_snapshot (test.store, START + (ATT_SNAPSHOTS_KEPT - 1) * DAY + 60); /* that day has one */
  add_model (test.store, START + 40 * DAY, "second");
  add_snapshot (test.store, START + ATT_SNAPSHOTS_KEPT * DAY);

  list = att_store_list_snapshots (test.store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, ATT_SNAPSHOTS_KEPT);
  g_assert_cmpint (((AttSnapshot *) g_ptr_array_index (list, 0))->at, ==, START + DAY); /* the oldest has gone */
  g_assert_cmpint (((AttSnapshot *) g_ptr_array_index (list, 0))->last_event_id, ==, love->id);
  g_assert_cmpstr (((AttSnapshot *) g_ptr_array_index (list, 0))->genres, ==, "Jazz\nFolk");
  g_assert_cmpint (((AttSnapshot *) g_ptr_array_index (list, list->len - 1))->last_event_id, ==, ban->id + 1);
  g_assert_cmpint (((AttSnapshot *) g_ptr_array_index (list, list->len - 2))->last_event_id, ==, love->id);
  assert_model (test.store, START + 39 * DAY, "first");

  /* what was taken back later was there then */
  g_assert_true (att_store_find_last_event (test.store, START + 55 * DAY, &last, &error));
  g_assert_cmpint (last, ==, ban->id);
  then = att_store_list_events_until (test.store, last, &error);
  g_assert_cmpuint (then->len, ==, 2);
  g_clear_pointer (&then, g_ptr_array_unref);
  then = att_store_list_events_until (test.store, last + 1, &error);
  g_assert_cmpuint (then->len, ==, 1);
  g_assert_true (att_store_find_last_event (test.store, START - 1, &last, &error));
  g_assert_cmpint (last, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/models/bytes", test_models);
  g_test_add_func ("/store/models/snapshots", test_snapshots);
  return g_test_run ();
}
