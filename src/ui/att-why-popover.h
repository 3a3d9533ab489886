/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-why-popover.h - "Why this?": the true terms of a pick's score
 */
#pragma once

#include <gtk/gtk.h>

#include "att-pick.h"

G_BEGIN_DECLS

#define ATT_TYPE_WHY_POPOVER (att_why_popover_get_type ())
G_DECLARE_FINAL_TYPE (AttWhyPopover, att_why_popover, ATT, WHY_POPOVER, GtkPopover)

GtkWidget *att_why_popover_new      (void);
/* @pick NULL: the listener chose it, and the popover says so */
void       att_why_popover_set_pick (AttWhyPopover *self, AttPick *pick);

G_END_DECLS
