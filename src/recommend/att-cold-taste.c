/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The recommender cold: what nobody has played, or what came after the training, has a place among the factors of all
 * users by its tags and its sound (att-cold.h), and is judged from there as als judges the others. What the listener's
 * own plays say of tags and sound, metadata and sound say already. Abstains on what somebody has, and where nothing is
 * known of a track.
 *
 * Its log odds: how much likelier the listener is to like it than an average track with such factors, and how much less
 * likely tracks that nobody has are to be liked than others. Of the next plays as many are of a track that nobody has
 * played as are, of those so far, the only one of their track.
 *
 * Source  the unseen: I. J. Good, "The population frequencies of species and the estimation of population parameters",
 *         Biometrika 40 (1953).
 *         Z. Gantner et al., "Learning attribute-to-feature mappings for cold-start recommendations", ICDM 2010.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-als-taste.h"
#include "att-reasons.h"
#include "att-taste-model.h"

typedef struct {
  AttRecommenderBase base;
  float unseen;     /* log odds of an item that nobody has, whatever it is */
  gboolean any;     /* something is known of the listener */
} AttColdTaste;

static AttRecommenderBase *
cold_taste_new (void)
{
  return (AttRecommenderBase *) g_new0 (AttColdTaste, 1);
}

static void
cold_taste_free (AttRecommenderBase *base)
{
  g_free (base);
}

static float
judge_unseen (const AttTasteModel *model)
{
  const gsize n = model->plays->n_cols;
  gsize n_once = 0, n_never = 0;

  for (gsize i = 0; i < n; i++)
    {
      n_once += model->n_users[i] == 1;
      n_never += model->n_users[i] == 0;
    }
  return log ((n_once + 0.5) / (att_csr_n_entries (model->plays) + 1) * n / MAX (n_never, 1));
}

static void
cold_taste_prepare (AttRecommenderBase *base)
{
  AttColdTaste *self = (AttColdTaste *) base;
  const AttTasteModel *model = base->context->model;

  if (!att_taste_model_is_heeded (model))
    return;
  base->log_odds = att_als_taste_judge (base->context, TRUE);
  self->any = base->log_odds != NULL;
  if (!self->any)
    base->log_odds = g_new0 (float, model->als->n_items + 1);
  self->unseen = judge_unseen (model);
  for (gsize i = 0; i < model->als->n_items; i++)
    if (model->n_users[i] == 0 && !att_factors_is_zero (model->als->packed, i))
      base->log_odds[i] += self->unseen;
    else
      base->log_odds[i] = NAN;
}

static void
cold_taste_explain (AttRecommenderBase *base, int item, AttExplanation *out)
{
  const AttColdTaste *self = (AttColdTaste *) base;
  const char *artist = att_track_get_artist (att_catalogue_item (base->context->catalogue, item)->track);
  g_autofree char *name = att_words_track (base->context, item);

  out->from_log = self->any && base->context->n_seeds == 0;
  if (!self->any)
    att_explanation_say (out, 0, _("%s is new here"), name);
  else if (base->log_odds[item] < self->unseen)
    att_explanation_say (out, 0, _("%s is new here, and unlike what you listen to"), name);
  else
    {
      if (*artist != '\0')
        att_explanation_say (out, 0, _("New here, and close to what you listen to: %s"), artist);
      att_explanation_say (out, 0, _("%s is new here, and close to what you listen to"), name);
    }
}

const AttRecommenderClass att_cold_taste_class = {
  ATT_RECOMMENDER_COLD,
  cold_taste_new,
  cold_taste_free,
  cold_taste_prepare,
  cold_taste_explain,
};
