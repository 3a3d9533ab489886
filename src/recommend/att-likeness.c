/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-likeness.h"

#include <string.h>

/* sum 1 */
#define ARTIST 0.35f
#define ALBUM 0.20f
#define GENRE 0.25f
#define SOUND 0.20f

struct AttLikeness {
  const AttCatalogue *catalogue;
  int to;
  float *near; /* per class: how near it is to a genre of @to */
};

AttLikeness *
att_likeness_new (const AttCatalogue *catalogue)
{
  AttLikeness *self = g_new (AttLikeness, 1);

  *self = (AttLikeness) { catalogue, -1, g_new0 (float, catalogue->n_classes + 1) };
  return self;
}

void
att_likeness_free (AttLikeness *self)
{
  g_free (self->near);
  g_free (self);
}

void
att_likeness_begin (AttLikeness *self, int to)
{
  const AttCatalogue *catalogue = self->catalogue;

  self->to = to;
  memset (self->near, 0, catalogue->n_classes * sizeof *self->near);
  for (guint g = 0; g < att_catalogue_item (catalogue, to)->n_genres; g++)
    {
      const float weight = att_catalogue_genres_of (catalogue, to)[g].weight;
      const int cls = att_catalogue_class_of (catalogue, to, g);

      self->near[cls] = MAX (self->near[cls], weight);
      for (int c = 0; c < catalogue->n_known_classes && cls < catalogue->n_known_classes; c++)
        self->near[c] = MAX (self->near[c], weight * att_catalogue_class_similarity (catalogue, c, cls));
    }
}

float
att_likeness_of (const AttLikeness *self, int item)
{
  const AttCatalogue *catalogue = self->catalogue;
  const AttItem *x = att_catalogue_item (catalogue, item), *y = att_catalogue_item (catalogue, self->to);
  const AttItemGenre *genres = att_catalogue_genres_of (catalogue, item);
  float sum = 0, genre = 0;

  if (x->artist >= 0 && x->artist == y->artist)
    sum += ARTIST;
  if (x->album >= 0 && x->album == y->album)
    sum += ALBUM;
  for (guint i = 0; i < x->n_genres; i++)
    genre = MAX (genre, genres[i].weight * self->near[att_catalogue_class_of (catalogue, item, i)]);
  sum += GENRE * genre;
  if (x->vector >= 0 && y->vector >= 0)
    sum += SOUND * att_sound_nearness (att_sound_distance (catalogue->sounds + x->vector,
                                                           catalogue->sounds + y->vector));
  return sum;
}
