/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-bench-radio.h - how fast the radio is, against a floor in the same run
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint n_tracks;
  double build_ms;      /* CPU: the catalogue from tracks in memory, the first plan's preparations left out */
  double first_plan_ms; /* CPU: the first 20 picks from tags alone */
  double react_ms;      /* CPU, median: one reaction and 20 new picks, with sound vectors for every track */
  double floor_ms;      /* CPU, median: one dot product with every track's vector */
} AttRadioBench;

/* A made-up library of @n_tracks; the same every time. Blocks for some seconds. */
void att_radio_bench (guint n_tracks, AttRadioBench *out);

G_END_DECLS
