/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-mlp.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static AttMlp *
make (int inputs, int hidden, int outputs, AttMlpOutput output, guint64 seed)
{
  const AttMlpConfig config = { 3, { inputs, hidden, hidden, outputs }, output };
  AttRandom random;
  AttMlp *mlp;

  g_assert_cmpint (att_mlp_new (&config, &mlp), ==, ATT_NUM_OK);
  att_random_init (&random, seed);
  att_mlp_randomise (mlp, &random);
  return mlp;
}

static void
fill (float *a, gsize n, double low, double high)
{
  for (gsize i = 0; i < n; i++)
    a[i] = g_test_rand_double_range (low, high);
}

static void
normalise_rows (float *Y, gsize n_rows, gsize n)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      float sum = 0;

      for (gsize j = 0; j < n; j++)
        sum += Y[i * n + j];
      for (gsize j = 0; j < n; j++)
        Y[i * n + j] /= sum;
    }
}

static void
check_gradient (AttMlpOutput output)
{
  enum { ROWS = 5, INPUTS = 6, OUTPUTS = 4 };
  const AttMlpTrainerConfig config = { 0.01f, 0, 0, 0 };
  AttMlp *mlp = make (INPUTS, 7, OUTPUTS, output, g_test_rand_int ());
  AttMlpTrainer *trainer;
  float X[ROWS * INPUTS], Y[ROWS * OUTPUTS];
  gsize n = att_mlp_get_n_params (mlp);
  g_autofree float *grad = g_new (float, n);
  float *params = att_mlp_get_params (mlp);
  double worst = 0, largest = 0, at;
  guint n_bent = 0;

  g_assert_cmpuint (n, ==, 7 * (INPUTS + 1) + 7 * 8 + OUTPUTS * 8);
  fill (X, G_N_ELEMENTS (X), -1, 1);
  fill (Y, G_N_ELEMENTS (Y), 0.01, 1);
  if (output == ATT_MLP_SOFTMAX)
    normalise_rows (Y, ROWS, OUTPUTS);
  fill (params, n, -0.7, 0.7);
  g_assert_cmpint (att_mlp_trainer_new (mlp, &config, &trainer), ==, ATT_NUM_OK);
  g_assert_cmpfloat_with_epsilon (att_mlp_trainer_gradient (trainer, grad, X, Y, ROWS, NULL),
                                  att_mlp_loss (mlp, X, Y, ROWS), 1e-5);
  at = att_mlp_loss (mlp, X, Y, ROWS);
  for (gsize i = 0; i < n; i++)
    {
      const float h = 2e-3f;
      float kept = params[i];
      double above, below, slope, bend;

      params[i] = kept + h;
      above = att_mlp_loss (mlp, X, Y, ROWS);
      params[i] = kept - h;
      below = att_mlp_loss (mlp, X, Y, ROWS);
      params[i] = kept;
      slope = (above - below) / (2.0 * h);
      bend = fabs (above - 2 * at + below) / h; /* between the slopes to either side: large where a ReLU bends within h */
      n_bent += bend > 5e-3;
      worst = MAX (worst, fabs (slope - grad[i]) - bend);
      largest = MAX (largest, fabs (grad[i]));
    }
  g_test_message ("worst difference %.2g, largest slope %.2g, %u of %zu bent", worst, largest, n_bent, n);
  g_assert_cmpuint (n_bent, <, n / 3); /* nearly all are judged without that allowance */
  g_assert_cmpfloat (largest, >, 0.01);
  g_assert_cmpfloat (worst, <, 0.01 * largest + 2e-4); /* float differences */
  att_mlp_trainer_free (trainer);
  att_mlp_free (mlp);
}

static void
test_gradient_softmax (void)
{
  check_gradient (ATT_MLP_SOFTMAX);
}

static void
test_gradient_sigmoid (void)
{
  check_gradient (ATT_MLP_SIGMOID);
}

static void
check_overfits (AttMlpOutput output)
{
  enum { ROWS = 10, INPUTS = 8, OUTPUTS = 5 };
  const AttMlpTrainerConfig config = { 0.01f, 0, 0, 0 };
  AttMlp *mlp = make (INPUTS, 32, OUTPUTS, output, 1);
  AttMlpTrainer *trainer;
  AttRandom random;
  float X[ROWS * INPUTS], Y[ROWS * OUTPUTS] = { 0 }, p[OUTPUTS];

  att_random_init (&random, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (X); i++)
    X[i] = att_random_normal (&random);
  for (int i = 0; i < ROWS; i++)
    Y[i * OUTPUTS + i % OUTPUTS] = 1;
  g_assert_cmpint (att_mlp_trainer_new (mlp, &config, &trainer), ==, ATT_NUM_OK);
  for (int step = 0; step < 500; step++)
    att_mlp_trainer_step (trainer, X, Y, ROWS, &random);
  g_test_message ("loss %.4f", att_mlp_loss (mlp, X, Y, ROWS));
  g_assert_cmpfloat (att_mlp_loss (mlp, X, Y, ROWS), <, 0.02);
  for (int i = 0; i < ROWS; i++)
    {
      att_mlp_predict (mlp, p, X + i * INPUTS);
      g_assert_cmpfloat (p[i % OUTPUTS], >, 0.95);
    }
  att_mlp_trainer_free (trainer);
  att_mlp_free (mlp);
}

static void
test_overfits_softmax (void)
{
  check_overfits (ATT_MLP_SOFTMAX);
}

static void
test_overfits_sigmoid (void)
{
  check_overfits (ATT_MLP_SIGMOID);
}

static void
test_soft_targets_are_reached (void)
{
  const AttMlpTrainerConfig config = { 0.02f, 0, 0, 0 };
  AttMlp *mlp = make (2, 8, 3, ATT_MLP_SIGMOID, 5);
  AttMlpTrainer *trainer;
  const float X[] = { 1, 0, 0, 1 }, Y[] = { 0.2f, 0.7f, 0.5f, 0.9f, 0.1f, 0.4f };
  float p[3];

  g_assert_cmpint (att_mlp_trainer_new (mlp, &config, &trainer), ==, ATT_NUM_OK);
  for (int step = 0; step < 2000; step++)
    att_mlp_trainer_step (trainer, X, Y, 2, NULL);
  for (int i = 0; i < 2; i++)
    {
      att_mlp_predict (mlp, p, X + i * 2);
      for (int j = 0; j < 3; j++)
        g_assert_cmpfloat_with_epsilon (p[j], Y[i * 3 + j], 0.02);
    }
  att_mlp_trainer_free (trainer);
  att_mlp_free (mlp);
}

static void
test_probabilities (void)
{
  AttMlp *softmax = make (4, 8, 6, ATT_MLP_SOFTMAX, 9);
  float p[6], x[4] = { 1e6f, -1e6f, 3, 0 };
  double sum = 0;

  att_mlp_predict (softmax, p, x); /* far out, still a distribution */
  for (int i = 0; i < 6; i++)
    {
      g_assert_true (p[i] >= 0 && p[i] <= 1);
      sum += p[i];
    }
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
  att_mlp_free (softmax);
}

static void
train_a_bit (AttMlp *mlp, guint64 seed)
{
  const AttMlpTrainerConfig config = { 0.01f, 0.1f, 0.2f, 0.5f };
  AttMlpTrainer *trainer;
  AttRandom random;
  float X[20 * 4], Y[20 * 3];

  att_random_init (&random, seed);
  for (gsize i = 0; i < G_N_ELEMENTS (X); i++)
    X[i] = att_random_uniform (&random);
  for (gsize i = 0; i < G_N_ELEMENTS (Y); i++)
    Y[i] = att_random_uniform (&random);
  normalise_rows (Y, 20, 3);
  g_assert_cmpint (att_mlp_trainer_new (mlp, &config, &trainer), ==, ATT_NUM_OK);
  for (int step = 0; step < 50; step++)
    att_mlp_trainer_step (trainer, X, Y, 20, &random);
  att_mlp_trainer_free (trainer);
}

static void
test_same_seed_same_bytes (void)
{
  AttMlp *a = make (4, 16, 3, ATT_MLP_SOFTMAX, 2), *b = make (4, 16, 3, ATT_MLP_SOFTMAX, 2);
  gsize size = att_mlp_get_n_params (a) * sizeof (float);

  train_a_bit (a, 11);
  train_a_bit (b, 11);
  g_assert_cmpmem (att_mlp_get_params (a), size, att_mlp_get_params (b), size);
  train_a_bit (b, 12);
  g_assert_cmpint (memcmp (att_mlp_get_params (a), att_mlp_get_params (b), size), !=, 0);
  att_mlp_free (a);
  att_mlp_free (b);
}

static void
test_dropout_keeps_the_mean (void)
{
  /* one linear layer: the gradient of the first weight is x (p - y), so its mean over dropouts shows what is kept */
  const AttMlpConfig config = { 1, { 1, 1 }, ATT_MLP_SIGMOID };
  const AttMlpTrainerConfig trainer_config = { 0.01f, 0, 0.5f, 0 };
  const float x = 1, y = 0;
  AttMlp *mlp;
  AttMlpTrainer *trainer;
  AttRandom random;
  double sum = 0;
  guint n_dropped = 0;

  g_assert_cmpint (att_mlp_new (&config, &mlp), ==, ATT_NUM_OK);
  g_assert_cmpint (att_mlp_trainer_new (mlp, &trainer_config, &trainer), ==, ATT_NUM_OK);
  att_random_init (&random, 4);
  for (int i = 0; i < 10000; i++)
    {
      float grad[2];

      att_mlp_trainer_gradient (trainer, grad, &x, &y, 1, &random);
      sum += grad[0];
      n_dropped += grad[0] == 0;
    }
  g_assert_cmpfloat_with_epsilon (sum / 10000, 0.5, 0.03); /* weight 0: p = 0.5 */
  g_assert_cmpfloat_with_epsilon (n_dropped / 10000.0, 0.5, 0.03);
  att_mlp_trainer_free (trainer);
  att_mlp_free (mlp);
}

static void
test_nonsense (void)
{
  const AttMlpConfig bad[] = {
    { 0, { 1, 1 }, ATT_MLP_SOFTMAX },
    { 5, { 1, 1, 1, 1, 1 }, ATT_MLP_SOFTMAX },
    { 2, { 1, 0, 1 }, ATT_MLP_SOFTMAX },
    { 1, { ATT_MLP_MAX_WIDTH + 1, 1 }, ATT_MLP_SOFTMAX },
    { 1, { 1, 1 }, 7 },
  };
  const AttMlpTrainerConfig bad_trainers[] = {
    { 0, 0, 0, 0 }, { NAN, 0, 0, 0 }, { 0.1f, -1, 0, 0 }, { 0.1f, 0, 1, 0 }, { 0.1f, 0, 0, -0.1f },
  };
  AttMlp *mlp;
  AttMlpTrainer *trainer;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_cmpint (att_mlp_new (&bad[i], &mlp), ==, ATT_NUM_BAD_CONFIG);
      g_assert_null (mlp);
    }
  mlp = make (2, 2, 2, ATT_MLP_SOFTMAX, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_trainers); i++)
    {
      g_assert_cmpint (att_mlp_trainer_new (mlp, &bad_trainers[i], &trainer), ==, ATT_NUM_BAD_CONFIG);
      g_assert_null (trainer);
    }
  g_assert_cmpfloat (att_mlp_loss (mlp, NULL, NULL, 0), ==, 0);
  att_mlp_free (mlp);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/mlp/gradient-softmax", test_gradient_softmax);
  g_test_add_func ("/num/mlp/gradient-sigmoid", test_gradient_sigmoid);
  g_test_add_func ("/num/mlp/overfits-ten-softmax", test_overfits_softmax);
  g_test_add_func ("/num/mlp/overfits-ten-sigmoid", test_overfits_sigmoid);
  g_test_add_func ("/num/mlp/soft-targets-are-reached", test_soft_targets_are_reached);
  g_test_add_func ("/num/mlp/probabilities", test_probabilities);
  g_test_add_func ("/num/mlp/same-seed-same-bytes", test_same_seed_same_bytes);
  g_test_add_func ("/num/mlp/dropout-keeps-the-mean", test_dropout_keeps_the_mean);
  g_test_add_func ("/num/mlp/nonsense", test_nonsense);
  return g_test_run ();
}
