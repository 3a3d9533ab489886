/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-rules-row.h - one rule of a smart playlist: field, comparison, value
 *
 * Signals  "changed"   of any of the three
 *          "removed"   the listener wants it gone
 */
#pragma once

#include <gtk/gtk.h>

#include "att-rules.h"

G_BEGIN_DECLS

#define ATT_TYPE_RULES_ROW (att_rules_row_get_type ())
G_DECLARE_FINAL_TYPE (AttRulesRow, att_rules_row, ATT, RULES_ROW, GtkListBoxRow)

/* @rule: nullable */
GtkWidget *att_rules_row_new    (const AttRule *rule);
void       att_rules_row_add_to (AttRulesRow *self, AttRules *rules);

G_END_DECLS
