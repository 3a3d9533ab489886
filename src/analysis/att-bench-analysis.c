/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-bench-analysis.h"

#include <ebur128.h>
#include <gst/audio/audio.h>
#include <gst/gst.h>
#include <math.h>
#include <sched.h>
#include <sys/resource.h>
#include <time.h>

#include "att-analyze-worker.h"
#include "att-analyzer.h"
#include "att-decoder.h"
#include "att-feature-extractor.h"
#include "att-features.h"
#include "att-genre-model.h"
#include "att-genre-net.h"
#include "att-loudness.h"
#include "att-workers.h"

#define PEER_TIMEOUT (10 * 60 * GST_SECOND)
#define NET_ROUNDS 20
#define GATE_LUFS (-70) /* silence is no louder */
#define HEAD_ROUNDS 100

typedef struct {
  AttFeatureExtractor *extractor;
  double features_s;
} Listening;

static double
process_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
thread_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void
push_cb (const AttDecodedBlock *block, gpointer user_data)
{
  Listening *self = user_data;
  double begin;

  if (block->n_mono == 0)
    return;
  begin = thread_seconds ();
  att_feature_extractor_push (self->extractor, block->mono, block->n_mono);
  self->features_s += thread_seconds () - begin;
}

/* loudness by ours and by libebur128, in turns on the same blocks */
typedef struct {
  AttLoudness *ours;
  ebur128_state *peer; /* NULL before the first block */
  double ours_s, peer_s;
} Levelling;

static void
level_cb (const AttDecodedBlock *block, gpointer user_data)
{
  Levelling *self = user_data;
  double begin, between;

  if (block->n_frames == 0)
    return;
  if (self->peer == NULL)
    self->peer = ebur128_init (block->n_channels, block->sample_rate, EBUR128_MODE_I);
  else
    ebur128_change_parameters (self->peer, block->n_channels, block->sample_rate);
  if (self->peer == NULL) /* memory is short */
    return;
  begin = thread_seconds ();
  att_loudness_add (self->ours, block->pcm, block->n_frames, block->n_channels, block->sample_rate);
  between = thread_seconds ();
  ebur128_add_frames_float (self->peer, block->pcm, block->n_frames);
  self->ours_s += between - begin;
  self->peer_s += thread_seconds () - between;
}

static gboolean
measure_loudness (const char *path, GCancellable *cancellable, AttAnalysisBench *bench, GError **error)
{
  Levelling levelling = { 0 };
  gboolean ok;
  double lufs, ours;

  if (att_loudness_new (&levelling.ours) != ATT_NUM_OK)
    g_error ("memory is short");
  ok = att_decoder_run (path, level_cb, &levelling, cancellable, error);
  ours = att_loudness_get_integrated (levelling.ours);
  if (ok && levelling.peer != NULL && ebur128_loudness_global (levelling.peer, &lufs) == EBUR128_SUCCESS &&
      isfinite (lufs))
    bench->loudness_error = MAX (bench->loudness_error, fabs ((isfinite (ours) ? ours : GATE_LUFS) - lufs));
  bench->loudness_alone_s += levelling.ours_s;
  bench->ebur128_s += levelling.peer_s;
  if (levelling.peer != NULL)
    ebur128_destroy (&levelling.peer);
  att_loudness_free (levelling.ours);
  return ok;
}

static gboolean
list_files (const char *dir, GPtrArray *paths, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, error);
  const char *name;

  if (folder == NULL)
    return FALSE;
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        list_files (path, paths, NULL); /* what cannot be read is not measured */
      else if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
  return TRUE;
}

static void
ignore_cb (const AttDecodedBlock *block, gpointer user_data)
{
}

/* What anybody would write. FALSE: it could not be decoded so. */
static gboolean
decode_as_peers_do (const char *path)
{
  g_autoptr (GstElement) pipeline =
    gst_parse_launch ("filesrc name=source ! decodebin ! audioconvert ! audioresample !"
                      " audio/x-raw, format=" GST_AUDIO_NE (F32) ", rate=22050, channels=1 ! fakesink sync=false", NULL);
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  if (pipeline == NULL)
    return FALSE;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_object_set (source, "location", path, NULL);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, PEER_TIMEOUT, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
}

/* sums, not yet divided by the number of files */
static gboolean
measure (const char *path, AttGenreModel *model, GCancellable *cancellable, AttAnalysisBench *bench, float *vector,
         GError **error)
{
  g_autoptr (AttFeatureExtractor) extractor = att_feature_extractor_new (NULL);
  g_autoptr (GArray) guesses = NULL;
  Listening listening = { extractor, 0 };
  AttFeatures *features;
  AttFeatureSummary summary;
  double begin = process_seconds (), decoded, heard, levelled, quick, peer;

  if (!att_decoder_run (path, ignore_cb, NULL, cancellable, error))
    return FALSE;
  decoded = process_seconds ();
  if (!att_decoder_run (path, push_cb, &listening, cancellable, error))
    return FALSE;
  att_feature_extractor_finish (extractor, vector, &summary);
  guesses = att_genre_model_classify (model, "tags", vector, error);
  if (guesses == NULL)
    return FALSE;
  heard = process_seconds ();
  features = att_analyzer_read_file (path, NULL, cancellable, error);
  if (features == NULL)
    return FALSE;
  att_features_free (features);
  levelled = process_seconds ();
  features = att_analyzer_read_excerpt (path, cancellable, error);
  if (features == NULL)
    return FALSE;
  att_features_free (features);
  quick = process_seconds ();
  if (!measure_loudness (path, cancellable, bench, error))
    return FALSE;
  peer = process_seconds ();
  if (decode_as_peers_do (path))
    {
      bench->peer_s += process_seconds () - peer;
      bench->decode_ratio += decoded - begin; /* of the files that both can read */
    }
  bench->n_files++;
  bench->decode_s += decoded - begin;
  bench->analysis_s += heard - decoded;
  bench->loudness_s += levelled - heard - (heard - decoded);
  bench->features_s += listening.features_s;
  bench->excerpt_s += quick - levelled;
  bench->audio_s += (double) summary.n_samples / ATT_DECODER_RATE;
  return TRUE;
}

/* all threads there are, and with them those that they will start */
static void
run_on (const cpu_set_t *cpus)
{
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  const char *id;

  while (threads != NULL && (id = g_dir_read_name (threads)) != NULL)
    sched_setaffinity (atoi (id), sizeof *cpus, cpus); /* one that has just ended is no loss */
}

/* the first of @allowed */
static cpu_set_t
one_cpu (const cpu_set_t *allowed)
{
  cpu_set_t one;
  int cpu = 0;

  CPU_ZERO (&one);
  while (cpu < CPU_SETSIZE - 1 && !CPU_ISSET (cpu, allowed))
    cpu++;
  CPU_SET (cpu, &one);
  return one;
}

typedef struct { GPtrArray *paths; guint n_given; } Errand;

static GBytes *
next_cb (gpointer *item, gpointer user_data)
{
  Errand *self = user_data;

  return self->n_given < self->paths->len
           ? att_analyze_request_new (*item = g_ptr_array_index (self->paths, self->n_given++), FALSE)
           : NULL;
}

static gboolean
done_cb (gpointer item, GBytes *reply, const GError *error, gpointer user_data)
{
  return TRUE;
}

/* wall seconds of all files in @n_workers processes */
static gboolean
measure_jobs (GPtrArray *paths, int n_workers, GCancellable *cancellable, double *seconds, GError **error)
{
  /* with none ahead: a list this short would end with one worker waiting while the other has two */
  const AttWorkersConfig config = { .kind = "analyze", .n_workers = n_workers, .batch = 1, .deadline_ms = 600000 };
  const AttWorkersJob job = { next_cb, done_cb };
  Errand errand = { paths, 0 };
  gint64 began = g_get_monotonic_time ();

  if (!att_workers_run (&config, &job, &errand, cancellable, error))
    return FALSE;
  *seconds = (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC;
  return TRUE;
}

static double
measure_net (AttGenreNet *net)
{
  float frame[ATT_SLICE_BANDS], embedding[ATT_NET_EMBEDDING];
  double seconds = 0;
  AttRandom random;

  att_random_init (&random, 1);
  for (int round = 0; round < NET_ROUNDS; round++)
    {
      g_autoptr (AttGenreSlices) slices = att_genre_slices_new ();
      double begin;

      for (int i = 0; i < ATT_SLICE_FRAMES; i++)
        {
          for (int band = 0; band < ATT_SLICE_BANDS; band++)
            frame[band] = -3 + att_random_normal (&random);
          if (att_genre_slices_next (slices))
            att_genre_slices_add (slices, frame, 0);
        }
      begin = thread_seconds ();
      att_genre_net_embed (net, slices, embedding);
      seconds += thread_seconds () - begin;
    }
  return seconds * 1000 / NET_ROUNDS;
}

/* one, two, two, one: what slows the machine down for a while, or more and more, slows down both */
static gboolean
measure_jobs_ratio (GPtrArray *paths, GCancellable *cancellable, double *ratio, GError **error)
{
  static const int runs[] = { 1, 2, 2, 1 };
  double sums[3] = { 0 }, seconds;

  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      if (!measure_jobs (paths, runs[i], cancellable, &seconds, error))
        return FALSE;
      sums[runs[i]] += seconds;
    }
  *ratio = sums[1] / sums[2];
  return TRUE;
}

static gboolean
measure_model (AttGenreModel *model, const float *vector, AttAnalysisBench *bench, GError **error)
{
  double begin;

  bench->net_ms = measure_net (att_genre_model_get_net (model));
  att_conv_use_avx2 (FALSE);
  bench->net_plain_ms = measure_net (att_genre_model_get_net (model));
  att_conv_use_avx2 (TRUE);
  begin = thread_seconds ();
  for (int i = 0; i < HEAD_ROUNDS; i++)
    {
      g_autoptr (GArray) ten = att_genre_model_classify (model, "ten", vector, error);
      g_autoptr (GArray) tags = ten != NULL ? att_genre_model_classify (model, "tags", vector, error) : NULL;

      if (tags == NULL)
        return FALSE;
    }
  bench->heads_ms = (thread_seconds () - begin) * 1000 / HEAD_ROUNDS;
  return TRUE;
}

/* one process on one processor */
static gboolean
measure_all (const char *dir, GPtrArray *paths, AttProgress *progress, GCancellable *cancellable,
             AttAnalysisBench *bench, GError **error)
{
  g_autofree float *vector = g_new0 (float, att_features_get_n ());
  g_autoptr (AttGenreModel) model = att_genre_model_load (NULL, error);
  struct rusage usage;

  if (model == NULL)
    return FALSE;
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) cause = NULL;

      if (!measure (g_ptr_array_index (paths, i), model, cancellable, bench, vector, &cause))
        {
          if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            {
              g_propagate_error (error, g_steal_pointer (&cause));
              return FALSE;
            }
          bench->n_failed++;
        }
      if (progress != NULL)
        att_progress_set (progress, i + 1, paths->len);
    }
  if (bench->n_files == 0)
    {
      g_autofree char *name = g_filename_display_name (dir);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: nothing in it can be decoded", name);
      return FALSE;
    }
  bench->realtime = bench->analysis_s > 0 ? bench->audio_s / bench->analysis_s : 0;
  bench->features_realtime = bench->features_s > 0 ? bench->audio_s / bench->features_s : 0;
  bench->ratio = bench->decode_s > 0 ? bench->analysis_s / bench->decode_s : 0;
  bench->decode_ratio = bench->peer_s > 0 ? bench->decode_ratio / bench->peer_s : 0;
  bench->audio_s /= bench->n_files;
  bench->peer_s /= bench->n_files;
  bench->decode_s /= bench->n_files;
  bench->analysis_s /= bench->n_files;
  bench->excerpt_s /= bench->n_files;
  bench->features_s /= bench->n_files;
  bench->loudness_s /= bench->n_files;
  bench->loudness_alone_s /= bench->n_files;
  bench->ebur128_s /= bench->n_files;
  getrusage (RUSAGE_SELF, &usage);
  bench->rss_mb = usage.ru_maxrss / 1024.0;
  return measure_model (model, vector, bench, error);
}

gboolean
att_analysis_bench (const char *dir, AttProgress *progress, GCancellable *cancellable, AttAnalysisBench *bench,
                    GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  cpu_set_t allowed, one;
  gboolean ok;

  *bench = (AttAnalysisBench){ 0 };
  if (!list_files (dir, paths, error))
    return FALSE;
  if (sched_getaffinity (0, sizeof allowed, &allowed) != 0) /* more processors than the type has room for */
    return measure_all (dir, paths, progress, cancellable, bench, error);
  one = one_cpu (&allowed);
  run_on (&one);
  ok = measure_all (dir, paths, progress, cancellable, bench, error);
  run_on (&allowed);
  return ok && (CPU_COUNT (&allowed) < 2 || measure_jobs_ratio (paths, cancellable, &bench->jobs_ratio, error));
}
