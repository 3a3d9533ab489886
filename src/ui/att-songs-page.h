/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-songs-page.h - every song as a table, sorted by a click on a column's head
 *
 * The store sorts; the page only shows. Tested with 20,000 rows.
 */
#pragma once

#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_SONGS_PAGE (att_songs_page_get_type ())
G_DECLARE_FINAL_TYPE (AttSongsPage, att_songs_page, ATT, SONGS_PAGE, AttPage)

GtkWidget *att_songs_page_new          (void);

G_END_DECLS
