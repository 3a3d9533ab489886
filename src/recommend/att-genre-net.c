/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The recommender genre-net: what those play whose genres are the listener's, by a small network (att-taste-net.h). The
 * listener's genres are the ticked ones and, as they come, those of what is liked; so it has something to say at first run.
 * Abstains while users are few, for a track that few or no users have, and where nothing is ticked or liked.
 *
 * Its log odds: those of the track against an average one that it knows.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-own-row.h"
#include "att-reasons.h"
#include "att-taste-model.h"

#define TICKED 5.0f /* liked tracks that the ticked genres count for, together */
#define MOST 1.0f   /* liked tracks that one may count for */

typedef struct {
  AttRecommenderBase base;
  gboolean from_log;
} AttGenreNet;

static AttRecommenderBase *
genre_net_new (void)
{
  return (AttRecommenderBase *) g_new0 (AttGenreNet, 1);
}

static void
genre_net_free (AttRecommenderBase *base)
{
  g_free (base);
}

/* the genre itself, else what lies below it */
static void
tick (const AttContext *context, int cls, float *genres)
{
  const GArray *classes = context->model->genres;
  gboolean itself = FALSE;
  guint n = 0;

  for (guint g = 0; g < classes->len; g++)
    {
      itself |= g_array_index (classes, int, g) == cls;
      n += att_catalogue_class_within (context->catalogue, g_array_index (classes, int, g), cls);
    }
  for (guint g = 0; g < classes->len; g++)
    if (itself ? g_array_index (classes, int, g) == cls
               : att_catalogue_class_within (context->catalogue, g_array_index (classes, int, g), cls))
      genres[g] += TICKED / context->n_chosen / (itself ? 1 : n);
}

/* @inputs: of each class, -1: none */
static void
like (const AttCatalogue *catalogue, const int *inputs, guint32 item, float much, float *genres)
{
  const AttItemGenre *of_item = att_catalogue_genres_of (catalogue, item);
  const guint n = att_catalogue_item (catalogue, item)->n_genres;
  double sum = 0;

  for (guint g = 0; g < n; g++)
    sum += of_item[g].weight;
  for (guint g = 0; g < n; g++)
    {
      const int input = inputs[att_catalogue_class_of (catalogue, item, g)];

      if (input >= 0)
        genres[input] += much * of_item[g].weight / sum;
    }
}

static int *
find_inputs (const AttCatalogue *catalogue, const GArray *classes)
{
  int *inputs = g_new (int, catalogue->n_classes + 1);

  for (int cls = 0; cls < catalogue->n_classes; cls++)
    inputs[cls] = -1;
  for (guint g = 0; g < classes->len; g++)
    if (g_array_index (classes, int, g) >= 0)
      inputs[g_array_index (classes, int, g)] = g;
  return inputs;
}

static void
genre_net_prepare (AttRecommenderBase *base)
{
  AttGenreNet *self = (AttGenreNet *) base;
  const AttContext *context = base->context;
  const AttTasteModel *model = context->model;
  g_autofree float *genres = NULL;
  g_autofree int *inputs = NULL;
  g_autoptr (AttOwnRow) own = NULL;
  const gint32 *known;
  guint n_known;

  if (model == NULL || model->genre_net == NULL)
    return;
  genres = g_new0 (float, model->genres->len + 1);
  inputs = find_inputs (context->catalogue, model->genres);
  own = att_own_row_new (context);
  for (guint c = 0; c < context->n_chosen && context->n_seeds == 0; c++)
    tick (context, context->chosen[c].cls, genres);
  for (guint i = 0; i < own->liked->len; i++)
    like (context->catalogue, inputs, g_array_index (own->liked_items, guint32, i),
          MIN (g_array_index (own->liked, float, i), MOST), genres);
  self->from_log = context->n_seeds == 0 && own->liked->len > 0;
  base->log_odds = g_new (float, att_catalogue_n (context->catalogue) + 1);
  att_taste_net_score (model->genre_net, base->log_odds, genres);
  known = att_taste_net_get_items (model->genre_net, &n_known);
  for (guint i = 0; i < n_known; i++)
    if (known[i] >= 0)
      base->log_odds[known[i]] += log (n_known);
}

/* the ticked genre that the item is of; NULL: none */
static const char *
find_ticked (const AttContext *context, int item)
{
  for (guint c = 0; c < context->n_chosen && context->n_seeds == 0; c++)
    for (guint g = 0; g < att_catalogue_item (context->catalogue, item)->n_genres; g++)
      if (att_catalogue_class_within (context->catalogue, att_catalogue_class_of (context->catalogue, item, g),
                                      context->chosen[c].cls))
        return context->chosen[c].name;
  return NULL;
}

static void
genre_net_explain (AttRecommenderBase *base, int item, AttExplanation *out)
{
  const AttGenreNet *self = (AttGenreNet *) base;
  const char *ticked = find_ticked (base->context, item);
  g_autofree char *name = att_words_track (base->context, item);

  out->from_log = self->from_log;
  if (base->log_odds[item] < 0)
    att_explanation_say (out, 0, _("%s is seldom played where genres like yours are"), name);
  else
    {
      if (ticked != NULL)
        /* TRANSLATORS: a track, then a genre that was chosen */
        att_explanation_say (out, 0, _("%1$s is often played where %2$s is liked"), name, ticked);
      att_explanation_say (out, 0, _("%s is played where genres like yours are"), name);
    }
}

const AttRecommenderClass att_genre_net_class = {
  ATT_RECOMMENDER_GENRE_NET,
  genre_net_new,
  genre_net_free,
  genre_net_prepare,
  genre_net_explain,
};
