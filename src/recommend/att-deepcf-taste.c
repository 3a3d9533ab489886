/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The recommender deepcf: a network that all users have taught who listens to what (att-deepcf.h) is shown what the
 * listener likes. Abstains while users are few, before the first track that is liked, and for a track that few or no users
 * have or that came after the training.
 *
 * Its log odds: those of the track against an average one that it knows.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-own-row.h"
#include "att-reasons.h"
#include "att-taste-model.h"

static AttRecommenderBase *
deepcf_taste_new (void)
{
  return g_new0 (AttRecommenderBase, 1);
}

static void
deepcf_taste_free (AttRecommenderBase *self)
{
  g_free (self);
}

static void
deepcf_taste_prepare (AttRecommenderBase *self)
{
  const AttTasteModel *model = self->context->model;
  g_autoptr (AttOwnRow) own = NULL;

  if (!att_taste_model_is_heeded (model) || model->deepcf == NULL)
    return;
  own = att_own_row_new (self->context);
  if (own->liked->len == 0)
    return;
  self->log_odds = g_new (float, model->plays->n_cols + 1);
  if (!att_deepcf_judge (model->deepcf, self->log_odds, (const guint32 *) own->liked_items->data, own->liked->len))
    g_clear_pointer (&self->log_odds, g_free);
}

static void
deepcf_taste_explain (AttRecommenderBase *self, int item, AttExplanation *out)
{
  const char *artist = att_track_get_artist (att_catalogue_item (self->context->catalogue, item)->track);
  g_autofree char *name = att_words_track (self->context, item);

  out->from_log = self->context->n_seeds == 0;
  if (self->log_odds[item] < 0)
    att_explanation_say (out, 0, _("%s seldom goes with all that you like"), name);
  else
    {
      if (*artist != '\0')
        att_explanation_say (out, 0, _("All that you like, taken together, points to %s"), artist);
      att_explanation_say (out, 0, _("All that you like, taken together, points to %s"), name);
    }
}

const AttRecommenderClass att_deepcf_taste_class = {
  ATT_RECOMMENDER_DEEPCF,
  deepcf_taste_new,
  deepcf_taste_free,
  deepcf_taste_prepare,
  deepcf_taste_explain,
};
