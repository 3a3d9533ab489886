/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-private.h"

#include "att-analyzer.h"
#include "att-part.h"
#include "att-store-features.h"

#define LONGEST_MS (2 * 60 * 60 * 1000) /* to decode for a drawing alone */

static gpointer
ask_envelope (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  AttTrack *track = data;
  g_autofree char *path = NULL;
  g_autoptr (GError) failed = NULL;
  GBytes *envelope = track->id != 0 ? att_store_get_envelope (self->store, track->id, &failed) : NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  path = att_part_place (track->uri);
  if (envelope != NULL || path == NULL || track->duration_ms > LONGEST_MS)
    return envelope;
  envelope = att_analyzer_ask_envelope (path, cancellable, error);
  if (envelope != NULL && track->id != 0 && !att_store_write_envelope (self->store, track->id, envelope, &failed))
    g_warning ("the envelope of %s is not kept: %s", path, failed->message);
  return envelope;
}

void
att_session_get_envelope_async (AttSession *self, AttTrack *track, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_get_envelope_async, ask_envelope, g_object_ref (track), g_object_unref,
                   (GDestroyNotify) g_bytes_unref, cancellable, callback, user_data);
}

GBytes *
att_session_get_envelope_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
