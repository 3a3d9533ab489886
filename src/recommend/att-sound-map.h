/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-sound-map.h - from a feature vector to its compact form
 *
 * The map is a file of the program: a GVariant of type ATT_SOUND_MAP_TYPE, little-endian, in normal form: version of
 * the distance, number of columns, unit (what one step of a compact value is), then each group of columns: the first
 * column, their means, their weights over their deviations (0: the column does not count), the axes (n_axes rows of as
 * many values as the group has columns; floats, as their bits), the reference's variances on the axes, in squared units.
 *
 * Threads  immutable.
 */
#pragma once

#include "att-sound-distance.h"

G_BEGIN_DECLS

#define ATT_SOUND_MAP_TYPE "(uuua(uauauauau))"

typedef struct {
  gsize first, n;  /* columns */
  gsize n_axes;
  float *mean;     /* n */
  float *weight;   /* n: of a column, divided by its deviation */
  float *axes;     /* (n_axes, n) */
  float *variance; /* n_axes */
} AttSoundGroup;

typedef struct {
  gsize n_columns;
  float unit;
  GArray *groups;  /* of AttSoundGroup; n_axes add up to ATT_SOUND_N_AXES */
} AttSoundMap;

AttSoundMap       *att_sound_map_parse       (GBytes *bytes, GError **error);
GBytes            *att_sound_map_write       (const AttSoundMap *self);
void               att_sound_map_free        (AttSoundMap *self);
void               att_sound_map_compact     (const AttSoundMap *self, AttSoundCompact *out, const float *vector);
/* that of the program; never NULL */
const AttSoundMap *att_sound_map_get_shipped (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttSoundMap, att_sound_map_free)

G_END_DECLS
