/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-queue-place.h - the keyboard stays on a song while the rows around it come, move and go
 *
 * GTK forgets the focus of a row that moves, and scrolls to where a row without a place yet would be: to the top.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct {
  double value;  /* how far what is around the list is scrolled */
  gboolean seen; /* the row was in sight */
} AttQueuePlace;

/* before the rows change; @row (nullable: none is looked for) is the one that has the keyboard */
AttQueuePlace att_queue_place_of (GtkWidget *list, GtkListBoxRow *row);
/* after they have: @row has the keyboard. What was in sight is so again, as soon as it has its place. */
void          att_queue_place_keep (AttQueuePlace place, GtkListBoxRow *row);

G_END_DECLS
