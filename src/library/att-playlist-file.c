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
#define MAX_ENTRIES 100000

static gboolean
set_invalid (GError **error, const char *cause)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, cause);
  return FALSE;
}

/* --- one entry --- */

static gboolean
has_scheme (const char *entry)
{
  const char *colon = strstr (entry, "://");

  if (g_ascii_strncasecmp (entry, "file:/", 6) == 0)
    return TRUE;
  if (colon == NULL || !g_ascii_isalpha (*entry))
    return FALSE;
  for (const char *p = entry; p < colon; p++)
    if (!g_ascii_isalnum (*p) && strchr ("+-.", *p) == NULL)
      return FALSE;
  return TRUE;
}

/* NULL if @entry is no URI */
static char *
clean_uri (const char *entry)
{
  g_autofree char *escaped = g_uri_escape_string (entry, ":/?#[]@!$&'()*+,;=%", FALSE);
  g_autoptr (GUri) uri = g_uri_parse (escaped, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *path = NULL;

  if (uri == NULL)
    return NULL;
  path = g_filename_from_uri (escaped, NULL, NULL);
  if (path != NULL)
    {
      g_autofree char *canonical = g_canonicalize_filename (path, "/");

      return g_filename_to_uri (canonical, NULL, NULL);
    }
  if (g_str_equal (g_uri_get_scheme (uri), "file"))
    return NULL;
  return g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO);
}

static gboolean
exists (const char *folder, const char *path, char **found)
{
  g_autofree char *canonical = g_canonicalize_filename (path, folder);

  if (!g_file_test (canonical, G_FILE_TEST_EXISTS))
    return FALSE;
  *found = g_steal_pointer (&canonical);
  return TRUE;
}

/* A path as another machine would write it. "D:\Music\Artist\a.mp3" may be Artist/a.mp3 from here: the tail of the
 * path that leads somewhere. */
static char *
find_elsewhere (const char *folder, const char *entry)
{
  g_autofree char *path = g_strdelimit (g_strdup (entry), "\\", '/');
  const char *rest = path;
  char *found = NULL;

  if (g_ascii_isalpha (rest[0]) && rest[1] == ':')
    rest += 2;
  if (exists (folder, rest, &found))
    return found;
  for (rest = strchr (rest, '/'); rest != NULL && found == NULL; rest = strchr (rest + 1, '/'))
    if (rest[1] != '\0' && rest[1] != '/')
      exists (folder, rest + 1, &found);
  return found;
}

static char *
find_path (const char *folder, const char *entry)
{
  g_autofree char *plain = NULL, *latin1 = NULL;
  char *found = NULL;

  if (exists (folder, entry, &found))
    return found;
  plain = g_uri_unescape_string (entry, NULL);
  if (plain != NULL && exists (folder, plain, &found))
    return found;
  if (!g_utf8_validate (entry, -1, NULL)) /* not a name that exists in these bytes: then text in Latin-1 */
    {
      latin1 = g_convert (entry, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
      if (latin1 != NULL)
        entry = latin1;
      if (exists (folder, entry, &found))
        return found;
    }
  found = find_elsewhere (folder, entry);
  if (found == NULL)
    {
      g_autofree char *slashes = g_strdup (entry);

      if (strchr (slashes, '/') == NULL)
        g_strdelimit (slashes, "\\", '/');
      found = g_canonicalize_filename (slashes, folder);
    }
  return found;
}

void
att_playlist_add_entry (GPtrArray *uris, const char *folder, const char *entry)
{
  char *uri = NULL;

  if (*entry == '\0' || strlen (entry) > 8192 || uris->len >= MAX_ENTRIES)
    return;
  if (has_scheme (entry))
    uri = clean_uri (entry);
  else
    {
      g_autofree char *path = find_path (folder, entry);

      uri = g_filename_to_uri (path, NULL, NULL);
    }
  if (uri != NULL)
    g_ptr_array_add (uris, uri);
}

/* --- M3U and PLS --- */

/* HLS uses the same extension for the pieces of a stream */
static gboolean
parse_m3u (char **lines, const char *folder, GPtrArray *uris, char **name, GError **error)
{
  for (char **line = lines; *line != NULL; line++)
    {
      g_strstrip (*line);
      if (g_str_has_prefix (*line, "#EXT-X-"))
        return set_invalid (error, "It describes a stream, not a list of tracks");
      if (g_str_has_prefix (*line, "#PLAYLIST:") && *name == NULL && g_utf8_validate (*line, -1, NULL))
        *name = g_strstrip (g_strdup (*line + 10));
      if (**line != '#')
        att_playlist_add_entry (uris, folder, *line);
    }
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
parse_pls (char **lines, const char *folder, GPtrArray *uris)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (PlsEntry));

  for (char **line = lines; *line != NULL; line++)
    {
      char *end;
      PlsEntry entry;

      g_strstrip (*line);
      if (g_ascii_strncasecmp (*line, "file", 4) != 0)
        continue;
      entry.number = g_ascii_strtoll (*line + 4, &end, 10);
      if (end == *line + 4 || *g_strchug (end) != '=')
        continue;
      entry.entry = g_strchug (end + 1);
      g_array_append_val (entries, entry);
    }
  g_array_sort (entries, compare_pls);
  for (guint i = 0; i < entries->len; i++)
    att_playlist_add_entry (uris, folder, g_array_index (entries, PlsEntry, i).entry);
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
decode (char *text, gsize n, GError **error)
{
  g_autofree char *taken = text;
  const guint8 *bytes = (const guint8 *) text;

  if (n >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
    {
      char *converted = g_convert (text, n, "UTF-8", "UTF-16", NULL, NULL, NULL);

      if (converted == NULL)
        set_invalid (error, "Its text is broken");
      return converted;
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

static gboolean
parse_xml (const char *text, const char *path, GPtrArray *uris, char **name, GError **error)
{
  g_autofree char *converted = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    converted = g_convert (text, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
  if (converted == NULL && !g_utf8_validate (text, -1, NULL))
    return set_invalid (error, "Its text is broken");
  return att_playlist_parse_xspf (converted != NULL ? converted : text, path, uris, name, error);
}

char **
att_playlist_file_read (const char *path, char **name, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL, *title = NULL;
  const char *begin;
  gboolean good;
  gsize n;

  text = load (path, &n, error);
  if (text != NULL)
    text = decode (g_steal_pointer (&text), n, error);
  if (text == NULL)
    return NULL;
  begin = text + strspn (text, " \t\r\n");
  if (*begin == '<')
    good = parse_xml (begin, path, uris, &title, error);
  else
    {
      g_auto (GStrv) lines = g_strsplit_set (begin, "\r\n", -1);

      good = TRUE;
      if (g_ascii_strncasecmp (begin, "[playlist]", 10) == 0)
        parse_pls (lines, folder, uris);
      else if (g_str_has_suffix (path, ".pls") || g_str_has_suffix (path, ".xspf"))
        good = set_invalid (error, "It is not a playlist of that kind");
      else
        good = parse_m3u (lines, folder, uris, &title, error);
    }
  if (!good)
    return NULL;
  if (title == NULL || *title == '\0')
    {
      g_autofree char *base = g_path_get_basename (path);
      char *dot = strrchr (base, '.');

      if (dot != NULL && dot > base)
        *dot = '\0';
      *name = g_filename_display_name (base);
    }
  else
    *name = g_steal_pointer (&title);
  g_ptr_array_add (uris, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&uris), FALSE);
}
