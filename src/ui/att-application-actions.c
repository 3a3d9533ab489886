/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the application can be told to do from outside of a window: by the launcher's menu, the shell's search, a
 * notification, the command line.
 */
#include "config.h"

#include "att-application-private.h"

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttWindow *window = att_application_get_window (data);

  if (window)
    att_window_quit (window);
  else
    g_application_quit (G_APPLICATION (data));
}

static void
retry_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  att_application_open_session (data);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  att_about_show (gtk_application_get_active_window (GTK_APPLICATION (data)), ATT_APPLICATION (data)->session);
}

static void
show_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttApplication *self = data;
  char **field = g_str_equal (g_action_get_name (G_ACTION (action)), "search") ? &self->search : &self->place;

  g_free (*field);
  *field = g_variant_dup_string (parameter, NULL);
  g_application_activate (data);
}

static void
raise_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_activate (data);
}

static void
play_radio_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ((AttApplication *) data)->radio = TRUE;
  g_application_activate (data);
}

/* with nothing running there is nothing to go on with: the window is shown */
static void
play_pause_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttApplication *self = data;

  if (self->session)
    att_player_toggle (att_session_get_player (self->session));
  else
    g_application_activate (data);
}

static void
skip_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttApplication *self = data;
  AttPlayer *player = self->session ? att_session_get_player (self->session) : NULL;

  if (!player)
    return;
  if (g_str_equal (g_action_get_name (G_ACTION (action)), "next"))
    att_player_next (player);
  else
    att_player_previous (player);
}

void
att_application_install_actions (AttApplication *self)
{
  static const GActionEntry actions[] = {
    { "quit", quit_cb },
    { "about", about_cb },
    { "retry", retry_cb },
    { "show", show_cb, "s" },
    { "search", show_cb, "s" },
    { "raise", raise_cb },
    { "play-radio", play_radio_cb },
    { "play-pause", play_pause_cb },
    { "next", skip_cb },
    { "previous", skip_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
