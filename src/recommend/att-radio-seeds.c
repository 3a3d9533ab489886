/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a radio starts from, and how several seeds agree.
 *
 * Tracks are judged by each seed alone. Of several, a recommender's log odds x_1 .. x_n become -log (mean of exp (-x_s)): near
 * the least of them, so that what is near to all beats what is very near to one. A seed on which it abstains has no say.
 */
#include "config.h"

#include "att-radio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_SEEDS 8 /* that are judged by one by one; the rest count as one */

static gboolean
has_class (const AttCatalogue *catalogue, int index, int cls)
{
  for (guint g = 0; g < att_catalogue_item (catalogue, index)->n_genres; g++)
    if (att_catalogue_class_within (catalogue, att_catalogue_class_of (catalogue, index, g), cls))
      return TRUE;
  return FALSE;
}

static gboolean
is_named (const AttCatalogue *catalogue, int index, const AttSeed *seed, int cls)
{
  const AttTrack *track = att_catalogue_item (catalogue, index)->track;

  switch (seed->kind)
    {
    case ATT_SEED_ARTIST:
      return track->artist_id == seed->id;
    case ATT_SEED_ALBUM:
      return track->album_id == seed->id;
    case ATT_SEED_GENRE:
      return cls >= 0 && has_class (catalogue, index, cls);
    case ATT_SEED_TRACK: /* below */
    case ATT_SEED_PLAYLIST:
    default:
      return FALSE;
    }
}

static guint
add_item (GArray *items, GHashTable *taken, int item)
{
  if (g_hash_table_add (taken, GINT_TO_POINTER (item)))
    g_array_append_val (items, item);
  return 1;
}

/* Returns: how many items the seed names, those that were taken among them */
static guint
add_seed (const AttCatalogue *catalogue, const AttSeed *seed, int cls, GArray *items, GHashTable *taken)
{
  guint n = 0;

  if (seed->kind == ATT_SEED_TRACK)
    {
      const int item = att_catalogue_find (catalogue, seed->id);

      return item >= 0 ? add_item (items, taken, item) : 0;
    }
  for (guint i = 0; seed->kind != ATT_SEED_PLAYLIST && i < att_catalogue_n (catalogue); i++)
    if (is_named (catalogue, i, seed, cls))
      n += add_item (items, taken, i);
  for (guint i = 0; seed->kind == ATT_SEED_PLAYLIST && i < catalogue->playlist_entries->len; i++)
    {
      const AttPlaylistEntry *entry = &g_array_index (catalogue->playlist_entries, AttPlaylistEntry, i);

      if (entry->playlist_id == seed->id)
        n += add_item (items, taken, entry->item);
    }
  return n;
}

void
att_radio_seeds_clear (AttRadioSeeds *self)
{
  g_clear_pointer (&self->items, g_array_unref);
  g_clear_pointer (&self->ends, g_array_unref);
  g_clear_pointer (&self->classes, g_array_unref);
}

gboolean
att_radio_find_seeds (AttRadio *self, GPtrArray *seeds, AttRadioSeeds *out, GError **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  const guint n = seeds != NULL ? seeds->len : 0;

  *out = (AttRadioSeeds) { g_array_new (FALSE, FALSE, sizeof (int)), g_array_new (FALSE, FALSE, sizeof (guint)),
                           g_array_new (FALSE, FALSE, sizeof (int)) };
  for (guint s = 0; s < n; s++)
    {
      const AttSeed *seed = g_ptr_array_index (seeds, s);
      const int cls = seed->kind == ATT_SEED_GENRE ? att_catalogue_find_class (self->catalogue, seed->value) : -1;

      if (s < MOST_SEEDS)
        g_hash_table_remove_all (taken);
      if (add_seed (self->catalogue, seed, cls, out->items, taken) == 0)
        {
          g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, seed->id);

          g_set_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED,
                       _("There is nothing in the library for a radio from “%s”"),
                       seed->value != NULL ? seed->value : number);
          att_radio_seeds_clear (out);
          return FALSE;
        }
      if (s + 1 >= MOST_SEEDS && s + 1 < n)
        continue;
      g_array_append_val (out->ends, out->items->len);
      g_array_append_val (out->classes, cls);
    }
  return TRUE;
}

/* what a recommender says of all seeds, from what it says of each */
typedef struct {
  float *sum; /* of exp (-x), per item; NULL: it has abstained on all so far */
  guint8 *n;
} Agreement;

static void
agree (Agreement *self, const float *log_odds, guint n)
{
  if (log_odds == NULL)
    return;
  if (self->sum == NULL)
    {
      self->sum = g_new0 (float, n + 1);
      self->n = g_new0 (guint8, n + 1);
    }
  for (guint i = 0; i < n; i++)
    if (!isnan (log_odds[i]))
      {
        self->sum[i] += expf (-log_odds[i]);
        self->n[i]++;
      }
}

void
att_radio_prepare_seeded (AttRadio *self, AttContext *context, const AttRadioSeeds *seeds)
{
  const guint n = att_catalogue_n (self->catalogue);
  Agreement agreements[ATT_RADIO_N_RECOMMENDERS] = { { NULL } };

  for (guint s = 0, from = 0; s < seeds->ends->len && seeds->ends->len > 1; s++)
    {
      const guint end = g_array_index (seeds->ends, guint, s);
      AttContext one = *context;

      one.seeds = &g_array_index (seeds->items, int, from);
      one.n_seeds = end - from;
      one.seed_class = g_array_index (seeds->classes, int, s);
      att_radio_prepare (self, &one);
      for (guint r = 0; r < ATT_RADIO_N_RECOMMENDERS; r++)
        agree (&agreements[r], self->recommenders[r]->log_odds, n);
      from = end;
    }

  context->seeds = (const int *) (gpointer) seeds->items->data;
  context->n_seeds = seeds->items->len;
  context->seed_class = seeds->classes->len == 1 ? g_array_index (seeds->classes, int, 0) : -1;
  att_radio_prepare (self, context); /* the words are about all of them */
  for (guint r = 0; r < ATT_RADIO_N_RECOMMENDERS; r++)
    {
      float *log_odds = self->recommenders[r]->log_odds;

      for (guint i = 0; i < n && agreements[r].sum != NULL && log_odds != NULL; i++)
        if (agreements[r].n[i] > 0)
          log_odds[i] = -logf (agreements[r].sum[i] / agreements[r].n[i]);
      g_free (agreements[r].sum);
      g_free (agreements[r].n);
    }
}
