/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-search-page.h - search as you type over artists, albums, genres and songs
 */
#pragma once

#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_SEARCH_PAGE (att_search_page_get_type ())
G_DECLARE_FINAL_TYPE (AttSearchPage, att_search_page, ATT, SEARCH_PAGE, AttPage)

GtkWidget *att_search_page_new   (void);
void       att_search_page_focus (AttSearchPage *self);
/* as if @text had been typed */
void       att_search_page_search (AttSearchPage *self, const char *text);
/* (transfer none): the text whose results are shown; "": none */
const char *att_search_page_get_shown (AttSearchPage *self);

G_END_DECLS
