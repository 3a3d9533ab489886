/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSPF (xspf.org/jspf): the same as XSPF, in JSON. What is of another type than
 * the specification says is passed over.
 */
#include "config.h"

#include "att-playlist-file.h"

#include <json-glib/json-glib.h>

#define MAX_DEPTH 64

static gboolean
set_invalid (GError **error, const char *cause)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, cause);
  return FALSE;
}

/* json-glib goes into arrays and objects by recursion, and knows no limit */
static gboolean
is_too_deep (const char *text)
{
  gboolean quoted = FALSE;
  int depth = 0;

  for (const char *p = text; *p != '\0'; p++)
    if (quoted && *p == '\\' && p[1] != '\0')
      p++;
    else if (*p == '"')
      quoted = !quoted;
    else if (!quoted && (*p == '[' || *p == '{') && ++depth > MAX_DEPTH)
      return TRUE;
    else if (!quoted && (*p == ']' || *p == '}'))
      depth--;
  return FALSE;
}

static const char *
get_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static void
set_text (char **field, JsonObject *object, const char *member)
{
  const char *text = get_text (json_object_get_member (object, member));

  if (text != NULL)
    att_playlist_set_text (field, text);
}

/* an array by the specification, one string by the habit of some */
static char *
get_location (JsonObject *track, const char *folder)
{
  JsonNode *node = json_object_get_member (track, "location");
  const char *text;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    node = json_array_get_length (json_node_get_array (node)) > 0
             ? json_array_get_element (json_node_get_array (node), 0)
             : NULL;
  text = get_text (node);
  return text != NULL ? att_playlist_resolve (folder, text, TRUE) : NULL;
}

static void
read_track (AttPlaylist *self, JsonObject *track, const char *folder)
{
  AttPlaylistItem *item = att_playlist_add (self, get_location (track, folder));
  JsonNode *duration = json_object_get_member (track, "duration");

  set_text (&item->title, track, "title");
  set_text (&item->artist, track, "creator");
  set_text (&item->album, track, "album");
  if (duration != NULL && JSON_NODE_HOLDS_VALUE (duration))
    item->duration_ms = CLAMP (json_node_get_int (duration), 0, G_MAXINT32);
  if (item->uri == NULL && item->title == NULL)
    g_ptr_array_set_size (self->items, (int) self->items->len - 1);
}

gboolean
att_playlist_parse_jspf (AttPlaylist *self, const char *text, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) cause = NULL;
  JsonNode *node;
  JsonObject *playlist;
  JsonArray *tracks;

  if (is_too_deep (text))
    return set_invalid (error, "It is nested too deeply");
  if (!json_parser_load_from_data (parser, text, -1, &cause))
    return set_invalid (error, cause->message);
  node = json_parser_get_root (parser);
  node = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
           ? json_object_get_member (json_node_get_object (node), "playlist")
           : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return set_invalid (error, "It is JSON, but not a JSPF playlist");
  playlist = json_node_get_object (node);
  set_text (&self->name, playlist, "title");
  node = json_object_get_member (playlist, "track");
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return set_invalid (error, "It has no list of tracks");
  tracks = json_node_get_array (node);
  for (guint i = 0; i < MIN (json_array_get_length (tracks), ATT_PLAYLIST_MAX_ITEMS); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (tracks, i)))
      read_track (self, json_array_get_object_element (tracks, i), folder);
  return TRUE;
}
