/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-output-chooser.h - where the sound goes: buttons for a popover, a row for the preferences
 */
#pragma once

#include <adwaita.h>

#include "att-session.h"

G_BEGIN_DECLS

/* fills @box, which is empty, and keeps it up to date; hidden unless there are several */
void       att_output_chooser_fill    (GtkBox *box, AttSession *session);
GtkWidget *att_output_chooser_new_row (AttSession *session);

G_END_DECLS
