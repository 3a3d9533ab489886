/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-private.h"

#include "att-store-tracks.h"
#include "att-tag-write.h"

static gpointer
ask_tags (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_store_get_tags (self->store, *(AttTrackId *) data, error);
}

void
att_session_get_tags_async (AttSession *self, AttTrackId id, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  att_session_ask (self, att_session_get_tags_async, ask_tags, g_memdup2 (&id, sizeof id), g_free,
                   (GDestroyNotify) att_tags_free, cancellable, callback, user_data);
}

AttTags *
att_session_get_tags_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_tags (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_tag_write_read (data, cancellable, error);
}

void
att_session_read_tags_async (AttSession *self, const char *const *paths, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_read_tags_async, read_tags, g_strdupv ((char **) paths), (GDestroyNotify) g_strfreev,
                   (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
att_session_read_tags_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
publish (AttSession *self, gpointer data)
{
  att_session_publish_track (self, data);
}

static void
read_again (AttSession *self, GPtrArray *paths)
{
  att_session_background_read (self, (const char *const *) paths->pdata);
  for (guint i = 0; i + 1 < paths->len; i++)
    {
      g_autofree char *uri = g_filename_to_uri (g_ptr_array_index (paths, i), NULL, NULL);
      AttTrack *track = uri != NULL ? att_store_find_track (self->store, uri, NULL) : NULL;

      if (track != NULL)
        att_session_invoke_main (self, publish, track, g_object_unref);
    }
}

static gpointer
edit_tags (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  AttTagResult *result = att_tag_write_run (data, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  for (guint i = 0; i < result->undo->len; i++)
    g_ptr_array_add (paths, ((AttTagEdit *) g_ptr_array_index (result->undo, i))->path);
  g_ptr_array_add (paths, NULL);
  if (result->undo->len > 0)
    read_again (self, paths);
  return result;
}

void
att_session_edit_tags_async (AttSession *self, GPtrArray *edits, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_edit_tags_async, edit_tags, g_ptr_array_ref (edits),
                   (GDestroyNotify) g_ptr_array_unref, (GDestroyNotify) att_tag_result_free, NULL, callback, user_data);
}

AttTagResult *
att_session_edit_tags_finish (AttSession *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
