/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-player-private.h"

#include <math.h>

#include "att-playable.h"

static gboolean
same_album (AttQueueItem *a, AttQueueItem *b)
{
  if (a == NULL || b == NULL)
    return FALSE;
  if (a->track->album_id != 0 || b->track->album_id != 0)
    return a->track->album_id == b->track->album_id;
  return a->track->album != NULL && g_strcmp0 (a->track->album, b->track->album) == 0
         && g_strcmp0 (a->track->album_artist, b->track->album_artist) == 0;
}

int
att_player_find_position (AttPlayer *self, guint64 serial)
{
  int n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));

  for (int i = 0; i < n; i++)
    if (att_play_queue_get_item (self->queue, i)->serial == serial)
      return i;
  return -1;
}

AttStream *
att_player_make_stream (AttPlayer *self, AttQueueItem *item, char *uri)
{
  AttStream *stream = g_new0 (AttStream, 1);
  int position = att_player_find_position (self, item->serial);

  stream->serial = item->serial;
  stream->track_id = item->track->id;
  stream->uri = uri;
  stream->name = att_playable_name (item->track);
  stream->gain = (AttGain){ NAN, NAN, NAN, NAN };
  stream->has_gain = self->gain_func != NULL && self->gain_func (item->track, &stream->gain, self->gain_data);
  if (!stream->has_gain)
    stream->gain = (AttGain){ NAN, NAN, NAN, NAN };
  stream->as_album = position >= 0
                     && (same_album (item, att_play_queue_get_item (self->queue, position - 1))
                         || same_album (item, att_play_queue_get_item (self->queue, position + 1)));
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
      AttStream *stream = att_player_make_stream (self, item, g_steal_pointer (&uri));

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
