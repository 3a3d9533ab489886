/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-radio-private.h"

#include <glib/gi18n-lib.h>

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
    case ATT_SEED_TRACK:
      return track->id == seed->id;
    case ATT_SEED_ARTIST:
      return track->artist_id == seed->id;
    case ATT_SEED_ALBUM:
      return track->album_id == seed->id;
    case ATT_SEED_GENRE:
      return cls >= 0 && has_class (catalogue, index, cls);
    case ATT_SEED_PLAYLIST: /* below */
    default:
      return FALSE;
    }
}

static guint
add_item (GArray *items, gboolean *taken, int item)
{
  if (!taken[item])
    g_array_append_val (items, item);
  taken[item] = TRUE;
  return 1;
}

GArray *
att_radio_find_seeds (AttRadio *self, GPtrArray *seeds, int *seed_class, GError **error)
{
  const AttCatalogue *catalogue = self->catalogue;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (int));
  g_autofree gboolean *taken = g_new0 (gboolean, att_catalogue_n (catalogue) + 1);

  *seed_class = -1;
  for (guint s = 0; seeds != NULL && s < seeds->len; s++)
    {
      const AttSeed *seed = g_ptr_array_index (seeds, s);
      const int cls = seed->kind == ATT_SEED_GENRE ? att_catalogue_find_class (catalogue, seed->value) : -1;
      guint n = 0;

      for (guint i = 0; i < att_catalogue_n (catalogue); i++)
        if (is_named (catalogue, i, seed, cls))
          n += add_item (items, taken, i);
      for (guint i = 0; seed->kind == ATT_SEED_PLAYLIST && i < catalogue->playlist_entries->len; i++)
        {
          const AttPlaylistEntry *entry = &g_array_index (catalogue->playlist_entries, AttPlaylistEntry, i);

          if (entry->playlist_id == seed->id)
            n += add_item (items, taken, entry->item);
        }
      if (n == 0)
        {
          g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, seed->id);

          g_set_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED,
                       _("There is nothing in the library for a radio from “%s”"),
                       seed->value != NULL ? seed->value : number);
          return NULL;
        }
      if (seeds->len == 1)
        *seed_class = cls;
    }
  return g_steal_pointer (&items);
}
