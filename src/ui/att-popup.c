/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-popup.h"

#include "att-now-playing.h"
#include "att-page.h"
#include "att-player-bar.h"
#include "att-track-list.h"

/* what a popover has around what is in it */
#define FRAME 20

/* what had the keyboard before, if it is still there */
static GtkWidget *
find_before (gpointer popover)
{
  g_autoptr (GtkWidget) before = g_weak_ref_get (g_object_get_data (popover, "att-focus"));

  return before && gtk_widget_get_mapped (before) ? before : NULL;
}

/* GTK 4.8 may still believe the pointer in a menu that has closed under it, and crashes when the window is laid out and
 * the menu's surface is gone: what takes no pointer makes it look again. And from a menu in a popover GTK 4.18 hands the
 * keyboard, after "closed", to what opened that popover. */
static gboolean
unparent_cb (gpointer popover)
{
  GtkWidget *before = find_before (popover);
  GtkNative *native = before ? gtk_widget_get_native (before) : NULL;

  if (GTK_IS_POPOVER (native))
    {
      GtkWidget *now = gtk_root_get_focus (gtk_widget_get_root (before));

      if (!now || gtk_widget_get_native (now) != native)
        gtk_widget_grab_focus (before);
    }
  gtk_widget_set_sensitive (popover, FALSE);
  if (gtk_widget_get_parent (popover))
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* The keyboard goes back to where it was. The chosen item is activated after "closed". */
static void
closed_cb (GtkWidget *popover)
{
  GtkWidget *before = find_before (popover);

  if (before)
    gtk_widget_grab_focus (before);
  g_signal_handlers_disconnect_by_func (popover, closed_cb, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover), g_object_unref);
}

/* GTK 4.8 leaves the focus in a submenu that was closed, and the window hears no key any more */
void
att_popup_return_focus (GtkMenuButton *button)
{
  g_signal_connect_object (gtk_menu_button_get_popover (button), "closed", G_CALLBACK (gtk_widget_grab_focus), button,
                           G_CONNECT_SWAPPED);
}

/* What the menu hangs on: not the row, which the list may throw away meanwhile, but what is around all that scrolls. Its
 * layout manager places popovers. */
static GtkWidget *
find_host (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);

  if (GTK_IS_POPOVER (native))
    return gtk_popover_get_child (GTK_POPOVER (native));
  for (GtkWidget *host = widget; host; host = gtk_widget_get_parent (host))
    if (ATT_IS_TRACK_LIST (host) || ATT_IS_PAGE (host) || ATT_IS_NOW_PLAYING (host) || ATT_IS_PLAYER_BAR (host))
      return host;
  return widget;
}

int
att_popup_measure (GtkWidget *popover)
{
  int height;

  /* itself it measures nothing while it is not shown */
  gtk_widget_measure (gtk_popover_get_child (GTK_POPOVER (popover)), GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL,
                      NULL);
  return height + 2 * FRAME;
}

/* of a place in @widget, down from the top of the window, whose popovers are surfaces of their own */
static double
depth_in_window (GtkWidget *widget, GtkWidget *root, double y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = gtk_native_get_surface (native);
  double unused, inside, frame, root_frame;

  if (!gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), 0, y, &unused, &inside))
    return 0;
  if (!GDK_IS_POPUP (surface))
    return inside;
  gtk_native_get_surface_transform (native, &unused, &frame);
  gtk_native_get_surface_transform (GTK_NATIVE (root), &unused, &root_frame);
  return inside + frame + gdk_popup_get_position_y (GDK_POPUP (surface)) - root_frame;
}

/* GTK opens a menu below a point, and leaves outside what has no room there: so it is moved up; and down, where the row of
 * the keyboard is scrolled out of sight. @y: in @widget; returns @hy so much changed. */
static double
keep_inside (GtkWidget *widget, GtkWidget *popover, double y, double hy)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
  double top = depth_in_window (widget, root, y);
  int room = gtk_widget_get_height (root) - att_popup_measure (popover);

  return hy + CLAMP (top, 0, MAX (room, 0)) - top;
}

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

void
att_popup_show (GtkWidget *widget, GtkWidget *popover, const GdkRectangle *at)
{
  GtkWidget *host = find_host (widget);
  double x = at ? at->x : gtk_widget_get_width (widget) / 2.0, y = at ? at->y : gtk_widget_get_height (widget) / 2.0;
  double hx, hy;
  GWeakRef *before = g_new0 (GWeakRef, 1);

  g_weak_ref_init (before, gtk_root_get_focus (gtk_widget_get_root (widget)));
  g_object_set_data_full (G_OBJECT (popover), "att-focus", before, weak_free);
  gtk_widget_set_parent (popover, host);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_translate_coordinates (widget, host, x, y, &hx, &hy);
  gtk_widget_set_halign (popover, hx < gtk_widget_get_width (host) / 2.0 ? GTK_ALIGN_START : GTK_ALIGN_END);
  hy = keep_inside (widget, popover, y, hy);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle) { (int) hx, (int) hy, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  /* a window that is closed beneath its menu; and a Wayland compositor may refuse to show one, which closes nothing */
  g_signal_connect_object (host, "destroy", G_CALLBACK (gtk_widget_unparent), popover, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static gboolean
popup_for (GtkWidget *widget, const GdkRectangle *at)
{
  AttPopupFunc func = (AttPopupFunc) g_object_get_data (G_OBJECT (widget), "att-popup");

  return func (widget, at);
}

GtkWidget *
att_popup_find (GtkWidget *widget, const char *key)
{
  if (g_object_get_data (G_OBJECT (widget), key))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = att_popup_find (child, key);

      if (found)
        return found;
    }
  return NULL;
}

/* what was pressed at @x, @y of @widget: itself, or the row of a table below that point */
static gboolean
popup_at (GtkWidget *widget, double x, double y)
{
  GtkWidget *marked = NULL;
  double mx, my;

  if (g_object_get_data (G_OBJECT (widget), "att-popup"))
    marked = widget;
  else
    for (GtkWidget *at = gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);
         at && at != widget && !GTK_IS_LIST_VIEW (at) && !marked; at = gtk_widget_get_parent (at))
      marked = att_popup_find (at, "att-popup");
  return marked && gtk_widget_translate_coordinates (widget, marked, x, y, &mx, &my) &&
         popup_for (marked, &(GdkRectangle) { (int) mx, (int) my, 1, 1 });
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  if (popup_at (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* The list around waits for the same finger to be lifted, and would play the song under the menu that has opened: it
 * sees the finger first, so that it is not enough to claim it here. */
static void
deny_above (GtkWidget *widget, GdkEventSequence *sequence)
{
  while ((widget = gtk_widget_get_parent (widget)))
    {
      g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

      for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
        {
          g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

          if (GTK_IS_GESTURE (controller) && gtk_gesture_handles_sequence (GTK_GESTURE (controller), sequence))
            gtk_gesture_set_sequence_state (GTK_GESTURE (controller), sequence, GTK_EVENT_SEQUENCE_DENIED);
        }
    }
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, gpointer data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (!popup_at (widget, x, y))
    return;
  deny_above (widget, gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture)));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

void
att_popup_attach_table (GtkWidget *table)
{
  GtkGesture *click = gtk_gesture_click_new (), *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), NULL);
  gtk_widget_add_controller (table, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed_cb), NULL);
  gtk_widget_add_controller (table, GTK_EVENT_CONTROLLER (press));
}

void
att_popup_mark (GtkWidget *cell, AttPopupFunc func)
{
  g_object_set_data (G_OBJECT (cell), "att-popup", (gpointer) func);
}

void
att_popup_attach (GtkWidget *widget, AttPopupFunc func)
{
  gboolean again = g_object_get_data (G_OBJECT (widget), "att-popup") != NULL;

  att_popup_mark (widget, func);
  if (!again)
    att_popup_attach_table (widget);
}

gboolean
att_popup_for_focus (GtkWidget *focus)
{
  /* a list's row, and the cells of a table's row, are parents of what has the menu */
  GtkWidget *marked = att_popup_find (focus, "att-popup");

  for (GtkWidget *widget = focus; widget && !marked; widget = gtk_widget_get_parent (widget))
    if (g_object_get_data (G_OBJECT (widget), "att-popup"))
      marked = widget;
  return marked && popup_for (marked, NULL);
}
