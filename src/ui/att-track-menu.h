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

/* Opens the menu on right click and long press. */
void     att_track_menu_attach      (GtkWidget *widget, AttTrackMenuFunc func);
/* for the keyboard (Menu, Shift+F10): the menu of the row that has the focus; FALSE if it has none */
gboolean att_track_menu_popup_focus (GtkWidget *focus);
/* Opens it at @at (in @widget's coordinates, nullable: at its middle). */
void     att_track_menu_popup       (GtkWidget *widget, AttTrack *track, AttQueueItem *item, const GdkRectangle *at);

G_END_DECLS
