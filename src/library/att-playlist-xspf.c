/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * XSPF version 1 (xspf.org/spec). A file in its namespace is held to the
 * specification's content model; one without a namespace, as Clementine, old
 * Last.fm and old Quod Libet wrote it, is read for its tracks.
 */
#include "config.h"

#include "att-playlist-file.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#define XSPF_NAMESPACE "http://xspf.org/ns/0/"

typedef enum { CONTENT_TEXT, CONTENT_INTEGER, CONTENT_DATE, CONTENT_ANY, CONTENT_ELEMENTS } Content;

typedef struct _Rule Rule;
struct _Rule {
  const char *name;
  Content content;
  gboolean many;
  const char *attribute; /* that it must have, and the only one of its own */
  const Rule *children;
};

static const Rule track_rules[] = {
  { "location", CONTENT_TEXT, TRUE, NULL, NULL },      { "identifier", CONTENT_TEXT, TRUE, NULL, NULL },
  { "title", CONTENT_TEXT, FALSE, NULL, NULL },        { "creator", CONTENT_TEXT, FALSE, NULL, NULL },
  { "annotation", CONTENT_TEXT, FALSE, NULL, NULL },   { "info", CONTENT_TEXT, FALSE, NULL, NULL },
  { "image", CONTENT_TEXT, FALSE, NULL, NULL },        { "album", CONTENT_TEXT, FALSE, NULL, NULL },
  { "trackNum", CONTENT_INTEGER, FALSE, NULL, NULL },  { "duration", CONTENT_INTEGER, FALSE, NULL, NULL },
  { "link", CONTENT_TEXT, TRUE, "rel", NULL },         { "meta", CONTENT_TEXT, TRUE, "rel", NULL },
  { "extension", CONTENT_ANY, TRUE, "application", NULL }, { NULL },
};

static const Rule list_rules[] = {
  { "track", CONTENT_ELEMENTS, TRUE, NULL, track_rules }, { NULL },
};

static const Rule attribution_rules[] = {
  { "location", CONTENT_TEXT, TRUE, NULL, NULL }, { "identifier", CONTENT_TEXT, TRUE, NULL, NULL }, { NULL },
};

static const Rule playlist_rules[] = {
  { "title", CONTENT_TEXT, FALSE, NULL, NULL },        { "creator", CONTENT_TEXT, FALSE, NULL, NULL },
  { "annotation", CONTENT_TEXT, FALSE, NULL, NULL },   { "info", CONTENT_TEXT, FALSE, NULL, NULL },
  { "location", CONTENT_TEXT, FALSE, NULL, NULL },     { "identifier", CONTENT_TEXT, FALSE, NULL, NULL },
  { "image", CONTENT_TEXT, FALSE, NULL, NULL },        { "date", CONTENT_DATE, FALSE, NULL, NULL },
  { "license", CONTENT_TEXT, FALSE, NULL, NULL },
  { "attribution", CONTENT_ELEMENTS, FALSE, NULL, attribution_rules },
  { "link", CONTENT_TEXT, TRUE, "rel", NULL },         { "meta", CONTENT_TEXT, TRUE, "rel", NULL },
  { "extension", CONTENT_ANY, TRUE, "application", NULL },
  { "trackList", CONTENT_ELEMENTS, FALSE, NULL, list_rules }, { NULL },
};

static const Rule root_rule = { "playlist", CONTENT_ELEMENTS, FALSE, "version", playlist_rules };

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlParserCtxt, xmlFreeParserCtxt)

static gboolean G_GNUC_PRINTF (2, 3)
set_invalid (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, format, args);
  va_end (args);
  return FALSE;
}

/* stripped; (transfer full) */
static char *
text_of (const xmlNode *node)
{
  g_autofree char *text = NULL;
  xmlChar *content = xmlNodeGetContent (node);

  text = g_strdup (content != NULL ? (const char *) content : "");
  xmlFree (content);
  return g_steal_pointer (&text);
}

/* --- the content model --- */

static gboolean
is_integer (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

static gboolean
is_date (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, utc);

  return date != NULL;
}

static gboolean
check_text (const xmlNode *node, const Rule *rule, GError **error)
{
  g_autofree char *text = g_strstrip (text_of (node));

  if (xmlFirstElementChild ((xmlNode *) node) != NULL)
    return set_invalid (error, "Its <%s> has elements in it", rule->name);
  if (rule->content == CONTENT_INTEGER && !is_integer (text))
    return set_invalid (error, "Its <%s> is no number", rule->name);
  if (rule->content == CONTENT_DATE && !is_date (text))
    return set_invalid (error, "Its <%s> is no date", rule->name);
  return TRUE;
}

static gboolean
check_attributes (const xmlNode *node, const Rule *rule, GError **error)
{
  gboolean found = rule->attribute == NULL;

  for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    {
      if (attribute->ns != NULL) /* xml:base, and what others add */
        continue;
      if (rule->attribute == NULL || !g_str_equal (attribute->name, rule->attribute))
        return set_invalid (error, "Its <%s> has no attribute “%s” in XSPF", rule->name, attribute->name);
      found = TRUE;
    }
  return found || set_invalid (error, "Its <%s> has no “%s”", rule->name, rule->attribute);
}

/* the tree is no deeper than the rules; below an extension nobody looks */
static gboolean
check_node (const xmlNode *node, const Rule *rule, GError **error)
{
  guint seen = 0;

  if (!check_attributes (node, rule, error))
    return FALSE;
  if (rule->content == CONTENT_ANY)
    return TRUE;
  if (rule->content != CONTENT_ELEMENTS)
    return check_text (node, rule, error);
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      const Rule *inner = rule->children;

      if (child->type == XML_COMMENT_NODE || child->type == XML_PI_NODE || xmlIsBlankNode (child))
        continue;
      if (child->type != XML_ELEMENT_NODE)
        return set_invalid (error, "Its <%s> has text in it", rule->name);
      while (inner->name != NULL && !g_str_equal (child->name, inner->name))
        inner++;
      if (inner->name == NULL || child->ns == NULL || !g_str_equal (child->ns->href, XSPF_NAMESPACE))
        return set_invalid (error, "Its <%s> has no element <%s> in XSPF", rule->name, child->name);
      if (!inner->many && (seen & (1u << (inner - rule->children))) != 0)
        return set_invalid (error, "Its <%s> has more than one <%s>", rule->name, inner->name);
      seen |= 1u << (inner - rule->children);
      if (!check_node (child, inner, error))
        return FALSE;
    }
  return TRUE;
}

/* --- reading --- */

static gboolean
is_element (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && g_str_equal (node->name, name);
}

static void
set_text (char **field, const xmlNode *node)
{
  g_autofree char *text = text_of (node);

  att_playlist_set_text (field, text);
}

static char *
resolve (const xmlNode *node, const char *folder, const char *file_uri)
{
  g_autofree char *location = g_strstrip (text_of (node)), *resolved = NULL;
  xmlChar *base = xmlNodeGetBase (node->doc, node);

  /* where no xml:base is given it is the file's own place */
  if (base != NULL && !g_str_equal (base, file_uri))
    {
      g_autofree char *absolute = g_uri_resolve_relative (file_uri, (const char *) base, G_URI_FLAGS_ENCODED, NULL);

      if (absolute != NULL)
        resolved = g_uri_resolve_relative (absolute, location, G_URI_FLAGS_ENCODED, NULL);
    }
  xmlFree (base);
  return att_playlist_resolve (folder, resolved != NULL ? resolved : location, TRUE);
}

/* several locations are the same track in several places: the first one counts */
static void
read_track (AttPlaylist *self, const xmlNode *track, const char *folder, const char *file_uri)
{
  AttPlaylistItem *item = att_playlist_add (self, NULL);

  for (const xmlNode *node = track->children; node != NULL; node = node->next)
    if (is_element (node, "location") && item->uri == NULL)
      item->uri = resolve (node, folder, file_uri);
    else if (is_element (node, "title"))
      set_text (&item->title, node);
    else if (is_element (node, "creator"))
      set_text (&item->artist, node);
    else if (is_element (node, "album"))
      set_text (&item->album, node);
    else if (is_element (node, "duration"))
      {
        g_autofree char *text = text_of (node);

        item->duration_ms = CLAMP (g_ascii_strtoll (text, NULL, 10), 0, G_MAXINT32);
      }
  if (item->uri == NULL && item->title == NULL)
    g_ptr_array_set_size (self->items, (int) self->items->len - 1);
}

static gboolean
read_playlist (AttPlaylist *self, const xmlNode *root, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path), *file_uri = g_filename_to_uri (path, NULL, NULL);
  gboolean has_list = FALSE;

  for (const xmlNode *node = root->children; node != NULL; node = node->next)
    if (is_element (node, "title"))
      set_text (&self->name, node);
    else if (is_element (node, "trackList"))
      {
        has_list = TRUE;
        for (const xmlNode *track = node->children; track != NULL; track = track->next)
          if (is_element (track, "track") && self->items->len < ATT_PLAYLIST_MAX_ITEMS)
            read_track (self, track, folder, file_uri);
      }
  return has_list || set_invalid (error, "It has no list of tracks");
}

static gboolean
check_version (const xmlNode *root, GError **error)
{
  xmlChar *version = xmlGetNoNsProp (root, BAD_CAST "version");
  const gboolean good = version != NULL && (g_str_equal (version, "0") || g_str_equal (version, "1"));

  xmlFree (version);
  return good || set_invalid (error, "It is of an XSPF version that nobody knows");
}

gboolean
att_playlist_parse_xspf (AttPlaylist *self, const char *text, gsize n, const char *encoding, const char *path,
                         GError **error)
{
  static gsize initialised = 0;
  g_autofree char *file_uri = g_filename_to_uri (path, NULL, error);
  g_autoptr (xmlParserCtxt) context = NULL;
  g_autoptr (xmlDoc) doc = NULL;
  const xmlNode *root;

  if (file_uri == NULL)
    return FALSE;
  if (g_once_init_enter (&initialised))
    {
      xmlInitParser ();
      g_once_init_leave (&initialised, 1);
    }
  context = xmlNewParserCtxt ();
  doc = xmlCtxtReadMemory (context, text, (int) n, file_uri, encoding,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
  if (doc == NULL)
    {
      const xmlError *cause = xmlCtxtGetLastError (context);
      g_autofree char *words = g_strdup (cause != NULL && cause->message != NULL ? cause->message : "no document");

      return set_invalid (error, "It is no XML, line %d: %s", cause != NULL ? cause->line : 0, g_strstrip (words));
    }
  root = xmlDocGetRootElement (doc);
  /* entities of its own could be written out to any length */
  if (doc->intSubset != NULL && doc->intSubset->entities != NULL)
    return set_invalid (error, "It defines entities, which a playlist has no use for");
  if (root == NULL || !is_element (root, "playlist") ||
      (root->ns != NULL && !g_str_equal (root->ns->href, XSPF_NAMESPACE)))
    return set_invalid (error, "It is XML, but not an XSPF playlist");
  if (root->ns != NULL)
    return check_node (root, &root_rule, error) && check_version (root, error) &&
           read_playlist (self, root, path, error);
  if (!read_playlist (self, root, path, error))
    return FALSE;
  return self->items->len > 0 || set_invalid (error, "It is not in the namespace of XSPF, and has no tracks");
}
