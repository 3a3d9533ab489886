/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rhythmbox: <rhythmdb><entry type="song"> with an element a field; stars 0..5.
 * <rhythmdb-playlists><playlist type="static" name="…"><location>…
 */
#include "config.h"

#include "att-history-file.h"

#include <string.h>

typedef struct {
  AttHistory *history;
  GCancellable *cancellable;
  AttHistorySong *song;    /* of the open entry; NULL: not in a song */
  GString *text;           /* of the open field */
  char *playlist;          /* name of the open static playlist */
  GPtrArray *uris;         /* of it */
} Parser;

static void
parser_clear (Parser *self)
{
  att_history_song_free (self->song);
  g_string_free (self->text, TRUE);
  g_free (self->playlist);
  g_clear_pointer (&self->uris, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parser, parser_clear)

static const char *
get_attribute (const char **names, const char **values, const char *name)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];
  return "";
}

static void
start_element (GMarkupParseContext *context, const char *element, const char **names, const char **values,
               gpointer user_data, GError **error)
{
  Parser *self = user_data;
  const char *type = get_attribute (names, values, "type");

  g_string_truncate (self->text, 0);
  if (g_str_equal (element, "entry"))
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return;
      g_clear_pointer (&self->song, att_history_song_free);
      if (g_str_equal (type, "song"))
        self->song = att_history_song_new ();
    }
  else if (g_str_equal (element, "playlist"))
    {
      g_clear_pointer (&self->playlist, g_free);
      g_clear_pointer (&self->uris, g_ptr_array_unref);
      if (g_str_equal (type, "static"))
        {
          self->playlist = g_strdup (get_attribute (names, values, "name"));
          self->uris = g_ptr_array_new_with_free_func (g_free);
        }
    }
}

static void
add_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  g_string_append_len (((Parser *) user_data)->text, text, length);
}

/* "Unknown" is how Rhythmbox writes that it is not */
static void
set_name (char **field, const char *text)
{
  g_free (*field);
  *field = *text != '\0' && !g_str_equal (text, "Unknown") ? g_strdup (text) : NULL;
}

static void
set_field (AttHistorySong *song, const char *element, const char *text)
{
  if (g_str_equal (element, "title"))
    set_name (&song->title, text);
  else if (g_str_equal (element, "artist"))
    set_name (&song->artist, text);
  else if (g_str_equal (element, "mb-trackid"))
    set_name (&song->mb_recording_id, text);
  else if (g_str_equal (element, "location") && g_str_has_prefix (text, "file:"))
    set_name (&song->uri, text);
  else if (g_str_equal (element, "play-count"))
    song->n_plays = MIN (g_ascii_strtoull (text, NULL, 10), G_MAXINT32);
  else if (g_str_equal (element, "last-played"))
    song->last_played_at = g_ascii_strtoll (text, NULL, 10);
  else if (g_str_equal (element, "rating"))
    song->rating = (int) (CLAMP (g_ascii_strtod (text, NULL), 0, 5) * 2 + 0.5);
}

static void
end_element (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Parser *self = user_data;

  if (g_str_equal (element, "entry") && self->song != NULL)
    g_ptr_array_add (self->history->songs, g_steal_pointer (&self->song));
  else if (self->song != NULL)
    set_field (self->song, element, self->text->str);
  else if (g_str_equal (element, "playlist") && self->playlist != NULL)
    {
      g_ptr_array_add (self->uris, NULL);
      if (self->uris->len > 1)
        att_history_add_playlist (self->history, g_steal_pointer (&self->playlist),
                                  (char **) g_ptr_array_steal (self->uris, NULL));
    }
  else if (g_str_equal (element, "location") && self->uris != NULL && g_str_has_prefix (self->text->str, "file:"))
    g_ptr_array_add (self->uris, g_strdup (self->text->str));
}

static const GMarkupParser functions = { .start_element = start_element, .end_element = end_element, .text = add_text };

static gboolean
parse (Parser *self, const char *data, gsize size, GError **error)
{
  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&functions, G_MARKUP_TREAT_CDATA_AS_TEXT, self, NULL);

  return g_markup_parse_context_parse (context, data, size, error) && g_markup_parse_context_end_parse (context, error);
}

AttHistory *
att_history_read_rhythmbox (const char *path, const char *data, gsize size, GPtrArray *problems,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (AttHistory) history = NULL;
  g_auto (Parser) parser = { .cancellable = cancellable, .text = g_string_new (NULL) };
  g_autofree char *folder = NULL, *playlists = NULL, *playlists_data = NULL;
  g_autoptr (GError) cause = NULL;
  gsize playlists_size;

  if (g_strstr_len (data, MIN (size, 4096), "<rhythmdb") == NULL)
    return NULL;
  history = parser.history = att_history_new (path, "Rhythmbox");
  if (!parse (&parser, data, size, error))
    return NULL;

  folder = g_path_get_dirname (path);
  playlists = g_build_filename (folder, "playlists.xml", NULL);
  g_clear_pointer (&parser.song, att_history_song_free);
  if (g_file_test (playlists, G_FILE_TEST_EXISTS) &&
      (!att_history_read_bytes (playlists, &playlists_data, &playlists_size, &cause) ||
       !parse (&parser, playlists_data, playlists_size, &cause)))
    att_history_add_problem (problems, playlists, cause);
  return g_steal_pointer (&history);
}
