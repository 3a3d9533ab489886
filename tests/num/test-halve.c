/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-halve.h"
#include "att-pcm.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 20001

static gsize
halve (float *out, const float *in, gsize n, gsize block)
{
  AttHalve *halve;
  gsize n_out = 0;

  g_assert_cmpint (att_halve_new (&halve), ==, ATT_NUM_OK);
  for (gsize i = 0; i < n; i += block)
    n_out += att_halve_run (halve, out + n_out, in + i, MIN (block, n - i));
  n_out += att_halve_run (halve, out + n_out, NULL, ATT_HALVE_DELAY);
  att_halve_free (halve);
  return n_out;
}

/* level of a sine of @frequency (of the rate that comes in) behind the filter, dB */
static double
gain_db (double frequency)
{
  g_autofree float *in = g_new (float, N), *out = g_new (float, N);
  double energy = 0;
  gsize n;

  for (int i = 0; i < N; i++)
    in[i] = sin (2 * G_PI * frequency * i);
  n = halve (out, in, N, 1000);
  for (gsize i = 100; i < n - 100; i++)
    energy += out[i] * out[i];
  return 10 * log10 (2 * energy / (n - 200) + 1e-20);
}

static void
test_response (void)
{
  for (double hz = 100; hz <= 10000; hz += 450)
    g_assert_cmpfloat (fabs (gain_db (hz / 44100)), <, 0.01);
  for (double hz = 12100; hz < 22000; hz += 317)
    g_assert_cmpfloat (gain_db (hz / 44100), <, -66);
}

/* what comes out is the same sine at half the rate, not a moment later; a constant stays what it is */
static void
test_in_place_in_time (void)
{
  g_autofree float *in = g_new (float, N), *out = g_new (float, N);
  gsize n;

  for (int i = 0; i < N; i++)
    in[i] = sin (2 * G_PI * 440 * i / 44100);
  n = halve (out, in, N, N);
  g_assert_cmpuint (n, ==, (N + 1) / 2);
  for (gsize i = 50; i < n - 50; i++)
    g_assert_cmpfloat_with_epsilon (out[i], sin (2 * G_PI * 440 * i / 22050), 1e-3);
  for (int i = 0; i < N; i++)
    in[i] = 0.5f;
  n = halve (in, in, N, 512); /* in the same place */
  for (gsize i = 50; i < n - 50; i++)
    g_assert_cmpfloat_with_epsilon (in[i], 0.5, 1e-6);
}

static void
test_blocks_do_not_matter (void)
{
  const gsize blocks[] = { 1, 2, 3, 47, 511, 1024, 1025, 5000 };
  g_autofree float *in = g_new (float, N), *whole = g_new (float, N), *cut = g_new (float, N);
  gsize n;

  for (int i = 0; i < N; i++)
    in[i] = g_test_rand_double_range (-1, 1);
  n = halve (whole, in, N, N);
  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_assert_cmpuint (halve (cut, in, N, blocks[i]), ==, n);
      g_assert_cmpmem (cut, n * sizeof (float), whole, n * sizeof (float));
    }
  g_assert_cmpuint (halve (cut, in, 0, 1), ==, 0);
  g_assert_cmpuint (halve (cut, in, 1, 1), ==, 1);
}

static void
test_pcm (void)
{
  const int16_t s16[] = { 0, 32767, -32768, 16384 };
  const int32_t s32[] = { 0, G_MAXINT32, G_MININT32, 1 << 30 };
  const float three[] = { 0.3f, 0.6f, -0.9f, 1, 1, 1 };
  float out[4];

  att_pcm_from_s16 (out, s16, 4);
  g_assert_cmpfloat (out[1], ==, 32767 / 32768.0f);
  g_assert_cmpfloat (out[2], ==, -1);
  g_assert_cmpfloat (out[3], ==, 0.5);
  att_pcm_from_s32 (out, s32, 4);
  g_assert_cmpfloat (out[2], ==, -1);
  g_assert_cmpfloat (out[3], ==, 0.5);
  att_pcm_mix (out, three, 2, 3);
  g_assert_cmpfloat_with_epsilon (out[0], 0, 1e-7);
  g_assert_cmpfloat_with_epsilon (out[1], 1, 1e-7);
  att_pcm_mix (out, three, 3, 2);
  g_assert_cmpfloat_with_epsilon (out[0], 0.45, 1e-7);

  g_assert_cmpfloat (att_pcm_peak (three, 3), ==, 0.9f);
  g_assert_cmpfloat (att_pcm_peak (three, 0), ==, 0);
  memcpy (out, three, sizeof out);
  out[2] = -INFINITY;
  g_assert_true (isinf (att_pcm_peak (out, 4)));
  out[1] = NAN;
  g_assert_true (isnan (att_pcm_peak (out, 4)));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/halve/response", test_response);
  g_test_add_func ("/num/halve/in-place-in-time", test_in_place_in_time);
  g_test_add_func ("/num/halve/blocks-do-not-matter", test_blocks_do_not_matter);
  g_test_add_func ("/num/pcm", test_pcm);
  return g_test_run ();
}
