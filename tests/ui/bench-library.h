/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-library.h - a large library made up for benchmarks: tags are real, the sound is not there
 */
#pragma once

#include <glib.h>

/* 60 tracks an artist, 10 an album, each album a folder; titles are "WORD number" */
void  bench_make_library (const char *folder, guint n);
/* (transfer full): of the i-th track */
char *bench_track_path   (const char *folder, guint i);
extern const char *const bench_words[22];

/* waits for it; ends the program where it fails */
void  bench_run          (const char *const *command);
