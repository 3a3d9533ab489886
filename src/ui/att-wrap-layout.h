/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-wrap-layout.h - children side by side at their natural width, in as many lines as they need
 *
 * GtkFlowBox makes a grid; chips with words of different lengths want lines.
 * Where the widget is centred, so is each of its lines; those that expand share what is left of their line.
 *
 * Properties  "spacing" (int): between children and between lines
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ATT_TYPE_WRAP_LAYOUT (att_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (AttWrapLayout, att_wrap_layout, ATT, WRAP_LAYOUT, GtkLayoutManager)

/* The words of @button in as many lines as a narrow window wants for them. */
void att_wrap_button (GtkButton *button);

G_END_DECLS
