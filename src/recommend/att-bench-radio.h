/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-bench-radio.h - how fast the radio is, against a floor in the same run
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint n_tracks;
  double build_ms;      /* CPU: the catalogue from tracks in memory, with made-up sounds */
  double first_plan_ms; /* CPU: the first 20 picks, nothing played yet, and all that is prepared once */
  double react_ms;      /* CPU, median: one reaction and 20 new picks, after thousands of plays, with sounds and a taste model */
  double floor_ms;      /* CPU, median: one product with every track's factors, and one distance by ear to each */
  double track_bytes;   /* resident, a track: the tracks themselves, as the store gives them */
  double radio_bytes;   /* resident, a track: all that the radio keeps beside them, the taste model with it */
} AttRadioBench;

/* A made-up library of @n_tracks > 0; the same every time. Blocks for some seconds per 100,000. FALSE: no memory */
gboolean att_radio_bench (guint n_tracks, AttRadioBench *out);

G_END_DECLS
