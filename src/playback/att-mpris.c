/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-mpris-private.h"

#include <unistd.h>

#define OBJECT_PATH "/org/mpris/MediaPlayer2"
#define ROOT_INTERFACE "org.mpris.MediaPlayer2"
#define PLAYER_INTERFACE "org.mpris.MediaPlayer2.Player"
#define BUS_NAME "org.mpris.MediaPlayer2.attacca"
#define BUS "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"
#define NAME_DO_NOT_QUEUE 4 /* flag and answer of RequestName, from the D-Bus specification */
#define NAME_EXISTS 3

G_DEFINE_FINAL_TYPE (AttMpris, att_mpris, G_TYPE_OBJECT)

enum { RAISE, QUIT, OPEN_URI, COMMAND, N_SIGNALS };
static guint signals[N_SIGNALS];

static GVariant *
get_property_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
                 const char *name, GError **error, gpointer data)
{
  return g_str_equal (interface, ROOT_INTERFACE) ? att_mpris_root_property (data, name)
                                                 : att_mpris_player_property (data, name);
}

static void
command_came (AttMpris *self)
{
  g_signal_emit (self, signals[COMMAND], 0);
}

static gboolean
set_loop_status (AttMpris *self, const char *name, GError **error)
{
  for (guint i = 0; att_mpris_loop_names[i] != NULL; i++)
    if (g_str_equal (name, att_mpris_loop_names[i]))
      {
        att_player_set_repeat (self->player, i);
        return TRUE;
      }
  g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "LoopStatus is None, Track or Playlist, not “%s”", name);
  return FALSE;
}

static gboolean
set_property_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
                 const char *name, GVariant *value, GError **error, gpointer data)
{
  AttMpris *self = data;

  command_came (self);
  if (g_str_equal (name, "LoopStatus"))
    return set_loop_status (self, g_variant_get_string (value, NULL), error);
  if (g_str_equal (name, "Shuffle"))
    {
      if (g_variant_get_boolean (value) != (att_player_get_shuffle (self->player) != ATT_SHUFFLE_OFF))
        att_player_set_shuffle (self->player, g_variant_get_boolean (value) ? ATT_SHUFFLE_TRACKS : ATT_SHUFFLE_OFF);
    }
  else if (g_str_equal (name, "Volume"))
    att_player_set_volume (self->player, g_variant_get_double (value));
  else if (g_str_equal (name, "Rate") && g_variant_get_double (value) == 0)
    att_player_pause (self->player); /* as the specification says */
  else if (g_str_equal (name, "Rate") && g_variant_get_double (value) >= ATT_PLAYER_MIN_SPEED
           && g_variant_get_double (value) <= ATT_PLAYER_MAX_SPEED)
    att_player_set_speed (self->player, g_variant_get_double (value));
  return TRUE; /* Fullscreen cannot be set: without effect, as is a rate out of range */
}

static void
seek_by (AttMpris *self, gint64 offset_us)
{
  gint64 position = att_player_get_position_ms (self->player) + offset_us / 1000;

  if (!att_mpris_can_seek (self))
    return;
  if (position > att_player_get_duration_ms (self->player))
    att_player_next (self->player);
  else
    att_player_seek (self->player, MAX (position, 0));
}

static void
set_position (AttMpris *self, const char *path, gint64 position_us)
{
  AttQueueItem *item = att_player_get_item (self->player);
  g_autofree char *current = item != NULL ? att_mpris_track_path (item) : NULL;

  if (!att_mpris_can_seek (self) || g_strcmp0 (path, current) != 0)
    return;
  if (position_us < 0 || position_us / 1000 > att_player_get_duration_ms (self->player))
    return;
  att_player_seek (self->player, position_us / 1000);
}

/* FALSE: answered with an error */
static gboolean
open_uri (AttMpris *self, const char *uri, GDBusMethodInvocation *invocation)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  if (scheme == NULL || !g_strv_contains (att_mpris_uri_schemes, scheme))
    {
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED,
                                             "“%s” is not an address that can be played", uri);
      return FALSE;
    }
  g_signal_emit (self, signals[OPEN_URI], 0, uri);
  return TRUE;
}

static gboolean
player_method (AttMpris *self, const char *name, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  AttPlayerState state = att_player_get_state (self->player);
  const char *text;
  gint64 time;

  if (g_str_equal (name, "Next") && att_mpris_can_go_next (self))
    att_player_next (self->player);
  else if (g_str_equal (name, "Previous") && att_mpris_can_go_previous (self))
    att_player_previous (self->player);
  else if (g_str_equal (name, "Pause"))
    att_player_pause (self->player);
  else if (g_str_equal (name, "PlayPause"))
    att_player_toggle (self->player);
  else if (g_str_equal (name, "Play"))
    att_player_play (self->player);
  else if (g_str_equal (name, "Stop") && state != ATT_PLAYER_STOPPED)
    att_player_stop (self->player, ATT_ENDING_STOPPED);
  else if (g_str_equal (name, "Seek"))
    {
      g_variant_get (parameters, "(x)", &time);
      seek_by (self, time);
    }
  else if (g_str_equal (name, "SetPosition"))
    {
      g_variant_get (parameters, "(&ox)", &text, &time);
      set_position (self, text, time);
    }
  else if (g_str_equal (name, "OpenUri"))
    {
      g_variant_get (parameters, "(&s)", &text);
      return open_uri (self, text, invocation);
    }
  return TRUE;
}

static void
method_call_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
                const char *name, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  g_autoptr (AttMpris) self = g_object_ref (data); /* a handler of "quit" may drop the last reference */

  command_came (self);
  if (g_str_equal (interface, PLAYER_INTERFACE))
    {
      if (player_method (self, name, parameters, invocation))
        g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_dbus_method_invocation_return_value (invocation, NULL); /* first: after Quit there may be nobody to answer */
  if (g_str_equal (name, "Quit"))
    g_signal_emit (self, signals[QUIT], 0);
  else if (self->can_raise)
    g_signal_emit (self, signals[RAISE], 0);
}

static const GDBusInterfaceVTable vtable = { method_call_cb, get_property_cb, set_property_cb, { 0 } };

/* one PropertiesChanged for everything that changed in this turn of the main loop */
static gboolean
emit_changed_cb (gpointer data)
{
  AttMpris *self = data;
  GVariantDict dict;
  GHashTableIter iter;
  gpointer name;

  self->changed_idle = 0;
  g_variant_dict_init (&dict, NULL);
  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_variant_dict_insert_value (&dict, name, att_mpris_player_property (self, name));
  g_hash_table_remove_all (self->changed);
  g_dbus_connection_emit_signal (self->connection, NULL, OBJECT_PATH, "org.freedesktop.DBus.Properties",
                                 "PropertiesChanged",
                                 g_variant_new ("(s@a{sv}as)", PLAYER_INTERFACE, g_variant_dict_end (&dict), NULL),
                                 NULL);
  return G_SOURCE_REMOVE;
}

static void
mark_changed (AttMpris *self, const char *name)
{
  if (self->connection == NULL)
    return;
  g_hash_table_add (self->changed, (gpointer) g_intern_string (name));
  if (self->changed_idle == 0)
    self->changed_idle = g_idle_add (emit_changed_cb, self);
}

static void
player_notify_cb (AttPlayer *player, GParamSpec *pspec, AttMpris *self)
{
  if (g_str_equal (pspec->name, "state"))
    {
      mark_changed (self, "PlaybackStatus");
      mark_changed (self, "CanSeek");
    }
  else if (g_str_equal (pspec->name, "item"))
    {
      mark_changed (self, "Metadata");
      mark_changed (self, "CanPause");
    }
  else if (g_str_equal (pspec->name, "duration-ms"))
    {
      mark_changed (self, "Metadata");
      mark_changed (self, "CanSeek");
    }
  else if (g_str_equal (pspec->name, "stream-title"))
    mark_changed (self, "Metadata");
  else if (g_str_equal (pspec->name, "volume"))
    mark_changed (self, "Volume");
  else if (g_str_equal (pspec->name, "shuffle"))
    mark_changed (self, "Shuffle");
  else if (g_str_equal (pspec->name, "speed"))
    mark_changed (self, "Rate");
  else if (g_str_equal (pspec->name, "repeat"))
    {
      mark_changed (self, "LoopStatus");
      mark_changed (self, "CanGoNext");
      mark_changed (self, "CanGoPrevious");
    }
}

static void
upcoming_changed_cb (AttPlayQueue *queue, AttMpris *self)
{
  mark_changed (self, "CanGoNext");
  mark_changed (self, "CanGoPrevious");
  mark_changed (self, "CanPlay");
}

static void
seeked_cb (AttPlayer *player, gint64 position_ms, AttMpris *self)
{
  if (self->connection != NULL)
    g_dbus_connection_emit_signal (self->connection, NULL, OBJECT_PATH, PLAYER_INTERFACE, "Seeked",
                                   g_variant_new ("(x)", position_ms * 1000), NULL);
}

static void request_name (AttMpris *self, const char *name);

static void
name_requested_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  AttMpris *self = data;
  guint reply;

  if (answer == NULL)
    return; /* cancelled: self may be gone; or the bus is */
  g_variant_get (answer, "(u)", &reply);
  if (reply == NAME_EXISTS && g_str_equal (self->name, BUS_NAME))
    {
      g_autofree char *own = g_strdup_printf (BUS_NAME ".instance%d", (int) getpid ());

      request_name (self, own);
    }
}

static void
request_name (AttMpris *self, const char *name)
{
  g_free (self->name);
  self->name = g_strdup (name);
  g_dbus_connection_call (self->connection, BUS, BUS_PATH, BUS, "RequestName",
                          g_variant_new ("(su)", name, NAME_DO_NOT_QUEUE), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, name_requested_cb, self);
}

/* without a session bus there is no remote control, and play goes on */
static void
bus_got_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_finish (result, NULL);
  AttMpris *self = data;

  if (connection == NULL)
    return; /* cancelled: self may be gone; or there is none */
  self->connection = g_steal_pointer (&connection);
  for (guint i = 0; i < G_N_ELEMENTS (self->registered); i++)
    self->registered[i] = g_dbus_connection_register_object (self->connection, OBJECT_PATH, self->node->interfaces[i],
                                                             &vtable, self, NULL, NULL);
  request_name (self, BUS_NAME);
}

static void
att_mpris_dispose (GObject *object)
{
  AttMpris *self = ATT_MPRIS (object);

  g_clear_handle_id (&self->changed_idle, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->connection != NULL)
    g_dbus_connection_call (self->connection, BUS, BUS_PATH, BUS, "ReleaseName", g_variant_new ("(s)", self->name),
                            NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->registered); i++)
    if (self->registered[i] != 0)
      {
        g_dbus_connection_unregister_object (self->connection, self->registered[i]);
        self->registered[i] = 0;
      }
  g_clear_object (&self->connection);
  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  if (self->queue != NULL)
    g_signal_handlers_disconnect_by_data (self->queue, self);
  g_clear_object (&self->player);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (att_mpris_parent_class)->dispose (object);
}

static void
att_mpris_finalize (GObject *object)
{
  AttMpris *self = ATT_MPRIS (object);

  g_object_unref (self->cancellable);
  g_dbus_node_info_unref (self->node);
  g_hash_table_unref (self->changed);
  g_free (self->desktop_entry);
  g_free (self->cover_uri);
  g_free (self->name);

  G_OBJECT_CLASS (att_mpris_parent_class)->finalize (object);
}

static void
att_mpris_class_init (AttMprisClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = att_mpris_dispose;
  object_class->finalize = att_mpris_finalize;

  signals[RAISE] = g_signal_new ("raise", ATT_TYPE_MPRIS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[QUIT] = g_signal_new ("quit", ATT_TYPE_MPRIS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPEN_URI] = g_signal_new ("open-uri", ATT_TYPE_MPRIS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COMMAND] = g_signal_new ("command", ATT_TYPE_MPRIS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
att_mpris_init (AttMpris *self)
{
  self->changed = g_hash_table_new (NULL, NULL);
  self->cancellable = g_cancellable_new ();
  self->node = g_dbus_node_info_new_for_xml (att_mpris_introspection_xml, NULL);
  g_assert (self->node != NULL);
}

AttMpris *
att_mpris_new (AttPlayer *player, const char *desktop_entry, gboolean can_raise)
{
  AttMpris *self = g_object_new (ATT_TYPE_MPRIS, NULL);

  self->player = g_object_ref (player);
  self->queue = g_object_ref (att_player_get_queue (player));
  self->desktop_entry = g_strdup (desktop_entry);
  self->can_raise = can_raise;
  g_signal_connect (player, "notify", G_CALLBACK (player_notify_cb), self);
  g_signal_connect (player, "seeked", G_CALLBACK (seeked_cb), self);
  g_signal_connect (self->queue, "upcoming-changed", G_CALLBACK (upcoming_changed_cb), self);
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, bus_got_cb, self);
  return self;
}

void
att_mpris_set_cover (AttMpris *self, AttQueueItem *item, const char *path)
{
  g_autofree char *uri = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;

  if (self->cover_serial == item->serial && g_strcmp0 (uri, self->cover_uri) == 0)
    return;
  self->cover_serial = item->serial;
  g_free (self->cover_uri);
  self->cover_uri = g_steal_pointer (&uri);
  mark_changed (self, "Metadata");
}
