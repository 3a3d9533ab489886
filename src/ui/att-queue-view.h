/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-queue-view.h - what comes next, each pick with its reason
 *
 * A skipped pick folds away and the next one moves up; without animations it
 * changes at once.
 *
 * Properties  "narrow" (bool), "empty" (bool, read only): nothing comes
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session-playing.h"

G_BEGIN_DECLS

#define ATT_TYPE_QUEUE_VIEW (att_queue_view_get_type ())
G_DECLARE_FINAL_TYPE (AttQueueView, att_queue_view, ATT, QUEUE_VIEW, GtkWidget)

/* playback must be enabled */
void     att_queue_view_set_session (AttQueueView *self, AttSession *session);
void     att_queue_view_focus       (AttQueueView *self);
/* the menu of the rows that are selected, if @widget is in one of several; FALSE: it is not */
gboolean att_queue_view_popup       (GtkWidget *widget, const GdkRectangle *at);

G_END_DECLS
