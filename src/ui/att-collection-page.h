/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-collection-page.h - one album, artist, composer, work, genre or song, and what goes with it
 */
#pragma once

#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_COLLECTION_PAGE (att_collection_page_get_type ())
G_DECLARE_FINAL_TYPE (AttCollectionPage, att_collection_page, ATT, COLLECTION_PAGE, AttPage)

/* @title (nullable): asked for when it is not known; a genre is named by it */
GtkWidget *att_collection_page_new (AttCollectionKind kind, gint64 id, const char *title);
/* @work: its key (att-work.h). The tag is that of its composer */
GtkWidget *att_collection_page_new_for_work (gint64 composer_id, const char *work, const char *title);
/* a song of the library; it has no tag */
GtkWidget *att_collection_page_new_for_track (AttTrack *track);

G_END_DECLS
