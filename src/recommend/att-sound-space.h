/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-sound-space.h - how near two tracks are by ear
 *
 * Feature vectors are standardised over the library and compared by Euclidean
 * distance d. In many dimensions some vectors are near to everything (hubs); a
 * distance therefore counts by how small it is for both ends:
 *     nearness (x, y) = P (d_x > d) * P (d_y > d)
 * where d_x is the distance of x to a sample of the library, taken as normal.
 *
 * Source  D. Schnitzer, A. Flexer, M. Schedl, G. Widmer, "Local and global scaling
 *         reduce hubs in space", JMLR 13 (2012): mutual proximity, Gaussian form.
 * Threads immutable; safe from any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize n_rows, n;
  float *X;              /* n_rows x n, standardised and clipped to [-4, 4] */
  float *mean, *std;     /* n */
  float *mu, *sigma;     /* n_rows: distances to the sample */
  gsize n_sample;
  gsize *sample;         /* rows */
} AttSoundSpace;

/* A row of a sound space, or a vector from elsewhere (att_sound_space_place()) */
typedef struct {
  const float *x;        /* n, standardised */
  float mu, sigma;
} AttSoundPoint;

/* @matrix: n_rows x n raw feature vectors, row-major, copied; values that are not finite count as the column's mean.
 * NULL if there are fewer than 3 rows or no columns. */
AttSoundSpace *att_sound_space_new   (const float *matrix, gsize n_rows, gsize n);
void           att_sound_space_free  (AttSoundSpace *self);

AttSoundPoint  att_sound_space_row   (const AttSoundSpace *self, gsize row);
/* @vector: n raw features; @x: n floats of the caller, borrowed by the point */
AttSoundPoint  att_sound_space_place (const AttSoundSpace *self, const float *vector, float *x);

/* nearness in [0, 1] of each row to @point; @out: n_rows */
void           att_sound_space_nearness (const AttSoundSpace *self, AttSoundPoint point, float *out);
/* of two rows */
float          att_sound_space_nearness_of (const AttSoundSpace *self, gsize a, gsize b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttSoundSpace, att_sound_space_free)

G_END_DECLS
