/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * XSPF version 1 (xspf.org/spec), read leniently: what is needed of a playlist
 * is its title and where its tracks are. Elements of other namespaces are
 * stepped over.
 */
#include "config.h"

#include "att-playlist-file.h"

#include <string.h>

#define MAX_DEPTH 64

typedef struct {
  GPtrArray *uris;
  char **name;
  char *folder;
  GPtrArray *bases;   /* absolute base of each open element, NULL while it is the file itself */
  GPtrArray *names;   /* local name of each open element */
  GString *text;      /* of the element of interest; NULL: not in one */
  gboolean has_list, has_location;
  char *file_uri;
} Parser;

static const char *
local_name (const char *element)
{
  const char *colon = strchr (element, ':');

  return colon != NULL ? colon + 1 : element;
}

/* @path: names from the root, "playlist/trackList/track" */
static gboolean
is_at (Parser *self, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (g_strv_length (parts) != self->names->len)
    return FALSE;
  for (guint i = 0; i < self->names->len; i++)
    if (!g_str_equal (parts[i], g_ptr_array_index (self->names, i)))
      return FALSE;
  return TRUE;
}

static void
start_element (GMarkupParseContext *context, const char *element, const char **attributes, const char **values,
               gpointer user_data, GError **error)
{
  Parser *self = user_data;
  const char *outer = self->bases->len > 0 ? g_ptr_array_index (self->bases, self->bases->len - 1) : NULL;
  char *base = g_strdup (outer);

  for (gsize i = 0; attributes[i] != NULL; i++)
    if (g_str_equal (attributes[i], "xml:base"))
      {
        g_free (base);
        base = g_uri_resolve_relative (outer != NULL ? outer : self->file_uri, values[i], G_URI_FLAGS_ENCODED, NULL);
      }
  g_ptr_array_add (self->bases, base);
  g_ptr_array_add (self->names, g_strdup (local_name (element)));

  if (self->names->len > MAX_DEPTH)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Its elements are nested too deeply");
  else if (self->names->len == 1 && !is_at (self, "playlist"))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It is XML, but not an XSPF playlist");
  if (is_at (self, "playlist/trackList"))
    self->has_list = TRUE;
  else if (is_at (self, "playlist/trackList/track"))
    self->has_location = FALSE;
  else if (is_at (self, "playlist/title") || is_at (self, "playlist/trackList/track/location"))
    self->text = g_string_new (NULL);
}

static void
add_location (Parser *self, const char *location)
{
  const char *base = g_ptr_array_index (self->bases, self->bases->len - 1);
  g_autofree char *resolved = NULL;

  /* several locations are the same track in several places: the first one counts */
  if (self->has_location || *location == '\0')
    return;
  self->has_location = TRUE;
  if (base != NULL)
    resolved = g_uri_resolve_relative (base, location, G_URI_FLAGS_ENCODED, NULL);
  att_playlist_add_entry (self->uris, self->folder, resolved != NULL ? resolved : location);
}

static void
end_element (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Parser *self = user_data;

  const gboolean is_title = is_at (self, "playlist/title");

  if (is_title || is_at (self, "playlist/trackList/track/location"))
    {
      g_autofree char *text = g_strstrip (g_string_free (g_steal_pointer (&self->text), FALSE));

      if (!is_title)
        add_location (self, text);
      else if (*self->name == NULL && *text != '\0')
        *self->name = g_steal_pointer (&text);
    }
  g_ptr_array_set_size (self->names, self->names->len - 1);
  g_ptr_array_set_size (self->bases, self->bases->len - 1);
}

static void
add_text (GMarkupParseContext *context, const char *text, gsize n, gpointer user_data, GError **error)
{
  Parser *self = user_data;

  if (self->text != NULL)
    g_string_append_len (self->text, text, n);
}

gboolean
att_playlist_parse_xspf (const char *text, const char *path, GPtrArray *uris, char **name, GError **error)
{
  const GMarkupParser functions = { start_element, end_element, add_text, NULL, NULL };
  Parser self = { .uris = uris, .name = name, .folder = g_path_get_dirname (path) };
  GMarkupParseContext *context = g_markup_parse_context_new (&functions, G_MARKUP_TREAT_CDATA_AS_TEXT, &self, NULL);
  g_autoptr (GError) local = NULL;
  gboolean good;

  self.bases = g_ptr_array_new_with_free_func (g_free);
  self.names = g_ptr_array_new_with_free_func (g_free);
  self.file_uri = g_filename_to_uri (path, NULL, NULL);
  good = g_markup_parse_context_parse (context, text, strlen (text), &local) &&
         g_markup_parse_context_end_parse (context, &local);
  if (!good)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", local->message);
  else if (!self.has_list)
    {
      good = FALSE;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It has no list of tracks");
    }
  g_markup_parse_context_free (context);
  if (self.text != NULL)
    g_string_free (self.text, TRUE);
  g_ptr_array_unref (self.bases);
  g_ptr_array_unref (self.names);
  g_free (self.folder);
  g_free (self.file_uri);
  return good;
}
