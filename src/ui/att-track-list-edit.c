/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys of a list of tracks; and where its order is the listener's: dragging, menu, what is taken out.
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "att-track-list-private.h"

static guint
n_before (AttTrackList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->end_items[0]));
}

/* of the row's item among the items, or -1: it is header or footer */
static int
find_position (AttTrackList *self, GtkWidget *row)
{
  GtkListItem *item = g_object_get_data (G_OBJECT (row), "att-list-item");
  GObject *object = item ? gtk_list_item_get_item (item) : NULL;

  return object && ATT_IS_NOTED_TRACK (object) ? (int) (gtk_list_item_get_position (item) - n_before (self)) : -1;
}

/* the row that @widget is in, or that it is around; NULL */
static GtkWidget *
find_row (GtkWidget *widget)
{
  GtkWidget *child = widget ? gtk_widget_get_first_child (widget) : NULL;

  if (child && g_object_get_data (G_OBJECT (child), "att-list-item"))
    return child;
  while (widget && !g_object_get_data (G_OBJECT (widget), "att-list-item"))
    widget = gtk_widget_get_parent (widget);
  return widget;
}

/* --- actions --- */

static GtkBitset *
dup_selected_places (AttTrackList *self)
{
  g_autoptr (GtkBitset) all = gtk_selection_model_get_selection (gtk_list_view_get_model (self->view));
  GtkBitset *places = gtk_bitset_copy (all);

  gtk_bitset_shift_left (places, n_before (self));
  return places;
}

static void
edit_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttTrackList *self = ATT_TRACK_LIST (widget);
  int position = g_variant_get_int32 (parameter), n = (int) att_list_get_items (self->list)->len;
  gboolean out = g_str_equal (name, "songs.take-out");
  g_autoptr (GtkBitset) places = out && position < 0 ? dup_selected_places (self) : gtk_bitset_new_empty ();

  if (position < 0 && gtk_bitset_get_size (places) < 2)
    {
      GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
      GtkWidget *row = focus && gtk_widget_is_ancestor (focus, widget) ? find_row (focus) : NULL;

      position = row ? find_position (self, row) : -1;
    }
  if (out && position >= 0)
    {
      gtk_bitset_remove_all (places);
      gtk_bitset_add (places, (guint) position);
    }
  if (out)
    {
      gtk_bitset_remove_range (places, (guint) n, G_MAXUINT - (guint) n);
      if (!gtk_bitset_is_empty (places))
        g_signal_emit_by_name (self, "take-out", places);
      return;
    }
  if (position < 0 || position >= n)
    return;
  if (g_str_equal (name, "songs.move-up") && position > 0)
    g_signal_emit_by_name (self, "move", (guint) position, (guint) position - 1);
  else if (g_str_equal (name, "songs.move-down") && position + 1 < n)
    g_signal_emit_by_name (self, "move", (guint) position, (guint) position + 1);
}

void
att_track_list_install_edit (GtkWidgetClass *klass)
{
  /* a menu tells the last of them */
  static const guint up[] = { GDK_KEY_KP_Up, GDK_KEY_Up }, down[] = { GDK_KEY_KP_Down, GDK_KEY_Down };
  static const guint out[] = { GDK_KEY_KP_Delete, GDK_KEY_Delete };

  gtk_widget_class_install_action (klass, "songs.move-up", "i", edit_cb);
  gtk_widget_class_install_action (klass, "songs.move-down", "i", edit_cb);
  gtk_widget_class_install_action (klass, "songs.take-out", "i", edit_cb);
  for (guint i = 0; i < G_N_ELEMENTS (up); i++)
    {
      gtk_widget_class_add_binding_action (klass, up[i], GDK_ALT_MASK, "songs.move-up", "i", -1);
      gtk_widget_class_add_binding_action (klass, down[i], GDK_ALT_MASK, "songs.move-down", "i", -1);
      gtk_widget_class_add_binding_action (klass, out[i], 0, "songs.take-out", "i", -1);
    }
}

void
att_track_list_set_editable (AttTrackList *self, gboolean editable)
{
  g_return_if_fail (ATT_IS_TRACK_LIST (self));

  self->editable = editable;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "songs.move-up", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "songs.move-down", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "songs.take-out", editable);
}

void
att_track_list_add_menu (GtkWidget *widget, GMenu *menu)
{
  GtkWidget *list = gtk_widget_get_ancestor (widget, ATT_TYPE_TRACK_LIST), *row = find_row (widget);
  AttTrackList *self = list ? ATT_TRACK_LIST (list) : NULL;
  int position = self && self->editable && row ? find_position (self, row) : -1;
  static const struct { const char *label, *action; } entries[] = {
    { N_("Move up"), "songs.move-up" },
    { N_("Move down"), "songs.move-down" },
    { N_("Take out of the playlist"), "songs.take-out" },
  };
  g_autoptr (GMenu) section = g_menu_new ();

  if (position < 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autofree char *action = g_strdup_printf ("%s(%d)", entries[i].action, position);

      g_menu_append (section, _(entries[i].label), action);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* --- focus --- */

typedef struct {
  AttTrackList *list;
  guint position;
  int tries;
} Focus;

static gboolean
focus_cb (gpointer data)
{
  Focus *focus = data;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (focus->list->view)); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);

      GtkListItem *item = row ? g_object_get_data (G_OBJECT (row), "att-list-item") : NULL;

      if (item && gtk_widget_get_mapped (row) && gtk_list_item_get_position (item) == focus->position + n_before (focus->list))
        {
          gtk_widget_grab_focus (child);
          return G_SOURCE_REMOVE;
        }
    }
  return focus->tries-- > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
focus_free (gpointer data)
{
  Focus *focus = data;

  g_object_unref (focus->list);
  g_free (focus);
}

/* @seen: the place that is scrolled to first, among all rows; the item is scrolled to by having the focus */
static void
focus_soon (AttTrackList *self, guint position, guint seen)
{
  Focus *focus = g_new (Focus, 1);

  *focus = (Focus){ g_object_ref (self), position, 10 };
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", seen);
  g_timeout_add_full (G_PRIORITY_DEFAULT, 16, focus_cb, focus, focus_free);
}

void
att_track_list_focus (AttTrackList *self, guint position)
{
  g_return_if_fail (ATT_IS_TRACK_LIST (self));

  if (self->view && position < att_list_get_items (self->list)->len)
    focus_soon (self, position, position + n_before (self));
}

/* --- Home and End --- */

/* a song, or what is opened as songs are: no heading, nor what stands before and after all */
static gboolean
is_entry (AttTrackList *self, guint i)
{
  return !GTK_IS_STRING_OBJECT (g_ptr_array_index (att_list_get_items (self->list), i));
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, AttTrackList *self)
{
  gboolean home = keyval == GDK_KEY_Home || keyval == GDK_KEY_KP_Home;
  gboolean end = keyval == GDK_KEY_End || keyval == GDK_KEY_KP_End;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list)), i = home ? 0 : n - 1;

  state &= gtk_accelerator_get_default_mod_mask ();
  if ((!home && !end) || n == 0 || (state & ~GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  while (!is_entry (self, i) && (home ? i + 1 < n : i > 0))
    i += home ? 1 : -1u;
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.select-item", "(ubb)", i + n_before (self), FALSE,
                              (state & GDK_SHIFT_MASK) != 0);
  focus_soon (self, i, home ? 0 : i + n_before (self));
  return GDK_EVENT_STOP;
}

void
att_track_list_add_keys (AttTrackList *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* before the list's own, for which what stands above it is its first row; after what a row's stars make of it */
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

/* --- dragging --- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, AttTrackList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  if (!self->editable || find_position (self, row) < 0)
    return NULL;
  return gdk_content_provider_new_typed (
    ATT_TYPE_NOTED_TRACK, gtk_list_item_get_item (g_object_get_data (G_OBJECT (row), "att-list-item")));
}

/* what is carried is the row as it was, on ground of its own */
static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, AttTrackList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (adw_clamp_get_child (ADW_CLAMP (row)));
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (picture);
  GtkWidget *card = gtk_picture_new_for_paintable (image);

  gtk_widget_add_css_class (card, "queue-card");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), card);
  gdk_drag_set_hotspot (drag, 24, gtk_widget_get_height (row) / 2);
  gtk_widget_add_css_class (row, "dragged");
}

static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean delete_data, AttTrackList *self)
{
  gtk_widget_remove_css_class (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source)), "dragged");
}

static void
show_place (GtkWidget *row, int side)
{
  gtk_widget_remove_css_class (row, "drop-before");
  gtk_widget_remove_css_class (row, "drop-after");
  if (side != 0)
    gtk_widget_add_css_class (row, side < 0 ? "drop-before" : "drop-after");
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, AttTrackList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  if (!self->editable || find_position (self, row) < 0)
    return 0;
  show_place (row, y < gtk_widget_get_height (row) / 2.0 ? -1 : 1);
  return GDK_ACTION_MOVE;
}

static void
leave_cb (GtkDropTarget *target, AttTrackList *self)
{
  show_place (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)), 0);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, AttTrackList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  int to = find_position (self, row);
  guint from;

  show_place (row, 0);
  if (to < 0 || !g_ptr_array_find (att_list_get_items (self->list), g_value_get_object (value), &from))
    return FALSE;
  if (y >= gtk_widget_get_height (row) / 2.0)
    to++;
  if (to > (int) from)
    to--;
  if (to != (int) from)
    g_signal_emit_by_name (self, "move", from, (guint) to);
  return TRUE;
}

void
att_track_list_add_drag (AttTrackList *self, GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (ATT_TYPE_NOTED_TRACK, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  g_signal_connect_object (source, "drag-end", G_CALLBACK (drag_end_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "enter", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}
