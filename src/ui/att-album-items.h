/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-album-items.h - the tracks of an album as its page lists them
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* sorts @tracks (element-type AttTrack, not empty) by disc and number; (transfer full) (element-type GObject): them, and
 * "Disc 2" between the discs of an album of several */
GPtrArray *att_album_items_new           (GPtrArray *tracks);
/* the artist stands on every row only where it says something */
gboolean   att_album_has_several_artists (GPtrArray *tracks);

G_END_DECLS
