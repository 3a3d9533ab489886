/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-targets.h - soft tags of a teacher, and which of them are genres
 *
 * The tags of the head are the teacher's genres (not its moods, decades or
 * voices) and the labels it does not know. Where a file's own label is such a
 * tag, the target is the mean of label and teacher.
 *
 * Threads   immutable once loaded.
 */
#pragma once

#include "att-genre-teacher.h"

G_BEGIN_DECLS

typedef struct _AttGenreTargets AttGenreTargets;

/* @teacher (nullable), borrowed; without one the labels themselves are the tags */
AttGenreTargets *att_genre_targets_new      (const AttGenreTeacher *teacher, const char *const *labels);
void             att_genre_targets_free     (AttGenreTargets *self);
/* names of the head "tags", NULL-terminated, borrowed */
const char *const *att_genre_targets_get_tags (AttGenreTargets *self);
/* Targets for a file, @label its label; (transfer full), or NULL when nothing is known of it. */
float           *att_genre_targets_get      (AttGenreTargets *self, const char *path, const char *label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreTargets, att_genre_targets_free)

G_END_DECLS
