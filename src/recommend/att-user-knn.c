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
#include "att-user-genres.h"

#define POPULAR 0.05f
#define OWN 0.1f
#define NEAR 1.0f
#define LEAST 1e-3f
#define MOST 0.95f
#define SKIP 1.5       /* skips are told apart by many small differences that all point one way */
#define MOST_GAIN 2.0f /* how often over one reaction may count */

typedef struct {
  guint turn;         /* that it was last of use */
  float log_chance[]; /* per user, log p_ui of an item that was liked, log (1 - p_ui) of others */
} Column;

typedef struct {
  AttRecommenderBase base;
  const AttTasteModel *model; /* that all below is of */
  GHashTable *columns;        /* 2 * item, or 2 * item + 1 where it was liked -> Column */
  guint turn;                 /* how often it was prepared */
  AttUserGenres *genres;

  double *weights;            /* per user, sum 1 */
  gboolean from_log;
} AttUserKnn;

static AttRecommenderBase *
user_knn_new (void)
{
  AttUserKnn *self = g_new0 (AttUserKnn, 1);

  self->columns = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->genres = att_user_genres_new ();
  return &self->base;
}

static void
user_knn_free (AttRecommenderBase *base)
{
  AttUserKnn *self = (AttUserKnn *) base;

  g_hash_table_unref (self->columns);
  att_user_genres_free (self->genres);
  g_free (self->weights);
  g_free (self);
}

/* --- what the reactions say --- */

static const float *
get_column (AttUserKnn *self, guint32 item, gboolean liked, double *work)
{
  const gsize key = 2 * (gsize) item + (liked ? 1 : 0);
  const AttCsr *by_item = self->model->by_item;
  const gsize n = self->model->plays->n_rows;
  g_autofree float *said = NULL;
  Column *column = g_hash_table_lookup (self->columns, GSIZE_TO_POINTER (key));

  if (column != NULL)
    {
      column->turn = self->turn;
      return column->log_chance;
    }
  column = g_malloc (sizeof *column + n * sizeof *column->log_chance);
  column->turn = self->turn;
  said = g_new (float, by_item->n_cols + 1); /* of the users, and then of the tags */
  att_ease_score_users (self->model->ease, said, item, work);
  for (gsize u = 0, at = by_item->start[item]; u < n; u++)
    {
      float p = POPULAR * att_taste_model_popularity (self->model, item) + NEAR * said[u];

      if (at < by_item->start[item + 1] && by_item->column[at] == u)
        p += OWN * by_item->value[at++];
      p = CLAMP (p, LEAST, MOST);
      column->log_chance[u] = liked ? p : 1 - p;
    }
  att_num_log (column->log_chance, n);
  g_hash_table_insert (self->columns, GSIZE_TO_POINTER (key), column);
  return column->log_chance;
}

static void
weigh_by_reaction (AttUserKnn *self, guint32 item, double much, gboolean liked, double *work)
{
  const gsize n_users = self->model->plays->n_rows;
  const float *column = get_column (self, item, liked, work);

  for (gsize u = 0; u < n_users; u++)
    self->weights[u] += much * (liked ? 1 : SKIP) * column[u];
}

static gboolean
is_of_no_use (gpointer key, gpointer column, gpointer self)
{
  return ((Column *) column)->turn != ((AttUserKnn *) self)->turn;
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
  g_autofree float *mean = g_new (float, n + 1);
  float *log_odds = self->base.log_odds = g_new (float, n + 1);
  gsize n_known = 0;
  double sum = 0, usual;

  att_ease_score_mean (model->ease, log_odds, mean, self->weights, plays->n_rows, work);
  for (gsize i = 0; i < n; i++)
    {
      const gboolean known = model->n_users[i] > 0;
      const float chance = MAX (POPULAR * att_taste_model_popularity (model, i) + OWN * mean[i] + NEAR * log_odds[i], LEAST);

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
    }
  if (!att_taste_model_is_heeded (self->model))
    return;
  n_users = self->model->plays->n_rows;
  g_free (self->weights);
  self->weights = g_new0 (double, n_users);
  work = g_new (double, att_ease_n_work (self->model->ease));
  if (context->n_seeds == 0)
    {
      att_user_genres_look (self->genres, context);
      memcpy (self->weights, att_user_genres_users (self->genres), n_users * sizeof *self->weights);
    }
  own = att_own_row_new (context);
  self->turn++;
  for (guint i = 0; i < own->liked->len; i++)
    weigh_by_reaction (self, g_array_index (own->liked_items, guint32, i),
                       MIN (g_array_index (own->liked, float, i), MOST_GAIN), TRUE, work);
  for (guint i = 0; i < own->skipped->len; i++)
    weigh_by_reaction (self, g_array_index (own->skipped_items, guint32, i),
                       MIN (g_array_index (own->skipped, float, i), MOST_GAIN), FALSE, work);
  g_hash_table_foreach_remove (self->columns, is_of_no_use, self);
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
