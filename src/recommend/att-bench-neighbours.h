/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-bench-neighbours.h - what kept lists of neighbours cost
 *
 * The tracks are made up: each is half one track of the library and half another, and a little noise; without a library
 * that has been listened to, all noise.
 */
#pragma once

#include "att-neighbours.h"

G_BEGIN_DECLS

typedef struct {
  guint n_tracks, n_real;
  double build_s, build_cpu_s; /* the table from nothing, two threads; by the clock, and of CPU */
  double build_part_s, build_part_early_s; /* the first fifth of it, CPU; and where comparisons end early */
  double ended_early;   /* share of one track's comparisons that its own list would end by the heavy axes */
  double pass_ms;       /* floor: the distances of one track to all, CPU as all below */
  double add_ms;        /* one new track: its own list, and those that it enters; median */
  double add_unbounded_ms; /* the same without the smallest kept minimum of all lists */
  double add_early_ms;  /* as add_ms, where comparisons end early */
  double dropped;       /* share of comparisons that this minimum ended at once */
  double entered;       /* lists that a new track entered; mean */
  double remove_ms;     /* one track out of all lists; median */
  double list_bytes;    /* of a list on disk, mean */
  double tags_ms;       /* one track against all by tags, which is why lists by tags are not kept */
} AttNeighboursBench;

/* Returns: FALSE with G_IO_ERROR_CANCELLED or a store error */
gboolean att_neighbours_bench (AttStore *store, int feature_version, guint n_tracks, AttProgress *progress,
                               GCancellable *cancellable, AttNeighboursBench *out, GError **error);

G_END_DECLS
