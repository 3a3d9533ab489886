/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A share of the picks by lot: what the radio is worth shows beside what chance would have brought at the same time.
 */
#include "config.h"

#include "att-radio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-random.h"

static AttPick *
make_pick (AttRadio *self, int item)
{
  const double value = 0.5; /* no opinion */
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) att_reason_free);
  AttOpinions opinions = { .predicted = NAN, .champion = -1 };

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    opinions.scores[k] = NAN;
  g_ptr_array_add (reasons, att_reason_new (ATT_RECOMMENDER_EXPLORE, 1, value, 0,
                                            _("Drawn by lot, to see what the radio is worth beside chance")));
  return att_pick_new (att_catalogue_item (self->catalogue, item)->track, value,
                       att_mixer_skip_chance (&self->mixer, value), ATT_EVIDENCE_TAGS, reasons, &opinions);
}

void
att_radio_shuffle (AttRadio *self, const AttRadioRequest *request, const float *scores, GPtrArray *picks)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) free_items = g_array_new (FALSE, FALSE, sizeof (int));
  AttRandom random;

  att_random_init (&random, request->random_seed);
  for (gsize i = 0; i < request->n_recent; i++)
    g_hash_table_add (taken, GINT_TO_POINTER (att_catalogue_find (self->catalogue, request->recent[i]) + 1));
  for (guint i = 0; i < picks->len; i++)
    {
      const AttTrackId id = ((AttPick *) g_ptr_array_index (picks, i))->track->id;

      g_hash_table_add (taken, GINT_TO_POINTER (att_catalogue_find (self->catalogue, id) + 1));
    }
  for (int i = 0; i < (int) att_catalogue_n (self->catalogue); i++)
    if (!isnan (scores[i]) && !g_hash_table_contains (taken, GINT_TO_POINTER (i + 1)))
      g_array_append_val (free_items, i);
  for (guint i = 0; i < picks->len; i++)
    {
      guint at;

      if (att_random_uniform (&random) >= request->shuffle_share || free_items->len == 0)
        continue;
      at = att_random_below (&random, free_items->len);
      g_object_unref (picks->pdata[i]);
      picks->pdata[i] = make_pick (self, g_array_index (free_items, int, at));
      g_array_remove_index_fast (free_items, at);
    }
}
