/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-trash.h"

#include <errno.h>
#include <gio/gunixmounts.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define INFO_GROUP "Trash Info"

gboolean
att_trash_put (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;

  if (g_file_trash (file, NULL, &local))
    return TRUE;
  /* TRANSLATORS: a file, and why it could not be moved to the trash */
  g_set_error (error, local->domain, local->code, _("%s could not be moved to the trash: %s"), name, local->message);
  return FALSE;
}

/* --- back --- */

typedef struct {
  char *file, *info; /* the thrown away file, and what was noted of it */
  char *date;
} Found;

static void
found_clear (Found *self)
{
  g_free (self->file);
  g_free (self->info);
  g_free (self->date);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

/* @top: what paths in the notes are relative to; NULL: none are */
static void
look_in (Found *found, const char *trash, const char *top, const char *path)
{
  g_autofree char *folder = g_build_filename (trash, "info", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr (GKeyFile) notes = g_key_file_new ();
      g_autofree char *info = g_build_filename (folder, name, NULL), *noted = NULL, *plain = NULL, *whole = NULL;
      g_autofree char *date = NULL, *own = NULL;

      if (!g_str_has_suffix (name, ".trashinfo") || !g_key_file_load_from_file (notes, info, 0, NULL))
        continue;
      noted = g_key_file_get_value (notes, INFO_GROUP, "Path", NULL);
      plain = noted != NULL ? g_uri_unescape_string (noted, NULL) : NULL;
      if (plain == NULL)
        continue;
      whole = *plain == '/' || top == NULL ? g_strdup (plain) : g_build_filename (top, plain, NULL);
      date = g_key_file_get_value (notes, INFO_GROUP, "DeletionDate", NULL);
      if (strcmp (whole, path) != 0 || (found->date != NULL && g_strcmp0 (date, found->date) < 0))
        continue;
      found_clear (found);
      own = g_strndup (name, strlen (name) - strlen (".trashinfo"));
      *found = (Found){ g_build_filename (trash, "files", own, NULL), g_steal_pointer (&info),
                        date != NULL ? g_steal_pointer (&date) : g_strdup ("") };
    }
}

static void
look_on_disk (Found *found, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *mine = g_strdup_printf ("%u", (guint) getuid ());
  g_autofree char *with_id = g_strconcat (".Trash-", mine, NULL), *shared = NULL, *own = NULL;
  g_autoptr (GUnixMountEntry) mount = NULL;
  const char *top;

  while (!g_file_test (folder, G_FILE_TEST_IS_DIR) && strlen (folder) > 1)
    {
      char *up = g_path_get_dirname (folder);

      g_free (folder);
      folder = up;
    }
  mount = g_unix_mount_for (folder, NULL);
  if (mount == NULL)
    return;
  top = g_unix_mount_get_mount_path (mount);
  shared = g_build_filename (top, ".Trash", mine, NULL);
  own = g_build_filename (top, with_id, NULL);
  look_in (found, shared, top, path);
  look_in (found, own, top, path);
}

/* (transfer full) (nullable): what the desktop's own service has of it */
static GFile *
find_in_service (const char *path)
{
  g_autoptr (GFile) trash = g_file_new_for_uri ("trash:///"), found = NULL;
  g_autoptr (GFileEnumerator) list = g_file_enumerate_children (
    trash, G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_TRASH_ORIG_PATH "," G_FILE_ATTRIBUTE_TRASH_DELETION_DATE,
    G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  g_autofree char *latest = NULL;
  GFileInfo *info;
  GFile *child;

  while (list != NULL && g_file_enumerator_iterate (list, &info, &child, NULL, NULL) && info != NULL)
    {
      const char *from = g_file_info_get_attribute_byte_string (info, G_FILE_ATTRIBUTE_TRASH_ORIG_PATH);
      const char *date = g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_TRASH_DELETION_DATE);

      if (g_strcmp0 (from, path) != 0 || (latest != NULL && g_strcmp0 (date, latest) < 0))
        continue;
      g_free (latest);
      latest = g_strdup (date);
      g_set_object (&found, child);
    }
  return g_steal_pointer (&found);
}

gboolean
att_trash_restore (const char *path, GError **error)
{
  g_autofree char *home = g_build_filename (g_get_user_data_dir (), "Trash", NULL);
  g_autofree char *name = g_filename_display_name (path), *folder = g_path_get_dirname (path);
  g_autoptr (GFile) from = NULL, to = g_file_new_for_path (path);
  g_autoptr (GError) local = NULL;
  g_auto (Found) found = { 0 };

  look_in (&found, home, NULL, path);
  if (found.file == NULL)
    look_on_disk (&found, path);
  from = found.file != NULL ? g_file_new_for_path (found.file) : find_in_service (path);
  if (from == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("%s could not be brought back: it is not in the trash"),
                   name);
      return FALSE;
    }
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      const int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), _("%s could not be brought back: %s"), name,
                   g_strerror (saved));
      return FALSE;
    }
  if (!g_file_move (from, to, G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, &local))
    {
      g_set_error (error, local->domain, local->code, _("%s could not be brought back: %s"), name, local->message);
      return FALSE;
    }
  if (found.info != NULL)
    g_unlink (found.info);
  return TRUE;
}
