/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-augment.h"
#include "att-cnn.h"
#include "att-parallel.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { TIMES = 12, FREQS = 10, OUTPUTS = 9 };

static const AttCnnConfig small = {
  .n_times = TIMES,
  .n_freqs = FREQS,
  .n_layers = 3,
  .layers = { { 16, { 2, 2 } }, { 16, { 2, 1 } }, { 16, { 2, 3 } } },
  .n_means = 2,
  .n_groups = 3,
  .groups = { { ATT_CNN_REGRESSION, 4, 1 }, { ATT_CNN_SIGMOID, 2, 0.5f }, { ATT_CNN_SOFTMAX, 3, 2 } },
};

typedef struct {
  float x[8][TIMES * FREQS];
  const float *slices[8];
  float Y[8 * OUTPUTS];
} Batch;

static AttCnn *
make (guint64 seed, const Batch *batch)
{
  AttRandom random;
  AttCnn *cnn;

  g_assert_cmpint (att_cnn_new (&small, &cnn), ==, ATT_NUM_OK);
  att_random_init (&random, seed);
  att_cnn_randomise (cnn, &random);
  g_assert_cmpint (att_cnn_normalise (cnn, batch->slices, 8), ==, ATT_NUM_OK);
  return cnn;
}

static AttCnnTrainer *
make_trainer (AttCnn *cnn, AttOptimizerKind kind, float rate, float dropout, int n_threads)
{
  const AttCnnTrainerConfig config = { { kind, rate, 0.9f }, 0.01f, dropout, n_threads, 8 };
  AttCnnTrainer *trainer;

  g_assert_cmpint (att_cnn_trainer_new (cnn, &config, &trainer), ==, ATT_NUM_OK);
  return trainer;
}

static double
draw (AttRandom *random, double low, double high)
{
  return low + (high - low) * att_random_uniform (random);
}

/* always the same: where a maximum is about to change places a difference says nothing, and some draws have many such */
static Batch *
make_batch (void)
{
  Batch *self = g_new (Batch, 1);
  AttRandom random;

  att_random_init (&random, 1);

  for (int i = 0; i < 8; i++)
    {
      float *y = self->Y + i * OUTPUTS;

      self->slices[i] = self->x[i];
      for (int j = 0; j < TIMES * FREQS; j++)
        self->x[i][j] = draw (&random, -1, 1);
      for (int j = 0; j < 4; j++)
        y[j] = draw (&random, -2, 2);
      y[4] = draw (&random, 0, 1);
      y[5] = draw (&random, 0, 1);
      for (int j = 6; j < 9; j++)
        y[j] = j == 6 + i % 3 ? 0.8f : 0.1f;
    }
  return self;
}

/* mean or variance of a normalisation */
static gboolean
is_frozen (AttCnn *cnn, gsize param)
{
  gboolean frozen = FALSE;

  for (int layer = 0; layer < 3; layer++)
    {
      gsize size, offset = att_cnn_get_norm (cnn, layer, &size) - att_cnn_get_params (cnn);

      frozen = frozen || (param >= offset + size / 2 && param < offset + size);
    }
  return frozen;
}

static void
test_gradient (void)
{
  enum { N = 5 };
  g_autofree Batch *batch = make_batch ();
  AttCnn *cnn = make (3, batch);
  AttCnnTrainer *trainer = make_trainer (cnn, ATT_OPTIMIZER_SGD, 0.1f, 0, 2);
  gsize n = att_cnn_get_n_params (cnn);
  g_autofree float *grad = g_new (float, n);
  g_autofree float *unused = g_new (float, n);
  float *params = att_cnn_get_params (cnn);
  guint n_bent = 0, n_checked = 0, n_wrong = 0;
  AttRandom random;
  double at, largest = 0, worst = 0;

  att_random_init (&random, 2);
  batch->Y[1] = batch->Y[OUTPUTS + 4] = NAN; /* not known */
  for (gsize i = 0; i < n; i++)
    if (!is_frozen (cnn, i))
      params[i] += draw (&random, -0.1, 0.1); /* no two gammas alike */
  at = att_cnn_trainer_gradient (trainer, grad, batch->slices, batch->Y, N, NULL);
  for (gsize i = 0; i < n; i += n_checked % 7 == 0 ? 1 : 5)
    {
      const float h = 2e-3f;
      float kept = params[i];
      double above, below, bend, difference;

      if (is_frozen (cnn, i))
        {
          n_checked++;
          g_assert_cmpfloat (grad[i], ==, 0);
          continue;
        }
      params[i] = kept + h;
      above = att_cnn_trainer_gradient (trainer, unused, batch->slices, batch->Y, N, NULL);
      params[i] = kept - h;
      below = att_cnn_trainer_gradient (trainer, unused, batch->slices, batch->Y, N, NULL);
      params[i] = kept;
      bend = fabs (above - 2 * at + below) / h; /* large where a maximum changes places within h */
      difference = fabs ((above - below) / (2.0 * h) - grad[i]);
      n_checked++;
      n_bent += bend > 2e-2;
      n_wrong += difference > 0.02 * fabs (grad[i]) + 5e-3 + 2 * bend;
      worst = MAX (worst, difference - 2 * bend);
      largest = MAX (largest, fabs (grad[i]));
    }
  g_test_message ("%u checked, %u bent, %u off, worst %.2g beyond the bend, largest slope %.2g", n_checked, n_bent,
                  n_wrong, worst, largest);
  g_assert_cmpuint (n_checked, >, 800);
  g_assert_cmpuint (n_bent, <, n_checked / 3);
  g_assert_cmpuint (n_wrong, <, n_checked / 20);
  g_assert_cmpfloat (largest, >, 0.1);
  g_assert_cmpfloat (worst, <, 0.02 * largest);
  att_cnn_trainer_free (trainer);
  att_cnn_free (cnn);
}

static void
check_learns (AttOptimizerKind kind, float rate)
{
  g_autofree Batch *batch = make_batch ();
  AttCnn *cnn = make (5, batch);
  AttCnnTrainer *trainer = make_trainer (cnn, kind, rate, 0, 1);
  double first = att_cnn_trainer_step (trainer, batch->slices, batch->Y, 8, NULL), last = first, floor = 0;
  AttCnnRunner *runner;
  float out[OUTPUTS];

  for (int i = 0; i < 8; i++) /* the entropy of soft targets stays */
    {
      const float *y = batch->Y + i * OUTPUTS;

      for (int j = 4; j < 6; j++)
        floor -= 0.5 / 8 * (y[j] * log (y[j]) + (1 - y[j]) * log (1 - y[j]));
      for (int j = 6; j < 9; j++)
        floor -= 2.0 / 8 * y[j] * log (y[j]);
    }
  for (int step = 0; step < 400; step++)
    last = att_cnn_trainer_step (trainer, batch->slices, batch->Y, 8, NULL);
  g_test_message ("loss %.3f -> %.3f, not below %.3f", first, last, floor);
  g_assert_cmpfloat (last - floor, <, 0.1 * (first - floor));

  g_assert_cmpint (att_cnn_runner_new (cnn, &runner), ==, ATT_NUM_OK);
  for (int i = 0; i < 8; i++)
    {
      att_cnn_runner_run (runner, out, batch->slices[i]);
      for (int j = 0; j < OUTPUTS; j++)
        g_assert_cmpfloat_with_epsilon (out[j], batch->Y[i * OUTPUTS + j], 0.6);
      g_assert_cmpfloat_with_epsilon (out[6] + out[7] + out[8], 1, 1e-5);
    }
  att_cnn_runner_free (runner);
  att_cnn_trainer_free (trainer);
  att_cnn_free (cnn);
}

static void
test_sgd (void)
{
  check_learns (ATT_OPTIMIZER_SGD, 0.01f);
}

static void
test_rmsprop (void)
{
  check_learns (ATT_OPTIMIZER_RMSPROP, 0.002f);
}

static void
test_adam (void)
{
  check_learns (ATT_OPTIMIZER_ADAM, 0.01f);
}

static void
test_same_bytes (void)
{
  g_autofree Batch *batch = make_batch ();
  AttCnn *nets[3];

  for (int k = 0; k < 3; k++)
    {
      AttCnnTrainer *trainer;
      AttRandom random;

      nets[k] = make (7, batch);
      trainer = make_trainer (nets[k], ATT_OPTIMIZER_ADAM, 0.01f, 0.3f, 1 + 2 * k);
      att_random_init (&random, 9);
      for (int step = 0; step < 10; step++)
        att_cnn_trainer_step (trainer, batch->slices, batch->Y, 3 + step % 6, &random);
      att_cnn_trainer_free (trainer);
    }
  for (int k = 1; k < 3; k++)
    g_assert_cmpmem (att_cnn_get_params (nets[0]), att_cnn_get_n_params (nets[0]) * sizeof (float),
                     att_cnn_get_params (nets[k]), att_cnn_get_n_params (nets[k]) * sizeof (float));
  for (int k = 0; k < 3; k++)
    att_cnn_free (nets[k]);
}

static void
test_nonsense (void)
{
  AttCnnConfig bad[8];
  const AttCnnTrainerConfig bad_trainers[] = {
    { { ATT_OPTIMIZER_ADAM, 0, 0 }, 0, 0, 1, 1 },   { { 9, 0.1f, 0 }, 0, 0, 1, 1 },
    { { ATT_OPTIMIZER_SGD, 0.1f, 1 }, 0, 0, 1, 1 }, { { ATT_OPTIMIZER_SGD, 0.1f, 0 }, -1, 0, 1, 1 },
    { { ATT_OPTIMIZER_SGD, 0.1f, 0 }, 0, 1, 1, 1 }, { { ATT_OPTIMIZER_SGD, 0.1f, 0 }, 0, 0, 0, 1 },
    { { ATT_OPTIMIZER_SGD, 0.1f, 0 }, 0, 0, 1, 0 },
  };
  g_autofree Batch *batch = make_batch ();
  AttCnnTrainer *trainer;
  AttCnn *cnn;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    bad[i] = small;
  bad[0].n_layers = 0;
  bad[1].n_layers = ATT_CNN_MAX_LAYERS + 1;
  bad[2].layers[1].n_maps = 17;
  bad[3].layers[2].pool.n_freqs = 6; /* more than is left */
  bad[4].n_means = 4;
  bad[5].groups[1].kind = 7;
  bad[6].groups[0].n = ATT_CNN_MAX_OUTPUTS;
  bad[7].groups[2].weight = NAN;
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_cmpint (att_cnn_new (&bad[i], &cnn), ==, ATT_NUM_BAD_CONFIG);
      g_assert_null (cnn);
    }
  cnn = make (1, batch);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_trainers); i++)
    {
      g_assert_cmpint (att_cnn_trainer_new (cnn, &bad_trainers[i], &trainer), ==, ATT_NUM_BAD_CONFIG);
      g_assert_null (trainer);
    }
  att_cnn_free (cnn);
}

static void
test_augment (void)
{
  enum { N_TIMES = 6, N_FREQS = 8 };
  const AttAugment nothing = { 0 }, shift = { .mel_shift = 2 }, masks = { .time_mask = 3, .freq_mask = 4 };
  const AttAugment roll = { .roll = N_TIMES - 1 }, quiet = { .floor = 0.5f };
  float in[N_TIMES * N_FREQS], out[N_TIMES * N_FREQS];
  AttRandom random;
  gboolean shifted[5] = { FALSE };

  att_random_init (&random, 1);
  for (int i = 0; i < N_TIMES * N_FREQS; i++)
    in[i] = (i * 7 % 48) / 24.0 - 1;
  att_augment (out, in, N_TIMES, N_FREQS, -1, &nothing, &random);
  g_assert_cmpmem (out, sizeof out, in, sizeof in);
  for (int round = 0; round < 100; round++)
    {
      gsize n_changed = 0;
      int by = 9;

      att_augment (out, in, N_TIMES, N_FREQS, -1, &shift, &random);
      for (int k = -2; k <= 2; k++)
        if (out[3] == in[3 + k])
          by = k;
      g_assert_cmpint (by, !=, 9);
      shifted[by + 2] = TRUE;
      for (int i = 0; i < N_TIMES * N_FREQS; i++)
        g_assert_cmpfloat (out[i], ==, in[i / N_FREQS * N_FREQS + CLAMP (i % N_FREQS + by, 0, N_FREQS - 1)]);

      att_augment (out, in, N_TIMES, N_FREQS, -1, &masks, &random);
      for (int i = 0; i < N_TIMES * N_FREQS; i++)
        n_changed += out[i] != in[i];
      g_assert_cmpuint (n_changed, <=, 3 * N_FREQS + 4 * N_TIMES);

      att_augment (out, in, N_TIMES, N_FREQS, -1, &roll, &random);
      for (by = 0; by < N_TIMES && memcmp (out, in + by * N_FREQS, N_FREQS * sizeof (float)) != 0; by++)
        ;
      g_assert_cmpint (by, <, N_TIMES);
      g_assert_cmpmem (out + (N_TIMES - by) * N_FREQS, by * N_FREQS * sizeof (float), in,
                       by * N_FREQS * sizeof (float));

      att_augment (out, in, N_TIMES, N_FREQS, -1, &quiet, &random);
      for (int i = 0; i < N_TIMES * N_FREQS; i++)
        g_assert_true (out[i] == in[i] || (out[i] > in[i] && out[i] <= -0.5f));
    }
  for (int i = 0; i < 5; i++)
    g_assert_true (shifted[i]);
}

static void
count_cb (void *data, size_t item)
{
  g_atomic_int_inc ((int *) data + item);
}

static void
test_parallel (void)
{
  for (int n_threads = 1; n_threads <= 5; n_threads++)
    for (gsize n = 0; n < 100; n += 33)
      {
        int counts[100] = { 0 };

        att_parallel_run (n_threads, n, count_cb, counts);
        for (gsize i = 0; i < 100; i++)
          g_assert_cmpint (counts[i], ==, i < n);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/cnn/gradient", test_gradient);
  g_test_add_func ("/num/cnn/sgd", test_sgd);
  g_test_add_func ("/num/cnn/rmsprop", test_rmsprop);
  g_test_add_func ("/num/cnn/adam", test_adam);
  g_test_add_func ("/num/cnn/same-bytes-on-any-threads", test_same_bytes);
  g_test_add_func ("/num/cnn/nonsense", test_nonsense);
  g_test_add_func ("/num/augment/each", test_augment);
  g_test_add_func ("/num/parallel/each-once", test_parallel);
  return g_test_run ();
}
