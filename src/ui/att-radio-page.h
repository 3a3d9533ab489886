/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-radio-page.h - home: what plays, why, and what comes next
 */
#pragma once

#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_RADIO_PAGE (att_radio_page_get_type ())
G_DECLARE_FINAL_TYPE (AttRadioPage, att_radio_page, ATT, RADIO_PAGE, AttPage)

GtkWidget *att_radio_page_new (void);
/* opens "Why this?" */
void       att_radio_page_show_why (AttRadioPage *self);

G_END_DECLS
