/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-distil.h"

#include <math.h>
#include <string.h>

#include "att-augment.h"
#include "att-decoder.h"
#include "att-distance.h"
#include "att-features-private.h"
#include "att-framer.h"
#include "att-genre-model.h"
#include "att-parallel.h"
#include "att-stft.h"

#define N_OUTPUTS (ATT_NET_EMBEDDING + ATT_NET_TAGS)
#define MIN_CHANCE 1e-4f /* of a tag: below, half precision is coarse */
#define BATCH 12
#define WARM_UP 50       /* steps */
#define N_NORMALISED 32  /* slices */
#define PATIENCE 5       /* epochs without a better one */
#define LABELLED_TIMES 3 /* an epoch shows such a row so often: there are few of them, and they are what counts */
#define WEIGHT_DECAY 0.01f

/* a track may as well begin anywhere */
static const AttAugment augmentation = { .roll = ATT_SLICE_FRAMES - 1 };

/* --- rows --- */

static void
row_clear (gpointer data)
{
  AttDistilRow *self = data;

  g_free (self->slice);
  g_free (self->targets);
}

void
att_distil_rows_free (AttDistilRows *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rows);
  g_free (self);
}

/* a file below @dir whose path ends in @tail, which begins with a slash */
static char *
find_file (const char *dir, const char *tail)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name;
  char *found = NULL;

  while (folder != NULL && found == NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        found = find_file (path, tail);
      else if (g_str_has_suffix (path, tail))
        found = g_steal_pointer (&path);
    }
  return found;
}

/* PACKAGE/TAIL; NULL: not there */
static char *
find_audio (const char *audio, const char *file)
{
  const char *tail = strchr (file, '/');
  g_autofree char *package = tail != NULL ? g_strndup (file, tail - file) : NULL;
  g_autofree char *dir = NULL;

  if (audio == NULL || package == NULL || g_str_equal (package, "..") || g_str_equal (package, "."))
    return NULL;
  dir = g_build_filename (audio, package, NULL);
  return find_file (dir, tail);
}

static void
collect_cb (const AttDecodedBlock *block, gpointer user_data)
{
  g_array_append_vals (user_data, block->mono, block->n_mono);
}

/* mel frames of a whole file, (n, ATT_SLICE_BANDS); NULL: it cannot be decoded, or G_IO_ERROR_CANCELLED */
static GArray *
read_frames (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) mono = g_array_new (FALSE, FALSE, sizeof (float));
  GArray *frames;
  AttStft *stft;
  AttLogmel *logmel;

  if (!att_decoder_run (path, collect_cb, mono, cancellable, error))
    return NULL;
  if (att_stft_new (ATT_N_FFT, &stft) != ATT_NUM_OK || att_logmel_new (&att_slice_mel, &logmel) != ATT_NUM_OK)
    g_error ("there is no memory for a spectrum");
  frames = g_array_new (FALSE, FALSE, sizeof (float));
  for (gsize at = 0; at + ATT_N_FFT <= mono->len; at += ATT_HOP)
    {
      float power[ATT_N_FFT / 2 + 1], mel[ATT_SLICE_BANDS];

      att_stft_power (stft, power, (const float *) mono->data + at);
      att_logmel_run (logmel, mel, power);
      g_array_append_vals (frames, mel, ATT_SLICE_BANDS);
    }
  att_logmel_free (logmel);
  att_stft_free (stft);
  return frames;
}

static guint8 *
make_slice (const GArray *frames, double start_s)
{
  g_autofree float *slice = g_new (float, ATT_SLICE_SIZE);
  guint8 *bytes = g_new (guint8, ATT_SLICE_SIZE);
  gsize n = frames->len / ATT_SLICE_BANDS, begin = start_s * ATT_SLICE_RATE;

  if (begin + ATT_SLICE_FRAMES > n)
    begin = n > ATT_SLICE_FRAMES ? n - ATT_SLICE_FRAMES : 0;
  att_genre_slice_fill (slice, (const float *) frames->data, n, begin);
  for (gsize i = 0; i < ATT_SLICE_SIZE; i++)
    bytes[i] = lroundf ((slice[i] + 1) * 127.5f);
  return bytes;
}

/* (rows, N_OUTPUTS): embedding and logits of the tags, z-scores */
static float *
make_targets (const AttGenreTeacher *teacher)
{
  guint n = teacher->rows->len;
  float *Y = g_new (float, (gsize) n * N_OUTPUTS);
  float mean[N_OUTPUTS], std[N_OUTPUTS];

  for (guint i = 0; i < n; i++)
    {
      const float *values = g_array_index (teacher->rows, AttTeacherRow, i).values;
      float *y = Y + (gsize) i * N_OUTPUTS;

      memcpy (y, values + ATT_NET_TAGS, ATT_NET_EMBEDDING * sizeof *y);
      for (int j = 0; j < ATT_NET_TAGS; j++)
        {
          double p = CLAMP (values[j], MIN_CHANCE, 1 - MIN_CHANCE);

          y[ATT_NET_EMBEDDING + j] = log (p / (1 - p));
        }
    }
  att_num_column_stats (mean, std, Y, n, N_OUTPUTS);
  att_num_standardise (Y, n, N_OUTPUTS, mean, std);
  return Y;
}

/* the labelled file of a row; @n_paths: none */
static guint
find_path (const AttGenreTeacher *teacher, const AttTeacherRow *row, const char *const *paths, guint n_paths)
{
  guint i = 0;

  while (i < n_paths && att_genre_teacher_find (teacher, paths[i]) != row)
    i++;
  return i;
}

AttDistilRows *
att_distil_rows_load (const AttGenreTeacher *teacher, const char *const *paths, guint n_paths, const char *audio,
                      AttGenreWork *work, GError **error)
{
  g_autoptr (AttDistilRows) self = NULL;
  g_autofree float *Y = NULL;
  g_autoptr (GArray) frames = NULL; /* of the file of the row before */
  const char *file = NULL;
  guint group = 0;

  if (teacher->n_tags != ATT_NET_TAGS || teacher->n_columns != N_OUTPUTS)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                   "targets.f16: %d tags and %d further columns are wanted", ATT_NET_TAGS, ATT_NET_EMBEDDING);
      return NULL;
    }
  self = g_new0 (AttDistilRows, 1);
  self->rows = g_array_new (FALSE, TRUE, sizeof (AttDistilRow));
  g_array_set_clear_func (self->rows, row_clear);
  Y = make_targets (teacher);
  for (guint i = 0; i < teacher->rows->len; i++)
    {
      const AttTeacherRow *from = &g_array_index (teacher->rows, AttTeacherRow, i);
      guint example = from->labelled ? find_path (teacher, from, paths, n_paths) : n_paths;
      AttDistilRow row = { .labelled = from->labelled, .example = example };

      if (file == NULL || !g_str_equal (file, from->file))
        {
          g_autoptr (GError) cause = NULL;
          g_autofree char *path = from->labelled ? g_strdup (example < n_paths ? paths[example] : NULL)
                                                 : find_audio (audio, from->file);

          file = from->file;
          group++;
          g_clear_pointer (&frames, g_array_unref);
          frames = path != NULL ? read_frames (path, work->cancellable, &cause) : NULL;
          if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            {
              g_propagate_error (error, g_steal_pointer (&cause));
              return NULL;
            }
        }
      if (frames != NULL && frames->len > 0)
        {
          row.group = group;
          row.slice = make_slice (frames, from->start_s);
          row.targets = g_memdup2 (Y + (gsize) i * N_OUTPUTS, N_OUTPUTS * sizeof (float));
          g_array_append_val (self->rows, row);
        }
      else
        self->n_missing++;
      if (!att_genre_work_step (work, 1, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/* --- training --- */

static void
expand (float *slice, const AttDistilRow *row)
{
  for (gsize i = 0; i < ATT_SLICE_SIZE; i++)
    slice[i] = row->slice[i] / 127.5f - 1;
}

/* share of the variance of the embedding that is explained; targets have a variance of about 1. NAN: no rows */
static double
explain (const AttCnn *cnn, const AttDistilRows *rows, const gboolean *judge)
{
  g_autofree float *slice = g_new (float, ATT_SLICE_SIZE);
  float outputs[N_OUTPUTS];
  double wrong = 0, all = 0;
  AttCnnRunner *runner;

  if (att_cnn_runner_new (cnn, &runner) != ATT_NUM_OK)
    g_error ("there is no memory for the genre net");
  for (guint i = 0; i < rows->rows->len; i++)
    {
      const AttDistilRow *row = &g_array_index (rows->rows, AttDistilRow, i);

      if (!judge[i])
        continue;
      expand (slice, row);
      att_cnn_runner_run (runner, outputs, slice);
      for (int j = 0; j < ATT_NET_EMBEDDING; j++)
        {
          wrong += (outputs[j] - row->targets[j]) * (outputs[j] - row->targets[j]);
          all += row->targets[j] * row->targets[j];
        }
    }
  att_cnn_runner_free (runner);
  return all > 0 ? 1 - wrong / all : NAN;
}

/* measures what the normalisation goes by on a sample of the rows in use */
static void
normalise (AttCnn *cnn, const AttDistilRows *rows, const gboolean *use, AttRandom *random)
{
  g_autofree float *slices = g_new (float, N_NORMALISED * ATT_SLICE_SIZE);
  g_autofree guint32 *order = g_new (guint32, rows->rows->len);
  const float *pointers[N_NORMALISED];
  guint n = 0, n_used = 0;

  for (guint i = 0; i < rows->rows->len; i++)
    if (use[i])
      order[n_used++] = i;
  att_random_shuffle (random, order, n_used);
  for (; n < MIN (n_used, N_NORMALISED); n++)
    {
      pointers[n] = slices + (gsize) n * ATT_SLICE_SIZE;
      expand (slices + (gsize) n * ATT_SLICE_SIZE, &g_array_index (rows->rows, AttDistilRow, order[n]));
    }
  if (n > 0 && att_cnn_normalise (cnn, pointers, n) != ATT_NUM_OK)
    g_error ("there is no memory for the genre net");
}

static AttCnn *
make_net (const AttDistilRows *rows, const gboolean *use, const AttDistilPlan *plan, AttRandom *random)
{
  AttCnnConfig config;
  AttCnn *cnn;
  gsize n_weights;
  float *W;

  att_genre_net_get_config (&config);
  if (att_cnn_new (&config, &cnn) != ATT_NUM_OK)
    g_error ("there is no memory for the genre net");
  if (plan->from != NULL)
    {
      memcpy (att_cnn_get_params (cnn), att_cnn_get_params ((AttCnn *) plan->from),
              att_cnn_get_n_params (cnn) * sizeof (float));
      return cnn;
    }
  att_cnn_randomise (cnn, random);
  normalise (cnn, rows, use, random);
  /* The teacher's embedding is the means of its last three layers: each of ours begins as one of those. */
  W = att_cnn_get_weights (cnn, config.n_layers, &n_weights);
  for (gsize i = 0; i < n_weights; i++)
    W[i] *= 0.1f;
  for (int i = 0; i < ATT_NET_EMBEDDING; i++)
    W[(gsize) i * att_cnn_get_n_means (cnn) + i] = 1;
  return cnn;
}

AttCnn *
att_distil_train (const AttDistilRows *rows, const gboolean *use, const gboolean *judge, const AttDistilPlan *plan,
                  AttRandom *random, double *r2, AttGenreWork *work, GError **error)
{
  const AttCnnTrainerConfig config = {
    .optimizer = { ATT_OPTIMIZER_ADAM, plan->rate, 0 },
    .weight_decay = WEIGHT_DECAY,
    .n_threads = CLAMP (g_get_num_processors (), 1, ATT_PARALLEL_MAX),
    .max_batch = BATCH,
  };
  AttCnn *cnn = make_net (rows, use, plan, random);
  gsize size = att_cnn_get_n_params (cnn) * sizeof (float);
  g_autofree float *best = g_memdup2 (att_cnn_get_params (cnn), size);
  g_autofree guint32 *order = g_new (guint32, LABELLED_TIMES * rows->rows->len);
  g_autofree float *slices = g_new (float, (BATCH + 1) * ATT_SLICE_SIZE);
  g_autofree float *Y = g_new (float, BATCH * N_OUTPUTS);
  const float *pointers[BATCH];
  AttCnnTrainer *trainer;
  double best_r2 = NAN;
  guint64 step = 0, n_steps;
  gboolean going = TRUE;
  guint n = 0;

  if (att_cnn_trainer_new (cnn, &config, &trainer) != ATT_NUM_OK)
    g_error ("there is no memory to train the genre net");
  for (guint i = 0; i < rows->rows->len; i++)
    for (int times = 0; use[i] && times < (g_array_index (rows->rows, AttDistilRow, i).labelled ? LABELLED_TIMES : 1);
         times++)
      order[n++] = i;
  for (int i = 0; i < BATCH; i++)
    pointers[i] = slices + (gsize) (i + 1) * ATT_SLICE_SIZE;
  n_steps = (guint64) plan->max_epochs * MAX (n / BATCH, 1);
  for (int epoch = 0, since_best = 0; going && epoch < plan->max_epochs && since_best < PATIENCE; epoch++)
    {
      double now = NAN;

      att_random_shuffle (random, order, n);
      for (guint begin = 0; going && begin < n && (begin + BATCH <= n || begin == 0); begin += BATCH)
        {
          int batch = MIN (BATCH, n - begin);
          float rate = plan->rate * (1 + cos (G_PI * step / n_steps)) / 2 * MIN (1, (step + 1.0) / WARM_UP);

          for (int i = 0; i < batch; i++)
            {
              const AttDistilRow *row = &g_array_index (rows->rows, AttDistilRow, order[begin + i]);

              expand (slices, row);
              att_augment ((float *) pointers[i], slices, ATT_SLICE_FRAMES, ATT_SLICE_BANDS, -1, &augmentation,
                           random);
              memcpy (Y + i * N_OUTPUTS, row->targets, N_OUTPUTS * sizeof *Y);
            }
          att_cnn_trainer_set_rate (trainer, MAX (rate, 1e-6f));
          att_cnn_trainer_step (trainer, pointers, Y, batch, random);
          step++;
          going = !g_cancellable_set_error_if_cancelled (work->cancellable, error);
        }
      going = going && att_genre_work_step (work, ATT_DISTIL_EPOCH_STEPS, error);
      if (judge != NULL && going)
        now = explain (cnn, rows, judge);
      since_best++;
      if (!(now <= best_r2))
        {
          best_r2 = now;
          since_best = 0;
          memcpy (best, att_cnn_get_params (cnn), size);
        }
    }
  memcpy (att_cnn_get_params (cnn), best, size);
  att_cnn_trainer_free (trainer);
  if (r2 != NULL)
    *r2 = best_r2;
  if (!going)
    g_clear_pointer (&cnn, att_cnn_free);
  return cnn;
}
