/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The networks against PyTorch (tests/golden/network.py), and the laws of dropout
 */
#include "../golden/network.h"
#include "../golden/signals.h"

#include "att-cnn.h"
#include "att-mlp.h"

enum { TIMES = 12, FREQS = 10, MAPS = 16, BATCH = 5, OUTPUTS = 9, STRIDE = 13 };

static const AttCnnConfig config = {
  .n_times = TIMES,
  .n_freqs = FREQS,
  .n_layers = 3,
  .layers = { { MAPS, { 2, 2 } }, { MAPS, { 2, 1 } }, { MAPS, { 2, 3 } } },
  .n_means = 2,
  .n_groups = 3,
  .groups = { { ATT_CNN_REGRESSION, 4, 1 }, { ATT_CNN_SIGMOID, 2, 0.5f }, { ATT_CNN_SOFTMAX, 3, 2 } },
};

static AttCnn *
make_cnn (void)
{
  AttCnn *cnn;
  float *params;

  g_assert_cmpint (att_cnn_new (&config, &cnn), ==, ATT_NUM_OK);
  params = att_cnn_get_params (cnn);
  golden_noise (params, 11, att_cnn_get_n_params (cnn));
  for (gsize i = 0; i < att_cnn_get_n_params (cnn); i++)
    params[i] = 0.3 * params[i];
  for (int layer = 0; layer < config.n_layers; layer++)
    {
      float *norm = att_cnn_get_norm (cnn, layer, NULL);

      for (int map = 0; map < MAPS; map++)
        {
          norm[map] += 1;
          norm[3 * MAPS + map] += 1;
        }
    }
  return cnn;
}

static AttCnnTrainer *
make_trainer (AttCnn *cnn, float dropout)
{
  const AttCnnTrainerConfig training = { { ATT_OPTIMIZER_SGD, 0.1f, 0 }, 0, dropout, 1, BATCH };
  AttCnnTrainer *trainer;

  g_assert_cmpint (att_cnn_trainer_new (cnn, &training, &trainer), ==, ATT_NUM_OK);
  return trainer;
}

static void
make_batch (float *x, const float **slices, float *Y)
{
  golden_noise (x, 12, BATCH * TIMES * FREQS);
  golden_noise (Y, 13, BATCH * OUTPUTS);
  for (int i = 0; i < BATCH; i++)
    {
      slices[i] = x + i * TIMES * FREQS;
      for (int j = 4; j < 6; j++)
        Y[i * OUTPUTS + j] = (Y[i * OUTPUTS + j] + 1) / 2;
      for (int j = 6; j < OUTPUTS; j++)
        Y[i * OUTPUTS + j] = j - 6 == i % 3 ? 0.8f : 0.1f;
    }
  Y[1] = Y[OUTPUTS + 4] = NAN; /* not known */
}

static void
test_cnn_predicts (void)
{
  AttCnn *cnn = make_cnn ();
  float x[BATCH * TIMES * FREQS], Y[BATCH * OUTPUTS], out[BATCH * OUTPUTS];
  const float *slices[BATCH];
  AttCnnRunner *runner;

  make_batch (x, slices, Y);
  g_assert_cmpint (att_cnn_runner_new (cnn, &runner), ==, ATT_NUM_OK);
  for (int i = 0; i < BATCH; i++)
    att_cnn_runner_run (runner, out + i * OUTPUTS, slices[i]);
  golden_compare ("predicted", out, 1, golden_predicted, BATCH * OUTPUTS, 1e-5, 1e-5);
  att_cnn_runner_free (runner);
  att_cnn_free (cnn);
}

static void
test_cnn_trains (void)
{
  AttCnn *cnn = make_cnn ();
  AttCnnTrainer *trainer = make_trainer (cnn, 0);
  gsize n_params = att_cnn_get_n_params (cnn);
  g_autofree float *grad = g_new (float, n_params);
  float x[BATCH * TIMES * FREQS], Y[BATCH * OUTPUTS], frozen[4 * MAPS], *norm = att_cnn_get_norm (cnn, 1, NULL);
  const float *slices[BATCH];
  double loss;

  make_batch (x, slices, Y);
  g_assert_cmpint (att_cnn_normalise (cnn, slices, BATCH), ==, ATT_NUM_OK);
  golden_compare ("batch mean", norm + 2 * MAPS, 1, golden_batch_mean, MAPS, 1e-5, 0);
  golden_compare ("batch variance", norm + 3 * MAPS, 1, golden_batch_variance, MAPS, 1e-5, 1e-5);
  loss = att_cnn_trainer_gradient (trainer, grad, slices, Y, BATCH, NULL);
  g_assert_cmpfloat_with_epsilon (loss, golden_loss[0], 1e-5);
  g_assert_cmpuint ((n_params + STRIDE - 1) / STRIDE, ==, G_N_ELEMENTS (golden_gradient));
  golden_compare ("gradient", grad, STRIDE, golden_gradient, G_N_ELEMENTS (golden_gradient), 1e-5, 1e-4);

  for (int i = 0; i < 4 * MAPS; i++) /* a step leaves mean and variance as they are */
    frozen[i] = norm[i];
  att_cnn_trainer_step (trainer, slices, Y, BATCH, NULL);
  g_assert_cmpmem (norm + 2 * MAPS, 2 * MAPS * sizeof (float), frozen + 2 * MAPS, 2 * MAPS * sizeof (float));
  g_assert_true (norm[0] != frozen[0] && norm[MAPS] != frozen[MAPS]);
  att_cnn_trainer_free (trainer);
  att_cnn_free (cnn);
}

/* With no weights in the dense layer an output is 0, and the gradient by its weights is -y times the means kept: over many
 * draws their mean is that without dropout, and a share of them as large as told is 0. */
static void
test_cnn_dropout (void)
{
  enum { DRAWS = 4000 };
  const float p = 0.25f;
  AttCnn *cnn = make_cnn ();
  AttCnnTrainer *trainer = make_trainer (cnn, p);
  gsize n_params = att_cnn_get_n_params (cnn), n_weights, n_means = att_cnn_get_n_means (cnn);
  g_autofree float *grad = g_new (float, n_params), *plain = g_new (float, n_params);
  g_autofree double *sums = g_new0 (double, n_means);
  float x[BATCH * TIMES * FREQS], Y[BATCH * OUTPUTS], *W = att_cnn_get_weights (cnn, config.n_layers, &n_weights);
  gsize offset = W - att_cnn_get_params (cnn), n_zero = 0;
  const float *slices[BATCH];
  AttRandom random;

  make_batch (x, slices, Y);
  Y[0] = 1;
  for (gsize i = 0; i < n_weights + OUTPUTS; i++)
    W[i] = 0;
  att_cnn_trainer_gradient (trainer, plain, slices, Y, 1, NULL);
  att_random_init (&random, 1);
  for (int draw = 0; draw < DRAWS; draw++)
    {
      att_cnn_trainer_gradient (trainer, grad, slices, Y, 1, &random);
      for (gsize j = 0; j < n_means; j++)
        {
          float kept = grad[offset + j];

          sums[j] += kept / DRAWS;
          n_zero += kept == 0;
          g_assert_true (kept == 0 || fabs (kept * (1 - p) - plain[offset + j]) < 1e-5);
        }
    }
  g_assert_cmpfloat_with_epsilon ((double) n_zero / (DRAWS * n_means), p, 0.01);
  for (gsize j = 0; j < n_means; j++)
    g_assert_cmpfloat_with_epsilon (sums[j], plain[offset + j], 0.05 * fabs (plain[offset + j]) + 1e-4);
  att_cnn_trainer_free (trainer);
  att_cnn_free (cnn);
}

static void
check_mlp (AttMlpOutput output, const double *loss, const double *gradient)
{
  enum { ROWS = 5, INPUTS = 6, CLASSES = 4, N = 7 * 7 + 7 * 8 + 4 * 8 };
  const AttMlpConfig shape = { 3, { INPUTS, 7, 7, CLASSES }, output };
  const AttMlpTrainerConfig training = { 0.01f, 0, 0, 0 };
  float X[ROWS * INPUTS], Y[ROWS * CLASSES], grad[N];
  AttMlpTrainer *trainer;
  AttMlp *mlp;

  g_assert_cmpint (att_mlp_new (&shape, &mlp), ==, ATT_NUM_OK);
  g_assert_cmpuint (att_mlp_get_n_params (mlp), ==, N);
  golden_noise (att_mlp_get_params (mlp), 14, N);
  for (int i = 0; i < N; i++)
    att_mlp_get_params (mlp)[i] *= 0.7;
  golden_noise (X, 15, ROWS * INPUTS);
  golden_noise (Y, 16, ROWS * CLASSES);
  for (int i = 0; i < ROWS; i++)
    {
      double sum = 0;

      for (int j = 0; j < CLASSES; j++)
        sum += Y[i * CLASSES + j] = (Y[i * CLASSES + j] + 1) / 2;
      for (int j = 0; output == ATT_MLP_SOFTMAX && j < CLASSES; j++)
        Y[i * CLASSES + j] /= sum;
    }
  g_assert_cmpint (att_mlp_trainer_new (mlp, &training, &trainer), ==, ATT_NUM_OK);
  g_assert_cmpfloat_with_epsilon (att_mlp_trainer_gradient (trainer, grad, X, Y, ROWS, NULL), *loss, 1e-5);
  golden_compare ("gradient", grad, 1, gradient, N, 1e-6, 1e-5);
  att_mlp_trainer_free (trainer);
  att_mlp_free (mlp);
}

static void
test_mlp_softmax (void)
{
  check_mlp (ATT_MLP_SOFTMAX, golden_mlp_softmax_loss, golden_mlp_softmax_gradient);
}

static void
test_mlp_sigmoid (void)
{
  check_mlp (ATT_MLP_SIGMOID, golden_mlp_sigmoid_loss, golden_mlp_sigmoid_gradient);
}

static void
check_steps (AttOptimizerKind kind, const double *wanted)
{
  enum { N = 8 };
  const AttOptimizerConfig steps = { kind, 0.01f, kind == ATT_OPTIMIZER_SGD ? 0.9f : 0 };
  float params[N], grad[N];
  AttOptimizer *optimizer;

  golden_noise (params, 17, N);
  g_assert_cmpint (att_optimizer_new (&steps, N, &optimizer), ==, ATT_NUM_OK);
  for (int step = 0; step < 20; step++)
    {
      golden_noise (grad, 18 + step, N);
      att_optimizer_step (optimizer, params, grad);
    }
  golden_compare ("parameters", params, 1, wanted, N, 1e-6, 1e-5);
  att_optimizer_free (optimizer);
}

static void
test_steps (void)
{
  check_steps (ATT_OPTIMIZER_SGD, golden_steps_sgd);
  check_steps (ATT_OPTIMIZER_RMSPROP, golden_steps_rmsprop);
  check_steps (ATT_OPTIMIZER_ADAM, golden_steps_adam);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/golden/cnn-predicts", test_cnn_predicts);
  g_test_add_func ("/num/golden/cnn-trains", test_cnn_trains);
  g_test_add_func ("/num/cnn/dropout", test_cnn_dropout);
  g_test_add_func ("/num/golden/mlp-softmax", test_mlp_softmax);
  g_test_add_func ("/num/golden/mlp-sigmoid", test_mlp_sigmoid);
  g_test_add_func ("/num/golden/optimizers", test_steps);
  return g_test_run ();
}
