/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-part.h"

#include <string.h>

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MAX_SECONDS G_GINT64_CONSTANT (4000000000)

/* only digits: no sign, no space, no exponent, whatever the language */
static gboolean
take_seconds (const char **at, gint64 *ns)
{
  const char *p = *at;
  gint64 whole = 0, fraction = 0, unit = SECOND;

  if (!g_ascii_isdigit (*p))
    return FALSE;
  for (; g_ascii_isdigit (*p); p++)
    {
      whole = whole * 10 + (*p - '0');
      if (whole > MAX_SECONDS)
        return FALSE;
    }
  if (*p == '.')
    for (p++; g_ascii_isdigit (*p); p++)
      {
        unit /= 10;
        fraction += (*p - '0') * unit;
      }
  *ns = whole * SECOND + fraction;
  *at = p;
  return TRUE;
}

static void
append_seconds (GString *to, gint64 ns)
{
  g_string_append_printf (to, "%" G_GINT64_FORMAT, ns / SECOND);
  if (ns % SECOND == 0)
    return;
  g_string_append_printf (to, ".%09" G_GINT64_FORMAT, ns % SECOND);
  while (to->str[to->len - 1] == '0')
    g_string_truncate (to, to->len - 1);
}

char *
att_part_to_fragment (const AttPart *part)
{
  GString *fragment = g_string_new ("t=");

  append_seconds (fragment, part->start_ns);
  if (part->end_ns >= 0)
    {
      g_string_append_c (fragment, ',');
      append_seconds (fragment, part->end_ns);
    }
  return g_string_free (fragment, FALSE);
}

gboolean
att_part_of_uri (const char *uri, AttPart *part)
{
  const char *at = strchr (uri, '#');
  AttPart found = { 0, -1 };

  if (at == NULL || strncmp (at, "#t=", 3) != 0)
    return FALSE;
  at += 3;
  if (!take_seconds (&at, &found.start_ns))
    return FALSE;
  if (*at == ',')
    {
      at++;
      if (!take_seconds (&at, &found.end_ns) || found.end_ns <= found.start_ns)
        return FALSE;
    }
  if (*at != '\0')
    return FALSE;
  if (part != NULL)
    *part = found;
  return TRUE;
}

char *
att_part_file_uri (const char *uri)
{
  return att_part_of_uri (uri, NULL) ? g_strndup (uri, strchr (uri, '#') - uri) : g_strdup (uri);
}

char *
att_part_whole_path (const char *uri, GError **error)
{
  if (strchr (uri, '#') == NULL)
    return g_filename_from_uri (uri, NULL, error);
  g_set_error (error, G_CONVERT_ERROR, G_CONVERT_ERROR_BAD_URI, "%s is not the address of a whole file", uri);
  return NULL;
}

char *
att_part_file_path (const char *uri)
{
  g_autofree char *file_uri = att_part_file_uri (uri);

  return att_part_whole_path (file_uri, NULL);
}

char *
att_part_place (const char *uri)
{
  g_autofree char *path = att_part_file_path (uri);

  return path != NULL && att_part_of_uri (uri, NULL) ? g_strdup (uri) : g_steal_pointer (&path);
}

char *
att_part_place_path (const char *place)
{
  char *path = *place != '/' && att_part_of_uri (place, NULL) ? att_part_file_path (place) : NULL;

  return path != NULL ? path : g_strdup (place);
}
