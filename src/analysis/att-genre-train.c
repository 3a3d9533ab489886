/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole genre models: the network, then the heads over it
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "att-features.h"
#include "att-genre-calibrate.h"
#include "att-genre-distil.h"
#include "att-genre-fit.h"
#include "att-genre-model.h"
#include "att-random.h"

#define MAX_EPOCHS 40
#define DEFAULT_EPOCHS 25 /* nothing is marked as valid */

/* the network: at first from the teacher's other audio, then from that and the labelled files together */
#define BASE_EPOCHS 10
#define BASE_RATE 4e-3f
#define FINE_EPOCHS 8
#define FINE_RATE 3e-3f

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
  if (!course_init (&course, training, 1, (3 + 2 * ATT_GENRE_FIT_CALIBRATION_FOLDS) * MAX_EPOCHS, progress,
                    cancellable, error) ||
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

      att_genre_fit_stats (all, train, mean, std);
      first = att_genre_fit_head (all, train, FALSE, valid, MAX_EPOCHS, mean, std, &random, &course.work, &n_epochs,
                                  answers, error);
      if (first == NULL)
        return FALSE;
      accuracy = get_accuracy (all, valid, answers);
    }
  att_genre_fit_stats (all, both, mean, std);
  ten = att_genre_fit_head (all, both, FALSE, NULL, n_epochs, mean, std, &random, &course.work, NULL, NULL, error);
  if (ten != NULL)
    tags = att_genre_fit_head (all, both, TRUE, NULL, n_epochs, mean, std, &random, &course.work, NULL, NULL, error);
  if (tags == NULL || !att_genre_fit_calibrate (ten, all, both, FALSE, n_epochs, &random, &course.work, error) ||
      !att_genre_fit_calibrate (tags, all, both, TRUE, n_epochs, &random, &course.work, error))
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

/* the answers of the head "tags", trained and calibrated on @train, for @test */
static gboolean
answer_by_tags (const AttGenreExamples *all, const gboolean *train, const gboolean *test, const float *mean,
                const float *std, AttRandom random, AttGenreWork *work, GPtrArray *answers, GError **error)
{
  g_autofree float *x = g_new (float, att_features_get_n ());
  g_autoptr (AttGenreHead) head = att_genre_fit_head (all, train, TRUE, NULL, DEFAULT_EPOCHS, mean, std, &random,
                                                      work, NULL, NULL, error);

  if (head == NULL || !att_genre_fit_calibrate (head, all, train, TRUE, DEFAULT_EPOCHS, &random, work, error))
    return FALSE;
  for (guint i = 0; i < all->examples->len; i++)
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
  return TRUE;
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
  if (!course_init (&course, training, n_folds + 1,
                    (by_tags != NULL ? 2 + ATT_GENRE_FIT_CALIBRATION_FOLDS : 1) * n_folds * DEFAULT_EPOCHS, progress,
                    cancellable, error) ||
      (all = att_genre_examples_load (training->manifest, course.teacher, NULL, &course.work, error)) == NULL)
    return NULL;
  folds = att_genre_fit_draw_folds (all, n_folds, &random);
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
      att_genre_fit_stats (all, train, mean, std);
      head = att_genre_fit_head (all, train, FALSE, NULL, DEFAULT_EPOCHS, mean, std, &random, &course.work, NULL, NULL,
                                 error);
      if (head == NULL)
        return NULL;
      att_genre_fit_judge (head, all, test, mean, std, NULL, chances);
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
