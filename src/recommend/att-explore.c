/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Long unheard: tracks not heard for long or never, so that everything owned
 * gets its hearing. Tracks never heard come before those heard long ago, those of an album or artist that
 * was never heard before the rest; the judgement is the share of the library that has waited less, ties in the middle,
 * so that it is 0.5 for all while nothing has been heard. Never abstains.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-reasons.h"

#define NEVER (G_MAXINT64 / 2)

typedef struct {
  AttRecommenderBase base;
  gint64 *waited;    /* per item, s; from NEVER on: not heard yet */
  gint64 *sorted;
  gint64 *artist_heard_at, *album_heard_at; /* 0: never */
} AttExplore;

static AttRecommenderBase *
explore_new (void)
{
  return (AttRecommenderBase *) g_new0 (AttExplore, 1);
}

static void
clear (AttExplore *self)
{
  g_clear_pointer (&self->waited, g_free);
  g_clear_pointer (&self->sorted, g_free);
  g_clear_pointer (&self->artist_heard_at, g_free);
  g_clear_pointer (&self->album_heard_at, g_free);
}

static void
explore_free (AttRecommenderBase *base)
{
  clear ((AttExplore *) base);
  g_free (base);
}

static int
compare_waits (const void *a, const void *b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static void
explore_prepare (AttRecommenderBase *base)
{
  AttExplore *self = (AttExplore *) base;
  const AttContext *context = base->context;
  const AttCatalogue *catalogue = context->catalogue;
  const guint n = att_catalogue_n (catalogue);

  clear (self);
  self->waited = g_new0 (gint64, n + 1);
  self->artist_heard_at = g_new0 (gint64, catalogue->n_artists + 1);
  self->album_heard_at = g_new0 (gint64, catalogue->n_albums + 1);

  for (guint i = 0; i < context->signals->played->len; i++)
    {
      const AttPlayed *played = &g_array_index (context->signals->played, AttPlayed, i);
      const AttItem *item = att_catalogue_item (catalogue, played->item);

      if (item->artist >= 0)
        self->artist_heard_at[item->artist] = MAX (self->artist_heard_at[item->artist], played->at);
      if (item->album >= 0)
        self->album_heard_at[item->album] = MAX (self->album_heard_at[item->album], played->at);
    }
  for (guint i = 0; i < n; i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);
      const gint64 heard_at = context->signals->history[i].last_played_at;

      if (heard_at > 0)
        self->waited[i] = MAX (context->now - heard_at, 0);
      else
        self->waited[i] = NEVER + (item->album < 0 || self->album_heard_at[item->album] == 0) +
                          2 * (item->artist < 0 || self->artist_heard_at[item->artist] == 0);
    }
  self->sorted = g_memdup2 (self->waited, (n + 1) * sizeof *self->waited);
  qsort (self->sorted, n, sizeof *self->sorted, compare_waits);
}

/* how many of the sorted waits are below @wait */
static guint
count_below (const AttExplore *self, guint n, gint64 wait)
{
  guint from = 0, to = n;

  while (from < to)
    {
      const guint middle = (from + to) / 2;

      if (self->sorted[middle] < wait)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

static float
explore_score (AttRecommenderBase *base, int item)
{
  const AttExplore *self = (AttExplore *) base;
  const guint n = att_catalogue_n (base->context->catalogue);
  const guint below = count_below (self, n, self->waited[item]);
  const guint not_above = count_below (self, n, self->waited[item] + 1);

  return (below + not_above) / 2.0f / n;
}

static void
explore_explain (AttRecommenderBase *base, int index, AttExplanation *out)
{
  const AttExplore *self = (AttExplore *) base;
  const AttContext *context = base->context;
  const AttItem *item = att_catalogue_item (context->catalogue, index);
  const gint64 heard_at = context->signals->history[index].last_played_at;
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
  if (item->artist >= 0 && self->artist_heard_at[item->artist] == 0 && *artist != '\0')
    att_explanation_say (out, 0, _("You have not heard %s here yet"), artist);
  if (item->album >= 0 && self->album_heard_at[item->album] == 0 && *album != '\0')
    att_explanation_say (out, 0, _("Nothing from “%s” has been played yet"), album);
  if (item->artist >= 0 && self->artist_heard_at[item->artist] > 0 && *artist != '\0' &&
      context->now - self->artist_heard_at[item->artist] > 14 * 24 * 60 * 60)
    {
      when = att_words_when (self->artist_heard_at[item->artist], context->now);
      out->from_log = TRUE;
      /* TRANSLATORS: an artist, and when: "in May 2023" */
      att_explanation_say (out, 0, _("You last heard %1$s %2$s"), artist, when);
    }
  att_explanation_say (out, 0, _("%s has never been played"), name);
}

const AttRecommenderClass att_explore_class = {
  ATT_RECOMMENDER_EXPLORE,
  explore_new,
  explore_free,
  explore_prepare,
  explore_score,
  explore_explain,
};
