/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-text.h"

/* letters that no Unicode decomposition takes apart */
static const char *
plain_letter (gunichar c)
{
  switch (c)
    {
    case 0x0142: return "l";  /* l with stroke */
    case 0x00f8: return "o";  /* o with stroke */
    case 0x0111: return "d";  /* d with stroke */
    case 0x0127: return "h";
    case 0x0131: return "i";  /* dotless i */
    case 0x00e6: return "ae";
    case 0x0153: return "oe";
    case 0x00fe: return "th";
    case 0x00f0: return "d";
    case 0x00df: return "ss";
    default: return NULL;
    }
}

char *
att_text_fold (const char *text)
{
  g_autofree char *valid = NULL, *folded = NULL, *apart = NULL;
  GString *out;
  gboolean gap = FALSE;

  if (text == NULL)
    return g_strdup ("");

  for (const guchar *p = (const guchar *) text;; p++) /* plain ASCII is most of what there is */
    {
      if (*p == '\0')
        {
          out = g_string_sized_new (p - (const guchar *) text);
          for (p = (const guchar *) text; *p != '\0'; p++)
            if (g_ascii_isalnum (*p))
              {
                if (gap && out->len > 0)
                  g_string_append_c (out, ' ');
                gap = FALSE;
                g_string_append_c (out, g_ascii_tolower (*p));
              }
            else if (*p != '\'')
              gap = TRUE;
          return g_string_free (out, FALSE);
        }
      if (*p >= 0x80)
        break;
    }

  valid = g_utf8_make_valid (text, -1);
  folded = g_utf8_casefold (valid, -1);
  apart = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  out = g_string_new (NULL);
  for (const char *p = apart; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      const char *plain;

      if (g_unichar_ismark (c) && c < 0x0600) /* Latin, Greek, Cyrillic accents; elsewhere marks carry the vowel */
        continue;
      if (c == '\'' || c == 0x2019)
        continue;
      if (!g_unichar_isalnum (c) && !g_unichar_ismark (c))
        {
          gap = TRUE;
          continue;
        }
      if (gap && out->len > 0)
        g_string_append_c (out, ' ');
      gap = FALSE;
      plain = plain_letter (c);
      if (plain != NULL)
        g_string_append (out, plain);
      else
        g_string_append_unichar (out, c);
    }
  apart = (g_free (apart), g_utf8_normalize (out->str, -1, G_NORMALIZE_ALL_COMPOSE)); /* Hangul back together */
  g_string_free (out, TRUE);
  return g_steal_pointer (&apart);
}

char **
att_text_words (const char *text)
{
  g_autofree char *folded = att_text_fold (text);

  return *folded == '\0' ? g_new0 (char *, 1) : g_strsplit (folded, " ", -1);
}

char *
att_text_sort_key (const char *text)
{
  g_autofree char *folded = att_text_fold (text);

  return g_utf8_collate_key (folded, -1);
}
