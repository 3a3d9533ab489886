/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-slices.h - pieces of a track for the network to look at
 *
 * Mel frames go in as they come (ATT_SLICE_RATE a second); at most three slices of
 * ATT_SLICE_FRAMES come out, spread evenly over the track. Whole slices without a
 * gap between them are kept, every second one is forgotten whenever there are more
 * than a handful, so that memory does not grow with the track (3 MB at most).
 *
 * A last slice that is at least half full is looped to a whole one, and so is a track
 * shorter than a slice. A slice in which less than half of the frames are above
 * -60 dBFS is left out, unless there is no other.
 *
 * Threads  one at a time.
 */
#pragma once

#include <glib.h>

#include "att-logmel.h"

G_BEGIN_DECLS

#define ATT_SLICE_RATE 50
#define ATT_SLICE_FRAMES 1456 /* 29.12 s */
#define ATT_SLICE_BANDS 96    /* mel bands, 0 to ATT_SLICE_MAX_HZ */
#define ATT_SLICE_MAX_HZ 6000
#define ATT_SLICE_SIZE (ATT_SLICE_FRAMES * ATT_SLICE_BANDS)
#define ATT_SLICES_MAX 3

/* the bands */
extern const AttLogmelConfig att_slice_mel;

typedef struct _AttGenreSlices AttGenreSlices;

AttGenreSlices *att_genre_slices_new    (void);
void            att_genre_slices_free   (AttGenreSlices *self);
/* Another frame has come. TRUE: it is wanted, and att_genre_slices_add() has to follow. */
gboolean        att_genre_slices_next   (AttGenreSlices *self);
/* @logmel: ATT_SLICE_BANDS, log10 of power (att-logmel.h); @level: log10 of the frame's whole power */
void            att_genre_slices_add    (AttGenreSlices *self, const float *logmel, float level);
/* Call once, when all is in. Returns how many slices there are: 0 only if no frame came in. */
guint           att_genre_slices_finish (AttGenreSlices *self);
/* @slice: ATT_SLICE_SIZE, as of att_genre_slice_fill() */
void            att_genre_slices_get    (AttGenreSlices *self, guint i, float *slice);

/* What the network sees of frames @begin… of @n_frames, looped from the first where there are not enough: decibels
 * below the loudest band of the slice, -1 at 80 and below, 1 at 0. @frames: (n_frames, ATT_SLICE_BANDS) log10 power */
void            att_genre_slice_fill    (float *slice, const float *frames, gsize n_frames, gsize begin);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreSlices, att_genre_slices_free)

G_END_DECLS
