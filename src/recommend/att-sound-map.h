/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-sound-map.h - from a feature vector to its compact form
 *
 * Of each group of columns: z = (column - mean) * scale, cut off at four, then the axes: x = axes · z, in units of
 * which one is a step of the compact form.
 *
 * File     a GVariant of type ATT_SOUND_MAP_TYPE, little-endian, in normal form: version of the distance, number of
 *          columns, then the groups, their fields in the order below; floats as their bits.
 * Threads  immutable.
 */
#pragma once

#include "att-sound-distance.h"

G_BEGIN_DECLS

#define ATT_SOUND_MAP_TYPE "(uua(uauauauau))"

typedef struct {
  gsize first, n;  /* columns */
  gsize n_axes;
  float *mean;     /* n */
  float *scale;    /* n: 1 / deviation; 0: the column is constant, or does not count */
  float *axes;     /* (n_axes, n): the weights of blocks are in it */
  float *variance; /* n_axes: of x over the reference, whose mean is 0 */
} AttSoundGroup;

typedef struct {
  gsize n_columns;
  GArray *groups;  /* of AttSoundGroup; n_axes add up to ATT_SOUND_N_AXES at most, what is missing is 0 */
} AttSoundMap;

/* without groups */
AttSoundMap *att_sound_map_new     (gsize n_columns);
/* NULL with G_IO_ERROR_INVALID_DATA for what is not a whole map of this version */
AttSoundMap *att_sound_map_parse   (GBytes *bytes, GError **error);
GBytes      *att_sound_map_write   (const AttSoundMap *self);
void         att_sound_map_free    (AttSoundMap *self);
void         att_sound_map_compact (const AttSoundMap *self, AttSoundCompact *out, const float *vector);
/* that of the program; never NULL */
const AttSoundMap *att_sound_map_get_shipped (void);

typedef struct {
  gsize first, n;  /* columns; a part's blocks are side by side, without holes */
  double weight;   /* of the block in its part, however many columns it has; 0: left out */
} AttSoundBlock;

typedef struct {
  const AttSoundBlock *blocks;
  gsize n_blocks;
  gsize n_axes;    /* at most this many */
  double share;    /* of the distance's mean over the reference */
} AttSoundPart;

/* Axes on which rows of different labels are apart and those of one label together, made of all that the parts' axes say:
 * linear discriminants, the scatter within labels shrunk by @shrinkage times its mean variance. */
typedef struct {
  const int *labels; /* n_rows: from 0; -1: not known */
  gsize n_axes;      /* at most this many, and one fewer than there are labels */
  double share;      /* of the distance's mean over the reference */
  double shrinkage;  /* > 0 */
} AttSoundTold;

/* The map over a reference: @matrix is (n_rows, n_columns), raw and finite; a row counts @weights[row] times.
 * @told (nullable)
 * Source: R. A. Fisher 1936; J. Friedman, "Regularized Discriminant Analysis", JASA 84 (1989). */
AttSoundMap *att_sound_map_fit     (const float *matrix, const float *weights, gsize n_rows, gsize n_columns,
                                    const AttSoundPart *parts, gsize n_parts, const AttSoundTold *told);

/* How far two vectors are in some columns: half the squared difference in deviations, mean over those that count. 0: the
 * same; 1: as two tracks of the reference on average. NAN: none of them counts. */
float        att_sound_map_compare (const AttSoundMap *self, const float *a, const float *b, gsize first, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttSoundMap, att_sound_map_free)

G_END_DECLS
