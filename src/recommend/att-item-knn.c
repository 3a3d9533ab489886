/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Played together: what goes with the tracks that the listener likes and does not go with those that are skipped, by how
 * users have tracks together, and by their tags. Abstains before the first reaction, and for a track that has neither a
 * user nor a tag.
 *
 * The listener's row is one more draw from a Gaussian (att-kriging.h): 1 where something is liked, 0 where it was skipped,
 * unknown elsewhere. Its mean is what those have who would tick the same genres; its covariance theirs, and that of the tags.
 * The fewer users there are, the more the tags count for both:
 *     p      = (users who have it + DOUBT prior) / (users + DOUBT), prior by how often people gave it tags
 *     mean   = rho (users' rows, by t^TICKED) + (1 - rho) p (ASIDE + (1 - ASIDE) share in the ticks / the mean share)
 *     K      = rho (covariance of rows, by t^COVARIED) + TAGS s_i s_j (cosine of tags), s^2 about p
 *     rho    = 1 / (1 + (FEW / users)^1.5), t: how likely a user would tick what the listener ticked (att-user-genres.h)
 * What a reaction says is taken with a variance of NOISE, less where the listener loves or bans. So a hit that the ticks
 * foretold says little, and one that they did not says much.
 *
 * Source  C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning", 2006, 2.2; as a recommender: K. Yu,
 *         V. Tresp, A. Schwaighofer, "Learning Gaussian processes from multiple tasks", ICML 2005.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-kriging.h"
#include "att-log.h"
#include "att-own-row.h"
#include "att-reasons.h"
#include "att-taste-model.h"
#include "att-user-genres.h"

#define USUAL 0.0144 /* chance of an average item, where users are too few to say */
#define DOUBT 300.0
#define FEW 350.0
#define TICKED 1.2
#define COVARIED 0.5
#define ASIDE 0.3f
#define TAGS 0.6f
#define NOISE 0.2f
#define MOST 3.0f  /* how often over one reaction may count */
#define LEAST 0.02f /* of a chance: below, differences are noise */

typedef struct {
  AttRecommenderBase base;
  AttOwnRow *own;
  const AttTasteModel *model; /* that all below is of */
  gboolean seeded;
  AttUserGenres *genres;
  float *weights;             /* per row of the model: a of att-kriging.h */
  float *mean, *centre, *scale; /* per item */
} AttItemKnn;

static AttRecommenderBase *
item_knn_new (void)
{
  AttItemKnn *self = g_new0 (AttItemKnn, 1);

  self->genres = att_user_genres_new ();
  return &self->base;
}

static void
item_knn_free (AttRecommenderBase *base)
{
  AttItemKnn *self = (AttItemKnn *) base;

  g_clear_pointer (&self->own, att_own_row_free);
  att_user_genres_free (self->genres);
  g_free (self->weights);
  g_free (self->mean);
  g_free (self->centre);
  g_free (self->scale);
  g_free (self);
}

/* out = by item, the mean of the users' rows by their likelihoods to the power of @power. @weights: per user, sum 1 */
static void
average (const AttItemKnn *self, double power, float *weights, float *out)
{
  const AttCsr *plays = self->model->plays;
  const double *ticks = att_user_genres_users (self->genres);
  double most = -G_MAXDOUBLE, sum = 0;

  for (gsize u = 0; u < plays->n_rows; u++)
    most = MAX (most, self->seeded ? 0 : ticks[u]);
  for (gsize u = 0; u < plays->n_rows; u++)
    sum += weights[u] = exp (power * ((self->seeded ? 0 : ticks[u]) - most));
  for (gsize u = 0; u < plays->n_rows; u++)
    {
      weights[u] /= sum;
      for (gsize i = plays->start[u]; i < plays->start[u + 1]; i++)
        out[plays->column[i]] += weights[u] * plays->value[i];
    }
}

/* what does not depend on the reactions */
static void
expect (AttItemKnn *self)
{
  const AttContext *context = self->base.context;
  const AttCatalogue *catalogue = context->catalogue;
  const AttCsr *by_item = self->model->by_item;
  const gsize n = by_item->n_rows, n_users = self->model->plays->n_rows;
  const float rho = 1 / (1 + pow (FEW / MAX (n_users, 1e-9), 1.5));
  const gboolean ticked = context->n_chosen > 0 && !self->seeded;
  g_autofree float *shares = g_new (float, n + 1);
  double share = 0, usual = 0;

  g_free (self->weights);
  g_free (self->mean);
  g_free (self->centre);
  g_free (self->scale);
  self->weights = g_new (float, by_item->n_cols + 1);
  self->mean = g_new0 (float, n + 1);
  self->centre = g_new0 (float, n + 1);
  self->scale = g_new (float, n + 1);
  average (self, TICKED, self->weights, self->mean);
  average (self, COVARIED, self->weights, self->centre);
  for (gsize r = 0; r < by_item->n_cols; r++)
    self->weights[r] = r < n_users ? rho * self->weights[r] : TAGS / ATT_TASTE_MODEL_TAGS;
  for (gsize i = 0; i < n; i++)
    {
      shares[i] = ticked ? att_user_genres_share (context, i) : 1;
      share += shares[i] / n;
      usual += exp (att_catalogue_item (catalogue, i)->popularity / 2) / n;
    }
  for (gsize i = 0; i < n; i++)
    {
      const double prior = USUAL * exp (att_catalogue_item (catalogue, i)->popularity / 2) / usual;
      const double p = (self->model->n_users[i] + DOUBT * prior) / (n_users + DOUBT);
      const double liked = p * (ASIDE + (1 - ASIDE) * (share > 0 ? shares[i] / share : 1));

      self->mean[i] = rho * self->mean[i] + (1 - rho) * liked;
      self->scale[i] = sqrt (rho * self->centre[i] + (1 - rho) * p);
    }
}

/* what the reactions were, beside what was expected of them; @out: what is expected of all now */
static gboolean
take_in (const AttItemKnn *self, float *out)
{
  const AttOwnRow *own = self->own;
  const AttKriging kriging = { self->model->by_item, self->model->plays->n_rows, self->weights, self->centre,
                               self->scale };
  const guint n_liked = own->liked->len, n = n_liked + own->skipped->len;
  g_autofree guint32 *items = g_new (guint32, n + 1);
  g_autofree float *off = g_new (float, n + 1), *noise = g_new (float, n + 1);

  for (guint o = 0; o < n; o++)
    {
      const gboolean liked = o < n_liked;
      const guint at = liked ? o : o - n_liked;

      items[o] = g_array_index (liked ? own->liked_items : own->skipped_items, guint32, at);
      off[o] = (liked ? 1 : 0) - self->mean[items[o]];
      noise[o] = NOISE / MIN (g_array_index (liked ? own->liked : own->skipped, float, at), MOST);
    }
  return att_kriging_add (&kriging, out, items, off, noise, n);
}

static void
item_knn_prepare (AttRecommenderBase *base)
{
  AttItemKnn *self = (AttItemKnn *) base;
  const AttContext *context = base->context;
  const gsize n = context->model != NULL ? context->model->plays->n_cols : 0;
  const gboolean seeded = context->n_seeds > 0;
  g_autofree float *out = NULL;
  double sum = 0;
  float usual;

  g_clear_pointer (&self->own, att_own_row_free);
  self->own = att_own_row_new (context);
  if (n == 0 || self->own->liked->len + self->own->skipped->len == 0)
    return;
  if (att_user_genres_look (self->genres, context) | (self->model != context->model) | (self->seeded != seeded))
    {
      self->model = context->model;
      self->seeded = seeded;
      expect (self);
    }
  out = g_memdup2 (self->mean, (n + 1) * sizeof *out);
  if (!take_in (self, out))
    return;
  for (gsize i = 0; i < n; i++)
    sum += out[i] = MAX (out[i], 0) + LEAST;
  usual = log (sum / n);
  att_num_log (out, n);
  for (gsize i = 0; i < n; i++)
    {
      const gboolean known = self->model->n_users[i] > 0 || att_catalogue_item (context->catalogue, i)->n_genres > 0;

      out[i] = known ? out[i] - usual : NAN;
    }
  base->log_odds = g_steal_pointer (&out);
}

/* K_ab but for the users' means: what they have in common. @together (out): whether any user has both */
static double
covary (const AttItemKnn *self, guint32 a, guint32 b, gboolean *together)
{
  const AttCsr *by_item = self->model->by_item;
  const gsize n_users = self->model->plays->n_rows;
  gsize i = by_item->start[a], j = by_item->start[b];
  double users = 0, tags = 0;

  while (i < by_item->start[a + 1] && j < by_item->start[b + 1])
    {
      const guint32 row = by_item->column[i];

      if (row == by_item->column[j])
        *(row < n_users ? &users : &tags) += self->weights[row] * by_item->value[i] * by_item->value[j];
      if (row <= by_item->column[j])
        i++;
      if (row >= by_item->column[j])
        j++;
    }
  *together = users > 0;
  return users + self->scale[a] * self->scale[b] * tags;
}

/* of @items, what goes best with @item for how @much it was liked or not; -1: nothing does. @together: as above */
static int
find_companion (const AttItemKnn *self, guint32 item, const GArray *items, const GArray *much, gboolean *together)
{
  double best = 0;
  int companion = -1;

  for (guint i = 0; i < items->len; i++)
    {
      const guint32 other = g_array_index (items, guint32, i);
      gboolean both = FALSE;
      const double share = other == item ? 0 : covary (self, item, other, &both) * MIN (g_array_index (much, float, i), MOST);

      if (share > best || (share == best && companion >= 0 && (int) other > companion))
        {
          best = share;
          companion = other;
          *together = both;
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
  gboolean together = FALSE;
  const int other = find_companion (self, item, good ? self->own->liked_items : self->own->skipped_items,
                                    good ? self->own->liked : self->own->skipped, &together);
  g_autofree char *name = att_words_track (context, item);
  const char *artist = att_track_get_artist (att_catalogue_item (context->catalogue, item)->track);

  out->from_log = context->n_seeds == 0;
  if (other >= 0)
    {
      const AttTrackId because_of = att_catalogue_item (context->catalogue, other)->track->id;
      g_autofree char *companion = att_words_track (context, other), *deed = att_words_deed (context, other, good);
      const gboolean another = *artist != '\0' && att_catalogue_item (context->catalogue, item)->artist !=
                                                    att_catalogue_item (context->catalogue, other)->artist;

      /* TRANSLATORS: two tracks, and "which you finished tonight" */
      if (together)
        att_explanation_say (out, because_of, _("%1$s is often played together with %2$s, %3$s"), name, companion, deed);
      if (together && another)
        att_explanation_say (out, because_of, _("Who plays %1$s also plays %2$s, %3$s"), artist, companion, deed);
      if (!together && another)
        att_explanation_say (out, because_of, _("%1$s goes with %2$s, %3$s"), artist, companion, deed);
      if (!together)
        att_explanation_say (out, because_of, _("%1$s goes with %2$s, %3$s"), name, companion, deed);
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
