/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cli-bench.h - what a scan costs, with everything it starts
 */
#pragma once

#include "att-cli.h"

G_BEGIN_DECLS

typedef struct {
  guint64 n_files;       /* that the tag library could read */
  double scan_cpu_s;     /* all our processes, into an empty data folder */
  double scan_wall_s;
  double floor_cpu_s;    /* the tag library alone, one pass */
  double rss_mb;         /* largest sum of the proportional set sizes of our processes, looked at fifty times a second */
  double mpd_cpu_s;      /* NAN: mpd is not installed */
} AttCliScanCost;

/* Blocks: a job for att_cli_run_job(). Works in a temporary folder that it removes. */
gboolean att_cli_bench_scan (const char *dir, AttCliScanCost *cost, GCancellable *cancellable, GError **error);

G_END_DECLS
