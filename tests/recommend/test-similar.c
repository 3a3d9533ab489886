/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include "att-together.h"

#include <math.h>
#include <string.h>

static const char *const six[] = { "Rock", "Jazz", "Electronic", "Classical", "Folk", "Hip-Hop", NULL };
static const char *const only_rock[] = { "Rock", NULL };

static GPtrArray *
similar (AttRadio *radio, AttTrackId id, guint n, GError **error)
{
  const AttSimilarRequest request = { .tracks = &id, .n_tracks = 1, .n = n };

  return att_radio_similar (radio, &request, error);
}

static void
test_similar (void)
{
  AttOutsideFile file = { 0 };
  const AttSimilarRequest of_file = { .files = &file, .n_files = 1, .n = 3 };
  AttCatalogue *catalogue = test_catalogue (six, 30, 2, 5);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) near = NULL, outside = NULL, by_tags = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTrack) unheard = test_track (5000, 1, 1, only_rock, 1960);
  g_autofree float *vector = NULL;

  att_catalogue_add (catalogue, unheard);
  test_add_vectors (catalogue, 5, 24);
  att_catalogue_finish (catalogue);
  g_array_index (catalogue->items, AttItem, 300).vector = -1;
  radio = test_radio (catalogue, NULL);

  near = similar (radio, 1, 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (near->len, ==, 20);
  g_assert_cmpuint (test_count_genre (near, "Rock"), ==, 20);
  for (guint i = 0; i < near->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (near, i);

      g_assert_cmpint (pick->track->id, !=, 1);
      if (i > 0)
        g_assert_cmpfloat (pick->score, <=, ((AttPick *) g_ptr_array_index (near, i - 1))->score);
    }

  /* a file that is not in the library but sounds exactly like one that is */
  vector = g_new (float, att_sound_get_n_columns ());
  for (gsize j = 0; j < att_sound_get_n_columns (); j++)
    vector[j] = g_test_rand_double_range (-1, 1);
  att_sound_compact (&radio->catalogue->sounds[7], vector);
  file.vector = vector;
  outside = att_radio_similar (radio, &of_file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (outside->len, ==, 3);
  for (guint i = 0; i < outside->len; i++) /* the same sound is a copy */
    g_assert_cmpint (((AttPick *) g_ptr_array_index (outside, i))->track->id, !=, 8);

  by_tags = similar (radio, 5000, 9, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < by_tags->len; i++)
    g_assert_cmpint (((AttPick *) g_ptr_array_index (by_tags, i))->track->artist_id, ==, 1);

  g_assert_null (similar (radio, 4711, 3, &error));
  g_assert_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED);
}

/* several are given, artists spaced, other copies left out */
static void
test_similar_to_several (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 30, 2, 5);
  const AttTrackId given[] = { 1, 12 };
  AttSimilarRequest request = { .tracks = given, .n_tracks = 2, .n = 100 };
  g_autoptr (AttTrack) copy = test_track (5000, 1, 1, only_rock, 1960), again = test_track (5001, 1, 1, only_rock, 1960);
  g_autoptr (AttRadio) radio = NULL;
  g_autoptr (GPtrArray) near = NULL, spaced = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *loud = NULL;

  loud = g_utf8_strup (att_track_get_title (att_catalogue_item (catalogue, 0)->track), -1);
  att_track_set_string (&copy->title, loud, FALSE);
  att_track_set_string (&again->title, att_track_get_title (att_catalogue_item (catalogue, 2)->track), FALSE);
  att_catalogue_add (catalogue, copy);
  att_catalogue_add (catalogue, again);
  test_add_vectors (catalogue, 5, 24);
  att_catalogue_finish (catalogue);
  radio = test_radio (catalogue, NULL);
  g_assert_cmpint (att_catalogue_item (catalogue, 300)->recording, ==, att_catalogue_item (catalogue, 0)->recording);

  near = att_radio_similar (radio, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (near->len, ==, 100);
  g_assert_cmpuint (test_count_genre (near, "Rock"), >, 0);
  g_assert_cmpuint (test_count_genre (near, "Jazz"), >, 0);
  for (guint i = 0; i < near->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (near, i);

      g_assert_cmpint (pick->track->id, !=, 1);
      g_assert_cmpint (pick->track->id, !=, 12);
      g_assert_cmpint (pick->track->id, !=, 5000);
      for (guint j = 0; j < i; j++)
        g_assert_false (g_str_equal (att_track_get_title (pick->track),
                                     att_track_get_title (((AttPick *) g_ptr_array_index (near, j))->track)) &&
                        pick->track->artist_id == ((AttPick *) g_ptr_array_index (near, j))->track->artist_id);
    }

  request.space = 3;
  request.n = 30;
  spaced = att_radio_similar (radio, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (spaced->len, ==, 30);
  for (guint i = 0; i < spaced->len; i++)
    for (guint j = i - MIN (i, 3); j < i; j++)
      g_assert_cmpint (((AttPick *) g_ptr_array_index (spaced, i))->track->artist_id, !=,
                       ((AttPick *) g_ptr_array_index (spaced, j))->track->artist_id);
}


/* users as lists of items, each ended by -1; the first is the profile */
static AttCsr *
make_users (const int (*lists)[6], guint n_users, guint n_items)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));

  for (guint u = 0; u < n_users; u++)
    for (guint i = 0; i < 6 && lists[u][i] >= 0; i++)
      g_array_append_vals (entries, &(AttCsrEntry) { u, lists[u][i], 1 }, 1);
  return att_csr_new (n_users, n_items, (AttCsrEntry *) (gpointer) entries->data, entries->len);
}

static const int listeners[][6] = {
  { 0, 1, 2, 200, 250, -1 }, /* the profile says nothing of others */
  { 0, 200, 201, -1 },
  { 0, 200, 202, -1 },
  { 1, 200, 203, -1 },
  { 250, 203, 201, -1 },
  { 4, 250, -1 },
};

static void
test_together_by_hand (void)
{
  AttCsr *users = make_users (listeners, G_N_ELEMENTS (listeners), 300);
  const int one[] = { 0 }, two[] = { 0, 1 }, nobody[] = { 299 };
  g_autofree float *of_one = att_together_new (users, 1, users->n_rows, one, 1);
  g_autofree float *of_two = att_together_new (users, 1, users->n_rows, two, 2);

  g_assert_nonnull (of_one);
  g_assert_nonnull (of_two);
  for (int i = 0; i < 300; i++) /* 200 alone is had by two who have item 0 */
    g_assert_true (isnan (of_one[i]) == (i != 0 && i != 200));
  g_assert_cmpfloat_with_epsilon (of_one[200], 2 / (sqrt (2.0 * 3) + 10), 1e-6);
  g_assert_cmpfloat_with_epsilon (of_two[200], 3 / (sqrt (3.0 * 3) + 10), 1e-6);
  g_assert_null (att_together_new (users, 1, users->n_rows, nobody, 1));
  g_assert_null (att_together_new (users, 1, 1, one, 1));
  g_assert_null (att_together_new (users, 1, 2, one, 1)); /* one user alone */
  att_csr_free (users);
}

/* terms that are the score, the largest first */
static void
check_terms (AttPick *pick)
{
  double sum = 0, last = 2;

  for (guint i = 0; i < pick->reasons->len; i++)
    {
      const AttReason *reason = g_ptr_array_index (pick->reasons, i);

      g_assert_cmpfloat (reason->weight * reason->value, <=, last);
      last = reason->weight * reason->value;
      sum += last;
    }
  g_assert_cmpfloat_with_epsilon (sum, pick->score, 1e-4);
}

static const AttReason *
find_reason (AttPick *pick, AttRecommender recommender)
{
  for (guint i = 0; i < pick->reasons->len; i++)
    if (((AttReason *) g_ptr_array_index (pick->reasons, i))->recommender == recommender)
      return g_ptr_array_index (pick->reasons, i);
  return NULL;
}

/* what others play with it moves up in the list, and says so; without evidence nothing changes */
static void
test_together (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 30, 2, 5);
  const AttTrackId given = 1;
  AttSimilarRequest request = { .tracks = &given, .n_tracks = 1, .n = 299 };
  g_autoptr (GPtrArray) before = NULL, after = NULL, together = NULL, nothing = NULL;
  g_autoptr (AttRadio) radio = NULL;
  const AttReason *reason;
  guint place_before = 0, place_after = 0;

  test_add_vectors (catalogue, 5, 24);
  radio = test_radio (catalogue, NULL);
  before = att_radio_similar (radio, &request, NULL);
  request.by = ATT_SIMILAR_TOGETHER;
  nothing = att_radio_similar (radio, &request, NULL);
  g_assert_cmpuint (nothing->len, ==, 0);

  att_radio_take_users (radio, make_users (listeners, G_N_ELEMENTS (listeners), 300));
  together = att_radio_similar (radio, &request, NULL);
  g_assert_cmpuint (together->len, ==, 1);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (together, 0))->track->id, ==, 201);
  g_assert_cmpint (((AttPick *) g_ptr_array_index (together, 0))->evidence, ==, ATT_EVIDENCE_LISTENING);
  check_terms (g_ptr_array_index (together, 0));

  request.by = ATT_SIMILAR_ALL;
  after = att_radio_similar (radio, &request, NULL);
  g_assert_cmpuint (after->len, ==, before->len);
  for (guint i = 0; i < after->len; i++)
    {
      AttPick *old = g_ptr_array_index (before, i), *new = g_ptr_array_index (after, i);

      check_terms (old);
      check_terms (new);
      g_assert_null (find_reason (old, ATT_RECOMMENDER_ITEM_KNN));
      g_assert_true ((find_reason (new, ATT_RECOMMENDER_ITEM_KNN) != NULL) == (new->track->id == 201));
      if (old->track->id == 201)
        place_before = i;
      if (new->track->id == 201)
        {
          place_after = i;
          reason = find_reason (new, ATT_RECOMMENDER_ITEM_KNN);
          g_assert_nonnull (strstr (reason->text, "also play"));
        }
    }
  g_test_message ("place %u without, %u with those who play both", place_before, place_after);
  g_assert_cmpuint (place_after, <, place_before);
}

/* nothing by their artists, from their albums, or banned; by sound alone */
static void
test_elsewhere (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 30, 2, 5);
  const AttTrackId given[] = { 1, 2, 12 };
  const AttSimilarRequest request = {
    .tracks = given, .n_tracks = 3, .n = 300, .by = ATT_SIMILAR_SOUND, .elsewhere = TRUE,
  };
  g_autoptr (GPtrArray) near = NULL;
  g_autoptr (AttRadio) radio = NULL;

  test_add_vectors (catalogue, 5, 24);
  g_array_index (catalogue->items, AttItem, 99).track->flags |= ATT_TRACK_BANNED;
  radio = test_radio (catalogue, NULL);
  near = att_radio_similar (radio, &request, NULL);
  g_assert_cmpuint (near->len, ==, 300 - 20 - 1);
  for (guint i = 0; i < near->len; i++)
    {
      AttPick *pick = g_ptr_array_index (near, i);

      g_assert_cmpint (pick->track->artist_id, !=, 1);
      g_assert_cmpint (pick->track->artist_id, !=, 2);
      g_assert_cmpint (pick->track->id, !=, 100);
      g_assert_cmpuint (pick->reasons->len, ==, 1);
      check_terms (pick);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/similar/one", test_similar);
  g_test_add_func ("/recommend/similar/several", test_similar_to_several);
  g_test_add_func ("/recommend/similar/together-by-hand", test_together_by_hand);
  g_test_add_func ("/recommend/similar/together", test_together);
  g_test_add_func ("/recommend/similar/elsewhere", test_elsewhere);
  return g_test_run ();
}
