/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-playable.h"

#include <glib/gi18n-lib.h>

#include "att-part-source.h"
#include "att-part.h"

#define FRAGMENT "att-fragment" /* of the part that is to be played */

char *
att_playable_name (AttTrack *track)
{
  g_autofree char *path = track->uri != NULL ? att_part_file_path (track->uri) : NULL;

  return path != NULL ? g_filename_display_name (path) : g_strdup (track->uri != NULL ? track->uri : "");
}

/* @error: (transfer full): why; becomes one of ours, naming the track */
static void
return_error (GTask *task, GError *error)
{
  AttTrack *track = g_task_get_task_data (task);
  g_autofree char *name = att_playable_name (track);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_task_return_new_error (task, ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_NOT_FOUND,
                             _("Cannot play “%s”: it is not there"), name);
  else
    g_task_return_new_error (task, ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_FAILED, _("Cannot play “%s”: %s"), name,
                             error->message);
  g_error_free (error);
}

static void
file_queried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  const char *fragment = g_object_get_data (G_OBJECT (task), FRAGMENT);

  if (info == NULL)
    return_error (task, g_steal_pointer (&error));
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR) /* opening a pipe would wait for ever */
    return_error (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _("it is not a file")));
  else if (fragment != NULL)
    {
      g_autofree char *uri = g_file_get_uri (G_FILE (source)), *part = g_strconcat (uri, fragment, NULL);

      g_task_return_pointer (task, att_part_source_make_uri (part), g_free);
    }
  else
    g_task_return_pointer (task, g_file_get_uri (G_FILE (source)), g_free);
}

static void
look_at (GTask *task, const char *uri)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *file_uri = NULL;

  if (g_ascii_strncasecmp (uri, "file:", 5) != 0)
    {
      g_task_return_pointer (task, g_strdup (uri), g_free);
      return;
    }
  file_uri = att_part_file_uri (uri);
  if (att_part_of_uri (uri, NULL))
    g_object_set_data_full (G_OBJECT (task), FRAGMENT, g_strdup (strchr (uri, '#')), g_free);
  file = g_file_new_for_uri (file_uri);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           g_task_get_cancellable (task), file_queried_cb, g_object_ref (task));
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = att_resolver_resolve_finish (ATT_RESOLVER (source), result, &error);

  if (uri == NULL)
    return_error (task, g_steal_pointer (&error));
  else
    look_at (task, uri);
}

void
att_playable_uri_async (AttResolver *resolver, AttTrack *track, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, att_playable_uri_async);
  g_task_set_task_data (task, g_object_ref (track), g_object_unref);
  if (track->uri == NULL)
    return_error (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("it has no address")));
  else if (resolver != NULL)
    att_resolver_resolve_async (resolver, track->uri, cancellable, resolved_cb, g_object_ref (task));
  else
    look_at (task, track->uri);
}

char *
att_playable_uri_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
