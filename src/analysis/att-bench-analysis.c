/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-bench-analysis.h"

#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "att-decoder.h"
#include "att-feature-extractor.h"
#include "att-features.h"
#include "att-genre-model.h"
#include "att-loudness.h"

#define NET_ROUNDS 100

typedef struct {
  AttFeatureExtractor *extractor;
  AttLoudness *loudness;
  double loudness_s;
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
listen_cb (const AttDecodedBlock *block, gpointer user_data)
{
  Listening *self = user_data;
  double begin = thread_seconds ();

  if (block->n_frames > 0)
    att_loudness_add (self->loudness, block->pcm, block->n_frames, block->n_channels, block->sample_rate);
  self->loudness_s += thread_seconds () - begin;
  att_feature_extractor_push (self->extractor, block->mono, block->n_mono);
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

/* sums, not yet divided by the number of files */
static gboolean
measure (const char *path, GCancellable *cancellable, AttAnalysisBench *bench, double *audio_s, float *vector,
         GError **error)
{
  g_autoptr (AttFeatureExtractor) extractor = att_feature_extractor_new ();
  g_autoptr (AttLoudness) loudness = att_loudness_new ();
  Listening listening = { extractor, loudness };
  AttFeatureSummary summary;
  double begin = process_seconds (), between, end;

  if (!att_decoder_run (path, NULL, NULL, cancellable, error))
    return FALSE;
  between = process_seconds ();
  if (!att_decoder_run (path, listen_cb, &listening, cancellable, error))
    return FALSE;
  att_feature_extractor_finish (extractor, vector, &summary);
  att_loudness_get_integrated (loudness);
  end = process_seconds ();
  bench->n_files++;
  bench->decode_s += between - begin;
  bench->analysis_s += end - between;
  bench->loudness_s += listening.loudness_s;
  *audio_s += (double) summary.n_samples / ATT_DECODER_RATE;
  return TRUE;
}

static gboolean
measure_net (const float *vector, double *milliseconds, GError **error)
{
  g_autoptr (AttGenreModel) model = att_genre_model_load (NULL, error);
  double begin = thread_seconds ();

  if (model == NULL)
    return FALSE;
  for (int i = 0; i < NET_ROUNDS; i++)
    {
      g_autoptr (GArray) ten = att_genre_model_classify (model, "ten", vector, error);
      g_autoptr (GArray) tags = ten != NULL ? att_genre_model_classify (model, "tags", vector, error) : NULL;

      if (tags == NULL)
        return FALSE;
    }
  *milliseconds = (thread_seconds () - begin) * 1000 / NET_ROUNDS;
  return TRUE;
}

gboolean
att_analysis_bench (const char *dir, AttProgress *progress, GCancellable *cancellable, AttAnalysisBench *bench,
                    GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree float *vector = g_new0 (float, att_features_get_n ());
  double audio_s = 0;
  struct rusage usage;

  *bench = (AttAnalysisBench){ 0 };
  if (!list_files (dir, paths, error))
    return FALSE;
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) cause = NULL;

      if (!measure (g_ptr_array_index (paths, i), cancellable, bench, &audio_s, vector, &cause))
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
  bench->realtime = bench->analysis_s > 0 ? audio_s / bench->analysis_s : 0;
  bench->ratio = bench->decode_s > 0 ? bench->analysis_s / bench->decode_s : 0;
  bench->decode_s /= bench->n_files;
  bench->analysis_s /= bench->n_files;
  bench->loudness_s /= bench->n_files;
  getrusage (RUSAGE_SELF, &usage);
  bench->rss_mb = usage.ru_maxrss / 1024.0;
  return measure_net (vector, &bench->net_ms, error);
}
