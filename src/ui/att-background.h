/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-background.h - music beyond the window: the computer stays awake while it plays, and the closed window only hides
 *
 * A hidden window comes back when the application is activated or raised over MPRIS, and when the desktop (its portal)
 * refuses to let it play unseen, with a word about it: closing it then quits. When the music has been over for a minute and
 * nobody has come, the application quits.
 */
#pragma once

#include "att-session.h"
#include "att-window.h"

G_BEGIN_DECLS

/* once, when there is a session */
void     att_background_start (GtkApplication *application, AttSession *session);
/* The window is being closed. TRUE: music plays, and the listener wants it to: the window was hidden instead. */
gboolean att_background_take  (AttWindow *window, AttSession *session);

G_END_DECLS
