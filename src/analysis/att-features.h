/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-features.h - what a feature vector holds
 *
 * 399 floats about how a track sounds: timbre (MFCC statistics), tone against
 * noise, spectral shape and contrast, block-level patterns, dynamics, rhythm,
 * harmony, level. The layout and every number of it belong to
 * ATT_FEATURES_VERSION: changing one is a new version, and tracks are listened
 * to again in the background. The table of columns is in att-features.c.
 *
 * Values   raw, in the columns' own units, always finite; silence has a vector too.
 * Compare  as recommend/att-sound-distance.h does: blocks of very different lengths say about as much as each other.
 * Length   statistics are taken in texture windows of 2.6 s and averaged, so that
 *          a clip of three seconds and a whole track are comparable; windows
 *          below -60 dBFS are left out unless there are no others; audio shorter
 *          than a window is looped to one.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ATT_FEATURES_VERSION 3

/* number of floats in a vector of this version */
gsize       att_features_get_n      (void);
typedef struct {
  const char *name; /* "mfcc-mean" */
  gsize first, n;   /* columns */
} AttFeatureBlock;

/* columns that belong together, in their order; FALSE beyond the last */
gboolean    att_features_get_block  (gsize number, AttFeatureBlock *out);
/* name of a column, "mfcc-mean.0" (transfer full); NULL beyond the last */
char       *att_features_dup_column (gsize column);

G_END_DECLS
