/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-guards.h"

#include <string.h>

#include "att-genres.h"

static const char *const chapters[] = { "chapter ", "kapitel ", "chapitre ", "capitulo ", "capítulo ", "capitolo ",
                                        "hoofdstuk ", "rozdział ", "luku ", "Глава ", "глава " };

/* @whole: else it may go on, as in "Weihnachtslieder" */
static const struct { const char *word; gboolean whole; } christmas[] = {
  { "christmas", TRUE }, { "xmas", TRUE }, { "weihnacht", FALSE }, { "navidad", TRUE }, { "villancico", FALSE },
  { "joululaulu", FALSE }, { "kerstmis", TRUE },
};

static gboolean
is_letter_before (const char *text, const char *p)
{
  return p > text && g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (p)));
}

static gboolean
names_christmas (const char *text)
{
  for (gsize w = 0; text != NULL && w < G_N_ELEMENTS (christmas); w++)
    for (const char *p = strcasestr (text, christmas[w].word); p != NULL; p = strcasestr (p + 1, christmas[w].word))
      {
        const char *end = p + strlen (christmas[w].word);

        if (!is_letter_before (text, p) && !(christmas[w].whole && g_unichar_isalpha (g_utf8_get_char (end))))
          return TRUE;
      }
  return FALSE;
}

gboolean
att_guards_is_chapter (AttTrack *track)
{
  if (track->uri != NULL && g_str_has_suffix (track->uri, ".m4b"))
    return TRUE;
  if (track->title == NULL ||
      (att_track_get_genre (track) != NULL && !att_track_has (track, ATT_TRACK_GENRE_GUESSED)))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (chapters); i++)
    {
      const gsize length = strlen (chapters[i]);

      if (g_ascii_strncasecmp (track->title, chapters[i], length) == 0)
        return g_ascii_isdigit (track->title[length]);
    }
  return FALSE;
}

gboolean
att_guards_is_christmas (AttTrack *track)
{
  const char *genre = att_track_get_genre (track);

  return names_christmas (track->title) || names_christmas (track->album) ||
         (genre != NULL && !att_track_has (track, ATT_TRACK_GENRE_GUESSED) &&
          att_genres_lookup (genre) == att_genres_lookup (ATT_GUARDS_CHRISTMAS));
}

gboolean
att_guards_is_christmas_time (gint64 now)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (now);
  const int month = date != NULL ? g_date_time_get_month (date) : 0;
  const int day = date != NULL ? g_date_time_get_day_of_month (date) : 0;

  return month == 12 || (month == 11 && day >= 27) || (month == 1 && day <= 6);
}
