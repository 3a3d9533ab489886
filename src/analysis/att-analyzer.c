/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-analyzer.h"

#include "att-analyze-worker.h"
#include "att-analyzer-keep.h"
#include "att-analyzer-work.h"
#include "att-decoder.h"
#include "att-hearing.h"
#include "att-part.h"
#include "att-store-tracks.h"
#include "att-workers.h"

/* An idle worker on a busy machine gets little time, and a ten-hour mix takes minutes even alone. What is stuck without
 * a sample the decoder itself gives up after one. */
#define DEADLINE_MS (60 * 60 * 1000)
#define ITEMS_AHEAD 2       /* on their way to a worker, so that it never waits for us */
#define FLUSH_US (2 * G_USEC_PER_SEC)
#define FLUSH_N 32
#define ENOUGH_S 10         /* of sound before a file broke */
#define EXCERPTS_FROM_WORK (8 * 60 * 60) /* some minutes of listening */

static AttFeatures *
read_features (const char *path, AttGenreNet *net, int excerpt_s, GCancellable *cancellable, GError **error)
{
  g_autoptr (AttHearing) hearing = att_hearing_new (net);
  g_autoptr (GError) broken = NULL;
  g_autofree char *name = NULL;
  gboolean is_whole;

  if (!att_decoder_run_excerpt (path, excerpt_s, &is_whole, att_hearing_add, hearing, cancellable, &broken) &&
      (!g_error_matches (broken, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED) ||
       att_hearing_count (hearing) < ENOUGH_S * ATT_DECODER_RATE))
    {
      g_propagate_error (error, g_steal_pointer (&broken));
      return NULL;
    }
  if (att_hearing_count (hearing) > 0)
    return att_hearing_finish (hearing, !is_whole);
  name = g_filename_display_name (path);
  g_set_error (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED, "%s: no sound could be decoded from it", name);
  return NULL;
}

AttFeatures *
att_analyzer_read_file (const char *path, AttGenreNet *net, GCancellable *cancellable, GError **error)
{
  return read_features (path, net, 0, cancellable, error);
}

AttFeatures *
att_analyzer_read_excerpt (const char *path, GCancellable *cancellable, GError **error)
{
  return read_features (path, NULL, ATT_ANALYZER_EXCERPT_S, cancellable, error);
}

/* on its way to a worker: an excerpt of a track, or all of it */
typedef struct {
  AttTrackId track_id;
  gboolean excerpt;
  double work;      /* att_analyzer_work() */
} Item;

/* What a track is is read when its turn comes: there may be a hundred thousand of them, and hours to go. */
typedef struct {
  AttStore *store;
  AttProgress *progress;
  AttAnalyzeCounts *counts;
  GArray *excerpts, *wholes; /* of AttTrackId, in their order; excerpts are first */
  guint n_given, n_done;
  double excerpt_work, work_done, work_total;
  GPtrArray *heard;   /* AttFeatures, not yet stored */
  gint64 flushed_at;  /* monotonic us */
  AttGenreModel *model; /* NULL: no guesses */
  GError *store_error;
} Job;

static void
plan_cb (const AttUnheard *unheard, gpointer user_data)
{
  Job *self = user_data;
  gboolean is_short = unheard->duration_ms > 0 && unheard->duration_ms < 2000 * ATT_ANALYZER_EXCERPT_S;

  g_array_append_val (self->wholes, unheard->track_id);
  self->work_total += att_analyzer_work (unheard->path, unheard->duration_ms, FALSE);
  if (unheard->has_excerpt || is_short)
    return;
  g_array_append_val (self->excerpts, unheard->track_id);
  self->excerpt_work += att_analyzer_work (unheard->path, unheard->duration_ms, TRUE);
}

/* Excerpts first where the whole tracks would take long. */
static gboolean
plan (Job *self, guint limit, GError **error)
{
  if (!att_store_foreach_unheard (self->store, ATT_FEATURES_VERSION, limit, plan_cb, self, error))
    return FALSE;
  if (self->work_total >= EXCERPTS_FROM_WORK)
    self->work_total += self->excerpt_work;
  else
    g_array_set_size (self->excerpts, 0);
  return TRUE;
}

static void
tell_progress (Job *self)
{
  const guint n_excerpts = self->excerpts->len, n_all = n_excerpts + self->wholes->len;
  guint n_before = self->n_done < n_excerpts ? 0 : n_excerpts;
  guint n_after = self->n_done < n_excerpts ? n_excerpts : n_all;

  if (self->progress == NULL)
    return;
  att_progress_set_work (self->progress, self->n_done < n_all ? self->work_done : self->work_total, self->work_total);
  att_progress_set (self->progress, self->n_done - n_before, n_after - n_before);
}

static GBytes *
next_cb (gpointer *item, gpointer user_data)
{
  Job *self = user_data;
  const guint n_excerpts = self->excerpts->len;

  while (self->n_given < n_excerpts + self->wholes->len)
    {
      const guint at = self->n_given++;
      const gboolean excerpt = at < n_excerpts;
      AttTrackId id = excerpt ? g_array_index (self->excerpts, AttTrackId, at)
                              : g_array_index (self->wholes, AttTrackId, at - n_excerpts);
      g_autoptr (AttTrack) track = att_store_get_track (self->store, id, NULL);
      g_autofree char *path = NULL, *file = NULL, *name = NULL;
      Item *next;

      if (track != NULL && !att_track_has (track, ATT_TRACK_MISSING))
        path = att_part_place (track->uri);
      if (path == NULL) /* it went meanwhile */
        {
          self->n_done++;
          continue;
        }
      *item = next = g_new (Item, 1);
      *next = (Item){ id, excerpt, att_analyzer_work (path, track->duration_ms, excerpt) };
      file = att_part_place_path (path);
      name = g_filename_display_basename (file);
      if (self->progress != NULL)
        att_progress_set_detail (self->progress, name);
      return att_analyze_request_new (path, excerpt);
    }
  return NULL;
}

static gboolean
flush (Job *self)
{
  self->flushed_at = g_get_monotonic_time ();
  if (self->heard->len == 0)
    return TRUE;
  if (!att_analyzer_keep (self->store, self->model, self->heard, &self->store_error))
    return FALSE;
  for (guint i = 0; i < self->heard->len; i++)
    self->counts->analyzed += !((AttFeatures *) g_ptr_array_index (self->heard, i))->is_excerpt;
  g_ptr_array_set_size (self->heard, 0);
  return TRUE;
}

static gboolean
record_failure (Job *self, AttTrackId track_id, const GError *cause)
{
  self->counts->failed++;
  if (g_error_matches (cause, ATT_DECODE_ERROR, ATT_DECODE_ERROR_NOT_FOUND) ||
      g_error_matches (cause, ATT_DECODE_ERROR, ATT_DECODE_ERROR_FAILED))
    return TRUE;
  return att_store_write_unhearable (self->store, track_id, cause->message, &self->store_error);
}

static gboolean
done_cb (gpointer item, GBytes *reply, const GError *error, gpointer user_data)
{
  Job *self = user_data;
  g_autofree Item *done = item;
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
      features->track_id = done->track_id;
      g_ptr_array_add (self->heard, features);
    }
  else if (!done->excerpt) /* what fails now is tried once more, as a whole */
    stored = record_failure (self, done->track_id, cause);
  self->n_done++;
  self->work_done += done->work;
  if (stored && (self->heard->len >= FLUSH_N || self->n_done == self->excerpts->len ||
                 g_get_monotonic_time () - self->flushed_at >= FLUSH_US))
    stored = flush (self);
  tell_progress (self);
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
  g_autoptr (GArray) excerpts = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  g_autoptr (GArray) wholes = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  g_autoptr (GPtrArray) heard = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (AttGenreModel) model = NULL;
  g_autoptr (GError) model_error = NULL;
  Job self = {
    .store = store, .progress = progress, .counts = counts, .excerpts = excerpts, .wholes = wholes, .heard = heard,
  };
  gboolean ran;

  *counts = (AttAnalyzeCounts){ 0 };
  if (!plan (&self, limit, error))
    return FALSE;
  tell_progress (&self);
  if (wholes->len == 0)
    return TRUE;
  model = att_genre_model_load (NULL, &model_error);
  if (model == NULL)
    g_warning ("no genres will be guessed: %s", model_error->message);
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
