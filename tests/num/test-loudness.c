/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loudness against the standard's own cases and table, and against libebur128
 */
#include <ebur128.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "att-gate.h"
#include "att-loudness.h"

#define RATE 48000

typedef struct { double seconds, levels[6]; } Part; /* dBFS of each channel */

static AttLoudness *
loudness_new (void)
{
  AttLoudness *loudness;

  g_assert_cmpint (att_loudness_new (&loudness), ==, ATT_NUM_OK);
  return loudness;
}

/* a sine that goes on through all parts */
static void
add_sine (AttLoudness *loudness, const Part *part, double hz, int n_channels, int sample_rate)
{
  gsize n = part->seconds * sample_rate;
  g_autofree float *pcm = g_new (float, n * n_channels);

  for (gsize i = 0; i < n; i++)
    for (int c = 0; c < n_channels; c++)
      pcm[i * n_channels + c] = pow (10, part->levels[c] / 20) * sin (2 * G_PI * hz * i / sample_rate);
  att_loudness_add (loudness, pcm, n, n_channels, sample_rate);
}

static float
integrated (const float *pcm, gsize n, int n_channels, int sample_rate)
{
  AttLoudness *loudness = loudness_new ();
  float lufs;

  att_loudness_add (loudness, pcm, n, n_channels, sample_rate);
  lufs = att_loudness_get_integrated (loudness);
  att_loudness_free (loudness);
  return lufs;
}

/* noise whose level comes and goes, now and then silence; the channels are not alike. Always the same. */
static float *
make_programme (gsize n, int n_channels, int sample_rate)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (n_channels);
  float *pcm = g_new (float, n * n_channels);
  double low = 0;

  for (gsize i = 0; i < n; i++)
    {
      double seconds = (double) i / sample_rate;
      double level = fmod (seconds, 10) > 8.5 ? 0 : pow (10, -1.5 + sin (seconds) + 0.4 * sin (7 * seconds));

      for (int c = 0; c < n_channels; c++)
        {
          low += 0.1 * (g_rand_double_range (random, -1, 1) - low);
          pcm[i * n_channels + c] = level / (c + 1) * (low + 0.1 * g_rand_double_range (random, -1, 1));
        }
    }
  return pcm;
}

/* EBU Tech 3341, cases 1 to 6 */
static void
test_standard (void)
{
  static const struct { int n_channels; Part parts[6]; } cases[] = {
    { 2, { { 20, { -23, -23 } } } },
    { 2, { { 20, { -33, -33 } } } },
    { 2, { { 10, { -36, -36 } }, { 60, { -23, -23 } }, { 10, { -36, -36 } } } },
    { 2, { { 10, { -72, -72 } }, { 10, { -36, -36 } }, { 60, { -23, -23 } }, { 10, { -36, -36 } }, { 10, { -72, -72 } } } },
    { 2, { { 20, { -26, -26 } }, { 20.1, { -20, -20 } }, { 20, { -26, -26 } } } },
    { 5, { { 20, { -28, -28, -24, -30, -30 } } } },
  };
  const double expected[] = { -23, -33, -23, -23, -23, -23 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AttLoudness *loudness = loudness_new ();

      for (const Part *part = cases[i].parts; part->seconds > 0; part++)
        add_sine (loudness, part, 1000, cases[i].n_channels, RATE);
      g_assert_cmpfloat_with_epsilon (att_loudness_get_integrated (loudness), expected[i], 0.1);
      att_loudness_free (loudness);
    }
}

/* EBU Tech 3341, cases 15 to 19: sines whose samples all miss the top; +0.2 and -0.4 dB are allowed */
static void
test_true_peak (void)
{
  static const struct { int divisor; double degrees, amplitude, db; } cases[] = {
    { 4, 0, 0.5, -6 }, { 4, 45, 0.5, -6 }, { 6, 60, 0.5, -6 }, { 8, 67.5, 0.5, -6 }, { 4, 45, 1.41, 3 },
  };
  enum { N = RATE };
  g_autofree float *pcm = g_new (float, 2 * N);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AttLoudness *loudness = loudness_new ();
      double db;

      for (int k = 0; k < N; k++) /* on one side only, and slowly: what begins at once goes higher */
        {
          pcm[2 * k] = 0;
          pcm[2 * k + 1] = cases[i].amplitude * MIN (1, k / (N / 4.0)) *
                           sin (2 * G_PI * k / cases[i].divisor + cases[i].degrees * G_PI / 180);
        }
      att_loudness_add (loudness, pcm, N, 2, RATE);
      db = 20 * log10 (att_loudness_get_peak (loudness));
      g_test_message ("case %" G_GSIZE_FORMAT ": %.3f dBTP", 15 + i, db);
      g_assert_cmpfloat (db, <, cases[i].db + 0.2);
      g_assert_cmpfloat (db, >, cases[i].db - 0.4);
      att_loudness_free (loudness);
    }
}

/* the filters written out with the coefficients of BS.1770-4's tables, on one block of 400 ms */
static void
test_table (void)
{
  enum { N = RATE * 2 / 5 };
  const double b[] = { 1.53512485958697, -2.69169618940638, 1.19839281085285 };
  const double a[] = { -1.69065929318241, 0.73248077421585 }, c[] = { -1.99004745483398, 0.99007225036621 };
  float pcm[N];
  double x[3] = { 0 }, y[3] = { 0 }, z[3] = { 0 }, power = 0;

  for (int i = 0; i < N; i++)
    {
      pcm[i] = g_test_rand_double_range (-0.5, 0.5);
      x[0] = pcm[i];
      y[0] = b[0] * x[0] + b[1] * x[1] + b[2] * x[2] - a[0] * y[1] - a[1] * y[2];
      z[0] = y[0] - 2 * y[1] + y[2] - c[0] * z[1] - c[1] * z[2];
      power += z[0] * z[0] / N;
      for (int k = 2; k > 0; k--)
        {
          x[k] = x[k - 1];
          y[k] = y[k - 1];
          z[k] = z[k - 1];
        }
    }
  g_assert_cmpfloat_with_epsilon (integrated (pcm, N, 1, RATE), -0.691 + 10 * log10 (power), 0.0051); /* half a bin */
}

static void
test_laws (void)
{
  enum { N = 20 * RATE };
  g_autofree float *pcm = make_programme (N, 2, RATE), *other = g_new0 (float, N * 6);
  const gsize blocks[] = { 1, 441, 4799, 4801, 100000 };
  AttLoudness *whole = loudness_new ();

  att_loudness_add (whole, pcm, N, 2, RATE);
  for (gsize i = 0; i < 2 * N; i++)
    other[i] = pcm[i] * 0.5f;
  /* but for what falls below the absolute gate */
  g_assert_cmpfloat_with_epsilon (integrated (other, N, 2, RATE), att_loudness_get_integrated (whole) - 6.0206, 0.1);
  for (gsize i = 0; i < N; i++) /* one channel alone is half the power of two that are alike */
    other[2 * i] = other[2 * i + 1] = pcm[2 * i];
  for (gsize i = 0; i < N; i++)
    pcm[i] = pcm[2 * i]; /* in place: the mono of it */
  g_assert_cmpfloat_with_epsilon (integrated (other, N, 2, RATE), integrated (pcm, N, 1, RATE) + 3.0103, 0.01);
  for (gsize i = 0; i < N; i++) /* 5.1 with sound on the left and in LFE */
    for (int c = 0; c < 6; c++)
      other[6 * i + c] = c == 3 || c == 0 ? pcm[i] : 0;
  g_assert_cmpfloat_with_epsilon (integrated (other, N, 6, RATE), integrated (pcm, N, 1, RATE), 1e-4);
  for (gsize k = 0; k < G_N_ELEMENTS (blocks); k++)
    {
      AttLoudness *cut = loudness_new (), *again = loudness_new ();

      att_loudness_add (again, pcm, N, 1, RATE);
      for (gsize i = 0; i < N; i += blocks[k])
        att_loudness_add (cut, pcm + i, MIN (blocks[k], N - i), 1, RATE);
      g_assert_cmpmem (att_loudness_get_counts (cut), ATT_GATE_BINS * sizeof (guint32),
                       att_loudness_get_counts (again), ATT_GATE_BINS * sizeof (guint32));
      g_assert_cmpfloat (att_loudness_get_peak (cut), ==, att_loudness_get_peak (again));
      att_loudness_free (cut);
      att_loudness_free (again);
    }
  att_loudness_free (whole);
}

static void
test_against_libebur128 (void)
{
  static const struct { int n_channels, sample_rate; } kinds[] = {
    { 1, 44100 }, { 2, 44100 }, { 2, 48000 }, { 2, 96000 }, { 2, 22050 }, { 1, 8000 }, { 3, 44100 }, { 4, 48000 },
    { 5, 48000 }, { 6, 48000 }, { 8, 48000 }, { 2, 192000 }, { 2, 11025 },
  };
  double sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      int n_channels = kinds[i].n_channels, sample_rate = kinds[i].sample_rate;
      gsize n = 8 * sample_rate;
      g_autofree float *pcm = make_programme (n, n_channels, sample_rate);
      ebur128_state *peer = ebur128_init (n_channels, sample_rate, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
      AttLoudness *ours = loudness_new ();
      double lufs, difference, peak = 0;

      g_assert_nonnull (peer);
      g_assert_cmpint (ebur128_add_frames_float (peer, pcm, n), ==, EBUR128_SUCCESS);
      g_assert_cmpint (ebur128_loudness_global (peer, &lufs), ==, EBUR128_SUCCESS);
      g_assert_cmpfloat (lufs, >, -60);
      for (int c = 0; c < n_channels; c++)
        {
          double of_channel;

          g_assert_cmpint (ebur128_true_peak (peer, c, &of_channel), ==, EBUR128_SUCCESS);
          peak = MAX (peak, of_channel);
        }
      att_loudness_add (ours, pcm, n, n_channels, sample_rate);
      difference = fabs (att_loudness_get_integrated (ours) - lufs);
      if (sample_rate < 96000) /* above that it looks half as closely */
        g_assert_cmpfloat_with_epsilon (20 * log10 (att_loudness_get_peak (ours) / peak), 0, 0.1);
      att_loudness_free (ours);
      g_test_message ("%d channels, %d Hz: %.4f LU", n_channels, sample_rate, difference);
      g_assert_cmpfloat (difference, <, 0.1);
      sum += difference;
      ebur128_destroy (&peer);
    }
  g_assert_cmpfloat (sum, <, 0.15); /* in so short a programme one block that lies on the gate makes 0.09 of it */
}

static void
test_edges (void)
{
  const Part loud = { 1, { -1, -1, -1, -1, -1, -1 } }, quiet = { 1, { -20, -20, -20, -20, -20, -20 } };
  g_autofree float *zeros = g_new0 (float, 10 * RATE), *wide = g_new (float, 64 * RATE);
  AttLoudness *loudness = loudness_new ();

  g_assert_true (isnan (att_loudness_get_integrated (loudness)));
  g_assert_cmpfloat (att_loudness_get_peak (loudness), ==, 0);
  att_loudness_add (loudness, zeros, 0, 2, RATE);
  att_loudness_add (loudness, zeros, RATE, 2, RATE);
  g_assert_true (isnan (att_loudness_get_integrated (loudness)));
  add_sine (loudness, &loud, 1000, 2, RATE);
  add_sine (loudness, &quiet, 1000, 1, 44100); /* what came before is not forgotten */
  g_assert_cmpfloat_with_epsilon (att_loudness_get_peak (loudness), pow (10, -1.0 / 20), 1e-4);
  g_assert_cmpfloat (att_loudness_get_integrated (loudness), >, -6);
  for (int i = 0; i < 60; i++) /* a sound that fades for ten minutes */
    att_loudness_add (loudness, zeros, 10 * 44100, 1, 44100);
  g_assert_cmpfloat (att_loudness_get_integrated (loudness), >, -6);
  att_loudness_free (loudness);

  for (gsize i = 0; i < 64 * RATE; i++)
    wide[i] = g_test_rand_double_range (-0.1, 0.1);
  g_assert_true (isnan (integrated (wide, RATE * 399 / 1000, 2, RATE)));
  g_assert_true (isfinite (integrated (wide, RATE * 400 / 1000, 2, RATE)));
  g_assert_true (isfinite (integrated (wide, RATE, 64, RATE)));
  g_assert_true (isfinite (integrated (wide, 64 * RATE, 1, 768000)));
  g_assert_true (isfinite (integrated (wide, RATE, 2, 1000)));
  for (gsize i = 0; i < 2 * RATE; i++)
    wide[i] *= 1e5f;
  g_assert_true (isfinite (integrated (wide, RATE, 2, RATE)));
}

/* --- the gate --- */

static void
test_gate (void)
{
  guint32 counts[ATT_GATE_BINS] = { 0 };

  att_gate_add (counts, -INFINITY, 1);
  att_gate_add (counts, NAN, 1);
  att_gate_add (counts, -70.01, 1);
  g_assert_true (isnan (att_gate_loudness (counts)));
  att_gate_add (counts, -20.05, 100);
  g_assert_cmpfloat_with_epsilon (att_gate_loudness (counts), -20.05, 0.006);
  att_gate_add (counts, -45, 1000); /* far below: not heard of */
  g_assert_cmpfloat_with_epsilon (att_gate_loudness (counts), -20.05, 0.006);
  att_gate_add (counts, -25.05, 100);
  g_assert_cmpfloat_with_epsilon (att_gate_loudness (counts), 10 * log10 ((pow (10, -2.005) + pow (10, -2.505)) / 2), 0.006);
  att_gate_add (counts, INFINITY, 1);
  att_gate_add (counts, 1000, G_MAXUINT32);
  g_assert_cmpuint (counts[ATT_GATE_BINS - 1], ==, G_MAXUINT32);
}

/* two tracks counted together are as loud as one after the other */
static void
test_album (void)
{
  enum { N = 30 * RATE };
  g_autofree float *a = make_programme (N, 2, RATE), *b = make_programme (N, 2, RATE);
  AttLoudness *first = loudness_new (), *second = loudness_new (), *both = loudness_new ();
  guint8 bytes[ATT_GATE_PACKED_MAX];
  guint32 counts[ATT_GATE_BINS] = { 0 };
  gsize n;

  for (gsize i = 0; i < 2 * N; i++)
    b[i] *= 0.25f;
  att_loudness_add (first, a, N, 2, RATE);
  att_loudness_add (second, b, N, 2, RATE);
  att_loudness_add (both, a, N, 2, RATE);
  att_loudness_add (both, b, N, 2, RATE);
  n = att_gate_pack (bytes, att_loudness_get_counts (first));
  g_assert_cmpuint (n, <=, 302);
  g_assert_true (att_gate_add_packed (counts, bytes, n));
  g_assert_cmpfloat_with_epsilon (att_gate_loudness (counts), att_loudness_get_integrated (first), 0.02);
  n = att_gate_pack (bytes, att_loudness_get_counts (second));
  g_assert_true (att_gate_add_packed (counts, bytes, n));
  g_assert_cmpfloat_with_epsilon (att_gate_loudness (counts), att_loudness_get_integrated (both), 0.02);
  g_assert_cmpfloat (att_loudness_get_integrated (first) - att_gate_loudness (counts), >, 0.5);
  att_loudness_free (first);
  att_loudness_free (second);
  att_loudness_free (both);
}

static void
test_packed_nonsense (void)
{
  static const guint8 cut[] = { 1 }, beyond[] = { 0xe8, 3, 1 }, unended[] = { 0, 0, 5, 0x80 };
  static const guint8 huge[] = { 0, 0, 0xff, 0xff, 0xff, 0xff, 0x7f }, longer[] = { 0, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0 };
  guint32 counts[ATT_GATE_BINS] = { 0 }, before[ATT_GATE_BINS] = { 0 };
  guint8 bytes[ATT_GATE_PACKED_MAX];

  g_assert_false (att_gate_add_packed (counts, NULL, 0));
  g_assert_false (att_gate_add_packed (counts, cut, sizeof cut));
  g_assert_false (att_gate_add_packed (counts, beyond, sizeof beyond));
  g_assert_false (att_gate_add_packed (counts, unended, sizeof unended));
  g_assert_false (att_gate_add_packed (counts, huge, sizeof huge));
  g_assert_false (att_gate_add_packed (counts, longer, sizeof longer));
  g_assert_cmpmem (counts, sizeof counts, before, sizeof before);
  g_assert_cmpuint (att_gate_pack (bytes, counts), ==, 2); /* silence */
  g_assert_true (att_gate_add_packed (counts, bytes, 2));
  for (int i = 7005; i < ATT_GATE_BINS; i += 10)
    before[i] = G_MAXUINT32 - i;
  g_assert_true (att_gate_add_packed (counts, bytes, att_gate_pack (bytes, before)));
  g_assert_cmpmem (counts, sizeof counts, before, sizeof before);
  before[5] = 2; /* 30 LU below the loudest it joins the lowest, once, for there is no more room */
  before[7005] = 1;
  memset (counts, 0, sizeof counts);
  g_assert_true (att_gate_add_packed (counts, bytes, att_gate_pack (bytes, before)));
  g_assert_cmpuint (counts[5], ==, 0);
  g_assert_cmpuint (counts[7005], ==, 3);
  for (int round = 0; round < 20000; round++)
    {
      gsize n = g_test_rand_int_range (0, 1200);

      for (gsize i = 0; i < n; i++)
        bytes[i] = g_test_rand_int_range (0, 256) & (round % 2 == 0 ? 0x7f : 0xff);
      if (n > 1)
        bytes[1] &= 3;
      att_gate_add_packed (counts, bytes, n);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/loudness/standard", test_standard);
  g_test_add_func ("/num/loudness/true-peak", test_true_peak);
  g_test_add_func ("/num/loudness/table", test_table);
  g_test_add_func ("/num/loudness/laws", test_laws);
  g_test_add_func ("/num/loudness/against-libebur128", test_against_libebur128);
  g_test_add_func ("/num/loudness/edges", test_edges);
  g_test_add_func ("/num/gate/gate", test_gate);
  g_test_add_func ("/num/gate/album", test_album);
  g_test_add_func ("/num/gate/packed-nonsense", test_packed_nonsense);
  return g_test_run ();
}
