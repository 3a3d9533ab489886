/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-window-queue.h"

#include <glib/gi18n-lib.h>

/* of a long list so many are in the queue, and the rest when these have played */
#define MAX_QUEUED 2000u

/* what Undo takes back: @items go where they were put, or come back to @positions (none: right after what plays) */
typedef struct {
  AttWindow *window; /* owns the toast that owns this */
  GPtrArray *items;  /* of AttQueueItem */
  GArray *positions; /* of int, upwards */
} Edit;

static Edit *
edit_new (AttWindow *window)
{
  Edit *edit = g_new (Edit, 1);

  *edit = (Edit){ window, g_ptr_array_new_with_free_func (g_object_unref), g_array_new (FALSE, FALSE, sizeof (int)) };
  return edit;
}

static void
edit_free (gpointer data, GClosure *closure)
{
  Edit *edit = data;

  g_ptr_array_unref (edit->items);
  g_array_unref (edit->positions);
  g_free (edit);
}

static AttPlayQueue *
queue_of (AttWindow *window)
{
  return att_session_get_queue (att_window_get_session (window));
}

int
att_queue_find_upcoming (AttPlayQueue *queue, guint64 serial)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));

  for (guint i = (guint) (att_play_queue_get_current (queue) + 1); i < n; i++)
    if (att_play_queue_get_item (queue, (int) i)->serial == serial)
      return (int) i;
  return -1;
}

/* --- playing --- */

typedef struct {
  AttWindow *window;
  GArray *ids;
  gboolean pressed;
} Start;

static void
start_free (Start *start)
{
  g_object_unref (start->window);
  g_array_unref (start->ids);
  g_free (start);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Start, start_free)

static void
starting_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Start) start = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);
  g_autoptr (GPtrArray) present = g_ptr_array_new_with_free_func (g_object_unref);

  if (!tracks)
    {
      att_window_toast (start->window, "%s", error->message);
      return;
    }
  for (guint i = 0; i < tracks->len; i++)
    if (!att_track_has (g_ptr_array_index (tracks, i), ATT_TRACK_MISSING))
      g_ptr_array_add (present, g_object_ref (g_ptr_array_index (tracks, i)));
  if (tracks->len > 0 && (present->len == 0 || (start->pressed && present->pdata[0] != tracks->pdata[0])))
    {
      att_window_toast (start->window, _("The file of “%s” is not there"), att_track_get_title (tracks->pdata[0]));
      return;
    }
  if (present->len == 0)
    return;
  att_session_play_tracks (ATT_SESSION (source), present, 0);
  att_session_follow_with (ATT_SESSION (source), start->ids, MAX_QUEUED);
}

void
att_window_play_ids (AttWindow *self, GArray *ids, gboolean pressed)
{
  Start *start = g_new (Start, 1);

  *start = (Start){ g_object_ref (self), g_array_ref (ids), pressed };
  att_session_get_tracks_async (att_window_get_session (self), (const AttTrackId *) (gpointer) ids->data,
                                MIN (ids->len, MAX_QUEUED), NULL, starting_cb, start);
}

void
att_window_play_shuffled (AttWindow *self, GPtrArray *tracks)
{
  for (guint i = tracks->len; i > 1; i--)
    {
      const guint j = (guint) g_random_int_range (0, (gint32) i);
      gpointer other = tracks->pdata[i - 1];

      tracks->pdata[i - 1] = tracks->pdata[j];
      tracks->pdata[j] = other;
    }
  if (tracks->len > 0)
    att_session_play_tracks (att_window_get_session (self), tracks, 0);
}

/* --- adding --- */

static void
undo_add_cb (Edit *edit)
{
  AttPlayQueue *queue = queue_of (edit->window);
  g_autoptr (GPtrArray) upcoming = g_ptr_array_new ();
  g_autoptr (GHashTable) added = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < edit->items->len; i++)
    g_hash_table_add (added, &ATT_QUEUE_ITEM (edit->items->pdata[i])->serial);
  for (int i = att_play_queue_get_current (queue) + 1; att_play_queue_get_item (queue, i); i++)
    if (g_hash_table_contains (added, &att_play_queue_get_item (queue, i)->serial))
      g_ptr_array_add (upcoming, att_play_queue_get_item (queue, i)); /* what has played meanwhile stays */
  att_play_queue_remove_items (queue, upcoming);
}

static void
add_tracks (AttWindow *self, GPtrArray *tracks, const char *name, gboolean next)
{
  AttSession *session = att_window_get_session (self);
  AttPlayQueue *queue = queue_of (self);
  int current = att_play_queue_get_current (queue), first;
  Edit *edit;

  if (tracks->len == 0)
    return;
  if (next)
    att_session_play_next (session, tracks);
  else
    att_session_play_later (session, tracks);
  if (current < 0) /* they play */
    return;
  first = current + 1 + (next ? 0 : (int) att_play_queue_get_n_own (queue) - (int) tracks->len);
  edit = edit_new (self);
  for (guint i = 0; i < tracks->len; i++)
    if (att_play_queue_get_item (queue, first + (int) i))
      g_ptr_array_add (edit->items, g_object_ref (att_play_queue_get_item (queue, first + (int) i)));
  if (!name && tracks->len > 1)
    {
      att_window_toast_undo (self, G_CALLBACK (undo_add_cb), edit, edit_free,
                             next ? ngettext ("%u song plays next", "%u songs play next", tracks->len)
                                  : ngettext ("%u song plays later", "%u songs play later", tracks->len), tracks->len);
      return;
    }
  if (!name)
    name = att_track_get_title (g_ptr_array_index (tracks, 0));
  att_window_toast_undo (self, G_CALLBACK (undo_add_cb), edit, edit_free,
                         next ? _("“%s” plays next") : _("“%s” plays later"), name);
}

void
att_window_play_next (AttWindow *self, GPtrArray *tracks, const char *name)
{
  add_tracks (self, tracks, name, TRUE);
}

void
att_window_play_later (AttWindow *self, GPtrArray *tracks, const char *name)
{
  add_tracks (self, tracks, name, FALSE);
}

/* --- taking out --- */

static void
undo_remove_cb (Edit *edit)
{
  AttPlayQueue *queue = queue_of (edit->window);

  if (edit->positions->len == 0)
    att_play_queue_insert_next (queue, edit->items);
  else
    att_play_queue_put_back_items (queue, edit->items, (const int *) (gpointer) edit->positions->data);
}

void
att_window_remove_upcoming (AttWindow *self, const guint64 *serials, guint n)
{
  AttPlayQueue *queue = queue_of (self);
  Edit *edit = edit_new (self);

  for (guint i = 0; i < n; i++)
    {
      int position = att_queue_find_upcoming (queue, serials[i]);

      if (position < 0)
        continue;
      g_array_append_val (edit->positions, position);
      g_ptr_array_add (edit->items, g_object_ref (att_play_queue_get_item (queue, position)));
    }
  att_play_queue_remove_items (queue, edit->items);
  if (edit->items->len == 0)
    edit_free (edit, NULL);
  else if (edit->items->len == 1)
    att_window_toast_undo (self, G_CALLBACK (undo_remove_cb), edit, edit_free, _("“%s” is out of the queue"),
                           att_track_get_title (ATT_QUEUE_ITEM (edit->items->pdata[0])->track));
  else
    att_window_toast_undo (self, G_CALLBACK (undo_remove_cb), edit, edit_free,
                           /* TRANSLATORS: songs that were to be played next, the radio's among them */
                           ngettext ("%u song is out of the queue", "%u songs are out of the queue", edit->items->len),
                           edit->items->len);
}

static void
clear_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  g_autoptr (GPtrArray) items = att_window_get_session (self) ? att_play_queue_clear_own (queue_of (self)) : NULL;
  Edit *edit;

  if (!items || items->len == 0)
    return;
  att_session_follow_with (att_window_get_session (self), NULL, 0);
  edit = edit_new (self);
  g_ptr_array_extend_and_steal (edit->items, g_steal_pointer (&items));
  att_window_toast_undo (self, G_CALLBACK (undo_remove_cb), edit, edit_free,
                         ngettext ("%u song is out of your queue", "%u songs are out of your queue", edit->items->len),
                         edit->items->len);
}

void
att_window_move_upcoming (AttWindow *self, guint64 serial, int to)
{
  AttPlayQueue *queue = queue_of (self);
  int from = att_queue_find_upcoming (queue, serial);

  if (from >= 0)
    att_play_queue_move (queue, from, to);
}

void
att_window_install_queue_actions (AttWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.clear-queue", NULL, clear_cb);
}
