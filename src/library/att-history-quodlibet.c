/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quod Libet: a pickled list of dictionaries, tags by their names and its own figures by names that begin with "~":
 * ~filename (bytes), ~#playcount, ~#lastplayed, ~#rating (0..1). A song without a rating has no ~#rating. Several
 * values of a tag are lines. Playlists are XSPF files; before version 4.4, text files of a path a line.
 */
#include "config.h"

#include "att-history-file.h"

#include <string.h>

#include "att-pickle.h"
#include "att-playlist-file.h"

static gboolean
is_song_class (const char *module, const char *name)
{
  return g_str_has_prefix (module, "quodlibet.") || g_str_has_prefix (module, "formats.");
}

/* NULL where it is not UTF-8 */
static char *
dup_text (const AttPickleValue *song, const char *key)
{
  char *text = att_pickle_dup_bytes (att_pickle_get (song, key));

  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    g_clear_pointer (&text, g_free);
  return text;
}

static AttHistorySong *
make_song (const AttPickleValue *value)
{
  AttHistorySong *song = att_history_song_new ();
  g_autofree char *path = att_pickle_dup_bytes (att_pickle_get (value, "~filename"));

  song->uri = path != NULL && g_path_is_absolute (path) ? g_filename_to_uri (path, NULL, NULL) : NULL;
  song->mb_recording_id = dup_text (value, "musicbrainz_trackid");
  song->artist = dup_text (value, "artist");
  song->title = dup_text (value, "title");
  song->n_plays = CLAMP (att_pickle_get_number (att_pickle_get (value, "~#playcount")), 0, G_MAXINT32);
  song->last_played_at = CLAMP (att_pickle_get_number (att_pickle_get (value, "~#lastplayed")), 0, G_MAXINT32 * 1024.0);
  song->rating = CLAMP (att_pickle_get_number (att_pickle_get (value, "~#rating")), 0, 1) * 10 + 0.5;
  return song;
}

/* a path a line */
static char **
read_lines (const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) uris = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;
  g_autofree char *data = NULL;
  gsize size;

  if (!att_history_read_bytes (path, &data, &size, error))
    return NULL;
  lines = g_strsplit (data, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_autofree char *uri = g_path_is_absolute (g_strchomp (*line)) ? g_filename_to_uri (*line, NULL, NULL) : NULL;

      if (uri != NULL)
        g_strv_builder_add (uris, uri);
    }
  return g_strv_builder_end (uris);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
read_playlists (AttHistory *history, const char *folder, GPtrArray *problems)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    if (*entry != '.')
      g_ptr_array_add (names, g_strdup (entry));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL), *name = NULL;
      g_auto (GStrv) uris = NULL;
      g_autoptr (GError) error = NULL;

      if (g_str_has_suffix (path, ".xspf"))
        {
          g_autoptr (AttPlaylist) playlist = att_playlist_file_read (path, &error);

          if (playlist != NULL)
            {
              uris = att_playlist_dup_uris (playlist);
              name = g_strdup (playlist->name);
            }
        }
      else if ((uris = read_lines (path, &error)) != NULL)
        name = g_uri_unescape_string (g_ptr_array_index (names, i), NULL);
      if (uris == NULL)
        att_history_add_problem (problems, path, error);
      else if (uris[0] != NULL && name != NULL && g_utf8_validate (name, -1, NULL))
        att_history_add_playlist (history, g_steal_pointer (&name), g_steal_pointer (&uris));
    }
}

AttHistory *
att_history_read_quod_libet (const char *path, const char *data, gsize size, GPtrArray *problems,
                             GCancellable *cancellable, GError **error)
{
  g_autoptr (AttHistory) history = NULL;
  g_autoptr (AttPickle) pickle = NULL;
  g_autofree char *folder = NULL, *playlists = NULL;

  if (size < 2 || (guint8) data[0] != 0x80)
    return NULL;
  pickle = att_pickle_read (data, size, is_song_class, error);
  if (pickle == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (pickle->root->type != ATT_PICKLE_LIST)
    return NULL;
  history = att_history_new (path, "Quod Libet");
  for (guint i = 0; i < pickle->root->array->len; i++)
    {
      const AttPickleValue *song = g_ptr_array_index (pickle->root->array, i);

      if (song->type == ATT_PICKLE_DICT)
        g_ptr_array_add (history->songs, make_song (song));
    }
  folder = g_path_get_dirname (path);
  playlists = g_build_filename (folder, "playlists", NULL);
  read_playlists (history, playlists, problems);
  return g_steal_pointer (&history);
}
