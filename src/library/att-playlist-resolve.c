/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where an entry of a playlist file leads.
 */
#include "config.h"

#include "att-playlist-file.h"

#include "att-part.h"

#include <string.h>

#define MAX_LENGTH 8192

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

static gboolean
exists (const char *folder, const char *path, char **found)
{
  g_autofree char *canonical = g_canonicalize_filename (path, folder);

  if (!g_file_test (canonical, G_FILE_TEST_EXISTS))
    return FALSE;
  *found = g_steal_pointer (&canonical);
  return TRUE;
}

static gboolean
has_drive (const char *path)
{
  return g_ascii_isalpha (path[0]) && path[1] == ':' && (path[2] == '/' || path[2] == '\\');
}

/* A path as another machine would write it. "D:\Music\Artist\a.mp3" may be Artist/a.mp3 from here: the tail of an
 * absolute path that leads somewhere. */
static char *
find_elsewhere (const char *folder, const char *entry)
{
  g_autofree char *path = g_strdelimit (g_strdup (entry), "\\", '/');
  const char *rest = path;
  char *found = NULL;

  if (has_drive (rest))
    rest += 2;
  if (exists (folder, rest, &found) || *rest != '/')
    return found;
  for (rest = strchr (rest, '/'); rest != NULL && found == NULL; rest = strchr (rest + 1, '/'))
    if (rest[1] != '\0' && rest[1] != '/')
      exists (folder, rest + 1, &found);
  return found;
}

/* what is there first; what is not there is as it is written */
static char *
find_path (const char *folder, const char *entry, gboolean is_reference)
{
  g_autofree char *plain = g_uri_unescape_string (entry, NULL), *latin1 = NULL;
  const char *first = is_reference && plain != NULL ? plain : entry;
  char *found = NULL;

  if (exists (folder, first, &found) || exists (folder, entry, &found) ||
      (plain != NULL && exists (folder, plain, &found)))
    return found;
  if (!g_utf8_validate (first, -1, NULL)) /* not a name that exists in these bytes: then text in Latin-1 */
    {
      latin1 = g_convert (first, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
      if (latin1 != NULL && exists (folder, latin1, &found))
        return found;
      if (latin1 != NULL && !is_reference) /* %E9 is that very byte */
        first = latin1;
    }
  found = find_elsewhere (folder, first);
  if (found == NULL)
    {
      g_autofree char *slashes = g_strdup (first);

      if (!is_reference && strchr (slashes, '/') == NULL)
        g_strdelimit (slashes, "\\", '/');
      found = g_canonicalize_filename (slashes, folder);
    }
  return found;
}

/* a path out of a file: URI, well written or not */
static char *
path_of_uri (const char *folder, const char *escaped, const char *entry)
{
  g_autofree char *path = att_part_whole_path (escaped, NULL);
  char *found = NULL;

  if (path == NULL)
    {
      const char *rest = entry + strlen ("file:");

      if (g_str_has_prefix (rest, "//"))
        rest = strchr (rest + 2, '/');
      if (rest == NULL)
        return NULL;
      return find_path (folder, rest, FALSE);
    }
  if (has_drive (path + 1))
    found = find_elsewhere (folder, path + 1);
  return found != NULL ? found : g_canonicalize_filename (path, "/");
}

/* NULL if @entry is no URI */
static char *
clean_uri (const char *folder, const char *entry)
{
  g_autofree char *escaped = g_uri_escape_string (entry, ":/?#[]@!$&'()*+,;=%", FALSE);
  g_autoptr (GUri) uri = NULL;

  if (att_part_of_uri (entry, NULL))
    {
      g_autofree char *file = att_part_file_uri (entry), *file_uri = clean_uri (folder, file);

      return file_uri != NULL ? g_strconcat (file_uri, strchr (entry, '#'), NULL) : NULL;
    }
  if (g_ascii_strncasecmp (entry, "file:", 5) == 0)
    {
      g_autofree char *path = path_of_uri (folder, escaped, entry);

      return path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;
    }
  uri = g_uri_parse (escaped, G_URI_FLAGS_ENCODED, NULL);
  return uri != NULL ? g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO) : NULL;
}

char *
att_playlist_resolve (const char *folder, const char *entry, gboolean is_reference)
{
  g_autofree char *path = NULL;

  if (*entry == '\0' || strlen (entry) > MAX_LENGTH)
    return NULL;
  if (has_scheme (entry))
    return clean_uri (folder, entry);
  path = find_path (folder, entry, is_reference);
  return g_filename_to_uri (path, NULL, NULL);
}
