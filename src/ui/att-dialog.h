/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-dialog.h - dialogs over the window
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* shows @dialog, no larger than the window that it is for: where that is narrow, as on a phone, so is the dialog */
void att_dialog_present (GtkWindow *dialog);
/* The title of @dialog, whole: in @bar (in a GtkBox), between its buttons; below it, where the window is narrow. */
void att_dialog_set_bar (GtkWindow *dialog, AdwHeaderBar *bar);

G_END_DECLS
