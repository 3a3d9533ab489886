/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From what the radio knows to a queue with its reasons.
 */
#include "config.h"

#include "att-radio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-champions.h"
#include "att-distance.h"
#include "att-genre-taste.h"
#include "att-guards.h"
#include "att-queue-planner.h"
#include "att-reasons.h"

/* how many of the best count as in the running (att-champions.h): a quarter of the library, within these */
#define MIN_IN_THE_RUNNING 60
#define MAX_IN_THE_RUNNING 500
#define GETTING_TO_KNOW 75.0 /* reactions */

#define JUST_NOW_S (60 * 60)

#define SEEDED_EXPLORE 0.5 /* a radio from a seed is about the seed, less about what waits */

typedef struct {
  double tilt[ATT_MAX_RECOMMENDERS];
  const double *levels;
  float *scores;
  gint8 *champions;
  float *hearings;        /* the explorer's opinion of what nobody thinks more of; else NAN */
  guint since_hearing;    /* picks */
  AttChampions rule;      /* who the champion is */
  double *appetites;
  GArray *recent;         /* of int */
  GArray *past_champions; /* of gint8 */
  gint8 *groups;          /* before the first reaction; else NULL */
  gboolean speech;        /* it was asked for */
  gboolean christmas;     /* it is the time of it, or it was asked for */
} Plan;

static gboolean
may_offer (AttRadio *self, const Plan *plan, int item)
{
  const AttItem *candidate = att_catalogue_item (self->catalogue, item);

  return candidate->there && !att_signals_history (self->signals, item)->banned && (plan->speech || !candidate->speech) &&
         (plan->christmas || !candidate->christmas);
}

static gboolean
is_speech (const AttItem *item)
{
  return item->speech;
}

static gboolean
is_christmas (const AttItem *item)
{
  return item->christmas;
}

/* by a seed or among the chosen genres: what is not for every radio comes only then */
static gboolean
wants (AttRadio *self, const AttRadioRequest *request, const char *kind, gboolean (*is_of) (const AttItem *item))
{
  const AttGenre *genre = att_genres_lookup (kind);

  for (guint i = 0; request->seeds != NULL && i < request->seeds->len; i++)
    {
      const AttSeed *seed = g_ptr_array_index (request->seeds, i);
      const int item = seed->kind == ATT_SEED_TRACK ? att_catalogue_find (self->catalogue, seed->id) : -1;

      if ((seed->kind == ATT_SEED_GENRE && att_genres_lookup (seed->value) == genre) ||
          (item >= 0 && is_of (att_catalogue_item (self->catalogue, item))))
        return TRUE;
    }
  for (char **name = self->chosen_names; name != NULL && *name != NULL; name++)
    if (att_genres_lookup (*name) == genre)
      return TRUE;
  return FALSE;
}

static void
plan_clear (Plan *plan)
{
  g_free (plan->scores);
  g_free (plan->appetites);
  g_free (plan->champions);
  g_free (plan->hearings);
  g_clear_pointer (&plan->recent, g_array_unref);
  g_clear_pointer (&plan->past_champions, g_array_unref);
  g_free (plan->groups);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

/* Nobody thinks more of it than the explorer, who hardly ever decides: without a turn of its own it might never come */
static gboolean
waits_for_hearing (const float *opinions)
{
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (opinions[k] > opinions[ATT_RECOMMENDER_EXPLORE])
      return FALSE;
  return TRUE;
}

static void
find_hearings (float opinions[][ATT_MIXER_TILE], guint n, float *out)
{
  memcpy (out, opinions[ATT_RECOMMENDER_EXPLORE], n * sizeof *out);
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    for (guint i = 0; i < n; i++)
      out[i] = opinions[k][i] > opinions[ATT_RECOMMENDER_EXPLORE][i] ? NAN : out[i];
}

/* what was played, then what the caller says is queued or just played */
static void
look_back (AttRadio *self, const AttRadioRequest *request, const AttContext *context, Plan *plan)
{
  const GArray *played = self->signals->played;
  const guint from = played->len - MIN (played->len, ATT_PLANNER_HORIZON);
  g_autoptr (GHashTable) lately = g_hash_table_new (NULL, NULL), named = g_hash_table_new (NULL, NULL);

  for (guint i = self->events->len - MIN (self->events->len, ATT_PLANNER_MEMORY); i < self->events->len; i++)
    {
      const AttEvent *event = g_ptr_array_index (self->events, i);

      if (event->kind == ATT_EVENT_PLAY && event->origin == ATT_ORIGIN_RADIO && event->has_opinions)
        {
          const gint8 champion = event->opinions.champion >= 0
                                 ? event->opinions.champion
                                 : att_champions_find (&plan->rule, event->opinions.scores); /* no pick of this radio */

          g_array_append_val (plan->past_champions, champion);
          plan->since_hearing = waits_for_hearing (event->opinions.scores) ? 0 : plan->since_hearing + 1;
        }
    }
  for (gsize i = 0; i < request->n_recent; i++)
    g_hash_table_add (named, GINT_TO_POINTER (att_catalogue_find (self->catalogue, request->recent[i]) + 1));
  for (guint i = from; i < played->len; i++)
    {
      const int item = g_array_index (played, AttPlayed, i).item;

      if (!g_hash_table_contains (named, GINT_TO_POINTER (item + 1))) /* else its place is below, and its only one */
        g_array_append_val (plan->recent, item);
      g_hash_table_add (lately, GINT_TO_POINTER (item + 1));
    }
  for (gsize i = 0; i < request->n_recent; i++)
    {
      const int item = att_catalogue_find (self->catalogue, request->recent[i]);

      if (item < 0)
        continue;
      g_array_append_val (plan->recent, item);
      if (!g_hash_table_contains (lately, GINT_TO_POINTER (item + 1)))
        {
          g_array_append_val (plan->past_champions, plan->champions[item]);
          plan->since_hearing = isnan (plan->hearings[item]) ? plan->since_hearing + 1 : 0;
        }
    }
  for (guint i = 0; request->seeds != NULL && i < request->seeds->len; i++)
    if (((AttSeed *) g_ptr_array_index (request->seeds, i))->kind == ATT_SEED_TRACK)
      {
        const int item = att_catalogue_find (self->catalogue, ((AttSeed *) g_ptr_array_index (request->seeds, i))->id);

        g_array_append_val (plan->recent, item);
      }
}

/* How surely an item is in a chosen genre: 0 by its very name or a near-synonym, less for what lies below (Bebop in
 * Jazz) and for what is only guessed; NAN: it is not */
static float
rank_inside (const AttCatalogue *catalogue, int item, int chosen)
{
  float rank = NAN;

  for (guint g = 0; g < att_catalogue_item (catalogue, item)->n_genres; g++)
    {
      const AttItemGenre *link = &att_catalogue_genres_of (catalogue, item)[g];
      const int cls = att_catalogue_genre (catalogue, link->genre)->cls;

      if (att_catalogue_class_within (catalogue, cls, chosen))
        rank = fmaxf (rank, (cls == chosen ? 0 : -1) + (link->weight < 1 ? -2 : 0));
    }
  return rank;
}

/* before the first reaction: what is inside a chosen genre, and which */
static void
put_chosen_first (AttRadio *self, const AttContext *context, Plan *plan)
{
  const AttCatalogue *catalogue = self->catalogue;
  const guint n = att_catalogue_n (catalogue);

  plan->groups = g_new (gint8, n + 1);
  for (guint i = 0; i < n; i++)
    {
      float best = NAN;

      plan->groups[i] = -1;
      for (guint c = 0; c < context->n_chosen; c++)
        {
          const float rank = rank_inside (catalogue, i, context->chosen[c].cls);

          if (!isnan (rank) && !(rank <= best))
            {
              best = rank;
              plan->groups[i] = c;
            }
        }
    }
}

static void
find_champions (AttRadio *self, Plan *plan, guint n)
{
  const gsize n_running = CLAMP (n / 4, MIN (n, MIN_IN_THE_RUNNING), MAX_IN_THE_RUNNING);
  g_autofree AttNumHit *hits = g_new (AttNumHit, n_running + 1);
  g_autofree float *opinions = g_new (float, (n_running + 1) * ATT_MAX_RECOMMENDERS);
  const gsize n_hits = att_num_top_k (hits, n_running, plan->scores, n);

  for (gsize i = 0; i < n_hits; i++)
    att_radio_ask (self, plan->levels, hits[i].index, opinions + i * ATT_MAX_RECOMMENDERS);
  att_champions_init (&plan->rule, opinions, n_hits);

  plan->champions = g_new (gint8, n + 1);
  plan->hearings = g_new (float, n + 1);
  for (guint first = 0; first < n; first += ATT_MIXER_TILE)
    {
      const guint n_tile = MIN (n - first, ATT_MIXER_TILE);
      float tile[ATT_MAX_RECOMMENDERS][ATT_MIXER_TILE];

      att_radio_ask_tile (self, plan->levels, first, n_tile, tile);
      att_champions_find_tile (&plan->rule, tile, n_tile, plan->champions + first);
      find_hearings (tile, n_tile, plan->hearings + first);
    }
}

static void
find_scores (AttRadio *self, Plan *plan, guint n)
{
  plan->scores = g_new (float, n + 1);
  for (guint first = 0; first < n; first += ATT_MIXER_TILE)
    {
      const guint n_tile = MIN (n - first, ATT_MIXER_TILE);
      float tile[ATT_MAX_RECOMMENDERS][ATT_MIXER_TILE], *scores = plan->scores + first;

      att_radio_ask_tile (self, plan->levels, first, n_tile, tile);
      att_mixer_mix_tile (&self->mixer, tile, n_tile, plan->tilt, scores);
      for (guint i = 0; i < n_tile; i++)
        scores[i] = may_offer (self, plan, first + i) ? att_radio_round_score (scores[i]) : NAN;
    }
}

static double
get_discover_tilt (double discover)
{
  return pow (4, 2 * CLAMP (discover, 0, 1) - 1);
}

double
att_radio_get_explore_share (double level, double discover)
{
  return ATT_MIXER_EXPLORE * level * get_discover_tilt (discover);
}

static void
think (AttRadio *self, const AttRadioRequest *request, const AttContext *context, const double *levels, Plan *plan)
{
  const guint n = att_catalogue_n (self->catalogue);
  const gboolean seeded = context->n_seeds > 0;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    plan->tilt[k] = k < ATT_N_RECOMMENDERS ? levels[k] : 1;
  plan->tilt[ATT_RECOMMENDER_EXPLORE] *= get_discover_tilt (request->discover) * (seeded ? SEEDED_EXPLORE : 1);

  plan->speech = wants (self, request, ATT_GENRE_SPEECH, is_speech);
  plan->christmas = att_guards_is_christmas_time (context->now) ||
                    wants (self, request, ATT_GUARDS_CHRISTMAS, is_christmas);
  plan->levels = levels;
  find_scores (self, plan, n);
  find_champions (self, plan, n);
  plan->appetites = g_new (double, self->catalogue->n_classes + 1);
  for (int c = 0; c < self->catalogue->n_classes; c++)
    plan->appetites[c] =
      levels[ATT_RECOMMENDER_GENRE_TASTE] > 0 ? att_genre_taste_get_appetite (att_radio_get_genre_taste (self), c) : 1;
  plan->recent = g_array_new (FALSE, FALSE, sizeof (int));
  plan->past_champions = g_array_new (FALSE, FALSE, sizeof (gint8));
  look_back (self, request, context, plan);
  if (!seeded && context->n_chosen > 0 && levels[ATT_RECOMMENDER_GENRE_TASTE] > 0 && att_signals_is_cold (self->signals))
    put_chosen_first (self, context, plan);
}

/* Whether the recommenders that are not off have an opinion on as much as is asked for, or on all there is */
static gboolean
is_enough (AttRadio *self, const Plan *plan, guint wanted)
{
  guint n_scores = 0, n_allowed = 0;

  for (guint i = 0; i < att_catalogue_n (self->catalogue) && n_scores < wanted; i++)
    {
      n_scores += !isnan (plan->scores[i]);
      n_allowed += may_offer (self, plan, i);
    }
  return n_scores >= MIN (wanted, n_allowed);
}

/* @after: the item before it; -1: none */
static AttPick *
make_pick (AttRadio *self, const Plan *plan, AttReasons *reasons, int item, int after)
{
  AttOpinions opinions;
  double weights[ATT_MAX_RECOMMENDERS], skip_chance;
  AttEvidence evidence;
  GPtrArray *terms;

  att_radio_ask (self, plan->levels, item, opinions.scores);
  att_mixer_mix (&self->mixer, opinions.scores, plan->tilt, weights);
  skip_chance = att_mixer_skip_chance (&self->mixer, plan->scores[item]);
  opinions.predicted = 3 - skip_chance;
  opinions.champion = plan->champions[item];
  terms = att_reasons_tell (reasons, self->recommenders, item, opinions.scores, weights, &evidence);
  if (after >= 0 && att_catalogue_joined (self->catalogue, after).next == item)
    att_reasons_tell_next (g_ptr_array_index (terms, 0), att_catalogue_item (self->catalogue, after)->track);
  return att_pick_new (att_catalogue_item (self->catalogue, item)->track, att_radio_round_score (plan->scores[item]), skip_chance,
                       evidence, terms, &opinions);
}

/* it was not skipped, and it was just now */
static gboolean
goes_on (AttRadio *self, const AttRadioRequest *request, gint64 now)
{
  const GArray *reactions = self->signals->reactions, *played = self->signals->played;
  const AttPlayed *last = played->len > 0 ? &g_array_index (played, AttPlayed, played->len - 1) : NULL;
  const AttReaction *reaction = reactions->len > 0 ? &g_array_index (reactions, AttReaction, reactions->len - 1) : NULL;

  if (request->n_recent > 0 &&
      (last == NULL || att_catalogue_find (self->catalogue, request->recent[request->n_recent - 1]) != last->item))
    return TRUE; /* it is queued, or plays now */
  if (last != NULL && (now < last->at || now - last->at > JUST_NOW_S))
    return FALSE;
  return last == NULL || reaction == NULL || reaction->item != last->item || reaction->rating >= 3;
}

/* The explorer's turn comes as often as its least weight says; more seldom in the first hundred reactions, when
 * every pick is a question anyway */
static guint
get_hearing_every (AttRadio *self, double tilt)
{
  const guint n_reactions = self->signals->reactions->len - self->signals->n_from_library;

  return tilt > 0 ? lround ((1 + pow (GETTING_TO_KNOW / (n_reactions + 1.0), 2)) / (ATT_MIXER_EXPLORE * tilt)) : 0;
}

GPtrArray *
att_radio_plan (AttRadio *self, const AttRadioRequest *request, GError **error)
{
  AttContext context = att_radio_make_context (self, &request->clock);
  g_auto (AttRadioSeeds) seeds = { NULL };
  g_autoptr (GPtrArray) picks = NULL;
  g_autoptr (AttReasons) reasons = NULL;
  g_autoptr (GArray) queue = NULL;
  g_auto (Plan) plan = { 0 };
  double weights[ATT_MAX_RECOMMENDERS];
  AttPlanInput input;

  if (!att_radio_find_seeds (self, request->seeds, &seeds, error))
    return NULL;
  att_radio_prepare_seeded (self, &context, &seeds);
  think (self, request, &context, self->levels, &plan);
  if (!is_enough (self, &plan, request->n))
    {
      plan_clear (&plan);
      plan = (Plan) { 0 };
      think (self, request, &context, att_radio_all_levels, &plan);
    }

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    weights[k] = att_mixer_get_weight (&self->mixer, k) * plan.tilt[k];
  input = (AttPlanInput) {
    .catalogue = self->catalogue,
    .scores = plan.scores,
    .champions = plan.champions,
    .hearings = plan.hearings,
    .hearing_every = get_hearing_every (self, plan.tilt[ATT_RECOMMENDER_EXPLORE]),
    .since_hearing = plan.since_hearing,
    .weights = weights,
    .past_champions = (const gint8 *) plan.past_champions->data,
    .n_past = plan.past_champions->len,
    .appetites = plan.appetites,
    .recent = (const int *) plan.recent->data,
    .n_recent = plan.recent->len,
    .goes_on = goes_on (self, request, context.now),
    .random_seed = request->random_seed,
    .n = request->n,
    .groups = plan.groups,
  };
  queue = att_queue_plan (&input);
  if (queue->len == 0 && request->n > 0)
    {
      g_set_error_literal (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_EMPTY,
                           att_catalogue_n (self->catalogue) == 0
                           ? _("There is no music in the library yet")
                           : _("There is no track that the radio may play"));
      return NULL;
    }

  reasons = att_reasons_new ();
  picks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < queue->len; i++)
    {
      const GArray *before = i > 0 ? queue : plan.recent;
      const guint n_before = i > 0 ? i : before->len;

      g_ptr_array_add (picks, make_pick (self, &plan, reasons, g_array_index (queue, int, i),
                                         n_before > 0 ? g_array_index (before, int, n_before - 1) : -1));
    }
  if (request->shuffle_share > 0)
    att_radio_shuffle (self, request, plan.scores, picks);
  for (guint i = 0; i < ATT_RADIO_N_RECOMMENDERS; i++) /* many, and to be made anew after the next reaction anyway */
    g_clear_pointer (&self->recommenders[i]->log_odds, g_free);
  return g_steal_pointer (&picks);
}
