/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The MPRIS interfaces over a private bus, read and driven as a desktop does: through another connection, and through
 * playerctl where it is installed.
 */
#include "att-mpris.h"
#include "test-util.h"

#include <string.h>
#include <unistd.h>

#define NAME "org.mpris.MediaPlayer2.attacca"
#define PATH "/org/mpris/MediaPlayer2"
#define ROOT "org.mpris.MediaPlayer2"
#define PLAYER "org.mpris.MediaPlayer2.Player"
#define PROPERTIES "org.freedesktop.DBus.Properties"

static char *bus_address;

typedef struct {
  GDBusConnection *client;
  guint subscription;
  Player player;
  AttMpris *mpris;
  guint n_commands;
  GString *said; /* "raise|quit|open URI|" */
  guint n_changed; /* PropertiesChanged signals */
  GVariantDict *changed; /* their values */
  gint64 seeked_us;
  guint n_seeked;
} Fixture;

static void
command_cb (AttMpris *mpris, Fixture *self)
{
  self->n_commands++;
}

static void
raise_cb (AttMpris *mpris, Fixture *self)
{
  g_string_append (self->said, "raise|");
}

static void
quit_cb (AttMpris *mpris, Fixture *self)
{
  g_string_append (self->said, "quit|");
}

static void
open_uri_cb (AttMpris *mpris, const char *uri, Fixture *self)
{
  g_string_append_printf (self->said, "open %s|", uri);
}

static void
signal_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *name, GVariant *parameters, gpointer data)
{
  Fixture *self = data;

  if (g_str_equal (name, "Seeked"))
    {
      g_assert_cmpstr (g_variant_get_type_string (parameters), ==, "(x)");
      g_variant_get (parameters, "(x)", &self->seeked_us);
      self->n_seeked++;
    }
  else if (g_str_equal (name, "PropertiesChanged"))
    {
      g_autoptr (GVariant) values = g_variant_get_child_value (parameters, 1);
      GVariantIter iter;
      const char *key;
      GVariant *value;

      g_assert_cmpstr (g_variant_get_type_string (parameters), ==, "(sa{sv}as)");
      g_variant_iter_init (&iter, values);
      while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
        {
          g_assert_cmpstr (key, !=, "Position");
          g_variant_dict_insert_value (self->changed, key, value);
        }
      self->n_changed++;
    }
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* calls as another program would; runs the main context meanwhile. (transfer full): the answer, or NULL and @error */
static GVariant *
call (Fixture *self, const char *interface, const char *method, GVariant *parameters, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call (self->client, NAME, PATH, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, 5000,
                          NULL, called_cb, &result);
  RUN_UNTIL (result != NULL, 10);
  return g_dbus_connection_call_finish (self->client, result, error);
}

static void
do_call (Fixture *self, const char *interface, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self, interface, method, parameters, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_variant_get_type_string (answer), ==, "()");
}

static GVariant *
get (Fixture *self, const char *interface, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self, PROPERTIES, "Get", g_variant_new ("(ss)", interface, name), &error);
  GVariant *value;

  g_assert_no_error (error);
  g_variant_get (answer, "(v)", &value);
  return value;
}

static gboolean
set (Fixture *self, const char *interface, const char *name, GVariant *value)
{
  g_autoptr (GVariant) answer = call (self, PROPERTIES, "Set", g_variant_new ("(ssv)", interface, name, value), NULL);

  return answer != NULL;
}

static char *
get_string (Fixture *self, const char *interface, const char *name)
{
  g_autoptr (GVariant) value = get (self, interface, name);

  return g_variant_dup_string (value, NULL);
}

static gint64
get_position (Fixture *self)
{
  g_autoptr (GVariant) value = get (self, PLAYER, "Position");

  return g_variant_get_int64 (value);
}

static char *
track_id (Fixture *self)
{
  g_autoptr (GVariant) metadata = get (self, PLAYER, "Metadata");
  char *id = NULL;

  g_variant_lookup (metadata, "mpris:trackid", "o", &id);
  return id;
}

static gboolean
has_name (Fixture *self, const char *name)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      self->client, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner", g_variant_new ("(s)", name),
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean has;

  g_variant_get (answer, "(b)", &has);
  return has;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->client = g_dbus_connection_new_for_address_sync (bus_address,
                                                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                             | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                         NULL, NULL, &error);
  g_assert_no_error (error);
  self->said = g_string_new (NULL);
  self->changed = g_variant_dict_new (NULL);
  write_noise ("long.wav", 0, 60 * 44100);
  player_open (&self->player, "fakesink sync=true", "long.wav", "long.wav", "long.wav", NULL);
  self->mpris = att_mpris_new (self->player.player, "io.github.attacca_player.Attacca", TRUE);
  g_signal_connect (self->mpris, "command", G_CALLBACK (command_cb), self);
  g_signal_connect (self->mpris, "raise", G_CALLBACK (raise_cb), self);
  g_signal_connect (self->mpris, "quit", G_CALLBACK (quit_cb), self);
  g_signal_connect (self->mpris, "open-uri", G_CALLBACK (open_uri_cb), self);
  self->subscription = g_dbus_connection_signal_subscribe (self->client, NAME, NULL, NULL, PATH, NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, self, NULL);
  RUN_UNTIL (has_name (self, NAME), 10);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_dbus_connection_signal_unsubscribe (self->client, self->subscription);
  g_assert_finalize_object (self->mpris);
  RUN_UNTIL (!has_name (self, NAME), 10);
  player_close (&self->player);
  g_string_free (self->said, TRUE);
  g_variant_dict_unref (self->changed);
  g_dbus_connection_close_sync (self->client, NULL, NULL);
  g_object_unref (self->client);
}

typedef struct {
  const char *interface, *name, *type;
  gboolean writable;
} Property;

/* MPRIS D-Bus Interface Specification 2.2 */
static const Property specification[] = {
  { ROOT, "CanQuit", "b", FALSE },
  { ROOT, "Fullscreen", "b", TRUE },
  { ROOT, "CanSetFullscreen", "b", FALSE },
  { ROOT, "CanRaise", "b", FALSE },
  { ROOT, "HasTrackList", "b", FALSE },
  { ROOT, "Identity", "s", FALSE },
  { ROOT, "DesktopEntry", "s", FALSE },
  { ROOT, "SupportedUriSchemes", "as", FALSE },
  { ROOT, "SupportedMimeTypes", "as", FALSE },
  { PLAYER, "PlaybackStatus", "s", FALSE },
  { PLAYER, "LoopStatus", "s", TRUE },
  { PLAYER, "Rate", "d", TRUE },
  { PLAYER, "Shuffle", "b", TRUE },
  { PLAYER, "Metadata", "a{sv}", FALSE },
  { PLAYER, "Volume", "d", TRUE },
  { PLAYER, "Position", "x", FALSE },
  { PLAYER, "MinimumRate", "d", FALSE },
  { PLAYER, "MaximumRate", "d", FALSE },
  { PLAYER, "CanGoNext", "b", FALSE },
  { PLAYER, "CanGoPrevious", "b", FALSE },
  { PLAYER, "CanPlay", "b", FALSE },
  { PLAYER, "CanPause", "b", FALSE },
  { PLAYER, "CanSeek", "b", FALSE },
  { PLAYER, "CanControl", "b", FALSE },
};

static void
test_properties (Fixture *self, gconstpointer data)
{
  g_autoptr (GVariant) answer = call (self, "org.freedesktop.DBus.Introspectable", "Introspect", NULL, NULL);
  g_autoptr (GDBusNodeInfo) node = NULL;
  const char *xml;
  guint n_seen = 0;

  g_variant_get (answer, "(&s)", &xml);
  node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_assert_nonnull (node);
  for (guint i = 0; i < G_N_ELEMENTS (specification); i++)
    {
      const Property *property = &specification[i];
      GDBusInterfaceInfo *interface = g_dbus_node_info_lookup_interface (node, property->interface);
      GDBusPropertyInfo *info = g_dbus_interface_info_lookup_property (interface, property->name);
      g_autoptr (GVariant) value = get (self, property->interface, property->name);

      g_assert_nonnull (info);
      g_assert_cmpstr (info->signature, ==, property->type);
      g_assert_cmpint (info->flags, ==, G_DBUS_PROPERTY_INFO_FLAGS_READABLE
                                            | (property->writable ? G_DBUS_PROPERTY_INFO_FLAGS_WRITABLE : 0));
      g_assert_cmpstr (g_variant_get_type_string (value), ==, property->type);
      g_assert_true (set (self, property->interface, property->name, g_variant_ref (value)) == property->writable);
      if (property->writable) /* a value of another type is refused */
        g_assert_false (set (self, property->interface, property->name, g_variant_new_uint64 (1)));
    }
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GVariant) all = call (self, PROPERTIES, "GetAll", g_variant_new ("(s)", i == 0 ? ROOT : PLAYER), NULL);
      g_autoptr (GVariant) dict = g_variant_get_child_value (all, 0);

      n_seen += g_variant_n_children (dict);
    }
  g_assert_cmpuint (n_seen, ==, G_N_ELEMENTS (specification)); /* and none that is not in the specification */
  g_assert_cmpstr (g_dbus_annotation_info_lookup (
                       g_dbus_interface_info_lookup_property (g_dbus_node_info_lookup_interface (node, PLAYER),
                                                              "Position")->annotations,
                       "org.freedesktop.DBus.Property.EmitsChangedSignal"),
                   ==, "false");
}

static void
test_root (Fixture *self, gconstpointer data)
{
  g_autofree char *identity = get_string (self, ROOT, "Identity"), *entry = get_string (self, ROOT, "DesktopEntry");
  g_autoptr (GVariant) schemes = get (self, ROOT, "SupportedUriSchemes");
  g_autoptr (GVariant) can_raise = get (self, ROOT, "CanRaise");
  g_autofree const char **list = g_variant_get_strv (schemes, NULL);

  g_assert_cmpstr (identity, ==, "Attacca");
  g_assert_cmpstr (entry, ==, "io.github.attacca_player.Attacca");
  g_assert_true (g_strv_contains (list, "file"));
  g_assert_true (g_strv_contains (list, "http"));
  g_assert_true (g_variant_get_boolean (can_raise));
  do_call (self, ROOT, "Raise", NULL);
  do_call (self, ROOT, "Quit", NULL);
  do_call (self, PLAYER, "OpenUri", g_variant_new ("(s)", "http://localhost/stream"));
  g_assert_null (call (self, PLAYER, "OpenUri", g_variant_new ("(s)", "gopher://x"), NULL));
  g_assert_cmpstr (self->said->str, ==, "raise|quit|open http://localhost/stream|");
  g_assert_cmpuint (self->n_commands, ==, 4);
}

static void
test_metadata (Fixture *self, gconstpointer data)
{
  static const char *const genres[] = { "Jazz", "Soul" };
  static const Property fields[] = {
    { NULL, "mpris:trackid", "o" },      { NULL, "mpris:length", "x" },       { NULL, "mpris:artUrl", "s" },
    { NULL, "xesam:url", "s" },          { NULL, "xesam:title", "s" },        { NULL, "xesam:artist", "as" },
    { NULL, "xesam:album", "s" },        { NULL, "xesam:albumArtist", "as" }, { NULL, "xesam:genre", "as" },
    { NULL, "xesam:trackNumber", "i" },  { NULL, "xesam:discNumber", "i" },   { NULL, "xesam:userRating", "d" },
    { NULL, "xesam:contentCreated", "s" }, { NULL, "xesam:composer", "as" },  { NULL, "xesam:useCount", "i" },
    { NULL, "xesam:lastUsed", "s" },
  };
  AttTrack *track = ((AttQueueItem *) self->player.items->pdata[0])->track;
  g_autoptr (GVariant) metadata = NULL;
  const char *text;
  gint64 length;
  double rating;

  att_track_set_string (&track->title, "Kites over Water", FALSE);
  att_track_set_string (&track->artist, "Mira Osei", FALSE);
  att_track_set_string (&track->album, "Salt Letters", FALSE);
  att_track_set_string (&track->album_artist, "Mira Osei", FALSE);
  att_track_set_string (&track->composer, "M. Osei", FALSE);
  att_track_set_genres (track, genres, 2);
  track->track_number = 3;
  track->disc_number = 1;
  track->year = 2019;
  track->rating = 7;
  track->n_plays = 4;
  track->last_played_at = 1700000000;
  track->duration_ms = 60000;
  att_mpris_set_cover (self->mpris, self->player.items->pdata[0], "/covers/a b.jpg");
  att_player_play (self->player.player);
  RUN_UNTIL (self->player.log->len > 0, 10);

  metadata = get (self, PLAYER, "Metadata");
  g_assert_cmpuint (g_variant_n_children (metadata), ==, G_N_ELEMENTS (fields));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (metadata, fields[i].name, NULL);

      g_test_message ("%s", fields[i].name);
      g_assert_nonnull (value);
      g_assert_cmpstr (g_variant_get_type_string (value), ==, fields[i].type);
    }
  g_assert_true (g_variant_lookup (metadata, "mpris:length", "x", &length));
  g_assert_cmpint (length, ==, 60000000);
  g_assert_true (g_variant_lookup (metadata, "mpris:artUrl", "&s", &text));
  g_assert_cmpstr (text, ==, "file:///covers/a%20b.jpg");
  g_assert_true (g_variant_lookup (metadata, "mpris:trackid", "&o", &text));
  g_assert_true (g_variant_is_object_path (text));
  g_assert_false (g_str_has_prefix (text, "/org/mpris"));
  g_assert_true (g_variant_lookup (metadata, "xesam:title", "&s", &text));
  g_assert_cmpstr (text, ==, "Kites over Water");
  g_assert_true (g_variant_lookup (metadata, "xesam:contentCreated", "&s", &text));
  g_assert_cmpstr (text, ==, "2019-01-01T00:00:00Z");
  g_assert_true (g_variant_lookup (metadata, "xesam:userRating", "d", &rating));
  g_assert_cmpfloat (rating, ==, 0.7);

  /* the cover is of that item alone */
  att_player_next (self->player.player);
  g_variant_unref (g_steal_pointer (&metadata));
  metadata = get (self, PLAYER, "Metadata");
  g_assert_false (g_variant_lookup (metadata, "mpris:artUrl", "&s", &text));
}

static void
assert_status (Fixture *self, const char *expected)
{
  g_autofree char *status = get_string (self, PLAYER, "PlaybackStatus");

  g_assert_cmpstr (status, ==, expected);
}

static void
test_methods (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL;

  assert_status (self, "Stopped");
  do_call (self, PLAYER, "Play", NULL);
  assert_status (self, "Playing");
  RUN_UNTIL (g_str_has_suffix (self->player.log->str, "started 1|"), 10);
  do_call (self, PLAYER, "Pause", NULL);
  assert_status (self, "Paused");
  do_call (self, PLAYER, "Pause", NULL);
  assert_status (self, "Paused");
  do_call (self, PLAYER, "PlayPause", NULL);
  assert_status (self, "Playing");
  do_call (self, PLAYER, "PlayPause", NULL);
  assert_status (self, "Paused");
  do_call (self, PLAYER, "Play", NULL);
  first = track_id (self);
  do_call (self, PLAYER, "Next", NULL);
  RUN_UNTIL (g_str_has_suffix (self->player.log->str, "started 2|"), 10);
  second = track_id (self);
  g_assert_cmpstr (first, !=, second);
  do_call (self, PLAYER, "Previous", NULL);
  RUN_UNTIL (g_str_has_suffix (self->player.log->str, "started 1|"), 10);
  do_call (self, PLAYER, "Previous", NULL); /* CanGoPrevious is false: no effect */
  do_call (self, PLAYER, "Stop", NULL);
  assert_status (self, "Stopped");
  g_assert_cmpint (get_position (self), ==, 0);
  g_assert_true (g_str_has_suffix (self->player.log->str, "started 1|ended 1 stopped|"));
  do_call (self, PLAYER, "Stop", NULL);
  do_call (self, PLAYER, "PlayPause", NULL); /* from Stopped it starts */
  assert_status (self, "Playing");
  g_assert_null (call (self, PLAYER, "NoSuchMethod", NULL, NULL));
  g_assert_cmpuint (self->n_commands, ==, 12);
}

static void
test_seek (Fixture *self, gconstpointer data)
{
  g_autofree char *id = NULL, *next_id = NULL;

  do_call (self, PLAYER, "Seek", g_variant_new ("(x)", (gint64) 10000000)); /* stopped: nothing to seek in */
  g_assert_cmpuint (self->n_seeked, ==, 0);
  do_call (self, PLAYER, "Play", NULL);
  RUN_UNTIL (self->player.log->len > 0, 10);
  RUN_UNTIL (get_position (self) > 50000, 10);
  id = track_id (self);

  do_call (self, PLAYER, "Seek", g_variant_new ("(x)", (gint64) 10000000));
  RUN_UNTIL (self->n_seeked == 1, 10);
  g_assert_cmpint (self->seeked_us, >=, 10000000);
  g_assert_cmpint (self->seeked_us, <, 12000000);
  do_call (self, PLAYER, "Seek", g_variant_new ("(x)", (gint64) -60000000)); /* before the beginning: 0 */
  RUN_UNTIL (self->n_seeked == 2, 10);
  g_assert_cmpint (self->seeked_us, ==, 0);

  do_call (self, PLAYER, "SetPosition", g_variant_new ("(ox)", id, (gint64) 30000000));
  RUN_UNTIL (self->n_seeked == 3, 10);
  g_assert_cmpint (self->seeked_us, ==, 30000000);
  g_assert_cmpint (get_position (self), >=, 30000000);
  do_call (self, PLAYER, "SetPosition", g_variant_new ("(ox)", "/stale/7", (gint64) 5000000));
  do_call (self, PLAYER, "SetPosition", g_variant_new ("(ox)", id, (gint64) -1));
  do_call (self, PLAYER, "SetPosition", g_variant_new ("(ox)", id, (gint64) 61000000));
  g_assert_cmpint (get_position (self), >=, 30000000);
  g_assert_cmpuint (self->n_seeked, ==, 3);

  do_call (self, PLAYER, "Seek", g_variant_new ("(x)", (gint64) 60000000)); /* beyond the end: as Next */
  RUN_UNTIL (g_str_has_suffix (self->player.log->str, "started 2|"), 10);
  next_id = track_id (self);
  g_assert_cmpstr (id, !=, next_id);
  do_call (self, PLAYER, "SetPosition", g_variant_new ("(ox)", id, (gint64) 5000000)); /* stale by now */
  g_assert_cmpuint (self->n_seeked, ==, 3);
}

static void
test_changes (Fixture *self, gconstpointer data)
{
  g_autoptr (GVariant) can_previous = NULL;
  const char *text;
  gboolean flag;
  double volume;
  guint before;

  RUN_UNTIL (!g_main_context_iteration (NULL, FALSE), 10);
  before = self->n_changed;
  g_assert_true (set (self, PLAYER, "LoopStatus", g_variant_new_string ("Playlist")));
  g_assert_true (set (self, PLAYER, "Shuffle", g_variant_new_boolean (TRUE)));
  g_assert_true (set (self, PLAYER, "Volume", g_variant_new_double (0.25)));
  g_assert_false (set (self, PLAYER, "LoopStatus", g_variant_new_string ("Sideways")));
  RUN_UNTIL (g_variant_dict_contains (self->changed, "Volume"), 10);
  g_assert_true (g_variant_dict_lookup (self->changed, "LoopStatus", "&s", &text));
  g_assert_cmpstr (text, ==, "Playlist");
  g_assert_true (g_variant_dict_lookup (self->changed, "Shuffle", "b", &flag) && flag);
  g_assert_true (g_variant_dict_lookup (self->changed, "Volume", "d", &volume));
  g_assert_cmpfloat_with_epsilon (volume, 0.25, 1e-6);
  g_assert_cmpint (att_player_get_repeat (self->player.player), ==, ATT_REPEAT_ALL);
  g_assert_cmpfloat_with_epsilon (att_player_get_volume (self->player.player), 0.25, 1e-6);
  g_assert_true (set (self, PLAYER, "Volume", g_variant_new_double (-3)));
  g_assert_cmpfloat (att_player_get_volume (self->player.player), ==, 0);

  g_assert_true (set (self, PLAYER, "LoopStatus", g_variant_new_string ("Track")));
  g_assert_cmpint (att_player_get_repeat (self->player.player), ==, ATT_REPEAT_ONE);
  g_assert_true (set (self, PLAYER, "LoopStatus", g_variant_new_string ("None")));
  g_assert_true (set (self, PLAYER, "Shuffle", g_variant_new_boolean (FALSE)));
  can_previous = get (self, PLAYER, "CanGoPrevious");
  g_assert_false (g_variant_get_boolean (can_previous));

  /* a start changes a dozen things: few signals */
  before = self->n_changed;
  att_player_play (self->player.player);
  att_player_next (self->player.player);
  RUN_UNTIL (g_str_has_suffix (self->player.log->str, "started 2|"), 10);
  RUN_UNTIL (g_variant_dict_lookup (self->changed, "PlaybackStatus", "&s", &text) && g_str_equal (text, "Playing"), 10);
  g_assert_true (g_variant_dict_contains (self->changed, "Metadata"));
  g_assert_true (g_variant_dict_lookup (self->changed, "CanGoPrevious", "b", &flag) && flag);
  g_test_message ("%u signals", self->n_changed - before);
  g_assert_cmpuint (self->n_changed - before, <=, 6);

  g_assert_true (set (self, PLAYER, "Rate", g_variant_new_double (1.5)));
  g_assert_cmpfloat (att_player_get_speed (self->player.player), ==, 1.5);
  g_assert_true (set (self, PLAYER, "Rate", g_variant_new_double (3))); /* beyond MaximumRate: no effect */
  g_assert_cmpfloat (att_player_get_speed (self->player.player), ==, 1.5);
  att_player_set_speed (self->player.player, 1);
  g_assert_cmpint (att_player_get_state (self->player.player), ==, ATT_PLAYER_PLAYING);
  g_assert_true (set (self, PLAYER, "Rate", g_variant_new_double (0))); /* as Pause */
  g_assert_cmpint (att_player_get_state (self->player.player), ==, ATT_PLAYER_PAUSED);
}

/* where the name is taken by another Attacca, this one has a name of its own */
static void
test_second_instance (Fixture *self, gconstpointer data)
{
  g_autofree char *own = g_strdup_printf (NAME ".instance%d", (int) getpid ());
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) identity = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint reply;

  g_assert_finalize_object (self->mpris);
  RUN_UNTIL (!has_name (self, NAME), 10);
  answer = g_dbus_connection_call_sync (self->client, "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                                        "RequestName", g_variant_new ("(su)", NAME, 0), NULL, G_DBUS_CALL_FLAGS_NONE,
                                        -1, NULL, NULL);
  g_variant_get (answer, "(u)", &reply);
  g_assert_cmpuint (reply, ==, 1);
  self->mpris = att_mpris_new (self->player.player, "x", FALSE);
  RUN_UNTIL (has_name (self, own), 10);
  g_dbus_connection_call (self->client, own, PATH, PROPERTIES, "Get", g_variant_new ("(ss)", ROOT, "Identity"), NULL,
                          G_DBUS_CALL_FLAGS_NONE, 5000, NULL, called_cb, &result);
  RUN_UNTIL (result != NULL, 10);
  identity = g_dbus_connection_call_finish (self->client, result, NULL);
  g_assert_nonnull (identity);
  g_dbus_connection_call_sync (self->client, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "ReleaseName",
                               g_variant_new ("(s)", NAME), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  char **out = data;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, out, NULL, &error);
  g_assert_no_error (error);
  if (*out == NULL)
    *out = g_strdup ("");
}

/* what playerctl prints; NULL when it fails */
static char *
playerctl (Fixture *self, const char *arguments)
{
  g_autofree char *command = g_strdup_printf ("playerctl --player=attacca %s", arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/bin/sh", "-c", command,
                                                      NULL);
  g_autofree char *out = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, finished_cb, &out);
  RUN_UNTIL (out != NULL, 10);
  return g_subprocess_get_successful (process) ? g_strdup (g_strstrip (out)) : NULL;
}

static void
assert_playerctl (Fixture *self, const char *arguments, const char *expected)
{
  g_autofree char *out = playerctl (self, arguments);

  g_test_message ("playerctl %s: %s", arguments, out);
  g_assert_cmpstr (out, ==, expected);
}

static void
test_playerctl (Fixture *self, gconstpointer data)
{
  g_autofree char *found = g_find_program_in_path ("playerctl");
  g_autofree char *position = NULL;

  if (found == NULL)
    {
      g_test_skip ("playerctl is not installed");
      return;
    }
  att_track_set_string (&((AttQueueItem *) self->player.items->pdata[0])->track->title, "Kites over Water", FALSE);
  assert_playerctl (self, "status", "Stopped");
  assert_playerctl (self, "play", "");
  RUN_UNTIL (g_str_has_suffix (self->player.log->str, "started 1|"), 10);
  assert_playerctl (self, "status", "Playing");
  assert_playerctl (self, "metadata xesam:title", "Kites over Water");
  assert_playerctl (self, "metadata --format '{{duration(mpris:length)}}'", "1:00");
  assert_playerctl (self, "pause", "");
  assert_playerctl (self, "status", "Paused");
  assert_playerctl (self, "play-pause", "");
  assert_playerctl (self, "volume 0.5", "");
  assert_playerctl (self, "volume", "0.500000");
  assert_playerctl (self, "loop Track", "");
  assert_playerctl (self, "loop", "Track");
  assert_playerctl (self, "loop None", "");
  assert_playerctl (self, "shuffle On", "");
  assert_playerctl (self, "shuffle", "On");
  assert_playerctl (self, "shuffle Off", "");
  assert_playerctl (self, "position 20", "");
  RUN_UNTIL (self->n_seeked > 0, 10);
  position = playerctl (self, "position");
  g_assert_cmpint (atoi (position), >=, 20);
  g_assert_cmpint (atoi (position), <, 30);
  assert_playerctl (self, "position 5-", "");
  RUN_UNTIL (self->n_seeked > 1, 10);
  assert_playerctl (self, "next", "");
  RUN_UNTIL (g_str_has_suffix (self->player.log->str, "started 2|"), 10);
  assert_playerctl (self, "previous", "");
  RUN_UNTIL (g_str_has_suffix (self->player.log->str, "started 1|"), 10);
  assert_playerctl (self, "open http://localhost:1/stream", "");
  g_assert_cmpstr (self->said->str, ==, "open http://localhost:1/stream|");
  assert_playerctl (self, "stop", "");
  assert_playerctl (self, "status", "Stopped");
}

/* a bus for this program alone */
static GSubprocess *
start_bus (void)
{
  GSubprocess *bus = start_program (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, "dbus-daemon",
                                    "--session", "--nofork", "--nopidfile", "--print-address=1", NULL);
  g_autoptr (GDataInputStream) out = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (bus);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bus));
  bus_address = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", bus_address, TRUE);
  return bus;
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (GDBusConnection) shared = NULL;
  g_autoptr (GSubprocess) bus = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = start_bus ();
  shared = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_assert_nonnull (shared);
  g_dbus_connection_set_exit_on_close (shared, FALSE);
  ADD ("/playback/mpris/properties", test_properties);
  ADD ("/playback/mpris/root", test_root);
  ADD ("/playback/mpris/metadata", test_metadata);
  ADD ("/playback/mpris/methods", test_methods);
  ADD ("/playback/mpris/seek", test_seek);
  ADD ("/playback/mpris/changes", test_changes);
  ADD ("/playback/mpris/second-instance", test_second_instance);
  ADD ("/playback/mpris/playerctl", test_playerctl);
  status = g_test_run ();
  test_util_clean ();
  g_subprocess_force_exit (bus);
  g_free (bus_address);
  return status;
}
