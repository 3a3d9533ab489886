/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window as a small player. It is another child of the window's stack: whatever shows something else makes the
 * window as large again as it was.
 */
#include "config.h"

#include "att-window-private.h"

#define MINI_WIDTH 370

static gboolean
is_mini (AttWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "mini") == 0;
}

static void
shown_cb (AttWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "mini-player");
  gboolean mini = is_mini (self);

  if (mini == self->mini)
    return;
  self->mini = mini;
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (mini));
  if (mini)
    {
      self->large_maximized = gtk_window_is_maximized (GTK_WINDOW (self));
      if (self->large_maximized)
        gtk_window_unmaximize (GTK_WINDOW (self));
      gtk_window_get_default_size (GTK_WINDOW (self), &self->large_width, &self->large_height);
      gtk_widget_set_size_request (GTK_WIDGET (self), MINI_WIDTH, -1);
      gtk_window_set_default_size (GTK_WINDOW (self), MINI_WIDTH, 1);
      att_mini_player_focus (self->mini_player);
    }
  else
    {
      gtk_widget_set_size_request (GTK_WIDGET (self), ATT_WINDOW_MIN_WIDTH, ATT_WINDOW_MIN_HEIGHT);
      gtk_window_set_default_size (GTK_WINDOW (self), self->large_width, self->large_height);
      if (self->large_maximized)
        gtk_window_maximize (GTK_WINDOW (self));
    }
}

static void
activated_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttWindow *self = data;

  if (is_mini (self))
    gtk_stack_set_visible_child_name (self->shell, "main");
  else if (g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "first-run") != 0)
    gtk_stack_set_visible_child_name (self->shell, "mini");
}

void
att_window_init_mini (AttWindow *self)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new_stateful ("mini-player", NULL, g_variant_new_boolean (FALSE));

  g_signal_connect (action, "activate", G_CALLBACK (activated_cb), self);
  g_simple_action_set_enabled (action, FALSE);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  g_signal_connect_object (self->shell, "notify::visible-child", G_CALLBACK (shown_cb), self, G_CONNECT_SWAPPED);
}
