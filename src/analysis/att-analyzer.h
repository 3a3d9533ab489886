/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-analyzer.h - listening to every track once
 *
 * Tracks without features of this version are decoded and measured in workers
 * (att-workers.h, kind "analyze") at idle priority, one per core by default; a
 * track ends with a whole vector in the store or with a recorded failure.
 * Results are stored as they come, so that stopping loses at most the tracks in work.
 *
 * Where some eight hours of music are new, an excerpt of every track comes first (ATT_ANALYZER_EXCERPT_S from its middle), so that
 * the whole library can soon be judged by ear; then the whole tracks, each in the place of its excerpt.
 *
 * In which order: att_store_list_unheard(). What is put into a library that is being listened to comes first, so a run
 * with @limit that many hears just that.
 *
 * A guess of its genre (att-genre-model.h, head "tags") is stored with a track whose file names none.
 *
 * Failures  A file that cannot be decoded is recorded with its cause and not tried again until it changes. One that is
 *           gone, or that failed through this machine's fault, is counted, not recorded. A file that breaks after ten
 *           seconds of sound is taken as what was heard of it.
 * Threads   att_analyzer_run() blocks; one run at a time per store.
 */
#pragma once

#include "att-features.h"
#include "att-progress.h"
#include "att-store-features.h"

G_BEGIN_DECLS

#define ATT_ANALYZER_EXCERPT_S 30

typedef struct _AttGenreNet AttGenreNet; /* att-genre-net.h */

typedef struct {
  guint64 analyzed, failed; /* tracks heard as a whole, or that could not be heard */
} AttAnalyzeCounts;

/* @n_jobs 0: every core. @limit 0: all that is new. @progress, nullable, is set, not begun or ended: it counts the tracks
 * of the pass it is at, and its work is that of att-analyzer-work.h; @counts is filled whatever happens.
 * Returns: FALSE with G_IO_ERROR_CANCELLED (within a second) or a store error */
gboolean att_analyzer_run (AttStore *store, int n_jobs, guint limit, AttProgress *progress,
                           GCancellable *cancellable, AttAnalyzeCounts *counts, GError **error);

/* Features of one file, computed in this process; track_id is 0. @net: NULL, or another than the program's to make the
 * embedding. NULL with ATT_DECODE_ERROR (see att-decoder.h). */
AttFeatures *att_analyzer_read_file (const char *path, AttGenreNet *net, GCancellable *cancellable, GError **error);

/* The same of an excerpt; of the whole file where that is not much longer (is_excerpt tells). Without loudness. */
AttFeatures *att_analyzer_read_excerpt (const char *path, GCancellable *cancellable, GError **error);

/* What a track is drawn by (att-envelope.h), decoded in this process, or in a worker of its own at idle priority: a
 * second or so of one core. NULL with ATT_DECODE_ERROR, G_IO_ERROR_CANCELLED or an error of the worker */
GBytes      *att_analyzer_read_envelope (const char *path, GCancellable *cancellable, GError **error);
GBytes      *att_analyzer_ask_envelope  (const char *path, GCancellable *cancellable, GError **error);

/* the "analyze" worker: main() of `worker analyze` */
int      att_analyze_worker_main (void);

G_END_DECLS
