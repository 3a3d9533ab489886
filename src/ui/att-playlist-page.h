/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-playlist-page.h - one playlist: the listener's own, which can be changed, a smart one, or a file's
 */
#pragma once

#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_PLAYLIST_PAGE (att_playlist_page_get_type ())
G_DECLARE_FINAL_TYPE (AttPlaylistPage, att_playlist_page, ATT, PLAYLIST_PAGE, AttPage)

/* @title: nullable, shown until it is loaded */
GtkWidget *att_playlist_page_new (gint64 id, const char *title);

G_END_DECLS
