/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-feature-extractor.h"

#include <math.h>
#include <string.h>

#include "att-chroma.h"
#include "att-contrast.h"
#include "att-decoder.h"
#include "att-features-private.h"
#include "att-features.h"
#include "att-flatness.h"
#include "att-framer.h"
#include "att-genre-net.h"
#include "att-logmel.h"
#include "att-mfcc.h"
#include "att-onset.h"
#include "att-patterns.h"
#include "att-stats.h"
#include "att-stft.h"
#include "att-tempo.h"
#include "att-wave.h"

#define N_FFT ATT_N_FFT
#define HOP ATT_HOP
#define FRAME_RATE ATT_SLICE_RATE
#define N_BINS (N_FFT / 2 + 1)
#define N_MELS 40
#define MEL_FLOOR (-8.0f)
#define N_CHROMA_FFT 4096 /* semitones apart from 90 Hz up */
#define CHROMA_HOP 4096   /* side by side, 5.4 a second */
#define FLATNESS_EVERY 2
#define CONTRAST_EVERY 8  /* frames: octaves change slowly */
#define WINDOW 128        /* frames of a texture window */
#define WINDOW_SAMPLES (N_FFT + (WINDOW - 1) * HOP)
#define SILENCE (-6.0)    /* -60 dBFS, log10 power of the loudest frame of a window */
#define STD_FLOOR 1e-3f
#define MIN_TEMPO_S 2

/* the blocks that are averages over windows come first in the vector */
#define N_WINDOWED (ATT_BLOCK_DYNAMICS + 1)

/* sums over windows; one for those with sound, one for silent ones */
typedef struct {
  double n_frames;
  double *columns;     /* of the windowed blocks, weighted by frames */
  double level, level2; /* of windows' means, likewise */
} Sums;

struct _AttFeatureExtractor
{
  guint64 n_samples;
  GArray *head; /* of float: the first WINDOW_SAMPLES, to loop when there are no more */

  AttFramer *framer, *chroma_framer;
  AttStft *stft, *chroma_stft;
  AttLogmel *logmel;
  AttLogmel *net_mel; /* what the network sees */
  AttMfcc *mfcc;
  AttFlatness *flatness;
  AttContrast *contrast;
  AttPatterns *patterns;
  AttChroma *chroma;
  AttOnset *onset;
  AttTempo *tempo;

  /* of this window */
  AttStats *mfcc_stats, *delta_stats, *flatness_stats, *shape_stats, *level_stats;
  AttStats *contrast_stats, *valley_stats;
  int n_in_window;
  double loudest;

  guint64 n_frames;
  AttWave wave;
  float previous_mfcc[ATT_N_MFCC];
  gsize n_windowed; /* columns */
  Sums sums[2];     /* sound, silence */

  AttGenreNet *net; /* NULL: no embedding */
  AttGenreSlices *slices;

  AttStats *chroma_stats;
  float previous_chroma[ATT_CHROMA_N];
  double chroma_change, chroma_entropy;
};

/* The settings are constants and known to be good: only memory could be missing, and then GLib's way is to stop. */
static void
check (AttNumStatus status)
{
  if (status != ATT_NUM_OK)
    g_error ("a feature kernel could not be made (%d)", status);
}

AttFeatureExtractor *
att_feature_extractor_new (AttGenreNet *net)
{
  AttFeatureExtractor *self = g_new0 (AttFeatureExtractor, 1);
  const AttLogmelConfig mel = { ATT_DECODER_RATE, N_FFT, N_MELS, 27.5, ATT_DECODER_RATE / 2 };

  self->head = g_array_new (FALSE, FALSE, sizeof (float));
  check (att_framer_new (N_FFT, HOP, &self->framer));
  check (att_framer_new (N_CHROMA_FFT, CHROMA_HOP, &self->chroma_framer));
  check (att_stft_new (N_FFT, &self->stft));
  check (att_stft_new (N_CHROMA_FFT, &self->chroma_stft));
  check (att_logmel_new (&mel, &self->logmel));
  check (att_logmel_new (&att_slice_mel, &self->net_mel));
  self->net = net != NULL ? net : att_genre_net_get_shipped ();
  if (self->net != NULL)
    att_genre_net_ref (self->net);
  self->slices = att_genre_slices_new ();
  check (att_mfcc_new (N_MELS, ATT_N_MFCC, &self->mfcc));
  check (att_flatness_new (ATT_DECODER_RATE, N_FFT, ATT_N_FLATNESS, &self->flatness));
  check (att_contrast_new (N_FFT, ATT_N_CONTRAST, &self->contrast));
  check (att_patterns_new (N_MELS, WINDOW, &self->patterns));
  check (att_chroma_new (ATT_DECODER_RATE, N_CHROMA_FFT, 65, 2100, &self->chroma));
  check (att_onset_new (FRAME_RATE, N_MELS, &self->onset));
  check (att_tempo_new (FRAME_RATE, &self->tempo));
  check (att_stats_new (ATT_N_MFCC, TRUE, &self->mfcc_stats));
  check (att_stats_new (ATT_N_MFCC, FALSE, &self->delta_stats));
  check (att_stats_new (ATT_N_FLATNESS, FALSE, &self->flatness_stats));
  check (att_stats_new (ATT_N_SHAPE, FALSE, &self->shape_stats));
  check (att_stats_new (ATT_N_CONTRAST, FALSE, &self->contrast_stats));
  check (att_stats_new (ATT_N_CONTRAST, FALSE, &self->valley_stats));
  check (att_stats_new (1, FALSE, &self->level_stats));
  check (att_stats_new (ATT_CHROMA_N, FALSE, &self->chroma_stats));
  self->n_windowed = att_features_get_offset (N_WINDOWED);
  for (int i = 0; i < 2; i++)
    self->sums[i].columns = g_new0 (double, self->n_windowed);
  self->loudest = -INFINITY;
  return self;
}

void
att_feature_extractor_free (AttFeatureExtractor *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->head);
  att_framer_free (self->framer);
  att_framer_free (self->chroma_framer);
  att_stft_free (self->stft);
  att_stft_free (self->chroma_stft);
  att_logmel_free (self->logmel);
  att_logmel_free (self->net_mel);
  att_genre_net_unref (self->net);
  att_genre_slices_free (self->slices);
  att_mfcc_free (self->mfcc);
  att_flatness_free (self->flatness);
  att_contrast_free (self->contrast);
  att_patterns_free (self->patterns);
  att_chroma_free (self->chroma);
  att_onset_free (self->onset);
  att_tempo_free (self->tempo);
  att_stats_free (self->mfcc_stats);
  att_stats_free (self->delta_stats);
  att_stats_free (self->flatness_stats);
  att_stats_free (self->shape_stats);
  att_stats_free (self->contrast_stats);
  att_stats_free (self->valley_stats);
  att_stats_free (self->level_stats);
  att_stats_free (self->chroma_stats);
  for (int i = 0; i < 2; i++)
    g_free (self->sums[i].columns);
  g_free (self);
}

static void
get_log_std (const AttStats *stats, float *out, gsize n)
{
  att_stats_get_std (stats, out);
  for (gsize i = 0; i < n; i++)
    out[i] = log10f (out[i] + STD_FLOOR);
}

static void
get_correlations (const AttStats *stats, float *out)
{
  float cov[ATT_N_MFCC * ATT_N_MFCC];

  att_stats_get_cov (stats, cov);
  for (int i = 1; i < ATT_N_MFCC_CORRELATED; i++)
    for (int j = 0; j < i; j++)
      {
        float lengths = sqrtf (cov[i * ATT_N_MFCC + i] * cov[j * ATT_N_MFCC + j]);

        *out++ = lengths > 1e-9f ? CLAMP (cov[i * ATT_N_MFCC + j] / lengths, -1, 1) : 0;
      }
}

static void
end_window (AttFeatureExtractor *self)
{
  g_autofree float *columns = g_new0 (float, self->n_windowed);
  Sums *sums = &self->sums[self->loudest < SILENCE ? 1 : 0];
  float level;

#define BLOCK(name) (columns + att_features_get_offset (ATT_BLOCK_##name))
  att_stats_get_mean (self->mfcc_stats, BLOCK (MFCC_MEAN));
  get_log_std (self->mfcc_stats, BLOCK (MFCC_STD), ATT_N_MFCC);
  get_log_std (self->delta_stats, BLOCK (MFCC_DELTA), ATT_N_MFCC);
  get_correlations (self->mfcc_stats, BLOCK (MFCC_CORRELATION));
  att_stats_get_mean (self->flatness_stats, BLOCK (FLATNESS_MEAN));
  att_stats_get_std (self->flatness_stats, BLOCK (FLATNESS_STD));
  att_stats_get_mean (self->shape_stats, BLOCK (SHAPE_MEAN));
  att_stats_get_std (self->shape_stats, BLOCK (SHAPE_STD));
  att_stats_get_mean (self->contrast_stats, BLOCK (CONTRAST_MEAN));
  att_stats_get_std (self->contrast_stats, BLOCK (CONTRAST_STD));
  att_stats_get_mean (self->valley_stats, BLOCK (VALLEY_MEAN));
  att_patterns_end (self->patterns, BLOCK (PATTERN_SPECTRAL));
  att_stats_get_std (self->level_stats, BLOCK (DYNAMICS));
  att_stats_get_mean (self->level_stats, &level);
#undef BLOCK

  for (gsize i = 0; i < self->n_windowed; i++)
    sums->columns[i] += (double) self->n_in_window * columns[i];
  sums->level += (double) self->n_in_window * level;
  sums->level2 += (double) self->n_in_window * level * level;
  sums->n_frames += self->n_in_window;

  att_stats_reset (self->mfcc_stats);
  att_stats_reset (self->delta_stats);
  att_stats_reset (self->flatness_stats);
  att_stats_reset (self->shape_stats);
  att_stats_reset (self->contrast_stats);
  att_stats_reset (self->valley_stats);
  att_stats_reset (self->level_stats);
  self->n_in_window = 0;
  self->loudest = -INFINITY;
}

static void
take_contrast (AttFeatureExtractor *self, const float *power, float level)
{
  float contrast[ATT_N_CONTRAST], valley[ATT_N_CONTRAST];

  att_contrast_run (self->contrast, contrast, valley, power);
  for (int b = 0; b < ATT_N_CONTRAST; b++)
    valley[b] -= level;
  att_stats_add (self->contrast_stats, contrast);
  att_stats_add (self->valley_stats, valley);
}

static void
take_frame (AttFeatureExtractor *self, const float *frame)
{
  float power[N_BINS], logmel[N_MELS], net_mel[ATT_SLICE_BANDS], mfcc[ATT_N_MFCC], delta[ATT_N_MFCC];
  float flatness[ATT_N_FLATNESS], shape[ATT_N_SHAPE], level, strength;
  AttShape bins;
  AttWave wave;

  att_stft_power (self->stft, power, frame);
  att_logmel_run (self->logmel, logmel, power);
  for (int i = 0; i < N_MELS; i++)
    logmel[i] = MAX (logmel[i], MEL_FLOOR);
  att_mfcc_run (self->mfcc, mfcc, logmel);
  att_num_shape (&bins, power, N_BINS, ATT_DECODER_RATE, 0.85f);
  att_wave_measure (&wave, frame, HOP, frame + HOP);
  att_wave_join (&self->wave, &wave);
  level = log10 (bins.power + 1e-10);
  if (att_genre_slices_next (self->slices))
    {
      att_logmel_run (self->net_mel, net_mel, power);
      att_genre_slices_add (self->slices, net_mel, level);
    }
  strength = att_onset_add (self->onset, logmel);
  att_tempo_add (self->tempo, strength);
  shape[0] = log2f (bins.centroid + 50);
  shape[1] = log2f (bins.rolloff + 50);
  shape[2] = log2f (wave.n_crossings + 1);
  shape[3] = strength;

  att_stats_add (self->mfcc_stats, mfcc);
  att_stats_add (self->shape_stats, shape);
  att_stats_add (self->level_stats, &level);
  att_patterns_add (self->patterns, logmel);
  if (self->n_in_window % FLATNESS_EVERY == 0)
    {
      att_flatness_run (self->flatness, flatness, power);
      att_stats_add (self->flatness_stats, flatness);
    }
  if (self->n_in_window % CONTRAST_EVERY == 0)
    take_contrast (self, power, level);
  if (self->n_frames > 0)
    {
      for (int i = 0; i < ATT_N_MFCC; i++)
        delta[i] = mfcc[i] - self->previous_mfcc[i];
      att_stats_add (self->delta_stats, delta);
    }
  memcpy (self->previous_mfcc, mfcc, sizeof mfcc);
  self->loudest = MAX (self->loudest, level);
  self->n_frames++;
  if (++self->n_in_window == WINDOW)
    end_window (self);
}

static void
take_chroma_frame (AttFeatureExtractor *self, const float *frame)
{
  float power[N_CHROMA_FFT / 2 + 1], chroma[ATT_CHROMA_N];

  att_stft_power (self->chroma_stft, power, frame);
  att_chroma_run (self->chroma, chroma, power);
  for (int c = 0; c < ATT_CHROMA_N; c++)
    {
      if (att_stats_get_count (self->chroma_stats) > 0)
        self->chroma_change += fabsf (chroma[c] - self->previous_chroma[c]);
      if (chroma[c] > 0)
        self->chroma_entropy -= chroma[c] * logf (chroma[c]);
    }
  att_stats_add (self->chroma_stats, chroma);
  memcpy (self->previous_chroma, chroma, sizeof chroma);
}

static void
cut (AttFeatureExtractor *self, AttFramer *framer, void (*take) (AttFeatureExtractor *, const float *),
     const float *mono, gsize n)
{
  const float *frame;

  while (n > 0)
    {
      gsize taken = att_framer_push (framer, mono, n);

      mono += taken;
      n -= taken;
      while ((frame = att_framer_next (framer)) != NULL)
        take (self, frame);
    }
}

static void
listen (AttFeatureExtractor *self, const float *mono, gsize n)
{
  cut (self, self->framer, take_frame, mono, n);
  cut (self, self->chroma_framer, take_chroma_frame, mono, n);
}

void
att_feature_extractor_push (AttFeatureExtractor *self, const float *mono, gsize n)
{
  if (n == 0)
    return;
  if (self->head->len < WINDOW_SAMPLES)
    g_array_append_vals (self->head, mono, MIN (n, WINDOW_SAMPLES - self->head->len));
  self->n_samples += n;
  listen (self, mono, n);
}

static void
fill_windowed (AttFeatureExtractor *self, float *vector)
{
  const Sums *sums = self->sums[0].n_frames > 0 ? &self->sums[0] : &self->sums[1];
  double mean = sums->level / sums->n_frames;

  for (gsize i = 0; i < self->n_windowed; i++)
    vector[i] = sums->columns[i] / sums->n_frames;
  vector[att_features_get_offset (ATT_BLOCK_DYNAMICS) + 1] =
    sqrt (MAX (0, sums->level2 / sums->n_frames - mean * mean));
}

static void
fill_rhythm (AttFeatureExtractor *self, float *vector, AttFeatureSummary *summary)
{
  float *rhythm = vector + att_features_get_offset (ATT_BLOCK_RHYTHM);
  float *pulse = vector + att_features_get_offset (ATT_BLOCK_PULSE);
  double seconds = (double) MAX (self->n_samples, WINDOW_SAMPLES) / ATT_DECODER_RATE;
  AttTempoResult tempo;

  att_onset_finish (self->onset);
  att_tempo_finish (self->tempo, &tempo);
  summary->onset_rate = rhythm[0] = att_onset_get_n (self->onset) / seconds;
  summary->tempo_bpm = NAN;
  summary->tempo_confidence = 0;
  if (self->n_samples < MIN_TEMPO_S * ATT_DECODER_RATE)
    return; /* what repeats is our own loop */
  if (isfinite (tempo.bpm))
    {
      summary->tempo_bpm = tempo.bpm;
      summary->tempo_confidence = tempo.confidence;
      rhythm[1] = tempo.confidence * log2f (tempo.bpm / 120);
      rhythm[2] = tempo.confidence;
    }
  for (int i = 0; i < ATT_N_PULSE; i++)
    pulse[i] = att_tempo_get_correlation (self->tempo, 0.1 * exp2 (0.4 * i));
}

static void
fill_harmony (AttFeatureExtractor *self, float *vector)
{
  float *chroma = vector + att_features_get_offset (ATT_BLOCK_CHROMA);
  float *harmony = vector + att_features_get_offset (ATT_BLOCK_HARMONY);
  gsize n = att_stats_get_count (self->chroma_stats);
  float mean[ATT_CHROMA_N];
  int strongest = 0;

  att_stats_get_mean (self->chroma_stats, mean);
  for (int c = 1; c < ATT_CHROMA_N; c++)
    if (mean[c] > mean[strongest])
      strongest = c;
  for (int c = 0; c < ATT_CHROMA_N; c++)
    chroma[c] = mean[(strongest + c) % ATT_CHROMA_N];
  harmony[0] = n > 1 ? self->chroma_change / (n - 1) : 0;
  harmony[1] = n > 0 ? self->chroma_entropy / n : 0;
}

static void
fill_wave (AttFeatureExtractor *self, float *vector)
{
  float *out = vector + att_features_get_offset (ATT_BLOCK_WAVE);
  AttWaveFigures figures;

  att_wave_figures (&self->wave, ATT_DECODER_RATE, &figures);
  out[0] = log10f (figures.peak + 1e-4f);
  out[1] = log10f (figures.rms + 1e-5f);
  out[2] = figures.mean;
  out[3] = log10f (figures.delta + 1e-6f);
  out[4] = log2f (figures.frequency + 50);
}

gboolean
att_feature_extractor_finish (AttFeatureExtractor *self, float *vector, AttFeatureSummary *summary)
{
  memset (vector, 0, att_features_get_n () * sizeof (float));
  *summary = (AttFeatureSummary){ .tempo_bpm = NAN, .n_samples = self->n_samples };
  if (self->n_samples == 0)
    return FALSE;
  for (gsize missing = WINDOW_SAMPLES - self->head->len; missing > 0;)
    {
      gsize n = MIN (missing, self->head->len);

      listen (self, (float *) self->head->data, n);
      missing -= n;
    }
  /* a last window that is less than half full would count for more than it tells */
  if (self->n_in_window >= WINDOW / 2)
    end_window (self);
  fill_windowed (self, vector);
  fill_rhythm (self, vector, summary);
  fill_harmony (self, vector);
  fill_wave (self, vector);
  if (self->net != NULL)
    att_genre_net_embed (self->net, self->slices, vector + att_features_get_offset (ATT_BLOCK_EMBEDDING));
  for (gsize i = 0; i < att_features_get_n (); i++)
    if (!isfinite (vector[i]))
      vector[i] = 0;
  return TRUE;
}
