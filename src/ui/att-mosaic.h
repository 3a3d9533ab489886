/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-mosaic.h - the picture of a playlist: four covers as one, or a single one
 *
 * Properties  "size" (int)     as of AttCover
 */
#pragma once

#include <gtk/gtk.h>

#include "att-cover.h"

G_BEGIN_DECLS

#define ATT_TYPE_MOSAIC (att_mosaic_get_type ())
G_DECLARE_FINAL_TYPE (AttMosaic, att_mosaic, ATT, MOSAIC, GtkWidget)

/* @uris: NULL-terminated (nullable), of one track of each album, and the albums' @names, for those without a cover;
 * four make a mosaic, fewer show the first, none a picture made of @name */
void      att_mosaic_set_sources (AttMosaic *self, AttSession *session, const char *const *uris,
                                  const char *const *names, const char *name);
/* the cover at its start, for a tint; (transfer none) */
AttCover *att_mosaic_get_cover   (AttMosaic *self);

G_END_DECLS
