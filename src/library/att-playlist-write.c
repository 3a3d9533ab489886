/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Playlists as files.
 */
#include "config.h"

#include "att-playlist-file.h"

#include "att-part.h"

#include <json-glib/json-glib.h>
#include <libxml/xmlwriter.h>
#include <string.h>

/* --- addresses --- */

/* how @path is reached from @folder (both absolute and canonical); NULL: they share no more than the root */
static char *
make_relative (const char *path, const char *folder)
{
  g_autoptr (GString) relative = g_string_new (NULL);
  gsize common = 0;

  for (gsize i = 0; path[i] != '\0' || folder[i] != '\0'; i++)
    {
      const gboolean path_ends = path[i] == '\0' || path[i] == '/', folder_ends = folder[i] == '\0' || folder[i] == '/';

      if (path_ends && folder_ends)
        common = i;
      if (path[i] != folder[i] || path[i] == '\0')
        break;
    }
  if (common == 0 || path[common] == '\0')
    return NULL;
  for (const char *p = folder + common; *p != '\0'; p++)
    if (*p == '/')
      g_string_append (relative, "../");
  g_string_append (relative, path + common + 1);
  return g_string_free (g_steal_pointer (&relative), FALSE);
}

/* a line would be read as something else */
static gboolean
fits_a_line (const char *path)
{
  const gsize n = strlen (path);

  if (!g_utf8_validate (path, -1, NULL) || strchr (path, '\\') != NULL || n == 0 || g_ascii_isspace (path[n - 1]))
    return FALSE;
  for (const char *p = path; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) || (p[0] == '%' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2])))
      return FALSE;
  return TRUE;
}

/* for M3U and PLS */
static char *
make_line (const char *uri, const char *folder)
{
  g_autofree char *path = att_part_whole_path (uri, NULL), *relative = NULL;

  if (path == NULL || !fits_a_line (path))
    return g_strdup (uri);
  relative = make_relative (path, folder);
  if (relative == NULL)
    return g_steal_pointer (&path);
  /* a comment, a scheme, a space that would be cut off: not behind "./" */
  if (strchr (relative, ':') != NULL || *relative == '#' || g_ascii_isspace (*relative))
    return g_strconcat ("./", relative, NULL);
  return g_steal_pointer (&relative);
}

/* for XSPF and JSPF: a URI reference */
static char *
make_reference (const char *uri, const char *folder)
{
  g_autofree char *path = att_part_whole_path (uri, NULL);
  g_autofree char *relative = path != NULL ? make_relative (path, folder) : NULL;

  return relative != NULL ? g_uri_escape_string (relative, "/!$&'()*+,;=@", FALSE) : g_strdup (uri);
}

/* one line of text that every format can hold */
static char *
clean_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (c < 0x20 || c == 0x7f)
        g_string_append_c (clean, ' ');
      else if (c != 0xfffe && c != 0xffff) /* XML has no place for these two */
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

/* --- M3U and PLS --- */

static char *
make_names (const AttPlaylistItem *item)
{
  g_autofree char *names = item->title == NULL    ? g_strdup ("")
                           : item->artist != NULL ? g_strconcat (item->artist, " - ", item->title, NULL)
                                                  : g_strdup (item->title);

  return clean_text (names);
}

static int
get_seconds (const AttPlaylistItem *item)
{
  return item->duration_ms > 0 ? (int) ((item->duration_ms + 500) / 1000) : -1;
}

static char *
write_m3u (const AttPlaylist *self, const char *folder)
{
  GString *text = g_string_new ("#EXTM3U\n");
  g_autofree char *name = clean_text (self->name);

  g_string_append_printf (text, "#PLAYLIST:%s\n", name);
  for (guint i = 0; i < self->items->len; i++)
    {
      const AttPlaylistItem *item = g_ptr_array_index (self->items, i);
      g_autofree char *line = item->uri != NULL ? make_line (item->uri, folder) : NULL, *names = make_names (item);

      if (line != NULL)
        g_string_append_printf (text, "#EXTINF:%d,%s\n%s\n", get_seconds (item), names, line);
    }
  return g_string_free (text, FALSE);
}

static char *
write_pls (const AttPlaylist *self, const char *folder)
{
  GString *text = g_string_new ("[playlist]\n");
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      const AttPlaylistItem *item = g_ptr_array_index (self->items, i);
      g_autofree char *line = item->uri != NULL ? make_line (item->uri, folder) : NULL, *names = make_names (item);

      if (line == NULL)
        continue;
      n++;
      g_string_append_printf (text, "File%u=%s\nTitle%u=%s\nLength%u=%d\n", n, line, n, names, n, get_seconds (item));
    }
  g_string_append_printf (text, "NumberOfEntries=%u\nVersion=2\n", n);
  return g_string_free (text, FALSE);
}

/* --- XSPF --- */

static void
write_element (xmlTextWriter *writer, const char *name, const char *text)
{
  g_autofree char *clean = text != NULL ? clean_text (text) : NULL;

  if (clean != NULL)
    xmlTextWriterWriteElement (writer, BAD_CAST name, BAD_CAST clean);
}

/* writing into memory fails only where memory does */
static char *
write_xspf (const AttPlaylist *self, const char *folder)
{
  xmlBuffer *buffer = xmlBufferCreate ();
  xmlTextWriter *writer = xmlNewTextWriterMemory (buffer, 0);
  char *text;

  xmlTextWriterSetIndent (writer, 1);
  xmlTextWriterStartDocument (writer, NULL, "UTF-8", NULL);
  xmlTextWriterStartElement (writer, BAD_CAST "playlist");
  xmlTextWriterWriteAttribute (writer, BAD_CAST "version", BAD_CAST "1");
  xmlTextWriterWriteAttribute (writer, BAD_CAST "xmlns", BAD_CAST "http://xspf.org/ns/0/");
  write_element (writer, "title", self->name);
  xmlTextWriterStartElement (writer, BAD_CAST "trackList");
  for (guint i = 0; i < self->items->len; i++)
    {
      const AttPlaylistItem *item = g_ptr_array_index (self->items, i);
      g_autofree char *location = item->uri != NULL ? make_reference (item->uri, folder) : NULL;
      g_autofree char *duration =
        item->duration_ms > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, item->duration_ms) : NULL;

      xmlTextWriterStartElement (writer, BAD_CAST "track");
      write_element (writer, "location", location);
      write_element (writer, "title", item->title);
      write_element (writer, "creator", item->artist);
      write_element (writer, "album", item->album);
      write_element (writer, "duration", duration);
      xmlTextWriterEndElement (writer);
    }
  xmlTextWriterEndDocument (writer);
  xmlFreeTextWriter (writer);
  text = g_strdup ((const char *) xmlBufferContent (buffer));
  xmlBufferFree (buffer);
  return text;
}

/* --- JSPF --- */

static void
write_member (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *clean = text != NULL ? clean_text (text) : NULL;

  if (clean == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, clean);
}

static char *
write_jspf (const AttPlaylist *self, const char *folder)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "playlist");
  json_builder_begin_object (builder);
  write_member (builder, "title", self->name);
  json_builder_set_member_name (builder, "track");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->items->len; i++)
    {
      const AttPlaylistItem *item = g_ptr_array_index (self->items, i);
      g_autofree char *location = item->uri != NULL ? make_reference (item->uri, folder) : NULL;

      json_builder_begin_object (builder);
      if (location != NULL)
        {
          json_builder_set_member_name (builder, "location");
          json_builder_begin_array (builder);
          json_builder_add_string_value (builder, location);
          json_builder_end_array (builder);
        }
      write_member (builder, "title", item->title);
      write_member (builder, "creator", item->artist);
      write_member (builder, "album", item->album);
      if (item->duration_ms > 0)
        {
          json_builder_set_member_name (builder, "duration");
          json_builder_add_int_value (builder, item->duration_ms);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

gboolean
att_playlist_file_write (const AttPlaylist *self, const char *path, GError **error)
{
  static const struct { const char *suffix; char *(*write) (const AttPlaylist *, const char *); } formats[] = {
    { ".m3u", write_m3u }, { ".m3u8", write_m3u }, { ".pls", write_pls }, { ".xspf", write_xspf },
    { ".jspf", write_jspf },
  };
  g_autofree char *absolute = g_canonicalize_filename (path, NULL), *folder = g_path_get_dirname (absolute);
  const char *suffix = strrchr (absolute, '.');

  for (gsize i = 0; suffix != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (suffix, formats[i].suffix) == 0)
      {
        g_autofree char *text = formats[i].write (self, folder);

        return g_file_set_contents_full (absolute, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
      }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "%s: a playlist is written as .m3u8, .m3u, .pls, .xspf or .jspf", path);
  return FALSE;
}
