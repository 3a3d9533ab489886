/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DeepCF: its gradient against finite differences, and what it learns, keeps and refuses
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "att-cfnet.h"
#include "att-random.h"

#define N_USERS 60
#define N_ITEMS 40

typedef struct {
  AttCsr *by_user, *by_item;
} Data;

/* Users listen to items of their own half of them, most to some of it; nobody to the last item. */
static void
set_up (Data *self, gconstpointer unused)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  AttRandom random;

  att_random_init (&random, 1);
  for (guint u = 0; u < N_USERS; u++)
    for (guint i = u % 2; i + 1 < N_ITEMS; i += 2)
      if (att_random_below (&random, 2) == 0)
        {
          const AttCsrEntry entry = { u, i, 1 + i };

          g_array_append_val (entries, entry);
        }
  self->by_user = att_csr_new (N_USERS, N_ITEMS, (AttCsrEntry *) entries->data, entries->len);
  self->by_item = att_csr_transpose (self->by_user);
}

static void
tear_down (Data *self, gconstpointer unused)
{
  att_csr_free (self->by_user);
  att_csr_free (self->by_item);
}

static AttCfnet *
make_net (void)
{
  const AttCfnetConfig config = { 16, 16, 5 };
  AttCfnet *net;

  g_assert_cmpint (att_cfnet_new (&net, &config, N_USERS, N_ITEMS), ==, ATT_NUM_OK);
  return net;
}

static AttCfnetTrainer *
make_trainer (Data *data, AttCfnet *net, AttCfnetHalves halves, int n_threads)
{
  const AttCfnetTraining training = { halves, 0.01, 0.5, 3, n_threads, 7 };
  AttCfnetTrainer *trainer;

  g_assert_cmpint (att_cfnet_trainer_new (&trainer, net, &training, data->by_user, data->by_item), ==, ATT_NUM_OK);
  return trainer;
}

/* each half pre-trained, then joined; returns the last loss */
static double
train (Data *data, AttCfnet *net, int n_threads, int n_epochs)
{
  static const AttCfnetHalves all[] = { ATT_CFNET_REPRESENTATION, ATT_CFNET_MATCHING, ATT_CFNET_JOINED };
  double loss = 0;

  for (gsize h = 0; h < G_N_ELEMENTS (all); h++)
    {
      AttCfnetTrainer *trainer = make_trainer (data, net, all[h], n_threads);

      if (all[h] == ATT_CFNET_JOINED)
        att_cfnet_join (net);
      for (int epoch = 0; epoch < n_epochs; epoch++)
        g_assert_cmpint (att_cfnet_trainer_epoch (trainer, &loss), ==, ATT_NUM_OK);
      att_cfnet_trainer_free (trainer);
    }
  att_cfnet_update_items (net, data->by_item, n_threads);
  return loss;
}

/* The loss in single precision, over a step wide enough to be seen in it: a bend of a ReLU may lie within, so few may
 * differ. */
static void
test_gradient (Data *data, gconstpointer halves)
{
  AttCfnet *net = make_net ();
  AttCfnetTrainer *trainer = make_trainer (data, net, GPOINTER_TO_INT (halves), 1);
  const gsize n = att_cfnet_get_n_params (net);
  g_autofree float *grad = g_new (float, n), *unused = g_new (float, n);
  float *params = att_cfnet_get_params (net);
  guint n_checked = 0, n_off = 0, n_nonzero = 0;
  double loss;

  g_assert_cmpint (att_cfnet_trainer_gradient (trainer, grad, &loss), ==, ATT_NUM_OK);
  g_assert_cmpfloat_with_epsilon (loss, log (2), 0.15); /* of who knows nothing */
  for (gsize i = 0; i < n; i += 1 + i % 3)
    {
      const float was = params[i], step = 5e-4;
      double above, below, slope;

      params[i] = was + step;
      att_cfnet_trainer_gradient (trainer, unused, &above);
      params[i] = was - step;
      att_cfnet_trainer_gradient (trainer, unused, &below);
      params[i] = was;
      slope = (above - below) / (2 * step);
      n_checked++;
      n_nonzero += fabs (grad[i]) > 1e-4;
      n_off += fabs (slope - grad[i]) > 2e-4 + 0.02 * fabs (slope);
    }
  g_assert_cmpuint (n_nonzero, >, n_checked / 20);
  g_assert_cmpuint (n_off, <=, n_checked / 100);
  att_cfnet_trainer_free (trainer);
  att_cfnet_free (net);
}

static double
mean_score (const AttCfnet *net, AttCfnetHalves halves, const guint32 *items, gsize n, guint half)
{
  float scores[N_ITEMS];
  double sum = 0;

  att_cfnet_score (net, halves, scores, items, n);
  for (guint i = half; i + 1 < N_ITEMS; i += 2)
    sum += scores[i];
  return sum / ((N_ITEMS - half) / 2);
}

static void
test_learns (Data *data, gconstpointer unused)
{
  static const guint32 even[] = { 2, 8, 10, 1000 }, odd[] = { 5, 11, 21, 23 };
  static const AttCfnetHalves all[] = { ATT_CFNET_REPRESENTATION, ATT_CFNET_MATCHING, ATT_CFNET_JOINED };
  AttCfnet *net = make_net ();
  float scores[N_ITEMS];

  /* half of the negatives lie in the user's own half, where nobody can tell: ln 2 of what can be told is gone */
  g_assert_cmpfloat (train (data, net, 2, 40), <, 0.45);
  for (gsize h = 0; h < G_N_ELEMENTS (all); h++)
    {
      g_assert_cmpfloat (mean_score (net, all[h], even, 4, 0), >, mean_score (net, all[h], even, 4, 1) + 0.5);
      g_assert_cmpfloat (mean_score (net, all[h], odd, 4, 1), >, mean_score (net, all[h], odd, 4, 0) + 0.5);
    }
  att_cfnet_score (net, ATT_CFNET_JOINED, scores, even, 3);
  g_assert_true (isnan (scores[N_ITEMS - 1]));
  for (guint i = 0; i + 1 < N_ITEMS; i++)
    g_assert_true (isfinite (scores[i]));
  att_cfnet_score (net, ATT_CFNET_JOINED, scores, NULL, 0);
  g_assert_true (isfinite (scores[0]));
  att_cfnet_free (net);
}

static void
test_repeats (Data *data, gconstpointer unused)
{
  AttCfnet *one = make_net (), *two = make_net ();
  const gsize size = att_cfnet_get_n_params (one) * sizeof (float);

  g_assert_cmpfloat (train (data, one, 1, 3), ==, train (data, two, 3, 3));
  g_assert_cmpmem (att_cfnet_get_params (one), size, att_cfnet_get_params (two), size);
  att_cfnet_free (one);
  att_cfnet_free (two);
}

static void
test_bytes (Data *data, gconstpointer unused)
{
  static const guint32 row[] = { 1, 4, 9 };
  AttCfnet *net = make_net (), *back;
  float scores[N_ITEMS], again[N_ITEMS];
  g_autofree guint8 *copy = NULL;
  guint8 *bytes, *twice;
  gsize n, m;

  train (data, net, 1, 5);
  bytes = att_cfnet_save (net, &n);
  back = att_cfnet_load (bytes, n);
  g_assert_nonnull (back);
  g_assert_cmpuint (att_cfnet_get_n_items (back), ==, N_ITEMS);
  att_cfnet_score (net, ATT_CFNET_JOINED, scores, row, G_N_ELEMENTS (row));
  att_cfnet_score (back, ATT_CFNET_JOINED, again, row, G_N_ELEMENTS (row));
  for (guint i = 0; i + 1 < N_ITEMS; i++)
    g_assert_cmpfloat_with_epsilon (scores[i], again[i], 0.02);
  g_assert_true (isnan (again[N_ITEMS - 1]));
  twice = att_cfnet_save (back, &m);
  g_assert_cmpmem (bytes, n, twice, m);
  free (twice);
  att_cfnet_free (back);

  g_assert_null (att_cfnet_load (bytes, 0));
  g_assert_null (att_cfnet_load (bytes, n - 1));
  copy = g_memdup2 (bytes, n);
  for (gsize i = 0; i < n; i += 1 + i / 40)
    {
      copy[i] ^= 1 << i % 8;
      g_assert_null (att_cfnet_load (copy, n));
      copy[i] ^= 1 << i % 8;
    }
  free (bytes);
  att_cfnet_free (net);
}

/* <= 2 MB for 5,000 tracks, whoever many users taught it */
static void
test_size (void)
{
  const AttCfnetConfig config = { 32, 64, 1 };
  AttCfnet *net;
  gsize n;

  g_assert_cmpint (att_cfnet_new (&net, &config, 3000, 5000), ==, ATT_NUM_OK);
  free (att_cfnet_save (net, &n));
  g_assert_cmpuint (n, <=, 2000000);
  att_cfnet_free (net);
}

/* one user, who listens to everything; users without anything; nobody at all */
static void
test_little (void)
{
  for (guint n_users = 0; n_users < 3; n_users++)
    {
      AttCsrEntry entries[] = { { 0, 0, 1 }, { 0, 1, 1 } };
      Data data = { att_csr_new (n_users, 2, entries, n_users > 0 ? 2 : 0), NULL };
      const AttCfnetConfig config = { 8, 16, 1 };
      AttCfnet *net;
      float scores[2];

      data.by_item = att_csr_transpose (data.by_user);
      g_assert_cmpint (att_cfnet_new (&net, &config, n_users, 2), ==, ATT_NUM_OK);
      g_assert_true (isfinite (train (&data, net, 2, 2)));
      att_cfnet_score (net, ATT_CFNET_JOINED, scores, NULL, 0);
      g_assert_true (n_users > 0 ? isfinite (scores[0]) : isnan (scores[0]));
      att_cfnet_free (net);
      tear_down (&data, NULL);
    }
}

static void
test_nonsense (Data *data, gconstpointer unused)
{
  static const AttCfnetConfig bad[] = { { 0, 16, 1 }, { 12, 16, 1 }, { 264, 16, 1 }, { 16, 0, 1 }, { 16, 24, 1 },
                                        { 16, 144, 1 }, { -8, -16, 1 } };
  static const AttCfnetTraining bad_training[] = {
    { 0, 0.01, 0.5, 3, 1, 1 }, { 4, 0.01, 0.5, 3, 1, 1 }, { 3, 0, 0.5, 3, 1, 1 }, { 3, NAN, 0.5, 3, 1, 1 },
    { 3, 0.01, 0, 3, 1, 1 }, { 3, 0.01, 1, 3, 1, 1 }, { 3, 0.01, 0.5, 0, 1, 1 }, { 3, 0.01, 0.5, 3, 0, 1 },
  };
  const AttCfnetTraining training = { 3, 0.01, 0.5, 3, 1, 1 };
  AttCfnet *net;
  AttCfnetTrainer *trainer;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_cmpint (att_cfnet_new (&net, &bad[i], N_USERS, N_ITEMS), ==, ATT_NUM_BAD_CONFIG);
      g_assert_null (net);
    }
  net = make_net ();
  for (gsize i = 0; i < G_N_ELEMENTS (bad_training); i++)
    {
      g_assert_cmpint (att_cfnet_trainer_new (&trainer, net, &bad_training[i], data->by_user, data->by_item), ==,
                       ATT_NUM_BAD_CONFIG);
      g_assert_null (trainer);
    }
  /* another matrix than the network was made for */
  g_assert_cmpint (att_cfnet_trainer_new (&trainer, net, &training, data->by_item, data->by_user), ==,
                   ATT_NUM_BAD_CONFIG);
  att_cfnet_free (net);
  att_cfnet_free (NULL);
  att_cfnet_trainer_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/num/cfnet/gradient/representation", Data, GINT_TO_POINTER (ATT_CFNET_REPRESENTATION), set_up,
              test_gradient, tear_down);
  g_test_add ("/num/cfnet/gradient/matching", Data, GINT_TO_POINTER (ATT_CFNET_MATCHING), set_up, test_gradient,
              tear_down);
  g_test_add ("/num/cfnet/gradient/joined", Data, GINT_TO_POINTER (ATT_CFNET_JOINED), set_up, test_gradient, tear_down);
  g_test_add ("/num/cfnet/learns", Data, NULL, set_up, test_learns, tear_down);
  g_test_add ("/num/cfnet/repeats", Data, NULL, set_up, test_repeats, tear_down);
  g_test_add ("/num/cfnet/bytes", Data, NULL, set_up, test_bytes, tear_down);
  g_test_add_func ("/num/cfnet/size", test_size);
  g_test_add_func ("/num/cfnet/little", test_little);
  g_test_add ("/num/cfnet/nonsense", Data, NULL, set_up, test_nonsense, tear_down);
  return g_test_run ();
}
