/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Training of the genre model: one hidden layer with dropout, a few networks
 * whose answers are averaged, variants of every file, labels softened a little.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "att-distance.h"
#include "att-features.h"
#include "att-genre-examples.h"
#include "att-genre-head.h"
#include "att-genre-model.h"
#include "att-random.h"

#define N_NETS 5
#define N_HIDDEN 96
#define BATCH 32
#define MIN_EPOCHS 20
#define MAX_EPOCHS 40
#define DEFAULT_EPOCHS 25 /* nothing is marked as valid */
#define SMOOTHING 0.1f

static const AttMlpTrainerConfig trainer_config = {
  .learning_rate = 1e-3f,
  .weight_decay = 0.1f,
  .input_dropout = 0.2f,
  .hidden_dropout = 0.6f,
};

/* rows to learn from: (n, inputs) and (n, outputs) */
typedef struct {
  gsize n;
  float *X, *Y;
} Rows;

typedef struct {
  AttProgress *progress;
  GCancellable *cancellable;
  guint64 done, total; /* epochs count as files do */
} Work;

static gboolean
work_step (Work *self, GError **error)
{
  self->done++;
  if (self->progress != NULL)
    att_progress_set (self->progress, MIN (self->done, self->total), self->total);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static void
rows_clear (Rows *self)
{
  g_clear_pointer (&self->X, g_free);
  g_clear_pointer (&self->Y, g_free);
}

static void
fill_targets (const AttGenreExamples *all, const AttGenreExample *example, gboolean tags, float *y)
{
  if (tags)
    memcpy (y, example->tags, all->n_tags * sizeof (float));
  else
    for (int i = 0; i < all->n_labels; i++)
      y[i] = SMOOTHING / all->n_labels + (i == example->label ? 1 - SMOOTHING : 0);
}

/* @use: one flag an example */
static void
rows_init (Rows *self, const AttGenreExamples *all, const gboolean *use, gboolean tags, const float *mean,
           const float *std)
{
  gsize n = att_features_get_n (), n_outputs = tags ? all->n_tags : all->n_labels;

  *self = (Rows){ 0 };
  self->X = g_new (float, all->examples->len * ATT_GENRE_N_VARIANTS * n);
  self->Y = g_new (float, all->examples->len * ATT_GENRE_N_VARIANTS * n_outputs);
  for (guint i = 0; i < all->examples->len; i++)
    {
      const AttGenreExample *example = g_ptr_array_index (all->examples, i);

      if (!use[i] || (tags && example->tags == NULL))
        continue;
      for (int v = 0; v < ATT_GENRE_N_VARIANTS; v++, self->n++)
        {
          att_genre_standardise (self->X + self->n * n, example->vectors + v * n, mean, std, n);
          fill_targets (all, example, tags, self->Y + self->n * n_outputs);
        }
    }
}

static void
get_stats (const AttGenreExamples *all, const gboolean *use, float *mean, float *std)
{
  gsize n = att_features_get_n (), n_rows = 0;
  g_autofree float *X = g_new (float, all->examples->len * ATT_GENRE_N_VARIANTS * n);

  for (guint i = 0; i < all->examples->len; i++)
    if (use[i])
      {
        const AttGenreExample *example = g_ptr_array_index (all->examples, i);

        memcpy (X + n_rows * n, example->vectors, ATT_GENRE_N_VARIANTS * n * sizeof (float));
        n_rows += ATT_GENRE_N_VARIANTS;
      }
  att_num_column_stats (mean, std, X, n_rows, n);
}

static void
run_epoch (AttMlpTrainer *trainer, const Rows *rows, gsize n_outputs, AttRandom *random)
{
  gsize n = att_features_get_n ();
  g_autofree guint32 *order = g_new (guint32, rows->n);
  g_autofree float *X = g_new (float, BATCH * n);
  g_autofree float *Y = g_new (float, BATCH * n_outputs);

  for (gsize i = 0; i < rows->n; i++)
    order[i] = i;
  att_random_shuffle (random, order, rows->n);
  for (gsize begin = 0; begin < rows->n; begin += BATCH)
    {
      gsize size = MIN (BATCH, rows->n - begin);

      for (gsize i = 0; i < size; i++)
        {
          memcpy (X + i * n, rows->X + order[begin + i] * n, n * sizeof (float));
          memcpy (Y + i * n_outputs, rows->Y + order[begin + i] * n_outputs, n_outputs * sizeof (float));
        }
      att_mlp_trainer_step (trainer, X, Y, size, random);
    }
}

/* mean cross-entropy of the true labels of the examples in @use, by the averaged networks */
static double
judge (const AttGenreHead *head, const AttGenreExamples *all, const gboolean *use, const float *mean,
       const float *std, int *answers)
{
  gsize n = att_features_get_n ();
  g_autofree float *x = g_new (float, n);
  g_autofree float *p = g_new (float, head->n_labels);
  double loss = 0;
  guint n_judged = 0;

  for (guint i = 0; i < all->examples->len; i++)
    {
      const AttGenreExample *example = g_ptr_array_index (all->examples, i);
      int best = 0;

      if (!use[i])
        continue;
      att_genre_standardise (x, example->vectors, mean, std, n);
      att_genre_head_predict (head, p, x);
      for (int c = 1; c < head->n_labels; c++)
        if (p[c] > p[best])
          best = c;
      loss -= log (MAX (p[example->label], 1e-9));
      n_judged++;
      if (answers != NULL)
        answers[i] = best;
    }
  return n_judged > 0 ? loss / n_judged : 0;
}

/* Trains a head for @n_epochs. With @valid (only for labels) it looks after each epoch and gives back the number of
 * the best one in *@best_epoch and its answers; the head is then the last epoch's, not the best one's. */
static AttGenreHead *
train_head (const AttGenreExamples *all, const gboolean *use, gboolean tags, const gboolean *valid, int n_epochs,
            const float *mean, const float *std, AttRandom *random, Work *work, int *best_epoch, int *answers,
            GError **error)
{
  g_autoptr (AttGenreHead) head = att_genre_head_new (tags ? "tags" : "ten",
                                                      (const char *const *) (tags ? all->tags : all->labels));
  const AttMlpConfig config = {
    .n_layers = 2,
    .sizes = { att_features_get_n (), N_HIDDEN, head->n_labels },
    .output = tags ? ATT_MLP_SIGMOID : ATT_MLP_SOFTMAX,
  };
  AttMlpTrainer *trainers[N_NETS] = { NULL };
  g_autofree int *now = g_new0 (int, all->examples->len);
  double best_loss = INFINITY;
  gboolean going = TRUE;
  Rows rows;

  rows_init (&rows, all, use, tags, mean, std);
  for (int k = 0; k < N_NETS; k++)
    {
      AttMlp *net = NULL;

      if (att_mlp_new (&config, &net) != ATT_NUM_OK ||
          att_mlp_trainer_new (net, &trainer_config, &trainers[k]) != ATT_NUM_OK)
        g_error ("a network of %d hidden units could not be made", N_HIDDEN);
      att_mlp_randomise (net, random);
      g_ptr_array_add (head->nets, net);
    }
  for (int epoch = 1; going && epoch <= n_epochs; epoch++)
    {
      for (int k = 0; k < N_NETS; k++)
        run_epoch (trainers[k], &rows, head->n_labels, random);
      if (valid != NULL)
        {
          double loss = judge (head, all, valid, mean, std, now);

          if (epoch >= MIN_EPOCHS && loss < best_loss)
            {
              best_loss = loss;
              *best_epoch = epoch;
              memcpy (answers, now, all->examples->len * sizeof *answers);
            }
        }
      going = work_step (work, error);
    }
  for (int k = 0; k < N_NETS; k++)
    att_mlp_trainer_free (trainers[k]);
  rows_clear (&rows);
  return going ? g_steal_pointer (&head) : NULL;
}

static void
get_score (const AttGenreExamples *all, const gboolean *use, const int *answers, AttGenreScore *score)
{
  g_autofree guint *right = g_new0 (guint, all->n_labels);
  g_autofree guint *given = g_new0 (guint, all->n_labels);
  g_autofree guint *there = g_new0 (guint, all->n_labels);
  guint n_right = 0, n_labels = 0;

  *score = (AttGenreScore){ 0 };
  for (guint i = 0; i < all->examples->len; i++)
    {
      const AttGenreExample *example = g_ptr_array_index (all->examples, i);

      if (!use[i])
        continue;
      score->n++;
      there[example->label]++;
      given[answers[i]]++;
      if (answers[i] == example->label)
        {
          right[example->label]++;
          n_right++;
        }
    }
  for (int c = 0; c < all->n_labels; c++)
    if (there[c] > 0)
      {
        n_labels++;
        score->macro_f1 += 2.0 * right[c] / (there[c] + given[c]);
      }
  if (score->n > 0)
    score->accuracy = (double) n_right / score->n;
  if (n_labels > 0)
    score->macro_f1 /= n_labels;
}

gboolean
att_genre_model_train (const char *manifest, const char *targets_dir, const char *out, guint64 seed,
                       AttProgress *progress, GCancellable *cancellable, char **summary, GError **error)
{
  gsize n = att_features_get_n ();
  g_autofree float *mean = g_new (float, n);
  g_autofree float *std = g_new (float, n);
  g_autofree gboolean *train = NULL, *valid = NULL, *both = NULL;
  g_autofree int *answers = NULL;
  g_autoptr (AttGenreExamples) all = NULL;
  g_autoptr (AttGenreHead) ten = NULL, tags = NULL;
  const AttGenreHead *heads[2];
  Work work = { progress, cancellable };
  AttGenreScore score = { 0 };
  int n_epochs = DEFAULT_EPOCHS;
  guint n_valid = 0;
  AttRandom random;

  all = att_genre_examples_load (manifest, targets_dir, 3 * MAX_EPOCHS, progress, cancellable, error);
  if (all == NULL)
    return FALSE;
  work.done = all->examples->len + all->n_unreadable;
  work.total = work.done + 3 * MAX_EPOCHS;
  train = g_new (gboolean, all->examples->len);
  valid = g_new (gboolean, all->examples->len);
  both = g_new (gboolean, all->examples->len);
  answers = g_new0 (int, all->examples->len);
  for (guint i = 0; i < all->examples->len; i++)
    {
      valid[i] = ((AttGenreExample *) g_ptr_array_index (all->examples, i))->valid;
      train[i] = !valid[i];
      both[i] = TRUE;
      n_valid += valid[i];
    }
  att_random_init (&random, seed);
  if (n_valid > 0 && n_valid < all->examples->len)
    {
      g_autoptr (AttGenreHead) first = NULL;

      get_stats (all, train, mean, std);
      first = train_head (all, train, FALSE, valid, MAX_EPOCHS, mean, std, &random, &work, &n_epochs, answers, error);
      if (first == NULL)
        return FALSE;
      get_score (all, valid, answers, &score);
    }
  get_stats (all, both, mean, std);
  ten = train_head (all, both, FALSE, NULL, n_epochs, mean, std, &random, &work, NULL, NULL, error);
  tags = ten != NULL ? train_head (all, both, TRUE, NULL, n_epochs, mean, std, &random, &work, NULL, NULL, error) : NULL;
  if (tags == NULL)
    return FALSE;
  heads[0] = ten;
  heads[1] = tags;
  if (!att_genre_model_write (out, mean, std, heads, 2, error))
    return FALSE;
  if (progress != NULL)
    att_progress_set (progress, work.total, work.total);
  if (summary != NULL && score.n > 0)
    *summary = g_strdup_printf ("%u files (%u unreadable), %d labels, %d tags, %d epochs; accuracy on %u valid files "
                                "%.3f, macro-F1 %.3f", all->examples->len, all->n_unreadable, all->n_labels,
                                all->n_tags, n_epochs, score.n, score.accuracy, score.macro_f1);
  else if (summary != NULL)
    *summary = g_strdup_printf ("%u files (%u unreadable), %d labels, %d tags, %d epochs; none marked as valid",
                                all->examples->len, all->n_unreadable, all->n_labels, all->n_tags, n_epochs);
  return TRUE;
}

gboolean
att_genre_model_cross_validate (const char *manifest, int n_folds, guint64 seed, AttProgress *progress,
                                GCancellable *cancellable, AttGenreScore *score, GError **error)
{
  gsize n = att_features_get_n ();
  g_autofree float *mean = g_new (float, n);
  g_autofree float *std = g_new (float, n);
  g_autofree gboolean *train = NULL, *test = NULL;
  g_autofree int *answers = NULL;
  g_autofree guint32 *fold_of = NULL;
  g_autoptr (AttGenreExamples) all = NULL;
  Work work = { progress, cancellable };
  AttRandom random;

  g_return_val_if_fail (n_folds >= 2, FALSE);
  all = att_genre_examples_load (manifest, NULL, n_folds * DEFAULT_EPOCHS, progress, cancellable, error);
  if (all == NULL)
    return FALSE;
  work.done = all->examples->len + all->n_unreadable;
  work.total = work.done + (guint64) n_folds * DEFAULT_EPOCHS;
  train = g_new (gboolean, all->examples->len);
  test = g_new (gboolean, all->examples->len);
  answers = g_new0 (int, all->examples->len);
  fold_of = g_new (guint32, all->n_artists);
  att_random_init (&random, seed);
  for (int i = 0; i < all->n_artists; i++)
    fold_of[i] = i;
  att_random_shuffle (&random, fold_of, all->n_artists);
  for (int fold = 0; fold < n_folds; fold++)
    {
      g_autoptr (AttGenreHead) head = NULL;

      for (guint i = 0; i < all->examples->len; i++)
        {
          const AttGenreExample *example = g_ptr_array_index (all->examples, i);

          test[i] = fold_of[example->artist] % n_folds == (guint) fold;
          train[i] = !test[i];
        }
      get_stats (all, train, mean, std);
      head = train_head (all, train, FALSE, NULL, DEFAULT_EPOCHS, mean, std, &random, &work, NULL, NULL, error);
      if (head == NULL)
        return FALSE;
      judge (head, all, test, mean, std, answers);
    }
  for (guint i = 0; i < all->examples->len; i++)
    test[i] = TRUE;
  get_score (all, test, answers, score);
  return TRUE;
}
