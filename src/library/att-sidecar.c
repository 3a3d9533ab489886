/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-sidecar.h"

#include <string.h>
#include <sys/stat.h>

#define MAX_BYTES (4 * 1024 * 1024)

enum { FILE_NAME, TITLE, ARTIST, ALBUM, GENRE };

struct _AttSidecar
{
  GHashTable *lists; /* folder: (nullable) GHashTable of file name: its cells, a GStrv */
};

static void
list_free (gpointer list)
{
  g_clear_pointer ((GHashTable **) &list, g_hash_table_unref);
}

AttSidecar *
att_sidecar_new (void)
{
  AttSidecar *self = g_new0 (AttSidecar, 1);

  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, list_free);
  return self;
}

void
att_sidecar_free (AttSidecar *self)
{
  g_hash_table_unref (self->lists);
  g_free (self);
}

static GHashTable *
read_list (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, ATT_SIDECAR_NAME, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GHashTable *list;
  struct stat st;

  if (stat (path, &st) < 0 || !S_ISREG (st.st_mode) || st.st_size > MAX_BYTES ||
      !g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  list = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_strfreev);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char **cells;

      if (lines[i][0] == '#' || strchr (lines[i], '\t') == NULL)
        continue;
      cells = g_strsplit (lines[i], "\t", -1);
      g_hash_table_replace (list, cells[FILE_NAME], cells);
    }
  return list;
}

static GHashTable *
find_list (AttSidecar *self, const char *folder)
{
  gpointer list;

  if (!g_hash_table_lookup_extended (self->lists, folder, NULL, &list))
    {
      list = read_list (folder);
      g_hash_table_insert (self->lists, g_strdup (folder), list);
    }
  return list;
}

/* the cell's words, or NULL where it has none or they are no UTF-8 */
static char *
cell (char **cells, guint column)
{
  if (column >= g_strv_length (cells))
    return NULL;
  g_strstrip (cells[column]);
  return cells[column][0] != '\0' && g_utf8_validate (cells[column], -1, NULL) ? cells[column] : NULL;
}

static void
replace (char **field, const char *value)
{
  if (value == NULL)
    return;
  g_free (*field);
  *field = g_strdup (value);
}

static void
remove_credits (AttTags *tags, AttRole role)
{
  for (guint i = tags->credits->len; i > 0; i--)
    if (((AttCredit *) g_ptr_array_index (tags->credits, i - 1))->role == role)
      g_ptr_array_remove_index (tags->credits, i - 1);
}

static void
put (char **cells, AttTags *tags)
{
  const char *artist = cell (cells, ARTIST), *album = cell (cells, ALBUM), *genre = cell (cells, GENRE);

  replace (&tags->title, cell (cells, TITLE));
  replace (&tags->album, album);
  /* whose album it is was said of another album, or by another name */
  if (artist != NULL || album != NULL)
    remove_credits (tags, ATT_ROLE_ALBUM_ARTIST);
  if (artist != NULL)
    {
      remove_credits (tags, ATT_ROLE_ARTIST);
      att_tags_add_credit (tags, ATT_ROLE_ARTIST, artist, NULL, NULL, NULL);
    }
  if (genre != NULL)
    {
      g_auto (GStrv) genres = g_strsplit (genre, ";", -1);

      g_ptr_array_set_size (tags->genres, 0);
      for (gsize i = 0; genres[i] != NULL; i++)
        if (*g_strstrip (genres[i]) != '\0')
          att_tags_add_genre (tags, genres[i]);
    }
}

gboolean
att_sidecar_apply (AttSidecar *self, const char *path, AttTags *tags)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);
  const char *const folders[] = { folder, above };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      GHashTable *list = find_list (self, folders[i]);
      const char *name = path + strlen (folders[i]);
      char **cells;

      while (*name == '/')
        name++;
      cells = list != NULL ? g_hash_table_lookup (list, name) : NULL;
      if (cells != NULL)
        {
          put (cells, tags);
          return TRUE;
        }
    }
  return FALSE;
}
