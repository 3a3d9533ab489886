/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "att-decoder.h"
#include "att-feature-extractor.h"
#include "att-features-private.h"
#include "att-features.h"
#include "make-audio.h"

#define RATE ATT_DECODER_RATE

static float *
extract_in_blocks (const float *mono, gsize n, gsize block, AttFeatureSummary *summary)
{
  g_autoptr (AttFeatureExtractor) extractor = att_feature_extractor_new (NULL);
  float *vector = g_new (float, att_features_get_n ());

  for (gsize at = 0; at < n; at += block)
    att_feature_extractor_push (extractor, mono + at, MIN (block, n - at));
  g_assert_true (att_feature_extractor_finish (extractor, vector, summary));
  for (gsize i = 0; i < att_features_get_n (); i++)
    g_assert_true (isfinite (vector[i]));
  g_assert_cmpuint (summary->n_samples, ==, n);
  return vector;
}

static float *
extract (const float *mono, gsize n, AttFeatureSummary *summary)
{
  return extract_in_blocks (mono, n, 4096, summary);
}

static float
at (const float *vector, AttBlock block, gsize i)
{
  g_assert_cmpuint (i, <, att_features_get_length (block));
  return vector[att_features_get_offset (block) + i];
}

static void
test_columns (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (att_features_get_n (), ==, 495); /* another number is another ATT_FEATURES_VERSION */
  for (gsize i = 0; i < att_features_get_n (); i++)
    g_assert_true (g_hash_table_add (names, att_features_dup_column (i)));
  g_assert_null (att_features_dup_column (att_features_get_n ()));
  g_assert_true (g_hash_table_contains (names, "mfcc-mean.0"));
}

static void
test_silence_and_short (void)
{
  const gsize lengths[] = { 1, 10, 500, 2205, 4096, 22050, 57031, 57032, 100000 };
  g_autofree float *silence = g_new0 (float, 100000);
  g_autofree float *click = g_new0 (float, 100000);
  g_autofree float *noise = make_noise (0.5, 100000, 1);
  AttFeatureSummary summary;

  click[0] = 1;
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree float *a G_GNUC_UNUSED = extract (silence, lengths[i], &summary);
      g_autofree float *b = NULL, *c = NULL;

      g_assert_true (isnan (summary.tempo_bpm));
      g_assert_cmpfloat (summary.onset_rate, ==, 0);
      b = extract (click, lengths[i], &summary);
      c = extract (noise, lengths[i], &summary);
      if (lengths[i] < 2 * RATE)
        g_assert_true (isnan (summary.tempo_bpm));
    }
}

static void
test_nothing (void)
{
  g_autoptr (AttFeatureExtractor) extractor = att_feature_extractor_new (NULL);
  g_autofree float *vector = g_new (float, att_features_get_n ());
  AttFeatureSummary summary;

  att_feature_extractor_push (extractor, NULL, 0);
  g_assert_false (att_feature_extractor_finish (extractor, vector, &summary));
  g_assert_cmpuint (summary.n_samples, ==, 0);
}

static void
test_blocks_do_not_matter (void)
{
  const gsize blocks[] = { 1, 77, 441, 1024, 30000, 300000 };
  const gsize n = 300000, size = att_features_get_n () * sizeof (float);
  g_autofree float *mono = make_noise (0.3, n, g_test_rand_int ());
  AttFeatureSummary summary;
  g_autofree float *whole = extract (mono, n, &summary);

  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      AttFeatureSummary other;
      g_autofree float *vector = extract_in_blocks (mono, n, blocks[i], &other);

      g_assert_cmpmem (vector, size, whole, size);
      g_assert_cmpfloat (other.onset_rate, ==, summary.onset_rate);
    }
}

/* a quarter of the level: the columns of the level itself move, all others stay */
static void
test_gain (void)
{
  const gsize n = 10 * RATE;
  g_autofree float *mono = make_noise (0.5, n, 2);
  AttFeatureSummary summary;
  g_autofree float *loud = NULL, *quiet = NULL;

  for (gsize i = 0; i < n; i++)
    mono[i] *= 0.6 + 0.4 * sin (i / 3000.0);
  loud = extract (mono, n, &summary);
  for (gsize i = 0; i < n; i++)
    mono[i] *= 0.25f;
  quiet = extract (mono, n, &summary);
  g_assert_cmpfloat_with_epsilon (at (loud, ATT_BLOCK_MFCC_MEAN, 0) - at (quiet, ATT_BLOCK_MFCC_MEAN, 0),
                                  2 * log10 (4) * sqrt (40), 0.01);
  for (gsize i = 0; i < ATT_N_WAVE; i++)
    if (i != 2 && i != 4) /* offset and rough frequency stay */
      g_assert_cmpfloat_with_epsilon (at (loud, ATT_BLOCK_WAVE, i) - at (quiet, ATT_BLOCK_WAVE, i), log10 (4), 0.01);
  for (gsize i = 0; i < att_features_get_n (); i++)
    if (i != att_features_get_offset (ATT_BLOCK_MFCC_MEAN) &&
        (i < att_features_get_offset (ATT_BLOCK_WAVE) ||
         i >= att_features_get_offset (ATT_BLOCK_WAVE) + ATT_N_WAVE))
      g_assert_cmpfloat_with_epsilon (loud[i], quiet[i], 0.02);
}

/* a minute of the same is like ten seconds of it */
static void
test_length (void)
{
  const gsize n = 10 * RATE;
  g_autofree float *once = make_clicks (120, n, RATE);
  g_autofree float *long_one = make_clicks (120, 6 * n, RATE);
  AttFeatureSummary summary;
  g_autofree float *a = extract (once, n, &summary);
  g_autofree float *b = extract (long_one, 6 * n, &summary);
  gsize embedding = att_features_get_offset (ATT_BLOCK_EMBEDDING);
  double worst = 0, worst_seen = 0; /* of what is measured, of what the network sees */

  for (gsize i = 0; i < embedding; i++)
    worst = MAX (worst, fabs (a[i] - b[i]));
  for (gsize i = embedding; i < att_features_get_n (); i++) /* z-scores; the network sees where a loop is closed */
    worst_seen = MAX (worst_seen, fabs (a[i] - b[i]));
  g_test_message ("worst difference %.3f, of the embedding %.3f", worst, worst_seen);
  g_assert_cmpfloat (worst_seen, <, 0.6);
  g_assert_cmpfloat (worst, <, 0.25);
}

static void
test_silent_windows_are_left_out (void)
{
  const gsize n = 10 * RATE;
  g_autofree float *mono = make_noise (0.5, 3 * n, 2);
  AttFeatureSummary summary;
  g_autofree float *noise = NULL, *framed = NULL;

  memset (mono, 0, n * sizeof (float));
  memset (mono + 2 * n, 0, n * sizeof (float));
  noise = extract (mono + n, n, &summary);
  framed = extract (mono, 3 * n, &summary);
  for (gsize i = 1; i < 13; i++) /* not dragged down to the floor by twenty seconds of nothing */
    g_assert_cmpfloat_with_epsilon (at (framed, ATT_BLOCK_MFCC_MEAN, i), at (noise, ATT_BLOCK_MFCC_MEAN, i), 0.5);
  g_assert_cmpfloat_with_epsilon (at (framed, ATT_BLOCK_FLATNESS_MEAN, 5), at (noise, ATT_BLOCK_FLATNESS_MEAN, 5),
                                  0.1); /* two windows hold an edge */
}

static void
test_tempo_and_harmony (void)
{
  const double tempi[] = { 90, 120, 150 };
  const gsize n = 30 * RATE;
  AttFeatureSummary summary;

  for (gsize i = 0; i < G_N_ELEMENTS (tempi); i++)
    {
      g_autofree float *mono = make_clicks (tempi[i], n, RATE);
      g_autofree float *vector = extract (mono, n, &summary);

      g_test_message ("%.0f: %.1f, confidence %.2f, %.2f onsets a second", tempi[i], summary.tempo_bpm,
                      summary.tempo_confidence, summary.onset_rate);
      g_assert_cmpfloat (fabs (summary.tempo_bpm / tempi[i] - 1), <, 0.02);
      g_assert_cmpfloat (summary.tempo_confidence, >, 0.4);
      g_assert_cmpfloat_with_epsilon (summary.onset_rate, tempi[i] / 60, 0.1);
      g_assert_cmpfloat_with_epsilon (at (vector, ATT_BLOCK_RHYTHM, 0), summary.onset_rate, 1e-6);
    }
  for (int semitone = 0; semitone < 12; semitone += 5) /* whatever the key, the strongest class comes first */
    {
      g_autofree float *mono = make_sine (440 * exp2 (semitone / 12.0), 0.5, n, 1, RATE);
      g_autofree float *vector = extract (mono, n, &summary);

      g_assert_cmpfloat (at (vector, ATT_BLOCK_CHROMA, 0), >, 0.75);
      g_assert_cmpfloat (at (vector, ATT_BLOCK_HARMONY, 0), <, 0.05);
    }
}

static void
test_tone_and_noise (void)
{
  const gsize n = 5 * RATE;
  AttFeatureSummary summary;
  g_autofree float *sine = make_sine (3000, 0.5, n, 1, RATE);
  g_autofree float *noise = make_noise (0.5, n, 7);
  g_autofree float *a = extract (sine, n, &summary);
  g_autofree float *b = extract (noise, n, &summary);

  g_assert_cmpfloat (at (a, ATT_BLOCK_FLATNESS_MEAN, 5), <, -2);
  g_assert_cmpfloat (at (b, ATT_BLOCK_FLATNESS_MEAN, 5), >, -0.4);
  g_assert_cmpfloat_with_epsilon (at (a, ATT_BLOCK_SHAPE_MEAN, 0), log2 (3050), 0.05);
  g_assert_cmpfloat_with_epsilon (at (b, ATT_BLOCK_SHAPE_MEAN, 0), log2 (RATE / 4 + 50), 0.1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/features/columns", test_columns);
  g_test_add_func ("/analysis/features/silence-and-short", test_silence_and_short);
  g_test_add_func ("/analysis/features/nothing", test_nothing);
  g_test_add_func ("/analysis/features/blocks-do-not-matter", test_blocks_do_not_matter);
  g_test_add_func ("/analysis/features/gain", test_gain);
  g_test_add_func ("/analysis/features/length", test_length);
  g_test_add_func ("/analysis/features/silent-windows-are-left-out", test_silent_windows_are_left_out);
  g_test_add_func ("/analysis/features/tempo-and-harmony", test_tempo_and_harmony);
  g_test_add_func ("/analysis/features/tone-and-noise", test_tone_and_noise);
  return g_test_run ();
}
