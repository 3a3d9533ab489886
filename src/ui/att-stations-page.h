/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-stations-page.h - internet radio: for now what an address is opened from
 */
#pragma once

#include "att-page.h"

G_BEGIN_DECLS

#define ATT_TYPE_STATIONS_PAGE (att_stations_page_get_type ())
G_DECLARE_FINAL_TYPE (AttStationsPage, att_stations_page, ATT, STATIONS_PAGE, AttPage)

GtkWidget *att_stations_page_new (void);

G_END_DECLS
