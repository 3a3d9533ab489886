/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-sound-distance.h - how far two tracks are by ear, from a hundred bytes a track
 *
 * A feature vector is made compact once (att_sound_compact()); from then on only the compact form is needed, and the
 * distance of two tracks depends on those two alone: not on the library, nor on the order in which it grew. Lists of
 * neighbours that are kept therefore equal lists that are made anew.
 *
 * The columns of a vector are standardised over a reference of music, weighted block by block, and projected onto the
 * principal axes of that reference, the embedding of the genre net and everything else apart. The figures for that are
 * a file of the program (data/models/sound.gvariant), made by att-sound-fit.h.
 *
 * In many dimensions some points are near to everything (hubs). The squared distance D of x and y therefore counts by
 * how small it is for both ends, against what a track of the reference would have:
 *     distance (x, y) = (D - e(x)) / s(x) + (D - e(y)) / s(y)
 * with e(x) and s(x) the mean and deviation of the squared distance of x to a random draw from a normal distribution
 * with the reference's mean and variances on its axes, which have a closed form.
 *
 * Source  D. Schnitzer, A. Flexer, M. Schedl, G. Widmer, "Local and global scaling reduce hubs in space", JMLR 13
 *         (2012): mutual proximity, of which this is the sum of the two z-scores in place of the product of the two tails.
 * Threads everything here may be called from any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of everything below: what was made compact under another version cannot be compared and is made compact again. */
#define ATT_SOUND_DISTANCE_VERSION 2

#define ATT_SOUND_N_AXES 96
#define ATT_SOUND_N_HEAVY 64 /* in them tracks differ most: 95 % of the squared distance of real music */
#define ATT_SOUND_ORDER 1    /* of the axes; as the version above */

/* Plain bytes: may be copied, stored and compared with memcmp(). */
typedef struct {
  gint8 x[ATT_SOUND_N_AXES]; /* the axis with the largest variance over the reference first */
  float mean;      /* e(x) */
  float precision; /* 1 / s(x) */
} AttSoundCompact;

/* floats in a vector that can be made compact */
gsize att_sound_get_n_columns (void);
/* @vector: att_sound_get_n_columns() raw features; what is not finite counts as the reference's mean */
void  att_sound_compact       (AttSoundCompact *out, const float *vector);

/* Symmetric, to the bit; 0 is as near as a random track, below is nearer, about -4 what sounds alike. The least that a
 * track can have is its distance to itself. */
float att_sound_distance      (const AttSoundCompact *a, const AttSoundCompact *b);
/* out[i] is att_sound_distance (rows + i, a), to the bit; some 10 ns a row */
void  att_sound_distances     (float *out, const AttSoundCompact *rows, gsize n_rows, const AttSoundCompact *a);
/* For the benchmark, see README.md: the same where it is at most @bound; else anything above that: a comparison ends early where the heavy axes alone are
 * too far apart. Returns how many did. */
gsize att_sound_distances_within (float *out, const AttSoundCompact *rows, gsize n_rows, const AttSoundCompact *a,
                                  float bound);
/* TRUE if the squared distance is at most @within of what either has to a random track. Measured: Ogg, MP3 and FLAC of one
 * track up to 0.007; six decibels louder, limited, with more treble and bass, cut, as MP3 up to 0.066; different tracks
 * from 0.052 where one composer made them alike, one pair in 200 within 0.15: that needs the names as well. */
gboolean att_sound_is_same    (const AttSoundCompact *a, const AttSoundCompact *b, float within);
#define ATT_SOUND_SAME 0.01f       /* one file made of the other */
#define ATT_SOUND_SAME_NAMED 0.15f /* one recording, where the names agree */
/* in [0, 1], falls as @distance grows: what share of tracks would be further away at both ends */
float att_sound_nearness      (float distance);

G_END_DECLS
