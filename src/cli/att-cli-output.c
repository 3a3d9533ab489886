/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli-output.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "att-cli.h"

#define COLUMN_GAP 2
#define NARROWEST_COLUMN 8
#define NOTE_INDENT 6

/* --- text --- */

static gboolean output_failed;

static void
note_write_error (void)
{
  int cause = errno;

  if (!output_failed && cause != EPIPE)
    att_cli_error (_("the output could not be written: %s"), g_strerror (cause));
  output_failed = TRUE;
}

static void
put (const char *text)
{
  if (!output_failed && fputs (text, stdout) == EOF)
    note_write_error ();
}

void
att_cli_print (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  put (text);
}

gboolean
att_cli_flush (void)
{
  if (!output_failed && fflush (stdout) == EOF)
    note_write_error ();
  return !output_failed;
}

char *
att_cli_plain_text (const char *text)
{
  char *valid = g_utf8_make_valid (text, -1);

  for (char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        memset (p, ' ', g_utf8_next_char (p) - p);
    }
  return valid;
}

char *
att_cli_format_length (gint64 ms)
{
  gint64 s = (ms + 500) / 1000;

  if (s >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) (s / 3600), (int) (s / 60 % 60), (int) (s % 60));
  return g_strdup_printf ("%d:%02d", (int) (s / 60), (int) (s % 60));
}

char *
att_cli_format_left (double seconds)
{
  int s = (int) MIN (seconds + 0.5, 359999);

  if (s < 90)
    return g_strdup_printf (_("%d s"), s);
  if (s < 90 * 60)
    return g_strdup_printf (_("%d min"), (s + 30) / 60);
  return g_strdup_printf (_("%d h %02d min"), s / 3600, s / 60 % 60);
}

static int
char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

static int
text_width (const char *text)
{
  int width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += char_width (g_utf8_get_char (text));
  return width;
}

/* cut to @width cells, with an ellipsis where something is lost */
static char *
cut_text (const char *text, int width)
{
  const char *p = text;
  int used = 0;

  if (text_width (text) <= width)
    return g_strdup (text);
  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      used += char_width (g_utf8_get_char (p));
      if (used > width - 1)
        break;
    }
  return g_strdup_printf ("%.*s…", (int) (p - text), text);
}

/* cells of the terminal on @fd; 0: no terminal */
static int
terminal_width (int fd)
{
  struct winsize size;

  if (!isatty (fd))
    return 0;
  return ioctl (fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* --- the updating line --- */

static gboolean status_shown;

gboolean
att_cli_has_status (void)
{
  const char *term = g_getenv ("TERM");

  return isatty (STDERR_FILENO) && term != NULL && !g_str_equal (term, "dumb");
}

void
att_cli_set_status (const char *text)
{
  if (!att_cli_has_status () || (text == NULL && !status_shown))
    return;
  if (text != NULL)
    {
      g_autofree char *plain = att_cli_plain_text (text);
      g_autofree char *line = cut_text (plain, terminal_width (STDERR_FILENO) - 1);

      fprintf (stderr, "\r%s\033[K", line);
    }
  else
    fputs ("\r\033[K", stderr);
  fflush (stderr);
  status_shown = text != NULL;
}

/* --- tables --- */

typedef struct {
  char **cells;
  GPtrArray *notes; /* (nullable) */
} Row;

struct _AttCliTable
{
  char *columns;
  int n_columns;
  gboolean has_titles;
  GPtrArray *rows; /* of Row */
};

static void
row_free (gpointer data)
{
  Row *row = data;

  g_strfreev (row->cells);
  g_clear_pointer (&row->notes, g_ptr_array_unref);
  g_free (row);
}

static Row *
add_row (AttCliTable *self)
{
  Row *row = g_new0 (Row, 1);

  row->cells = g_new0 (char *, self->n_columns + 1);
  g_ptr_array_add (self->rows, row);
  return row;
}

AttCliTable *
att_cli_table_new (const char *columns, const char *const *titles)
{
  AttCliTable *self = g_new0 (AttCliTable, 1);

  self->columns = g_strdup (columns);
  self->n_columns = strlen (columns);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->has_titles = titles != NULL;
  if (titles != NULL)
    {
      Row *row = add_row (self);

      for (int i = 0; i < self->n_columns; i++)
        row->cells[i] = g_strdup (titles[i]);
    }
  return self;
}

void
att_cli_table_add (AttCliTable *self, ...)
{
  Row *row = add_row (self);
  va_list args;

  va_start (args, self);
  for (int i = 0; i < self->n_columns; i++)
    {
      const char *cell = va_arg (args, const char *);

      row->cells[i] = att_cli_plain_text (cell != NULL ? cell : "");
    }
  va_end (args);
}

void
att_cli_table_note (AttCliTable *self, const char *text)
{
  Row *row = g_ptr_array_index (self->rows, self->rows->len - 1);

  if (row->notes == NULL)
    row->notes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (row->notes, att_cli_plain_text (text));
}

/* takes cells from the widest of the columns that may be cut, until the rows fit */
static void
fit_widths (AttCliTable *self, int *widths, int room)
{
  int total = COLUMN_GAP * (self->n_columns - 1);

  for (int i = 0; i < self->n_columns; i++)
    total += widths[i];
  while (total > room)
    {
      int widest = -1;

      for (int i = 0; i < self->n_columns; i++)
        if (self->columns[i] == 'L' && widths[i] > NARROWEST_COLUMN && (widest < 0 || widths[i] > widths[widest]))
          widest = i;
      if (widest < 0)
        return;
      widths[widest]--;
      total--;
    }
}

static void
print_note (const char *note, int room)
{
  g_auto (GStrv) words = g_strsplit (note, " ", -1);
  int used = 0;

  for (char **word = words; *word != NULL; word++)
    {
      int width = text_width (*word);

      if (used == 0 || (room > 0 && used + 1 + width > room && room > 2 * NOTE_INDENT))
        {
          att_cli_print ("%s%*s%s", used == 0 ? "" : "\n", used == 0 ? NOTE_INDENT : NOTE_INDENT + 2, "", *word);
          used = (used == 0 ? NOTE_INDENT : NOTE_INDENT + 2) + width;
        }
      else
        {
          att_cli_print (" %s", *word);
          used += 1 + width;
        }
    }
  put ("\n");
}

void
att_cli_table_print (AttCliTable *self)
{
  g_autofree int *widths = g_new0 (int, self->n_columns);
  int room = terminal_width (STDOUT_FILENO);

  for (guint r = 0; r < self->rows->len; r++)
    {
      Row *row = g_ptr_array_index (self->rows, r);

      for (int i = 0; i < self->n_columns; i++)
        widths[i] = MAX (widths[i], text_width (row->cells[i]));
    }
  if (room > 0)
    fit_widths (self, widths, room);

  for (guint r = 0; r < self->rows->len; r++)
    {
      Row *row = g_ptr_array_index (self->rows, r);
      g_autoptr (GString) line = g_string_new (NULL);

      for (int i = 0; i < self->n_columns; i++)
        {
          g_autofree char *cell = cut_text (row->cells[i], widths[i]);
          int pad = widths[i] - text_width (cell);

          if (i > 0)
            g_string_append_printf (line, "%*s", COLUMN_GAP, "");
          if (self->columns[i] == 'r')
            g_string_append_printf (line, "%*s", pad, "");
          g_string_append (line, cell);
          if (self->columns[i] != 'r')
            g_string_append_printf (line, "%*s", pad, "");
        }
      while (line->len > 0 && line->str[line->len - 1] == ' ')
        g_string_truncate (line, line->len - 1);
      g_string_append_c (line, '\n');
      put (line->str);
      for (guint n = 0; row->notes != NULL && n < row->notes->len; n++)
        print_note (g_ptr_array_index (row->notes, n), room);
    }
}

void
att_cli_table_free (AttCliTable *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self->columns);
  g_free (self);
}

/* --- JSON --- */

char *
att_cli_json_to_text (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

void
att_cli_print_json (JsonBuilder *builder)
{
  g_autofree char *text = att_cli_json_to_text (builder);

  put (text);
  put ("\n");
}

void
att_cli_json_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (name != NULL)
    json_builder_set_member_name (builder, name);
  if (value == NULL)
    json_builder_add_null_value (builder);
  else
    {
      g_autofree char *valid = g_utf8_make_valid (value, -1);

      json_builder_add_string_value (builder, valid);
    }
}

void
att_cli_json_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
att_cli_json_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else /* JSON has no word for it */
    json_builder_add_null_value (builder);
}

void
att_cli_json_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
att_cli_json_track (JsonBuilder *builder, AttTrack *track)
{
  att_cli_json_int (builder, "id", track->id);
  att_cli_json_string (builder, "uri", track->uri);
  att_cli_json_string (builder, "title", att_track_get_title (track));
  att_cli_json_string (builder, "artist", att_track_get_artist (track));
  att_cli_json_string (builder, "album", att_track_get_album (track));
  att_cli_json_string (builder, "genre", att_track_get_genre (track));
  json_builder_set_member_name (builder, "genres");
  json_builder_begin_array (builder);
  for (char **genre = track->genres; genre != NULL && *genre != NULL; genre++)
    att_cli_json_string (builder, NULL, *genre);
  json_builder_end_array (builder);
  att_cli_json_bool (builder, "genre_guessed", att_track_has (track, ATT_TRACK_GENRE_GUESSED));
}

void
att_cli_json_reasons (JsonBuilder *builder, AttPick *pick)
{
  json_builder_set_member_name (builder, "reasons");
  json_builder_begin_array (builder);
  for (guint i = 0; i < pick->reasons->len; i++)
    {
      AttReason *reason = g_ptr_array_index (pick->reasons, i);

      json_builder_begin_object (builder);
      att_cli_json_string (builder, "recommender", att_recommender_to_string (reason->recommender));
      att_cli_json_double (builder, "weight", reason->weight);
      att_cli_json_double (builder, "value", reason->value);
      att_cli_json_string (builder, "text", reason->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

void
att_cli_table_note_reasons (AttCliTable *self, AttPick *pick)
{
  for (guint i = 0; i < pick->reasons->len; i++)
    {
      AttReason *reason = g_ptr_array_index (pick->reasons, i);
      g_autofree char *note = g_strdup_printf ("· %s  (%s %.2f × %.2f)", reason->text,
                                               att_recommender_to_string (reason->recommender), reason->weight,
                                               reason->value);

      att_cli_table_note (self, note);
    }
}

char *
att_cli_track_name (AttTrack *track)
{
  const char *artist = att_track_get_artist (track);

  return *artist != '\0' ? g_strdup_printf ("%s — %s", att_track_get_title (track), artist)
                         : g_strdup (att_track_get_title (track));
}
