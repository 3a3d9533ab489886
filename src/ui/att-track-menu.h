/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-track-menu.h - what can be done with a track, wherever it is listed
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session-playing.h"

G_BEGIN_DECLS

/* what a listed widget stands for; (transfer none) (nullable). *@item: its place in the queue, if it has one. */
typedef AttTrack *(*AttTrackMenuFunc) (GtkWidget *widget, AttQueueItem **item);

/* opens the menu on right click, long press and by key: see att-popup.h */
void att_track_menu_attach (GtkWidget *widget, AttTrackMenuFunc func);
/* of a cell of a table that has att_popup_attach_table() */
void att_track_menu_mark   (GtkWidget *cell, AttTrackMenuFunc func);
/* Opens it at @at (in @widget's coordinates, nullable: at its middle). */
void att_track_menu_popup  (GtkWidget *widget, AttTrack *track, AttQueueItem *item, const GdkRectangle *at);

G_END_DECLS
