/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-hearing.h"

#include "att-envelope.h"
#include "att-feature-extractor.h"
#include "att-features.h"
#include "att-gate.h"
#include "att-loudness.h"

struct _AttHearing
{
  AttFeatureExtractor *extractor;
  AttLoudness *loudness;
  AttEnvelope envelope;
  guint64 n_mono;
};

AttHearing *
att_hearing_new (AttGenreNet *net)
{
  AttHearing *self = g_new0 (AttHearing, 1);

  self->extractor = att_feature_extractor_new (net);
  if (att_loudness_new (&self->loudness) != ATT_NUM_OK)
    g_error ("memory is short");
  return self;
}

void
att_hearing_free (AttHearing *self)
{
  if (self == NULL)
    return;
  att_feature_extractor_free (self->extractor);
  att_loudness_free (self->loudness);
  g_free (self);
}

void
att_hearing_add (const AttDecodedBlock *block, gpointer hearing)
{
  AttHearing *self = hearing;

  if (block->n_frames > 0)
    att_loudness_add (self->loudness, block->pcm, block->n_frames, block->n_channels, block->sample_rate);
  att_feature_extractor_push (self->extractor, block->mono, block->n_mono);
  att_envelope_add (&self->envelope, block->mono, block->n_mono);
  self->n_mono += block->n_mono;
}

guint64
att_hearing_count (const AttHearing *self)
{
  return self->n_mono;
}

static GBytes *
pack_blocks (const AttLoudness *loudness)
{
  guint8 bytes[ATT_GATE_PACKED_MAX];

  return g_bytes_new (bytes, att_gate_pack (bytes, att_loudness_get_counts (loudness)));
}

GBytes *
att_hearing_get_envelope (const AttHearing *self)
{
  guint8 bytes[ATT_ENVELOPE_N];

  return att_envelope_get (&self->envelope, bytes) ? g_bytes_new (bytes, sizeof bytes) : NULL;
}

AttFeatures *
att_hearing_finish (AttHearing *self, gboolean is_excerpt)
{
  g_autofree float *vector = g_new (float, att_features_get_n ());
  AttFeatureSummary summary;
  AttFeatures *features;

  if (!att_feature_extractor_finish (self->extractor, vector, &summary))
    return NULL;
  features = att_features_new (0, ATT_FEATURES_VERSION, vector, att_features_get_n ());
  features->tempo_bpm = summary.tempo_bpm;
  features->tempo_confidence = summary.tempo_confidence;
  features->onset_rate = summary.onset_rate;
  features->audio_ms = MIN (summary.n_samples * 1000 / ATT_DECODER_RATE, G_MAXINT32);
  features->is_excerpt = is_excerpt;
  if (!is_excerpt)
    {
      features->loudness_lufs = att_loudness_get_integrated (self->loudness);
      features->peak = att_loudness_get_peak (self->loudness);
      features->loudness_blocks = pack_blocks (self->loudness);
      features->envelope = att_hearing_get_envelope (self);
    }
  return features;
}
