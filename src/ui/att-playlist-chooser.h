/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-playlist-chooser.h - a small window that asks which playlist songs go into
 */
#pragma once

#include "att-window.h"

G_BEGIN_DECLS

/* over @window; @uris: NULL-terminated, copied; @name (nullable): what a new playlist of them is called */
GtkWidget *att_playlist_chooser_new (AttWindow *window, const char *const *uris, const char *name);

G_END_DECLS
