/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-collection-menu.h - what can be done with an album, artist, genre or playlist without opening it
 */
#pragma once

#include "att-collection-tile.h"

G_BEGIN_DECLS

/* a tile that shows no collection, or a composer, has no menu */
void att_collection_menu_attach (AttCollectionTile *tile);

G_END_DECLS
