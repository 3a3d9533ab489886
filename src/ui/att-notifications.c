/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-notifications.h"

#include <glib/gi18n-lib.h>

#include "att-format.h"

#define ID "track"

typedef struct {
  AttWindow *window; /* owns this */
  AttNow *now;
  guint64 serial;    /* of what was told last, or seen in the window */
  gboolean told;     /* there is one now */
} Notifications;

static void
withdraw (Notifications *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self->window));

  if (self->told && application)
    g_application_withdraw_notification (G_APPLICATION (application), ID);
  self->told = FALSE;
}

static void
tell (Notifications *self, AttTrack *track, const char *cover)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self->window));
  g_autoptr (GNotification) notification = g_notification_new (att_track_get_title (track));
  const char *album = att_track_get_album (track);
  g_autofree char *body =
    *album ? g_strdup_printf ("%s · %s", att_format_artist (track), album) : g_strdup (att_format_artist (track));

  if (!application)
    return;
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  if (cover)
    {
      g_autoptr (GFile) file = g_file_new_for_path (cover);
      g_autoptr (GIcon) icon = g_file_icon_new (file);

      g_notification_set_icon (notification, icon);
    }
  g_notification_set_default_action (notification, "app.raise");
  g_notification_add_button (notification, _("Pause"), "app.play-pause");
  g_notification_add_button (notification, _("Skip"), "app.next");
  g_application_send_notification (G_APPLICATION (application), ID, notification);
  self->told = TRUE;
}

static gboolean
is_wanted (Notifications *self)
{
  const char *setting = att_session_get_setting (att_now_get_session (self->now), ATT_SETTING_NOTIFICATIONS);

  return !gtk_window_is_active (GTK_WINDOW (self->window)) && g_strcmp0 (setting, "off") != 0;
}

static void
cover_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) window = data;
  g_autofree char *cover = att_session_get_cover_finish (ATT_SESSION (source), result, NULL);
  Notifications *self = g_object_get_data (G_OBJECT (window), "att-notifications");
  AttQueueItem *item = att_now_get_item (self->now);

  /* the next one may have come meanwhile, or the listener */
  if (item && item->serial == self->serial && att_now_get_playing (self->now) && is_wanted (self))
    tell (self, item->track, cover);
}

static void
changed_cb (Notifications *self)
{
  AttQueueItem *item = att_now_get_item (self->now);

  if (!item || !att_now_get_playing (self->now))
    {
      withdraw (self);
      return;
    }
  if (item->serial == self->serial)
    return;
  self->serial = item->serial;
  if (is_wanted (self))
    att_session_get_cover_async (att_now_get_session (self->now), item->track->uri, NULL, cover_cb,
                                 g_object_ref (self->window));
}

static void
active_cb (GtkWindow *window, GParamSpec *pspec, Notifications *self)
{
  if (gtk_window_is_active (window))
    withdraw (self);
}

static void
now_changed_cb (AttNow *now, AttWindow *window)
{
  changed_cb (g_object_get_data (G_OBJECT (window), "att-notifications"));
}

static void
notifications_free (gpointer data)
{
  Notifications *self = data;

  g_object_unref (self->now);
  g_free (self);
}

void
att_notifications_follow (AttWindow *window, AttNow *now)
{
  Notifications *self = g_new0 (Notifications, 1);
  AttQueueItem *item = att_now_get_item (now);

  self->window = window;
  self->now = g_object_ref (now);
  self->serial = item ? item->serial : 0;
  g_object_set_data_full (G_OBJECT (window), "att-notifications", self, notifications_free);
  g_signal_connect_object (now, "changed", G_CALLBACK (now_changed_cb), window, 0);
  g_signal_connect (window, "notify::is-active", G_CALLBACK (active_cb), self);
}
