/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-queue-view.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-format.h"
#include "att-keys.h"
#include "att-popup.h"
#include "att-queue-drag.h"
#include "att-queue-place.h"
#include "att-queue-row.h"
#include "att-rating.h"
#include "att-track-row.h"
#include "att-window-queue.h"

#define MAX_SHOWN 60
/* more than this at once is another plan, not a step: no motion */
#define MAX_MOVING 4

struct _AttQueueView
{
  GtkWidget parent_instance;

  AttSession *session;
  AttPlayQueue *queue;
  GtkWidget *box;
  GtkListBox *list;
  GtkLabel *rest;
  gboolean narrow;
  gboolean empty;
  guint update_id;
  guint64 focus_serial; /* gets the focus when the list has been updated; 0: none */
};

enum { PROP_NARROW = 1, PROP_EMPTY, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttQueueView, att_queue_view, GTK_TYPE_WIDGET)

static void
left_cb (GtkRevealer *revealer, GParamSpec *pspec, AttQueueView *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (revealer));

  if (!gtk_revealer_get_child_revealed (revealer) && row)
    gtk_list_box_remove (self->list, row);
}

static void
leave (AttQueueView *self, GtkListBoxRow *row, gboolean moving)
{
  GtkWidget *revealer = gtk_list_box_row_get_child (row);

  if (!moving || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !gtk_revealer_get_child_revealed (GTK_REVEALER (revealer)))
    {
      gtk_list_box_remove (self->list, GTK_WIDGET (row));
      return;
    }
  att_queue_row_set_leaving (row);
  gtk_list_box_unselect_row (self->list, row);
  g_signal_connect_object (revealer, "notify::child-revealed", G_CALLBACK (left_cb), self, 0);
  att_queue_row_reveal (row, FALSE, TRUE);
}

/* the first row at or after @index that stays, and its index */
static GtkListBoxRow *
staying_row (AttQueueView *self, int *index)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, *index)) && att_queue_row_is_leaving (row))
    (*index)++;
  return row;
}

/* --- headings: only where there is something to tell apart --- */

static GtkWidget *
make_heading (const char *text, gboolean with_clear)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "hexpand", TRUE, NULL));
  if (with_clear)
    {
      GtkWidget *clear = gtk_button_new_with_label (_("Clear"));

      gtk_actionable_set_action_name (GTK_ACTIONABLE (clear), "win.clear-queue");
      att_accessible_name (clear, _("Clear your queue"));
      gtk_widget_add_css_class (clear, "flat");
      gtk_box_append (GTK_BOX (box), clear);
    }
  gtk_widget_add_css_class (box, "queue-heading");
  return box;
}

static void
heading_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  gboolean own = att_queue_item_is_own (att_queue_row_get_item (row));
  const char *text = own ? _("Your queue") : _("Then the radio");
  GtkWidget *heading = gtk_list_box_row_get_header (row);

  if (before ? att_queue_item_is_own (att_queue_row_get_item (before)) == own : !own)
    gtk_list_box_row_set_header (row, NULL);
  else if (!heading || g_object_get_data (G_OBJECT (heading), "att-own") != GINT_TO_POINTER (own))
    {
      heading = make_heading (text, own);
      g_object_set_data (G_OBJECT (heading), "att-own", GINT_TO_POINTER (own));
      gtk_list_box_row_set_header (row, heading);
    }
}

/* --- following the queue --- */

/* the row that has the keyboard, or something in it has; NULL */
static GtkListBoxRow *
focused_row (AttQueueView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;

  if (!row || !gtk_widget_is_ancestor (row, GTK_WIDGET (self->list)) ||
      att_queue_row_is_leaving (GTK_LIST_BOX_ROW (row)))
    return NULL;
  return GTK_LIST_BOX_ROW (row);
}

/* The radio has planned anew, and makes new items: a song that is still to come keeps its row, and with it the
 * keyboard. @upcoming: serial, item; of those that have no row yet. */
static gboolean
adopt (AttQueueView *self, GtkListBoxRow *row, GHashTable *upcoming)
{
  const AttTrackId id = att_queue_row_get_item (row)->track->id;
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, upcoming);
  while (id != 0 && g_hash_table_iter_next (&iter, NULL, &item))
    if (ATT_QUEUE_ITEM (item)->track->id == id)
      {
        att_queue_row_show (row, self->session, item);
        g_hash_table_iter_remove (&iter);
        return TRUE;
      }
  return FALSE;
}

/* the row that moves up to @index */
static void
move_row (AttQueueView *self, GtkListBoxRow *row, int index)
{
  const gboolean selected = gtk_list_box_row_is_selected (row);

  g_object_ref (row);
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_list_box_insert (self->list, GTK_WIDGET (row), index);
  if (selected)
    gtk_list_box_select_row (self->list, row);
  g_object_unref (row);
}

/* The keyboard stays on its song; where that has gone, on what is in its place (@index, among rows that stay). */
static void
keep_focus (AttQueueView *self, GtkListBoxRow *focused, int index, AttQueuePlace place)
{
  GtkListBoxRow *heir = NULL, *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    {
      if (att_queue_row_is_leaving (row))
        continue;
      if (self->focus_serial ? att_queue_row_get_item (row)->serial == self->focus_serial : row == focused)
        {
          heir = row;
          break;
        }
      if (index-- >= 0)
        heir = row;
    }
  if (heir)
    att_queue_place_keep (place, heir);
}

static void
show_rest (AttQueueView *self, guint n_more)
{
  g_autofree char *text = n_more > 0 ? g_strdup_printf (ngettext ("and %u more", "and %u more", n_more), n_more) : NULL;

  gtk_label_set_text (self->rest, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->rest), text != NULL);
}

static gboolean
update_cb (gpointer data)
{
  AttQueueView *self = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));
  guint first = (guint) (att_play_queue_get_current (self->queue) + 1);
  g_autoptr (GHashTable) upcoming = g_hash_table_new (g_int64_hash, g_int64_equal); /* serial, item: without a row */
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();
  GtkListBoxRow *row = focused_row (self);
  g_autoptr (GtkListBoxRow) focused = row ? g_object_ref (row) : NULL;
  const AttQueuePlace place = att_queue_place_of (GTK_WIDGET (self->list), self->focus_serial ? NULL : focused);
  gboolean moving;
  int index = 0, focus_index = -1;

  self->update_id = 0;
  show_rest (self, n > first + MAX_SHOWN ? n - first - MAX_SHOWN : 0);
  n = MIN (n, first + MAX_SHOWN);
  for (guint i = first; i < n; i++)
    {
      AttQueueItem *item = att_play_queue_get_item (self->queue, (int) i);

      g_hash_table_insert (upcoming, &item->serial, item);
    }
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    {
      if (row == focused)
        focus_index = index;
      if (att_queue_row_is_leaving (row))
        continue;
      index++;
      if (!g_hash_table_remove (upcoming, &att_queue_row_get_item (row)->serial))
        g_ptr_array_add (gone, row);
    }
  for (guint i = gone->len; i > 0; i--)
    if (adopt (self, gone->pdata[i - 1], upcoming))
      g_ptr_array_remove_index (gone, i - 1);
  moving = gone->len <= MAX_MOVING && g_hash_table_size (upcoming) <= MAX_MOVING;
  for (guint i = 0; i < gone->len; i++)
    leave (self, g_ptr_array_index (gone, i), moving);

  index = 0;
  for (guint i = first; i < n; i++)
    {
      AttQueueItem *item = att_play_queue_get_item (self->queue, (int) i);

      row = staying_row (self, &index);
      if (!row || att_queue_row_get_item (row)->serial != item->serial)
        {
          GtkListBoxRow *other = NULL;

          for (int j = index + 1; row && (other = gtk_list_box_get_row_at_index (self->list, j)); j++)
            if (!att_queue_row_is_leaving (other) && att_queue_row_get_item (other)->serial == item->serial)
              break;
          if (other)
            {
              move_row (self, other, index);
              att_queue_row_show (other, self->session, item);
            }
          else
            {
              other = att_queue_row_new (self->session, item, self->narrow);
              gtk_list_box_insert (self->list, GTK_WIDGET (other), index);
              att_queue_row_reveal (other, TRUE, moving && gtk_widget_get_mapped (GTK_WIDGET (self)));
            }
        }
      else
        att_queue_row_show (row, self->session, item);
      index++;
    }
  gtk_list_box_invalidate_headers (self->list);
  if (focused || self->focus_serial)
    keep_focus (self, focused, focus_index, place);
  self->focus_serial = 0;
  if (self->empty != (first >= n))
    {
      self->empty = first >= n;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EMPTY]);
    }
  return G_SOURCE_REMOVE;
}

/* a step of the queue is several changes in a row: they are shown together */
static void
queue_update (AttQueueView *self)
{
  if (self->update_id == 0 && self->queue)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_cb, self, NULL);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, AttQueueView *self)
{
  int position = att_queue_find_upcoming (self->queue, att_queue_row_get_item (row)->serial);

  if (position >= 0)
    att_player_jump (att_session_get_player (self->session), position);
}

/* --- the listener's hand --- */

/* of the rows that are selected, if there are several, as they come after each other; else of @row (nullable) alone */
static GArray *
dup_selected (AttQueueView *self, GtkListBoxRow *row)
{
  g_autoptr (GList) rows = gtk_list_box_get_selected_rows (self->list);
  GArray *serials = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (GList *link = rows; rows && rows->next && link; link = link->next)
    g_array_append_val (serials, att_queue_row_get_item (link->data)->serial);
  if (serials->len == 0 && row)
    g_array_append_val (serials, att_queue_row_get_item (row)->serial);
  return serials;
}

/* the nearest row that stays, from @index on in steps of @step; NULL */
static GtkListBoxRow *
find_heir (AttQueueView *self, int index, int step, const GArray *serials)
{
  for (GtkListBoxRow *row; index >= 0 && (row = gtk_list_box_get_row_at_index (self->list, index)); index += step)
    {
      gboolean goes = att_queue_row_is_leaving (row);

      for (guint i = 0; i < serials->len && !goes; i++)
        goes = g_array_index (serials, guint64, i) == att_queue_row_get_item (row)->serial;
      if (!goes)
        return row;
    }
  return NULL;
}

/* the focus goes to what is in its place then */
static void
remove_selected (AttQueueView *self)
{
  GtkListBoxRow *row = focused_row (self), *heir = NULL;
  g_autoptr (GArray) serials = dup_selected (self, row);
  int index = row ? gtk_list_box_row_get_index (row) : 0;

  heir = find_heir (self, index, 1, serials);
  if (!heir)
    heir = find_heir (self, index, -1, serials);
  self->focus_serial = row && heir ? att_queue_row_get_item (heir)->serial : 0;
  att_window_remove_upcoming (att_window_of (GTK_WIDGET (self)), (const guint64 *) (gpointer) serials->data, serials->len);
}

/* the focus stays on what moved */
static void
move_focused (AttQueueView *self, int step)
{
  GtkListBoxRow *row = focused_row (self);
  int position = row ? att_queue_find_upcoming (self->queue, att_queue_row_get_item (row)->serial) : -1;

  if (position < 0)
    return;
  self->focus_serial = att_queue_row_get_item (row)->serial;
  att_window_move_upcoming (att_window_of (GTK_WIDGET (self)), self->focus_serial, position + step);
}

static void
edit_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (g_str_equal (name, "queue.remove"))
    remove_selected (ATT_QUEUE_VIEW (widget));
  else
    move_focused (ATT_QUEUE_VIEW (widget), g_str_equal (name, "queue.move-up") ? -1 : 1);
}

/* several that are selected are so no more; else the key is the window's */
static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  AttQueueView *self = ATT_QUEUE_VIEW (widget);
  g_autoptr (GArray) serials = dup_selected (self, NULL);

  gtk_list_box_unselect_all (self->list);
  return serials->len > 0;
}

/* what is selected with Shift begins where the keyboard is */
static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, AttQueueView *self)
{
  GtkListBoxRow *row = focused_row (self);
  g_autoptr (GList) rows = gtk_list_box_get_selected_rows (self->list);

  if ((state & GDK_SHIFT_MASK) && keyval != GDK_KEY_ISO_Left_Tab && row && !rows)
    gtk_list_box_select_row (self->list, row);
  return GDK_EVENT_PROPAGATE;
}

/* a finger's tap plays, as a double click does */
static void
tapped_cb (GtkGestureClick *gesture, int n_press, double x, double y, AttQueueView *self)
{
  GtkListBoxRow *row = n_press == 1 ? gtk_list_box_get_row_at_y (self->list, (int) y) : NULL;
  GtkWidget *at = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);
  GtkWidget *rating = at ? gtk_widget_get_ancestor (at, ATT_TYPE_RATING) : NULL;

  if (!row || !at || gtk_widget_get_ancestor (at, GTK_TYPE_BUTTON) ||
      (rating && att_rating_takes (ATT_RATING (rating), GTK_GESTURE (gesture))))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  activated_cb (self->list, row, self);
}

/* in a popover the keys of the window do nothing */
static void
menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (focus)
    att_popup_for_focus (focus);
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  remove_selected (self);
}

gboolean
att_queue_view_popup (GtkWidget *widget, const GdkRectangle *at)
{
  static const GActionEntry entries[] = { { "remove", remove_cb } };
  GtkWidget *self = gtk_widget_get_ancestor (widget, ATT_TYPE_QUEUE_VIEW), *popover;
  GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);
  g_autoptr (GArray) serials = self ? dup_selected (ATT_QUEUE_VIEW (self), NULL) : NULL;
  g_autoptr (GMenu) menu = NULL, section = NULL;
  g_autoptr (GSimpleActionGroup) group = NULL;
  g_autofree char *title = NULL;

  if (!serials || serials->len == 0 || !row || !gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (row)))
    return FALSE;
  title = g_strdup_printf (ngettext ("%u selected", "%u selected", serials->len), serials->len);
  menu = g_menu_new ();
  section = g_menu_new ();
  g_menu_append (section, _("Take out of the queue"), "selected.remove");
  g_menu_append_section (menu, title, G_MENU_MODEL (section));
  group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_insert_action_group (popover, "selected", G_ACTION_GROUP (group));
  att_popup_show (widget, popover, at);
  return TRUE;
}

/* @item was dropped before (FALSE: after) the one that @row shows */
static void
dropped_cb (AttQueueItem *item, GtkListBoxRow *row, gboolean before, gpointer data)
{
  AttQueueView *self = data;
  int from = att_queue_find_upcoming (self->queue, item->serial);
  int to = att_queue_find_upcoming (self->queue, att_queue_row_get_item (row)->serial) + (before ? 0 : 1);

  if (from < 0)
    return;
  self->focus_serial = item->serial;
  att_window_move_upcoming (att_window_of (GTK_WIDGET (self)), item->serial, to > from ? to - 1 : to);
}

/* the first song, not the button that clears them */
void
att_queue_view_focus (AttQueueView *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
att_queue_view_map (GtkWidget *widget)
{
  gtk_list_box_unselect_all (ATT_QUEUE_VIEW (widget)->list);
  GTK_WIDGET_CLASS (att_queue_view_parent_class)->map (widget);
  if (gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER))
    att_queue_view_focus (ATT_QUEUE_VIEW (widget));
}

static void
att_queue_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttQueueView *self = ATT_QUEUE_VIEW (object);

  g_value_set_boolean (value, prop_id == PROP_EMPTY ? self->empty : self->narrow);
}

static void
att_queue_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AttQueueView *self = ATT_QUEUE_VIEW (object);
  GtkListBoxRow *row;

  self->narrow = g_value_get_boolean (value);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    att_queue_row_set_narrow (row, self->narrow);
}

static void
att_queue_view_dispose (GObject *object)
{
  AttQueueView *self = ATT_QUEUE_VIEW (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->queue);
  g_clear_object (&self->session);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (att_queue_view_parent_class)->dispose (object);
}

static void
att_queue_view_class_init (AttQueueViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_queue_view_get_property;
  object_class->set_property = att_queue_view_set_property;
  object_class->dispose = att_queue_view_dispose;
  widget_class->map = att_queue_view_map;
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_EMPTY] =
    g_param_spec_boolean ("empty", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-queue-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AttQueueView, box);
  gtk_widget_class_bind_template_child (widget_class, AttQueueView, list);
  gtk_widget_class_bind_template_child (widget_class, AttQueueView, rest);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "queue.move-up", NULL, edit_cb);
  gtk_widget_class_install_action (widget_class, "queue.move-down", NULL, edit_cb);
  gtk_widget_class_install_action (widget_class, "queue.remove", NULL, edit_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "queue.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "queue.move-down", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "queue.remove", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_install_action (widget_class, "queue.menu", NULL, menu_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "queue.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "queue.menu", NULL);
}

static void
att_queue_view_init (AttQueueView *self)
{
  GtkGesture *tap = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->empty = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  att_keys_leave_by_tab (GTK_WIDGET (self->list));
  gtk_list_box_set_header_func (self->list, heading_cb, NULL, NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (tap), TRUE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (tap), GTK_PHASE_CAPTURE);
  g_signal_connect (tap, "released", G_CALLBACK (tapped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (tap));
  att_queue_drag_add_target (self->list, dropped_cb, self);
}

void
att_queue_view_set_session (AttQueueView *self, AttSession *session)
{
  g_return_if_fail (ATT_IS_QUEUE_VIEW (self));

  if (!g_set_object (&self->session, session))
    return;
  g_set_object (&self->queue, att_session_get_queue (session));
  g_signal_connect_object (self->queue, "items-changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "notify::current", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  queue_update (self);
}
