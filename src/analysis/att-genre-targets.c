/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-targets.h"

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
  const AttGenreTeacher *teacher; /* borrowed; NULL: none */
  GPtrArray *tags;                /* our names, NULL-terminated */
  GArray *columns;                /* of int: the teacher's column of each tag, -1: it has none */
};

void
att_genre_targets_free (AttGenreTargets *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->tags);
  g_array_unref (self->columns);
  g_free (self);
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

AttGenreTargets *
att_genre_targets_new (const AttGenreTeacher *teacher, const char *const *labels)
{
  AttGenreTargets *self = g_new0 (AttGenreTargets, 1);

  self->teacher = teacher;
  self->tags = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->tags, NULL);
  self->columns = g_array_new (FALSE, FALSE, sizeof (int));
  for (int i = 0; teacher != NULL && i < teacher->n_tags; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (genre_tags); j++)
      if (g_str_equal (teacher->tags[i], genre_tags[j][0]))
        add_tag (self, genre_tags[j][1], i);
  for (int i = 0; labels[i] != NULL; i++)
    if (find_tag (self, tag_of_label (labels[i])) < 0)
      add_tag (self, tag_of_label (labels[i]), -1);
  return self;
}

const char *const *
att_genre_targets_get_tags (AttGenreTargets *self)
{
  return (const char *const *) self->tags->pdata;
}

float *
att_genre_targets_get (AttGenreTargets *self, const char *path, const char *label)
{
  const AttTeacherRow *row = self->teacher != NULL ? att_genre_teacher_find (self->teacher, path) : NULL;
  guint n = self->tags->len - 1;
  int own = find_tag (self, tag_of_label (label));
  float *targets;

  if (row == NULL && self->teacher != NULL)
    return NULL;
  targets = g_new0 (float, n);
  for (guint i = 0; i < n; i++)
    {
      int column = g_array_index (self->columns, int, i);

      if (column >= 0)
        targets[i] = CLAMP (row->values[column], 0, 1);
    }
  if (own >= 0)
    targets[own] = row == NULL ? 1 : (targets[own] + 1) / 2;
  return targets;
}
