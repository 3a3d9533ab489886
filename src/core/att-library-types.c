/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-library-types.h"

void
att_root_free (AttRoot *self)
{
  g_free (self->path);
  g_strfreev (self->excluded);
  g_free (self);
}

void
att_failure_free (AttFailure *self)
{
  g_free (self->path);
  g_free (self->stage);
  g_free (self->cause);
  g_free (self);
}

void
att_playlist_record_free (AttPlaylistRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->path);
  g_free (self->rules);
  g_strfreev (self->uris);
  g_free (self);
}
