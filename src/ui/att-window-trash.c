/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-window-trash.h"

#include <glib/gi18n-lib.h>

#include "att-part.h"

typedef struct {
  AttWindow *window; /* a reference only while the library is asked */
  char *name;
  GPtrArray *paths;
  GPtrArray *queued; /* of AttQueueItem: what stood in the queue, in its order, */
  GArray *positions; /* and where */
} Trash;

static void
trash_free (Trash *self)
{
  g_free (self->name);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_ptr_array_unref (self->queued);
  g_array_unref (self->positions);
  g_free (self);
}

static void
trash_closure_free (gpointer data, GClosure *closure)
{
  trash_free (data);
}

static gboolean
is_of (AttQueueItem *item, GHashTable *paths)
{
  g_autofree char *path = att_part_file_path (item->track->uri);

  return path && g_hash_table_contains (paths, path);
}

/* what is not there any more is not played: it leaves the queue, and where it plays, play goes on with the next */
static void
leave_queue (Trash *self)
{
  AttSession *session = att_window_get_session (self->window);
  AttPlayQueue *queue = att_session_get_queue (session);
  g_autoptr (GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));
  AttQueueItem *current = att_play_queue_get_current_item (queue);
  gboolean plays = FALSE;

  for (guint i = 0; i < self->paths->len; i++)
    g_hash_table_add (paths, g_ptr_array_index (self->paths, i));
  for (guint i = 0; i < n; i++)
    {
      AttQueueItem *item = att_play_queue_get_item (queue, (int) i);
      const int position = (int) i;

      if (!is_of (item, paths))
        continue;
      g_ptr_array_add (self->queued, g_object_ref (item));
      g_array_append_val (self->positions, position);
      plays |= item == current;
    }
  att_play_queue_remove_items (queue, self->queued);
  if (!plays)
    return;
  n = (guint) att_play_queue_get_current (queue);
  att_player_next (att_session_get_player (session));
  if (att_play_queue_get_current (queue) > (int) n)
    att_play_queue_remove (queue, (int) n);
}

typedef struct {
  AttWindow *window;
  GPtrArray *queued;
  GArray *positions;
} Restore;

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Restore *restore = data;
  g_autoptr (AttWindow) window = restore->window;
  g_autoptr (GPtrArray) queued = restore->queued;
  g_autoptr (GArray) positions = restore->positions;
  g_autoptr (GError) error = NULL;
  AttTrashed *restored = att_session_trash_finish (ATT_SESSION (source), result, &error);

  g_free (restore);
  if (restored && restored->paths->len > 0) /* where it stood, or as near as it may be now */
    att_play_queue_put_back_items (att_session_get_queue (ATT_SESSION (source)), queued,
                                   (const int *) (gpointer) positions->data);
  if (!restored || restored->problem)
    att_window_toast (window, "%s", restored ? restored->problem : error->message);
  g_clear_pointer (&restored, att_trashed_free);
}

static void
undo_cb (Trash *trash)
{
  Restore *restore = g_new (Restore, 1);

  *restore = (Restore){ g_object_ref (trash->window), g_ptr_array_ref (trash->queued), g_array_ref (trash->positions) };
  att_session_untrash_async (att_window_get_session (trash->window), trash->paths, restored_cb, restore);
}

static void
trashed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Trash *trash = data;
  g_autoptr (AttWindow) window = trash->window;
  g_autoptr (GError) error = NULL;
  AttTrashed *trashed = att_session_trash_finish (ATT_SESSION (source), result, &error);

  if (!trashed || trashed->paths->len == 0)
    {
      att_window_toast (window, "%s", trashed ? trashed->problem : error->message);
      trash_free (trash);
    }
  else
    {
      trash->paths = g_ptr_array_ref (trashed->paths);
      leave_queue (trash);
      if (trashed->n_failed > 0)
        att_window_toast_undo (window, G_CALLBACK (undo_cb), trash, trash_closure_free,
                               ngettext ("%u song was left where it is. %s", "%u songs were left where they are. %s",
                                         trashed->n_failed),
                               trashed->n_failed, trashed->problem);
      else if (trash->name)
        att_window_toast_undo (window, G_CALLBACK (undo_cb), trash, trash_closure_free, _("“%s” is in the trash"),
                               trash->name);
      else
        att_window_toast_undo (window, G_CALLBACK (undo_cb), trash, trash_closure_free,
                               ngettext ("%u song is in the trash", "%u songs are in the trash", trashed->paths->len),
                               trashed->paths->len);
    }
  g_clear_pointer (&trashed, att_trashed_free);
}

void
att_window_trash (AttWindow *self, GPtrArray *tracks, const char *name)
{
  Trash *trash = g_new0 (Trash, 1);

  trash->window = g_object_ref (self);
  trash->name = g_strdup (name);
  trash->queued = g_ptr_array_new_with_free_func (g_object_unref);
  trash->positions = g_array_new (FALSE, FALSE, sizeof (int));
  att_session_trash_async (att_window_get_session (self), tracks, trashed_cb, trash);
}
