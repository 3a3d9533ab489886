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
#define N_USERS 30     /* of one; more for deepcf */
#define N_EACH 8       /* items a user has; half of that where users are many */
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

/* @n: of either */
static AttCsr *
make_users (guint n)
{
  const guint n_each = n > N_USERS ? N_EACH / 2 : N_EACH;
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, 2 * n * n_each);
  AttRandom random;

  att_random_init (&random, 3);
  for (guint user = 0; user < 2 * n; user++)
    {
      guint32 items[N_TRIBE];

      for (guint i = 0; i < N_TRIBE; i++)
        items[i] = user % 2 * N_TRIBE + i;
      att_random_shuffle (&random, items, N_TRIBE);
      for (guint i = 0; i < n_each; i++)
        entries[user * n_each + i] = (AttCsrEntry) { user, items[i], 1 + i };
    }
  return att_csr_new (2 * n, N_ITEMS, entries, 2 * n * n_each);
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
  const guint n = cls == &att_deepcf_taste_class ? ATT_DEEPCF_LEAST_USERS / 2 : N_USERS;

  *desk = (Desk) { .catalogue = make_catalogue (), .users = make_users (n), .log = g_ptr_array_new (),
                   .now = TEST_NOW };
  desk->model = att_taste_model_new (desk->users, desk->catalogue, 1, 1, NULL);
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

static void
test_same_bytes (const AttCfnet *one, const AttCfnet *two)
{
  gsize n_one, n_two;
  void *bytes = att_cfnet_save (one, &n_one), *others = att_cfnet_save (two, &n_two);

  g_assert_cmpmem (bytes, n_one, others, n_two);
  free (bytes);
  free (others);
}

/* threads change nothing, and of too few users nothing is learned */
static void
test_threads (void)
{
  AttCsr *users = make_users (ATT_DEEPCF_LEAST_USERS / 2), *few = make_users (ATT_DEEPCF_LEAST_USERS / 2 - 1);
  g_autoptr (AttDeepcf) one = NULL, two = NULL;
  g_auto (AttDeepcfFit) fit = { 0 }, again = { 0 };

  g_assert_null (att_deepcf_train (few, 1, 1, &fit, NULL, NULL));
  one = att_deepcf_train (users, 1, 1, &fit, NULL, NULL);
  two = att_deepcf_train (users, 1, 2, &again, NULL, NULL);
  test_same_bytes (att_deepcf_get_net (one), att_deepcf_get_net (two));
  att_csr_free (users);
  att_csr_free (few);
}

/* as if all stages had been gone through: what was learned does not matter */
static AttDeepcfFit
make_fit (guint n_users, guint n_items)
{
  const AttCfnetConfig config = { .n_hidden = 32, .n_factors = 64, .seed = 1 };
  AttDeepcfFit fit = { .stage = ATT_DEEPCF_STAGES };
  AttCfnet *net;

  g_assert_cmpint (att_cfnet_new (&net, &config, n_users, n_items), ==, ATT_NUM_OK);
  fit.n_params = att_cfnet_get_n_params (net);
  fit.params = g_memdup2 (att_cfnet_get_params (net), fit.n_params * sizeof *fit.params);
  att_cfnet_free (net);
  return fit;
}

/* a network is asked about what it was trained on alone, not about what few have */
static void
test_known (void)
{
  const guint32 liked[] = { 3, 0 };
  const guint n_items = ATT_DEEPCF_MOST_ITEMS + 4;
  const guint n_users = ATT_DEEPCF_LEAST_USERS;
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, 2 * n_items + n_users);
  g_autofree float *log_odds = g_new (float, n_items);
  g_autoptr (AttDeepcf) all = NULL;
  g_auto (AttDeepcfFit) fit = make_fit (n_users, ATT_DEEPCF_MOST_ITEMS);
  guint n = 0, n_known;
  AttCsr *users;

  /* one that all have, most with two users, one with one, one with none */
  for (guint i = 1; i < n_items - 2; i++)
    for (guint k = 0; k < 2; k++)
      entries[n++] = (AttCsrEntry) { (i + k) % n_users, i, 1 };
  entries[n++] = (AttCsrEntry) { 3, n_items - 2, 1 };
  for (guint u = 0; u < n_users; u++)
    entries[n++] = (AttCsrEntry) { u, 0, 1 };
  users = att_csr_new (n_users, n_items, entries, n);
  all = att_deepcf_train (users, 1, 2, &fit, NULL, NULL);
  g_assert_nonnull (all);
  g_assert_nonnull (att_deepcf_get_items (all, &n_known));
  g_assert_cmpuint (n_known, ==, ATT_DEEPCF_MOST_ITEMS);
  g_assert_true (att_deepcf_judge (all, log_odds, liked, G_N_ELEMENTS (liked)));
  n = 0;
  for (guint i = 0; i < n_items; i++)
    n += !isnan (log_odds[i]);
  g_assert_cmpuint (n, >, ATT_DEEPCF_MOST_ITEMS * 3 / 4); /* of some all that there is was held out */
  g_assert_false (isnan (log_odds[0]));
  g_assert_true (isnan (log_odds[n_items - 2]));
  g_assert_true (isnan (log_odds[n_items - 1]));
  g_assert_false (att_deepcf_judge (all, log_odds, (const guint32[]) { n_items - 1 }, 1));
  att_csr_free (users);
}

/* what goes with a skipped track is lowered, what does not is likelier for it */
static void
test_skip (void)
{
  Desk desk;

  desk_open (&desk, &att_item_knn_class);
  desk_play (&desk, 0, FALSE);
  g_assert_cmpfloat (mean (&desk, 0, N_TRIBE, 1), <, 0.5);
  g_assert_cmpfloat (mean (&desk, N_TRIBE, N_TRIBE, 0), >, 0.5);
  g_assert_cmpfloat (mean (&desk, N_TRIBE, N_TRIBE, 0), <, 0.55);
  desk_close (&desk);
}

/* of nobody's plays: it goes by tags, and names the liked track that is tagged alike, no users */
static void
test_tagged_companion (void)
{
  g_autoptr (GArray) said = g_array_new (FALSE, TRUE, sizeof (AttSentence));
  AttExplanation why = { said, FALSE };
  AttCsr *nobody = att_csr_new (0, N_ITEMS, NULL, 0);
  Desk desk;

  desk_open (&desk, &att_item_knn_class);
  g_clear_pointer (&desk.model, att_taste_model_unref);
  desk.context.model = desk.model = att_taste_model_new (nobody, desk.catalogue, 1, 1, NULL);
  desk_play (&desk, 0, TRUE);
  desk_play (&desk, N_TRIBE, TRUE);
  g_assert_cmpfloat (ask (&desk, 2), >, 0.5);
  desk.recommender->cls->explain (desk.recommender, 2, &why);
  g_assert_cmpuint (said->len, >=, 2);
  g_assert_cmpint (g_array_index (said, AttSentence, 0).because_of, ==, 1);
  g_assert_nonnull (strstr (g_array_index (said, AttSentence, 0).text, " goes with "));
  for (guint i = 0; i < said->len; i++)
    g_free (g_array_index (said, AttSentence, i).text);
  desk_close (&desk);
  att_csr_free (nobody);
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

  g_assert_cmpuint (model->by_item->n_cols, ==, 2); /* two genres */
  for (gsize i = 0; i < att_csr_n_entries (model->by_item); i++)
    g_assert_cmpfloat_with_epsilon (model->by_item->value[i], sqrt (60), 1e-5);
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
  g_assert_cmpmem (one->als->packed->rows, one->als->n_items * one->als->stride * sizeof (gint16),
                   two->als->packed->rows, two->als->n_items * two->als->stride * sizeof (gint16));
  params = att_taste_net_get_params (one->genre_net, &n_params);
  again = att_taste_net_get_params (two->genre_net, &n_params);
  g_assert_cmpmem (params, n_params * sizeof *params, again, n_params * sizeof *again);
  g_assert_null (one->deepcf);
  g_assert_cmpfloat (att_taste_model_popularity (one, NOBODYS), ==, 0.5f / (2 * N_USERS + 1));
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

/* at first nobody can be told to be alike, later it counts; in between nothing jumps */
static void
test_calibration (void)
{
  g_assert_cmpfloat (slope (ATT_RECOMMENDER_USER_KNN, 1000, 0), <, slope (ATT_RECOMMENDER_USER_KNN, 1000, 100));
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
    { "deepcf", &att_deepcf_taste_class },
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
  g_test_add_func ("/taste-model/deepcf/known", test_known);
  g_test_add_func ("/taste-model/deepcf/threads", test_threads);
  g_test_add_func ("/taste-model/item-knn/skip", test_skip);
  g_test_add_func ("/taste-model/model", test_model);
  g_test_add_func ("/taste-model/tags", test_tags);
  g_test_add_func ("/taste-model/item-knn/tagged-companion", test_tagged_companion);
  g_test_add_func ("/taste-model/calibration", test_calibration);
  return g_test_run ();
}
