/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Listeners alike: somewhere among the users is one like this listener; which, every reaction says a little surer. What
 * that user has, and what goes with it, is what the listener is offered. Abstains for a track that no user has.
 *
 * Each user u has a chance to like item i,
 *     p_ui = POPULAR popularity_i + OWN x_ui + NEAR e_ui,   e_ui: what EASE says of i by the rest of u's row
 * A user's weight is the chance that one like that user would have picked these genres and reacted like this,
 *     w_u ~ prod over ticked genres of share_u / share * prod over liked of p_ui * (prod over skipped of (1 - p_ui))^SKIP
 * and the item's log odds are log (sum over u of w_u p_ui), less what an average track has. As p is linear in the rows
 * of users, that sum is one question to EASE, about the users' weighted mean.
 *
 * Source  neighbours by the likelihood of what both rated: D. M. Pennock, E. Horvitz, S. Lawrence, C. L. Giles,
 *         "Collaborative filtering by personality diagnosis", UAI 2000; the rows made dense by H. Steck, "Embarrassingly
 *         shallow autoencoders for sparse data", WWW 2019.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-log.h"
#include "att-own-row.h"
#include "att-reasons.h"
#include "att-taste-model.h"

#define POPULAR 0.05f
#define OWN 0.1f
#define NEAR 1.0f
#define LEAST 1e-3f
#define MOST 0.95f
#define SKIP 1.5       /* skips are told apart by many small differences that all point one way */
#define MOST_GAIN 2.0f /* how often over one reaction may count */
#define GENRE_PRIOR 0.3 /* share of an average user's genres that is added to each */

typedef struct {
  AttRecommenderBase base;
  const AttTasteModel *model; /* that all below is of */
  GHashTable *columns;        /* item + 1: float per user, log p_ui, then as many log (1 - p_ui) */
  float *shares;              /* users × chosen genres: how much of what the user has lies in it */
  GArray *chosen;             /* of int: classes of the shares */

  double *weights;            /* per user, sum 1 */
  gboolean from_log;
} AttUserKnn;

static AttRecommenderBase *
user_knn_new (void)
{
  AttUserKnn *self = g_new0 (AttUserKnn, 1);

  self->columns = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->chosen = g_array_new (FALSE, FALSE, sizeof (int));
  return &self->base;
}

static void
user_knn_free (AttRecommenderBase *base)
{
  AttUserKnn *self = (AttUserKnn *) base;

  g_hash_table_unref (self->columns);
  g_array_unref (self->chosen);
  g_free (self->shares);
  g_free (self->weights);
  g_free (self);
}

/* --- what the ticked genres say --- */

static float
share_of_item (const AttCatalogue *catalogue, int item, int chosen)
{
  const guint n = att_catalogue_item (catalogue, item)->n_genres;
  const AttItemGenre *genres = att_catalogue_genres_of (catalogue, item);
  float inside = 0, all = 0;

  for (guint g = 0; g < n; g++)
    {
      all += genres[g].weight;
      if (att_catalogue_class_within (catalogue, att_catalogue_class_of (catalogue, item, g), chosen))
        inside += genres[g].weight;
    }
  return all > 0 ? inside / all : 0;
}

static gboolean
knows_chosen (const AttUserKnn *self, const AttContext *context)
{
  if (self->chosen->len != context->n_chosen)
    return FALSE;
  for (guint c = 0; c < context->n_chosen; c++)
    if (g_array_index (self->chosen, int, c) != context->chosen[c].cls)
      return FALSE;
  return TRUE;
}

static void
find_shares (AttUserKnn *self, const AttContext *context)
{
  const AttCsr *plays = self->model->plays;
  const guint n = context->n_chosen;

  if (self->shares != NULL && knows_chosen (self, context))
    return;
  g_array_set_size (self->chosen, 0);
  for (guint c = 0; c < n; c++)
    g_array_append_val (self->chosen, context->chosen[c].cls);
  g_free (self->shares);
  self->shares = g_new0 (float, plays->n_rows * n + 1);
  for (guint c = 0; c < n; c++)
    {
      g_autofree float *of_item = g_new (float, plays->n_cols);

      for (gsize i = 0; i < plays->n_cols; i++)
        of_item[i] = share_of_item (context->catalogue, i, context->chosen[c].cls);
      for (gsize u = 0; u < plays->n_rows; u++)
        for (gsize i = plays->start[u]; i < plays->start[u + 1]; i++)
          self->shares[u * n + c] += of_item[plays->column[i]] / att_csr_row_length (plays, u);
    }
}

static void
weigh_by_genres (AttUserKnn *self, guint n_chosen)
{
  const gsize n_users = self->model->plays->n_rows;

  for (guint c = 0; c < n_chosen; c++)
    {
      double mean = 1e-6;

      for (gsize u = 0; u < n_users; u++)
        mean += self->shares[u * n_chosen + c] / n_users;
      for (gsize u = 0; u < n_users; u++)
        self->weights[u] += log ((self->shares[u * n_chosen + c] + GENRE_PRIOR * mean) / ((1 + GENRE_PRIOR) * mean));
    }
}

/* --- what the reactions say --- */

static const float *
get_column (AttUserKnn *self, guint32 item, double *work)
{
  const AttCsr *by_item = self->model->by_item;
  const gsize n = by_item->n_cols;
  g_autofree float *said = NULL;
  float *column = g_hash_table_lookup (self->columns, GUINT_TO_POINTER (item + 1));

  if (column != NULL)
    return column;
  column = g_new (float, 2 * n + 1);
  said = g_new (float, self->model->rows->n_rows + 1); /* of the users, and then of the tags */
  att_ease_score_users (self->model->ease, said, item, work);
  for (gsize u = 0, at = by_item->start[item]; u < n; u++)
    {
      float p = POPULAR * self->model->popularity[item] + NEAR * said[u];

      if (at < by_item->start[item + 1] && by_item->column[at] == u)
        p += OWN * by_item->value[at++];
      column[u] = CLAMP (p, LEAST, MOST);
      column[n + u] = 1 - column[u];
    }
  att_num_log (column, 2 * n);
  g_hash_table_insert (self->columns, GUINT_TO_POINTER (item + 1), column);
  return column;
}

static void
weigh_by_reaction (AttUserKnn *self, guint32 item, double much, gboolean liked, double *work)
{
  const gsize n_users = self->model->plays->n_rows;
  const float *column = get_column (self, item, work) + (liked ? 0 : n_users);

  for (gsize u = 0; u < n_users; u++)
    self->weights[u] += much * (liked ? 1 : SKIP) * column[u];
}

/* from logarithms to chances */
static void
normalise (double *weights, gsize n)
{
  double most = -G_MAXDOUBLE, sum = 0;

  for (gsize u = 0; u < n; u++)
    most = MAX (most, weights[u]);
  for (gsize u = 0; u < n; u++)
    sum += weights[u] = exp (weights[u] - most);
  for (gsize u = 0; u < n; u++)
    weights[u] /= sum;
}

/* --- the opinion --- */

static void
judge (AttUserKnn *self, double *work)
{
  const AttTasteModel *model = self->model;
  const AttCsr *plays = model->plays;
  const gsize n = plays->n_cols;
  g_autofree float *mean = g_new0 (float, n + 1), *values = g_new (float, n + 1);
  g_autofree guint32 *items = g_new (guint32, n + 1);
  float *log_odds = self->base.log_odds = g_new (float, n + 1);
  gsize n_items = 0, n_known = 0;
  double sum = 0, usual;

  for (gsize u = 0; u < plays->n_rows; u++)
    if (self->weights[u] > 1e-9)
      for (gsize i = plays->start[u]; i < plays->start[u + 1]; i++)
        mean[plays->column[i]] += self->weights[u] * plays->value[i];
  for (gsize i = 0; i < n; i++)
    {
      items[n_items] = i;
      values[n_items] = mean[i];
      n_items += mean[i] > 0;
    }
  att_ease_score (model->ease, log_odds, items, values, n_items, work);
  for (gsize i = 0; i < n; i++)
    {
      const gboolean known = att_csr_row_length (model->by_item, i) > 0;
      const float chance = MAX (POPULAR * model->popularity[i] + OWN * mean[i] + NEAR * log_odds[i], LEAST);

      log_odds[i] = known ? chance : NAN;
      sum += known ? chance : 0;
      n_known += known;
    }
  att_num_log (log_odds, n);
  usual = log (sum / MAX (n_known, 1));
  for (gsize i = 0; i < n; i++)
    log_odds[i] -= usual;
}

static void
user_knn_prepare (AttRecommenderBase *base)
{
  AttUserKnn *self = (AttUserKnn *) base;
  const AttContext *context = base->context;
  g_autoptr (AttOwnRow) own = NULL;
  g_autofree double *work = NULL;
  gsize n_users;

  if (self->model != context->model)
    {
      self->model = context->model;
      g_hash_table_remove_all (self->columns);
      g_clear_pointer (&self->shares, g_free);
    }
  if (!att_taste_model_is_heeded (self->model))
    return;
  n_users = self->model->plays->n_rows;
  g_free (self->weights);
  self->weights = g_new0 (double, n_users);
  work = g_new (double, att_ease_n_work (self->model->ease));
  if (context->n_seeds == 0)
    {
      find_shares (self, context);
      weigh_by_genres (self, context->n_chosen);
    }
  own = att_own_row_new (context);
  for (guint i = 0; i < own->liked->len; i++)
    weigh_by_reaction (self, g_array_index (own->liked_items, guint32, i),
                       MIN (g_array_index (own->liked, float, i), MOST_GAIN), TRUE, work);
  for (guint i = 0; i < own->skipped->len; i++)
    weigh_by_reaction (self, g_array_index (own->skipped_items, guint32, i),
                       MIN (g_array_index (own->skipped, float, i), MOST_GAIN), FALSE, work);
  self->from_log = context->n_seeds == 0 && own->liked->len + own->skipped->len > 0;
  normalise (self->weights, n_users);
  judge (self, work);
}

static void
user_knn_explain (AttRecommenderBase *base, int item, AttExplanation *out)
{
  const AttUserKnn *self = (AttUserKnn *) base;
  const char *artist = att_track_get_artist (att_catalogue_item (base->context->catalogue, item)->track);
  g_autofree char *name = att_words_track (base->context, item);

  out->from_log = self->from_log;
  if (base->log_odds[item] < 0)
    att_explanation_say (out, 0, _("%s is seldom played where the taste is like yours"), name);
  else
    {
      if (*artist != '\0')
        att_explanation_say (out, 0, _("Where the taste is like yours, %s is played"), artist);
      att_explanation_say (out, 0, _("%s is played where the taste is like yours"), name);
    }
}

const AttRecommenderClass att_user_knn_class = {
  ATT_RECOMMENDER_USER_KNN,
  user_knn_new,
  user_knn_free,
  user_knn_prepare,
  user_knn_explain,
};
