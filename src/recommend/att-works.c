/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-works.h"

#include <string.h>

#include "att-text.h"
#include "att-work.h"

typedef struct {
  int album, disc, track, item;
} Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *x = a, *y = b;

  if (x->album != y->album)
    return x->album < y->album ? -1 : 1;
  if (x->disc != y->disc)
    return x->disc < y->disc ? -1 : 1;
  if (x->track != y->track)
    return x->track < y->track ? -1 : 1;
  return x->item < y->item ? -1 : x->item > y->item;
}

static gboolean
is_one_work (const AttTrack *a, const AttTrack *b)
{
  g_autofree char *x = NULL, *y = NULL;

  if (a->work == NULL || b->work == NULL)
    return FALSE;
  x = att_work_dup_key (a->work);
  y = att_work_dup_key (b->work);
  return *x != '\0' && g_str_equal (x, y);
}

static gboolean
is_next_part (const AttTrack *a, const AttTrack *b)
{
  g_autofree char *x = NULL, *y = NULL, *x_key = NULL, *y_key = NULL;
  const int part = att_work_read_part (a->title, &x);

  if (part == 0 || att_work_read_part (b->title, &y) != part + 1)
    return FALSE;
  x_key = att_text_fold (x);
  y_key = att_text_fold (y);
  return g_str_equal (x_key, y_key);
}

static gboolean
goes_over (const AttTrack *track)
{
  g_autofree char *title = g_strstrip (g_strdup (track->title != NULL ? track->title : ""));

  return g_str_has_suffix (title, "→") || g_str_has_suffix (title, ">");
}

static gboolean
belong_together (const AttCatalogue *self, const Place *a, const Place *b)
{
  const AttTrack *x = att_catalogue_item (self, a->item)->track, *y = att_catalogue_item (self, b->item)->track;

  return a->album == b->album && a->disc == b->disc && b->track == a->track + 1 &&
         (is_one_work (x, y) || is_next_part (x, y) || goes_over (x));
}

static int
compare_joined (gconstpointer a, gconstpointer b)
{
  const AttJoinedItem *x = a, *y = b;

  return x->item < y->item ? -1 : x->item > y->item;
}

/* the @n places after one another */
static void
add_piece (AttCatalogue *self, const Place *places, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const AttJoinedItem joined = {
        places[i].item, i > 0 ? places[i - 1].item : -1, i + 1 < n ? places[i + 1].item : -1,
      };

      g_array_append_val (self->joined, joined);
    }
}

void
att_works_join (AttCatalogue *self)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < self->items->len; i++)
    {
      const AttItem *item = att_catalogue_item (self, i);
      const Place place = { item->album, item->track->disc_number, item->track->track_number, i };

      if (item->album >= 0 && place.track > 0 && item->there && !item->speech)
        g_array_append_val (places, place);
    }
  g_array_sort (places, compare_places);
  g_array_set_size (self->joined, 0);
  for (guint i = 0, n; i < places->len; i += n)
    {
      const Place *first = &g_array_index (places, Place, i);

      for (n = 1; i + n < places->len && belong_together (self, first + n - 1, first + n);)
        n++;
      if (n > 1 && n <= ATT_WORKS_MOST)
        add_piece (self, first, n);
    }
  g_array_sort (self->joined, compare_joined);
}
