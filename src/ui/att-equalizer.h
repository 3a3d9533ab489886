/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-equalizer.h - the window of the equalizer: on or off, presets, ten sliders
 */
#pragma once

#include <adwaita.h>

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_TYPE_EQUALIZER (att_equalizer_get_type ())
G_DECLARE_FINAL_TYPE (AttEqualizer, att_equalizer, ATT, EQUALIZER, AdwWindow)

/* beside @parent, which can be used meanwhile; one at a time */
void att_equalizer_show (GtkWindow *parent, AttSession *session);

G_END_DECLS
