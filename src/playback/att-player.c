/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-player-private.h"

#define RESTART_AFTER_MS 3000 /* previous() starts the track again */
#define JOIN_SETTLE_MS 500    /* the sink still tells the old track's position for a moment after a join */

G_DEFINE_QUARK (att-player-error-quark, att_player_error)
G_DEFINE_FINAL_TYPE (AttPlayer, att_player, G_TYPE_OBJECT)

static GParamSpec *props[ATT_PLAYER_N_PROPS];
guint att_player_signals[ATT_PLAYER_N_SIGNALS];

void
att_player_notify (AttPlayer *self, guint prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
att_player_set_item (AttPlayer *self, AttQueueItem *item)
{
  if (g_set_object (&self->item, item))
    att_player_notify (self, ATT_PLAYER_PROP_ITEM);
}

/* the item may have a newer track */
static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, AttPlayer *self)
{
  AttQueueItem *current = att_play_queue_get_current_item (self->queue);

  if (current != NULL && self->item != NULL && current->serial == self->item->serial)
    att_player_set_item (self, current);
}

/* a stopped player shows what play() would play */
static void
upcoming_changed_cb (AttPlayQueue *queue, AttPlayer *self)
{
  if (self->moving)
    return;
  if (self->state == ATT_PLAYER_STOPPED && self->item != att_play_queue_get_current_item (queue))
    att_player_rest (self);
  else
    att_player_update_next (self);
}

static void
att_player_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttPlayer *self = ATT_PLAYER (object);

  switch (prop_id)
    {
    case ATT_PLAYER_PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case ATT_PLAYER_PROP_POSITION_MS:
      g_value_set_int64 (value, att_player_get_position_ms (self));
      break;
    case ATT_PLAYER_PROP_DURATION_MS:
      g_value_set_int64 (value, att_player_get_duration_ms (self));
      break;
    case ATT_PLAYER_PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case ATT_PLAYER_PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case ATT_PLAYER_PROP_REPLAYGAIN:
      g_value_set_int (value, self->replaygain);
      break;
    case ATT_PLAYER_PROP_REPEAT:
      g_value_set_int (value, self->repeat);
      break;
    case ATT_PLAYER_PROP_SHUFFLE:
      g_value_set_int (value, att_player_get_shuffle (self));
      break;
    case ATT_PLAYER_PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case ATT_PLAYER_PROP_STOP_AFTER:
      g_value_set_boolean (value, self->stop_after);
      break;
    case ATT_PLAYER_PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    case ATT_PLAYER_PROP_STREAM_TITLE:
      g_value_set_string (value, self->stream_title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
att_player_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AttPlayer *self = ATT_PLAYER (object);

  switch (prop_id)
    {
    case ATT_PLAYER_PROP_VOLUME:
      att_player_set_volume (self, g_value_get_double (value));
      break;
    case ATT_PLAYER_PROP_MUTED:
      att_player_set_muted (self, g_value_get_boolean (value));
      break;
    case ATT_PLAYER_PROP_REPLAYGAIN:
      att_player_set_replaygain (self, g_value_get_int (value));
      break;
    case ATT_PLAYER_PROP_REPEAT:
      att_player_set_repeat (self, g_value_get_int (value));
      break;
    case ATT_PLAYER_PROP_SHUFFLE:
      att_player_set_shuffle (self, g_value_get_int (value));
      break;
    case ATT_PLAYER_PROP_STOP_AFTER:
      att_player_set_stop_after (self, g_value_get_boolean (value));
      break;
    case ATT_PLAYER_PROP_SPEED:
      att_player_set_speed (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
att_player_dispose (GObject *object)
{
  AttPlayer *self = ATT_PLAYER (object);

  if (self->pipeline != NULL)
    att_player_unload (self, TRUE);
  g_clear_pointer (&self->pipeline, att_pipeline_free);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->queue != NULL)
    g_signal_handlers_disconnect_by_data (self->queue, self);
  if (self->gain_destroy != NULL)
    self->gain_destroy (self->gain_data);
  self->gain_destroy = NULL;
  self->gain_func = NULL;
  g_clear_object (&self->item);
  g_clear_object (&self->resolver);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (att_player_parent_class)->dispose (object);
}

static void
att_player_finalize (GObject *object)
{
  AttPlayer *self = ATT_PLAYER (object);

  g_array_unref (self->handed);
  g_hash_table_unref (self->unplayable);
  g_free (self->stream_title);
  g_free (self->output);

  G_OBJECT_CLASS (att_player_parent_class)->finalize (object);
}

static void
att_player_class_init (AttPlayerClass *klass)
{
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags rw = r | G_PARAM_WRITABLE;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = att_player_get_property;
  object_class->set_property = att_player_set_property;
  object_class->dispose = att_player_dispose;
  object_class->finalize = att_player_finalize;

  props[ATT_PLAYER_PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, ATT_PLAYER_STOPPED, ATT_PLAYER_PAUSED, ATT_PLAYER_STOPPED, r);
  props[ATT_PLAYER_PROP_POSITION_MS] = g_param_spec_int64 ("position-ms", NULL, NULL, -1, G_MAXINT64, -1, r);
  props[ATT_PLAYER_PROP_DURATION_MS] = g_param_spec_int64 ("duration-ms", NULL, NULL, -1, G_MAXINT64, -1, r);
  props[ATT_PLAYER_PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0, 1, 1, rw);
  props[ATT_PLAYER_PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, rw);
  props[ATT_PLAYER_PROP_REPLAYGAIN] =
      g_param_spec_int ("replaygain", NULL, NULL, ATT_REPLAYGAIN_OFF, ATT_REPLAYGAIN_AUTO, ATT_REPLAYGAIN_OFF, rw);
  props[ATT_PLAYER_PROP_REPEAT] =
      g_param_spec_int ("repeat", NULL, NULL, ATT_REPEAT_NONE, ATT_REPEAT_ONE, ATT_REPEAT_NONE, rw);
  props[ATT_PLAYER_PROP_SHUFFLE] =
      g_param_spec_int ("shuffle", NULL, NULL, ATT_SHUFFLE_OFF, ATT_SHUFFLE_ALBUMS, ATT_SHUFFLE_OFF, rw);
  props[ATT_PLAYER_PROP_STOP_AFTER] = g_param_spec_boolean ("stop-after", NULL, NULL, FALSE, rw);
  props[ATT_PLAYER_PROP_SPEED] =
      g_param_spec_double ("speed", NULL, NULL, ATT_PLAYER_MIN_SPEED, ATT_PLAYER_MAX_SPEED, 1, rw);
  props[ATT_PLAYER_PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, ATT_TYPE_QUEUE_ITEM, r);
  props[ATT_PLAYER_PROP_STREAM_TITLE] = g_param_spec_string ("stream-title", NULL, NULL, NULL, r);
  g_object_class_install_properties (object_class, ATT_PLAYER_N_PROPS, props);

  att_player_signals[ATT_PLAYER_STARTED] =
      g_signal_new ("started", ATT_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    ATT_TYPE_QUEUE_ITEM);
  att_player_signals[ATT_PLAYER_ENDED] =
      g_signal_new ("ended", ATT_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 5,
                    ATT_TYPE_QUEUE_ITEM, G_TYPE_INT, G_TYPE_INT64, G_TYPE_INT64, G_TYPE_INT64);
  att_player_signals[ATT_PLAYER_SEEKED] =
      g_signal_new ("seeked", ATT_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  att_player_signals[ATT_PLAYER_FAILED] =
      g_signal_new ("failed", ATT_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    ATT_TYPE_QUEUE_ITEM, G_TYPE_ERROR);
}

static void
att_player_init (AttPlayer *self)
{
  self->handed = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->unplayable = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->volume = self->speed = 1;
  self->seek_ms = self->duration_ms = -1;
}

AttPlayer *
att_player_new (AttPlayQueue *queue, const char *sink, GError **error)
{
  g_autoptr (AttPlayer) self = g_object_new (ATT_TYPE_PLAYER, NULL);

  self->pipeline = att_pipeline_new (sink, &att_player_pipeline_events, self, error);
  if (self->pipeline == NULL)
    return NULL;
  self->queue = g_object_ref (queue);
  g_signal_connect (queue, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect (queue, "upcoming-changed", G_CALLBACK (upcoming_changed_cb), self);
  att_player_rest (self);
  return g_steal_pointer (&self);
}

AttPlayQueue *
att_player_get_queue (AttPlayer *self)
{
  return self->queue;
}

void
att_player_set_resolver (AttPlayer *self, AttResolver *resolver)
{
  g_set_object (&self->resolver, resolver);
}

void
att_player_set_gain_func (AttPlayer *self, AttGainFunc func, gpointer user_data, GDestroyNotify destroy)
{
  if (self->gain_destroy != NULL)
    self->gain_destroy (self->gain_data);
  self->gain_func = func;
  self->gain_data = user_data;
  self->gain_destroy = destroy;
}

void
att_player_set_tap (AttPlayer *self, AttPcmTap tap, gpointer user_data)
{
  att_pipeline_set_tap (self->pipeline, tap, user_data);
}

/* the listener wants this one: whatever went wrong before is tried again */
static void
forgive (AttPlayer *self, int position)
{
  AttQueueItem *item = att_play_queue_get_item (self->queue, position);

  self->n_failures = 0;
  if (item != NULL)
    g_hash_table_remove (self->unplayable, &item->serial);
}

static gboolean
is_loaded_item (AttPlayer *self, AttQueueItem *item)
{
  return item != NULL && self->item != NULL && item->serial == self->item->serial;
}

/* how a play ends when the same is asked for again */
static AttEnding
ending_before_same (AttPlayer *self, AttEnding otherwise)
{
  gint64 length = self->duration_ms;

  return length > 0 && att_player_get_heard_ms (self) * 10 >= length * 8 ? ATT_ENDING_REPEATED : otherwise;
}

void
att_player_play (AttPlayer *self)
{
  int position = att_play_queue_get_current (self->queue);

  if (self->state != ATT_PLAYER_STOPPED && is_loaded_item (self, att_play_queue_get_current_item (self->queue)))
    {
      self->want_playing = TRUE;
      if (!self->loaded && self->loading == NULL)
        att_player_load (self, self->position_ms);
      else if (self->state == ATT_PLAYER_PAUSED)
        {
          att_player_set_state (self, self->started && !self->buffering ? ATT_PLAYER_PLAYING : ATT_PLAYER_BUFFERING);
          if (self->loaded && !self->buffering && !self->seeking && self->seek_ms < 0)
            att_pipeline_set_playing (self->pipeline, TRUE);
        }
      return;
    }
  if (self->ran_out && att_player_next_position (self, position, TRUE) >= 0)
    position = att_player_next_position (self, position, TRUE); /* more has come since */
  if (g_list_model_get_n_items (G_LIST_MODEL (self->queue)) > 0)
    att_player_jump (self, MAX (position, 0));
}

void
att_player_pause (AttPlayer *self)
{
  self->want_playing = FALSE;
  if (self->state != ATT_PLAYER_PLAYING && self->state != ATT_PLAYER_BUFFERING)
    return;
  att_player_set_sounding (self, FALSE);
  if (self->loaded)
    att_pipeline_set_playing (self->pipeline, FALSE);
  att_player_set_state (self, ATT_PLAYER_PAUSED);
}

void
att_player_toggle (AttPlayer *self)
{
  if (self->state == ATT_PLAYER_PLAYING || self->state == ATT_PLAYER_BUFFERING)
    att_player_pause (self);
  else
    att_player_play (self);
}

void
att_player_stop (AttPlayer *self, AttEnding ending)
{
  guint epoch;

  att_player_unload (self, TRUE);
  epoch = self->epoch;
  att_player_end_play (self, ending);
  if (epoch == self->epoch)
    att_player_rest (self);
}

void
att_player_jump (AttPlayer *self, int position)
{
  AttQueueItem *item = att_play_queue_get_item (self->queue, position);

  if (item == NULL)
    return;
  forgive (self, position);
  att_player_change_to (self, position,
                        is_loaded_item (self, item) ? ending_before_same (self, ATT_ENDING_REPLACED)
                                                    : ATT_ENDING_REPLACED,
                        TRUE);
}

void
att_player_next (AttPlayer *self)
{
  int position = att_player_next_position (self, att_play_queue_get_current (self->queue), TRUE);

  self->n_failures = 0;
  if (self->state != ATT_PLAYER_STOPPED)
    att_player_change_to (self, position, ATT_ENDING_NEXT, self->want_playing);
  else if (position >= 0)
    att_play_queue_set_current (self->queue, position);
}

static int
position_before (AttPlayer *self, int position)
{
  while (--position >= 0)
    if (!g_hash_table_contains (self->unplayable, &att_play_queue_get_item (self->queue, position)->serial))
      return position;
  return self->repeat == ATT_REPEAT_ALL ? (int) g_list_model_get_n_items (G_LIST_MODEL (self->queue)) - 1 : -1;
}

static void
start_again (AttPlayer *self)
{
  guint epoch = self->epoch;
  AttEnding ending = ending_before_same (self, ATT_ENDING_NONE);

  if (self->started && ending == ATT_ENDING_REPEATED)
    {
      att_player_end_play (self, ending);
      if (epoch != self->epoch)
        return;
      att_player_seek (self, 0);
      att_player_begin_play (self);
      return;
    }
  att_player_seek (self, 0);
}

void
att_player_previous (AttPlayer *self)
{
  int position = position_before (self, att_play_queue_get_current (self->queue));

  self->n_failures = 0;
  if (self->state == ATT_PLAYER_STOPPED)
    {
      if (position >= 0)
        att_play_queue_set_current (self->queue, position);
    }
  else if (position < 0 || att_player_get_position_ms (self) > RESTART_AFTER_MS)
    start_again (self);
  else
    att_player_change_to (self, position, ATT_ENDING_PREVIOUS, self->want_playing);
}

void
att_player_seek (AttPlayer *self, gint64 position_ms)
{
  if (self->state == ATT_PLAYER_STOPPED)
    return;
  position_ms = MAX (position_ms, 0);
  if (self->duration_ms > 0)
    position_ms = MIN (position_ms, self->duration_ms);

  if (self->seeking || self->loading != NULL || self->seek_ms >= 0)
    self->seek_ms = position_ms; /* when the pipeline is ready */
  else if (self->loaded && !att_pipeline_is_alone (self->pipeline, self->item->serial))
    att_player_load (self, position_ms); /* a seek would reach the one that follows */
  else if (self->loaded)
    {
      if (!att_pipeline_seek (self->pipeline, position_ms))
        return;
      self->seeking = TRUE;
    }
  self->position_ms = position_ms;
  self->joined_at_us = 0;
  g_signal_emit (self, att_player_signals[ATT_PLAYER_SEEKED], 0, position_ms);
  att_player_notify (self, ATT_PLAYER_PROP_POSITION_MS);
}

void
att_player_prepare (AttPlayer *self, gint64 position_ms)
{
  if (self->state != ATT_PLAYER_STOPPED || self->item == NULL)
    return;
  self->want_playing = FALSE;
  att_player_load (self, position_ms);
}

AttPlayerState
att_player_get_state (AttPlayer *self)
{
  return self->state;
}

gint64
att_player_get_position_ms (AttPlayer *self)
{
  gint64 position;

  if (!self->loaded || self->seeking || self->seek_ms >= 0)
    return self->position_ms;
  if (g_get_monotonic_time () - self->joined_at_us < JOIN_SETTLE_MS * 1000)
    return att_player_get_heard_ms (self);
  position = att_pipeline_get_position (self->pipeline);
  if (position >= 0)
    self->position_ms = self->duration_ms > 0 ? MIN (position, self->duration_ms) : position;
  return self->position_ms;
}

gint64
att_player_get_duration_ms (AttPlayer *self)
{
  return self->duration_ms;
}

AttQueueItem *
att_player_get_item (AttPlayer *self)
{
  return self->item;
}

AttRepeat
att_player_get_repeat (AttPlayer *self)
{
  return self->repeat;
}

void
att_player_set_repeat (AttPlayer *self, AttRepeat repeat)
{
  if (repeat == self->repeat)
    return;
  self->repeat = repeat;
  att_player_update_next (self);
  att_player_notify (self, ATT_PLAYER_PROP_REPEAT);
}

AttShuffle
att_player_get_shuffle (AttPlayer *self)
{
  return att_play_queue_get_shuffle (self->queue);
}

void
att_player_set_shuffle (AttPlayer *self, AttShuffle shuffle)
{
  if (shuffle == att_play_queue_get_shuffle (self->queue))
    return;
  att_play_queue_set_shuffle (self->queue, shuffle);
  att_player_notify (self, ATT_PLAYER_PROP_SHUFFLE);
}

gboolean
att_player_get_stop_after (AttPlayer *self)
{
  return self->stop_after;
}

void
att_player_set_stop_after (AttPlayer *self, gboolean stop_after)
{
  if (!stop_after == !self->stop_after)
    return;
  self->stop_after = stop_after;
  att_player_update_next (self);
  att_player_notify (self, ATT_PLAYER_PROP_STOP_AFTER);
}
