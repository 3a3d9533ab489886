/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-listener.h"

#include <string.h>

#include "att-analyzer-keep.h"
#include "att-downmix.h"
#include "att-features.h"
#include "att-hearing.h"
#include "att-store-tracks.h"

#define SLACK_MS 100 /* of positions, which are rounded, and jitter where a parser guesses */
#define LENGTH_SLACK_MS 200

/* a block of samples, or the end of a track (no frames), or of everything (no track either) */
typedef struct {
  AttTrackId track_id;
  gint64 position_ms;
  gsize n_frames;
  int n_channels, sample_rate;
  gboolean after_gap; /* blocks before it were dropped */
  float pcm[];
} Piece;

struct _AttListener
{
  AttStore *store;
  GThread *thread;
  GAsyncQueue *queue;      /* of Piece */
  gint n_waiting;          /* atomic: bytes in the queue */
  gboolean dropped;        /* the tap's */

  /* the thread's */
  AttGenreModel *model;
  gboolean model_tried;
  AttTrackId track_id;     /* what is being heard; 0: nothing worth it */
  AttHearing *hearing;     /* NULL: this run of the track is of no use */
  AttDownmix *downmix;
  double heard_ms;
};

static int
count_bytes (const Piece *piece)
{
  return piece->n_frames * piece->n_channels * sizeof (float);
}

static void
drop_run (AttListener *self)
{
  g_clear_pointer (&self->downmix, att_downmix_free);
  g_clear_pointer (&self->hearing, att_hearing_free);
  self->heard_ms = 0;
}

static void
keep (AttListener *self, AttFeatures *features)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (batch, features);
  if (!self->model_tried)
    self->model = att_genre_model_load (NULL, NULL); /* without it there are no guesses */
  self->model_tried = TRUE;
  if (!att_analyzer_keep (self->store, self->model, batch, &error))
    g_warning ("what was heard while playing is not kept: %s", error->message);
}

static void
finish_run (AttListener *self)
{
  g_autoptr (AttTrack) track = NULL;

  if (self->hearing != NULL)
    track = att_store_get_track (self->store, self->track_id, NULL);
  if (track != NULL && ABS (self->heard_ms - track->duration_ms) <= LENGTH_SLACK_MS)
    {
      AttFeatures *features;

      att_downmix_drain (self->downmix);
      features = att_hearing_finish (self->hearing, FALSE);
      if (features != NULL)
        {
          features->track_id = self->track_id;
          keep (self, features);
        }
    }
  drop_run (self);
}

static gboolean
is_new (AttListener *self, AttTrackId track_id)
{
  AttFeatures *features = att_store_get_features (self->store, track_id, ATT_FEATURES_VERSION, NULL);
  gboolean heard = features != NULL && !features->is_excerpt;

  g_clear_pointer (&features, att_features_free);
  return !heard;
}

static void
begin_run (AttListener *self, const Piece *piece)
{
  self->track_id = piece->track_id;
  if (piece->track_id == 0 || piece->position_ms < 0 || piece->position_ms > SLACK_MS ||
      !is_new (self, piece->track_id))
    return;
  self->hearing = att_hearing_new (NULL);
  self->downmix = att_downmix_new (att_hearing_add, self->hearing);
}

static void
take (AttListener *self, const Piece *piece)
{
  if (piece->n_frames == 0)
    {
      if (piece->track_id == self->track_id)
        finish_run (self);
      return;
    }
  if (piece->track_id != self->track_id || piece->position_ms < self->heard_ms - SLACK_MS)
    {
      finish_run (self);
      begin_run (self, piece);
    }
  else if (piece->after_gap || piece->position_ms > self->heard_ms + SLACK_MS)
    drop_run (self);
  if (self->hearing == NULL)
    return;
  if (!att_downmix_push (self->downmix, piece->pcm, piece->n_frames, piece->n_channels, piece->sample_rate))
    drop_run (self);
  else
    self->heard_ms += piece->n_frames * 1000.0 / piece->sample_rate;
}

static gpointer
run (gpointer data)
{
  AttListener *self = data;

  for (;;)
    {
      g_autofree Piece *piece = g_async_queue_pop (self->queue);

      g_atomic_int_add (&self->n_waiting, -count_bytes (piece));
      if (piece->n_frames == 0 && piece->track_id == 0)
        return NULL;
      take (self, piece);
    }
}

AttListener *
att_listener_new (AttStore *store)
{
  AttListener *self = g_new0 (AttListener, 1);

  self->store = g_object_ref (store);
  self->queue = g_async_queue_new_full (g_free);
  self->thread = g_thread_new ("listener", run, self);
  return self;
}

void
att_listener_free (AttListener *self)
{
  if (self == NULL)
    return;
  g_async_queue_push (self->queue, g_new0 (Piece, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->queue);
  drop_run (self);
  g_clear_pointer (&self->model, att_genre_model_unref);
  g_object_unref (self->store);
  g_free (self);
}

void
att_listener_tap (const float *pcm, gsize n_frames, int n_channels, int sample_rate, AttTrackId track_id,
                  gint64 position_ms, gpointer listener)
{
  AttListener *self = listener;
  gsize size = n_frames * n_channels * sizeof *pcm;
  Piece *piece;

  if (track_id == 0 || n_frames == 0 || sample_rate <= 0)
    return;
  if (g_atomic_int_get (&self->n_waiting) > ATT_LISTENER_QUEUE_BYTES)
    {
      self->dropped = TRUE;
      return;
    }
  piece = g_malloc (sizeof *piece + size);
  *piece = (Piece){ track_id, position_ms, n_frames, n_channels, sample_rate, self->dropped };
  memcpy (piece->pcm, pcm, size);
  self->dropped = FALSE;
  g_atomic_int_add (&self->n_waiting, count_bytes (piece));
  g_async_queue_push (self->queue, piece);
}

void
att_listener_ended (AttListener *self, AttTrackId track_id)
{
  Piece *piece;

  if (track_id == 0)
    return;
  piece = g_new0 (Piece, 1);
  piece->track_id = track_id;
  g_async_queue_push (self->queue, piece);
}
