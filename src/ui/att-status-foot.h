/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-status-foot.h - how far reading and listening have come, at the foot of the pane
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_TYPE_STATUS_FOOT (att_status_foot_get_type ())
G_DECLARE_FINAL_TYPE (AttStatusFoot, att_status_foot, ATT, STATUS_FOOT, GtkWidget)

void att_status_foot_set_session (AttStatusFoot *self, AttSession *session);

G_END_DECLS
