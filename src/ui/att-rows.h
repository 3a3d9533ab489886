/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-rows.h - all of the words of groups and rows, which libadwaita cuts where a line is too short for them
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The titles of groups in @widget go on in a second line. */
void att_rows_wrap_titles       (GtkWidget *widget);
/* What is chosen in @row is shown whole, and the title beside it goes on in another line. For a model of
 * GtkStringObjects. */
void att_rows_show_whole_choice (AdwComboRow *row);

G_END_DECLS
