/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-private.h"

#include "att-lyrics-find.h"

static gpointer
ask_lyrics (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_filename_from_uri (data, NULL, NULL);

  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: no file, no lyrics", (char *) data);
      return NULL;
    }
  return att_lyrics_find_for_file (path, cancellable, error);
}

void
att_session_get_lyrics_async (AttSession *self, const char *uri, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  att_session_ask (self, att_session_get_lyrics_async, ask_lyrics, g_strdup (uri), g_free,
                   (GDestroyNotify) att_lyrics_free, cancellable, callback, user_data);
}

AttLyrics *
att_session_get_lyrics_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
