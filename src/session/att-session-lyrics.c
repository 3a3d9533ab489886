/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-private.h"

#include "att-lyrics-find.h"
#include "att-part.h"
#include "att-store-tracks.h"

/* the song is looked for by what it is called: in the library, else in its sheet */
static AttLyrics *
find_for_part (AttSession *self, const char *uri, GCancellable *cancellable, GError **error)
{
  g_autoptr (AttTrack) track = att_store_find_track (self->store, uri, NULL);
  g_autoptr (AttTags) tags = track == NULL ? att_session_read_part (uri) : NULL;
  const char *title = track != NULL ? track->title : tags != NULL ? tags->title : NULL;
  const int number = track != NULL ? track->track_number : tags != NULL ? tags->track_number : 0;

  return att_lyrics_find_for_part (uri, title, (guint) MAX (number, 0), cancellable, error);
}

static gpointer
ask_lyrics (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = att_part_file_path (data);

  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: no file, no lyrics", (char *) data);
      return NULL;
    }
  if (att_part_of_uri (data, NULL))
    return find_for_part (self, data, cancellable, error);
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
