/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-background.h"

#include <glib/gi18n-lib.h>

#include "att-session-playing.h"

#define QUIT_AFTER_S 60

/* the one application's */
static guint cookie, quit_source, answer;
static gboolean refused; /* since the start; the desktop is asked again after the next */

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

/* --- may it? --- */

#define PORTAL "org.freedesktop.portal.Desktop"
#define TOKEN "attacca"

static void
refuse (GtkApplication *application)
{
  GtkWindow *window = find_hidden (application);

  refused = TRUE;
  if (!window)
    return;
  gtk_window_present (window);
  att_window_toast (ATT_WINDOW (window), "%s",
                    _("Your desktop lets no music play without the window. Closing it again quits."));
}

/* what the desktop, or the person it asked, has to say: 0 and "background", or a refusal */
static void
response_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
             GVariant *parameters, gpointer data)
{
  g_autoptr (GVariant) results = NULL;
  gboolean allowed = FALSE;
  guint response;

  g_dbus_connection_signal_unsubscribe (bus, answer);
  answer = 0;
  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response != 0 || (g_variant_lookup (results, "background", "b", &allowed) && !allowed))
    refuse (data);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkApplication) application = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  g_autofree char *sender = NULL, *path = NULL;
  GVariantBuilder options;

  if (!bus)
    return;
  /* where the answer will come is known beforehand, so that it cannot be missed */
  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1), ".", '_');
  path = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/" TOKEN, sender);
  if (answer == 0)
    answer = g_dbus_connection_signal_subscribe (bus, PORTAL, "org.freedesktop.portal.Request", "Response", path, NULL,
                                                 G_DBUS_SIGNAL_FLAGS_NONE, response_cb, application, NULL);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (TOKEN));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (_("Music plays on without the window")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (bus, PORTAL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Background",
                          "RequestBackground", g_variant_new ("(sa{sv})", "", &options), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

gboolean
att_background_take (AttWindow *window, AttSession *session)
{
  if (refused || !plays (att_session_get_player (session))
      || g_strcmp0 (att_session_get_setting (session, ATT_SETTING_BACKGROUND), "off") == 0)
    return FALSE;
  gtk_widget_hide (GTK_WIDGET (window));
  /* In a sandbox what has no window may be ended unless this was asked for and allowed. Where there is no portal nobody
   * minds. */
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, g_object_ref (gtk_window_get_application (GTK_WINDOW (window))));
  return TRUE;
}
