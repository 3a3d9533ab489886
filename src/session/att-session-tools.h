/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-tools.h - classify, train, examine, measure: for the command line
 *
 * All functions block.
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

/* --- genre by ear --- */

/* genres a file sounds like. @head: "tags", "ten", "mine"; @file: a path or file: URI, in the library or not.
 * Returns: (element-type AttTaste): best first, weight is the chance, sum 1; NULL with the model's or decoder's
 * error */
GArray     *att_session_classify           (AttSession *self, const char *head, const char *file,
                                            GCancellable *cancellable, GError **error);
/* Trains on a manifest. @targets_dir, @audio_dir nullable: see att-genre-model.h. @out NULL: the data folder's own model, used from then on instead of the
 * shipped one. *@summary (transfer full): one line of figures */
gboolean    att_session_train_genre        (AttSession *self, const char *manifest, const char *targets_dir,
                                            const char *audio_dir, const char *out, guint64 seed, AttProgress *progress,
                                            GCancellable *cancellable, char **summary, GError **error);

/* The head "mine": learns from the tracks of the library that were listened to and name a genre, and guesses for those
 * that name none. *@summary (transfer full) */
gboolean    att_session_train_own_genres   (AttSession *self, guint64 seed, AttProgress *progress,
                                            GCancellable *cancellable, char **summary, GError **error);

/* --- for doctor --- */

typedef struct {
  char *name;
  char *value;
  gboolean ok;
} AttFact;

void        att_fact_free                  (AttFact *self);
/* PRAGMA integrity_check and foreign keys */
gboolean    att_session_check_database     (AttSession *self, GError **error);
const char *att_session_get_database_path  (AttSession *self);
int         att_session_get_schema_version (void);
/* versions of the libraries in use; works without a session. (element-type AttFact) */
GPtrArray  *att_session_list_libraries     (void);
/* mp3 flac vorbis opus aac alac wav aiff wavpack ape musepack: the decoder's name, or NULL and not ok.
 * (element-type AttFact) */
GPtrArray  *att_session_list_codecs        (void);
/* the models in use: path, and whether they load. (element-type AttFact) */
GPtrArray  *att_session_list_models        (AttSession *self);

/* --- benchmarks: figures in the order to print, name is the JSON field (static) --- */

typedef struct {
  const char *name;
  double value;
} AttFigure;

/* every audio file under @dir: decode_s analysis_s ratio loudness_s features_s realtime features_realtime net_ms net_plain_ms
 * heads_ms rss_mb */
GArray     *att_session_bench_analysis     (const char *dir, AttProgress *progress, GCancellable *cancellable,
                                            GError **error);
GArray     *att_session_bench_als          (GCancellable *cancellable, GError **error);
/* made-up libraries of 10,000 to 1,000,000 tracks: time to replan, against a floor in the same run, and memory a track */
GArray     *att_session_bench_radio        (GCancellable *cancellable, GError **error);
/* of a hundred thousand made-up tracks: who sounds nearest, for all from nothing and for one more */
GArray     *att_session_bench_neighbours   (AttSession *self, AttProgress *progress, GCancellable *cancellable,
                                            GError **error);
/* the floor of `bench scan`: CPU seconds of the tag library alone, reading every audio file under @dir once */
gboolean    att_session_bench_tags         (const char *dir, guint64 *n_files, double *cpu_s,
                                            GCancellable *cancellable, GError **error);

G_END_DECLS
