/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-queue-drag.h - rows of a queue taken and dropped elsewhere in it
 *
 * A row is what att_queue_view makes: its "att-item" is an AttQueueItem.
 */
#pragma once

#include <gtk/gtk.h>

#include "att-play-queue.h"

G_BEGIN_DECLS

typedef void (*AttQueueDropFunc) (AttQueueItem *item, GtkListBoxRow *row, gboolean before, gpointer user_data);

void att_queue_drag_add_source (GtkWidget *row);
/* Shows where it would go, and scrolls the window around @list where that is beyond its edge. */
void att_queue_drag_add_target (GtkListBox *list, AttQueueDropFunc func, gpointer user_data);

G_END_DECLS
