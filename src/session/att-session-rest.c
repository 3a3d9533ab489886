/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list that is longer than the queue wants to be: what is left of it comes
 * when the queue runs low, so that nobody waits for, or keeps, 100,000 tracks.
 */
#include "config.h"

#include "att-session-private.h"

#include "att-store-tracks.h"

#define CHUNK 2000u
#define LOW 5 /* of the listener's own items, to come */

struct _AttRest
{
  GArray *ids; /* AttTrackId */
  guint next;
  GCancellable *asked; /* NULL: nothing is on its way */
};

void
att_session_rest_clear (AttSession *self)
{
  AttRest *rest = g_steal_pointer (&self->rest);

  if (rest == NULL)
    return;
  if (rest->asked != NULL)
    g_cancellable_cancel (rest->asked);
  g_clear_object (&rest->asked);
  g_array_unref (rest->ids);
  g_free (rest);
}

void
att_session_follow_with (AttSession *self, GArray *ids, guint first)
{
  att_session_rest_clear (self);
  if (ids == NULL || first >= ids->len)
    return;
  self->rest = g_new0 (AttRest, 1);
  self->rest->ids = g_array_ref (ids);
  self->rest->next = first;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSession *self = ATT_SESSION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (self, result, &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (tracks == NULL)
    {
      att_session_rest_clear (self);
      att_session_say (self, "%s", error->message);
      return;
    }
  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);
      g_autoptr (AttQueueItem) item = NULL;

      if (att_track_has (track, ATT_TRACK_MISSING))
        continue;
      item = att_queue_item_new (track, ATT_ORIGIN_QUEUE, NULL);
      g_ptr_array_add (items, g_steal_pointer (&item));
    }
  g_clear_object (&self->rest->asked);
  self->rest->next += MIN (CHUNK, self->rest->ids->len - self->rest->next);
  if (self->rest->next == self->rest->ids->len)
    att_session_rest_clear (self);
  if (items->len > 0)
    att_play_queue_append_own (self->queue, items);
  else
    att_session_rest_continue (self); /* all of these have gone */
}

gboolean
att_session_rest_continue (AttSession *self)
{
  AttRest *rest = self->rest;

  if (rest == NULL)
    return FALSE;
  if (rest->asked == NULL && att_play_queue_get_n_own (self->queue) < LOW)
    {
      rest->asked = g_cancellable_new ();
      att_session_get_tracks_async (self, &g_array_index (rest->ids, AttTrackId, rest->next),
                                    MIN (CHUNK, rest->ids->len - rest->next), rest->asked, read_cb, NULL);
    }
  return TRUE;
}
