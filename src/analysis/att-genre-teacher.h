/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-teacher.h - what a teacher says about pieces of audio
 *
 * A folder with index.tsv (row, source, file, start_s, …; header first), tags.txt
 * (names of the first columns, which are probabilities) and targets.f16 (row-major
 * little-endian float16). Columns after the tags are the teacher's embedding.
 *
 * A row of source "genre" is a whole labelled file, named without its ending; one of another source, PACKAGE/TAIL,
 * is 29.12 s from start_s of the one file below a folder PACKAGE of audio whose path ends in /TAIL.
 *
 * Threads   immutable once loaded.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  gboolean labelled;   /* source "genre" */
  char *file;
  double start_s;
  const float *values; /* n_columns: n_tags probabilities, then the embedding; finite */
} AttTeacherRow;

typedef struct {
  char **tags;
  int n_tags;
  int n_columns;
  GArray *rows; /* AttTeacherRow */
  float *values;
} AttGenreTeacher;

/* ATT_GENRE_MODEL_ERROR_MANIFEST */
AttGenreTeacher     *att_genre_teacher_load (const char *dir, GError **error);
void                 att_genre_teacher_free (AttGenreTeacher *self);
/* the row of a labelled file by its path, NULL: there is none */
const AttTeacherRow *att_genre_teacher_find (const AttGenreTeacher *self, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreTeacher, att_genre_teacher_free)

G_END_DECLS
