/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-album-items.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>

#include "att-track.h"

static int
compare_album_track (gconstpointer a, gconstpointer b)
{
  AttTrack *x = *(AttTrack *const *) a, *y = *(AttTrack *const *) b;

  if (x->disc_number != y->disc_number)
    return x->disc_number < y->disc_number ? -1 : 1;
  return (x->track_number > y->track_number) - (x->track_number < y->track_number);
}

GPtrArray *
att_album_items_new (GPtrArray *tracks)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  AttTrack *first, *last;
  int disc = -1;

  g_ptr_array_sort (tracks, compare_album_track);
  first = g_ptr_array_index (tracks, 0);
  last = g_ptr_array_index (tracks, tracks->len - 1);
  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);

      if (first->disc_number != last->disc_number && track->disc_number != disc && track->disc_number > 0)
        {
          g_autofree char *text = g_strdup_printf (_("Disc %d"), track->disc_number);
          g_ptr_array_add (items, gtk_string_object_new (text));
        }
      disc = track->disc_number;
      g_ptr_array_add (items, g_object_ref (track));
    }
  return items;
}

gboolean
att_album_has_several_artists (GPtrArray *tracks)
{
  AttTrack *first = g_ptr_array_index (tracks, 0);

  for (guint i = 1; i < tracks->len; i++)
    if (g_strcmp0 (first->artist, ((AttTrack *) g_ptr_array_index (tracks, i))->artist) != 0)
      return TRUE;
  return FALSE;
}
