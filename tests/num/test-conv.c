/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-conv.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static const AttConvShape shapes[] = {
  { 7, 9, 1, 16 }, { 4, 4, 16, 32 }, { 12, 6, 32, 16 }, { 1, 1, 3, 16 }, { 5, 13, 5, 48 },
};

/* where a value lies in a stack */
static gsize
at (int time, int freq, int map, int n_freqs, int n_maps)
{
  return ((gsize) (time + 1) * (n_freqs + 2) + freq + 1) * n_maps + map;
}

static float *
make_stack (int n_times, int n_freqs, int n_maps)
{
  float *x = g_new0 (float, att_conv_size (n_times, n_freqs, n_maps));

  for (int time = 0; time < n_times; time++)
    for (int freq = 0; freq < n_freqs; freq++)
      for (int map = 0; map < n_maps; map++)
        x[at (time, freq, map, n_freqs, n_maps)] = g_test_rand_double_range (-1, 1);
  return x;
}

static float *
make_array (gsize n)
{
  float *x = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    x[i] = g_test_rand_double_range (-1, 1);
  return x;
}

static float
weight (const float *W, const AttConvShape *shape, int out, int time, int freq, int in)
{
  return W[((((gsize) (out / 16) * 3 + time) * 3 + freq) * shape->n_in + in) * 16 + out % 16];
}

static void
test_definition (void)
{
  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      const AttConvShape *shape = &shapes[s];
      g_autofree float *in = make_stack (shape->n_times, shape->n_freqs, shape->n_in);
      g_autofree float *W = make_array (att_conv_n_weights (shape));
      g_autofree float *out = g_new0 (float, att_conv_size (shape->n_times, shape->n_freqs, shape->n_out));
      double border = 0;

      att_conv_forward (out, in, W, shape);
      for (int time = 0; time < shape->n_times; time++)
        for (int freq = 0; freq < shape->n_freqs; freq++)
          for (int map = 0; map < shape->n_out; map++)
            {
              double sum = 0;
              float *value = &out[at (time, freq, map, shape->n_freqs, shape->n_out)];

              for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++)
                  for (int k = 0; k < shape->n_in; k++)
                    sum += weight (W, shape, map, i, j, k) *
                           in[at (time + i - 1, freq + j - 1, k, shape->n_freqs, shape->n_in)];
              g_assert_cmpfloat_with_epsilon (*value, sum, 1e-4);
              *value = 0;
            }
      for (gsize i = 0; i < att_conv_size (shape->n_times, shape->n_freqs, shape->n_out); i++)
        border += fabsf (out[i]);
      g_assert_cmpfloat (border, ==, 0); /* only the inside was written */
    }
}

static double
inner_product (const float *a, const float *b, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

/* Between maxima that keep their places and without ELU (large biases) the output is linear in weights, bias and input:
 * <dout, out> = <dW, W> + <dbias, bias> = <din, in> + <dbias, bias> */
static void
test_back_is_the_adjoint (void)
{
  const AttPool pools[G_N_ELEMENTS (shapes)] = { { 2, 3 }, { 1, 1 }, { 4, 2 }, { 1, 1 }, { 5, 4 } };
  double said = 0; /* by the weights, all together */

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      const AttConvShape *shape = &shapes[s];
      const AttPool *pool = &pools[s];
      int n_times = shape->n_times / pool->n_times, n_freqs = shape->n_freqs / pool->n_freqs;
      gsize out_size = att_conv_size (n_times, n_freqs, shape->n_out), n = att_conv_n_weights (shape);
      gsize in_size = att_conv_size (shape->n_times, shape->n_freqs, shape->n_in);
      g_autofree float *in = make_stack (shape->n_times, shape->n_freqs, shape->n_in);
      g_autofree float *dout = make_stack (n_times, n_freqs, shape->n_out);
      g_autofree float *W = make_array (n), *by_map = g_new (float, n), *back = g_new (float, n);
      g_autofree float *dW = g_new0 (float, n), *dbias = g_new0 (float, shape->n_out);
      g_autofree float *bias = g_new (float, shape->n_out), *out = g_new0 (float, out_size);
      g_autofree float *din = g_new0 (float, in_size);
      g_autofree float *strip = g_new (float, pool->n_times * shape->n_freqs * shape->n_out);
      g_autofree guint8 *which = g_new (guint8, out_size);
      double wanted, by_bias;

      for (int map = 0; map < shape->n_out; map++)
        bias[map] = 400;
      att_conv_by_map (by_map, W, shape);
      att_conv_from_map (back, by_map, shape);
      g_assert_cmpmem (W, n * sizeof *W, back, n * sizeof *back);
      att_conv_infer (out, which, in, W, bias, shape, pool, strip);
      wanted = inner_product (dout, out, out_size);
      for (int times = 1; times <= 2; times++) /* adds */
        {
          att_conv_back (dW, dbias, din, in, by_map, dout, out, which, shape, pool);
          by_bias = inner_product (dbias, bias, shape->n_out);
          g_assert_cmpfloat_with_epsilon (inner_product (dW, by_map, n) + by_bias, times * wanted, 0.02);
          g_assert_cmpfloat_with_epsilon (inner_product (din, in, in_size) + by_bias, times * wanted, 0.02);
          said += fabs (times * wanted - by_bias);
        }
      memset (dW, 0, n * sizeof *dW);
      att_conv_back (dW, dbias, NULL, in, by_map, dout, out, which, shape, pool);
      g_assert_cmpfloat_with_epsilon (2 * inner_product (dW, by_map, n) + by_bias, 2 * wanted, 0.02);
    }
  g_assert_cmpfloat (said, >, 1);
}

static void
test_pooling (void)
{
  const AttConvShape shape = { 11, 7, 2, 16 };
  const AttPool pool = { 3, 2 };
  g_autofree float *in = make_stack (shape.n_times, shape.n_freqs, shape.n_in);
  g_autofree float *W = make_array (att_conv_n_weights (&shape));
  g_autofree float *bias = make_array (shape.n_out);
  g_autofree float *z = g_new0 (float, att_conv_size (shape.n_times, shape.n_freqs, shape.n_out));
  g_autofree float *all_in_one = g_new0 (float, att_conv_size (3, 3, shape.n_out));
  g_autofree float *alone = g_new0 (float, att_conv_size (3, 3, shape.n_out));
  g_autofree float *strip = g_new0 (float, pool.n_times * shape.n_freqs * shape.n_out);
  guint8 which[3 * 3 * 16];

  att_conv_forward (z, in, W, &shape);
  att_conv_infer (alone, NULL, in, W, bias, &shape, &pool, strip);
  att_conv_infer (all_in_one, which, in, W, bias, &shape, &pool, strip);
  for (int time = 0; time < 3; time++)
    for (int freq = 0; freq < 3; freq++)
      for (int map = 0; map < shape.n_out; map++)
        {
          double best = -INFINITY;
          int place = -1;

          for (int i = 0; i < pool.n_times; i++)
            for (int j = 0; j < pool.n_freqs; j++)
              if (z[at (time * 3 + i, freq * 2 + j, map, shape.n_freqs, shape.n_out)] > best)
                {
                  best = z[at (time * 3 + i, freq * 2 + j, map, shape.n_freqs, shape.n_out)];
                  place = i * 2 + j;
                }
          best += bias[map];
          best = best > 0 ? best : expm1 (best);
          g_assert_cmpint (which[(time * 3 + freq) * shape.n_out + map], ==, place);
          g_assert_cmpfloat_with_epsilon (alone[at (time, freq, map, 3, shape.n_out)], best, 1e-6);
          g_assert_cmpfloat (all_in_one[at (time, freq, map, 3, shape.n_out)], ==,
                             alone[at (time, freq, map, 3, shape.n_out)]);
        }
}

static void
test_elu (void)
{
  const AttConvShape shape = { 1, 1, 1, 16 };
  const AttPool pool = { 1, 1 };
  float in[9] = { 0 }, out[9 * 16] = { 0 }, W[9 * 16] = { 0 }, bias[16], strip[16];
  const double values[16] = { -1e30, -100, -30, -20, -3, -1, -0.5, -1e-3, -1e-7, 0, 1e-7, 1e-3, 1, 3, 100, 1e30 };

  for (int i = 0; i < 16; i++)
    bias[i] = values[i];
  att_conv_infer (out, NULL, in, W, bias, &shape, &pool, strip);
  for (int i = 0; i < 16; i++)
    g_assert_cmpfloat_with_epsilon (out[at (0, 0, i, 1, 16)], values[i] > 0 ? (float) values[i] : expm1 (values[i]),
                                    1.5e-7);
}

static void
test_width_does_not_matter (void)
{
  const AttConvShape shape = { 13, 10, 16, 32 };
  const AttPool pool = { 2, 3 };
  gsize size = att_conv_size (shape.n_times, shape.n_freqs, shape.n_out), n = att_conv_n_weights (&shape);
  gsize pooled = att_conv_size (6, 3, shape.n_out);
  g_autofree float *in = make_stack (shape.n_times, shape.n_freqs, shape.n_in);
  g_autofree float *W = make_array (n);
  g_autofree float *bias = make_array (shape.n_out);
  g_autofree float *strip = g_new0 (float, pool.n_times * shape.n_freqs * shape.n_out);
  float *results[2][3];
  guint8 *which[2];

  if (!att_conv_use_avx2 (1))
    {
      g_test_skip ("this processor has no AVX2");
      return;
    }
  for (int wide = 0; wide < 2; wide++)
    {
      float **r = results[wide];

      g_assert_cmpint (att_conv_use_avx2 (wide), ==, wide);
      r[0] = g_new0 (float, size);
      r[1] = g_new0 (float, pooled);
      r[2] = g_new0 (float, pooled);
      which[wide] = g_new0 (guint8, 6 * 3 * shape.n_out);
      att_conv_forward (r[0], in, W, &shape);
      att_conv_infer (r[1], NULL, in, W, bias, &shape, &pool, strip);
      att_conv_infer (r[2], which[wide], in, W, bias, &shape, &pool, strip);
    }
  g_assert_cmpmem (results[0][0], size * sizeof (float), results[1][0], size * sizeof (float));
  g_assert_cmpmem (results[0][1], pooled * sizeof (float), results[1][1], pooled * sizeof (float));
  g_assert_cmpmem (which[0], 6 * 3 * shape.n_out, which[1], 6 * 3 * shape.n_out);
  g_assert_cmpmem (results[0][2], pooled * sizeof (float), results[1][2], pooled * sizeof (float));
  for (int i = 0; i < 6; i++)
    g_free (results[i / 3][i % 3]);
  for (int i = 0; i < 2; i++)
    g_free (which[i]);
}

static void
test_mean (void)
{
  g_autofree float *x = make_stack (3, 4, 16);
  g_autofree float *dx = g_new0 (float, att_conv_size (3, 4, 16));
  float mean[16], d[16];
  double sum = 0;

  att_conv_mean (mean, x, 3, 4, 16);
  for (int time = 0; time < 3; time++)
    for (int freq = 0; freq < 4; freq++)
      sum += x[at (time, freq, 5, 4, 16)] / 12;
  g_assert_cmpfloat_with_epsilon (mean[5], sum, 1e-6);
  for (int i = 0; i < 16; i++)
    d[i] = i;
  att_conv_mean_back (dx, d, 3, 4, 16);
  g_assert_cmpfloat_with_epsilon (inner_product (dx, x, att_conv_size (3, 4, 16)), inner_product (d, mean, 16), 1e-5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/conv/definition", test_definition);
  g_test_add_func ("/num/conv/back-is-the-adjoint", test_back_is_the_adjoint);
  g_test_add_func ("/num/conv/pooling", test_pooling);
  g_test_add_func ("/num/conv/elu", test_elu);
  g_test_add_func ("/num/conv/width-does-not-matter", test_width_does_not_matter);
  g_test_add_func ("/num/conv/mean", test_mean);
  return g_test_run ();
}
