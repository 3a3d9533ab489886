/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-player-private.h"

#include <math.h>

#include "att-playable.h"

int
att_player_find_position (AttPlayer *self, guint64 serial)
{
  int n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));

  for (int i = 0; i < n; i++)
    if (att_play_queue_get_item (self->queue, i)->serial == serial)
      return i;
  return -1;
}

gboolean
att_player_is_local (AttQueueItem *item)
{
  return item->track->uri != NULL && g_ascii_strncasecmp (item->track->uri, "file:", 5) == 0;
}

/* never within an album, and never most of a short track */
static gint64
get_overlap_ms (AttPlayer *self, AttQueueItem *before, AttQueueItem *item)
{
  if (before == NULL || before->serial == item->serial || att_queue_item_same_album (before, item)
      || !att_player_is_local (before) || !att_player_is_local (item))
    return 0;
  return MIN ((int) self->crossfade_ms, MIN (before->track->duration_ms, item->track->duration_ms) / 3);
}

/* what @item is got ready to follow */
static AttQueueItem *
get_before (AttPlayer *self)
{
  if (self->handed->len == 0)
    return self->item;
  return att_play_queue_get_item (
      self->queue, att_player_find_position (self, g_array_index (self->handed, guint64, self->handed->len - 1)));
}

AttStream *
att_player_make_stream (AttPlayer *self, AttQueueItem *item, AttQueueItem *before, char *uri)
{
  AttStream *stream = g_new0 (AttStream, 1);
  int position = att_player_find_position (self, item->serial);

  stream->serial = item->serial;
  stream->track_id = item->track->id;
  stream->uri = uri;
  stream->name = att_playable_name (item->track);
  stream->length_ms = MAX (0, item->track->duration_ms);
  stream->overlap_ms = MAX (0, get_overlap_ms (self, before, item));
  stream->gain = (AttGain){ NAN, NAN, NAN, NAN };
  stream->has_gain = self->gain_func != NULL && self->gain_func (item->track, &stream->gain, self->gain_data);
  if (!stream->has_gain)
    stream->gain = (AttGain){ NAN, NAN, NAN, NAN };
  stream->as_album = position >= 0
                     && (att_queue_item_same_album (item, att_play_queue_get_item (self->queue, position - 1))
                         || att_queue_item_same_album (item, att_play_queue_get_item (self->queue, position + 1)));
  return stream;
}

static void
next_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = att_playable_uri_finish (result, &error);
  AttPlayer *self = data;
  AttQueueItem *item;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* self may be gone */
  g_clear_object (&self->next_loading);
  item = att_play_queue_get_item (self->queue, att_player_find_position (self, self->next_serial));
  if (item == NULL)
    {
      self->next_serial = 0;
      att_player_update_next (self);
    }
  else if (uri == NULL)
    {
      self->next_serial = 0;
      att_player_count_failure (self, item, error);
      att_player_update_next (self);
    }
  else
    {
      AttStream *stream = att_player_make_stream (self, item, get_before (self), g_steal_pointer (&uri));

      att_pipeline_set_next (self->pipeline, stream, FALSE);
      att_stream_free (stream);
    }
}

static void
prepare_next (AttPlayer *self, AttQueueItem *item)
{
  if (item != NULL && item->serial == self->next_serial)
    return;
  g_cancellable_cancel (self->next_loading);
  g_clear_object (&self->next_loading);
  self->next_serial = item != NULL ? item->serial : 0;
  att_pipeline_set_next (self->pipeline, NULL, item != NULL);
  if (item == NULL)
    return;
  self->next_loading = g_cancellable_new ();
  att_playable_uri_async (self->resolver, item->track, self->next_loading, next_found_cb, self);
}

/* compares what playbin was given with what should follow, and gets the one after that ready */
void
att_player_update_next (AttPlayer *self)
{
  g_autoptr (GArray) expected = NULL;
  AttQueueItem *item = NULL;
  int position = att_play_queue_get_current (self->queue);
  gboolean agree = TRUE;

  if (!self->loaded || self->moving)
    return;
  expected = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_array_append_val (expected, self->item->serial);
  for (guint i = 0; i <= self->handed->len && agree; i++)
    {
      guint64 serial;

      position = att_player_next_position (self, position, FALSE);
      item = att_play_queue_get_item (self->queue, position);
      serial = item != NULL ? item->serial : 0;
      g_array_append_val (expected, serial);
      if (i < self->handed->len)
        agree = serial == g_array_index (self->handed, guint64, i);
    }
  att_pipeline_expect (self->pipeline, (guint64 *) expected->data, expected->len);
  prepare_next (self, agree && self->n_failures < ATT_PLAYER_MAX_FAILURES ? item : NULL);
}
