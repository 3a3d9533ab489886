/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-portrait.h"

#include <math.h>

#include "att-genre-taste.h"

#define MAX_ARTISTS 20
#define SMALLEST 0.005 /* share below which an untouched genre is not worth a line */

static int
compare_tastes (gconstpointer a, gconstpointer b)
{
  const AttTaste *x = a, *y = b;

  if (x->weight != y->weight)
    return x->weight > y->weight ? -1 : 1;
  return strcmp (x->name, y->name);
}

static void
scale (GArray *tastes)
{
  double sum = 0;

  for (guint i = 0; i < tastes->len; i++)
    sum += g_array_index (tastes, AttTaste, i).weight;
  for (guint i = 0; i < tastes->len && sum > 0; i++)
    g_array_index (tastes, AttTaste, i).weight /= sum;
  g_array_sort (tastes, compare_tastes);
}

static void
draw_genres (const AttContext *context, AttRecommenderBase *genre_taste, GArray *genres)
{
  const AttCatalogue *catalogue = context->catalogue;
  g_autofree const char **names = g_new0 (const char *, catalogue->n_classes + 1);
  g_autofree guint *n_items = g_new0 (guint, catalogue->n_classes + 1);
  g_autofree gboolean *touched = g_new0 (gboolean, catalogue->n_classes + 1);
  double sum = 0;

  for (guint i = 0; i < catalogue->genres->len; i++)
    {
      const AttCatalogueGenre *genre = att_catalogue_genre (catalogue, i);

      if (names[genre->cls] == NULL || genre->n_items > n_items[genre->cls])
        {
          names[genre->cls] = genre->name;
          n_items[genre->cls] = genre->n_items;
        }
    }
  for (guint i = 0; i < context->n_chosen; i++)
    {
      names[context->chosen[i].cls] = context->chosen[i].name;
      touched[context->chosen[i].cls] = TRUE;
    }

  for (int pass = 0; pass < 2; pass++)
    for (int c = 0; c < catalogue->n_classes; c++)
      {
        const AttClassTaste *belief = att_genre_taste_get (genre_taste, c);
        AttTaste taste = { NULL, att_genre_taste_get_appetite (genre_taste, c) };

        if (names[c] == NULL)
          continue;
        if (pass == 0)
          sum += taste.weight;
        else if (touched[c] || belief->n_complete + belief->n_skip > 0 || taste.weight >= SMALLEST * sum)
          {
            taste.name = g_intern_string (names[c]);
            g_array_append_val (genres, taste);
          }
      }
  scale (genres);
}

static void
draw_artists (const AttContext *context, GArray *artists)
{
  const AttCatalogue *catalogue = context->catalogue;
  const AttSignals *signals = context->signals;
  g_autofree double *sums = g_new0 (double, catalogue->n_artists + 1);
  g_autofree const char **names = g_new0 (const char *, catalogue->n_artists + 1);

  for (guint i = 0; i < signals->reactions->len; i++)
    {
      const AttReaction *reaction = &g_array_index (signals->reactions, AttReaction, i);
      const AttItem *item = att_catalogue_item (catalogue, reaction->item);

      if (item->artist < 0)
        continue;
      sums[item->artist] += att_reaction_gain (reaction);
      names[item->artist] = att_track_get_artist (item->track);
    }
  for (int a = 0; a < catalogue->n_artists; a++)
    if (sums[a] > 0)
      {
        const AttTaste taste = { g_intern_string (names[a]), sums[a] };

        g_array_append_val (artists, taste);
      }
  g_array_sort (artists, compare_tastes);
  g_array_set_size (artists, MIN (artists->len, MAX_ARTISTS));
  scale (artists);
}

#define WEEK_S (7 * 24 * 60 * 60)
#define A_MONDAY (4 * 24 * 60 * 60) /* 1970-01-05 */

static int
compare_weeks (gconstpointer a, gconstpointer b)
{
  const AttWeek *x = a, *y = b;

  return (x->at > y->at) - (x->at < y->at);
}

static AttWeek *
find_week (GArray *weeks, gint64 at)
{
  const gint64 since = at - A_MONDAY, rest = ((since % WEEK_S) + WEEK_S) % WEEK_S;
  const AttWeek week = { .at = at - rest };

  for (guint i = weeks->len; i-- > 0;)
    if (g_array_index (weeks, AttWeek, i).at == week.at)
      return &g_array_index (weeks, AttWeek, i);
  g_array_append_val (weeks, week);
  return &g_array_index (weeks, AttWeek, weeks->len - 1);
}

/* a pick that nobody had an opinion on was drawn by lot (att-radio-shuffle.c) */
static void
draw_weeks (GPtrArray *events, GArray *weeks)
{
  for (guint i = 0; i < events->len; i++)
    {
      const AttEvent *event = g_ptr_array_index (events, i);
      AttWeek *week;

      if (event->kind != ATT_EVENT_PLAY || event->origin != ATT_ORIGIN_RADIO || !event->has_opinions ||
          event->confidence <= 0 || !(att_event_is_skip (event) || att_event_is_complete (event)))
        continue;
      if (!isnan (event->opinions.predicted))
        {
          week = find_week (weeks, event->at);
          week->n++;
          week->predicted += CLAMP (3 - event->opinions.predicted, 0, 1);
          week->observed += att_event_is_skip (event);
        }
      else if (event->pick_id != 0)
        {
          week = find_week (weeks, event->at);
          week->n_shuffled++;
          week->shuffled += att_event_is_skip (event);
        }
    }
  for (guint i = 0; i < weeks->len; i++)
    {
      AttWeek *week = &g_array_index (weeks, AttWeek, i);

      week->predicted = week->n > 0 ? week->predicted / week->n : NAN;
      week->observed = week->n > 0 ? week->observed / week->n : NAN;
      week->shuffled = week->n_shuffled > 0 ? week->shuffled / week->n_shuffled : NAN;
    }
  g_array_sort (weeks, compare_weeks);
}

/* What was promised when a pick was offered, against what became of it */
static void
draw_calibration (GPtrArray *events, GArray *calibration)
{
  double predicted[10] = { 0 }, skipped[10] = { 0 };
  guint n[10] = { 0 };

  for (guint i = 0; i < events->len; i++)
    {
      const AttEvent *event = g_ptr_array_index (events, i);
      double chance;
      int row;

      if (event->kind != ATT_EVENT_PLAY || event->origin != ATT_ORIGIN_RADIO || !event->has_opinions ||
          isnan (event->opinions.predicted) || event->confidence <= 0 ||
          !(att_event_is_skip (event) || att_event_is_complete (event)))
        continue;
      chance = CLAMP (3 - event->opinions.predicted, 0, 1);
      row = MIN (chance * 10, 9);
      predicted[row] += chance;
      skipped[row] += att_event_is_skip (event);
      n[row]++;
    }
  for (int row = 0; row < 10; row++)
    if (n[row] > 0)
      {
        const AttCalibration line = { predicted[row] / n[row], skipped[row] / n[row], n[row] };

        g_array_append_val (calibration, line);
      }
}

static void
draw_mixer (const AttMixer *mixer, const double *levels, GArray *shares)
{
  double sum = 0;

  for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
    sum += att_mixer_get_weight (mixer, k) * levels[k];
  for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
    if (mixer->active[k])
      {
        const double weight = att_mixer_get_weight (mixer, k);
        const AttMixerShare share = { k, sum > 0 ? weight * levels[k] / sum : weight, levels[k] };

        g_array_append_val (shares, share);
      }
}

AttPortrait *
att_portrait_draw (const AttContext *context, AttRecommenderBase *genre_taste, const AttMixer *mixer,
                   const double levels[ATT_N_RECOMMENDERS], GPtrArray *events)
{
  AttPortrait *self = att_portrait_new ();

  draw_genres (context, genre_taste, self->genres);
  draw_artists (context, self->artists);
  draw_mixer (mixer, levels, self->mixer);
  draw_calibration (events, self->calibration);
  draw_weeks (events, self->weeks);
  return self;
}
