/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-history-page.h - what was played, loved and skipped, day by day
 */
#pragma once

#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_HISTORY_PAGE (att_history_page_get_type ())
G_DECLARE_FINAL_TYPE (AttHistoryPage, att_history_page, ATT, HISTORY_PAGE, AttPage)

GtkWidget *att_history_page_new (void);

G_END_DECLS
