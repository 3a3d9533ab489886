/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-work-row.h - a work in a list of works, or one of its performances
 *
 * Its button plays it, whatever a press on the row does.
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session-playing.h"

G_BEGIN_DECLS

#define ATT_TYPE_WORK_ROW (att_work_row_get_type ())
G_DECLARE_FINAL_TYPE (AttWorkRow, att_work_row, ATT, WORK_ROW, GtkWidget)

/* the first of its performances is the one that its button plays */
GtkWidget *att_work_row_new_for_work        (AttSession *session, AttWork *work);
GtkWidget *att_work_row_new_for_performance (AttSession *session, AttPerformance *performance);
/* what a screen reader says of the row; (transfer full) */
char      *att_work_row_dup_name            (AttWorkRow *self);

G_END_DECLS
