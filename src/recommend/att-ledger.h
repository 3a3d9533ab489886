/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-ledger.h - who should have had how much of the picks, and had
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint n_parties;
  double *targets; /* sum 1, or all 0 */
  double *counts;
  double n;        /* sum of the counts */
} AttLedger;

AttLedger att_ledger_open   (guint n_parties); /* all 0 */
void      att_ledger_close  (AttLedger *self);
/* makes the targets sum to 1 */
void      att_ledger_scale  (AttLedger *self);
void      att_ledger_count  (AttLedger *self, guint who, double how_much);
/* How far @who will be behind its target at the next pick: -1 (ahead by three picks or more) .. 1 (behind by as many) */
double    att_ledger_behind (const AttLedger *self, guint who);

G_END_DECLS
