/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-sheets.h"

#include <string.h>

#include "att-text.h"

typedef struct {
  const AttCueSheet *sheet; /* of AttSheets.sheets */
  const AttWalkFile *file;
  guint index;
  gboolean is_namesake;
} Cut;

struct _AttSheets
{
  GPtrArray *sheets; /* (element-type AttCueSheet) */
  GHashTable *cuts;  /* path, borrowed -> Cut */
};

/* the audio in folders that hold sheets */
typedef struct {
  GHashTable *by_name, *by_stem; /* of key() -> AttWalkFile, borrowed */
} Music;

AttSheets *
att_sheets_new (void)
{
  AttSheets *self = g_new0 (AttSheets, 1);

  self->sheets = g_ptr_array_new_with_free_func ((GDestroyNotify) att_cue_free);
  self->cuts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return self;
}

void
att_sheets_free (AttSheets *self)
{
  g_hash_table_unref (self->cuts);
  g_ptr_array_unref (self->sheets);
  g_free (self);
}

void
att_bad_sheet_free (AttBadSheet *self)
{
  g_free (self->cause);
  g_free (self);
}

/* "FOLDER/name" without case, or without what follows the last dot */
static char *
key (const char *folder, const char *name, gboolean is_stem)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *cut = is_stem && dot != NULL && dot != name ? g_strndup (name, dot - name) : g_strdup (name);
  g_autofree char *folded = att_text_fold (cut);

  return g_strconcat (folder, "/", folded, NULL);
}

static char *
key_of_path (const char *path, gboolean is_stem)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_filename_display_basename (path);

  return key (folder, name, is_stem);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(AttWalkFile *const *) a)->path, (*(AttWalkFile *const *) b)->path);
}

static const AttWalkFile *
find_music (const Music *music, const AttWalkFile *sheet_file, const AttCueSheet *sheet, const AttCueFile *file)
{
  g_autofree char *folder = g_path_get_dirname (sheet_file->path);
  g_autofree char *slashes = g_strdelimit (g_strdup (file->name), "\\", '/');
  const char *name = strrchr (slashes, '/') != NULL ? strrchr (slashes, '/') + 1 : slashes;
  g_autofree char *by_name = key (folder, name, FALSE), *by_stem = key (folder, name, TRUE);
  g_autofree char *by_sheet = key_of_path (sheet_file->path, TRUE);
  const AttWalkFile *found = g_hash_table_lookup (music->by_name, by_name);

  if (found == NULL)
    found = g_hash_table_lookup (music->by_stem, by_stem);
  if (found == NULL && sheet->files->len == 1)
    found = g_hash_table_lookup (music->by_stem, by_sheet);
  return found;
}

static void
add_cuts (AttSheets *self, const Music *music, const AttWalkFile *sheet_file, const AttCueSheet *sheet)
{
  g_autofree char *by_sheet = key_of_path (sheet_file->path, TRUE);

  for (guint i = 0; i < sheet->files->len; i++)
    {
      const AttCueFile *file = g_ptr_array_index (sheet->files, i);
      const AttWalkFile *found = file->tracks->len > 1 ? find_music (music, sheet_file, sheet, file) : NULL;
      g_autofree char *by_stem = found != NULL ? key_of_path (found->path, TRUE) : NULL;
      const gboolean is_namesake = g_strcmp0 (by_stem, by_sheet) == 0;
      const Cut *before = found != NULL ? g_hash_table_lookup (self->cuts, found->path) : NULL;

      if (found == NULL || (before != NULL && (before->is_namesake || !is_namesake)))
        continue;
      g_hash_table_replace (self->cuts, found->path, g_memdup2 (&(Cut) { sheet, sheet_file, i, is_namesake }, sizeof (Cut)));
    }
}

/* of several, whatever the order of a directory, the first by name; takes @key */
static void
put_first (GHashTable *files, char *key, AttWalkFile *file)
{
  const AttWalkFile *before = g_hash_table_lookup (files, key);

  if (before == NULL || strcmp (file->path, before->path) < 0)
    g_hash_table_replace (files, key, file);
  else
    g_free (key);
}

static void
collect_music (Music *music, GPtrArray *files, GPtrArray *sheets)
{
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < sheets->len; i++)
    g_hash_table_add (folders, g_path_get_dirname (((AttWalkFile *) g_ptr_array_index (sheets, i))->path));
  for (guint i = 0; i < files->len; i++)
    {
      AttWalkFile *file = g_ptr_array_index (files, i);
      g_autofree char *folder = file->kind == ATT_WALK_AUDIO ? g_path_get_dirname (file->path) : NULL;

      if (folder == NULL || !g_hash_table_contains (folders, folder))
        continue;
      put_first (music->by_name, key_of_path (file->path, FALSE), file);
      put_first (music->by_stem, key_of_path (file->path, TRUE), file);
    }
}

void
att_sheets_add (AttSheets *self, GPtrArray *files, GPtrArray *bad)
{
  g_autoptr (GPtrArray) sheets = g_ptr_array_new ();
  Music music;

  for (guint i = 0; i < files->len; i++)
    if (((AttWalkFile *) g_ptr_array_index (files, i))->kind == ATT_WALK_SHEET)
      g_ptr_array_add (sheets, g_ptr_array_index (files, i));
  if (sheets->len == 0)
    return;
  g_ptr_array_sort (sheets, compare_files);
  music.by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  music.by_stem = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  collect_music (&music, files, sheets);
  for (guint i = 0; i < sheets->len; i++)
    {
      const AttWalkFile *file = g_ptr_array_index (sheets, i);
      g_autoptr (GError) error = NULL;
      AttCueSheet *sheet = att_cue_read (file->path, &error);

      if (sheet != NULL)
        {
          g_ptr_array_add (self->sheets, sheet);
          add_cuts (self, &music, file, sheet);
        }
      else
        {
          AttBadSheet *one = g_new (AttBadSheet, 1);

          *one = (AttBadSheet){ file, g_strdup (error->message) };
          g_ptr_array_add (bad, one);
        }
    }
  g_hash_table_unref (music.by_name);
  g_hash_table_unref (music.by_stem);
}

const AttWalkFile *
att_sheets_lookup (AttSheets *self, const char *path)
{
  const Cut *cut = g_hash_table_lookup (self->cuts, path);

  return cut != NULL ? cut->file : NULL;
}

GPtrArray *
att_sheets_split (AttSheets *self, const char *path, const AttTags *tags, const AttWalkFile **beside, GError **error)
{
  const Cut *cut = g_hash_table_lookup (self->cuts, path);
  g_autoptr (AttCueSheet) own = NULL;

  *beside = cut != NULL ? cut->file : NULL;
  if (cut != NULL)
    return att_cue_split (cut->sheet, cut->index, tags, error);
  if (tags->cue_sheet == NULL || (own = att_cue_parse (tags->cue_sheet, strlen (tags->cue_sheet), error)) == NULL ||
      ((AttCueFile *) g_ptr_array_index (own->files, 0))->tracks->len < 2)
    return NULL;
  return att_cue_split (own, 0, tags, error);
}
