/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-collection-tile.h - an album, artist, genre, playlist or song as a picture with its name
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_TYPE_COLLECTION_TILE (att_collection_tile_get_type ())
G_DECLARE_FINAL_TYPE (AttCollectionTile, att_collection_tile, ATT, COLLECTION_TILE, GtkWidget)

/* @size: 0: fills its cell, else px */
GtkWidget     *att_collection_tile_new      (int size);
void           att_collection_tile_set_size (AttCollectionTile *self, int size);
/* @of: see att_format_collection() */
void           att_collection_tile_set      (AttCollectionTile *self, AttSession *session, AttCollection *collection,
                                             const char *of);
void           att_collection_tile_set_track (AttCollectionTile *self, AttSession *session, AttTrack *track);
/* NULL: it shows a song */
AttCollection *att_collection_tile_get      (AttCollectionTile *self);

G_END_DECLS
