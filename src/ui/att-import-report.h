/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-import-report.h - a window that tells which songs of an imported playlist were not found
 */
#pragma once

#include "att-session-playlists.h"
#include "att-window.h"

G_BEGIN_DECLS

GtkWidget *att_import_report_new (AttWindow *window, const AttPlaylistImport *import);

G_END_DECLS
