/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-playlist-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BYTES (8 << 20)

static gboolean
set_invalid (GError **error, const char *cause)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, cause);
  return FALSE;
}

/* --- a playlist in memory --- */

static void
item_free (gpointer data)
{
  AttPlaylistItem *item = data;

  g_free (item->uri);
  g_free (item->title);
  g_free (item->artist);
  g_free (item->album);
  g_free (item);
}

AttPlaylist *
att_playlist_new (const char *name)
{
  AttPlaylist *self = g_new0 (AttPlaylist, 1);

  self->name = g_strdup (name);
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
att_playlist_free (AttPlaylist *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->items);
  g_free (self->name);
  g_free (self);
}

AttPlaylistItem *
att_playlist_add (AttPlaylist *self, char *uri)
{
  AttPlaylistItem *item = g_new0 (AttPlaylistItem, 1);

  item->uri = uri;
  g_ptr_array_add (self->items, item);
  return item;
}

char **
att_playlist_dup_uris (const AttPlaylist *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->items->len; i++)
    {
      const AttPlaylistItem *item = g_ptr_array_index (self->items, i);

      if (item->uri != NULL)
        g_strv_builder_add (builder, item->uri);
    }
  return g_strv_builder_end (builder);
}

void
att_playlist_set_text (char **field, const char *text)
{
  g_autofree char *stripped = g_utf8_validate (text, -1, NULL)
                                ? g_strdup (text)
                                : g_convert (text, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);

  if (stripped == NULL || *g_strstrip (stripped) == '\0')
    return;
  g_free (*field);
  *field = g_steal_pointer (&stripped);
}

/* --- M3U and PLS --- */

static AttPlaylistItem *
add_entry (AttPlaylist *playlist, const char *folder, const char *entry)
{
  char *uri = playlist->items->len < ATT_PLAYLIST_MAX_ITEMS ? att_playlist_resolve (folder, entry, FALSE) : NULL;

  return uri != NULL ? att_playlist_add (playlist, uri) : NULL;
}

/* "Artist - Title", as both formats have it by custom */
static void
set_names (AttPlaylistItem *item, const char *text)
{
  const char *dash = strstr (text, " - ");

  if (dash != NULL)
    {
      g_autofree char *artist = g_strndup (text, dash - text);

      att_playlist_set_text (&item->artist, artist);
    }
  att_playlist_set_text (&item->title, dash != NULL ? dash + 3 : text);
}

static void
set_seconds (AttPlaylistItem *item, const char *text)
{
  const double seconds = g_ascii_strtod (text, NULL);

  item->duration_ms = seconds > 0 && seconds < G_MAXINT32 ? (gint64) (seconds * 1000) : 0;
}

/* HLS uses the same extension for the pieces of a stream; cue sheets and ASX references are named so now and then */
static gboolean
parse_m3u (AttPlaylist *playlist, char **lines, const char *folder, GError **error)
{
  const char *info = NULL;

  for (char **line = lines; *line != NULL; line++)
    {
      AttPlaylistItem *item;

      g_strstrip (*line);
      if (g_str_has_prefix (*line, "#EXT-X-"))
        return set_invalid (error, "It describes a stream, not a list of tracks");
      if (g_str_has_prefix (*line, "FILE \"") || g_str_has_prefix (*line, "[Reference]"))
        return set_invalid (error, "It is a list of another kind than M3U, PLS, XSPF or JSPF");
      if (g_str_has_prefix (*line, "#PLAYLIST:") && playlist->name == NULL)
        att_playlist_set_text (&playlist->name, *line + strlen ("#PLAYLIST:"));
      else if (g_str_has_prefix (*line, "#EXTINF:"))
        info = *line + strlen ("#EXTINF:");
      if (**line == '#' || **line == '\0')
        continue;
      item = add_entry (playlist, folder, *line);
      if (item != NULL && info != NULL)
        {
          set_seconds (item, info);
          if (strchr (info, ',') != NULL)
            set_names (item, strchr (info, ',') + 1);
        }
      info = NULL;
    }
  return TRUE;
}

/* @key of "KEY7=value": the number and what stands after it */
static gboolean
read_numbered (const char *line, const char *key, gint64 *number, const char **value)
{
  char *end;

  if (g_ascii_strncasecmp (line, key, strlen (key)) != 0)
    return FALSE;
  *number = g_ascii_strtoll (line + strlen (key), &end, 10);
  if (end == line + strlen (key) || *g_strchug (end) != '=')
    return FALSE;
  *value = g_strchug (end + 1);
  return TRUE;
}

typedef struct {
  gint64 number;
  const char *entry;
} PlsEntry;

static int
compare_pls (gconstpointer a, gconstpointer b)
{
  const PlsEntry *x = a, *y = b;

  return x->number < y->number ? -1 : x->number > y->number;
}

static void
parse_pls (AttPlaylist *playlist, char **lines, const char *folder)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (PlsEntry));
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) lengths = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (char **line = lines; *line != NULL; line++)
    {
      const char *value;
      PlsEntry entry;

      g_strstrip (*line);
      if (read_numbered (*line, "file", &entry.number, &entry.entry))
        g_array_append_val (entries, entry);
      else if (read_numbered (*line, "title", &entry.number, &value))
        g_hash_table_insert (titles, g_memdup2 (&entry.number, sizeof entry.number), (gpointer) value);
      else if (read_numbered (*line, "length", &entry.number, &value))
        g_hash_table_insert (lengths, g_memdup2 (&entry.number, sizeof entry.number), (gpointer) value);
    }
  g_array_sort (entries, compare_pls);
  for (guint i = 0; i < entries->len; i++)
    {
      const PlsEntry *entry = &g_array_index (entries, PlsEntry, i);
      AttPlaylistItem *item = add_entry (playlist, folder, entry->entry);
      const char *title = g_hash_table_lookup (titles, &entry->number);
      const char *length = g_hash_table_lookup (lengths, &entry->number);

      if (item != NULL && title != NULL)
        set_names (item, title);
      if (item != NULL && length != NULL)
        set_seconds (item, length);
    }
}

/* --- the file --- */

static char *
load (const char *path, gsize *n, GError **error)
{
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  char *text = NULL;
  struct stat st;
  gsize got = 0;
  gssize r = 1;
  int saved;

  if (fd < 0 || fstat (fd, &st) < 0)
    {
      saved = errno;
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved), g_strerror (saved));
    }
  else if (!S_ISREG (st.st_mode) || st.st_size > MAX_BYTES)
    set_invalid (error, "It is too large for a playlist");
  else
    {
      text = g_malloc (st.st_size + 1);
      while (got < (gsize) st.st_size && (r = read (fd, text + got, st.st_size - got)) != 0)
        {
          if (r < 0 && errno == EINTR)
            continue;
          if (r < 0)
            {
              saved = errno;
              g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved), g_strerror (saved));
              g_clear_pointer (&text, g_free);
              break;
            }
          got += r;
        }
      if (text != NULL)
        text[got] = '\0';
    }
  if (fd >= 0)
    close (fd);
  *n = got;
  return text;
}

/* UTF-16 becomes UTF-8; a byte order mark goes. Bytes that are no UTF-8 stay: they may be names of files. */
static char *
decode (char *text, gsize n, gboolean *converted, GError **error)
{
  g_autofree char *taken = text;
  const guint8 *bytes = (const guint8 *) text;

  if (n >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
    {
      char *utf8 = g_convert (text, n, "UTF-8", "UTF-16", NULL, NULL, NULL);

      if (utf8 == NULL)
        set_invalid (error, "Its text is broken");
      *converted = TRUE;
      return utf8;
    }
  if (memchr (text, '\0', n) != NULL)
    {
      set_invalid (error, "It is not text");
      return NULL;
    }
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    return g_strdup (text + 3);
  return g_steal_pointer (&taken);
}

/* what the text declares itself to be, unless it cannot be that */
static gboolean
parse_xml (AttPlaylist *playlist, const char *text, gboolean converted, const char *path, GError **error)
{
  g_autofree char *utf8 = NULL;

  if (!converted && !g_utf8_validate (text, -1, NULL))
    {
      if (att_playlist_parse_xspf (playlist, text, strlen (text), NULL, path, NULL))
        return TRUE;
      utf8 = g_convert (text, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
      if (utf8 == NULL)
        return set_invalid (error, "Its text is broken");
      g_ptr_array_set_size (playlist->items, 0);
      converted = TRUE;
      text = utf8;
    }
  return att_playlist_parse_xspf (playlist, text, strlen (text), converted ? "UTF-8" : NULL, path, error);
}

static gboolean
has_suffix (const char *path, const char *suffix)
{
  const gsize n = strlen (path), m = strlen (suffix);

  return n > m && g_ascii_strcasecmp (path + n - m, suffix) == 0;
}

gboolean
att_playlist_file_is (const char *path)
{
  static const char *const suffixes[] = { ".m3u", ".m3u8", ".pls", ".xspf", ".jspf" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (has_suffix (path, suffixes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
parse (AttPlaylist *playlist, char *text, gboolean converted, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char *begin = text + strspn (text, " \t\r\n");
  g_auto (GStrv) lines = NULL;

  if (*begin == '<')
    return parse_xml (playlist, begin, converted, path, error);
  if (*begin == '{')
    return att_playlist_parse_jspf (playlist, begin, path, error);
  lines = g_strsplit_set (begin, "\r\n", -1);
  if (g_ascii_strncasecmp (begin, "[playlist]", 10) == 0)
    {
      parse_pls (playlist, lines, folder);
      return TRUE;
    }
  if (has_suffix (path, ".pls") || has_suffix (path, ".xspf") || has_suffix (path, ".jspf") ||
      has_suffix (path, ".cue"))
    return set_invalid (error, "It is not a playlist of that kind");
  return parse_m3u (playlist, lines, folder, error);
}

AttPlaylist *
att_playlist_file_read (const char *path, GError **error)
{
  g_autoptr (AttPlaylist) playlist = att_playlist_new (NULL);
  g_autofree char *text = NULL;
  gboolean converted = FALSE;
  gsize n;

  text = load (path, &n, error);
  if (text != NULL)
    text = decode (g_steal_pointer (&text), n, &converted, error);
  if (text == NULL || !parse (playlist, text, converted, path, error))
    return NULL;
  if (playlist->name == NULL)
    {
      g_autofree char *base = g_path_get_basename (path);
      char *dot = strrchr (base, '.');

      if (dot != NULL && dot > base)
        *dot = '\0';
      playlist->name = g_filename_display_name (base);
    }
  return g_steal_pointer (&playlist);
}
