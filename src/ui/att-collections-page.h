/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-collections-page.h - all albums, artists, genres or playlists as a grid
 */
#pragma once

#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_COLLECTIONS_PAGE (att_collections_page_get_type ())
G_DECLARE_FINAL_TYPE (AttCollectionsPage, att_collections_page, ATT, COLLECTIONS_PAGE, AttPage)

GtkWidget *att_collections_page_new        (AttCollectionKind kind);
/* albums, those that came into the library last first */
GtkWidget *att_collections_page_new_recent (void);

G_END_DECLS
