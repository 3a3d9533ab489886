/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The recommenders that learn from all users: two tribes, each with its half of the library, and two tracks that nobody
 * has: of the one nothing is known.
 */
#include "library.h"

#include <math.h>
#include <string.h>

#include "att-calibration.h"
#include "att-num.h"
#include "att-random.h"

#define N_TRIBE 20     /* items of one */
#define N_USERS 30     /* of one */
#define N_EACH 8       /* items a user has */
#define NOBODYS (2 * N_TRIBE)
#define NEW (NOBODYS + 1)
#define N_ITEMS (NEW + 1)

static const char *const tribes[2][2] = { { "Rock", NULL }, { "Jazz", NULL } };

typedef struct {
  AttCatalogue *catalogue;
  AttCsr *users;
  AttTasteModel *model;
  GPtrArray *log;
  AttSignals *signals;
  AttContext context;
  AttRecommenderBase *recommender;
  gint64 now;
} Desk;

static AttCsr *
make_users (void)
{
  AttCsrEntry entries[2 * N_USERS * N_EACH];
  AttRandom random;

  att_random_init (&random, 3);
  for (guint user = 0; user < 2 * N_USERS; user++)
    {
      guint32 items[N_TRIBE];

      for (guint i = 0; i < N_TRIBE; i++)
        items[i] = user % 2 * N_TRIBE + i;
      att_random_shuffle (&random, items, N_TRIBE);
      for (guint i = 0; i < N_EACH; i++)
        entries[user * N_EACH + i] = (AttCsrEntry) { user, items[i], 1 + i };
    }
  return att_csr_new (2 * N_USERS, N_ITEMS, entries, G_N_ELEMENTS (entries));
}

static AttCatalogue *
make_catalogue (void)
{
  AttCatalogue *catalogue = att_catalogue_new ();

  for (guint i = 0; i < N_ITEMS; i++)
    {
      const char *const *tribe = i != NOBODYS ? tribes[i / N_TRIBE % 2] : NULL;
      g_autoptr (AttTrack) track = test_track (i + 1, i + 1, i + 1, tribe, 1960);

      att_catalogue_add (catalogue, track);
    }
  att_catalogue_finish (catalogue);
  return catalogue;
}

static void
desk_open (Desk *desk, const AttRecommenderClass *cls)
{
  *desk = (Desk) { .catalogue = make_catalogue (), .users = make_users (), .log = g_ptr_array_new (),
                   .now = TEST_NOW };
  desk->model = att_taste_model_new (desk->users, desk->catalogue, 1, 2, NULL);
  g_assert_nonnull (desk->model);
  desk->signals = att_signals_new (desk->catalogue, desk->log);
  desk->context = (AttContext) { .catalogue = desk->catalogue, .signals = desk->signals, .model = desk->model,
                                 .seed_class = -1, .now = TEST_NOW };
  desk->recommender = att_recommender_new (cls);
  att_recommender_prepare (desk->recommender, &desk->context);
}

static void
desk_close (Desk *desk)
{
  att_recommender_free (desk->recommender);
  att_taste_model_unref (desk->model);
  att_csr_free (desk->users);
  att_signals_free (desk->signals);
  g_ptr_array_unref (desk->log);
  att_catalogue_free (desk->catalogue);
}

static void
desk_play (Desk *desk, int item, gboolean whole)
{
  g_autoptr (AttEvent) event = test_play (item + 1, desk->now += 300, whole ? 200000 : 10000);

  att_signals_add (desk->signals, event);
  att_recommender_prepare (desk->recommender, &desk->context);
}

static float
ask (const Desk *desk, int item)
{
  return att_recommender_score (desk->recommender, item);
}

/* @from, @n: items; of those that were not played */
static double
mean (const Desk *desk, int from, int n, int played)
{
  double sum = 0;

  for (int i = from + played; i < from + n; i++)
    {
      g_assert_cmpfloat (ask (desk, i), >=, 0);
      g_assert_cmpfloat (ask (desk, i), <=, 1);
      sum += ask (desk, i);
    }
  return sum / (n - played);
}

/* Share of pairs of a tribe's item and a stranger's in which the tribe's is above; @played: of either */
static double
order (const Desk *desk, int tribe, int strangers, int played)
{
  int n_above = 0;

  for (int i = played; i < N_TRIBE; i++)
    for (int j = played; j < N_TRIBE; j++)
      n_above += ask (desk, tribe + i) > ask (desk, strangers + j);
  return (double) n_above / ((N_TRIBE - played) * (N_TRIBE - played));
}

static void
test_tribes (gconstpointer cls)
{
  g_autoptr (GString) sentences = g_string_new (NULL);
  Desk desk;

  desk_open (&desk, cls);
  desk_play (&desk, 0, TRUE);
  desk_play (&desk, 1, TRUE);
  g_assert_cmpfloat (mean (&desk, 0, N_TRIBE, 2), >, 0.5);
  g_assert_cmpfloat (mean (&desk, N_TRIBE, N_TRIBE, 0), <, 0.5);
  g_assert_cmpfloat (order (&desk, 0, N_TRIBE, 2), >, 0.95);
  g_assert_true (isnan (ask (&desk, NOBODYS)));

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GArray) said = g_array_new (FALSE, TRUE, sizeof (AttSentence));
      AttExplanation why = { said, FALSE };

      desk.recommender->cls->explain (desk.recommender, i * N_TRIBE + 2, &why);
      g_assert_cmpuint (said->len, >, 0);
      g_assert_true (why.from_log);
      for (guint j = 0; j < said->len; j++)
        {
          g_string_append (sentences, g_array_index (said, AttSentence, j).text);
          g_free (g_array_index (said, AttSentence, j).text);
        }
    }
  g_assert_nonnull (strstr (sentences->str, "Piece number 3"));

  /* a change of heart */
  for (int i = 2; i < 8; i++)
    {
      desk_play (&desk, i, FALSE);
      desk_play (&desk, N_TRIBE + i, TRUE);
    }
  g_assert_cmpfloat (mean (&desk, N_TRIBE, N_TRIBE, 8), >, mean (&desk, 0, N_TRIBE, 8));
  desk_close (&desk);
}

static void
test_abstains (gconstpointer cls)
{
  Desk desk;

  desk_open (&desk, cls);
  desk.context.model = NULL;
  desk_play (&desk, 0, TRUE);
  for (int i = 0; i <= NOBODYS; i++)
    g_assert_true (isnan (ask (&desk, i)));
  desk_close (&desk);
}

/* a radio from seeds is about them */
static void
test_seeds (gconstpointer cls)
{
  const int seeds[] = { N_TRIBE, N_TRIBE + 1, N_TRIBE + 2, N_TRIBE + 3 };
  Desk desk;

  desk_open (&desk, cls);
  desk_play (&desk, 0, TRUE);
  desk.context.seeds = seeds;
  desk.context.n_seeds = G_N_ELEMENTS (seeds);
  att_recommender_prepare (desk.recommender, &desk.context);
  g_assert_cmpfloat (order (&desk, N_TRIBE, 0, 4), >, 0.7);
  desk_close (&desk);
}

/* before the first reaction the ticked genres say which users are alike, or what is played where they are liked */
static void
test_genres (gconstpointer cls)
{
  AttChosenGenre chosen = { 0, "Jazz" };
  Desk desk;

  desk_open (&desk, cls);
  if (cls == &att_genre_net_class)
    g_assert_true (isnan (ask (&desk, 0)));
  else
    g_assert_cmpfloat_with_epsilon (mean (&desk, 0, N_TRIBE, 0), mean (&desk, N_TRIBE, N_TRIBE, 0), 0.01);
  chosen.cls = att_catalogue_find_class (desk.catalogue, "Jazz");
  desk.context.chosen = &chosen;
  desk.context.n_chosen = 1;
  att_recommender_prepare (desk.recommender, &desk.context);
  g_assert_cmpfloat (mean (&desk, N_TRIBE, N_TRIBE, 0), >, mean (&desk, 0, N_TRIBE, 0) + 0.05);
  desk_close (&desk);
}

/* what nobody has is judged by what it is, and nothing else is */
static void
test_cold (void)
{
  g_autoptr (GArray) said = g_array_new (FALSE, TRUE, sizeof (AttSentence));
  AttExplanation why = { said, FALSE };
  float before;
  Desk desk;

  desk_open (&desk, &att_cold_taste_class);
  before = ask (&desk, NEW);
  g_assert_cmpfloat (before, <, 0.5); /* nothing is known of the listener: all have had others */
  desk_play (&desk, 0, TRUE);
  desk_play (&desk, 2, TRUE);
  g_assert_cmpfloat (ask (&desk, NEW), >, before); /* Rock, like these */
  for (int i = 0; i < NOBODYS; i++)
    g_assert_true (isnan (ask (&desk, i)));
  desk.recommender->cls->explain (desk.recommender, NEW, &why);
  g_assert_cmpuint (said->len, >, 0);
  g_assert_nonnull (strstr (g_array_index (said, AttSentence, said->len - 1).text, "Piece number 42"));
  for (guint j = 0; j < said->len; j++)
    g_free (g_array_index (said, AttSentence, j).text);
  desk_close (&desk);

  desk_open (&desk, &att_cold_taste_class);
  desk_play (&desk, N_TRIBE, TRUE);
  desk_play (&desk, N_TRIBE + 2, TRUE);
  g_assert_cmpfloat (ask (&desk, NEW), <, 0.5);
  g_assert_cmpfloat (ask (&desk, NEW), <, before);
  desk.context.model = NULL;
  att_recommender_prepare (desk.recommender, &desk.context);
  g_assert_true (isnan (ask (&desk, NEW)));
  desk_close (&desk);
}

/* what goes with a skipped track is lowered, what does not is not */
static void
test_skip (void)
{
  Desk desk;

  desk_open (&desk, &att_item_knn_class);
  desk_play (&desk, 0, FALSE);
  g_assert_cmpfloat (mean (&desk, 0, N_TRIBE, 1), <, 0.5);
  g_assert_cmpfloat_with_epsilon (mean (&desk, N_TRIBE, N_TRIBE, 0), 0.5, 1e-3);
  desk_close (&desk);
}

/* of nobody's plays: what is tagged alike goes together */
static void
test_tags (void)
{
  const guint32 liked[] = { 0, 2 };
  const float values[] = { 1, 1 };
  AttCsr *nobody = att_csr_new (0, N_ITEMS, NULL, 0);
  g_autoptr (AttCatalogue) catalogue = make_catalogue ();
  g_autoptr (AttTasteModel) model = att_taste_model_new (nobody, catalogue, 1, 1, NULL);
  g_autofree float *scores = g_new (float, N_ITEMS);
  g_autofree double *work = g_new (double, att_ease_n_work (model->ease));

  g_assert_cmpuint (model->rows->n_rows, ==, 2); /* two genres */
  for (gsize i = 0; i < att_csr_n_entries (model->rows); i++)
    g_assert_cmpfloat_with_epsilon (model->rows->value[i], sqrt (60), 1e-5);
  att_ease_score (model->ease, scores, liked, values, G_N_ELEMENTS (liked), work);
  for (int i = 3; i < N_TRIBE; i++)
    {
      g_assert_cmpfloat (scores[i], >, 0.01);
      g_assert_cmpfloat_with_epsilon (scores[N_TRIBE + i], 0, 1e-5);
    }
  att_csr_free (nobody);
}

static void
test_model (void)
{
  g_autoptr (AttTasteModel) one = NULL, two = NULL, tags = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  AttCsrEntry entries[] = { { 0, 0, 1 }, { 1, 1, 1 } };
  const float *params, *again;
  gsize n_params;
  AttCsr *few;
  Desk desk;

  desk_open (&desk, &att_als_taste_class);
  one = att_taste_model_new (desk.users, desk.catalogue, 5, 1, NULL);
  two = att_taste_model_new (desk.users, desk.catalogue, 5, 2, NULL);
  g_assert_cmpmem (one->als->items, one->als->n_items * one->als->stride * sizeof (float),
                   two->als->items, two->als->n_items * two->als->stride * sizeof (float));
  params = att_taste_net_get_params (one->genre_net, &n_params);
  again = att_taste_net_get_params (two->genre_net, &n_params);
  g_assert_cmpmem (params, n_params * sizeof *params, again, n_params * sizeof *again);
  g_assert_cmpfloat (one->popularity[NOBODYS], ==, 0.5f / (2 * N_USERS + 1));
  for (gsize i = 0; i < att_csr_n_entries (one->plays); i++)
    g_assert_cmpfloat (one->plays->value[i], ==, 1); /* however often */
  g_cancellable_cancel (cancelled);
  g_assert_null (att_taste_model_new (desk.users, desk.catalogue, 5, 1, cancelled));
  few = att_csr_new (2, N_ITEMS, entries, 2);
  tags = att_taste_model_new (few, desk.catalogue, 5, 1, NULL);
  g_assert_null (tags->als);
  g_assert_false (att_taste_model_is_heeded (tags));
  att_csr_free (few);
  desk_close (&desk);
}

static double
slope (AttRecommender k, guint n_users, guint n_reactions)
{
  return att_calibration_get_slope (k, n_users, n_reactions);
}

/* at first who is alike counts most, later what goes together; in between nothing jumps */
static void
test_calibration (void)
{
  g_assert_cmpfloat (slope (ATT_RECOMMENDER_USER_KNN, 1000, 0), >, slope (ATT_RECOMMENDER_ITEM_KNN, 1000, 0));
  g_assert_cmpfloat (slope (ATT_RECOMMENDER_USER_KNN, 1000, 100), <, slope (ATT_RECOMMENDER_ITEM_KNN, 1000, 100));
  g_assert_cmpfloat (slope (ATT_RECOMMENDER_SOUND, 70, 7), ==, 1); /* not measured */
  for (int k = 0; k < ATT_N_RECOMMENDERS; k++)
    {
      g_assert_cmpfloat (slope (k, G_MAXUINT, G_MAXUINT), ==, slope (k, 1000, 100));
      for (guint n = 0; n < 150; n++)
        {
          g_assert_cmpfloat (slope (k, n, n), >, 0);
          g_assert_cmpfloat_with_epsilon (slope (k, 1000, n + 1), slope (k, 1000, n), 0.25);
          g_assert_cmpfloat_with_epsilon (slope (k, 10 * n + 20, 20), slope (k, 10 * n + 10, 20), 0.8);
        }
    }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    const AttRecommenderClass *cls;
  } all[] = {
    { "als", &att_als_taste_class },
    { "item-knn", &att_item_knn_class },
    { "user-knn", &att_user_knn_class },
    { "genre-net", &att_genre_net_class },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *tribe = g_strdup_printf ("/taste-model/%s/tribes", all[i].name);
      g_autofree char *abstains = g_strdup_printf ("/taste-model/%s/abstains", all[i].name);
      g_autofree char *seeds = g_strdup_printf ("/taste-model/%s/seeds", all[i].name);

      g_test_add_data_func (tribe, all[i].cls, test_tribes);
      g_test_add_data_func (abstains, all[i].cls, test_abstains);
      g_test_add_data_func (seeds, all[i].cls, test_seeds);
    }
  g_test_add_data_func ("/taste-model/user-knn/genres", &att_user_knn_class, test_genres);
  g_test_add_data_func ("/taste-model/genre-net/genres", &att_genre_net_class, test_genres);
  g_test_add_func ("/taste-model/cold", test_cold);
  g_test_add_func ("/taste-model/item-knn/skip", test_skip);
  g_test_add_func ("/taste-model/model", test_model);
  g_test_add_func ("/taste-model/tags", test_tags);
  g_test_add_func ("/taste-model/calibration", test_calibration);
  return g_test_run ();
}
