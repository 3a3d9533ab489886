/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-nearness.h - how near every sound is to the nearest of some examples
 *
 * Of each sound is kept how near it is to the nearest example, by its nearness (att_sound_nearness()) times the example's
 * strength, and which one that is. An example that comes is compared with all sounds; where one goes, those that
 * it was the nearest of are compared with the examples that are left. So a few bytes a sound are all that is kept, and the
 * result depends on the examples alone, to the bit, not on those that were there before.
 *
 * Threads  an AttNearness belongs to one thread at a time.
 */
#pragma once

#include "att-sound-distance.h"

G_BEGIN_DECLS

#define ATT_NEARNESS_MOST 254 /* examples */
#define ATT_NEARNESS_CLOSEST 20

typedef struct {
  gsize row;        /* of the sounds */
  guint16 strength; /* in 65535ths */
} AttNearnessExample;

typedef struct AttNearness AttNearness;

/* @sounds: @n_sounds, borrowed */
AttNearness   *att_nearness_new  (const AttSoundCompact *sounds, gsize n_sounds);
void           att_nearness_free (AttNearness *self);
/* instead of those that were there; what is beyond ATT_NEARNESS_MOST is left out */
void           att_nearness_set  (AttNearness *self, const AttNearnessExample *examples, guint n);
/* per sound, in 65535ths; 0 where there are no examples */
const guint16 *att_nearness_get  (const AttNearness *self);
/* of one sound to another, in 65535ths */
guint16        att_nearness_of   (const AttNearness *self, gsize row, gsize other);
/* How many other sounds are nearer to @example, one of those that were set, than @row is; more than ATT_NEARNESS_CLOSEST
 * are not counted */
guint          att_nearness_count_nearer (const AttNearness *self, gsize example, gsize row);

G_END_DECLS
