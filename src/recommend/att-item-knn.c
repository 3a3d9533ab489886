/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Played together: what goes with the tracks that the listener likes and does not go with those that are skipped, by
 * EASE over all users and tags: without users, what is tagged alike. Abstains before the first reaction, and for a track
 * that has neither a user nor a tag.
 *
 * Its log odds: log (s+ + LIKED) - SKIP log (s- + SKIPPED), less what an average track has; s+ and s- are what the liked
 * and the skipped tracks say, each in units of what one of them says of an average track, so that the constants are
 * tracks' worth of doubt.
 *
 * Source  H. Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019 (att-ease.h).
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-log.h"
#include "att-own-row.h"
#include "att-reasons.h"
#include "att-taste-model.h"

#define LIKED 20.0
#define SKIPPED 60.0
#define SKIP 0.5
#define MOST 3.0f /* what one track may say: love says it, more is of no more use */

typedef struct {
  AttRecommenderBase base;
  AttOwnRow *own;
} AttItemKnn;

static AttRecommenderBase *
item_knn_new (void)
{
  return (AttRecommenderBase *) g_new0 (AttItemKnn, 1);
}

static void
item_knn_free (AttRecommenderBase *base)
{
  AttItemKnn *self = (AttItemKnn *) base;

  g_clear_pointer (&self->own, att_own_row_free);
  g_free (self);
}

/* @out += share times the log odds of what the items say of all, @doubt as above */
static void
add_opinion (const AttEase *ease, float *out, gsize n, const GArray *items, const GArray *much, double doubt, float share,
             double *work)
{
  g_autofree float *values = g_new (float, items->len + 1), *said = g_new (float, n + 1);
  double n_items = 0, sum = 0;
  float per_item, little;

  for (guint i = 0; i < items->len; i++)
    n_items += values[i] = MIN (g_array_index (much, float, i), MOST);
  att_ease_score (ease, said, (const guint32 *) items->data, values, items->len, work);
  for (gsize i = 0; i < n; i++)
    sum += said[i] = MAX (said[i], 0);
  if (!(sum > 0)) /* nothing is near any of them */
    return;
  per_item = n_items * n / sum / (n_items + doubt);
  little = doubt / (n_items + doubt);
  for (gsize i = 0; i < n; i++)
    said[i] = said[i] * per_item + little;
  att_num_log (said, n);
  for (gsize i = 0; i < n; i++)
    out[i] += share * said[i];
}

static void
item_knn_prepare (AttRecommenderBase *base)
{
  AttItemKnn *self = (AttItemKnn *) base;
  const AttTasteModel *model = base->context->model;
  const gsize n = model != NULL ? model->plays->n_cols : 0;
  float *log_odds;
  g_autofree double *work = NULL;

  g_clear_pointer (&self->own, att_own_row_free);
  self->own = att_own_row_new (base->context);
  if (n == 0 || self->own->liked->len + self->own->skipped->len == 0)
    return;
  base->log_odds = log_odds = g_new0 (float, n);
  work = g_new (double, att_ease_n_work (model->ease));
  add_opinion (model->ease, log_odds, n, self->own->liked_items, self->own->liked, LIKED, 1, work);
  add_opinion (model->ease, log_odds, n, self->own->skipped_items, self->own->skipped, SKIPPED, -SKIP, work);
  for (gsize i = 0; i < n; i++)
    {
      const gboolean played = att_csr_row_length (model->by_item, i) > 0;
      const gboolean tagged = att_catalogue_item (base->context->catalogue, i)->n_genres > 0;

      log_odds[i] = played | tagged ? log_odds[i] : NAN; /* no branch: who is played is no pattern */
    }
}

/* cosine of the users who have two items */
static double
share_users (const AttCsr *by_item, guint32 a, guint32 b)
{
  gsize i = by_item->start[a], j = by_item->start[b];
  guint n = 0;

  while (i < by_item->start[a + 1] && j < by_item->start[b + 1])
    {
      n += by_item->column[i] == by_item->column[j];
      if (by_item->column[i] <= by_item->column[j])
        i++;
      else
        j++;
    }
  return n / sqrt (MAX (att_csr_row_length (by_item, a) * att_csr_row_length (by_item, b), 1));
}

/* of @items, what comes most often where @item is; -1: nothing does */
static int
find_companion (const AttItemKnn *self, guint32 item, const GArray *items)
{
  double best = 0;
  int companion = -1;

  for (guint i = 0; i < items->len; i++)
    {
      const guint32 other = g_array_index (items, guint32, i);
      const double share = other != item ? share_users (self->base.context->model->by_item, item, other) : 0;

      if (share >= best && share > 0) /* the newest of equals */
        {
          best = share;
          companion = other;
        }
    }
  return companion;
}

static void
item_knn_explain (AttRecommenderBase *base, int item, AttExplanation *out)
{
  const AttItemKnn *self = (AttItemKnn *) base;
  const AttContext *context = base->context;
  const gboolean good = base->log_odds[item] >= 0;
  const int other = find_companion (self, item, good ? self->own->liked_items : self->own->skipped_items);
  g_autofree char *name = att_words_track (context, item);
  const char *artist = att_track_get_artist (att_catalogue_item (context->catalogue, item)->track);

  out->from_log = context->n_seeds == 0;
  if (other >= 0)
    {
      const AttTrackId because_of = att_catalogue_item (context->catalogue, other)->track->id;
      g_autofree char *companion = att_words_track (context, other), *deed = att_words_deed (context, other);

      /* TRANSLATORS: two tracks, and "which you finished tonight" */
      att_explanation_say (out, because_of, _("%1$s is often played together with %2$s, %3$s"), name, companion, deed);
      if (*artist != '\0')
        att_explanation_say (out, because_of, _("Who plays %1$s also plays %2$s, %3$s"), artist, companion, deed);
    }
  if (good)
    att_explanation_say (out, 0, _("%s goes with what you like"), name);
  else
    att_explanation_say (out, 0, _("%s does not go with what you like"), name);
}

const AttRecommenderClass att_item_knn_class = {
  ATT_RECOMMENDER_ITEM_KNN,
  item_knn_new,
  item_knn_free,
  item_knn_prepare,
  item_knn_explain,
};
