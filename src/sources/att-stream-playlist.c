/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-stream-playlist.h"

#include <string.h>

static const char *const playlist_types[] = {
  "audio/x-mpegurl", "audio/mpegurl", "application/x-mpegurl", "application/mpegurl", "application/vnd.apple.mpegurl",
  "audio/x-scpls", "audio/scpls", "application/pls+xml", "application/xspf+xml", NULL
};
static const char *const vague_types[] = {
  "text/plain", "text/html", "text/xml", "application/xml", "application/octet-stream", "binary/octet-stream",
  "application/x-unknown", NULL
};

gboolean
att_stream_playlist_is_type (const char *content_type)
{
  g_autofree char *type = content_type != NULL ? g_ascii_strdown (content_type, -1) : NULL;

  return type != NULL && g_strv_contains (playlist_types, type);
}

gboolean
att_stream_playlist_may_be (const char *content_type)
{
  g_autofree char *type = content_type != NULL ? g_ascii_strdown (content_type, -1) : NULL;

  return type == NULL || g_strv_contains (vague_types, type);
}

static const char *
skip_bom (const char *text)
{
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  while (g_ascii_isspace (*text))
    text++;
  return text;
}

static gboolean
starts_with (const char *text, const char *prefix)
{
  return g_ascii_strncasecmp (text, prefix, strlen (prefix)) == 0;
}

gboolean
att_stream_playlist_looks_like (const char *text)
{
  text = skip_bom (text);
  return starts_with (text, "#EXTM3U") || starts_with (text, "[playlist]") || starts_with (text, "http://")
         || starts_with (text, "https://") || (*text == '<' && strstr (text, "<playlist") != NULL);
}

gboolean
att_stream_playlist_is_hls (const char *text)
{
  return strstr (text, "#EXT-X-") != NULL;
}

static char *
absolute (const char *address, const char *base)
{
  g_autofree char *stripped = g_strstrip (g_strdup (address));
  g_autofree char *uri = *stripped != '\0' ? g_uri_resolve_relative (base, stripped, G_URI_FLAGS_PARSE_RELAXED, NULL)
                                           : NULL;

  if (uri != NULL && (starts_with (uri, "http://") || starts_with (uri, "https://")))
    return g_steal_pointer (&uri);
  return NULL;
}

typedef struct {
  const char *base;
  gboolean in_location;
  GString *text;
  char *found;
} Xspf;

static void
start_element (GMarkupParseContext *context, const char *name, const char **names, const char **values, gpointer data,
               GError **error)
{
  Xspf *xspf = data;

  xspf->in_location = g_str_equal (name, "location")
                      && g_strcmp0 (g_markup_parse_context_get_element_stack (context)->next->data, "track") == 0;
  g_string_truncate (xspf->text, 0);
}

static void
end_element (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Xspf *xspf = data;

  if (xspf->in_location && xspf->found == NULL)
    xspf->found = absolute (xspf->text->str, xspf->base);
  xspf->in_location = FALSE;
}

static void
text (GMarkupParseContext *context, const char *chars, gsize length, gpointer data, GError **error)
{
  Xspf *xspf = data;

  if (xspf->in_location)
    g_string_append_len (xspf->text, chars, length);
}

static char *
first_of_xspf (const char *content, const char *base)
{
  const GMarkupParser parser = { start_element, end_element, text, NULL, NULL };
  Xspf xspf = { base, FALSE, g_string_new (NULL), NULL };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT | G_MARKUP_IGNORE_QUALIFIED, &xspf, NULL);

  g_markup_parse_context_parse (context, content, -1, NULL); /* what came before a mistake still counts */
  g_string_free (xspf.text, TRUE);
  return xspf.found;
}

char *
att_stream_playlist_first (const char *content, const char *base)
{
  gboolean is_pls;
  g_auto (GStrv) lines = NULL;

  content = skip_bom (content);
  if (*content == '<')
    return first_of_xspf (content, base);
  is_pls = starts_with (content, "[playlist]");
  lines = g_strsplit_set (content, "\r\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      const char *address = g_strchug (*line);
      char *found;

      if (is_pls)
        {
          if (!starts_with (address, "File") || strchr (address, '=') == NULL)
            continue;
          address = strchr (address, '=') + 1;
        }
      else if (*address == '#')
        continue;
      found = absolute (address, base);
      if (found != NULL)
        return found;
    }
  return NULL;
}
