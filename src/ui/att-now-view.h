/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-now-view.h - what plays now, large: cover, title, seek, buttons, and why
 *
 * The head of the radio page, and the whole of the narrow now-playing page.
 *
 * Properties  "narrow" (bool): the cover stands above the text
 */
#pragma once

#include <gtk/gtk.h>

#include "att-now.h"

G_BEGIN_DECLS

#define ATT_TYPE_NOW_VIEW (att_now_view_get_type ())
G_DECLARE_FINAL_TYPE (AttNowView, att_now_view, ATT, NOW_VIEW, GtkWidget)

void       att_now_view_set_now  (AttNowView *self, AttNow *now);
/* opens "Why this?" */
void       att_now_view_show_why (AttNowView *self);
/* (transfer none): the button at which the keyboard begins */
GtkWidget *att_now_view_get_play (AttNowView *self);

/* icon and name of a play button; the icon of a love button */
void  att_show_play_state  (GtkButton *button, gboolean playing);
char *att_love_icon        (gpointer self, gboolean loved);

G_END_DECLS
