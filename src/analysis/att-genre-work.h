/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-work.h - how far a training has come
 */
#pragma once

#include <gio/gio.h>

#include "att-progress.h"

G_BEGIN_DECLS

typedef struct {
  AttProgress *progress;     /* nullable */
  GCancellable *cancellable; /* nullable */
  guint64 done, total;       /* units that take about as long as decoding a short file */
} AttGenreWork;

/* FALSE with G_IO_ERROR_CANCELLED */
static inline gboolean
att_genre_work_step (AttGenreWork *self, guint n, GError **error)
{
  self->done += n;
  if (self->progress != NULL)
    att_progress_set (self->progress, MIN (self->done, self->total), self->total);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

G_END_DECLS
