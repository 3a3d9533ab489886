/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

#include <math.h>

static gint64
add_track (AttStore *store, const char *path, const char *album, int number, guint64 content)
{
  AttScannedFile *file = test_file (path, path, "X", album, NULL, content);
  g_autoptr (AttTrack) track = NULL;

  file->tags->track_number = number;
  test_write (store, file, NULL);
  track = test_find (store, path);
  return track->id;
}

static void
write_vector (AttStore *store, gint64 id, int version, const float *vector, gsize n)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (batch, att_features_new (id, version, vector, n));
  att_store_write_features (store, batch, &error);
  g_assert_no_error (error);
}

static void
assert_counts (AttStore *store, int version, guint64 heard, guint64 total)
{
  g_autoptr (GError) error = NULL;
  guint64 n_heard, n_total;

  att_store_count_heard (store, version, &n_heard, &n_total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_heard, ==, heard);
  g_assert_cmpuint (n_total, ==, total);
}

static void
test_round_trip (void)
{
  const float vector[] = { 1.5f, -0.0f, 3e38f, 1e-40f, NAN };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (GError) error = NULL;
  AttFeatures *features, *read;
  g_autofree char *blob = NULL;
  gint64 id;

  test_store_init (&test);
  id = add_track (test.store, "/m/a", "Y", 1, 1);
  features = att_features_new (id, 3, vector, G_N_ELEMENTS (vector));
  features->tempo_bpm = 120.5f;
  features->tempo_confidence = 0.75f;
  features->onset_rate = 2;
  features->peak = 0.9f;
  features->audio_ms = 123456;
  g_ptr_array_add (batch, features);
  g_assert_true (att_store_write_features (test.store, batch, &error));

  read = att_store_get_features (test.store, id, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read->track_id, ==, id);
  g_assert_cmpint (read->version, ==, 3);
  g_assert_cmpuint (read->n, ==, 5);
  g_assert_cmpmem (read->vector, 20, vector, 20);
  g_assert_cmpfloat (read->tempo_bpm, ==, 120.5f);
  g_assert_cmpfloat (read->tempo_confidence, ==, 0.75f);
  g_assert_cmpfloat (read->onset_rate, ==, 2);
  g_assert_true (isnan (read->loudness_lufs));
  g_assert_cmpfloat (read->peak, ==, 0.9f);
  g_assert_cmpint (read->audio_ms, ==, 123456);
  att_features_free (read);

  blob = test_sql (test.path, "SELECT hex (substr (vector, 1, 4)) FROM features");
  g_assert_cmpstr (blob, ==, "0000C03F"); /* little-endian on every machine */

  g_assert_null (att_store_get_features (test.store, id, 2, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
}

static void
note_vector (AttTrackId id, const float *vector, gpointer user_data)
{
  g_string_append_printf (user_data, "%" G_GINT64_FORMAT ": %g %g; ", id, vector[0], vector[1]);
}

static void
test_vectors (void)
{
  const float v1[] = { 1, 2 }, v2[] = { 3, 4 }, v3[] = { 5, 6, 7 };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gint64 a, b, c, d, e;

  test_store_init (&test);
  a = add_track (test.store, "/m/a", "Y", 1, 1);
  b = add_track (test.store, "/m/b", "Y", 2, 2);
  c = add_track (test.store, "/m/c", "Y", 3, 3);
  d = add_track (test.store, "/m/d", "Y", 4, 4);
  e = add_track (test.store, "/m/e", "Y", 5, 5);
  write_vector (test.store, c, 2, v2, 2);
  write_vector (test.store, a, 1, v2, 2);
  write_vector (test.store, a, 2, v1, 2); /* takes the place of version 1 */
  write_vector (test.store, b, 1, v1, 2); /* old */
  write_vector (test.store, d, 2, v3, 3); /* another length */
  write_vector (test.store, e, 2, v2, 2);
  test_gone (test.store, "/m/e");

  g_assert_true (att_store_foreach_vector (test.store, 2, 2, note_vector, seen, &error));
  g_assert_no_error (error);
  {
    g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT ": 1 2; %" G_GINT64_FORMAT ": 3 4; ", a, c);

    g_assert_cmpstr (seen->str, ==, expected);
  }
  g_string_truncate (seen, 0);
  g_assert_true (att_store_foreach_vector (test.store, 9, 2, note_vector, seen, &error));
  g_assert_cmpstr (seen->str, ==, "");

  assert_counts (test.store, 2, 3, 4);
  assert_counts (test.store, 1, 1, 4);
  {
    g_autoptr (AttTrack) old = test_find (test.store, "/m/b"), new = test_find (test.store, "/m/a");

    g_assert_false (att_track_has (old, ATT_TRACK_ANALYZED));
    g_assert_true (att_track_has (new, ATT_TRACK_ANALYZED));
  }
}

static void
assert_unheard (AttStore *store, guint limit, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = att_store_list_unheard (store, 1, limit, &error);
  g_autoptr (GString) paths = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (paths, "%s%s", i > 0 ? " " : "", ((AttUnheard *) g_ptr_array_index (list, i))->path);
  g_assert_cmpstr (paths->str, ==, expected);
}

static void
test_unheard (void)
{
  const float vector[] = { 1 };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttEvent) play = NULL, love = NULL;
  g_autoptr (GPtrArray) failures = NULL;
  gint64 a2, b2, a1;

  test_store_init (&test);
  add_track (test.store, "/a/3", "A", 3, 3);
  a1 = add_track (test.store, "/a/1", "A", 1, 1);
  a2 = add_track (test.store, "/a/2", "A", 2, 2);
  add_track (test.store, "/b/1", "B", 1, 4);
  b2 = add_track (test.store, "/b/2", "B", 2, 5);
  add_track (test.store, "/s/1", NULL, 0, 6);
  add_track (test.store, "/s/2", NULL, 0, 7);
  assert_unheard (test.store, 0, "/a/1 /b/1 /s/1 /s/2 /a/2 /b/2 /a/3"); /* one an album before the second of any */

  love = att_event_new (a2, ATT_EVENT_LOVE, 5);
  play = att_event_new (b2, ATT_EVENT_PLAY, 6);
  play->heard_ms = 60000;
  att_store_add_event (test.store, love, &error);
  att_store_add_event (test.store, play, &error);
  g_assert_no_error (error);
  assert_unheard (test.store, 3, "/b/2 /a/2 /a/1"); /* the listener's own first */

  write_vector (test.store, b2, 1, vector, 1);
  test_gone (test.store, "/s/1");
  g_assert_true (att_store_write_unhearable (test.store, a1, "no sound in it", &error));
  assert_unheard (test.store, 0, "/a/2 /b/1 /s/2 /a/3");
  failures = att_store_list_failures (test.store, &error);
  g_assert_cmpuint (failures->len, ==, 1);
  g_assert_cmpstr (((AttFailure *) g_ptr_array_index (failures, 0))->path, ==, "/a/1");
  g_assert_cmpstr (((AttFailure *) g_ptr_array_index (failures, 0))->stage, ==, "analyze");
  g_assert_cmpstr (((AttFailure *) g_ptr_array_index (failures, 0))->cause, ==, "no sound in it");

  /* retagged: still the same sound; then other content: worth another try */
  test_write (test.store, test_file ("/a/1", "retagged", "X", "A", NULL, 1), NULL);
  assert_unheard (test.store, 0, "/a/2 /b/1 /s/2 /a/3");
  test_write (test.store, test_file ("/a/1", "mended", "X", "A", NULL, 99), NULL);
  assert_unheard (test.store, 1, "/a/2");
  assert_unheard (test.store, 0, "/a/2 /a/1 /b/1 /s/2 /a/3");

  /* heard after all: the failure is forgotten */
  g_assert_true (att_store_write_unhearable (test.store, a1, "again", &error));
  write_vector (test.store, a1, 1, vector, 1);
  g_clear_pointer (&failures, g_ptr_array_unref);
  failures = att_store_list_failures (test.store, &error);
  g_assert_cmpuint (failures->len, ==, 0);

  g_assert_false (att_store_write_unhearable (test.store, 4711, "x", &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
}

static void
write_excerpt (AttStore *store, gint64 id, int version, float value)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  AttFeatures *features = att_features_new (id, version, &value, 1);

  features->is_excerpt = TRUE;
  g_ptr_array_add (batch, features);
  g_assert_true (att_store_write_features (store, batch, NULL));
}

static void
assert_kept (AttStore *store, gint64 id, int version, gboolean excerpt, float value)
{
  g_autoptr (GError) error = NULL;
  AttFeatures *features = att_store_get_features (store, id, version, &error);

  g_assert_no_error (error);
  g_assert_cmpint (features->is_excerpt, ==, excerpt);
  g_assert_cmpfloat (features->vector[0], ==, value);
  att_features_free (features);
}

/* an excerpt counts as heard, and is still to be heard as a whole */
static void
test_excerpts (void)
{
  const float whole = 7;
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  gint64 a, b;

  test_store_init (&test);
  a = add_track (test.store, "/m/a", NULL, 0, 1);
  b = add_track (test.store, "/m/b", NULL, 0, 2);
  write_excerpt (test.store, a, 1, 3);
  assert_kept (test.store, a, 1, TRUE, 3);
  assert_counts (test.store, 1, 1, 2);
  assert_unheard (test.store, 0, "/m/a /m/b");
  list = att_store_list_unheard (test.store, 1, 0, NULL);
  g_assert_true (((AttUnheard *) g_ptr_array_index (list, 0))->has_excerpt);
  g_assert_false (((AttUnheard *) g_ptr_array_index (list, 1))->has_excerpt);
  g_assert_cmpint (((AttUnheard *) g_ptr_array_index (list, 0))->duration_ms, ==, 200000);

  write_vector (test.store, a, 1, &whole, 1);
  assert_kept (test.store, a, 1, FALSE, 7);
  assert_unheard (test.store, 0, "/m/b");
  write_excerpt (test.store, a, 1, 3); /* comes too late */
  assert_kept (test.store, a, 1, FALSE, 7);
  write_excerpt (test.store, a, 2, 4); /* of a newer version: the old vector is of no use any more */
  assert_kept (test.store, a, 2, TRUE, 4);
  write_vector (test.store, b, 1, &whole, 1);
  assert_unheard (test.store, 0, "/m/a");
}

/* The last that came are first, but only once the rest has been begun with. */
static void
test_newcomers (void)
{
  const float vector[] = { 1 };
  g_auto (TestStore) test = { 0 };
  const guint n = ATT_STORE_NEWCOMERS + 6;

  test_store_init (&test);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/m/%02u", i);

      add_track (test.store, path, NULL, 0, i + 1);
    }
  assert_unheard (test.store, 3, "/m/00 /m/01 /m/02");
  write_vector (test.store, 1, 1, vector, 1);
  assert_unheard (test.store, 2, "/m/06 /m/07");
  for (guint limit = ATT_STORE_NEWCOMERS - 1; limit <= ATT_STORE_NEWCOMERS + 1; limit++)
    {
      g_autoptr (GPtrArray) list = att_store_list_unheard (test.store, 1, limit, NULL);

      g_assert_cmpuint (list->len, ==, limit);
      g_assert_cmpint (((AttUnheard *) g_ptr_array_index (list, limit - 1))->is_newcomer, ==,
                       limit <= ATT_STORE_NEWCOMERS);
    }
}

static void
level_cb (const AttLevel *level, gpointer levels)
{
  g_array_append_vals (levels, level, 1);
  if (level->blocks != NULL)
    {
      g_assert_cmpmem (level->blocks, level->n_blocks, "\1\0\2", 3);
      g_array_index ((GArray *) levels, AttLevel, ((GArray *) levels)->len - 1).blocks = (const guint8 *) "some";
    }
}

static void
test_levels (void)
{
  const float vector[] = { 1 };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (AttLevel));
  AttFeatures *read;
  const AttLevel *level;
  gint64 ids[5];

  test_store_init (&test);
  for (int i = 0; i < 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("/m/%d", i);
      AttFeatures *features;

      ids[i] = add_track (test.store, path, i % 4 == 0 ? "Album" : NULL, 1, 1 + i);
      features = att_features_new (ids[i], 1, vector, 1);
      features->loudness_lufs = i == 1 ? NAN : -10 - i;
      features->peak = 0.25f * i;
      features->audio_ms = 1000 * i;
      features->is_excerpt = i == 2;
      if (i == 4)
        features->loudness_blocks = g_bytes_new_static ("\1\0\2", 3);
      g_ptr_array_add (batch, features);
    }
  g_assert_true (att_store_write_features (test.store, batch, NULL));
  test_gone (test.store, "/m/3");
  g_assert_true (att_store_foreach_level (test.store, 1, level_cb, levels, NULL));
  g_assert_cmpuint (levels->len, ==, 3); /* neither the excerpt nor what is gone */
  level = &g_array_index (levels, AttLevel, 0);
  g_assert_cmpint (level->track_id, ==, ids[1]);
  g_assert_cmpint (level->album_id, ==, 0);
  g_assert_true (isnan (level->loudness_lufs));
  g_assert_cmpfloat (level->peak, ==, 0.25);
  g_assert_cmpint (level->audio_ms, ==, 1000);
  level = &g_array_index (levels, AttLevel, 1);
  g_assert_cmpint (level->track_id, ==, ids[0]);
  g_assert_cmpint (level->album_id, !=, 0);
  g_assert_cmpfloat (level->loudness_lufs, ==, -10);
  g_assert_null (level->blocks);
  level++; /* of the same album, though others were added between them */
  g_assert_cmpint (level->track_id, ==, ids[4]);
  g_assert_cmpint (level->album_id, ==, (level - 1)->album_id);
  g_assert_nonnull (level->blocks);
  read = att_store_get_features (test.store, ids[4], 1, NULL);
  g_assert_cmpmem (g_bytes_get_data (read->loudness_blocks, NULL), g_bytes_get_size (read->loudness_blocks), "\1\0\2", 3);
  att_features_free (read);
  read = att_store_get_features (test.store, ids[0], 1, NULL);
  g_assert_null (read->loudness_blocks);
  att_features_free (read);
  g_array_set_size (levels, 0);
  g_assert_true (att_store_foreach_level (test.store, 2, level_cb, levels, NULL));
  g_assert_cmpuint (levels->len, ==, 0);
}

/* a batch names a track that is not there: nothing of it is written */
/* with its features or without; gone with the sound that it was of */
static void
test_envelope (void)
{
  const float vector[] = { 1 };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (GBytes) one = g_bytes_new_static ("\1\2\0\3", 4), other = g_bytes_new_static ("\5", 1), read = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  AttFeatures *features;
  gint64 id;

  test_store_init (&test);
  id = add_track (test.store, "/m/1", NULL, 1, 1);
  g_assert_null (att_store_get_envelope (test.store, id, &error));
  g_assert_no_error (error);
  g_assert_true (att_store_write_envelope (test.store, id, other, &error));
  g_assert_true (att_store_write_envelope (test.store, 12345, other, &error)); /* removed meanwhile */
  features = att_features_new (id, 1, vector, 1);
  features->envelope = g_bytes_ref (one);
  g_ptr_array_add (batch, features);
  g_assert_true (att_store_write_features (test.store, batch, NULL));
  read = att_store_get_envelope (test.store, id, &error);
  g_assert_true (g_bytes_equal (read, one));
  test_write (test.store, test_file ("/m/1", "Title", "Artist", NULL, NULL, 987654), NULL); /* another sound */
  again = att_store_get_envelope (test.store, id, &error);
  g_assert_no_error (error);
  g_assert_null (again);
}

static void
test_no_such_track (void)
{
  const float vector[] = { 1 };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (GError) error = NULL;
  gint64 id;

  test_store_init (&test);
  id = add_track (test.store, "/m/a", "Y", 1, 1);
  g_ptr_array_add (batch, att_features_new (id, 1, vector, 1));
  g_ptr_array_add (batch, att_features_new (4711, 1, vector, 1));
  g_assert_false (att_store_write_features (test.store, batch, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  assert_counts (test.store, 1, 0, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/features/round-trip", test_round_trip);
  g_test_add_func ("/store/features/vectors", test_vectors);
  g_test_add_func ("/store/features/unheard", test_unheard);
  g_test_add_func ("/store/features/excerpts", test_excerpts);
  g_test_add_func ("/store/features/newcomers", test_newcomers);
  g_test_add_func ("/store/features/levels", test_levels);
  g_test_add_func ("/store/features/envelope", test_envelope);
  g_test_add_func ("/store/features/no-such-track", test_no_such_track);
  return g_test_run ();
}
