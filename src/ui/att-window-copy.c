/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-window-copy.h"

#include <glib/gi18n-lib.h>

#include "att-part.h"

/* What file managers look for before a plain list of files: their addresses, one a line, below a word that tells a copy from
 * a cut. */
#define COPIED_FILES "x-special/gnome-copied-files"

typedef struct {
  GPtrArray *tracks;
  guint n_files;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_ptr_array_unref (copy->tracks);
  g_free (copy);
}

/* in a thread: a whole library takes a third of a second */
static void
collect (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Copy *copy = data;
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) text = g_string_new ("copy");
  g_autoptr (GBytes) bytes = NULL;
  g_autoslist (GFile) files = NULL;

  for (guint i = 0; i < copy->tracks->len; i++)
    {
      char *path = att_part_file_path (((AttTrack *) g_ptr_array_index (copy->tracks, i))->uri);
      g_autofree char *uri = NULL;

      if (!path || !g_hash_table_add (paths, path))
        continue;
      files = g_slist_prepend (files, g_file_new_for_path (path));
      uri = g_file_get_uri (files->data);
      g_string_append_printf (text, "\n%s", uri);
    }
  copy->n_files = g_hash_table_size (paths);
  files = g_slist_reverse (files);
  bytes = g_bytes_new (text->str, text->len);
  g_task_return_pointer (task,
                         gdk_content_provider_new_union (
                           (GdkContentProvider *[]){ gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files),
                                                     gdk_content_provider_new_for_bytes (COPIED_FILES, bytes) },
                           2),
                         g_object_unref);
}

static void
collected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttWindow *window = ATT_WINDOW (source);
  g_autoptr (GdkContentProvider) provider = g_task_propagate_pointer (G_TASK (result), NULL);
  guint n = ((Copy *) g_task_get_task_data (G_TASK (result)))->n_files;

  if (n == 0)
    {
      att_window_toast (window, "%s", _("None of it is a file of this computer"));
      return;
    }
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (window)), provider);
  att_window_toast (
    window, ngettext ("%u file is copied: paste it in a folder", "%u files are copied: paste them in a folder", n), n);
}

void
att_window_copy_files (AttWindow *self, GPtrArray *tracks)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, collected_cb, NULL);
  Copy *copy = g_new (Copy, 1);

  *copy = (Copy){ g_ptr_array_ref (tracks), 0 };
  g_task_set_task_data (task, copy, copy_free);
  g_task_run_in_thread (task, collect);
}
