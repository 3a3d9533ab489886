/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-notifications.h - another song is told by the desktop while the window is not in front
 *
 * One notification at a time, with the cover and buttons; withdrawn when the window comes to the front or the music
 * stops. The setting ATT_SETTING_NOTIFICATIONS turns it off.
 */
#pragma once

#include "att-window.h"

G_BEGIN_DECLS

/* Once, when the session is there. */
void att_notifications_follow (AttWindow *window, AttNow *now);

G_END_DECLS
