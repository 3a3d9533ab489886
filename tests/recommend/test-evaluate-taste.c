/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The evaluations on other people's listening: tables in, figures out
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "att-evaluate-radio.h"
#include "att-evaluate-ranking.h"
#include "att-random.h"

typedef struct {
  char *dir;
} Folder;

static void
folder_set_up (Folder *self, gconstpointer data)
{
  self->dir = g_dir_make_tmp ("att-taste-XXXXXX", NULL);
  g_assert_nonnull (self->dir);
}

static void
folder_tear_down (Folder *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->dir, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (self->dir), ==, 0);
  g_free (self->dir);
}

static char *
put (Folder *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* --- the radio --- */

#define N_ITEMS 60

/* Two tribes: even items are rock, odd ones jazz; item 2k is heard by 20 - k / 2 of the rock users. */
static void
put_tribes (Folder *self)
{
  g_autoptr (GString) items = g_string_new (NULL), events = g_string_new (NULL);
  g_autofree char *items_path = NULL, *events_path = NULL;

  for (int i = 0; i < N_ITEMS; i++)
    g_string_append_printf (items, "i%d\tArtist %d\t\t%s:9|seen live:1\r\n", i, i, i % 2 == 0 ? "rock" : "jazz");
  for (int u = 0; u < 40; u++)
    for (int i = u % 2; i < N_ITEMS; i += 2)
      if (u / 2 < 20 - i / 4)
        g_string_append_printf (events, "u%d\ti%d\t%d\n", u, i, 1 + i);
  g_string_append (events, "u1\tnowhere\t3\n"); /* an item that is not there */
  items_path = put (self, "items.tsv", items->str);
  events_path = put (self, "events.tsv", events->str);
}

static AttTasteData *
read_tribes (Folder *self)
{
  g_autofree char *listeners = put (self, "listeners.tsv",
                                    "a\trock\ti0,i2,i4,i6,i8,i10,i12,i14,nowhere,i0\nb\tjazz\ti1,i3,i5,i7,i51\n");
  g_autoptr (GError) error = NULL;
  AttTasteData *data;

  put_tribes (self);
  data = att_taste_data_read (self->dir, listeners, &error);
  g_assert_no_error (error);
  return data;
}

static const AttRadioPolicyReport *
find_policy (GArray *reports, const char *name)
{
  for (guint i = 0; i < reports->len; i++)
    if (g_str_equal (g_array_index (reports, AttRadioPolicyReport, i).name, name))
      return &g_array_index (reports, AttRadioPolicyReport, i);
  g_assert_not_reached ();
}

static GArray *
evaluate (AttTasteData *data, guint n_steps, guint n_users, guint64 seed)
{
  const AttRadioEvaluation options = { n_steps, n_users, seed, FALSE };
  g_autoptr (GError) error = NULL;
  GArray *reports = att_evaluate_radio (data, &options, NULL, NULL, &error);

  g_assert_no_error (error);
  return reports;
}

static void
test_radio (Folder *self, gconstpointer unused)
{
  g_autoptr (AttTasteData) data = read_tribes (self);
  g_autoptr (GArray) all = NULL, half = NULL, again = NULL;

  g_assert_cmpuint (data->tracks->len, ==, N_ITEMS);
  g_assert_cmpuint (data->listeners->len, ==, 2);
  g_assert_cmpuint (((AttTasteListener *) g_ptr_array_index (data->listeners, 0))->items->len, ==, 8);

  /* everything is heard: every policy finds all that is liked, 8 and 5 */
  all = evaluate (data, N_ITEMS, G_MAXUINT, 1);
  g_assert_cmpuint (all->len, ==, 5);
  g_assert_cmpstr (g_array_index (all, AttRadioPolicyReport, 0).name, ==, "radio");
  for (guint i = 0; i < all->len; i++)
    g_assert_cmpfloat_with_epsilon (g_array_index (all, AttRadioPolicyReport, i).hits100, 6.5, 1e-9);

  /* by hand: the most heard come first, rock before jazz where they are equal; within ten steps item 0, 1, … 9; i51 is
   * never reached */
  half = evaluate (data, 10, G_MAXUINT, 1);
  g_assert_cmpfloat_with_epsilon (find_policy (half, "popular")->hits100, (5 + 4) / 2.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (find_policy (half, "popular")->hits20, (5 + 4) / 2.0, 1e-9);
  /* a: hit and miss by turns, one skip in a row; b: the same, then the last is a skip after a skip */
  g_assert_cmpfloat_with_epsilon (find_policy (half, "popular")->longest_skip_run, 1.5, 1e-9);
  /* only what was ticked: all eight of a, and the first four of b */
  g_assert_cmpfloat_with_epsilon (find_policy (half, "genre-only")->hits100, (8 + 4) / 2.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (find_policy (half, "genre-only")->longest_skip_run, (2 + 6) / 2.0, 1e-9);
  g_assert_cmpfloat (find_policy (half, "als-only")->hits100, >, find_policy (half, "popular")->hits100);

  again = evaluate (data, 10, G_MAXUINT, 1);
  g_assert_cmpmem (half->data, half->len * sizeof (AttRadioPolicyReport),
                   again->data, again->len * sizeof (AttRadioPolicyReport));
}

/* nobody else's listening: who learns from it is not missed, and of those who know the ticked genres one is enough */
static void
test_parts (Folder *self, gconstpointer unused)
{
  const AttRadioEvaluation options = { 8, 0, 1, TRUE };
  g_autoptr (AttTasteData) data = read_tribes (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) reports = att_evaluate_radio (data, &options, NULL, NULL, &error);
  const AttRadioPolicyReport *radio;

  g_assert_no_error (error);
  radio = find_policy (reports, "radio");
  g_assert_cmpfloat (radio->hits100, >, find_policy (reports, "shuffle")->hits100);
  g_assert_cmpfloat (find_policy (reports, "radio without genre-taste")->hits100, ==, radio->hits100);
  g_assert_cmpfloat (find_policy (reports, "radio without item-knn")->hits100, ==, radio->hits100);
  g_assert_cmpfloat (find_policy (reports, "radio without als")->hits100, ==, radio->hits100);
  g_assert_cmpfloat (find_policy (reports, "radio without genre-net")->hits100, ==, radio->hits100);
  g_assert_cmpfloat (find_policy (reports, "radio without cold")->hits100, ==, radio->hits100);
  g_assert_cmpuint (reports->len, ==, 1 + 9 + 4);
}

/* a fresh install: nobody else's listening is there */
static void
test_no_users (Folder *self, gconstpointer unused)
{
  g_autoptr (AttTasteData) data = read_tribes (self);
  g_autoptr (GArray) reports = evaluate (data, N_ITEMS, 0, 1);

  for (guint i = 0; i < reports->len; i++)
    g_assert_cmpfloat_with_epsilon (g_array_index (reports, AttRadioPolicyReport, i).hits100, 6.5, 1e-9);
}

static void
check_refused (Folder *self, const char *name, const char *text, const char *says)
{
  g_autofree char *listeners = g_build_filename (self->dir, "listeners.tsv", NULL), *bad = NULL;
  g_autoptr (GError) error = NULL;

  att_taste_data_free (read_tribes (self));
  bad = put (self, name, text);
  g_assert_null (att_taste_data_read (self->dir, listeners, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_bad_taste (Folder *self, gconstpointer unused)
{
  check_refused (self, "items.tsv", "i1\n", "1");
  check_refused (self, "items.tsv", "i1\tA\ni1\tB\n", "2");
  check_refused (self, "items.tsv", "", "nothing");
  check_refused (self, "events.tsv", "u1\ti1\t5\nu1\ti1\n", "2");
  check_refused (self, "events.tsv", "u1\ti1\tmany\n", "1");
  check_refused (self, "events.tsv", "\xff\xfe\t\t\n", "1");
  check_refused (self, "listeners.tsv", "a\trock\n", "1");
  check_refused (self, "listeners.tsv", "", "nothing");
}

/* --- ranking --- */

#define N_USERS 80

/* users listen to what is in their quarter of the items; each has one left out. Item names that are no numbers. */
static void
put_ranking (Folder *self)
{
  g_autoptr (GString) train = g_string_new (NULL), test = g_string_new (NULL), negatives = g_string_new (NULL);
  g_autofree char *train_path = NULL, *test_path = NULL, *negatives_path = NULL;
  AttRandom random;

  att_random_init (&random, 3);
  for (guint u = 0; u < N_USERS; u++)
    {
      const guint target = u % 4 + 4 * att_random_below (&random, 25);

      for (guint i = u % 4; i < 100; i += 4)
        if (i != target && att_random_below (&random, 3) > 0)
          g_string_append_printf (train, "%u\tsong %u\t%u\r\n", u, i, 1 + att_random_below (&random, 50));
      g_string_append_printf (test, "%u\tsong %u\t1\r\n", u, target);
      g_string_append_printf (negatives, "(%u,song %u)", u, target);
      for (guint i = 0; i < 100; i++)
        g_string_append_printf (negatives, "\tsong %u", i); /* the target and what is heard among them */
      g_string_append (negatives, "\tsong 7\tsong new\r\n"); /* one again, and one that nobody has heard */
    }
  train_path = put (self, "train", train->str);
  test_path = put (self, "test", test->str);
  negatives_path = put (self, "negatives", negatives->str);
}

static AttRankingData *
read_ranking (Folder *self, GError **error)
{
  g_autofree char *train = g_build_filename (self->dir, "train", NULL), *test = g_build_filename (self->dir, "test", NULL);
  g_autofree char *negatives = g_build_filename (self->dir, "negatives", NULL);

  return att_ranking_data_read (train, test, negatives, error);
}

/* the figures again, from the file of scores */
static void
check_scores (const AttRankingData *data, const char *path, const AttRankingReport *report)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  double hr = 0, ndcg = 0;
  guint line = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint c = 0; c < data->cases->len; c++)
    {
      const AttRankingCase *one = &g_array_index (data->cases, AttRankingCase, c);
      double target = 0;
      guint rank = 0;

      for (guint i = 0; i <= one->negatives->len; i++)
        {
          g_auto (GStrv) columns = g_strsplit (lines[line++], "\t", -1);
          const guint item = i == 0 ? one->target : g_array_index (one->negatives, guint, i - 1);
          const double score = g_ascii_strtod (columns[2], NULL);

          g_assert_cmpstr (columns[0], ==, g_ptr_array_index (data->users, one->user));
          g_assert_cmpstr (columns[1], ==, g_ptr_array_index (data->items, item));
          if (g_str_equal (columns[1], "song new"))
            g_assert_cmpfloat (score, <, -1e30);
          if (i == 0)
            target = score;
          else
            rank += score >= target;
        }
      hr += rank < 10;
      ndcg += rank < 10 ? 1 / log2 (rank + 2) : 0;
    }
  g_assert_cmpstr (lines[line], ==, "");
  g_assert_cmpfloat_with_epsilon (hr / report->n, report->hr10, 1e-9);
  g_assert_cmpfloat_with_epsilon (ndcg / report->n, report->ndcg10, 1e-9);
}

static void
test_ranking (Folder *self, gconstpointer unused)
{
  g_autofree char *scores = g_build_filename (self->dir, "scores", NULL);
  static const char *const others[] = { "deepcf", "ease", "hybrid", "item-knn", "user-knn" };
  const AttRankingEvaluation options = { "als", 0, 1, 2, scores }, one_thread = { "als", 0, 1, 1, NULL };
  g_autoptr (AttRankingData) data = NULL;
  g_autoptr (GError) error = NULL;
  AttRankingReport report, again;

  put_ranking (self);
  data = read_ranking (self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (data->cases->len, ==, N_USERS);
  g_assert_cmpuint (g_array_index (data->cases, AttRankingCase, 0).negatives->len, ==, 100); /* 99 and the new one */
  g_assert_null (data->times);

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const AttRankingEvaluation other = { others[i], 0, 1, 2, NULL };

      g_assert_true (att_evaluate_ranking (data, &other, &report, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat (report.hr10_masked, >, 0.9);
      g_assert_cmpfloat (report.hr10, <, 1);
      g_assert_cmpfloat (report.ndcg10, <=, report.ndcg10_masked);
      if (g_str_equal (others[i], "user-knn")) /* what is heard is among its best */
        g_assert_cmpfloat (report.ndcg10, <, report.ndcg10_masked);
      g_assert_cmpuint (report.n_parameters, >, 0);
    }
  g_assert_true (att_evaluate_ranking_knows ("als"));
  g_assert_false (att_evaluate_ranking_knows ("oracle"));
  g_assert_true (att_evaluate_ranking (data, &options, &report, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.n, ==, N_USERS);
  /* of the 25 of a quarter 16 are heard: among the other nine the target is one. By chance it were one in eight. */
  g_assert_cmpfloat (report.hr10_masked, >, 0.9);
  g_assert_cmpfloat (report.recall20, >, 0.95);
  g_assert_cmpfloat (report.hr10, <, 1);
  g_assert_cmpfloat (report.ndcg10, <=, report.ndcg10_masked);
  check_scores (data, scores, &report);

  g_assert_true (att_evaluate_ranking (data, &one_thread, &again, NULL, &error));
  g_assert_cmpfloat (report.ndcg10, ==, again.ndcg10);
  g_assert_cmpfloat (report.ndcg10_masked, ==, again.ndcg10_masked);
}

static void
test_bad_ranking (Folder *self, gconstpointer unused)
{
  static const struct { const char *name, *text, *says; } bad[] = {
    { "train", "1\t2\n", "1" },
    { "train", "", "nothing" },
    { "train", "1\t2\t3\n1\t2\t-3\n", "2" },
    { "test", "", "nothing" },
    { "test", "5\n", "1" },
    { "negatives", "0\t5\t6\n", "1" },
    { "negatives", "(0,no such target)\t5\n", "1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = NULL;
      g_autoptr (GError) error = NULL;

      put_ranking (self);
      path = put (self, bad[i].name, bad[i].text);
      if (g_str_equal (bad[i].text, "") && g_str_equal (bad[i].name, "test"))
        g_free (put (self, "negatives", ""));
      g_assert_null (read_ranking (self, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, bad[i].name));
      g_assert_nonnull (strstr (error->message, bad[i].says));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/evaluate/radio", Folder, NULL, folder_set_up, test_radio, folder_tear_down);
  g_test_add ("/evaluate/radio/no-users", Folder, NULL, folder_set_up, test_no_users, folder_tear_down);
  g_test_add ("/evaluate/radio/parts", Folder, NULL, folder_set_up, test_parts, folder_tear_down);
  g_test_add ("/evaluate/radio/bad-tables", Folder, NULL, folder_set_up, test_bad_taste, folder_tear_down);
  g_test_add ("/evaluate/ranking", Folder, NULL, folder_set_up, test_ranking, folder_tear_down);
  g_test_add ("/evaluate/ranking/bad-tables", Folder, NULL, folder_set_up, test_bad_ranking, folder_tear_down);
  return g_test_run ();
}
