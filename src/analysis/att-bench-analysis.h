/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-bench-analysis.h - what listening costs, against decoding alone
 *
 * Every file under a folder is decoded six times in this process, on one processor: by our decoder,
 * the same with features and genre guess, the same with loudness too, an excerpt
 * of it as the quick pass reads it, with loudness by ours and by libebur128 in turns,
 * and by GStreamer's decodebin and resampler (what anybody would write). CPU seconds
 * are those of all threads (getrusage), so wall time and other programs matter
 * little. Then all of it again in worker processes on the wall clock, by one, by two,
 * by two and by one, so that a passing neighbour weighs on both: that needs a quiet
 * machine and two cores.
 *
 * Threads   att_analysis_bench() blocks; other work in this process would be counted too.
 */
#pragma once

#include <gio/gio.h>

#include "att-progress.h"

G_BEGIN_DECLS

typedef struct {
  guint n_files;       /* measured; what cannot be decoded is left out */
  guint n_failed;
  double audio_s;      /* seconds of audio a file */
  double peer_s;       /* CPU seconds a file: decodebin to 22050 Hz mono float */
  double decode_s;     /* the same by our decoder */
  double decode_ratio; /* decode_s / peer_s */
  double analysis_s;   /* CPU seconds a file: our decoder, features, genre guesses; no loudness */
  double ratio;        /* analysis_s / decode_s */
  double loudness_s;   /* CPU seconds a file more, with loudness at the native rate */
  double loudness_alone_s; /* CPU seconds a file in our loudness, no decoding */
  double ebur128_s;    /* the same of libebur128 */
  double loudness_error; /* the largest difference between the two, LU */
  double excerpt_s;    /* CPU seconds a file of the quick pass */
  double features_s;   /* CPU seconds a file of analysis_s that are features; no decoding, no net */
  double realtime;     /* seconds of audio analysed in a CPU second */
  double features_realtime; /* the same of features alone */
  double net_ms;       /* the network, one slice of 29 s, from mel frames to embedding */
  double net_plain_ms; /* the same as on a processor without AVX2 */
  double heads_ms;     /* genre guess of one vector, both heads */
  double rss_mb;       /* highest resident memory of this process, MiB */
  double jobs_ratio;   /* wall time of one worker / that of two, two runs each; 0: there is one core only */
} AttAnalysisBench;

/* Returns: FALSE with G_IO_ERROR_CANCELLED, G_IO_ERROR_NOT_FOUND when nothing under @dir can be decoded, or the error
 * of opening @dir or the genre model */
gboolean att_analysis_bench (const char *dir, AttProgress *progress, GCancellable *cancellable, AttAnalysisBench *bench,
                             GError **error);

G_END_DECLS
