/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Playlists out of files and into files.
 */
#include "config.h"

#include "att-session-playlists.h"

#include <glib/gi18n-lib.h>

#include "att-part.h"
#include "att-playlist-file.h"
#include "att-session-private.h"
#include "att-store-playlists.h"

gboolean
att_session_is_playlist_file (const char *path)
{
  return att_playlist_file_is (path);
}

/* --- in --- */

void
att_playlist_import_free (AttPlaylistImport *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_free (self);
}

/* what the listener is told of an entry that was not found */
static char *
describe_item (const AttPlaylistItem *item)
{
  g_autofree char *path = item->uri != NULL ? att_part_file_path (item->uri) : NULL;
  g_autofree char *shown = path != NULL ? g_filename_display_name (path) : g_strdup (item->uri);

  if (item->title == NULL)
    return g_steal_pointer (&shown);
  if (shown == NULL)
    return item->artist != NULL ? g_strdup_printf ("%s – %s", item->artist, item->title) : g_strdup (item->title);
  return item->artist != NULL ? g_strdup_printf ("%s – %s\n%s", item->artist, item->title, shown)
                              : g_strdup_printf ("%s\n%s", item->title, shown);
}

/* Of each item the track's address, NULL where there is none: by its address, else by what it is called. */
static char **
find_items (AttSession *self, const GPtrArray *items, AttPlaylistImport *import, GError **error)
{
  g_autofree const char **uris = g_new0 (const char *, items->len + 1);
  g_autofree AttSongName *names = g_new0 (AttSongName, items->len + 1);
  g_autoptr (GPtrArray) tracks = NULL;
  char **found;

  for (guint i = 0; i < items->len; i++)
    {
      const AttPlaylistItem *item = g_ptr_array_index (items, i);

      uris[i] = item->uri != NULL ? item->uri : "";
    }
  tracks = att_store_find_by_uris (self->store, uris, error);
  if (tracks == NULL)
    return NULL;
  for (guint i = 0; i < items->len; i++)
    {
      const AttPlaylistItem *item = g_ptr_array_index (items, i);
      AttTrack *track = g_ptr_array_index (tracks, i);

      if (track == NULL || att_track_has (track, ATT_TRACK_MISSING))
        names[i] = (AttSongName){ item->artist, item->title, item->duration_ms, NULL };
    }
  if (!att_store_find_songs (self->store, names, items->len, error))
    return NULL;
  found = g_new0 (char *, items->len + 1);
  for (guint i = 0; i < items->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);

      import->n_by_name += names[i].found != NULL;
      found[i] = names[i].found;
      if (found[i] == NULL && track != NULL && !att_track_has (track, ATT_TRACK_MISSING))
        found[i] = g_strdup (track->uri);
      import->n_found += found[i] != NULL;
    }
  return found;
}

AttPlaylistImport *
att_session_import_playlist (AttSession *self, const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL), *shown = g_filename_display_name (path);
  g_autoptr (AttPlaylistImport) import = g_new0 (AttPlaylistImport, 1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AttPlaylist) playlist = att_playlist_file_read (absolute, error);
  AttPlaylistRecord record = { 0 };
  g_autofree char **found = NULL;

  if (playlist != NULL)
    found = find_items (self, playlist->items, import, error);
  if (found == NULL)
    {
      g_prefix_error (error, "%s: ", shown);
      return NULL;
    }
  import->name = g_strdup (playlist->name);
  import->n_entries = playlist->items->len;
  import->missing = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < playlist->items->len; i++)
    {
      const AttPlaylistItem *item = g_ptr_array_index (playlist->items, i);

      if (found[i] == NULL)
        g_ptr_array_add (import->missing, describe_item (item));
      if (found[i] != NULL || item->uri != NULL)
        g_ptr_array_add (kept, found[i] != NULL ? found[i] : g_strdup (item->uri));
    }
  g_ptr_array_add (kept, NULL);
  record.name = playlist->name;
  record.uris = (char **) kept->pdata;
  return att_store_add_playlist (self->store, &record, &import->id, error) ? g_steal_pointer (&import) : NULL;
}

static gpointer
ask_import (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_session_import_playlist (self, data, error);
}

void
att_session_import_playlist_async (AttSession *self, const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_import_playlist_async, ask_import, g_strdup (path), g_free,
                   (GDestroyNotify) att_playlist_import_free, NULL, callback, user_data);
}

AttPlaylistImport *
att_session_import_playlist_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- out --- */

gboolean
att_session_export_playlist (AttSession *self, gint64 id, const char *path, GError **error)
{
  g_autoptr (AttPlaylistContents) contents = att_session_load_playlist (self, id, error);
  g_autoptr (AttPlaylist) playlist = NULL;

  if (contents == NULL)
    return FALSE;
  playlist = att_playlist_new (contents->record->name);
  for (guint i = 0; i < contents->tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (contents->tracks, i);
      AttPlaylistItem *item = att_playlist_add (playlist, g_strdup (track->uri));

      if (att_track_has (track, ATT_TRACK_TRANSIENT))
        continue;
      item->title = g_strdup (track->title);
      item->artist = g_strdup (track->artist);
      item->album = g_strdup (track->album);
      item->duration_ms = track->duration_ms;
    }
  return att_playlist_file_write (playlist, path, error);
}

typedef struct {
  gint64 id;
  char *path;
} ExportQuestion;

static void
export_question_free (gpointer data)
{
  ExportQuestion *question = data;

  g_free (question->path);
  g_free (question);
}

static gpointer
ask_export (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  const ExportQuestion *question = data;

  return att_session_export_playlist (self, question->id, question->path, error) ? self : NULL;
}

void
att_session_export_playlist_async (AttSession *self, gint64 id, const char *path, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  ExportQuestion *question = g_new (ExportQuestion, 1);

  *question = (ExportQuestion){ id, g_strdup (path) };
  att_session_ask (self, att_session_export_playlist_async, ask_export, question, export_question_free, NULL, NULL,
                   callback, user_data);
}

gboolean
att_session_export_playlist_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
