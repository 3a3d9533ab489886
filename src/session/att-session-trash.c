/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Songs into the trash, and back; folders that are left out, and taken in
 * again. Their rows stay, as missing ones: what was heard, loved and rated
 * comes back with the file.
 */
#include "config.h"

#include "att-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "att-part.h"
#include "att-store-tracks.h"
#include "att-trash.h"

void
att_trashed_free (AttTrashed *self)
{
  g_ptr_array_unref (self->paths);
  g_free (self->problem);
  g_free (self);
}

static void
add_problem (AttTrashed *self, const GError *error)
{
  self->n_failed++;
  if (self->problem == NULL)
    self->problem = g_strdup (error->message);
}

/* are all songs that are in the file at @path among @tracks? */
static gboolean
has_all_parts (AttSession *self, GPtrArray *tracks, const char *path)
{
  g_autoptr (GPtrArray) parts = att_store_list_part_uris (self->store, path, NULL);
  g_autoptr (GHashTable) chosen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < tracks->len; i++)
    g_hash_table_add (chosen, ((AttTrack *) g_ptr_array_index (tracks, i))->uri);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    if (!g_hash_table_contains (chosen, g_ptr_array_index (parts, i)))
      return FALSE;
  return parts != NULL && parts->len > 0;
}

/* a part of a file cannot go without the rest of it */
static char *
path_of (AttSession *self, GPtrArray *tracks, AttTrack *track, GError **error)
{
  if (att_part_of_uri (track->uri, NULL))
    {
      g_autofree char *path = att_part_file_path (track->uri);

      if (path != NULL && has_all_parts (self, tracks, path))
        return g_steal_pointer (&path);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("“%s” is a part of a file that holds other songs too"),
                   att_track_get_title (track));
      return NULL;
    }
  return att_part_whole_path (track->uri, error);
}

static gpointer
put (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *tracks = data;
  AttTrashed *trashed = g_new0 (AttTrashed, 1);
  AttScanCounts counts = { 0 };

  trashed->paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < tracks->len; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autofree char *path = path_of (self, tracks, g_ptr_array_index (tracks, i), &local);

      if (path != NULL && g_ptr_array_find_with_equal_func (trashed->paths, path, g_str_equal, NULL))
        continue; /* another part of it was asked for before */
      if (path != NULL && att_trash_put (path, &local))
        g_ptr_array_add (trashed->paths, g_steal_pointer (&path));
      else
        add_problem (trashed, local);
    }
  if (trashed->paths->len > 0 && !att_store_mark_missing (self->store, trashed->paths, &counts, error))
    {
      att_trashed_free (trashed);
      return NULL;
    }
  return trashed;
}

void
att_session_trash_async (AttSession *self, GPtrArray *tracks, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_trash_async, put, g_ptr_array_ref (tracks), (GDestroyNotify) g_ptr_array_unref,
                   (GDestroyNotify) att_trashed_free, NULL, callback, user_data);
}

static gpointer
restore (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *paths = data;
  g_autoptr (GStrvBuilder) back = g_strv_builder_new ();
  AttTrashed *restored = g_new0 (AttTrashed, 1);

  restored->paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autoptr (GError) local = NULL;

      if (!att_trash_restore (path, &local))
        {
          add_problem (restored, local);
          continue;
        }
      g_ptr_array_add (restored->paths, g_strdup (path));
      g_strv_builder_add (back, path);
    }
  if (restored->paths->len > 0)
    {
      g_auto (GStrv) list = g_strv_builder_end (back);

      att_session_background_read (self, (const char *const *) list);
    }
  return restored;
}

void
att_session_untrash_async (AttSession *self, GPtrArray *paths, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_untrash_async, restore, g_ptr_array_ref (paths),
                   (GDestroyNotify) g_ptr_array_unref, (GDestroyNotify) att_trashed_free, NULL, callback, user_data);
}

AttTrashed *
att_session_trash_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- folders that are left out --- */

typedef struct {
  char *path;
  gboolean excluded;
} Exclusion;

static void
exclusion_free (gpointer data)
{
  g_free (((Exclusion *) data)->path);
  g_free (data);
}

static gpointer
exclude (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  const Exclusion *exclusion = data;
  g_autoptr (GPtrArray) roots = att_store_list_roots (self->store, error);
  const char *paths[] = { exclusion->path, NULL };
  gboolean inside = FALSE;

  if (roots == NULL)
    return NULL;
  for (guint i = 0; i < roots->len; i++)
    {
      const char *root = ((AttRoot *) g_ptr_array_index (roots, i))->path;

      inside |= g_str_has_prefix (exclusion->path, root) && exclusion->path[strlen (root)] == '/';
    }
  if (exclusion->excluded && !inside)
    {
      g_autofree char *name = g_filename_display_name (exclusion->path);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("%s is not inside a music folder"), name);
      return NULL;
    }
  if (!att_store_set_excluded (self->store, exclusion->path, exclusion->excluded, error))
    return NULL;
  att_session_background_scan (self, paths);
  return self; /* any pointer: it went well */
}

void
att_session_set_excluded_async (AttSession *self, const char *path, gboolean excluded, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Exclusion *exclusion = g_new (Exclusion, 1);

  *exclusion = (Exclusion){ g_canonicalize_filename (path, NULL), excluded };
  att_session_ask (self, att_session_set_excluded_async, exclude, exclusion, exclusion_free, NULL, NULL, callback,
                   user_data);
}

gboolean
att_session_set_excluded_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
