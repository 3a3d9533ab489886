/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-lyrics.h"

#include <string.h>

static void
line_clear (gpointer data)
{
  g_free (((AttLyricsLine *) data)->text);
}

void
att_lyrics_free (AttLyrics *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->lines);
  g_free (self);
}

/* --- bytes to text --- */

/* of the characters beyond ASCII in Latin text most stand alone; in GB 18030 they are pairs */
static gboolean
looks_like_gb (const guint8 *data, gsize n)
{
  gsize paired = 0, alone = 0;

  for (gsize i = 0; i < n; i++)
    if (data[i] >= 0x80 && i + 1 < n && data[i + 1] >= 0x40 && data[i] > 0x80 && (data[i + 1] >= 0x80 || paired > 0))
      {
        paired++;
        i++;
      }
    else if (data[i] >= 0x80)
      alone++;
  return paired > 3 * alone;
}

/* (transfer full) */
static char *
to_utf8 (const char *data, gsize n)
{
  const guint8 *bytes = (const guint8 *) data;
  char *text = NULL;

  if (n >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return g_utf8_make_valid (data + 3, n - 3);
  if (n >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
    text = g_convert (data + 2, (n - 2) & ~(gsize) 1, "UTF-8", bytes[0] == 0xff ? "UTF-16LE" : "UTF-16BE", NULL, NULL, NULL);
  else if (g_utf8_validate (data, n, NULL))
    return g_strndup (data, n);
  else if (looks_like_gb (bytes, n))
    text = g_convert (data, n, "UTF-8", "GB18030", NULL, NULL, NULL);
  if (text == NULL)
    text = g_convert (data, n, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
  return text != NULL ? text : g_utf8_make_valid (data, n);
}

/* --- LRC --- */

/* mm:ss, mm:ss.xx, mm:ss:xx up to @close; FALSE: it is something else */
static gboolean
read_time (const char **at, char close, gint64 *ms)
{
  const char *p = *at;
  gint64 minutes = 0, seconds = 0, fraction = 0, scale = 1000;
  int n = 0;

  for (; g_ascii_isdigit (*p) && n < 4; p++, n++)
    minutes = minutes * 10 + (*p - '0');
  if (n == 0 || *p++ != ':')
    return FALSE;
  for (n = 0; g_ascii_isdigit (*p) && n < 2; p++, n++)
    seconds = seconds * 10 + (*p - '0');
  if (n == 0)
    return FALSE;
  if (*p == '.' || *p == ':' || *p == ',')
    for (p++; g_ascii_isdigit (*p); p++)
      if (scale > 1)
        fraction += (*p - '0') * (scale /= 10);
  if (*p != close)
    return FALSE;
  *at = p + 1;
  *ms = (minutes * 60 + seconds) * 1000 + fraction;
  return TRUE;
}

static char *
without_word_times (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gint64 ms;

  while (*text != '\0')
    {
      const char *after = text + 1;

      if (*text == '<' && read_time (&after, '>', &ms))
        text = after;
      else
        g_string_append_c (out, *text++);
    }
  return g_strstrip (g_string_free (g_steal_pointer (&out), FALSE));
}

/* [ar:…] and the like; the value for [offset:…] */
static gboolean
is_header (const char *line, gint64 *offset)
{
  static const char *const names[] = { "ar", "ti", "al", "au", "by", "re", "ve", "tool", "length", "offset", "la", "id", "lr" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const gsize n = strlen (names[i]);

      if (*line == '[' && g_ascii_strncasecmp (line + 1, names[i], n) == 0 && line[1 + n] == ':' && strchr (line, ']') != NULL)
        {
          if (g_str_equal (names[i], "offset"))
            *offset = CLAMP (g_ascii_strtoll (line + 2 + n, NULL, 10), -3600000, 3600000);
          return TRUE;
        }
    }
  return FALSE;
}

static void
add_line (AttLyrics *self, gint64 at_ms, const char *text)
{
  AttLyricsLine line = { at_ms, g_strdup (text) };

  g_array_append_val (self->lines, line);
}

static void
continue_line (AttLyrics *self, const char *text)
{
  AttLyricsLine *last = &g_array_index (self->lines, AttLyricsLine, self->lines->len - 1);
  char *both = *last->text != '\0' ? g_strconcat (last->text, "\n", text, NULL) : g_strdup (text);

  g_free (last->text);
  last->text = both;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 x = ((const AttLyricsLine *) a)->at_ms, y = ((const AttLyricsLine *) b)->at_ms;

  return x < y ? -1 : x > y;
}

/* sorted (stable: GLib merges), and one line for one time */
static void
order_lines (AttLyrics *self, gint64 offset)
{
  g_autoptr (GArray) lines = g_steal_pointer (&self->lines);

  g_array_sort (lines, compare_times);
  self->lines = g_array_new (FALSE, FALSE, sizeof (AttLyricsLine));
  g_array_set_clear_func (self->lines, line_clear);
  for (guint i = 0; i < lines->len; i++)
    {
      const AttLyricsLine *line = &g_array_index (lines, AttLyricsLine, i);

      if (i > 0 && line->at_ms == line[-1].at_ms)
        {
          if (*line->text != '\0')
            continue_line (self, line->text);
        }
      else
        add_line (self, line->at_ms, line->text);
    }
  for (guint i = 0; i < self->lines->len; i++)
    {
      AttLyricsLine *line = &g_array_index (self->lines, AttLyricsLine, i);

      line->at_ms = MAX (line->at_ms - offset, 0); /* a positive offset shows them sooner */
    }
}

static gboolean
read_lrc (AttLyrics *self, char **lines)
{
  gint64 offset = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *at = g_strstrip (lines[i]), *after = at + 1;
      gint64 times[64];
      guint n_times = 0;
      g_autofree char *text = NULL;

      while (n_times < G_N_ELEMENTS (times) && *at == '[' && read_time (&after, ']', &times[n_times]))
        {
          n_times++;
          at = after;
          while (*at == ' ')
            at++;
          after = at + 1;
        }
      if (n_times == 0 && (*at == '\0' || is_header (at, &offset)))
        continue;
      text = without_word_times (at);
      for (guint k = 0; k < n_times; k++)
        add_line (self, times[k], text);
      if (n_times == 0 && self->lines->len > 0) /* before the first time it is about the song, not of it */
        continue_line (self, text);
    }
  if (self->lines->len == 0)
    return FALSE;
  order_lines (self, offset);
  self->synced = TRUE;
  return TRUE;
}

static void
read_plain (AttLyrics *self, char **lines)
{
  gint64 ignored;
  guint n_empty = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *text = g_strstrip (lines[i]);

      if (is_header (text, &ignored))
        continue;
      if (*text == '\0') /* one between verses, none at the ends */
        {
          n_empty++;
          continue;
        }
      if (n_empty > 0 && self->lines->len > 0)
        add_line (self, -1, "");
      n_empty = 0;
      add_line (self, -1, text);
    }
}

static AttLyrics *
new_lyrics (void)
{
  AttLyrics *self = g_new0 (AttLyrics, 1);

  self->lines = g_array_new (FALSE, FALSE, sizeof (AttLyricsLine));
  g_array_set_clear_func (self->lines, line_clear);
  return self;
}

static gboolean
has_words (const AttLyrics *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (*att_lyrics_get_line (self, i)->text != '\0')
      return TRUE;
  return FALSE;
}

AttLyrics *
att_lyrics_parse (const char *data, gsize size)
{
  g_autoptr (AttLyrics) self = new_lyrics ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (size == 0)
    return NULL;
  text = to_utf8 (data, MIN (size, ATT_LYRICS_MAX_BYTES));
  g_strdelimit (text, "\r", '\n');
  lines = g_strsplit (text, "\n", -1);
  if (!read_lrc (self, lines))
    read_plain (self, lines);
  return has_words (self) ? g_steal_pointer (&self) : NULL;
}

AttLyrics *
att_lyrics_cut (const AttLyrics *self, gint64 start_ms, gint64 end_ms)
{
  g_autoptr (AttLyrics) part = new_lyrics ();

  part->synced = self->synced;
  for (guint i = 0; self->synced && i < self->lines->len; i++)
    {
      const AttLyricsLine *line = att_lyrics_get_line (self, i);

      if (line->at_ms >= start_ms && (end_ms < 0 || line->at_ms < end_ms))
        add_line (part, line->at_ms - start_ms, line->text);
    }
  return has_words (part) ? g_steal_pointer (&part) : NULL;
}

int
att_lyrics_find (const AttLyrics *self, gint64 position_ms)
{
  int low = 0, high = self->synced ? (int) self->lines->len : 0;

  while (low < high)
    {
      const int middle = (low + high) / 2;

      if (att_lyrics_get_line (self, middle)->at_ms <= position_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low - 1;
}

const AttLyricsLine *
att_lyrics_get_line (const AttLyrics *self, guint i)
{
  return &g_array_index (self->lines, AttLyricsLine, i);
}
