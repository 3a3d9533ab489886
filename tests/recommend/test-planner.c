/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include <math.h>

#include "att-queue-planner.h"
#include "att-random.h"

static const char *const six[] = { "Rock", "Jazz", "Electronic", "Classical", "Folk", "Hip-Hop", NULL };

/* a plan over a catalogue with scores of its own */
typedef struct {
  AttCatalogue *catalogue;
  float *scores;
  gint8 *champions;
  float *hearings;
  double *appetites;
  double weights[ATT_MAX_RECOMMENDERS];
  AttPlanInput input;
} Fixture;

static void
fixture_init (Fixture *fixture, AttCatalogue *catalogue, guint n)
{
  const guint n_items = att_catalogue_n (catalogue);
  AttRandom random;

  *fixture = (Fixture) { catalogue };
  fixture->scores = g_new (float, n_items + 1);
  fixture->champions = g_new (gint8, n_items + 1);
  fixture->hearings = g_new (float, n_items + 1);
  fixture->appetites = g_new0 (double, catalogue->n_classes);
  for (int c = 0; c < catalogue->n_classes; c++)
    fixture->appetites[c] = 1;
  att_random_init (&random, g_test_rand_int ());
  for (guint i = 0; i < n_items; i++)
    {
      fixture->scores[i] = round (att_random_uniform (&random) * 1e4) / 1e4;
      fixture->champions[i] = ATT_RECOMMENDER_METADATA;
      fixture->hearings[i] = NAN;
    }
  fixture->weights[ATT_RECOMMENDER_METADATA] = 1;
  fixture->input = (AttPlanInput){
    .catalogue = catalogue,
    .scores = fixture->scores,
    .champions = fixture->champions,
    .hearings = fixture->hearings,
    .weights = fixture->weights,
    .appetites = fixture->appetites,
    .random_seed = g_test_rand_int (),
    .n = n,
  };
}

static void
fixture_clear (Fixture *fixture)
{
  g_free (fixture->scores);
  g_free (fixture->champions);
  g_free (fixture->hearings);
  g_free (fixture->appetites);
  att_catalogue_free (fixture->catalogue);
}

static const AttItem *
item_at (const Fixture *fixture, GArray *queue, guint i)
{
  return att_catalogue_item (fixture->catalogue, g_array_index (queue, int, i));
}

static void
assert_none_twice (GArray *queue)
{
  for (guint i = 0; i < queue->len; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpint (g_array_index (queue, int, i), !=, g_array_index (queue, int, j));
}

static void
test_windows (void)
{
  Fixture fixture;
  g_autoptr (GArray) queue = NULL, second = NULL;

  fixture_init (&fixture, test_catalogue (six, 60, 2, 6), 80);
  queue = att_queue_plan (&fixture.input);
  g_assert_cmpuint (queue->len, ==, 80);
  assert_none_twice (queue);
  for (guint i = 0; i < queue->len; i++)
    for (guint j = i + 1; j < queue->len && j <= i + ATT_PLANNER_ALBUM_WINDOW; j++)
      {
        if (j <= i + ATT_PLANNER_ARTIST_WINDOW)
          g_assert_cmpint (item_at (&fixture, queue, i)->artist, !=, item_at (&fixture, queue, j)->artist);
        g_assert_cmpint (item_at (&fixture, queue, i)->album, !=, item_at (&fixture, queue, j)->album);
      }

  /* the windows look back on what was queued before */
  fixture.input.recent = (const int *) queue->data;
  fixture.input.n_recent = queue->len;
  second = att_queue_plan (&fixture.input);
  for (guint i = 0; i < second->len; i++)
    {
      for (guint j = 0; j < queue->len; j++)
        g_assert_cmpint (item_at (&fixture, second, i)->recording, !=, item_at (&fixture, queue, j)->recording);
      for (guint back = 1; back + i <= ATT_PLANNER_ARTIST_WINDOW; back++)
        g_assert_cmpint (item_at (&fixture, second, i)->artist, !=,
                         item_at (&fixture, queue, queue->len - back)->artist);
    }
  fixture_clear (&fixture);
}

/* the same song on two albums is one recording */
static void
test_recordings (void)
{
  AttCatalogue *catalogue = test_catalogue (six, 30, 1, 5);
  g_autoptr (GArray) queue = NULL;
  g_autofree gboolean *seen = NULL;
  Fixture fixture;

  for (int artist = 1; artist <= 30; artist++)
    {
      g_autoptr (AttTrack) again = test_track (1000 + artist, artist, 500 + artist, six, 1999);
      g_autofree char *title =
        g_strdup_printf ("PIECE, number %d!", (artist - 1) * 5 + 1); /* as its first, spelt otherwise */

      att_track_set_string (&again->title, title, FALSE);
      att_catalogue_add (catalogue, again);
    }
  att_catalogue_finish (catalogue);
  g_assert_cmpint (catalogue->n_recordings, ==, 150);
  fixture_init (&fixture, catalogue, 70);
  queue = att_queue_plan (&fixture.input);
  seen = g_new0 (gboolean, catalogue->n_recordings);
  for (guint i = 0; i < queue->len; i++)
    {
      g_assert_false (seen[item_at (&fixture, queue, i)->recording]);
      seen[item_at (&fixture, queue, i)->recording] = TRUE;
    }
  fixture_clear (&fixture);
}

/* nobody but the artist of pick @at had a track that was not among the @window picks before it */
static void
assert_others_are_heard (const Fixture *fixture, GArray *picks, guint at, guint window)
{
  const guint n = att_catalogue_n (fixture->catalogue);
  g_autofree gboolean *rests = g_new0 (gboolean, n);

  for (guint i = at - MIN (at, window); i < at; i++)
    rests[g_array_index (picks, int, i)] = TRUE;
  for (guint item = 0; item < n; item++)
    if (!rests[item])
      g_assert_cmpint (att_catalogue_item (fixture->catalogue, item)->artist, ==, item_at (fixture, picks, at)->artist);
}

/* However small the library, it goes on; and one artist follows himself only where everything of the others has been heard
 * since it could come again. */
static void
test_small (void)
{
  static const struct { int artists, albums, tracks; guint n; } cases[] = {
    { 3, 1, 10, 20 }, { 3, 1, 10, 30 }, { 1, 1, 25, 20 }, { 1, 1, 1, 20 }, { 2, 1, 1, 1 }, { 25, 1, 1, 20 },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      Fixture fixture;
      const guint n_items = cases[c].artists * cases[c].albums * cases[c].tracks;
      const guint window = MAX (n_items / 2, MIN (n_items - 1, 2 * ATT_PLANNER_BATCH)); /* a recording rests so long */
      g_autoptr (GArray) recent = g_array_new (FALSE, FALSE, sizeof (int));

      fixture_init (&fixture, test_catalogue (six, cases[c].artists, cases[c].albums, cases[c].tracks), cases[c].n);
      for (guint batch = 0; batch < 8; batch++)
        {
          g_autoptr (GArray) queue = NULL;

          fixture.input.recent = (const int *) recent->data;
          fixture.input.n_recent = recent->len;
          queue = att_queue_plan (&fixture.input);
          g_assert_cmpuint (queue->len, ==, MIN (cases[c].n, n_items));
          assert_none_twice (queue);
          g_array_append_vals (recent, queue->data, queue->len);
          for (guint i = recent->len - queue->len; i < recent->len; i++)
            if (i > 0 && item_at (&fixture, recent, i)->artist == item_at (&fixture, recent, i - 1)->artist)
              assert_others_are_heard (&fixture, recent, i, window);
        }
      fixture_clear (&fixture);
    }
}

/* However small the library, all of it is heard before anything comes again, and what comes again is what was heard
 * longest ago. Picks are taken one by one and a batch at a time, as the window does both. */
static void
test_rounds (void)
{
  static const struct { int artists, albums, tracks; } cases[] = {
    { 1, 1, 1 }, { 1, 1, 2 }, { 2, 1, 1 }, { 5, 1, 1 }, { 1, 1, 5 }, { 2, 2, 6 }, { 24, 1, 1 }, { 1, 1, 24 }, { 4, 1, 10 },
  };
  static const guint batches[] = { 1, 7, 20 };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    for (guint b = 0; b < G_N_ELEMENTS (batches); b++)
      {
        Fixture fixture;
        const int n_items = cases[c].artists * cases[c].albums * cases[c].tracks;
        g_autoptr (GArray) heard = g_array_new (FALSE, FALSE, sizeof (int));

        fixture_init (&fixture, test_catalogue (six, cases[c].artists, cases[c].albums, cases[c].tracks), batches[b]);
        while ((int) heard->len < 4 * n_items)
          {
            g_autoptr (GArray) queue = NULL;

            fixture.input.recent = (const int *) heard->data;
            fixture.input.n_recent = heard->len;
            fixture.input.random_seed++;
            queue = att_queue_plan (&fixture.input);
            g_assert_cmpint (queue->len, ==, MIN ((int) batches[b], n_items));
            g_array_append_vals (heard, queue->data, queue->len);
          }
        for (int i = 0; i < (int) heard->len; i++)
          for (int back = 1; back < n_items && back <= i; back++)
            g_assert_cmpint (g_array_index (heard, int, i), !=, g_array_index (heard, int, i - back));
        fixture_clear (&fixture);
      }
}

/* in a library of some albums the last two batches at least do not come again, and half of it at most is kept away */
static void
test_horizon (void)
{
  static const struct { int artists; int horizon; } cases[] = { { 10, 40 }, { 12, 40 }, { 30, 75 }, { 100, 200 } };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      Fixture fixture;
      g_autoptr (GArray) heard = g_array_new (FALSE, FALSE, sizeof (int));
      gboolean any = FALSE;

      fixture_init (&fixture, test_catalogue (six, cases[c].artists, 1, 5), 20);
      for (guint batch = 0; batch < 15; batch++)
        {
          g_autoptr (GArray) queue = NULL;

          fixture.input.recent = (const int *) heard->data;
          fixture.input.n_recent = heard->len;
          queue = att_queue_plan (&fixture.input);
          g_array_append_vals (heard, queue->data, queue->len);
        }
      for (int i = 0; i < (int) heard->len; i++)
        for (int back = 1; back <= i; back++)
          if (g_array_index (heard, int, i) == g_array_index (heard, int, i - back))
            {
              g_assert_cmpint (back, >, cases[c].horizon);
              any = TRUE;
            }
      g_assert_true (any || cases[c].artists == 100); /* what is liked best comes back */
      fixture_clear (&fixture);
    }
}

/* What waits for a hearing has one in twenty picks however low it scores, and what has no genre goes first */
static void
test_hearings (void)
{
  Fixture fixture;
  AttCatalogue *catalogue = test_catalogue (six, 100, 2, 10);
  g_autoptr (GArray) recent = g_array_new (FALSE, FALSE, sizeof (int));
  const int from = att_catalogue_n (catalogue);
  guint n_heard = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (AttTrack) track = test_track (5000 + i, 0, 0, NULL, 0);

      att_catalogue_add (catalogue, track);
    }
  att_catalogue_finish (catalogue);
  fixture_init (&fixture, catalogue, 20);
  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    {
      const gboolean waits = i % 4 == 0 || (int) i >= from;

      fixture.scores[i] = waits ? 0.3f : 0.8f;
      fixture.hearings[i] = waits ? 0.75f : NAN;
    }
  fixture.input.hearing_every = 20;
  for (guint batch = 0; batch < 5; batch++)
    {
      g_autoptr (GArray) queue = NULL;

      fixture.input.recent = (const int *) recent->data;
      fixture.input.n_recent = recent->len;
      queue = att_queue_plan (&fixture.input);
      for (guint i = 0; i < queue->len; i++)
        {
          const int item = g_array_index (queue, int, i);

          fixture.input.since_hearing++;
          if (isnan (fixture.hearings[item]))
            continue;
          g_assert_cmpuint (fixture.input.since_hearing, ==, 20);
          g_assert_true ((item >= from) == (n_heard < 3));
          fixture.input.since_hearing = 0;
          n_heard++;
        }
      g_array_append_vals (recent, queue->data, queue->len);
    }
  g_assert_cmpuint (n_heard, ==, 5);
  fixture_clear (&fixture);
}

static void
test_only_offered (void)
{
  Fixture fixture;
  g_autoptr (GArray) queue = NULL;

  fixture_init (&fixture, test_catalogue (six, 20, 1, 5), 60);
  for (guint i = 0; i < 100; i++)
    if (i % 3 == 0)
      fixture.scores[i] = NAN;
  queue = att_queue_plan (&fixture.input);
  g_assert_cmpuint (queue->len, ==, 60);
  for (guint i = 0; i < queue->len; i++)
    g_assert_cmpint (g_array_index (queue, int, i) % 3, !=, 0);

  for (guint i = 0; i < 100; i++)
    fixture.scores[i] = NAN;
  g_clear_pointer (&queue, g_array_unref);
  queue = att_queue_plan (&fixture.input);
  g_assert_cmpuint (queue->len, ==, 0);
  fixture_clear (&fixture);
}

/* what scores high comes first, unless it is too like what came before */
static void
test_order (void)
{
  Fixture fixture;
  g_autoptr (GArray) queue = NULL;
  double first = 0, all = 0;

  fixture_init (&fixture, test_catalogue (six, 100, 2, 10), 20);
  queue = att_queue_plan (&fixture.input);
  for (guint i = 0; i < queue->len; i++)
    first += fixture.scores[g_array_index (queue, int, i)] / queue->len;
  for (guint i = 0; i < att_catalogue_n (fixture.catalogue); i++)
    all += fixture.scores[i] / att_catalogue_n (fixture.catalogue);
  g_assert_cmpfloat (first, >, 0.9);
  g_assert_cmpfloat (all, <, 0.6);
  fixture_clear (&fixture);
}

static void
test_repeats (void)
{
  Fixture fixture;
  guint n_other = 0;

  fixture_init (&fixture, test_catalogue (six, 200, 2, 10), 40); /* larger than the pool of candidates */
  test_add_vectors (fixture.catalogue, 1, 12);
  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (GArray) a = att_queue_plan (&fixture.input), b = att_queue_plan (&fixture.input), other = NULL;

      g_assert_cmpmem (a->data, a->len * sizeof (int), b->data, b->len * sizeof (int));
      fixture.input.random_seed++;
      other = att_queue_plan (&fixture.input);
      n_other += memcmp (a->data, other->data, a->len * sizeof (int)) != 0;
    }
  g_assert_cmpuint (n_other, ==, 5); /* another seed, another queue */
  fixture_clear (&fixture);
}


static void
test_shares (void)
{
  static const AttRecommender four[] = { ATT_RECOMMENDER_SOUND, ATT_RECOMMENDER_METADATA, ATT_RECOMMENDER_GENRE_TASTE,
                                         ATT_RECOMMENDER_EXPLORE };
  static const double weights[] = { 0.45, 0.30, 0.15, 0.10 };
  guint counts[ATT_MAX_RECOMMENDERS] = { 0 };
  Fixture fixture;
  g_autoptr (GArray) recent = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) past = g_array_new (FALSE, FALSE, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1); /* the same 600 each time: what is held to 0.06 is the planner */

  fixture_init (&fixture, test_catalogue (six, 100, 2, 10), 20);
  for (guint i = 0; i < att_catalogue_n (fixture.catalogue); i++)
    fixture.champions[i] = four[g_rand_int_range (rand, 0, 4)];
  for (guint k = 0; k < 4; k++)
    fixture.weights[four[k]] = weights[k];
  for (guint batch = 0; batch < 5; batch++)
    {
      g_autoptr (GArray) queue = NULL;

      fixture.input.recent = (const int *) recent->data;
      fixture.input.n_recent = recent->len;
      fixture.input.past_champions = (const gint8 *) past->data;
      fixture.input.n_past = past->len;
      queue = att_queue_plan (&fixture.input);
      for (guint i = 0; i < queue->len; i++)
        {
          const int item = g_array_index (queue, int, i);

          counts[fixture.champions[item]]++;
          g_array_append_val (recent, item);
          g_array_append_val (past, fixture.champions[item]);
        }
    }
  for (guint k = 0; k < 4; k++)
    {
      g_test_message ("%s: weight %.2f, share %.2f", att_recommender_to_string (four[k]), weights[k],
                      counts[four[k]] / 100.0);
      g_assert_cmpfloat (fabs (counts[four[k]] / 100.0 - weights[k]), <=, 0.06);
    }
  fixture_clear (&fixture);
}

/* as much of each genre as the listener wants, other things being equal */
static void
test_appetites (void)
{
  Fixture fixture;
  g_autoptr (GArray) queue = NULL;
  guint counts[2] = { 0 };
  int classes[2];

  fixture_init (&fixture, test_catalogue (six, 100, 2, 10), 40);
  for (int c = 0; c < fixture.catalogue->n_classes; c++)
    fixture.appetites[c] = 0.01;
  for (guint i = 0; i < 2; i++)
    {
      classes[i] = att_catalogue_find_class (fixture.catalogue, six[i]);
      fixture.appetites[classes[i]] = i == 0 ? 3 : 1;
    }
  for (guint i = 0; i < att_catalogue_n (fixture.catalogue); i++)
    {
      const AttItemGenre *genre = att_catalogue_genres_of (fixture.catalogue, i);
      const int cls = att_catalogue_genre (fixture.catalogue, genre->genre)->cls;

      fixture.scores[i] = cls == classes[0] || cls == classes[1] ? 0.8f : 0.5f;
    }
  queue = att_queue_plan (&fixture.input);
  for (guint i = 0; i < queue->len; i++)
    for (guint c = 0; c < 2; c++)
      counts[c] +=
        att_catalogue_genre (fixture.catalogue,
                             att_catalogue_genres_of (fixture.catalogue, g_array_index (queue, int, i))->genre)
          ->cls == classes[c];
  g_test_message ("%u and %u of 40", counts[0], counts[1]);
  g_assert_cmpuint (counts[0] + counts[1], ==, 40);
  g_assert_cmpuint (counts[0], >=, 24);
  g_assert_cmpuint (counts[1], >=, 7);
  fixture_clear (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/planner/windows", test_windows);
  g_test_add_func ("/recommend/planner/recordings", test_recordings);
  g_test_add_func ("/recommend/planner/small", test_small);
  g_test_add_func ("/recommend/planner/rounds", test_rounds);
  g_test_add_func ("/recommend/planner/horizon", test_horizon);
  g_test_add_func ("/recommend/planner/hearings", test_hearings);
  g_test_add_func ("/recommend/planner/only-offered", test_only_offered);
  g_test_add_func ("/recommend/planner/order", test_order);
  g_test_add_func ("/recommend/planner/repeats", test_repeats);
  g_test_add_func ("/recommend/planner/shares", test_shares);
  g_test_add_func ("/recommend/planner/appetites", test_appetites);
  return g_test_run ();
}
