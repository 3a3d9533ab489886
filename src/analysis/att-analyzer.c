/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-analyzer.h"

#include <math.h>
#include <string.h>

#include "att-analyze-worker.h"
#include "att-decoder.h"
#include "att-feature-extractor.h"
#include "att-genre-model.h"
#include "att-loudness.h"
#include "att-store-tracks.h"
#include "att-workers.h"

/* An idle worker on a busy machine gets little time, and a ten-hour mix takes minutes even alone. What is stuck without
 * a sample the decoder itself gives up after one. */
#define DEADLINE_MS (10 * 60 * 1000)
#define ITEMS_AHEAD 2       /* on their way to a worker, so that it never waits for us */
#define FLUSH_US (2 * G_USEC_PER_SEC)
#define FLUSH_N 32
#define ENOUGH_S 10         /* of sound before a file broke */
#define GUESSES_KEPT 3
#define GUESS_MIN_P 0.12 /* of 32 tags: four times chance */

typedef struct {
  AttFeatureExtractor *extractor;
  AttLoudness *loudness;
} Listening;

static void
listen_cb (const AttDecodedBlock *block, gpointer user_data)
{
  Listening *self = user_data;

  if (block->n_frames > 0)
    att_loudness_add (self->loudness, block->pcm, block->n_frames, block->n_channels, block->sample_rate);
  att_feature_extractor_push (self->extractor, block->mono, block->n_mono);
}

AttFeatures *
att_analyzer_read_file (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (AttFeatureExtractor) extractor = att_feature_extractor_new ();
  g_autoptr (AttLoudness) loudness = att_loudness_new ();
  Listening listening = { extractor, loudness };
  g_autofree float *vector = g_new (float, att_features_get_n ());
  g_autofree char *name = NULL;
  g_autoptr (GError) broken = NULL;
  AttFeatureSummary summary;
  AttFeatures *features;

  if (!att_decoder_run (path, listen_cb, &listening, cancellable, &broken) &&
      !g_error_matches (broken, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&broken));
      return NULL;
    }
  att_feature_extractor_finish (extractor, vector, &summary);
  if (broken != NULL && summary.n_samples < ENOUGH_S * ATT_DECODER_RATE)
    {
      g_propagate_error (error, g_steal_pointer (&broken));
      return NULL;
    }
  if (summary.n_samples == 0)
    {
      name = g_filename_display_name (path);
      g_set_error (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED, "%s: no sound could be decoded from it", name);
      return NULL;
    }
  features = att_features_new (0, ATT_FEATURES_VERSION, vector, att_features_get_n ());
  features->tempo_bpm = summary.tempo_bpm;
  features->tempo_confidence = summary.tempo_confidence;
  features->onset_rate = summary.onset_rate;
  features->loudness_lufs = att_loudness_get_integrated (loudness);
  features->peak = att_loudness_get_peak (loudness);
  features->audio_ms = MIN (summary.n_samples * 1000 / ATT_DECODER_RATE, G_MAXINT32);
  return features;
}

typedef struct {
  AttStore *store;
  AttProgress *progress;
  AttAnalyzeCounts *counts;
  GPtrArray *unheard; /* AttUnheard */
  guint n_given;
  GPtrArray *heard;   /* AttFeatures, not yet stored */
  gint64 flushed_at;  /* monotonic us */
  AttGenreModel *model; /* NULL: no guesses */
  GError *store_error;
} Job;

static GBytes *
next_cb (gpointer *item, gpointer user_data)
{
  Job *self = user_data;
  AttUnheard *unheard;
  g_autofree char *name = NULL;

  if (self->n_given == self->unheard->len)
    return NULL;
  *item = unheard = g_ptr_array_index (self->unheard, self->n_given++);
  if (self->progress != NULL)
    {
      name = g_filename_display_basename (unheard->path);
      att_progress_set_detail (self->progress, name);
    }
  return g_bytes_new (unheard->path, strlen (unheard->path));
}

/* A guess is kept only where neither the file nor a credited list names a genre. */
static gboolean
store_guess (Job *self, const AttFeatures *features, GError **error)
{
  g_autoptr (AttTrack) track = att_store_get_track (self->store, features->track_id, NULL);
  g_autoptr (GArray) guesses = NULL;
  const char *genres[GUESSES_KEPT];
  double chances[GUESSES_KEPT];
  gsize n = 0;

  if (track == NULL || (track->genres != NULL && !att_track_has (track, ATT_TRACK_GENRE_GUESSED)))
    return TRUE;
  guesses = att_genre_model_classify (self->model, "tags", features->vector, error);
  if (guesses == NULL)
    return FALSE;
  for (; n < MIN (guesses->len, GUESSES_KEPT); n++)
    {
      AttGenreGuess guess = g_array_index (guesses, AttGenreGuess, n);

      if (guess.p < GUESS_MIN_P)
        break;
      genres[n] = guess.genre;
      chances[n] = guess.p;
    }
  if (n == 0)
    return TRUE;
  return att_store_set_genres (self->store, track->id, ATT_GENRE_GUESS, genres, chances, n, error);
}

static gboolean
flush (Job *self)
{
  self->flushed_at = g_get_monotonic_time ();
  if (self->heard->len == 0)
    return TRUE;
  if (!att_store_write_features (self->store, self->heard, &self->store_error))
    return FALSE;
  self->counts->analyzed += self->heard->len;
  for (guint i = 0; self->model != NULL && i < self->heard->len; i++)
    if (!store_guess (self, g_ptr_array_index (self->heard, i), &self->store_error))
      return FALSE;
  g_ptr_array_set_size (self->heard, 0);
  return TRUE;
}

static gboolean
record_failure (Job *self, const AttUnheard *unheard, const GError *cause)
{
  self->counts->failed++;
  if (g_error_matches (cause, ATT_DECODE_ERROR, ATT_DECODE_ERROR_NOT_FOUND) ||
      g_error_matches (cause, ATT_DECODE_ERROR, ATT_DECODE_ERROR_FAILED))
    return TRUE;
  return att_store_write_unhearable (self->store, unheard->track_id, cause->message, &self->store_error);
}

static gboolean
done_cb (gpointer item, GBytes *reply, const GError *error, gpointer user_data)
{
  Job *self = user_data;
  const AttUnheard *unheard = item;
  g_autoptr (GError) cause = NULL;
  AttFeatures *features = NULL;
  gboolean stored = TRUE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  if (reply != NULL)
    features = att_analyze_reply_parse (reply, &cause);
  else
    cause = g_error_copy (error);
  if (features != NULL)
    {
      features->track_id = unheard->track_id;
      g_ptr_array_add (self->heard, features);
    }
  else
    stored = record_failure (self, unheard, cause);
  if (stored && (self->heard->len >= FLUSH_N || g_get_monotonic_time () - self->flushed_at >= FLUSH_US))
    stored = flush (self);
  if (self->progress != NULL)
    att_progress_set (self->progress, self->counts->analyzed + self->counts->failed + self->heard->len,
                      self->unheard->len);
  return stored;
}

gboolean
att_analyzer_run (AttStore *store, int n_jobs, guint limit, AttProgress *progress, GCancellable *cancellable,
                  AttAnalyzeCounts *counts, GError **error)
{
  const AttWorkersConfig config = {
    .kind = "analyze",
    .n_workers = n_jobs > 0 ? n_jobs : (int) g_get_num_processors (),
    .batch = ITEMS_AHEAD,
    .deadline_ms = DEADLINE_MS,
    .idle = TRUE,
  };
  const AttWorkersJob job = { next_cb, done_cb };
  g_autoptr (GPtrArray) unheard = NULL;
  g_autoptr (GPtrArray) heard = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (AttGenreModel) model = NULL;
  g_autoptr (GError) model_error = NULL;
  Job self = { .store = store, .progress = progress, .counts = counts, .heard = heard };
  gboolean ran;

  *counts = (AttAnalyzeCounts){ 0 };
  unheard = att_store_list_unheard (store, ATT_FEATURES_VERSION, limit, error);
  if (unheard == NULL)
    return FALSE;
  if (progress != NULL)
    att_progress_set (progress, 0, unheard->len);
  if (unheard->len == 0)
    return TRUE;
  model = att_genre_model_load (NULL, &model_error);
  if (model == NULL)
    g_warning ("no genres will be guessed: %s", model_error->message);
  self.unheard = unheard;
  self.model = model;
  self.flushed_at = g_get_monotonic_time ();

  ran = att_workers_run (&config, &job, &self, cancellable, error);
  if (self.store_error == NULL)
    flush (&self); /* what is finished is kept, however it ended */
  if (self.store_error != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, self.store_error);
      return FALSE;
    }
  return ran;
}
