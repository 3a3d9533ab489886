/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-feature-extractor.h - from samples to a feature vector
 *
 * Samples go in block by block, whatever the blocks' size; memory does not grow
 * with the track's length. The result depends on the samples alone, not on how
 * they were cut into blocks.
 *
 * Units    mono, ATT_DECODER_RATE, finite, nominally in [-1, 1].
 * Threads  one at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AttFeatureExtractor AttFeatureExtractor;
typedef struct _AttGenreNet AttGenreNet; /* att-genre-net.h */

typedef struct {
  float tempo_bpm;        /* NAN: none found, or less than two seconds of audio */
  float tempo_confidence; /* 0..1 */
  float onset_rate;       /* onsets a second */
  guint64 n_samples;      /* how many came in */
} AttFeatureSummary;

/* @net: makes the embedding; NULL: the one shipped with the program, as every stored vector needs */
AttFeatureExtractor *att_feature_extractor_new    (AttGenreNet *net);
void                 att_feature_extractor_free   (AttFeatureExtractor *self);
void                 att_feature_extractor_push   (AttFeatureExtractor *self, const float *mono, gsize n);
/* @vector: att_features_get_n() floats (att-features.h). Call once; FALSE if no sample came in. */
gboolean             att_feature_extractor_finish (AttFeatureExtractor *self, float *vector,
                                                   AttFeatureSummary *summary);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttFeatureExtractor, att_feature_extractor_free)

G_END_DECLS
