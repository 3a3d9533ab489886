/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-works.h"

#include <string.h>

#include "att-text.h"

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

static int
read_number (const char *text)
{
  static const char *const roman[] = { "", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii" };

  if (g_ascii_isdigit (*text))
    return MIN (g_ascii_strtoull (text, NULL, 10), G_MAXINT16);
  for (guint i = 1; i < G_N_ELEMENTS (roman); i++)
    if (g_ascii_strcasecmp (text, roman[i]) == 0)
      return i;
  return 0;
}

/* 0: @title is no part of a piece; else its number, and @piece (out): the name of the piece */
static int
read_part (const char *title, char **piece)
{
  static GRegex *regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *name = NULL, *by_word = NULL, *by_place = NULL;

  if (g_once_init_enter (&regex))
    g_once_init_leave (&regex, g_regex_new ("^(.*?)[\\s,:;(\\[-]*(?:\\b(?:part|pt\\.?|teil|parte|partie|mvt\\.?|movement)\\s*"
                                            "(\\d+|[ivx]+)\\b|[:-]\\s*(\\d+|[ivx]+)\\.\\s)",
                                            G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));
  if (title == NULL || !g_regex_match (regex, title, 0, &match))
    return 0;
  name = g_match_info_fetch (match, 1);
  by_word = g_match_info_fetch (match, 2);
  by_place = g_match_info_fetch (match, 3);
  *piece = att_text_fold (name);
  return read_number (by_place != NULL && *by_place != '\0' ? by_place : by_word);
}

static gboolean
is_one_work (const AttTrack *a, const AttTrack *b)
{
  g_autofree char *x = att_text_fold (a->work), *y = att_text_fold (b->work);

  return *x != '\0' && g_str_equal (x, y);
}

static gboolean
is_next_part (const AttTrack *a, const AttTrack *b)
{
  g_autofree char *x = NULL, *y = NULL;
  const int part = read_part (a->title, &x);

  return part > 0 && read_part (b->title, &y) == part + 1 && g_str_equal (x, y);
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

static void
part_long_ones (AttCatalogue *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      int n = 0;

      if (att_catalogue_item (self, i)->previous >= 0)
        continue;
      for (int item = i; item >= 0; item = att_catalogue_item (self, item)->next)
        n++;
      for (int item = i; n > ATT_WORKS_MOST && item >= 0;)
        {
          AttItem *part = &g_array_index (self->items, AttItem, item);

          item = part->next;
          part->previous = part->next = -1;
        }
    }
}

void
att_works_join (AttCatalogue *self)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < self->items->len; i++)
    {
      AttItem *item = &g_array_index (self->items, AttItem, i);
      const Place place = { item->album, item->track->disc_number, item->track->track_number, i };

      item->previous = item->next = -1;
      if (item->album >= 0 && place.track > 0 && item->there && !item->speech)
        g_array_append_val (places, place);
    }
  g_array_sort (places, compare_places);
  for (guint i = 1; i < places->len; i++)
    {
      const Place *a = &g_array_index (places, Place, i - 1), *b = a + 1;

      if (!belong_together (self, a, b))
        continue;
      g_array_index (self->items, AttItem, a->item).next = b->item;
      g_array_index (self->items, AttItem, b->item).previous = a->item;
    }
  part_long_ones (self);
}
