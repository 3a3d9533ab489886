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
#include "att-genre-calibrate.h"
#include "att-genre-chips.h"
#include "att-genre-distil.h"
#include "att-genre-examples.h"
#include "att-genre-head.h"
#include "att-genre-model.h"
#include "att-random.h"

#define N_NETS 5
#define N_HIDDEN 64
#define BATCH 32
#define MIN_EPOCHS 20
#define MAX_EPOCHS 40
#define DEFAULT_EPOCHS 25 /* nothing is marked as valid */
#define SMOOTHING 0.1f
#define N_CALIBRATION_FOLDS 3

/* the network: at first from the teacher's other audio, then from that and the labelled files together */
#define BASE_EPOCHS 10
#define BASE_RATE 4e-3f
#define FINE_EPOCHS 8
#define FINE_RATE 3e-3f

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

/* mean cross-entropy of the true labels of the examples in @use, by the averaged networks. @answers, @chances: nullable;
 * one an example, n_labels an example */
static double
judge (const AttGenreHead *head, const AttGenreExamples *all, const gboolean *use, const float *mean,
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

/* Trains a head for @n_epochs. With @valid (only for labels) it looks after each epoch and gives back the number of
 * the best one in *@best_epoch and its answers; the head is then the last epoch's, not the best one's. */
static AttGenreHead *
train_head (const AttGenreExamples *all, const gboolean *use, gboolean tags, const gboolean *valid, int n_epochs,
            const float *mean, const float *std, AttRandom *random, AttGenreWork *work, int *best_epoch, int *answers,
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
          double loss = judge (head, all, valid, mean, std, now, NULL);

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

static double
get_accuracy (const AttGenreExamples *all, const gboolean *use, const int *answers)
{
  guint n = 0, n_right = 0;

  for (guint i = 0; i < all->examples->len; i++)
    {
      n += use[i];
      n_right += use[i] && answers[i] == ((AttGenreExample *) g_ptr_array_index (all->examples, i))->label;
    }
  return n > 0 ? (double) n_right / n : 0;
}

/* --- the network under the heads --- */

/* One in so many files of the teacher's other audio is not learnt from, but tells how long to learn. */
#define HELD_OUT 12

/* what a training or a cross-validation works with */
typedef struct {
  AttGenreTeacher *teacher; /* NULL: none */
  AttDistilRows *rows;      /* NULL: the network is that of the program */
  AttCnn *base;             /* taught by the other audio alone */
  char **paths;
  guint n_paths;
  AttGenreWork work;
} Course;

static void
course_clear (Course *self)
{
  g_clear_pointer (&self->teacher, att_genre_teacher_free);
  g_clear_pointer (&self->rows, att_distil_rows_free);
  g_clear_pointer (&self->base, att_cnn_free);
  g_clear_pointer (&self->paths, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Course, course_clear)

/* @n_nets: how many times the network will be taught; @n_epochs: of heads */
static gboolean
course_init (Course *self, const AttGenreTraining *training, guint n_nets, guint n_epochs, AttProgress *progress,
             GCancellable *cancellable, GError **error)
{
  gboolean teach = training->targets_dir != NULL && training->audio_dir != NULL;

  *self = (Course){ .work = { progress, cancellable } };
  self->paths = att_genre_examples_list (training->manifest, error);
  if (self->paths == NULL)
    return FALSE;
  self->n_paths = g_strv_length (self->paths);
  if (training->targets_dir != NULL &&
      (self->teacher = att_genre_teacher_load (training->targets_dir, error)) == NULL)
    return FALSE;
  self->work.total = (guint64) self->n_paths * (teach ? n_nets : 1) + n_epochs;
  if (!teach)
    return TRUE;
  self->work.total += self->teacher->rows->len + (BASE_EPOCHS + n_nets * FINE_EPOCHS) * ATT_DISTIL_EPOCH_STEPS;
  self->rows = att_distil_rows_load (self->teacher, (const char *const *) self->paths, self->n_paths,
                                     training->audio_dir, &self->work, error);
  for (guint i = 0; self->rows != NULL && i < self->rows->rows->len; i++)
    if (!g_array_index (self->rows->rows, AttDistilRow, i).labelled)
      return TRUE;
  if (self->rows != NULL)
    g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                 "%s: none of the audio that the targets are about is in it", training->audio_dir);
  return FALSE;
}

/* The network to use when the labelled files of @test, one flag a path, are not to be learnt from; @test NULL: all are.
 * @r2: see att_distil_train() */
static AttGenreNet *
course_teach (Course *self, const gboolean *test, AttRandom *random, double *r2, GError **error)
{
  g_autofree gboolean *use = NULL, *judge = NULL;
  AttDistilPlan plan = { BASE_EPOCHS, BASE_RATE, NULL };
  AttCnn *cnn;

  if (self->rows == NULL)
    {
      AttGenreNet *shipped = att_genre_net_get_shipped ();

      if (shipped == NULL)
        g_set_error_literal (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED,
                             "the program's own network is not there");
      return shipped != NULL ? att_genre_net_ref (shipped) : NULL;
    }
  use = g_new0 (gboolean, self->rows->rows->len);
  judge = g_new0 (gboolean, self->rows->rows->len);
  for (guint i = 0; i < self->rows->rows->len; i++)
    {
      const AttDistilRow *row = &g_array_index (self->rows->rows, AttDistilRow, i);

      judge[i] = !row->labelled && row->group % HELD_OUT == 0;
      use[i] = !row->labelled && !judge[i];
    }
  if (self->base == NULL)
    self->base = att_distil_train (self->rows, use, judge, &plan, random, NULL, &self->work, error);
  if (self->base == NULL)
    return NULL;
  for (guint i = 0; i < self->rows->rows->len; i++)
    {
      const AttDistilRow *row = &g_array_index (self->rows->rows, AttDistilRow, i);

      use[i] = use[i] || (row->labelled && row->example < self->n_paths && (test == NULL || !test[row->example]));
    }
  plan = (AttDistilPlan){ FINE_EPOCHS, FINE_RATE, self->base };
  cnn = att_distil_train (self->rows, use, judge, &plan, random, r2, &self->work, error);
  return cnn != NULL ? att_genre_net_new (cnn) : NULL;
}

/* which fold a path of the manifest is in, by artist */
static guint32 *
draw_folds (const AttGenreExamples *all, int n_folds, AttRandom *random)
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

/* Sets the temperature of @head by heads that were trained alike, each without the artists that it is asked about: of whole
 * files and of their beginnings, as a chance should hold for what is long and for what is short. */
static gboolean
calibrate (AttGenreHead *head, const AttGenreExamples *all, gboolean tags, int n_epochs, AttRandom *random,
           AttGenreWork *work, GError **error)
{
  const gsize n = att_features_get_n ();
  const guint n_examples = all->examples->len;
  g_autofree guint32 *folds = draw_folds (all, N_CALIBRATION_FOLDS, random);
  g_autofree gboolean *train = g_new (gboolean, n_examples), *test = g_new (gboolean, n_examples);
  const guint n_asked = n_examples * (1 + ATT_GENRE_N_CUTS);
  g_autofree float *chances = g_new0 (float, (gsize) n_asked * head->n_labels);
  g_autofree float *mean = g_new (float, n), *std = g_new (float, n), *x = g_new (float, n);
  g_autofree int *truth = g_new (int, n_asked), *means = g_new (int, head->n_labels);

  for (guint32 fold = 0; fold < N_CALIBRATION_FOLDS; fold++)
    {
      g_autoptr (AttGenreHead) other = NULL;
      guint n_train = 0;

      for (guint i = 0; i < n_examples; i++)
        {
          test[i] = folds[i] == fold;
          train[i] = !test[i];
          n_train += train[i];
        }
      if (n_train == 0 || n_train == n_examples)
        return TRUE; /* one artist: nothing to go by */
      get_stats (all, train, mean, std);
      other = train_head (all, train, tags, NULL, n_epochs, mean, std, random, work, NULL, NULL, error);
      if (other == NULL)
        return FALSE;
      for (guint i = 0; i < n_asked; i++)
        {
          const AttGenreExample *example = g_ptr_array_index (all->examples, i % n_examples);

          if (!test[i % n_examples])
            continue;
          att_genre_standardise (x, i < n_examples ? example->vectors : example->cuts + (i / n_examples - 1) * n, mean,
                                 std, n);
          att_genre_head_predict (other, chances + (gsize) i * head->n_labels, x);
        }
    }
  for (guint i = 0; i < n_asked; i++)
    {
      const int label = ((AttGenreExample *) g_ptr_array_index (all->examples, i % n_examples))->label;

      truth[i] = tags ? meaning_of (all, all->labels[label]) : label;
    }
  for (int k = 0; k < head->n_labels; k++)
    means[k] = tags ? meaning_of (all, head->labels[k]) : k;
  head->temperature = att_genre_fit_temperature (chances, truth, means, n_asked, head->n_labels);
  return TRUE;
}

/* --- whole models --- */

static void
get_flags (const AttGenreExamples *all, gboolean *train, gboolean *valid, gboolean *both, guint *n_valid)
{
  *n_valid = 0;
  for (guint i = 0; i < all->examples->len; i++)
    {
      valid[i] = ((AttGenreExample *) g_ptr_array_index (all->examples, i))->valid;
      train[i] = !valid[i];
      both[i] = TRUE;
      *n_valid += valid[i];
    }
}

gboolean
att_genre_model_train (const AttGenreTraining *training, const char *out, AttProgress *progress,
                       GCancellable *cancellable, char **summary, GError **error)
{
  gsize n = att_features_get_n ();
  g_autofree float *mean = g_new (float, n);
  g_autofree float *std = g_new (float, n);
  g_autofree gboolean *train = NULL, *valid = NULL, *both = NULL;
  g_autofree int *answers = NULL;
  g_autoptr (AttGenreExamples) all = NULL;
  g_autoptr (AttGenreHead) ten = NULL, tags = NULL;
  g_autoptr (AttGenreNet) net = NULL;
  g_auto (Course) course = { 0 };
  g_autoptr (GString) line = NULL;
  const AttGenreHead *heads[2];
  double accuracy = 0;
  int n_epochs = DEFAULT_EPOCHS;
  double r2 = 0;
  guint n_valid;
  AttRandom random;

  att_random_init (&random, training->seed);
  if (!course_init (&course, training, 1, (3 + 2 * N_CALIBRATION_FOLDS) * MAX_EPOCHS, progress, cancellable, error) ||
      (net = course_teach (&course, NULL, &random, &r2, error)) == NULL ||
      (all = att_genre_examples_load (training->manifest, course.teacher, net, &course.work, error)) == NULL)
    return FALSE;
  train = g_new (gboolean, all->examples->len);
  valid = g_new (gboolean, all->examples->len);
  both = g_new (gboolean, all->examples->len);
  answers = g_new0 (int, all->examples->len);
  get_flags (all, train, valid, both, &n_valid);
  if (n_valid > 0 && n_valid < all->examples->len)
    {
      g_autoptr (AttGenreHead) first = NULL;

      get_stats (all, train, mean, std);
      first = train_head (all, train, FALSE, valid, MAX_EPOCHS, mean, std, &random, &course.work, &n_epochs, answers,
                          error);
      if (first == NULL)
        return FALSE;
      accuracy = get_accuracy (all, valid, answers);
    }
  get_stats (all, both, mean, std);
  ten = train_head (all, both, FALSE, NULL, n_epochs, mean, std, &random, &course.work, NULL, NULL, error);
  tags = ten != NULL ? train_head (all, both, TRUE, NULL, n_epochs, mean, std, &random, &course.work, NULL, NULL, error)
                     : NULL;
  if (tags == NULL || !calibrate (ten, all, FALSE, n_epochs, &random, &course.work, error) ||
      !calibrate (tags, all, TRUE, n_epochs, &random, &course.work, error))
    return FALSE;
  heads[0] = ten;
  heads[1] = tags;
  if (!att_genre_model_write (out, mean, std, heads, 2, net, error))
    return FALSE;
  if (progress != NULL)
    att_progress_set (progress, course.work.total, course.work.total);
  if (summary == NULL)
    return TRUE;
  line = g_string_new (NULL);
  if (course.rows != NULL)
    g_string_append_printf (line, "network of %u slices (%u missing), ", course.rows->rows->len,
                            course.rows->n_missing);
  if (course.rows != NULL && !isnan (r2))
    g_string_append_printf (line, "%.3f of its teacher's variance explained; ", r2);
  g_string_append_printf (line, "%u files (%u unreadable), %d labels, %d tags, %d epochs; ", all->examples->len,
                          all->n_unreadable, all->n_labels, all->n_tags, n_epochs);
  if (n_valid > 0 && n_valid < all->examples->len)
    g_string_append_printf (line, "accuracy on %u valid files %.3f", n_valid, accuracy);
  else
    g_string_append (line, "none marked as valid");
  *summary = g_string_free (g_steal_pointer (&line), FALSE);
  return TRUE;
}

/* the chances of every fold with the temperature that the other folds ask for */
static void
temper_by_others (float *chances, const int *truth, const guint32 *folds, guint n, int n_labels, int n_folds)
{
  g_autofree float *others = g_new (float, (gsize) n * n_labels);
  g_autofree double *temperatures = g_new (double, n_folds);
  g_autofree int *their_truth = g_new (int, n), *means = g_new (int, n_labels);

  for (int k = 0; k < n_labels; k++)
    means[k] = k;
  for (int fold = 0; fold < n_folds; fold++)
    {
      guint n_others = 0;

      for (guint i = 0; i < n; i++)
        if (folds[i] != (guint32) fold)
          {
            memcpy (others + (gsize) n_others * n_labels, chances + (gsize) i * n_labels, n_labels * sizeof *others);
            their_truth[n_others++] = truth[i];
          }
      temperatures[fold] = att_genre_fit_temperature (others, their_truth, means, n_others, n_labels);
    }
  for (guint i = 0; i < n; i++)
    att_genre_temper (chances + (gsize) i * n_labels, n_labels, temperatures[folds[i]]);
}

/* the answers of the head "tags", trained on @train, for @test */
static gboolean
answer_by_tags (const AttGenreExamples *all, const gboolean *train, const gboolean *test, const float *mean,
                const float *std, AttRandom random, AttGenreWork *work, GPtrArray *answers, GError **error)
{
  g_autofree float *x = g_new (float, att_features_get_n ());
  g_autoptr (AttGenreHead) head = train_head (all, train, TRUE, NULL, DEFAULT_EPOCHS, mean, std, &random, work, NULL,
                                              NULL, error);

  for (guint i = 0; head != NULL && i < all->examples->len; i++)
    {
      const AttGenreExample *example = g_ptr_array_index (all->examples, i);
      AttGenreAnswer *answer;

      if (!test[i])
        continue;
      att_genre_standardise (x, example->vectors, mean, std, att_features_get_n ());
      answer = g_new (AttGenreAnswer, 1);
      *answer = (AttGenreAnswer){ g_strdup (all->labels[example->label]), att_genre_head_guess (head, x) };
      for (guint g = 0; g < answer->guesses->len; g++) /* names that outlive the head */
        {
          AttGenreGuess *guess = &g_array_index (answer->guesses, AttGenreGuess, g);

          guess->genre = g_intern_string (guess->genre);
        }
      g_ptr_array_add (answers, answer);
    }
  return head != NULL;
}

AttGenreReport *
att_genre_model_cross_validate (const AttGenreTraining *training, int n_folds, GPtrArray *by_tags,
                                AttProgress *progress, GCancellable *cancellable, GError **error)
{
  gsize n = att_features_get_n ();
  g_autofree float *mean = g_new (float, n);
  g_autofree float *std = g_new (float, n);
  g_autofree gboolean *train = NULL, *test = NULL, *hidden = NULL;
  g_autofree float *chances = NULL;
  g_autofree guint32 *folds = NULL;
  g_autofree int *truth = NULL;
  g_autoptr (AttGenreExamples) all = NULL;
  g_auto (Course) course = { 0 };
  AttRandom random;

  g_return_val_if_fail (n_folds >= 2, NULL);
  att_random_init (&random, training->seed);
  if (!course_init (&course, training, n_folds + 1, (by_tags != NULL ? 2 : 1) * n_folds * DEFAULT_EPOCHS, progress, cancellable, error) ||
      (all = att_genre_examples_load (training->manifest, course.teacher, NULL, &course.work, error)) == NULL)
    return NULL;
  folds = draw_folds (all, n_folds, &random);
  train = g_new (gboolean, all->examples->len);
  test = g_new (gboolean, all->examples->len);
  hidden = g_new0 (gboolean, course.n_paths);
  chances = g_new0 (float, (gsize) all->examples->len * all->n_labels);
  for (int fold = 0; fold < n_folds; fold++)
    {
      g_autoptr (AttGenreHead) head = NULL;

      for (guint i = 0; i < all->examples->len; i++)
        {
          const AttGenreExample *example = g_ptr_array_index (all->examples, i);

          test[i] = folds[i] == (guint) fold;
          train[i] = !test[i];
          hidden[example->row] = test[i];
        }
      if (course.rows != NULL)
        {
          g_autoptr (AttGenreNet) net = course_teach (&course, hidden, &random, NULL, error);

          g_clear_pointer (&all, att_genre_examples_free);
          all = net != NULL ? att_genre_examples_load (training->manifest, course.teacher, net, &course.work, error)
                            : NULL;
          if (all == NULL)
            return NULL;
        }
      get_stats (all, train, mean, std);
      head = train_head (all, train, FALSE, NULL, DEFAULT_EPOCHS, mean, std, &random, &course.work, NULL, NULL, error);
      if (head == NULL)
        return NULL;
      judge (head, all, test, mean, std, NULL, chances);
      if (by_tags != NULL &&
          !answer_by_tags (all, train, test, mean, std, random, &course.work, by_tags, error))
        return NULL;
    }
  truth = g_new (int, all->examples->len);
  for (guint i = 0; i < all->examples->len; i++)
    truth[i] = ((AttGenreExample *) g_ptr_array_index (all->examples, i))->label;
  temper_by_others (chances, truth, folds, all->examples->len, all->n_labels, n_folds);
  return att_genre_report_new ((const char *const *) all->labels, truth, chances, all->examples->len);
}
