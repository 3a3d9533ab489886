/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-queue-row.h - one song of the queue, in a list
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session.h"

G_BEGIN_DECLS

/* not revealed yet; a source of drags */
GtkListBoxRow *att_queue_row_new         (AttSession *session, AttQueueItem *item, gboolean narrow);
AttQueueItem  *att_queue_row_get_item    (GtkListBoxRow *row);
/* another one in its place: its track was loved, or retagged, or picked anew */
void           att_queue_row_show        (GtkListBoxRow *row, AttSession *session, AttQueueItem *item);
void           att_queue_row_set_narrow  (GtkListBoxRow *row, gboolean narrow);
/* @moving: by and by */
void           att_queue_row_reveal      (GtkListBoxRow *row, gboolean revealed, gboolean moving);
/* it is still seen, and takes neither pointer nor keyboard */
void           att_queue_row_set_leaving (GtkListBoxRow *row);
gboolean       att_queue_row_is_leaving  (GtkListBoxRow *row);

G_END_DECLS
