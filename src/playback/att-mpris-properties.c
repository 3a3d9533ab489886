/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What AttMpris tells about itself and about what plays.
 */
#include "config.h"

#include "att-mpris-private.h"

#define TRACK_PATH "/io/github/attacca_player/Attacca/queue/"

const char att_mpris_introspection_xml[] =
    "<node>"
    "  <interface name='org.mpris.MediaPlayer2'>"
    "    <method name='Raise'/>"
    "    <method name='Quit'/>"
    "    <property name='CanQuit' type='b' access='read'/>"
    "    <property name='Fullscreen' type='b' access='readwrite'/>"
    "    <property name='CanSetFullscreen' type='b' access='read'/>"
    "    <property name='CanRaise' type='b' access='read'/>"
    "    <property name='HasTrackList' type='b' access='read'/>"
    "    <property name='Identity' type='s' access='read'/>"
    "    <property name='DesktopEntry' type='s' access='read'/>"
    "    <property name='SupportedUriSchemes' type='as' access='read'/>"
    "    <property name='SupportedMimeTypes' type='as' access='read'/>"
    "  </interface>"
    "  <interface name='org.mpris.MediaPlayer2.Player'>"
    "    <method name='Next'/>"
    "    <method name='Previous'/>"
    "    <method name='Pause'/>"
    "    <method name='PlayPause'/>"
    "    <method name='Stop'/>"
    "    <method name='Play'/>"
    "    <method name='Seek'><arg direction='in' name='Offset' type='x'/></method>"
    "    <method name='SetPosition'>"
    "      <arg direction='in' name='TrackId' type='o'/>"
    "      <arg direction='in' name='Position' type='x'/>"
    "    </method>"
    "    <method name='OpenUri'><arg direction='in' name='Uri' type='s'/></method>"
    "    <signal name='Seeked'><arg name='Position' type='x'/></signal>"
    "    <property name='PlaybackStatus' type='s' access='read'/>"
    "    <property name='LoopStatus' type='s' access='readwrite'/>"
    "    <property name='Rate' type='d' access='readwrite'/>"
    "    <property name='Shuffle' type='b' access='readwrite'/>"
    "    <property name='Metadata' type='a{sv}' access='read'/>"
    "    <property name='Volume' type='d' access='readwrite'/>"
    "    <property name='Position' type='x' access='read'>"
    "      <annotation name='org.freedesktop.DBus.Property.EmitsChangedSignal' value='false'/>"
    "    </property>"
    "    <property name='MinimumRate' type='d' access='read'/>"
    "    <property name='MaximumRate' type='d' access='read'/>"
    "    <property name='CanGoNext' type='b' access='read'/>"
    "    <property name='CanGoPrevious' type='b' access='read'/>"
    "    <property name='CanPlay' type='b' access='read'/>"
    "    <property name='CanPause' type='b' access='read'/>"
    "    <property name='CanSeek' type='b' access='read'/>"
    "    <property name='CanControl' type='b' access='read'>"
    "      <annotation name='org.freedesktop.DBus.Property.EmitsChangedSignal' value='false'/>"
    "    </property>"
    "  </interface>"
    "</node>";

const char *const att_mpris_uri_schemes[] = { "file", "http", "https", NULL };
static const char *const mime_types[] = {
  "audio/aac",     "audio/flac",         "audio/mp4",        "audio/mpeg",   "audio/ogg",      "audio/opus",
  "audio/vnd.wave", "audio/wav",         "audio/x-aiff",     "audio/x-ape",  "audio/x-flac",   "audio/x-m4a",
  "audio/x-musepack", "audio/x-opus+ogg", "audio/x-vorbis+ogg", "audio/x-wav", "audio/x-wavpack", "application/ogg",
  NULL
};
const char *const att_mpris_loop_names[] = { "None", "Playlist", "Track", NULL };

char *
att_mpris_track_path (AttQueueItem *item)
{
  return g_strdup_printf (TRACK_PATH "%" G_GUINT64_FORMAT, item->serial);
}

static void
add_string (GVariantDict *dict, const char *key, const char *value)
{
  if (value != NULL && *value != '\0' && g_utf8_validate (value, -1, NULL))
    g_variant_dict_insert (dict, key, "s", value);
}

static void
add_list (GVariantDict *dict, const char *key, const char *value)
{
  const char *list[] = { value, NULL };

  if (value != NULL && *value != '\0')
    g_variant_dict_insert (dict, key, "^as", list);
}

static void
add_time (GVariantDict *dict, const char *key, GDateTime *time)
{
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  add_string (dict, key, text);
  g_clear_pointer (&time, g_date_time_unref);
}

static GVariant *
make_metadata (AttMpris *self)
{
  AttQueueItem *item = att_player_get_item (self->player);
  gint64 length_ms = att_player_get_duration_ms (self->player);
  g_autofree char *path = NULL, *stream_title = NULL;
  GVariantDict dict;
  AttTrack *track;

  g_variant_dict_init (&dict, NULL);
  if (item == NULL)
    return g_variant_dict_end (&dict);
  track = item->track;
  path = att_mpris_track_path (item);
  g_object_get (self->player, "stream-title", &stream_title, NULL);

  g_variant_dict_insert (&dict, "mpris:trackid", "o", path);
  if (length_ms > 0)
    g_variant_dict_insert (&dict, "mpris:length", "x", length_ms * 1000);
  if (self->cover_uri != NULL && self->cover_serial == item->serial)
    add_string (&dict, "mpris:artUrl", self->cover_uri);
  add_string (&dict, "xesam:url", track->uri);
  if (stream_title != NULL) /* what the station plays, and the station for the artist */
    {
      add_string (&dict, "xesam:title", stream_title);
      add_list (&dict, "xesam:artist", att_track_get_title (track));
    }
  else
    {
      add_string (&dict, "xesam:title", att_track_get_title (track));
      add_list (&dict, "xesam:artist", att_track_get_artist (track));
    }
  add_string (&dict, "xesam:album", track->album);
  add_list (&dict, "xesam:albumArtist", track->album_artist);
  add_list (&dict, "xesam:composer", track->composer);
  if (track->genres != NULL)
    g_variant_dict_insert (&dict, "xesam:genre", "^as", track->genres);
  if (track->track_number > 0)
    g_variant_dict_insert (&dict, "xesam:trackNumber", "i", (gint32) track->track_number);
  if (track->disc_number > 0)
    g_variant_dict_insert (&dict, "xesam:discNumber", "i", (gint32) track->disc_number);
  if (track->rating > 0)
    g_variant_dict_insert (&dict, "xesam:userRating", "d", track->rating / 10.0);
  if (track->n_plays > 0)
    g_variant_dict_insert (&dict, "xesam:useCount", "i", track->n_plays);
  if (track->year > 0)
    add_time (&dict, "xesam:contentCreated", g_date_time_new_utc (track->year, 1, 1, 0, 0, 0));
  if (track->last_played_at > 0)
    add_time (&dict, "xesam:lastUsed", g_date_time_new_from_unix_utc (track->last_played_at));
  return g_variant_dict_end (&dict);
}

gboolean
att_mpris_can_go_next (AttMpris *self)
{
  return att_play_queue_get_n_upcoming (self->queue) > 0
         || (att_player_get_repeat (self->player) == ATT_REPEAT_ALL
             && g_list_model_get_n_items (G_LIST_MODEL (self->queue)) > 0);
}

gboolean
att_mpris_can_go_previous (AttMpris *self)
{
  return att_play_queue_get_current (self->queue) > 0
         || (att_player_get_repeat (self->player) == ATT_REPEAT_ALL
             && g_list_model_get_n_items (G_LIST_MODEL (self->queue)) > 0);
}

gboolean
att_mpris_can_seek (AttMpris *self)
{
  return att_player_get_state (self->player) != ATT_PLAYER_STOPPED && att_player_get_duration_ms (self->player) > 0;
}

GVariant *
att_mpris_player_property (AttMpris *self, const char *name)
{
  gboolean has_items = g_list_model_get_n_items (G_LIST_MODEL (self->queue)) > 0;

  if (g_str_equal (name, "PlaybackStatus"))
    switch (att_player_get_state (self->player))
      {
      case ATT_PLAYER_STOPPED:
        return g_variant_new_string ("Stopped");
      case ATT_PLAYER_PAUSED:
        return g_variant_new_string ("Paused");
      default:
        return g_variant_new_string ("Playing");
      }
  if (g_str_equal (name, "LoopStatus"))
    return g_variant_new_string (att_mpris_loop_names[att_player_get_repeat (self->player)]);
  if (g_str_equal (name, "Rate"))
    return g_variant_new_double (att_player_get_speed (self->player));
  if (g_str_equal (name, "MinimumRate"))
    return g_variant_new_double (ATT_PLAYER_MIN_SPEED);
  if (g_str_equal (name, "MaximumRate"))
    return g_variant_new_double (ATT_PLAYER_MAX_SPEED);
  if (g_str_equal (name, "Shuffle"))
    return g_variant_new_boolean (att_player_get_shuffle (self->player) != ATT_SHUFFLE_OFF);
  if (g_str_equal (name, "Metadata"))
    return make_metadata (self);
  if (g_str_equal (name, "Volume"))
    return g_variant_new_double (att_player_get_volume (self->player));
  if (g_str_equal (name, "Position"))
    return g_variant_new_int64 (att_player_get_position_ms (self->player) * 1000);
  if (g_str_equal (name, "CanGoNext"))
    return g_variant_new_boolean (att_mpris_can_go_next (self));
  if (g_str_equal (name, "CanGoPrevious"))
    return g_variant_new_boolean (att_mpris_can_go_previous (self));
  if (g_str_equal (name, "CanPlay"))
    return g_variant_new_boolean (has_items);
  if (g_str_equal (name, "CanPause"))
    return g_variant_new_boolean (att_player_get_item (self->player) != NULL);
  if (g_str_equal (name, "CanSeek"))
    return g_variant_new_boolean (att_mpris_can_seek (self));
  return g_variant_new_boolean (TRUE); /* CanControl */
}

GVariant *
att_mpris_root_property (AttMpris *self, const char *name)
{
  if (g_str_equal (name, "CanQuit"))
    return g_variant_new_boolean (TRUE);
  if (g_str_equal (name, "CanRaise"))
    return g_variant_new_boolean (self->can_raise);
  if (g_str_equal (name, "Identity"))
    return g_variant_new_string ("Attacca");
  if (g_str_equal (name, "DesktopEntry"))
    return g_variant_new_string (self->desktop_entry);
  if (g_str_equal (name, "SupportedUriSchemes"))
    return g_variant_new_strv (att_mpris_uri_schemes, -1);
  if (g_str_equal (name, "SupportedMimeTypes"))
    return g_variant_new_strv (mime_types, -1);
  return g_variant_new_boolean (FALSE); /* Fullscreen, CanSetFullscreen, HasTrackList */
}
