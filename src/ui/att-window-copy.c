/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-window-copy.h"

#include <glib/gi18n-lib.h>

#include "att-part.h"

/* What file managers look for before a plain list of files: their addresses, one a line, below a word that tells a copy from
 * a cut. */
#define COPIED_FILES "x-special/gnome-copied-files"

void
att_window_copy_files (AttWindow *self, GPtrArray *tracks)
{
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) text = g_string_new ("copy");
  g_autoptr (GdkContentProvider) provider = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoslist (GFile) files = NULL;

  for (guint i = 0; i < tracks->len; i++)
    {
      char *path = att_part_file_path (((AttTrack *) g_ptr_array_index (tracks, i))->uri);
      GFile *file;
      g_autofree char *uri = NULL;

      if (!path || !g_hash_table_add (paths, path))
        continue;
      file = g_file_new_for_path (path);
      uri = g_file_get_uri (file);
      files = g_slist_prepend (files, file);
      g_string_append_printf (text, "\n%s", uri);
    }
  if (!files)
    {
      att_window_toast (self, "%s", _("None of it is a file of this computer"));
      return;
    }
  files = g_slist_reverse (files);
  bytes = g_bytes_new (text->str, text->len);
  provider = gdk_content_provider_new_union (
    (GdkContentProvider *[]){ gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files),
                              gdk_content_provider_new_for_bytes (COPIED_FILES, bytes) },
    2);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), provider);
  att_window_toast (self,
                    ngettext ("%u file is copied: paste it in a folder", "%u files are copied: paste them in a folder",
                              g_hash_table_size (paths)),
                    g_hash_table_size (paths));
}
