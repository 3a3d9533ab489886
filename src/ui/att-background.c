/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-background.h"

#include <glib/gi18n-lib.h>

#include "att-session-playing.h"

#define QUIT_AFTER_S 60

/* the one application's */
static guint cookie, quit_source;

static GtkWindow *
find_hidden (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l; l = l->next)
    if (ATT_IS_WINDOW (l->data))
      return gtk_widget_get_visible (l->data) ? NULL : l->data;
  return NULL;
}

static gboolean
plays (AttPlayer *player)
{
  return att_player_get_state (player) == ATT_PLAYER_PLAYING || att_player_get_state (player) == ATT_PLAYER_BUFFERING;
}

static gboolean
quit_cb (gpointer data)
{
  GtkWindow *window = find_hidden (data);

  quit_source = 0;
  if (window)
    gtk_window_destroy (window);
  return G_SOURCE_REMOVE;
}

static void
state_cb (AttPlayer *player, GParamSpec *pspec, GtkApplication *application)
{
  if (plays (player) && cookie == 0)
    cookie = gtk_application_inhibit (application, NULL, GTK_APPLICATION_INHIBIT_SUSPEND, _("Music plays"));
  else if (!plays (player) && cookie != 0)
    {
      gtk_application_uninhibit (application, cookie);
      cookie = 0;
    }
  g_clear_handle_id (&quit_source, g_source_remove);
  if (att_player_get_state (player) == ATT_PLAYER_STOPPED && find_hidden (application))
    quit_source = g_timeout_add_seconds (QUIT_AFTER_S, quit_cb, application);
}

void
att_background_start (GtkApplication *application, AttSession *session)
{
  AttPlayer *player = att_session_get_player (session);

  g_signal_connect_object (player, "notify::state", G_CALLBACK (state_cb), application, 0);
  state_cb (player, NULL, application);
}

/* In a sandbox what has no window may be ended unless this was asked for. Where there is no portal nobody minds. */
static void
bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  GVariantBuilder options;

  if (!bus)
    return;
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (_("Music plays on without the window")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                          "org.freedesktop.portal.Background", "RequestBackground",
                          g_variant_new ("(sa{sv})", "", &options), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL,
                          NULL, NULL);
}

gboolean
att_background_take (AttWindow *window, AttSession *session)
{
  if (!plays (att_session_get_player (session))
      || g_strcmp0 (att_session_get_setting (session, ATT_SETTING_BACKGROUND), "off") == 0)
    return FALSE;
  gtk_widget_hide (GTK_WIDGET (window));
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, NULL);
  return TRUE;
}
