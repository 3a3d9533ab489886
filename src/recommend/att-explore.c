/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Long unheard: tracks not heard for long or never, so that everything owned
 * gets its hearing. A track that was heard is pushed back, by half as much every HALF_LIFE; one that never was
 * stands above those, higher where its album, and its artist, were never heard either. Never abstains.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-reasons.h"

#define HALF_LIFE_S (30.0 * 24 * 60 * 60)
#define LONG_AGO_S (14 * 24 * 60 * 60)

/* log odds */
#define JUST_HEARD -8.0
#define NEVER_HEARD 0.2
#define ALBUM_NEVER_HEARD 0.3
#define ARTIST_NEVER_HEARD 0.3

typedef struct {
  AttRecommenderBase base;
  guint64 past;   /* AttSignals.past of the plays taken in; 0: none */
  guint n_taken;
  gint64 *artist_heard_at, *album_heard_at; /* 0: never */
  guint *n_by_artist;
} AttExplore;

static AttRecommenderBase *
explore_new (void)
{
  return (AttRecommenderBase *) g_new0 (AttExplore, 1);
}

static void
explore_free (AttRecommenderBase *base)
{
  AttExplore *self = (AttExplore *) base;

  g_free (self->artist_heard_at);
  g_free (self->album_heard_at);
  g_free (self->n_by_artist);
  g_free (self);
}

static float
judge (const AttExplore *self, int index)
{
  const AttContext *context = self->base.context;
  const AttItem *item = att_catalogue_item (context->catalogue, index);
  const gint64 heard_at = att_signals_history (context->signals, index)->last_played_at;

  if (heard_at > 0)
    return JUST_HEARD * exp2 (-MAX (context->now - heard_at, 0) / HALF_LIFE_S);
  return NEVER_HEARD + (item->album < 0 || self->album_heard_at[item->album] == 0 ? ALBUM_NEVER_HEARD : 0) +
         (item->artist < 0 || self->artist_heard_at[item->artist] == 0 ? ARTIST_NEVER_HEARD : 0);
}

static void
forget_plays (AttExplore *self, const AttCatalogue *catalogue)
{
  g_free (self->artist_heard_at);
  g_free (self->album_heard_at);
  g_free (self->n_by_artist);
  self->artist_heard_at = g_new0 (gint64, catalogue->n_artists + 1);
  self->album_heard_at = g_new0 (gint64, catalogue->n_albums + 1);
  self->n_by_artist = g_new0 (guint, catalogue->n_artists + 1);
  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    if (att_catalogue_item (catalogue, i)->artist >= 0 && att_catalogue_item (catalogue, i)->there)
      self->n_by_artist[att_catalogue_item (catalogue, i)->artist]++;
  self->n_taken = 0;
}

static void
explore_prepare (AttRecommenderBase *base)
{
  AttExplore *self = (AttExplore *) base;
  const AttCatalogue *catalogue = base->context->catalogue;
  const AttSignals *signals = base->context->signals;

  if (self->past != signals->past)
    forget_plays (self, catalogue);
  self->past = signals->past;
  for (; self->n_taken < signals->played->len; self->n_taken++)
    {
      const AttPlayed *play = &g_array_index (signals->played, AttPlayed, self->n_taken);
      const AttItem *item = att_catalogue_item (catalogue, play->item);

      if (item->artist >= 0)
        self->artist_heard_at[item->artist] = MAX (self->artist_heard_at[item->artist], play->at);
      if (item->album >= 0)
        self->album_heard_at[item->album] = MAX (self->album_heard_at[item->album], play->at);
    }
  base->log_odds = g_new (float, att_catalogue_n (catalogue) + 1);
  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    base->log_odds[i] = judge (self, i);
}

static void
explore_explain (AttRecommenderBase *base, int index, AttExplanation *out)
{
  const AttExplore *self = (AttExplore *) base;
  const AttContext *context = base->context;
  const AttItem *item = att_catalogue_item (context->catalogue, index);
  const gint64 heard_at = att_signals_history (context->signals, index)->last_played_at;
  const char *artist = att_track_get_artist (item->track), *album = att_track_get_album (item->track);
  g_autofree char *name = att_words_track (context, index);
  g_autofree char *when = NULL;

  if (heard_at > 0)
    {
      when = att_words_when (heard_at, context->now);
      out->from_log = TRUE;
      /* TRANSLATORS: a track, and when: "yesterday", "in May 2023" */
      att_explanation_say (out, 0, _("You last heard %1$s %2$s"), name, when);
      return;
    }
  for (guint i = 0; i < 3; i++) /* one true thing as good as the other: not always the same first */
    switch ((item->track->id + i) % 3)
      {
      case 0:
        if (item->artist >= 0 && self->artist_heard_at[item->artist] == 0 && *artist != '\0')
          {
            const guint n = self->n_by_artist[item->artist];

            if (n > 1)
              att_explanation_say (out, 0, ngettext ("%1$u track by %2$s is here and none was ever played",
                                                     "%1$u tracks by %2$s are here and none was ever played", n),
                                   n, artist);
            att_explanation_say (out, 0, _("You have not heard %s here yet"), artist);
          }
        break;

      case 1:
        if (item->album >= 0 && self->album_heard_at[item->album] == 0 && *album != '\0')
          att_explanation_say (out, 0, _("Nothing from “%s” has been played yet"), album);
        break;

      default:
        if (item->artist >= 0 && self->artist_heard_at[item->artist] > 0 && *artist != '\0' &&
            context->now - self->artist_heard_at[item->artist] > LONG_AGO_S)
          {
            when = att_words_when (self->artist_heard_at[item->artist], context->now);
            out->from_log = TRUE;
            /* TRANSLATORS: an artist, and when: "in May 2023" */
            att_explanation_say (out, 0, _("You last heard %1$s %2$s"), artist, when);
          }
        else if (item->track->date_added_at > 0 && context->now - item->track->date_added_at > LONG_AGO_S)
          {
            when = att_words_when (item->track->date_added_at, context->now);
            /* TRANSLATORS: a track, and when: "in May 2023" */
            att_explanation_say (out, 0, _("%1$s came %2$s and was never played"), name, when);
          }
      }
  att_explanation_say (out, 0, _("%s has never been played"), name);
}

const AttRecommenderClass att_explore_class = {
  ATT_RECOMMENDER_EXPLORE,
  explore_new,
  explore_free,
  explore_prepare,
  explore_explain,
};
