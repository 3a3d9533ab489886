/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-dialog.h - dialogs over the window
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* shows @dialog, no larger than the window that it is for: where that is narrow, as on a phone, so is the dialog */
void att_dialog_present (GtkWindow *dialog);

G_END_DECLS
