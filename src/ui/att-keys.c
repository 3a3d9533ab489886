/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-keys.h"

/* frames until a row that was scrolled to is there */
#define MAX_FRAMES 10

static const char *const end_keys[] = { "att-keys-header", "att-keys-footer" };

typedef struct {
  GtkDirectionType direction;
  guint frames;
} Wait;

static gboolean
end_shown_cb (GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  Wait *wait = data;
  GtkWidget *end = g_object_get_data (G_OBJECT (list), end_keys[wait->direction == GTK_DIR_TAB_FORWARD]);

  if (end && gtk_widget_get_mapped (end))
    {
      gtk_widget_child_focus (end, wait->direction);
      return G_SOURCE_REMOVE;
    }
  return end && ++wait->frames < MAX_FRAMES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
has_control (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_sensitive (widget))
    return FALSE;
  if (gtk_widget_get_focusable (widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (has_control (child))
      return TRUE;
  return FALSE;
}

static gboolean
go_to_end (GtkWidget *list, GtkDirectionType direction)
{
  gboolean last = direction == GTK_DIR_TAB_FORWARD;
  GtkWidget *end = g_object_get_data (G_OBJECT (list), end_keys[last]);
  Wait *wait;

  if (!end || !has_control (end))
    return FALSE;
  gtk_widget_activate_action (list, "list.scroll-to-item", "u",
                              last ? g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)))) - 1
                                   : 0);
  wait = g_new0 (Wait, 1);
  wait->direction = direction;
  gtk_widget_add_tick_callback (list, end_shown_cb, wait, g_free);
  return TRUE;
}

/* the rows of a GtkColumnView are in a list of its own */
static gboolean
is_item (GtkWidget *widget, GtkWidget *list)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return widget != list && (parent == list || (GTK_IS_COLUMN_VIEW (list) && parent && gtk_widget_get_parent (parent) == list));
}

static gboolean
tab_cb (GtkWidget *list, GVariant *args, gpointer data)
{
  GtkDirectionType direction = (GtkDirectionType) GPOINTER_TO_INT (data);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (list)), *focus = gtk_root_get_focus (GTK_ROOT (root));

  if (!focus || !is_item (focus, list))
    return FALSE;
  if (go_to_end (list, direction))
    return TRUE;
  gtk_widget_set_can_focus (list, FALSE);
  g_signal_emit_by_name (root, "move-focus", direction);
  gtk_widget_set_can_focus (list, TRUE);
  focus = gtk_root_get_focus (GTK_ROOT (root));
  if (focus && gtk_widget_is_ancestor (list, focus)) /* in a popover nothing else may take it: from its beginning */
    {
      gtk_widget_set_focus_child (list, NULL);
      gtk_widget_child_focus (list, direction);
    }
  return TRUE;
}

void
att_keys_leave_by_tab (GtkWidget *list)
{
  static const struct { guint key; GdkModifierType modifiers; GtkDirectionType direction; } keys[] = {
    { GDK_KEY_Tab, 0, GTK_DIR_TAB_FORWARD },
    { GDK_KEY_KP_Tab, 0, GTK_DIR_TAB_FORWARD },
    { GDK_KEY_Tab, GDK_SHIFT_MASK, GTK_DIR_TAB_BACKWARD },
    { GDK_KEY_KP_Tab, GDK_SHIFT_MASK, GTK_DIR_TAB_BACKWARD },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, keys[i].modifiers),
                        gtk_callback_action_new (tab_cb, GINT_TO_POINTER (keys[i].direction), NULL)));
  gtk_widget_add_controller (list, controller);
}

void
att_keys_set_ends (GtkWidget *list, GtkWidget *header, GtkWidget *footer)
{
  g_object_set_data (G_OBJECT (list), end_keys[0], header);
  g_object_set_data (G_OBJECT (list), end_keys[1], footer);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, GtkWidget *popover)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (popover)), *focus;
  g_autofree char *accel = gtk_accelerator_name (gdk_keyval_to_lower (keyval),
                                                 state & gtk_accelerator_get_default_mod_mask ());
  g_auto (GStrv) actions =
    gtk_application_get_actions_for_accel (gtk_window_get_application (GTK_WINDOW (window)), accel);
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (!actions[0] || !g_action_parse_detailed_name (actions[0], &name, &target, NULL) ||
      !gtk_widget_activate_action_variant (window, name, target))
    return GDK_EVENT_PROPAGATE;
  focus = gtk_root_get_focus (GTK_ROOT (window));
  if (!focus || !gtk_widget_is_ancestor (focus, popover))
    gtk_popover_popdown (GTK_POPOVER (popover));
  return GDK_EVENT_STOP;
}

void
att_keys_reach_window (GtkWidget *popover)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_cb), popover);
  gtk_widget_add_controller (popover, controller);
}
