/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chances that are right as often as they say: temperatures, shifts, and a head of tags with both
 */
#include <math.h>
#include <string.h>

#include "att-features.h"
#include "att-genre-calibrate.h"
#include "att-genre-fit.h"
#include "att-random.h"

/* --- temperature --- */

static void
test_temperature (void)
{
  enum { N = 4000 };
  g_autofree float *p = g_new (float, N * 2);
  g_autofree int *truth = g_new (int, N);
  const int means[] = { 0, 1 }, none[] = { -1, -1 };
  float one[] = { 0.8f, 0.1f, 0.1f }, nothing[] = { 0, 0 };
  double temperature;
  AttRandom random;

  /* says 0.9, is right three times in four: logit 2.197 should be 1.099 */
  att_random_init (&random, 1);
  for (int i = 0; i < N; i++)
    {
      const int said = i % 2;

      p[i * 2 + said] = 0.9f;
      p[i * 2 + 1 - said] = 0.1f;
      truth[i] = i % 8 < 6 ? said : 1 - said;
    }
  temperature = att_genre_fit_temperature (p, truth, means, N, 2);
  g_assert_cmpfloat_with_epsilon (temperature, 2, 0.02);
  att_genre_temper (p, 2, temperature);
  g_assert_cmpfloat_with_epsilon (p[0], 0.75, 0.005);
  g_assert_cmpfloat_with_epsilon (p[0] + p[1], 1, 1e-6);

  g_assert_cmpfloat (att_genre_fit_temperature (p, truth, none, N, 2), ==, 1);
  g_assert_cmpfloat (att_genre_fit_temperature (p, none, none, 2, 2), ==, 1);
  g_assert_cmpfloat (att_genre_fit_temperature (p, truth, means, 0, 2), ==, 1);
  att_genre_temper (one, 3, 1);
  g_assert_cmpfloat_with_epsilon (one[0], 0.8, 1e-6);
  att_genre_temper (nothing, 2, 1);
  g_assert_cmpfloat (nothing[0], ==, 0.5);
}

/* --- shifts --- */

static void
test_shift (void)
{
  g_assert_cmpfloat_with_epsilon (att_genre_shift (0.5f, log (3)), 0.75, 1e-6);
  g_assert_cmpfloat_with_epsilon (att_genre_shift (0.3f, 0), 0.3, 1e-6);
  g_assert_cmpfloat_with_epsilon (att_genre_shift (att_genre_shift (0.2f, 1.5), -1.5), 0.2, 1e-6);
  g_assert_cmpfloat (att_genre_shift (0, 50), ==, 0);
  g_assert_cmpfloat (att_genre_shift (1, -50), ==, 1);
}

/* three labels; the first has two answers, the last has none; the fourth answer means nothing */
enum { N_ANSWERS = 4, N_LABELS = 3, N_ROWS = 6000 };

static const int answer_means[N_ANSWERS] = { 0, 0, 1, -1 };

/* rows whose truth is drawn by @odds of label 0 to label 1, and chances that say @factor times as much for label 0 */
static void
draw (float *p, int *truth, double factor)
{
  AttRandom random;

  att_random_init (&random, 1);
  for (int i = 0; i < N_ROWS; i++)
    {
      const double odds = exp (2 * att_random_normal (&random)), share = att_random_uniform (&random);

      truth[i] = att_random_uniform (&random) * (1 + odds) < odds ? 0 : 1;
      p[i * N_ANSWERS] = 1e-3 * factor * odds * share;
      p[i * N_ANSWERS + 1] = 1e-3 * factor * odds * (1 - share);
      p[i * N_ANSWERS + 2] = 1e-3;
      p[i * N_ANSWERS + 3] = att_random_uniform (&random);
    }
}

static void
test_shifts (void)
{
  g_autofree float *p = g_new (float, N_ROWS * N_ANSWERS);
  g_autofree int *truth = g_new (int, N_ROWS);
  double shifts[N_LABELS] = { 1, 1, 1 }, more[N_LABELS];

  draw (p, truth, exp (1.2));
  att_genre_fit_shifts (shifts, p, truth, answer_means, N_ROWS, N_ANSWERS, N_LABELS);
  g_test_message ("%.3f %.3f", shifts[0], shifts[1]);
  g_assert_cmpfloat_with_epsilon (shifts[1] - shifts[0], 1.2, 0.1);
  g_assert_cmpfloat_with_epsilon (shifts[0] + shifts[1], 0, 1e-6); /* no more than need be */
  g_assert_cmpfloat (shifts[2], ==, 0);

  draw (p, truth, 1);
  att_genre_fit_shifts (more, p, truth, answer_means, N_ROWS, N_ANSWERS, N_LABELS);
  g_assert_cmpfloat (ABS (more[0]), <, 0.05);

  /* little to go by: hardly moved */
  draw (p, truth, exp (1.2));
  att_genre_fit_shifts (more, p, truth, answer_means, 5, N_ANSWERS, N_LABELS);
  g_assert_cmpfloat (ABS (more[0]), <, 0.3);

  /* rows without a truth, or of a label that no answer means */
  for (int i = 0; i < N_ROWS; i++)
    truth[i] = i % 2 == 0 ? -1 : 2;
  att_genre_fit_shifts (shifts, p, truth, answer_means, N_ROWS, N_ANSWERS, N_LABELS);
  for (int c = 0; c < N_LABELS; c++)
    g_assert_cmpfloat (shifts[c], ==, 0);
}

/* the least of the loss, found by BFGS in double precision (SciPy 1.10) */
static void
test_shifts_golden (void)
{
  static const float p[] = { 0.6f, 0.2f, 0.1f, 0.5f, 0.3f, 0.4f, 0.7f, 0.1f, 0.3f, 0.2f, 0.3f, 0.1f,
                             0.8f, 0.1f, 0.6f, 0.4f, 0.5f, 0.1f, 0.6f, 0.3f, 0.2f, 0.5f, 0.4f, 0.2f };
  static const int truth[] = { 0, 1, 2, 1, 2, 1, 2, 2 }, means[] = { 0, 1, 2 };
  static const double golden[] = { -0.191598, 0.044231, 0.147367 };
  double shifts[3];

  att_genre_fit_shifts (shifts, p, truth, means, 8, 3, 3);
  for (int c = 0; c < 3; c++)
    g_assert_cmpfloat_with_epsilon (shifts[c], golden[c], 1e-4);
}

/* --- a head of tags --- */

enum { BLUES, COUNTRY, ROCK, CLASSIC_ROCK, FOLK, N_TAGS };

#define N_ARTISTS 30
#define PER_ARTIST 6
#define N_EPOCHS 4

static void
example_free (gpointer data)
{
  AttGenreExample *self = data;

  g_free (self->vectors);
  g_free (self->cuts);
  g_free (self->tags);
  g_free (self);
}

static void
fill (float *x, int label, AttRandom *random)
{
  for (gsize j = 0; j < att_features_get_n (); j++)
    x[j] = att_random_normal (random) + (j % 20 == (gsize) label ? 2 : 0);
}

/* What the teacher says tells the labels apart, but of everything it says rock first. */
static AttGenreExamples *
make_examples (void)
{
  static const char *const labels[] = { "blues", "country", "rock", NULL };
  static const char *const tags[] = { "blues", "country", "rock", "classic rock", "folk", NULL };
  AttGenreExamples *all = g_new0 (AttGenreExamples, 1);
  const gsize n = att_features_get_n ();
  AttRandom random;

  att_random_init (&random, 1);
  all->labels = g_strdupv ((char **) labels);
  all->n_labels = 3;
  all->tags = g_strdupv ((char **) tags);
  all->n_tags = N_TAGS;
  all->n_artists = N_ARTISTS;
  all->examples = g_ptr_array_new_with_free_func (example_free);
  for (int i = 0; i < N_ARTISTS * PER_ARTIST; i++)
    {
      AttGenreExample *example = g_new0 (AttGenreExample, 1);

      example->artist = i / PER_ARTIST;
      example->label = example->artist % 3;
      example->vectors = g_new (float, ATT_GENRE_N_VARIANTS * n);
      example->cuts = g_new (float, ATT_GENRE_N_CUTS * n);
      for (int v = 0; v < ATT_GENRE_N_VARIANTS; v++)
        fill (example->vectors + v * n, example->label, &random);
      for (int cut = 0; cut < ATT_GENRE_N_CUTS; cut++)
        fill (example->cuts + cut * n, example->label, &random);
      example->tags = g_new0 (float, N_TAGS);
      example->tags[BLUES] = example->label == BLUES ? 0.35f : 0.02f;
      example->tags[COUNTRY] = example->label == COUNTRY ? 0.35f : 0.02f;
      example->tags[ROCK] = example->label == ROCK ? 0.8f : 0.5f;
      example->tags[CLASSIC_ROCK] = 0.05f;
      example->tags[FOLK] = 0.3f;
      g_ptr_array_add (all->examples, example);
    }
  return all;
}

/* the share of the files not in @use that are answered as they are labelled, by the labels' own tags */
static double
judge (const AttGenreHead *head, const AttGenreExamples *all, const gboolean *use, const float *mean, const float *std)
{
  g_autofree float *x = g_new (float, att_features_get_n ());
  float p[N_TAGS];
  int n = 0, n_right = 0;

  for (guint i = 0; i < all->examples->len; i++)
    {
      const AttGenreExample *example = g_ptr_array_index (all->examples, i);
      int best = 0;

      if (use[i])
        continue;
      att_genre_standardise (x, example->vectors, mean, std, att_features_get_n ());
      att_genre_head_predict (head, p, x);
      for (int k = 1; k <= ROCK; k++)
        if (p[k] > p[best])
          best = k;
      n++;
      n_right += best == example->label;
    }
  return (double) n_right / n;
}

static float *
get_biases (const AttGenreHead *head, guint net)
{
  return att_mlp_get_biases (g_ptr_array_index (head->nets, net), 1);
}

/* @use: one flag an example; the generator is the same for every head */
static AttGenreHead *
fit (const AttGenreExamples *all, const gboolean *use, float *mean, float *std, gboolean calibrate)
{
  AttGenreWork work = { 0 };
  AttRandom random;
  AttGenreHead *head;
  g_autoptr (GError) error = NULL;

  att_random_init (&random, 7);
  att_genre_fit_stats (all, use, mean, std);
  head = att_genre_fit_head (all, use, TRUE, NULL, N_EPOCHS, mean, std, &random, &work, NULL, NULL, &error);
  g_assert_no_error (error);
  if (calibrate)
    g_assert_true (att_genre_fit_calibrate (head, all, use, TRUE, N_EPOCHS, &random, &work, &error));
  g_assert_no_error (error);
  return head;
}

static void
test_head (void)
{
  g_autoptr (AttGenreExamples) all = make_examples ();
  const gsize n = att_features_get_n ();
  g_autofree float *mean = g_new (float, n), *std = g_new (float, n);
  g_autofree gboolean *use = g_new (gboolean, all->examples->len);
  g_autoptr (AttGenreHead) plain = NULL, shifted = NULL, again = NULL;
  AttRandom random;
  double before, after;

  for (guint i = 0; i < all->examples->len; i++)
    use[i] = i / PER_ARTIST < 21;
  plain = fit (all, use, mean, std, FALSE);
  shifted = fit (all, use, mean, std, TRUE);
  before = judge (plain, all, use, mean, std);
  after = judge (shifted, all, use, mean, std);
  g_test_message ("%.2f right, shifted %.2f, temperature %.2f", before, after, shifted->temperature);
  g_assert_cmpfloat (before, <, 0.5);
  g_assert_cmpfloat (after, >, 0.7);
  g_assert_cmpfloat (shifted->temperature, !=, 1);

  /* the same for every network, for all that lies under a label's genre, and for nothing else */
  for (guint net = 0; net < plain->nets->len; net++)
    {
      const float *from = get_biases (plain, net), *to = get_biases (shifted, net);
      const double rock = to[ROCK] - from[ROCK];

      g_assert_cmpfloat (rock, <, -0.2);
      g_assert_cmpfloat (to[COUNTRY] - from[COUNTRY], >, 0.05);
      g_assert_cmpfloat_with_epsilon (to[CLASSIC_ROCK] - from[CLASSIC_ROCK], rock, 1e-5);
      g_assert_cmpfloat (to[FOLK], ==, from[FOLK]);
      g_assert_cmpfloat_with_epsilon (rock, get_biases (shifted, 0)[ROCK] - get_biases (plain, 0)[ROCK], 1e-5);
    }

  /* the same seed gives the same bytes, whatever is in the files that are not in use */
  att_random_init (&random, 9);
  for (guint i = 0; i < all->examples->len; i++)
    if (!use[i])
      {
        AttGenreExample *example = g_ptr_array_index (all->examples, i);

        fill (example->vectors, 2, &random);
        fill (example->cuts, 2, &random);
        example->label = COUNTRY;
        example->tags[ROCK] = 0;
      }
  again = fit (all, use, mean, std, TRUE);
  g_assert_cmpfloat (again->temperature, ==, shifted->temperature);
  for (guint net = 0; net < again->nets->len; net++)
    g_assert_cmpmem (get_biases (again, net), N_TAGS * sizeof (float),
                     get_biases (shifted, net), N_TAGS * sizeof (float));
}

/* nobody else to ask: left as it was */
static void
test_one_artist (void)
{
  g_autoptr (AttGenreExamples) all = make_examples ();
  const gsize n = att_features_get_n ();
  g_autofree float *mean = g_new (float, n), *std = g_new (float, n);
  g_autofree gboolean *use = g_new0 (gboolean, all->examples->len);
  g_autoptr (AttGenreHead) plain = NULL, same = NULL;

  for (int i = 0; i < PER_ARTIST; i++)
    use[i] = TRUE;
  plain = fit (all, use, mean, std, FALSE);
  same = fit (all, use, mean, std, TRUE);
  g_assert_cmpfloat (same->temperature, ==, 1);
  g_assert_cmpmem (get_biases (same, 0), N_TAGS * sizeof (float), get_biases (plain, 0), N_TAGS * sizeof (float));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/genre-calibrate/temperature", test_temperature);
  g_test_add_func ("/analysis/genre-calibrate/shift", test_shift);
  g_test_add_func ("/analysis/genre-calibrate/shifts", test_shifts);
  g_test_add_func ("/analysis/genre-calibrate/shifts-golden", test_shifts_golden);
  g_test_add_func ("/analysis/genre-calibrate/head", test_head);
  g_test_add_func ("/analysis/genre-calibrate/one-artist", test_one_artist);
  return g_test_run ();
}
