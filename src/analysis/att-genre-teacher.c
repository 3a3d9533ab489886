/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-teacher.h"

#include <math.h>
#include <string.h>

#include "att-genre-model.h"
#include "att-half.h"
#include "att-tensor-file.h"

static void
row_clear (gpointer data)
{
  g_free (((AttTeacherRow *) data)->file);
}

void
att_genre_teacher_free (AttGenreTeacher *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->tags);
  g_array_unref (self->rows);
  g_free (self->values);
  g_free (self);
}

static gboolean
read_file (const char *dir, const char *name, char **contents, gsize *size, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) cause = NULL;

  if (g_file_get_contents (path, contents, size, &cause))
    return TRUE;
  g_set_error_literal (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST, cause->message);
  return FALSE;
}

/* lines that are not empty */
static gboolean
read_lines (const char *dir, const char *name, char ***lines, GError **error)
{
  g_autofree char *text = NULL;
  gsize n = 0;

  if (!read_file (dir, name, &text, NULL, error))
    return FALSE;
  *lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; (*lines)[i] != NULL; i++)
    {
      char *line = g_strstrip ((*lines)[i]);

      (*lines)[i] = NULL;
      if (*line != '\0')
        (*lines)[n++] = line;
      else
        g_free (line);
    }
  return TRUE;
}

AttGenreTeacher *
att_genre_teacher_load (const char *dir, GError **error)
{
  g_autoptr (AttGenreTeacher) self = g_new0 (AttGenreTeacher, 1);
  g_auto (GStrv) index = NULL;
  g_autofree char *halves = NULL;
  gsize size, n;

  self->rows = g_array_new (FALSE, TRUE, sizeof (AttTeacherRow));
  g_array_set_clear_func (self->rows, row_clear);
  if (!read_lines (dir, "tags.txt", &self->tags, error) || !read_lines (dir, "index.tsv", &index, error) ||
      !read_file (dir, "targets.f16", &halves, &size, error))
    return NULL;
  for (int i = 1; index[0] != NULL && index[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (index[i], "\t", -1);
      AttTeacherRow row = { 0 };

      if (g_strv_length (fields) < 4)
        {
          g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                       "%s/index.tsv, line %d: a row, a source, a file and a start are wanted", dir, i + 1);
          return NULL;
        }
      row.labelled = g_str_equal (fields[1], "genre");
      row.file = g_strdup (fields[2]);
      row.start_s = CLAMP (g_ascii_strtod (fields[3], NULL), 0, 1e6);
      g_array_append_val (self->rows, row);
    }
  self->n_tags = g_strv_length (self->tags);
  self->n_columns = self->rows->len > 0 ? size / 2 / self->rows->len : 0;
  n = (gsize) self->rows->len * self->n_columns;
  if (n == 0 || size != n * 2 || self->n_columns < self->n_tags)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                   "%s/targets.f16: its size does not fit index.tsv and tags.txt", dir);
      return NULL;
    }
  self->values = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    {
      float value = att_half_to_float ((guint8) halves[2 * i] | (guint8) halves[2 * i + 1] << 8);

      self->values[i] = isfinite (value) ? value : 0;
    }
  for (guint i = 0; i < self->rows->len; i++)
    g_array_index (self->rows, AttTeacherRow, i).values = self->values + (gsize) i * self->n_columns;
  return g_steal_pointer (&self);
}

const AttTeacherRow *
att_genre_teacher_find (const AttGenreTeacher *self, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  char *ending = strrchr (name, '.');

  if (ending != NULL)
    *ending = '\0';
  for (guint i = 0; i < self->rows->len; i++)
    {
      const AttTeacherRow *row = &g_array_index (self->rows, AttTeacherRow, i);

      if (row->labelled && g_str_equal (row->file, name))
        return row;
    }
  return NULL;
}
