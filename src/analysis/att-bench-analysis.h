/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-bench-analysis.h - what listening costs, against decoding alone
 *
 * Every file under a folder is decoded twice in a row in this process: once
 * thrown away, once with loudness and features. CPU seconds are those of all
 * threads (getrusage), so wall time and other programs do not matter.
 *
 * Threads   att_analysis_bench() blocks; other work in this process would be counted too.
 */
#pragma once

#include <gio/gio.h>

#include "att-progress.h"

G_BEGIN_DECLS

typedef struct {
  guint n_files;     /* measured; what cannot be decoded is left out */
  guint n_failed;
  double decode_s;   /* CPU seconds a file: decoding to float at the native rate, thrown away */
  double analysis_s; /* CPU seconds a file: the same with loudness, downmix, resampling and features */
  double ratio;      /* analysis_s / decode_s */
  double loudness_s; /* CPU seconds a file of analysis_s that are loudness */
  double realtime;   /* seconds of audio analysed in a CPU second */
  double net_ms;     /* genre guess of one vector, both heads */
  double rss_mb;     /* highest resident memory of this process, MiB */
} AttAnalysisBench;

/* Returns: FALSE with G_IO_ERROR_CANCELLED, G_IO_ERROR_NOT_FOUND when nothing under @dir can be decoded, or the error
 * of opening @dir or the genre model */
gboolean att_analysis_bench (const char *dir, AttProgress *progress, GCancellable *cancellable, AttAnalysisBench *bench,
                             GError **error);

G_END_DECLS
