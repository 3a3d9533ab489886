/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-manifest.h"

#include <string.h>

#include "att-analyzer.h"

static void
row_free (gpointer data)
{
  AttManifestRow *self = data;

  g_free (self->path);
  g_free (self->label);
  g_free (self->artist);
  g_free (self->split);
  g_free (self->vector);
  g_free (self);
}

static int
find_column (char **header, const char *name)
{
  for (int i = 0; header[i] != NULL; i++)
    if (g_str_equal (header[i], name))
      return i;
  return -1;
}

/* NULL: the column is not there, or empty */
static char *
dup_field (char **fields, int n, int column)
{
  return column >= 0 && column < n && *fields[column] != '\0' ? g_utf8_make_valid (fields[column], -1) : NULL;
}

GPtrArray *
att_manifest_read (const char *path, const char *split, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL, *dir = g_path_get_dirname (path), *name = g_filename_display_name (path);
  g_auto (GStrv) lines = NULL, header = NULL;

  if (!g_file_get_contents (path, &text, NULL, &cause))
    {
      g_set_error_literal (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST, cause->message);
      return NULL;
    }
  lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = NULL;
      g_autofree char *own_split = NULL;
      AttManifestRow *row;
      int n;

      if (g_str_has_suffix (lines[i], "\r"))
        lines[i][strlen (lines[i]) - 1] = '\0';
      fields = g_strsplit (lines[i], "\t", -1);
      if (i == 0)
        {
          header = g_steal_pointer (&fields);
          continue;
        }
      if (*lines[i] == '\0')
        continue;
      n = g_strv_length (fields);
      if (n < 2 || *fields[0] == '\0' || *fields[1] == '\0' || !g_utf8_validate (fields[1], -1, NULL))
        {
          g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                       "%s, line %d: a path and a label are wanted, with a tab between them", name, i + 1);
          return NULL;
        }
      own_split = dup_field (fields, n, find_column (header, "split"));
      if (split != NULL && g_strcmp0 (split, own_split) != 0)
        continue;
      row = g_new0 (AttManifestRow, 1);
      row->path = g_path_is_absolute (fields[0]) ? g_strdup (fields[0]) : g_build_filename (dir, fields[0], NULL);
      row->label = g_strdup (fields[1]);
      row->artist = dup_field (fields, n, find_column (header, "artist"));
      row->split = g_steal_pointer (&own_split);
      g_ptr_array_add (rows, row);
    }
  if (rows->len > 0)
    return g_steal_pointer (&rows);
  g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
               split != NULL ? "%s: it names no files of that split" : "%s: it names no files", name);
  return NULL;
}

typedef struct {
  AttGenreNet *net;
  GCancellable *cancellable;
  AttProgress *progress;
  guint n_rows;
  GMutex lock; /* over what follows */
  guint n_done, n_unreadable;
  GError *first;
} Listening;

static void
listen_to (gpointer data, gpointer user_data)
{
  AttManifestRow *row = data;
  Listening *self = user_data;
  g_autoptr (GError) error = NULL;
  AttFeatures *features = NULL;

  if (!g_cancellable_is_cancelled (self->cancellable))
    features = att_analyzer_read_file (row->path, self->net, self->cancellable, &error);
  if (features != NULL)
    {
      row->vector = g_steal_pointer (&features->vector);
      att_features_free (features);
    }

  g_mutex_lock (&self->lock);
  self->n_done++;
  if (error != NULL)
    {
      self->n_unreadable++;
      if (self->first == NULL)
        self->first = g_steal_pointer (&error);
    }
  if (self->progress != NULL)
    att_progress_set (self->progress, self->n_done, self->n_rows);
  g_mutex_unlock (&self->lock);
}

gboolean
att_manifest_listen (GPtrArray *rows, AttGenreNet *net, AttProgress *progress, GCancellable *cancellable,
                     guint *n_unreadable, GError **error)
{
  Listening self = { net, cancellable, progress, rows->len };
  GThreadPool *pool;

  g_mutex_init (&self.lock);
  pool = g_thread_pool_new (listen_to, &self, g_get_num_processors (), FALSE, NULL); /* shared threads: cannot fail */
  for (guint i = 0; i < rows->len; i++)
    g_thread_pool_push (pool, g_ptr_array_index (rows, i), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  g_mutex_clear (&self.lock);

  *n_unreadable = self.n_unreadable;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      g_clear_error (&self.first);
      return FALSE;
    }
  if (self.n_unreadable == rows->len)
    {
      g_propagate_error (error, self.first);
      return FALSE;
    }
  if (self.first != NULL)
    g_warning ("%s", self.first->message);
  g_clear_error (&self.first);
  return TRUE;
}
