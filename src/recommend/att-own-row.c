/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-own-row.h"

#include <math.h>

#define SEED_GAIN 3.0 /* loved */
#define SEEDED 0.25

typedef struct {
  GArray *items;      /* of guint32, as they come */
  GHashTable *gains;  /* item + 1: double */
} Gains;

static void
add (Gains *self, guint32 item, double gain)
{
  double *sum = g_hash_table_lookup (self->gains, GUINT_TO_POINTER (item + 1));

  if (sum == NULL)
    {
      sum = g_new0 (double, 1);
      g_hash_table_insert (self->gains, GUINT_TO_POINTER (item + 1), sum);
      g_array_append_val (self->items, item);
    }
  *sum += gain;
}

AttOwnRow *
att_own_row_new (const AttContext *context)
{
  AttOwnRow *self = g_new (AttOwnRow, 1);
  const GArray *reactions = context->signals->reactions;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) sums = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Gains gains = { items, sums };

  for (guint i = 0; i < context->n_seeds; i++)
    add (&gains, context->seeds[i], SEED_GAIN);
  for (guint i = reactions->len - MIN (reactions->len, ATT_OWN_ROW_MEMORY); i < reactions->len; i++)
    {
      const AttReaction *reaction = &g_array_index (reactions, AttReaction, i);

      add (&gains, reaction->item, att_reaction_gain (reaction) * (context->n_seeds > 0 ? SEEDED : 1));
    }

  self->liked_items = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->skipped_items = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->liked = g_array_new (FALSE, FALSE, sizeof (float));
  self->skipped = g_array_new (FALSE, FALSE, sizeof (float));
  for (guint i = 0; i < items->len; i++)
    {
      const guint32 item = g_array_index (items, guint32, i);
      const double gain = *(double *) g_hash_table_lookup (sums, GUINT_TO_POINTER (item + 1));
      const float much = fabs (gain);

      if (much > 0)
        {
          g_array_append_val (gain > 0 ? self->liked_items : self->skipped_items, item);
          g_array_append_val (gain > 0 ? self->liked : self->skipped, much);
        }
    }
  return self;
}

void
att_own_row_free (AttOwnRow *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->liked_items);
  g_array_unref (self->skipped_items);
  g_array_unref (self->liked);
  g_array_unref (self->skipped);
  g_free (self);
}
