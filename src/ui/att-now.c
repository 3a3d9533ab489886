/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-now.h"

struct _AttNow
{
  GObject parent_instance;

  AttSession *session; /* owns this object */
  AttPlayer *player;
  AttPlayQueue *queue;

  AttQueueItem *item;
  AttTrack *track;
  gboolean playing;

  GBytes *envelope;
  char *drawn_uri;  /* of the track that it, and what follows, is or will be of */
  GCancellable *drawing;

  gboolean has_lyrics; /* of the track before until that is known */
  GCancellable *reading;
};

enum { CHANGED, TICK, ENVELOPE, LYRICS, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttNow, att_now, G_TYPE_OBJECT)

static void
envelope_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttNow *self = data;
  g_autoptr (GError) error = NULL;
  GBytes *envelope = att_session_get_envelope_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* @self may be gone */
  if (error)
    g_debug ("no waveform: %s", error->message);
  self->envelope = envelope;
  if (envelope)
    g_signal_emit (self, signals[ENVELOPE], 0);
}

static void
lyrics_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttNow *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttLyrics) lyrics = att_session_get_lyrics_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* @self may be gone */
  if (self->has_lyrics == (lyrics != NULL))
    return;
  self->has_lyrics = lyrics != NULL;
  g_signal_emit (self, signals[LYRICS], 0);
}

static void
find_lyrics (AttNow *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  att_session_get_lyrics_async (self->session, self->track->uri, self->reading, lyrics_cb, self);
}

static void
find_facts (AttNow *self)
{
  const char *uri = self->track ? self->track->uri : NULL;

  if (g_strcmp0 (self->drawn_uri, uri) == 0)
    return;
  g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  g_clear_pointer (&self->envelope, g_bytes_unref);
  g_free (self->drawn_uri);
  self->drawn_uri = g_strdup (uri);
  g_signal_emit (self, signals[ENVELOPE], 0);
  if (!uri)
    return;
  self->drawing = g_cancellable_new ();
  att_session_get_envelope_async (self->session, self->track, self->drawing, envelope_cb, self);
  find_lyrics (self);
}

static void
update (AttNow *self)
{
  AttQueueItem *item = att_player_get_item (self->player);
  AttPlayerState state = att_player_get_state (self->player);
  gboolean playing = state == ATT_PLAYER_PLAYING || state == ATT_PLAYER_BUFFERING;
  gboolean changed = playing != self->playing;

  if (!item)
    item = att_play_queue_get_current_item (self->queue);
  if (g_set_object (&self->item, item))
    changed = TRUE;
  if (item && (!self->track || self->track->id != item->track->id || item->track->id == 0))
    changed |= g_set_object (&self->track, item->track);
  else if (!item)
    changed |= g_set_object (&self->track, NULL);
  self->playing = playing;
  find_facts (self);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
track_changed_cb (AttNow *self, AttTrack *track)
{
  if (self->track && self->track->id == track->id && g_set_object (&self->track, track))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
ticked_cb (AttNow *self)
{
  g_signal_emit (self, signals[TICK], 0);
}

static void
att_now_dispose (GObject *object)
{
  AttNow *self = ATT_NOW (object);

  g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->envelope, g_bytes_unref);
  g_clear_pointer (&self->drawn_uri, g_free);
  g_clear_object (&self->item);
  g_clear_object (&self->track);
  g_clear_object (&self->queue);
  g_clear_object (&self->player);
  G_OBJECT_CLASS (att_now_parent_class)->dispose (object);
}

static void
att_now_class_init (AttNowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = att_now_dispose;

  signals[CHANGED] =
    g_signal_new ("changed", ATT_TYPE_NOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TICK] = g_signal_new ("tick", ATT_TYPE_NOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENVELOPE] =
    g_signal_new ("envelope", ATT_TYPE_NOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LYRICS] = g_signal_new ("lyrics", ATT_TYPE_NOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
att_now_init (AttNow *self)
{
}

AttNow *
att_now_get (AttSession *session)
{
  AttNow *self = g_object_get_data (G_OBJECT (session), "att-now");

  if (self)
    return self;
  self = g_object_new (ATT_TYPE_NOW, NULL);
  self->session = session;
  self->player = g_object_ref (att_session_get_player (session));
  self->queue = g_object_ref (att_session_get_queue (session));
  g_signal_connect_object (self->player, "notify::item", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->player, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->player, "notify::position-ms", G_CALLBACK (ticked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->player, "notify::duration-ms", G_CALLBACK (ticked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "notify::current", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "track-changed", G_CALLBACK (track_changed_cb), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (session), "att-now", self, g_object_unref);
  update (self);
  return self;
}

AttSession *
att_now_get_session (AttNow *self)
{
  return self->session;
}

AttPlayer *
att_now_get_player (AttNow *self)
{
  return self->player;
}

AttTrack *
att_now_get_track (AttNow *self)
{
  return self->track;
}

AttQueueItem *
att_now_get_item (AttNow *self)
{
  return self->item;
}

AttPick *
att_now_get_pick (AttNow *self)
{
  return self->item ? self->item->pick : NULL;
}

GBytes *
att_now_get_envelope (AttNow *self)
{
  return self->envelope;
}

gboolean
att_now_get_has_lyrics (AttNow *self)
{
  return self->has_lyrics;
}

gboolean
att_now_get_playing (AttNow *self)
{
  return self->playing;
}

gboolean
att_now_get_loved (AttNow *self)
{
  return self->track && att_track_has (self->track, ATT_TRACK_LOVED);
}
