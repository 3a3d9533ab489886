/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-preferences-sound.h - crossfade, equalizer, output, background play and notifications, on the page of
 * playback
 */
#pragma once

#include <adwaita.h>

#include "att-session.h"

G_BEGIN_DECLS

void att_preferences_add_sound (AdwPreferencesPage *page, AttSession *session);

G_END_DECLS
