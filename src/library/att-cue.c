/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cue.h"

#include <errno.h>
#include <gio/gio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-file-bytes.h"

#define MAX_BYTES (1024 * 1024)
#define MAX_TRACKS 999
#define MAX_VALUE 4096

typedef struct {
  AttCueSheet *sheet;
  AttCueFile *file;    /* the last FILE; it may have no track yet */
  AttCueTrack *track;  /* the last TRACK; NULL: still about the album */
  AttCueTrack *loose;  /* the same while it is in no file */
  gboolean has_index;  /* INDEX 01 of `track` */
  gboolean is_data;    /* the last TRACK holds none of our business */
  guint n_tracks, line;
} Parser;

static void
text_clear (AttCueText *text)
{
  g_free (text->title);
  g_free (text->performer);
  g_free (text->songwriter);
  g_free (text->composer);
  g_free (text->genre);
  g_free (text->date);
}

static void
track_free (gpointer data)
{
  text_clear (&((AttCueTrack *) data)->text);
  g_free (data);
}

static void
file_free (gpointer data)
{
  AttCueFile *file = data;

  g_free (file->name);
  g_ptr_array_unref (file->tracks);
  g_free (file);
}

void
att_cue_free (AttCueSheet *self)
{
  text_clear (&self->text);
  g_ptr_array_unref (self->files);
  g_free (self);
}

static gboolean G_GNUC_PRINTF (3, 4)
fail (const Parser *parser, GError **error, const char *format, ...)
{
  g_autofree char *cause = NULL;
  va_list args;

  va_start (args, format);
  cause = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Line %u: %s", parser->line, cause);
  return FALSE;
}

/* --- the letters --- */

/* Of bytes that are no UTF-8: are they pairs of high bytes throughout (GB 2312)? Letters of the West with an accent
 * stand alone. */
static gboolean
comes_in_pairs (const char *text)
{
  for (const guchar *p = (const guchar *) text; *p != '\0'; p++)
    if (*p >= 0x80)
      {
        if (p[0] < 0xa1 || p[1] < 0xa1)
          return FALSE;
        p++;
      }
  return TRUE;
}

static gboolean
has_kana (const char *utf8)
{
  for (const char *p = utf8; *p != '\0'; p = g_utf8_next_char (p))
    if (g_utf8_get_char (p) >= 0x3041 && g_utf8_get_char (p) <= 0x30ff)
      return TRUE;
  return FALSE;
}

static char *
decode (const char *data, gsize n)
{
  const guint8 *bytes = (const guint8 *) data;
  g_autofree char *text = NULL, *japanese = NULL, *chinese = NULL;
  char *western;

  if (n >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
    return g_convert (data, (gssize) n, "UTF-8", "UTF-16", NULL, NULL, NULL);
  if (n > 0 && memchr (data, '\0', n) != NULL)
    return NULL;
  if (n >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      data += 3;
      n -= 3;
    }
  if (g_utf8_validate_len (data, n, NULL))
    return g_strndup (data, n);
  text = g_strndup (data, n);
  japanese = g_convert (text, -1, "UTF-8", "CP932", NULL, NULL, NULL);
  if (japanese != NULL && has_kana (japanese))
    return g_steal_pointer (&japanese);
  chinese = comes_in_pairs (text) ? g_convert (text, -1, "UTF-8", "GB18030", NULL, NULL, NULL) : NULL;
  if (chinese != NULL)
    return g_steal_pointer (&chinese);
  western = g_convert (text, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
  return western != NULL ? western : g_utf8_make_valid (text, -1);
}

/* --- the words --- */

/* cuts the first word off @line */
static char *
take_word (char **line)
{
  char *word, *p = *line;

  while (g_ascii_isspace (*p))
    p++;
  word = p;
  while (*p != '\0' && !g_ascii_isspace (*p))
    p++;
  if (*p != '\0')
    *p++ = '\0';
  *line = p;
  return word;
}

/* The rest of the line: what is between its first quote and its last, else all of it. NULL where nothing is left. */
static char *
dup_value (const char *rest)
{
  g_autofree char *value = g_strstrip (g_strdup (rest));

  if (*value == '"')
    {
      char *last = strrchr (value, '"');

      *value = ' ';
      if (last != value)
        *last = '\0';
    }
  for (char *p = value; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  if (strlen (value) > MAX_VALUE)
    *g_utf8_find_prev_char (value, value + MAX_VALUE + 1) = '\0';
  g_strstrip (value);
  return *value != '\0' ? g_steal_pointer (&value) : NULL;
}

static void
set_value (char **field, const char *rest)
{
  char *value = dup_value (rest);

  if (value == NULL)
    return;
  g_free (*field);
  *field = value;
}

/* "-7.03 dB" */
static void
set_number (float *field, const char *rest)
{
  g_autofree char *value = dup_value (rest);
  char *end = NULL;
  const double number = value != NULL ? g_ascii_strtod (value, &end) : NAN;

  if (end != value && isfinite (number) && fabs (number) < 1000)
    *field = (float) number;
}

static void
set_count (int *field, const char *rest)
{
  g_autofree char *value = dup_value (rest);
  const guint64 number = value != NULL ? g_ascii_strtoull (value, NULL, 10) : 0;

  if (number > 0 && number <= MAX_TRACKS)
    *field = (int) number;
}

static gboolean
parse_time (const char *text, gint64 *frames)
{
  gint64 parts[3];

  for (int i = 0; i < 3; i++)
    {
      const char *begin = text;

      for (parts[i] = 0; g_ascii_isdigit (*text) && text - begin < 6; text++)
        parts[i] = parts[i] * 10 + (*text - '0');
      if (text == begin || (i < 2 && *text++ != ':'))
        return FALSE;
    }
  if (*text != '\0' || parts[1] >= 60 || parts[2] >= ATT_CUE_FRAMES)
    return FALSE;
  *frames = (parts[0] * 60 + parts[1]) * ATT_CUE_FRAMES + parts[2];
  return TRUE;
}

/* --- the commands --- */

/* the track that was described is complete */
static gboolean
end_track (Parser *self, GError **error)
{
  if (self->track != NULL && !self->has_index)
    {
      self->line = self->track->line;
      return fail (self, error, "track %d has no INDEX 01", self->track->number);
    }
  return TRUE;
}

static void
begin_file (Parser *self, const char *rest)
{
  g_autofree char *line = g_strstrip (g_strdup (rest));
  char *type = *line != '"' ? strrchr (line, ' ') : NULL; /* FILE name.wav WAVE, without quotes */

  if (type != NULL)
    *type = '\0';
  self->file = g_new0 (AttCueFile, 1);
  self->file->name = dup_value (line);
  if (self->file->name == NULL)
    self->file->name = g_strdup ("");
  self->file->tracks = g_ptr_array_new_with_free_func (track_free);
  g_ptr_array_add (self->sheet->files, self->file);
}

static void
text_init (AttCueText *text)
{
  text->gain_db = text->peak = NAN;
}

static gboolean
begin_track (Parser *self, char *rest, GError **error)
{
  const char *number = take_word (&rest), *mode = take_word (&rest);
  char *end;
  const guint64 n = g_ascii_strtoull (number, &end, 10);

  if (!end_track (self, error))
    return FALSE;
  if (end == number || *end != '\0' || !g_ascii_isdigit (*number) || n < 1 || n > MAX_TRACKS)
    return fail (self, error, "“%s” is not the number of a track", number);
  if (++self->n_tracks > MAX_TRACKS)
    return fail (self, error, "there are more than %d tracks", MAX_TRACKS);
  self->is_data = *mode != '\0' && g_ascii_strcasecmp (mode, "AUDIO") != 0;
  g_clear_pointer (&self->loose, track_free);
  self->has_index = FALSE;
  self->track = self->loose = g_new0 (AttCueTrack, 1);
  self->track->number = (int) n;
  self->track->line = self->line;
  text_init (&self->track->text);
  return TRUE;
}

/* INDEX 01 says in which file a track is: the pause before it, INDEX 00, may be at the end of the file before */
static gboolean
set_index (Parser *self, char *rest, GError **error)
{
  const char *number = take_word (&rest), *time = take_word (&rest);
  gint64 start;

  if (self->track == NULL)
    return fail (self, error, "INDEX stands before the first TRACK");
  if (!parse_time (time, &start))
    return fail (self, error, "“%s” is not a time (minutes:seconds:frames)", time);
  if (g_ascii_strtoull (number, NULL, 10) != 1 || self->has_index)
    return TRUE;
  self->has_index = TRUE;
  if (self->is_data)
    return TRUE;
  if (self->file == NULL)
    begin_file (self, "");
  if (self->file->tracks->len > 0)
    {
      const AttCueTrack *last = g_ptr_array_index (self->file->tracks, self->file->tracks->len - 1);

      if (start <= last->start)
        return fail (self, error, "track %d does not begin after track %d", self->track->number, last->number);
    }
  self->track->start = start;
  g_ptr_array_add (self->file->tracks, g_steal_pointer (&self->loose));
  return TRUE;
}

static void
parse_remark (Parser *self, AttCueText *text, char *rest)
{
  const char *word = take_word (&rest);

  if (g_ascii_strcasecmp (word, "GENRE") == 0)
    set_value (&text->genre, rest);
  else if (g_ascii_strcasecmp (word, "DATE") == 0 || g_ascii_strcasecmp (word, "YEAR") == 0)
    set_value (&text->date, rest);
  else if (g_ascii_strcasecmp (word, "COMPOSER") == 0)
    set_value (&text->composer, rest);
  else if (g_ascii_strcasecmp (word, "DISCNUMBER") == 0)
    set_count (&self->sheet->disc_number, rest);
  else if (g_ascii_strcasecmp (word, "TOTALDISCS") == 0)
    set_count (&self->sheet->n_discs, rest);
  else if (g_ascii_strcasecmp (word, "REPLAYGAIN_ALBUM_GAIN") == 0)
    set_number (&self->sheet->text.gain_db, rest);
  else if (g_ascii_strcasecmp (word, "REPLAYGAIN_ALBUM_PEAK") == 0)
    set_number (&self->sheet->text.peak, rest);
  else if (g_ascii_strcasecmp (word, "REPLAYGAIN_TRACK_GAIN") == 0 && text != &self->sheet->text)
    set_number (&text->gain_db, rest);
  else if (g_ascii_strcasecmp (word, "REPLAYGAIN_TRACK_PEAK") == 0 && text != &self->sheet->text)
    set_number (&text->peak, rest);
}

static gboolean
parse_line (Parser *self, char *line, GError **error)
{
  AttCueText *text = self->track != NULL ? &self->track->text : &self->sheet->text;
  const char *command = take_word (&line);

  if (g_ascii_strcasecmp (command, "TRACK") == 0)
    return begin_track (self, line, error);
  if (g_ascii_strcasecmp (command, "INDEX") == 0)
    return set_index (self, line, error);
  if (g_ascii_strcasecmp (command, "FILE") == 0)
    begin_file (self, line);
  else if (g_ascii_strcasecmp (command, "REM") == 0)
    parse_remark (self, text, line);
  else if (g_ascii_strcasecmp (command, "TITLE") == 0)
    set_value (&text->title, line);
  else if (g_ascii_strcasecmp (command, "PERFORMER") == 0)
    set_value (&text->performer, line);
  else if (g_ascii_strcasecmp (command, "SONGWRITER") == 0)
    set_value (&text->songwriter, line);
  return TRUE;
}

static gboolean
parse_all (Parser *self, char *text, GError **error)
{
  for (char *line = text, *next; line != NULL; line = next)
    {
      next = strpbrk (line, "\r\n");
      if (next != NULL)
        {
          const gboolean is_pair = next[0] == '\r' && next[1] == '\n';

          *next = '\0';
          next += 1 + is_pair;
        }
      self->line++;
      if (!parse_line (self, line, error))
        return FALSE;
    }
  if (!end_track (self, error))
    return FALSE;
  for (guint i = self->sheet->files->len; i > 0; i--)
    if (((AttCueFile *) g_ptr_array_index (self->sheet->files, i - 1))->tracks->len == 0)
      g_ptr_array_remove_index (self->sheet->files, i - 1);
  if (self->sheet->files->len == 0)
    return fail (self, error, "there is no track in it");
  return TRUE;
}

AttCueSheet *
att_cue_parse (const char *data, gsize n, GError **error)
{
  g_autoptr (AttCueSheet) sheet = g_new0 (AttCueSheet, 1);
  g_autofree char *text = n <= MAX_BYTES ? decode (data, n) : NULL;
  Parser parser = { .sheet = sheet };
  gboolean good;

  sheet->files = g_ptr_array_new_with_free_func (file_free);
  text_init (&sheet->text);
  if (text == NULL)
    {
      parser.line = 1;
      fail (&parser, error, "this is not text");
      return NULL;
    }
  good = parse_all (&parser, text, error);
  g_clear_pointer (&parser.loose, track_free);
  return good ? g_steal_pointer (&sheet) : NULL;
}

AttCueSheet *
att_cue_read (const char *path, GError **error)
{
  g_autoptr (AttFileBytes) file = att_file_bytes_new ();
  g_autofree char *data = NULL;
  gint64 size;

  if (!att_file_bytes_open (file, path, error))
    return NULL;
  size = att_file_bytes_get_size (file);
  if (size > MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It is too large for a cue sheet");
      return NULL;
    }
  data = g_malloc ((gsize) size + 1);
  return att_cue_parse (data, att_file_bytes_read (file, 0, data, (gsize) size), error);
}
