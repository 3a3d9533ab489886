/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-lyrics-page.h - the words of what plays, following it
 *
 * The line that is sung stands out and is kept in sight; a line that is pressed is played from. Whoever scrolls is left
 * alone for some seconds.
 */
#pragma once

#include "att-now.h"
#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_LYRICS_PAGE (att_lyrics_page_get_type ())
G_DECLARE_FINAL_TYPE (AttLyricsPage, att_lyrics_page, ATT, LYRICS_PAGE, AttPage)

GtkWidget *att_lyrics_page_new       (void);
/* @button opens and closes it ("win.lyrics"), and can be pressed where the song has lyrics. The key works always: the page
 * says where lyrics are taken from. */
void       att_lyrics_button_set_now (GtkWidget *button, AttNow *now);

G_END_DECLS
