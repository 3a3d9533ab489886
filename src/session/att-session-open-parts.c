/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cue sheets, and files that hold an album, opened from outside.
 */
#include "config.h"

#include "att-session-private.h"

#include <string.h>

#include "att-part.h"
#include "att-playlist-file.h"
#include "att-scanner.h"
#include "att-sheets.h"
#include "att-store-tracks.h"

/* What the file at @path is cut into by its sheet, beside it or its own (element-type AttCuePart); NULL: nothing.
 * @sheet, if not NULL: only by this one. */
static GPtrArray *
read_parts (const char *path, const char *sheet)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_walk_file_free);
  g_autoptr (GPtrArray) bad = g_ptr_array_new_with_free_func ((GDestroyNotify) att_bad_sheet_free);
  g_autoptr (AttSheets) sheets = att_sheets_new ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (AttTags) tags = NULL;
  const AttWalkFile *beside;

  att_walk_folder (folder, files);
  att_sheets_add (sheets, files, bad);
  beside = att_sheets_lookup (sheets, path);
  if (sheet != NULL && (beside == NULL || !g_str_equal (beside->path, sheet)))
    return NULL;
  tags = att_tag_reader_read (path, NULL);
  return tags != NULL ? att_sheets_split (sheets, path, tags, &beside, NULL) : NULL;
}

static char *
uri_of (const char *path, const AttCuePart *part)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL), *fragment = att_part_to_fragment (&part->part);

  return g_strconcat (uri, "#", fragment, NULL);
}

static void
add_parts (GPtrArray *uris, const char *path, const char *sheet)
{
  g_autoptr (GPtrArray) parts = read_parts (path, sheet);

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    g_ptr_array_add (uris, uri_of (path, g_ptr_array_index (parts, i)));
}

/* the files that the sheet cuts; where it cuts none, those that it names */
static void
add_sheet (GPtrArray *uris, const char *path)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_walk_file_free);
  g_autoptr (AttCueSheet) sheet = att_cue_read (path, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  const guint before = uris->len;

  att_walk_folder (folder, files);
  for (guint i = 0; i < files->len; i++)
    if (((AttWalkFile *) g_ptr_array_index (files, i))->kind == ATT_WALK_AUDIO)
      add_parts (uris, ((AttWalkFile *) g_ptr_array_index (files, i))->path, path);
  for (guint i = 0; sheet != NULL && uris->len == before && i < sheet->files->len; i++)
    {
      char *uri = att_playlist_resolve (folder, ((AttCueFile *) g_ptr_array_index (sheet->files, i))->name, FALSE);

      if (uri == NULL)
        break;
      g_ptr_array_add (uris, uri);
    }
}

void
att_session_open_parts (AttSession *self, const char *path, gboolean read, GPtrArray *uris)
{
  g_autoptr (GPtrArray) known = NULL;
  g_autofree char *name = g_path_get_basename (path);
  AttWalkKind kind;

  if (!att_walk_classify (name, &kind))
    return;
  if (kind == ATT_WALK_SHEET)
    {
      add_sheet (uris, path);
      return;
    }
  known = att_store_list_part_uris (self->store, path, NULL);
  if (known != NULL && known->len > 0)
    g_ptr_array_extend_and_steal (uris, g_steal_pointer (&known));
  else if (read && kind == ATT_WALK_AUDIO)
    add_parts (uris, path, NULL);
}

AttTags *
att_session_read_part (const char *uri)
{
  g_autofree char *path = att_part_file_path (uri);
  g_autoptr (GPtrArray) parts = path != NULL ? read_parts (path, NULL) : NULL;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      AttCuePart *part = g_ptr_array_index (parts, i);
      g_autofree char *own = uri_of (path, part);

      if (g_str_equal (strchr (own, '#'), strchr (uri, '#')))
        return g_steal_pointer (&part->tags);
    }
  return NULL;
}
