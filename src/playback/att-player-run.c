/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-player-private.h"

#include "att-playable.h"

#include <glib/gi18n-lib.h>

#define TICK_MS 100
#define MAX_STILL_S 10     /* without a sample, though it should play: files */
#define MAX_STILL_NET_S 25 /* streams: longer than the timeouts on the way, which say more */
#define GOOD_PLAY_MS 3000  /* a play this long ends a row of failures */

static void give_up (AttPlayer *self);

static gboolean
tick_cb (gpointer data)
{
  att_player_notify (data, ATT_PLAYER_PROP_POSITION_MS);
  return G_SOURCE_CONTINUE;
}

/* some damaged files neither play nor fail */
static gboolean
watch_cb (gpointer data)
{
  AttPlayer *self = data;
  gint64 position = att_player_get_position_ms (self);
  guint limit = att_player_is_local (self->item) ? MAX_STILL_S : MAX_STILL_NET_S;

  self->n_still = position == self->watched_ms ? self->n_still + 1 : 0;
  self->watched_ms = position;
  if (self->n_still == limit)
    give_up (self);
  return G_SOURCE_CONTINUE;
}

void
att_player_set_state (AttPlayer *self, AttPlayerState state)
{
  if (state == self->state)
    return;
  self->state = state;
  if (state == ATT_PLAYER_PLAYING)
    self->tick = g_timeout_add (TICK_MS, tick_cb, self);
  else
    g_clear_handle_id (&self->tick, g_source_remove);
  if (state == ATT_PLAYER_STOPPED || state == ATT_PLAYER_PAUSED)
    g_clear_handle_id (&self->watch, g_source_remove);
  else if (self->watch == 0)
    self->watch = g_timeout_add_seconds (1, watch_cb, self);
  self->n_still = 0;
  att_player_notify (self, ATT_PLAYER_PROP_STATE);
}

static void
set_stream_title (AttPlayer *self, const char *title)
{
  if (g_strcmp0 (title, self->stream_title) == 0)
    return;
  g_free (self->stream_title);
  self->stream_title = g_strdup (title);
  att_player_notify (self, ATT_PLAYER_PROP_STREAM_TITLE);
}

void
att_player_set_sounding (AttPlayer *self, gboolean sounding)
{
  gint64 now = g_get_monotonic_time ();

  if (self->sounding_since_us != 0)
    self->heard_us += (gint64) ((now - self->sounding_since_us) * self->speed);
  self->sounding_since_us = sounding ? now : 0;
}

gint64
att_player_get_heard_ms (AttPlayer *self)
{
  att_player_set_sounding (self, self->sounding_since_us != 0);
  return self->heard_us / 1000;
}

void
att_player_begin_play (AttPlayer *self)
{
  self->started = TRUE;
  self->started_at = g_get_real_time () / G_USEC_PER_SEC;
  self->heard_us = 0;
  if (self->sounding_since_us != 0)
    self->sounding_since_us = g_get_monotonic_time ();
  g_signal_emit (self, att_player_signals[ATT_PLAYER_STARTED], 0, self->item);
}

void
att_player_end_play (AttPlayer *self, AttEnding ending)
{
  g_autoptr (AttQueueItem) item = NULL;
  gint64 heard = att_player_get_heard_ms (self);

  if (!self->started)
    return;
  self->started = FALSE;
  item = g_object_ref (self->item);
  if (ending == ATT_ENDING_FINISHED || heard >= GOOD_PLAY_MS)
    self->n_failures = 0;
  g_signal_emit (self, att_player_signals[ATT_PLAYER_ENDED], 0, item, (int) ending, heard,
                 self->duration_ms, self->started_at);
}

void
att_player_unload (AttPlayer *self, gboolean release)
{
  self->epoch++;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_cancellable_cancel (self->next_loading);
  g_clear_object (&self->next_loading);
  self->next_serial = 0;
  g_array_set_size (self->handed, 0);
  att_player_set_sounding (self, FALSE);
  self->loaded = self->buffering = self->seeking = FALSE;
  self->seek_ms = -1;
  self->joined_at_us = 0;
  self->n_still = 0;
  att_pipeline_stop (self->pipeline, release);
}

static void
show_times (AttPlayer *self, gint64 position_ms, gint64 duration_ms)
{
  self->position_ms = position_ms;
  self->duration_ms = duration_ms;
  att_player_notify (self, ATT_PLAYER_PROP_DURATION_MS);
  att_player_notify (self, ATT_PLAYER_PROP_POSITION_MS);
}

void
att_player_rest (AttPlayer *self)
{
  att_player_unload (self, TRUE);
  self->want_playing = self->moving = FALSE;
  att_player_set_state (self, ATT_PLAYER_STOPPED);
  set_stream_title (self, NULL);
  att_player_set_item (self, att_play_queue_get_current_item (self->queue));
  show_times (self, 0, self->item != NULL && self->item->track->duration_ms > 0 ? self->item->track->duration_ms : -1);
}

int
att_player_next_position (AttPlayer *self, int position, gboolean manual)
{
  AttQueueItem *item = att_play_queue_get_item (self->queue, position);
  int n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));

  if (!manual && self->stop_after)
    return -1;
  if (!manual && self->repeat == ATT_REPEAT_ONE && item != NULL
      && !g_hash_table_contains (self->unplayable, &item->serial))
    return position;
  for (int i = 1; i <= n; i++)
    {
      int candidate = position + i;

      if (candidate >= n && self->repeat != ATT_REPEAT_ALL)
        return -1;
      item = att_play_queue_get_item (self->queue, candidate % n);
      if (!g_hash_table_contains (self->unplayable, &item->serial))
        return candidate % n;
    }
  return -1;
}

/* makes @position the current one; a shuffled queue that begins again gets a new order */
static void
go_to (AttPlayer *self, int position)
{
  gboolean again = position <= att_play_queue_get_current (self->queue) && self->repeat == ATT_REPEAT_ALL;

  att_play_queue_set_current (self->queue, position);
  if (again && position == 0)
    att_play_queue_shuffle_again (self->queue);
}

void
att_player_change_to (AttPlayer *self, int position, AttEnding ending, gboolean playing)
{
  guint epoch;

  self->moving = TRUE;
  att_player_unload (self, FALSE);
  epoch = self->epoch;
  if (ending == ATT_ENDING_FINISHED || ending == ATT_ENDING_REPEATED)
    att_player_set_stop_after (self, FALSE);
  if (position >= 0)
    go_to (self, position);
  att_player_end_play (self, ending);
  if (epoch != self->epoch) /* a handler has chosen something else */
    return;
  self->moving = FALSE;

  self->ran_out = position < 0;
  if (position < 0)
    {
      att_player_rest (self);
      return;
    }
  att_player_set_item (self, att_play_queue_get_current_item (self->queue));
  self->want_playing = playing;
  if (self->item == NULL)
    att_player_rest (self);
  else
    att_player_load (self, 0);
}

static void
fail_output (AttPlayer *self, const GError *error)
{
  if (self->output != NULL) /* the chosen one; what comes of it is told by `error` */
    {
      att_player_set_output (self, NULL);
      g_signal_emit (self, att_player_signals[ATT_PLAYER_FAILED], 0, NULL, error);
      return;
    }
  att_player_unload (self, TRUE);
  att_player_end_play (self, ATT_ENDING_ERROR);
  att_player_rest (self);
  g_signal_emit (self, att_player_signals[ATT_PLAYER_FAILED], 0, NULL, error);
}

/* remembers that the item cannot be played; FALSE: too many in a row */
gboolean
att_player_count_failure (AttPlayer *self, AttQueueItem *item, const GError *error)
{
  guint64 *serial = g_memdup2 (&item->serial, sizeof item->serial);

  g_hash_table_add (self->unplayable, serial);
  self->n_failures++;
  g_signal_emit (self, att_player_signals[ATT_PLAYER_FAILED], 0, item, error);
  return self->n_failures < ATT_PLAYER_MAX_FAILURES;
}

static void
fail_item (AttPlayer *self, const GError *error)
{
  g_autoptr (AttQueueItem) item = g_object_ref (self->item);
  guint epoch = self->epoch;
  int position = -1;
  gboolean go_on;

  go_on = att_player_count_failure (self, item, error);
  if (epoch != self->epoch)
    return;
  if (go_on)
    position = att_player_next_position (self, att_play_queue_get_current (self->queue), TRUE);
  att_player_change_to (self, position, ATT_ENDING_ERROR, self->want_playing);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = att_playable_uri_finish (result, &error);
  AttPlayer *self = data;
  AttStream *stream;
  gboolean loaded;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* self may be gone */
  g_clear_object (&self->loading);
  if (uri == NULL)
    {
      fail_item (self, error);
      return;
    }
  stream = att_player_make_stream (self, self->item, NULL, g_steal_pointer (&uri));
  loaded = att_pipeline_load (self->pipeline, stream, self->want_playing && self->seek_ms < 0, &error);
  att_stream_free (stream);
  if (!loaded)
    {
      fail_output (self, error);
      return;
    }
  self->loaded = TRUE;
  att_player_update_next (self);
}

void
att_player_load (AttPlayer *self, gint64 position_ms)
{
  att_player_unload (self, FALSE);
  set_stream_title (self, NULL);
  self->seek_ms = position_ms > 0 ? position_ms : -1;
  show_times (self, MAX (position_ms, 0), self->item->track->duration_ms > 0 ? self->item->track->duration_ms : -1);
  att_player_set_state (self, self->want_playing ? ATT_PLAYER_BUFFERING : ATT_PLAYER_PAUSED);
  if (!self->want_playing)
    return;
  self->loading = g_cancellable_new ();
  att_playable_uri_async (self->resolver, self->item->track, self->loading, found_cb, self);
}

static void
playing_cb (gpointer data)
{
  AttPlayer *self = data;

  if (!self->want_playing || self->buffering || self->seek_ms >= 0)
    return;
  if (self->sounding_since_us == 0)
    att_player_set_sounding (self, TRUE);
  att_player_set_state (self, ATT_PLAYER_PLAYING);
  if (!self->started && att_pipeline_has_sound (self->pipeline, self->item->serial))
    att_player_begin_play (self);
}

static void
prerolled_cb (gpointer data)
{
  AttPlayer *self = data;
  gint64 target = self->seek_ms;

  self->seeking = FALSE;
  self->seek_ms = -1;
  att_pipeline_ask_duration (self->pipeline);
  if (target >= 0 && att_pipeline_seek (self->pipeline, target))
    self->seeking = TRUE;
  else if (self->want_playing && !self->buffering)
    att_pipeline_set_playing (self->pipeline, TRUE);
}

static void
handed_cb (guint64 serial, gpointer data)
{
  AttPlayer *self = data;

  g_array_append_val (self->handed, serial);
  self->next_serial = 0;
  att_player_update_next (self);
}

/* the current item came and went without one sample */
static GError *
no_sound_error (AttPlayer *self)
{
  g_autofree char *name = att_playable_name (self->item->track);

  return g_error_new (ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_DECODE, _("Cannot play “%s”: there is no sound in it"), name);
}

static void
joined_cb (guint64 serial, gboolean sounded, gint64 length_ms, gint64 overlap_ms, gpointer data)
{
  AttPlayer *self = data;
  int position = att_player_next_position (self, att_play_queue_get_current (self->queue), FALSE);
  AttQueueItem *item = att_play_queue_get_item (self->queue, position);
  gboolean same = item != NULL && self->item != NULL && item->serial == self->item->serial;
  AttEnding ending = same ? ATT_ENDING_REPEATED : ATT_ENDING_FINISHED;
  g_autoptr (GError) error = NULL;
  guint epoch = self->epoch;

  self->heard_us += overlap_ms * 1000; /* it sounds to its end, under the next one */
  if (self->duration_ms < 0 && length_ms > 0)
    show_times (self, self->position_ms, length_ms);
  if (item == NULL || item->serial != serial) /* the queue was changed in the last moment */
    {
      att_player_change_to (self, position, ending, self->want_playing);
      return;
    }
  if (self->handed->len > 0)
    g_array_remove_index (self->handed, 0);
  self->moving = TRUE;
  if (!self->started && sounded) /* so short that it was over before the pipeline said that it plays */
    att_player_begin_play (self);
  else if (!self->started)
    {
      error = no_sound_error (self);
      att_player_count_failure (self, self->item, error);
    }
  if (epoch == self->epoch)
    {
      go_to (self, position);
      att_player_end_play (self, ending);
    }
  if (epoch != self->epoch) /* a handler has chosen something else */
    return;
  self->moving = FALSE;
  self->joined_at_us = g_get_monotonic_time ();
  att_player_set_item (self, att_play_queue_get_current_item (self->queue));
  set_stream_title (self, NULL);
  show_times (self, 0, self->item->track->duration_ms > 0 ? self->item->track->duration_ms : -1);
  att_pipeline_ask_duration (self->pipeline);
  if (att_pipeline_has_sound (self->pipeline, serial))
    att_player_begin_play (self);
  if (epoch == self->epoch)
    att_player_update_next (self);
}

static void
ended_cb (gpointer data)
{
  AttPlayer *self = data;
  int position = att_play_queue_get_current (self->queue);

  if (!self->loaded)
    return;
  if (!self->started && !att_pipeline_has_sound (self->pipeline, self->item->serial))
    {
      g_autoptr (GError) error = no_sound_error (self);

      fail_item (self, error);
      return;
    }
  position = self->n_failures < ATT_PLAYER_MAX_FAILURES ? att_player_next_position (self, position, FALSE) : -1;
  att_player_change_to (self, position,
             position >= 0 && position == att_play_queue_get_current (self->queue) ? ATT_ENDING_REPEATED
                                                                                   : ATT_ENDING_FINISHED,
             self->want_playing);
}

static void
failed_cb (guint64 serial, GError *error, gpointer data)
{
  AttPlayer *self = data;
  AttQueueItem *item;

  if (serial == 0)
    {
      fail_output (self, error);
      return;
    }
  /* a sink whose device is not there refuses every format, and elements before it complain */
  if (self->output != NULL && error->code == ATT_PLAYER_ERROR_FAILED && att_player_is_local (self->item)
      && !att_pipeline_has_sound (self->pipeline, serial))
    {
      g_autoptr (GError) lost = g_error_new_literal (ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_NO_OUTPUT,
                                                     _("The chosen sound output is not there; the system's own plays"));

      fail_output (self, lost);
      return;
    }
  if (self->handed->len == 0)
    {
      fail_item (self, error);
      return;
    }
  /* one that was to follow: what plays goes on to its end, then ended_cb() */
  item = att_play_queue_get_item (self->queue, att_player_find_position (self, serial));
  g_array_set_size (self->handed, 0);
  if (item != NULL)
    att_player_count_failure (self, item, error);
}

static void
give_up (AttPlayer *self)
{
  AttQueueItem *item = self->item;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  guint epoch = self->epoch;

  if (self->handed->len > 0 && self->started) /* it played to its end, and what was to follow does not come */
    item = att_play_queue_get_item (self->queue,
                                    att_player_find_position (self, g_array_index (self->handed, guint64, 0)));
  name = item != NULL ? att_playable_name (item->track) : NULL;
  att_pipeline_give_up (self->pipeline);
  error = g_error_new (ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_FAILED, _("Cannot play “%s”: nothing comes of it"), name);
  if (item == self->item)
    {
      fail_item (self, error);
      return;
    }
  if (item != NULL)
    att_player_count_failure (self, item, error);
  if (epoch == self->epoch)
    ended_cb (self);
}

static void
buffering_cb (int percent, gpointer data)
{
  AttPlayer *self = data;

  if (!self->loaded || (percent < 100) == self->buffering
      || !att_pipeline_is_alone (self->pipeline, self->item->serial)) /* it may be of what follows */
    return;
  self->buffering = percent < 100;
  if (self->buffering)
    {
      att_player_set_sounding (self, FALSE);
      att_pipeline_set_playing (self->pipeline, FALSE);
      if (self->want_playing)
        att_player_set_state (self, ATT_PLAYER_BUFFERING);
    }
  else if (self->want_playing && !self->seeking && self->seek_ms < 0)
    att_pipeline_set_playing (self->pipeline, TRUE);
}

static void
duration_cb (gint64 duration_ms, gpointer data)
{
  AttPlayer *self = data;

  if (!self->loaded || duration_ms == self->duration_ms)
    return;
  self->duration_ms = duration_ms;
  att_player_notify (self, ATT_PLAYER_PROP_DURATION_MS);
}

static void
titled_cb (const char *title, gpointer data)
{
  AttPlayer *self = data;

  if (self->item != NULL && self->handed->len == 0 && !att_player_is_local (self->item))
    set_stream_title (self, title);
}

static void
volume_changed_cb (gpointer data)
{
  AttPlayer *self = data;
  double volume = att_pipeline_get_volume (self->pipeline);
  gboolean muted = att_pipeline_get_muted (self->pipeline);

  if (ABS (volume - self->volume) > 1e-4)
    {
      self->volume = volume;
      att_player_notify (self, ATT_PLAYER_PROP_VOLUME);
    }
  if (muted != self->muted)
    {
      self->muted = muted;
      att_player_notify (self, ATT_PLAYER_PROP_MUTED);
    }
}

const AttPipelineEvents att_player_pipeline_events = {
  .playing = playing_cb,
  .prerolled = prerolled_cb,
  .handed = handed_cb,
  .joined = joined_cb,
  .ended = ended_cb,
  .failed = failed_cb,
  .buffering = buffering_cb,
  .duration = duration_cb,
  .titled = titled_cb,
  .volume_changed = volume_changed_cb,
};

