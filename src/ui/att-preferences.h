/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-preferences.h - folders, radio, playback
 */
#pragma once

#include <adwaita.h>

#include "att-session-radio.h"

G_BEGIN_DECLS

#define ATT_TYPE_PREFERENCES (att_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AttPreferences, att_preferences, ATT, PREFERENCES, AdwPreferencesWindow)

GtkWidget *att_preferences_new (AttSession *session);

G_END_DECLS
