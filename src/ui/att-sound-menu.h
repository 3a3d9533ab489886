/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-sound-menu.h - the buttons of how it plays: repeat, shuffle, speed, and the menu of all of it
 *
 * The actions are those of att-window-sound.c. A button shows the state of the player from when it is attached on.
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session.h"

G_BEGIN_DECLS

/* a press goes on to the next way of repeating */
void att_sound_menu_attach_repeat  (GtkButton *button, AttPlayer *player);
/* a press turns it on and off */
void att_sound_menu_attach_shuffle (GtkButton *button, AttPlayer *player);
/* shown while the speed is another than the recording's; a press resets it */
void att_sound_menu_attach_speed   (GtkButton *button, AttPlayer *player);
/* Gives it its menu; a moon and the time that is left while the sleep timer runs. @with_keys: the menu names them, which
 * a narrow window has no room for. */
void att_sound_menu_attach         (GtkMenuButton *button, AttSession *session, gboolean with_keys);

G_END_DECLS
