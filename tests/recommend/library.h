/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * library.h - made-up libraries in memory for the tests of this room
 */
#pragma once

#include "att-radio-private.h"

/* @genres: NULL-terminated names, may be NULL. Ids of artist and album: 0 unknown */
AttTrack  *test_track      (AttTrackId id, gint64 artist, gint64 album, const char *const *genres, int year);
/* n_artists artists, each in one genre (round robin), n_albums albums each of n_tracks tracks */
AttCatalogue *test_catalogue (const char *const *genres, int n_artists, int n_albums, int n_tracks);
/* each genre a cloud of its own; n numbers a track */
/* the rows of a matrix over its own columns; (transfer full) */
AttSoundCompact *test_compact (const float *matrix, gsize n_rows, gsize n);
void       test_add_vectors (AttCatalogue *catalogue, guint64 seed, gsize n);
AttRadio  *test_radio      (AttCatalogue *catalogue, const char *const *chosen);
/* a play that the radio offered; @heard_ms below half of the 200 s: skipped */
AttEvent  *test_play       (AttTrackId id, gint64 at, int heard_ms);
GPtrArray *test_plan       (AttRadio *radio, guint n, guint64 seed, gint64 now);
/* reacts to a pick as offered, and moves @now on by what was heard */
void       test_hear       (AttRadio *radio, AttPick *pick, gint64 *now, int heard_ms);
const char *test_genre     (AttPick *pick);
guint      test_count_artists (GPtrArray *picks);
guint      test_count_genre (GPtrArray *picks, const char *genre);
/* "id:score" of each pick and all its reasons: equal if and only if the queues are */
char      *test_queue_text (GPtrArray *picks);

/* every reason is a term of the score, what speaks most for the pick first, and none is said twice in the first @n picks */
void       test_check_reasons (GPtrArray *picks, guint n);

#define TEST_NOW G_GINT64_CONSTANT (1700000000)
