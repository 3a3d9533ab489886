/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Heads of a genre model: one hidden layer with dropout, a few networks whose answers are averaged, variants of every
 * file, labels softened a little.
 */
#include "config.h"

#include "att-genre-fit.h"

#include <math.h>
#include <string.h>

#include "att-distance.h"
#include "att-features.h"
#include "att-genre-calibrate.h"
#include "att-genre-chips.h"

#define N_NETS 5
#define N_HIDDEN 64
#define BATCH 32
#define MIN_EPOCHS 20
#define SMOOTHING 0.1f

static const AttMlpTrainerConfig trainer_config = {
  .learning_rate = 1e-3f,
  .weight_decay = 0.1f,
  .input_dropout = 0.4f,
  .hidden_dropout = 0.6f,
};

/* rows to learn from: (n, inputs) and (n, outputs) */
typedef struct {
  gsize n;
  float *X, *Y;
} Rows;

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

void
att_genre_fit_stats (const AttGenreExamples *all, const gboolean *use, float *mean, float *std)
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

double
att_genre_fit_judge (const AttGenreHead *head, const AttGenreExamples *all, const gboolean *use, const float *mean,
                     const float *std, int *answers, float *chances)
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
      if (chances != NULL)
        memcpy (chances + (gsize) i * head->n_labels, p, head->n_labels * sizeof *p);
    }
  return n_judged > 0 ? loss / n_judged : 0;
}

AttGenreHead *
att_genre_fit_head (const AttGenreExamples *all, const gboolean *use, gboolean tags, const gboolean *valid,
                    int n_epochs, const float *mean, const float *std, AttRandom *random, AttGenreWork *work,
                    int *best_epoch, int *answers, GError **error)
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
          double loss = att_genre_fit_judge (head, all, valid, mean, std, now, NULL);

          if (epoch >= MIN_EPOCHS && loss < best_loss)
            {
              best_loss = loss;
              *best_epoch = epoch;
              memcpy (answers, now, all->examples->len * sizeof *answers);
            }
        }
      going = att_genre_work_step (work, 1, error);
    }
  for (int k = 0; k < N_NETS; k++)
    att_mlp_trainer_free (trainers[k]);
  rows_clear (&rows);
  return going ? g_steal_pointer (&head) : NULL;
}

guint32 *
att_genre_fit_draw_folds (const AttGenreExamples *all, int n_folds, AttRandom *random)
{
  g_autofree guint32 *fold_of = g_new (guint32, all->n_artists);
  guint32 *folds = g_new (guint32, all->examples->len);

  for (int i = 0; i < all->n_artists; i++)
    fold_of[i] = i;
  att_random_shuffle (random, fold_of, all->n_artists);
  for (guint i = 0; i < all->examples->len; i++)
    folds[i] = fold_of[((AttGenreExample *) g_ptr_array_index (all->examples, i))->artist] % n_folds;
  return folds;
}

/* --- calibration --- */

/* the label that an answer of a head speaks for; -1: none. Labels that lie under one genre are one. */
static int
meaning_of (const AttGenreExamples *all, const char *answer)
{
  const AttGenre *genre = att_genre_root (att_genres_lookup (answer));

  for (int l = 0; l < all->n_labels; l++)
    {
      const AttGenre *own = att_genre_root (att_genres_lookup (all->labels[l]));

      if (own != NULL ? own == genre : g_str_equal (all->labels[l], answer))
        return l;
    }
  return -1;
}

/* the answers of @head that mean a label, and @chances (n, n_labels of the head) likewise */
static void
shift_answers (AttGenreHead *head, const int *means, const double *shifts, float *chances, guint n)
{
  for (int k = 0; k < head->n_labels; k++)
    {
      if (means[k] < 0)
        continue;
      for (guint net = 0; net < head->nets->len; net++)
        {
          AttMlp *mlp = g_ptr_array_index (head->nets, net);

          att_mlp_get_biases (mlp, att_mlp_get_config (mlp)->n_layers - 1)[k] += shifts[means[k]];
        }
      for (guint i = 0; i < n; i++)
        {
          float *p = &chances[(gsize) i * head->n_labels + k];

          *p = att_genre_shift (*p, shifts[means[k]]);
        }
    }
}

gboolean
att_genre_fit_calibrate (AttGenreHead *head, const AttGenreExamples *all, const gboolean *use, gboolean tags,
                         int n_epochs, AttRandom *random, AttGenreWork *work, GError **error)
{
  const gsize n = att_features_get_n ();
  const guint n_examples = all->examples->len;
  g_autofree guint32 *folds = att_genre_fit_draw_folds (all, ATT_GENRE_FIT_CALIBRATION_FOLDS, random);
  g_autofree gboolean *train = g_new (gboolean, n_examples);
  const guint n_asked = n_examples * (1 + ATT_GENRE_N_CUTS);
  g_autofree float *chances = g_new0 (float, (gsize) n_asked * head->n_labels);
  g_autofree float *mean = g_new (float, n), *std = g_new (float, n), *x = g_new (float, n);
  g_autofree int *truth = g_new (int, n_asked), *means = g_new (int, head->n_labels);
  g_autofree double *shifts = g_new (double, all->n_labels);

  for (guint32 fold = 0; fold < ATT_GENRE_FIT_CALIBRATION_FOLDS; fold++)
    {
      g_autoptr (AttGenreHead) other = NULL;
      guint n_train = 0, n_test = 0;

      for (guint i = 0; i < n_examples; i++)
        {
          train[i] = use[i] && folds[i] != fold;
          n_train += train[i];
          n_test += use[i] && folds[i] == fold;
        }
      if (n_train == 0 || n_test == 0)
        return TRUE; /* one artist: nothing to go by */
      att_genre_fit_stats (all, train, mean, std);
      other = att_genre_fit_head (all, train, tags, NULL, n_epochs, mean, std, random, work, NULL, NULL, error);
      if (other == NULL)
        return FALSE;
      for (guint i = 0; i < n_asked; i++)
        {
          const guint at = i % n_examples;
          const AttGenreExample *example = g_ptr_array_index (all->examples, at);

          if (!use[at] || folds[at] != fold)
            continue;
          att_genre_standardise (x, i < n_examples ? example->vectors : example->cuts + (i / n_examples - 1) * n, mean,
                                 std, n);
          att_genre_head_predict (other, chances + (gsize) i * head->n_labels, x);
        }
    }
  for (guint i = 0; i < n_asked; i++)
    {
      const int label = ((AttGenreExample *) g_ptr_array_index (all->examples, i % n_examples))->label;

      truth[i] = !use[i % n_examples] ? -1 : tags ? meaning_of (all, all->labels[label]) : label;
    }
  for (int k = 0; k < head->n_labels; k++)
    means[k] = tags ? meaning_of (all, head->labels[k]) : k;
  if (tags) /* a head of labels has learnt from them how often each occurs */
    {
      att_genre_fit_shifts (shifts, chances, truth, means, n_examples, head->n_labels, all->n_labels);
      shift_answers (head, means, shifts, chances, n_asked);
    }
  head->temperature = att_genre_fit_temperature (chances, truth, means, n_asked, head->n_labels);
  return TRUE;
}
