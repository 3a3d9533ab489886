/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-application.h - starts, opens what it is given, and quits cleanly
 *
 * The window is drawn at once; the session is opened beside it. When the window
 * goes, the session is closed: what plays is logged, the queue is kept.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ATT_TYPE_APPLICATION (att_application_get_type ())
G_DECLARE_FINAL_TYPE (AttApplication, att_application, ATT, APPLICATION, AdwApplication)

AttApplication *att_application_new (void);

/* makes templates and icons known; att_application_new() calls it, tests of single widgets do too */
void            att_ui_init         (void);

G_END_DECLS
