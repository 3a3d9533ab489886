/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The recommender als: the listener is folded into the factors of all users, and a track is judged by the product of the
 * two. Abstains before the first reaction, and for a track that no user has.
 *
 * Its log odds: log (s + FLOOR) + STEEP s, less what an average track has; s, the product, is near 1 for what the
 * listener has and near 0 for most of the library.
 *
 * Source  Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008 (att-als.h).
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-als-taste.h"
#include "att-log.h"
#include "att-own-row.h"
#include "att-reasons.h"
#include "att-taste-model.h"

#define FLOOR 0.01
#define STEEP 6.0f
#define SKIPPED 0.3f /* how much surer it is that a skipped track is none of the listener's than of one not heard yet */
#define MOST 1.0f    /* what is liked more says no more: the factors would be bent to it, away from what goes with it */

static AttRecommenderBase *
als_taste_new (void)
{
  return g_new0 (AttRecommenderBase, 1);
}

static void
als_taste_free (AttRecommenderBase *self)
{
  g_free (self);
}

static void
fold_in (const AttAls *als, const AttOwnRow *own, float *factors)
{
  const guint n_liked = own->liked->len, n = n_liked + own->skipped->len;
  g_autofree guint32 *items = g_new (guint32, n + 1);
  g_autofree float *weights = g_new (float, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const gboolean liked = i < n_liked;
      const guint at = liked ? i : i - n_liked;

      items[i] = g_array_index (liked ? own->liked_items : own->skipped_items, guint32, at);
      weights[i] = MIN (g_array_index (liked ? own->liked : own->skipped, float, at), MOST) *
                   (liked ? 1 : -SKIPPED);
    }
  att_als_fold_in (als, factors, items, weights, n);
}

/* of all items; NULL: nothing is known of the listener, or there is no model */
static float *
judge_all (const AttContext *context)
{
  const AttTasteModel *model = context->model;
  g_autoptr (AttOwnRow) own = NULL;
  g_autofree float *factors = NULL, *products = NULL;
  gsize n, n_known = 0;
  double sum = 0;
  float usual;
  float *log_odds;

  if (!att_taste_model_is_heeded (model))
    return NULL;
  own = att_own_row_new (context);
  if (own->liked->len == 0)
    return NULL;
  n = model->als->n_items;
  factors = g_new (float, model->als->stride);
  fold_in (model->als, own, factors);
  products = g_new (float, n + 1);
  log_odds = g_new (float, n + 1);
  att_factors_products (model->als->packed, products, factors);
  for (gsize i = 0; i < n; i++)
    {
      products[i] = MAX (products[i], 0);
      log_odds[i] = products[i] + FLOOR;
      sum += model->n_users[i] > 0 ? products[i] : 0;
      n_known += model->n_users[i] > 0;
    }
  att_num_log (log_odds, n);
  sum /= MAX (n_known, 1);
  usual = log (sum + FLOOR) + STEEP * sum;
  for (gsize i = 0; i < n; i++)
    log_odds[i] += STEEP * products[i] - usual;
  return log_odds;
}

float *
att_als_taste_judge (const AttContext *context, gboolean nobodys)
{
  float *log_odds = context->shared != NULL ? g_steal_pointer (&context->shared->als) : NULL;
  const gsize n = context->model != NULL ? context->model->plays->n_cols : 0;

  if (log_odds == NULL)
    {
      log_odds = judge_all (context);
      if (log_odds != NULL && context->shared != NULL)
        context->shared->als = g_memdup2 (log_odds, n * sizeof *log_odds);
    }
  for (gsize i = 0; log_odds != NULL && i < n; i++)
    log_odds[i] = (context->model->n_users[i] == 0) == nobodys ? log_odds[i] : NAN;
  return log_odds;
}

static void
als_taste_prepare (AttRecommenderBase *self)
{
  self->log_odds = att_als_taste_judge (self->context, FALSE);
}

static void
als_taste_explain (AttRecommenderBase *self, int item, AttExplanation *out)
{
  const char *artist = att_track_get_artist (att_catalogue_item (self->context->catalogue, item)->track);
  g_autofree char *name = att_words_track (self->context, item);

  out->from_log = self->context->n_seeds == 0;
  if (self->log_odds[item] < 0)
    att_explanation_say (out, 0, _("%s lies apart from what you listen to"), name);
  else if (*artist != '\0')
    att_explanation_say (out, 0, _("%s belongs to the kind of music you keep listening to"), artist);
  att_explanation_say (out, 0, _("Your listening as a whole was weighed for %s"), name);
}

const AttRecommenderClass att_als_taste_class = {
  ATT_RECOMMENDER_ALS,
  als_taste_new,
  als_taste_free,
  als_taste_prepare,
  als_taste_explain,
};
