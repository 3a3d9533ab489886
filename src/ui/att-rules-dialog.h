/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-rules-dialog.h - a window in which a smart playlist is made or changed
 */
#pragma once

#include "att-library-types.h"
#include "att-window.h"

G_BEGIN_DECLS

/* over @window; @record: a smart playlist, copied; NULL: a new one, which is shown when it is made */
GtkWidget *att_rules_dialog_new (AttWindow *window, const AttPlaylistRecord *record);

G_END_DECLS
