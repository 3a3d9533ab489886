/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-week-row.h - a week of the radio: skips that it expected, those that came, and those of songs drawn by lot
 */
#pragma once

#include <gtk/gtk.h>

#include "att-radio-types.h"

G_BEGIN_DECLS

/* of a list in the preferences */
GtkWidget *att_week_row_new (const AttWeek *week);

G_END_DECLS
