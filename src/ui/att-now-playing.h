/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-now-playing.h - what plays now and what comes next, as the whole of a narrow window
 */
#pragma once

#include <gtk/gtk.h>

#include "att-now.h"

G_BEGIN_DECLS

#define ATT_TYPE_NOW_PLAYING (att_now_playing_get_type ())
G_DECLARE_FINAL_TYPE (AttNowPlaying, att_now_playing, ATT, NOW_PLAYING, GtkWidget)

void att_now_playing_set_now    (AttNowPlaying *self, AttNow *now);
void att_now_playing_show_why   (AttNowPlaying *self);
/* instead of what plays; it may be about to be shown */
void att_now_playing_show_queue (AttNowPlaying *self);

G_END_DECLS
