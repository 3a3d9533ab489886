/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-ledger.h"

#define FULLY_BEHIND 3 /* picks */

AttLedger
att_ledger_open (guint n_parties)
{
  return (AttLedger) { n_parties, g_new0 (double, n_parties + 1), g_new0 (double, n_parties + 1), 0 };
}

void
att_ledger_close (AttLedger *self)
{
  g_free (self->targets);
  g_free (self->counts);
}

void
att_ledger_scale (AttLedger *self)
{
  double sum = 0;

  for (guint i = 0; i < self->n_parties; i++)
    sum += self->targets[i];
  for (guint i = 0; i < self->n_parties && sum > 0; i++)
    self->targets[i] /= sum;
}

void
att_ledger_count (AttLedger *self, guint who, double how_much)
{
  self->counts[who] += how_much;
  self->n += how_much;
}

double
att_ledger_behind (const AttLedger *self, guint who)
{
  const double picks = self->targets[who] * (self->n + 1) - self->counts[who];

  return CLAMP (picks / FULLY_BEHIND, -1, 1);
}
