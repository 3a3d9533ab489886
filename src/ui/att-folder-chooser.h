/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-folder-chooser.h - asks for a music folder and adds it to the library
 *
 * The file chooser of the desktop's portal, or GTK's own where there is none.
 */
#pragma once

#include <adwaita.h>

#include "att-session.h"

G_BEGIN_DECLS

/* @problem: why the folder was not added; NULL: it was */
typedef void (*AttFolderFunc) (GtkWidget *asker, const char *problem);

/* Over the window of @asker. @func is called once a folder was chosen and tried, not if the listener cancels. */
void att_folder_chooser_show (GtkWidget *asker, AttSession *session, AttFolderFunc func);

G_END_DECLS
