/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reach.h"

/* frames in which the focus may still move: a list scrolls first */
#define FRAMES 12

GtkWidget *
reach_front (GtkWidget *window)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));
  GtkWidget *popover = focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;

  return popover && gtk_widget_get_mapped (popover) ? popover : window;
}

static gboolean
is_key (GtkShortcutTrigger *trigger, GtkShortcutTrigger *key)
{
  if (GTK_IS_ALTERNATIVE_TRIGGER (trigger)) /* Tab or that of the number pad */
    return is_key (gtk_alternative_trigger_get_first (GTK_ALTERNATIVE_TRIGGER (trigger)), key);
  return gtk_shortcut_trigger_equal (trigger, key);
}

/* what the widget's shortcuts of that phase do with the key */
static gboolean
run_shortcuts (GtkWidget *widget, GtkPropagationPhase phase, GtkShortcutTrigger *key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean done = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !done; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller) || gtk_event_controller_get_propagation_phase (controller) != phase)
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)) && !done; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          if (is_key (gtk_shortcut_get_trigger (shortcut), key))
            done = gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return done;
}

/* as GTK hands a key on: from the window down to the focus, and up again */
static void
press_tab (GtkWidget *window)
{
  g_autoptr (GtkShortcutTrigger) key = gtk_keyval_trigger_new (GDK_KEY_Tab, 0);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));
  g_autoptr (GPtrArray) way = g_ptr_array_new_with_free_func (g_object_unref);

  for (GtkWidget *widget = focus ? focus : window; widget; widget = gtk_widget_get_parent (widget))
    g_ptr_array_add (way, g_object_ref (widget));
  for (guint i = way->len; i > 0; i--)
    if (run_shortcuts (way->pdata[i - 1], GTK_PHASE_CAPTURE, key))
      return;
  for (guint i = 0; i < way->len; i++)
    if (run_shortcuts (way->pdata[i], GTK_PHASE_BUBBLE, key))
      return;
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer frames)
{
  ++*(int *) frames;
  return G_SOURCE_CONTINUE;
}

/* what has the focus then */
static GtkWidget *
go_on (GtkWidget *window)
{
  GtkWidget *before = gtk_root_get_focus (GTK_ROOT (window));
  int frames = 0;
  guint tick;

  press_tab (window);
  tick = gtk_widget_add_tick_callback (window, frame_cb, &frames, NULL);
  while (gtk_root_get_focus (GTK_ROOT (window)) == before && frames < FRAMES)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (window, tick);
  return gtk_root_get_focus (GTK_ROOT (window));
}

/* what arrow keys walk that @widget is one of; NULL */
static GtkWidget *
list_of (GtkWidget *widget)
{
  for (GtkWidget *parent; (parent = gtk_widget_get_parent (widget)); widget = parent)
    if (GTK_IS_LIST_BOX (parent) || GTK_IS_FLOW_BOX (parent) || GTK_IS_LIST_BASE (parent) ||
        GTK_IS_POPOVER_MENU (parent) ||
        gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (parent)) == GTK_ACCESSIBLE_ROLE_TAB_LIST)
      return parent;
  return NULL;
}

static void
add_missing (GtkWidget *widget, GHashTable *reached, GPtrArray *missing)
{
  GtkWidget *list = list_of (widget);

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_sensitive (widget) || !gtk_widget_get_can_focus (widget))
    return;
  if (gtk_widget_get_focusable (widget) && !g_hash_table_contains (reached, widget) &&
      !(list && g_hash_table_contains (reached, list)))
    {
      const char *tip = gtk_widget_get_tooltip_text (widget);

      g_ptr_array_add (missing, g_strdup_printf ("%s %s in %s", G_OBJECT_TYPE_NAME (widget), tip ? tip : "",
                                                 G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget))));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child))
      add_missing (child, reached, missing);
}

static GPtrArray *
find_missing (GtkWidget *window)
{
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL); /* these, and all that they are in */
  GPtrArray *missing = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *focus;

  while (g_hash_table_add (visited, focus = go_on (window)))
    for (GtkWidget *widget = focus; widget; widget = gtk_widget_get_parent (widget))
      g_hash_table_add (reached, widget);
  add_missing (reach_front (window), reached, missing);
  return missing;
}

void
reach_print_missing (GtkWidget *window, const char *place)
{
  g_autoptr (GPtrArray) first = find_missing (window), second = NULL;

  if (first->len == 0)
    return;
  second = find_missing (window); /* what is shown may have changed on the way */
  for (guint i = 0; i < second->len; i++)
    if (g_ptr_array_find_with_equal_func (first, second->pdata[i], g_str_equal, NULL))
      g_print ("%s\tTab does not lead to %s\n", place, (char *) second->pdata[i]);
}
