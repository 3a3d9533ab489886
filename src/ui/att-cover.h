/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cover.h - a square cover, or a calm picture made from the title
 *
 * Properties  "size" (int)     its side in px; 0: as wide as it is given, at least 120
 *             "round" (bool)   a disc for a person, who is not one of their albums: always the made picture, in the colour
 *                              of the cover where there is one; to be set before the source
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_TYPE_COVER (att_cover_get_type ())
G_DECLARE_FINAL_TYPE (AttCover, att_cover, ATT, COVER, GtkWidget)

GtkWidget *att_cover_new        (int size);
/* @uri: of a track whose cover it is (nullable). @name: what the made picture shows the initials of. Also its
 * accessible name. */
void       att_cover_set_source (AttCover *self, AttSession *session, const char *uri, const char *name);
/* files have other covers now: every cover that there is is loaded again */
void       att_cover_reload_all (void);
/* without rounded corners, and as small as it is given: a part of a mosaic */
void       att_cover_set_square (AttCover *self, gboolean square);
/* a thin line around a picture, or a white cover would have no edge on a white page */
void       att_cover_snapshot_edge (GtkWidget *widget, GtkSnapshot *snapshot, const GskRoundedRect *shape);
/* the colour of what is shown, also of the made picture; signal "accent-changed" */
void       att_cover_get_accent (AttCover *self, GdkRGBA *accent);

G_END_DECLS
