/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-user-genres.h"

#include <math.h>

#define PRIOR 0.3 /* share of an average user's genres that is added to each */

struct AttUserGenres {
  const AttTasteModel *model;
  GArray *chosen; /* of int: classes */
  double *users;
};

AttUserGenres *
att_user_genres_new (void)
{
  AttUserGenres *self = g_new0 (AttUserGenres, 1);

  self->chosen = g_array_new (FALSE, FALSE, sizeof (int));
  return self;
}

void
att_user_genres_free (AttUserGenres *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->chosen);
  g_free (self->users);
  g_free (self);
}

static gboolean
knows_chosen (const AttUserGenres *self, const AttContext *context)
{
  if (self->chosen->len != context->n_chosen)
    return FALSE;
  for (guint c = 0; c < context->n_chosen; c++)
    if (g_array_index (self->chosen, int, c) != context->chosen[c].cls)
      return FALSE;
  return TRUE;
}

static gboolean
is_ticked (const AttCatalogueGenre *genre, const AttChosenGenre *chosen)
{
  return (genre->named && genre->cls == chosen->cls) || g_ascii_strcasecmp (genre->name, chosen->name) == 0;
}

/* of the words that somebody could have ticked */
static float
find_share (const AttCatalogue *catalogue, int item, const AttChosenGenre *chosen, guint n_chosen)
{
  const guint n = att_catalogue_item (catalogue, item)->n_genres;
  const AttItemGenre *genres = att_catalogue_genres_of (catalogue, item);
  float inside = 0, all = 0;

  for (guint g = 0; g < n; g++)
    {
      const AttCatalogueGenre *genre = att_catalogue_genre (catalogue, genres[g].genre);
      guint c = 0;

      while (c < n_chosen && !is_ticked (genre, &chosen[c]))
        c++;
      inside += c < n_chosen ? genres[g].weight : 0;
      all += c < n_chosen || genre->named ? genres[g].weight : 0;
    }
  return all > 0 ? inside / all : 0;
}

float
att_user_genres_share (const AttContext *context, int item)
{
  return find_share (context->catalogue, item, context->chosen, context->n_chosen);
}

static void
add_genre (AttUserGenres *self, const AttContext *context, const AttChosenGenre *chosen)
{
  const AttCsr *plays = self->model->plays;
  g_autofree double *shares = g_new0 (double, plays->n_rows + 1);
  g_autofree float *of_item = g_new (float, plays->n_cols + 1);
  double mean = 1e-6;

  for (gsize i = 0; i < plays->n_cols; i++)
    of_item[i] = find_share (context->catalogue, i, chosen, 1);
  for (gsize u = 0; u < plays->n_rows; u++)
    {
      for (gsize i = plays->start[u]; i < plays->start[u + 1]; i++)
        shares[u] += of_item[plays->column[i]] / att_csr_row_length (plays, u);
      mean += shares[u] / plays->n_rows;
    }
  for (gsize u = 0; u < plays->n_rows; u++)
    self->users[u] += log ((shares[u] + PRIOR * mean) / ((1 + PRIOR) * mean));
}

gboolean
att_user_genres_look (AttUserGenres *self, const AttContext *context)
{
  if (self->model == context->model && knows_chosen (self, context))
    return FALSE;
  self->model = context->model;
  g_free (self->users);
  self->users = g_new0 (double, self->model->plays->n_rows + 1);
  g_array_set_size (self->chosen, 0);
  for (guint c = 0; c < context->n_chosen; c++)
    {
      g_array_append_val (self->chosen, context->chosen[c].cls);
      add_genre (self, context, &context->chosen[c]);
    }
  return TRUE;
}

const double *
att_user_genres_users (const AttUserGenres *self)
{
  return self->users;
}
