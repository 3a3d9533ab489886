/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-envelope.h"

#include <glib.h>
#include <math.h>

static void
add (AttEnvelope *envelope, float value, gsize n, gsize block)
{
  g_autofree float *pcm = g_new (float, block);

  for (gsize i = 0; i < block; i++)
    pcm[i] = i % 2 ? value : -value;
  for (; n > 0; n -= MIN (n, block))
    att_envelope_add (envelope, pcm, MIN (n, block));
}

static void
test_levels (void)
{
  guint8 bytes[ATT_ENVELOPE_N];

  for (gsize n = 3000; n <= 3 * 1000 * 1000; n *= 10) /* of each third; below and far beyond the buckets */
    {
      AttEnvelope envelope = { 0 };

      add (&envelope, 1, n, 777);
      add (&envelope, 0.1, n, 4096);
      add (&envelope, 0, n, 1);
      g_assert_cmpint (att_envelope_get (&envelope, bytes), ==, 1);
      for (int i = 0; i < ATT_ENVELOPE_N; i++)
        if (i % 100 > 3 && i % 100 < 96)
          g_assert_cmpint (bytes[i], ==, i < 100 ? 255 : i < 200 ? 81 : 0);
    }
}

/* a track too short for its stretches, and none */
static void
test_short (void)
{
  AttEnvelope envelope = { 0 };
  guint8 bytes[ATT_ENVELOPE_N] = { 7 };

  g_assert_cmpint (att_envelope_get (&envelope, bytes), ==, 0);
  att_envelope_add (&envelope, NULL, 0);
  g_assert_cmpint (att_envelope_get (&envelope, bytes), ==, 0);
  g_assert_cmpint (bytes[0], ==, 7);
  add (&envelope, 0.3, 70, 70);
  g_assert_cmpint (att_envelope_get (&envelope, bytes), ==, 1);
  for (int i = 0; i < ATT_ENVELOPE_N; i++)
    g_assert_cmpint (bytes[i], ==, 140);
}

/* beyond full scale stays a byte; blocks make no difference */
static void
test_loud (void)
{
  AttEnvelope one = { 0 }, other = { 0 };
  guint8 a[ATT_ENVELOPE_N], b[ATT_ENVELOPE_N];

  add (&one, 4, 500000, 500000);
  add (&other, 4, 500000, 2);
  att_envelope_get (&one, a);
  att_envelope_get (&other, b);
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_cmpint (a[150], ==, 255);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/envelope/levels", test_levels);
  g_test_add_func ("/num/envelope/short", test_short);
  g_test_add_func ("/num/envelope/loud", test_loud);
  return g_test_run ();
}
