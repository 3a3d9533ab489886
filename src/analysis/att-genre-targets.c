/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-targets.h"

#include <math.h>
#include <string.h>

#include "att-genre-model.h"

/* the teacher's word, and ours; what is not here is no genre */
static const char *const genre_tags[][2] = {
  { "rock", "rock" },
  { "pop", "pop" },
  { "alternative", "alternative" },
  { "indie", "indie" },
  { "electronic", "electronic" },
  { "dance", "dance" },
  { "alternative rock", "alternative rock" },
  { "jazz", "jazz" },
  { "metal", "metal" },
  { "soul", "soul" },
  { "classic rock", "classic rock" },
  { "indie rock", "indie rock" },
  { "electronica", "electronica" },
  { "folk", "folk" },
  { "punk", "punk" },
  { "blues", "blues" },
  { "hard rock", "hard rock" },
  { "ambient", "ambient" },
  { "experimental", "experimental" },
  { "Hip-Hop", "hip-hop" },
  { "country", "country" },
  { "easy listening", "easy listening" },
  { "funk", "funk" },
  { "electro", "electro" },
  { "heavy metal", "heavy metal" },
  { "Progressive rock", "progressive rock" },
  { "rnb", "r&b" },
  { "indie pop", "indie pop" },
  { "House", "house" },
};

/* labels that are spelt otherwise among the tags */
static const char *const spellings[][2] = {
  { "hiphop", "hip-hop" },
};

struct _AttGenreTargets
{
  GPtrArray *tags;    /* our names, NULL-terminated */
  GArray *columns;    /* of int: the teacher's column of each tag, -1: it has none */
  int n_columns;      /* floats in a row */
  GHashTable *rows;   /* file name without ending -> row + 1 */
  guint8 *values;     /* float16 */
  gsize n_rows;
};

void
att_genre_targets_free (AttGenreTargets *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->tags);
  g_array_unref (self->columns);
  g_hash_table_unref (self->rows);
  g_free (self->values);
  g_free (self);
}

/* IEEE 754 binary16 */
static float
float_from_half (const guint8 *bytes)
{
  guint half = bytes[0] | bytes[1] << 8;
  int exponent = half >> 10 & 31, fraction = half & 1023;
  float value = exponent == 0 ? ldexpf (fraction, -24) : ldexpf (fraction | 1024, exponent - 25);

  if (exponent == 31)
    return NAN;
  return half & 0x8000 ? -value : value;
}

static const char *
tag_of_label (const char *label)
{
  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (g_str_equal (spellings[i][0], label))
      return spellings[i][1];
  return label;
}

static void
add_tag (AttGenreTargets *self, const char *tag, int column)
{
  g_ptr_array_insert (self->tags, self->tags->len - 1, g_strdup (tag)); /* before the closing NULL */
  g_array_append_val (self->columns, column);
}

static int
find_tag (AttGenreTargets *self, const char *tag)
{
  for (guint i = 0; i + 1 < self->tags->len; i++)
    if (g_str_equal (g_ptr_array_index (self->tags, i), tag))
      return i;
  return -1;
}

static gboolean
read_text (const char *dir, const char *name, char ***lines, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  *lines = g_strsplit (text, "\n", -1);
  return TRUE;
}

static gboolean
read_teacher (AttGenreTargets *self, const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "targets.f16", NULL);
  g_auto (GStrv) tags = NULL;
  g_auto (GStrv) index = NULL;
  gsize size;

  if (!read_text (dir, "tags.txt", &tags, error) || !read_text (dir, "index.tsv", &index, error) ||
      !g_file_get_contents (path, (char **) &self->values, &size, error))
    return FALSE;
  for (int i = 0; tags[i] != NULL; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (genre_tags); j++)
      if (g_str_equal (g_strstrip (tags[i]), genre_tags[j][0]))
        add_tag (self, genre_tags[j][1], i);
  for (int i = 1; index[0] != NULL && index[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (index[i], "\t", -1);

      if (*index[i] == '\0')
        continue;
      self->n_rows++;
      if (g_strv_length (fields) >= 3 && g_str_equal (fields[1], "genre"))
        g_hash_table_insert (self->rows, g_strdup (fields[2]), GSIZE_TO_POINTER (self->n_rows));
    }
  self->n_columns = self->n_rows > 0 ? size / 2 / self->n_rows : 0;
  if (self->n_rows == 0 || size != self->n_rows * self->n_columns * 2 ||
      self->n_columns < (int) g_strv_length (tags) - 1)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                   "%s: its size does not fit index.tsv and tags.txt", path);
      return FALSE;
    }
  return TRUE;
}

AttGenreTargets *
att_genre_targets_load (const char *dir, const char *const *labels, GError **error)
{
  g_autoptr (AttGenreTargets) self = g_new0 (AttGenreTargets, 1);
  g_autoptr (GError) cause = NULL;

  self->tags = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->tags, NULL);
  self->columns = g_array_new (FALSE, FALSE, sizeof (int));
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (dir != NULL && !read_teacher (self, dir, &cause))
    {
      g_set_error_literal (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST, cause->message);
      return NULL;
    }
  for (int i = 0; labels[i] != NULL; i++)
    if (find_tag (self, tag_of_label (labels[i])) < 0)
      add_tag (self, tag_of_label (labels[i]), -1);
  return g_steal_pointer (&self);
}

const char *const *
att_genre_targets_get_tags (AttGenreTargets *self)
{
  return (const char *const *) self->tags->pdata;
}

float *
att_genre_targets_get (AttGenreTargets *self, const char *path, const char *label)
{
  g_autofree char *name = g_path_get_basename (path);
  char *ending = strrchr (name, '.');
  guint n = self->tags->len - 1;
  int own = find_tag (self, tag_of_label (label));
  gsize row;
  float *targets;

  if (ending != NULL)
    *ending = '\0';
  row = GPOINTER_TO_SIZE (g_hash_table_lookup (self->rows, name));
  if (row == 0 && self->n_rows > 0)
    return NULL;
  targets = g_new0 (float, n);
  for (guint i = 0; i < n; i++)
    {
      int column = g_array_index (self->columns, int, i);
      float teacher = 0;

      if (column >= 0)
        teacher = float_from_half (self->values + 2 * ((row - 1) * self->n_columns + column));
      targets[i] = isfinite (teacher) ? CLAMP (teacher, 0, 1) : 0;
    }
  if (own >= 0)
    targets[own] = self->n_rows == 0 ? 1 : (targets[own] + 1) / 2;
  return targets;
}
