/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-radio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-champions.h"
#include "att-distance.h"
#include "att-genre-taste.h"
#include "att-portrait.h"
#include "att-queue-planner.h"
#include "att-reasons.h"
#include "att-store-features.h"
#include "att-store-listening.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"

/* how many of the best count as in the running (att-champions.h): a quarter of the library, within these */
#define MIN_IN_THE_RUNNING 60
#define MAX_IN_THE_RUNNING 1000

#define SEEDED_EXPLORE 0.5 /* a radio from a seed is about the seed, less about what waits */

G_DEFINE_QUARK (att-radio-error-quark, att_radio_error)

static const AttRecommenderClass *const classes[ATT_RADIO_N_RECOMMENDERS] = {
  &att_sound_class,
  &att_metadata_class,
  &att_genre_taste_class,
  &att_explore_class,
};

AttRadio *
att_radio_new (void)
{
  AttRadio *self = g_new0 (AttRadio, 1);

  self->chosen = g_array_new (FALSE, FALSE, sizeof (AttChosenGenre));
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    self->recommenders[i] = att_recommender_new (classes[i]);
  att_radio_take (self, att_catalogue_new (), g_ptr_array_new_with_free_func ((GDestroyNotify) att_event_free), NULL);
  return self;
}

void
att_radio_free (AttRadio *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    self->recommenders[i]->cls->free (self->recommenders[i]);
  att_signals_free (self->signals);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_array_unref (self->chosen);
  g_strfreev (self->chosen_names);
  att_catalogue_free (self->catalogue);
  g_free (self);
}

/* --- what it knows --- */

static void
learn (AttRadio *self, const AttEvent *event)
{
  const AttVerdict verdict = att_signals_add (self->signals, event);

  if (event->has_opinions)
    att_mixer_react (&self->mixer, &event->opinions, verdict.rating, verdict.weight);
}

/* everything that is a fold over the log, from its beginning */
static void
learn_anew (AttRadio *self)
{
  AttRecommender numbers[ATT_RADIO_N_RECOMMENDERS];

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    numbers[i] = classes[i]->number;
  att_mixer_init (&self->mixer, numbers, G_N_ELEMENTS (numbers));
  g_clear_pointer (&self->signals, att_signals_free);
  self->signals = att_signals_new (self->catalogue, self->events);
  for (guint i = 0; i < self->events->len; i++)
    learn (self, g_ptr_array_index (self->events, i));
}

void
att_radio_set_chosen_genres (AttRadio *self, const char *const *genres)
{
  g_strfreev (self->chosen_names);
  self->chosen_names = g_strdupv ((char **) genres);
  g_array_set_size (self->chosen, 0);
  for (gsize i = 0; genres != NULL && genres[i] != NULL; i++)
    {
      const AttChosenGenre chosen = { att_catalogue_find_class (self->catalogue, genres[i]), self->chosen_names[i] };
      gboolean known = chosen.cls >= 0;

      for (guint j = 0; j < self->chosen->len && known; j++)
        known = g_array_index (self->chosen, AttChosenGenre, j).cls != chosen.cls;
      if (known && self->chosen->len < G_MAXINT8)
        g_array_append_val (self->chosen, chosen);
    }
}

void
att_radio_take (AttRadio *self, AttCatalogue *catalogue, GPtrArray *events, const char *const *chosen)
{
  g_clear_pointer (&self->signals, att_signals_free);
  g_clear_pointer (&self->catalogue, att_catalogue_free);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++) /* what they keep of a catalogue goes with it */
    {
      self->recommenders[i]->cls->free (self->recommenders[i]);
      self->recommenders[i] = att_recommender_new (classes[i]);
    }
  self->catalogue = catalogue;
  self->events = events;
  att_radio_set_chosen_genres (self, chosen);
  learn_anew (self);
}

gboolean
att_radio_load (AttRadio *self, AttStore *store, int feature_version, gsize n_features,
                GCancellable *cancellable, GError **error)
{
  const AttTrackQuery everything = { .with_missing = TRUE }; /* what is not there now was liked all the same */
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();
  g_autoptr (GPtrArray) tracks = NULL, events = NULL;
  g_autofree gint64 *playlist_ids = NULL;
  g_autofree AttTrackId *track_ids = NULL, *vector_ids = NULL;
  g_autofree float *matrix = NULL;
  g_auto (GStrv) chosen = NULL;
  gsize n_entries = 0, n_rows = 0;

  tracks = att_store_list_tracks (store, &everything, cancellable, error);
  if (tracks == NULL)
    return FALSE;
  for (guint i = 0; i < tracks->len; i++)
    att_catalogue_add (catalogue, g_ptr_array_index (tracks, i));

  if (!att_store_load_playlist_entries (store, &playlist_ids, &track_ids, &n_entries, error))
    return FALSE;
  for (gsize i = 0; i < n_entries; i++)
    att_catalogue_add_entry (catalogue, playlist_ids[i], track_ids[i]);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  if (!att_store_load_vectors (store, feature_version, n_features, &vector_ids, &matrix, &n_rows, error))
    return FALSE;
  att_catalogue_set_vectors (catalogue, vector_ids, matrix, n_rows, n_features);
  att_catalogue_finish (catalogue);

  events = att_store_list_events (store, 0, error);
  if (events == NULL)
    return FALSE;
  chosen = att_store_get_chosen_genres (store, error);
  if (chosen == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  att_radio_take (self, g_steal_pointer (&catalogue), g_steal_pointer (&events), (const char *const *) chosen);
  return TRUE;
}

/* the flags of a track are what the last word in the log says */
static void
flag_track (AttRadio *self, AttTrackId id, AttEventKind on, AttEventKind off, AttTrackFlags flag)
{
  const int item = att_catalogue_find (self->catalogue, id);
  g_autoptr (AttTrack) changed = NULL;
  gboolean set = FALSE;

  if (item < 0)
    return;
  for (guint i = 0; i < self->events->len; i++)
    {
      const AttEvent *event = g_ptr_array_index (self->events, i);

      if (event->track_id == id && (event->kind == on || event->kind == off))
        set = event->kind == on;
    }
  changed = att_track_copy (att_catalogue_item (self->catalogue, item)->track);
  changed->flags = set ? changed->flags | flag : changed->flags & ~flag;
  att_catalogue_set_track (self->catalogue, item, changed);
}

static void
flag_for (AttRadio *self, AttTrackId id, AttEventKind kind)
{
  if (kind == ATT_EVENT_LOVE || kind == ATT_EVENT_UNLOVE)
    flag_track (self, id, ATT_EVENT_LOVE, ATT_EVENT_UNLOVE, ATT_TRACK_LOVED);
  else if (kind == ATT_EVENT_BAN || kind == ATT_EVENT_UNBAN)
    flag_track (self, id, ATT_EVENT_BAN, ATT_EVENT_UNBAN, ATT_TRACK_BANNED);
}

void
att_radio_react (AttRadio *self, const AttEvent *event)
{
  if (event->kind != ATT_EVENT_UNDO)
    {
      g_ptr_array_add (self->events, att_event_copy (event));
      flag_for (self, event->track_id, event->kind);
      learn (self, event);
      return;
    }
  for (guint i = self->events->len; i-- > 0;)
    {
      g_autoptr (AttEvent) undone = NULL;

      if (((AttEvent *) g_ptr_array_index (self->events, i))->id != event->undoes)
        continue;
      undone = g_ptr_array_steal_index (self->events, i);
      flag_for (self, undone->track_id, undone->kind);
      learn_anew (self);
      return;
    }
}

/* --- what it thinks --- */

static AttContext
make_context (AttRadio *self, const AttClock *clock)
{
  return (AttContext) {
    .catalogue = self->catalogue,
    .signals = self->signals,
    .chosen = (const AttChosenGenre *) self->chosen->data,
    .n_chosen = self->chosen->len,
    .seed_class = -1,
    .now = att_clock_now (clock),
  };
}

static void
prepare (AttRadio *self, const AttContext *context)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    att_recommender_prepare (self->recommenders[i], context);
}

static void
ask (AttRadio *self, int item, float *scores)
{
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    scores[k] = NAN;
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    scores[classes[i]->number] = classes[i]->score (self->recommenders[i], item);
}

static AttRecommenderBase *
genre_taste (AttRadio *self)
{
  guint i = 0;

  while (classes[i]->number != ATT_RECOMMENDER_GENRE_TASTE)
    i++;
  return self->recommenders[i];
}

static double
round_score (double score)
{
  return round (score * 1e4) / 1e4;
}

void
att_radio_get_opinions (AttRadio *self, AttTrackId track, const AttClock *clock, AttOpinions *out)
{
  const AttContext context = make_context (self, clock);
  const int item = att_catalogue_find (self->catalogue, track);
  double weights[ATT_MAX_RECOMMENDERS], score;

  out->predicted = NAN;
  out->champion = -1;
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    out->scores[k] = NAN;
  if (item < 0)
    return;
  prepare (self, &context);
  ask (self, item, out->scores);
  score = att_mixer_mix (&self->mixer, out->scores, NULL, weights);
  if (!isnan (score))
    out->predicted = 3 - att_mixer_skip_chance (&self->mixer, round_score (score));
}

static gboolean
may_offer (AttRadio *self, int item)
{
  return !self->signals->history[item].banned &&
         !att_track_has (att_catalogue_item (self->catalogue, item)->track, ATT_TRACK_MISSING | ATT_TRACK_TRANSIENT);
}

/* --- planning --- */

typedef struct {
  double tilt[ATT_MAX_RECOMMENDERS];
  float *opinions;        /* ATT_MAX_RECOMMENDERS per item */
  float *scores;
  gint8 *champions;
  float *hearings;        /* the explorer's opinion of what nobody thinks more of; else NAN */
  guint since_hearing;    /* picks */
  AttChampions rule;      /* who the champion is */
  double *appetites;
  GArray *recent;         /* of int */
  GArray *past_champions; /* of gint8 */
  float *first;
  gint8 *groups;
} Plan;

static void
plan_clear (Plan *plan)
{
  g_free (plan->opinions);
  g_free (plan->scores);
  g_free (plan->appetites);
  g_free (plan->champions);
  g_free (plan->hearings);
  g_clear_pointer (&plan->recent, g_array_unref);
  g_clear_pointer (&plan->past_champions, g_array_unref);
  g_free (plan->first);
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
find_hearings (Plan *plan, guint n)
{
  plan->hearings = g_new (float, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const float *opinions = plan->opinions + (gsize) i * ATT_MAX_RECOMMENDERS;

      plan->hearings[i] = waits_for_hearing (opinions) ? opinions[ATT_RECOMMENDER_EXPLORE] : NAN;
    }
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

  plan->first = g_new (float, n + 1);
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
      plan->first[i] = best + att_catalogue_item (catalogue, i)->evidence;
    }
}

static void
find_champions (Plan *plan, guint n)
{
  const gsize n_running = CLAMP (n / 4, MIN (n, MIN_IN_THE_RUNNING), MAX_IN_THE_RUNNING);
  g_autofree AttNumHit *hits = g_new (AttNumHit, n_running + 1);
  g_autofree float *opinions = g_new (float, (n_running + 1) * ATT_MAX_RECOMMENDERS);
  const gsize n_hits = att_num_top_k (hits, n_running, plan->scores, n);

  for (gsize i = 0; i < n_hits; i++)
    memcpy (opinions + i * ATT_MAX_RECOMMENDERS, plan->opinions + (gsize) hits[i].index * ATT_MAX_RECOMMENDERS,
            ATT_MAX_RECOMMENDERS * sizeof *opinions);
  att_champions_init (&plan->rule, opinions, n_hits);

  plan->champions = g_new (gint8, n + 1);
  for (guint i = 0; i < n; i++)
    plan->champions[i] = att_champions_find (&plan->rule, plan->opinions + (gsize) i * ATT_MAX_RECOMMENDERS);
}

static void
think (AttRadio *self, const AttRadioRequest *request, const AttContext *context, Plan *plan)
{
  const guint n = att_catalogue_n (self->catalogue);
  const gboolean seeded = context->n_seeds > 0;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    plan->tilt[k] = 1;
  plan->tilt[ATT_RECOMMENDER_EXPLORE] = pow (4, 2 * CLAMP (request->discover, 0, 1) - 1);
  if (seeded)
    plan->tilt[ATT_RECOMMENDER_EXPLORE] *= SEEDED_EXPLORE;

  plan->opinions = g_new (float, (n + 1) * ATT_MAX_RECOMMENDERS);
  plan->scores = g_new (float, n + 1);
  for (guint i = 0; i < n; i++)
    {
      float *opinions = plan->opinions + i * ATT_MAX_RECOMMENDERS;
      double weights[ATT_MAX_RECOMMENDERS];

      ask (self, i, opinions);
      plan->scores[i] = NAN;
      if (may_offer (self, i))
        plan->scores[i] = round_score (att_mixer_mix (&self->mixer, opinions, plan->tilt, weights));
    }
  find_champions (plan, n);
  find_hearings (plan, n);
  plan->appetites = g_new (double, self->catalogue->n_classes + 1);
  for (int c = 0; c < self->catalogue->n_classes; c++)
    plan->appetites[c] = att_genre_taste_get_appetite (genre_taste (self), c);
  plan->recent = g_array_new (FALSE, FALSE, sizeof (int));
  plan->past_champions = g_array_new (FALSE, FALSE, sizeof (gint8));
  look_back (self, request, context, plan);
  if (!seeded && context->n_chosen > 0 && att_signals_is_cold (self->signals))
    put_chosen_first (self, context, plan);
}

static AttPick *
make_pick (AttRadio *self, const Plan *plan, AttReasons *reasons, int item)
{
  AttOpinions opinions;
  double weights[ATT_MAX_RECOMMENDERS], skip_chance;
  AttEvidence evidence;
  GPtrArray *terms;

  memcpy (opinions.scores, plan->opinions + (gsize) item * ATT_MAX_RECOMMENDERS, sizeof opinions.scores);
  att_mixer_mix (&self->mixer, opinions.scores, plan->tilt, weights);
  skip_chance = att_mixer_skip_chance (&self->mixer, plan->scores[item]);
  opinions.predicted = 3 - skip_chance;
  opinions.champion = plan->champions[item];
  terms = att_reasons_tell (reasons, self->recommenders, item, opinions.scores, weights, &evidence);
  return att_pick_new (att_catalogue_item (self->catalogue, item)->track, round_score (plan->scores[item]), skip_chance,
                       evidence, terms, &opinions);
}

GPtrArray *
att_radio_plan (AttRadio *self, const AttRadioRequest *request, GError **error)
{
  AttContext context = make_context (self, &request->clock);
  g_autoptr (GArray) seeds = att_radio_find_seeds (self, request->seeds, &context.seed_class, error);
  g_autoptr (GPtrArray) picks = NULL;
  g_autoptr (AttReasons) reasons = NULL;
  g_autoptr (GArray) queue = NULL;
  g_auto (Plan) plan = { 0 };
  double weights[ATT_MAX_RECOMMENDERS];
  AttPlanInput input;

  if (seeds == NULL)
    return NULL;
  context.seeds = (const int *) seeds->data;
  context.n_seeds = seeds->len;
  prepare (self, &context);
  think (self, request, &context, &plan);

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    weights[k] = att_mixer_get_weight (&self->mixer, k) * plan.tilt[k];
  input = (AttPlanInput) {
    .catalogue = self->catalogue,
    .scores = plan.scores,
    .champions = plan.champions,
    .hearings = plan.hearings,
    .hearing_every = lround (1 / (ATT_MIXER_FLOOR * plan.tilt[ATT_RECOMMENDER_EXPLORE])),
    .since_hearing = plan.since_hearing,
    .weights = weights,
    .past_champions = (const gint8 *) plan.past_champions->data,
    .n_past = plan.past_champions->len,
    .appetites = plan.appetites,
    .recent = (const int *) plan.recent->data,
    .n_recent = plan.recent->len,
    .random_seed = request->random_seed,
    .n = request->n,
    .first = plan.first,
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
    g_ptr_array_add (picks, make_pick (self, &plan, reasons, g_array_index (queue, int, i)));
  return g_steal_pointer (&picks);
}

AttPortrait *
att_radio_get_portrait (AttRadio *self, const AttClock *clock)
{
  const AttContext context = make_context (self, clock);

  prepare (self, &context);
  return att_portrait_draw (&context, genre_taste (self), &self->mixer, self->events);
}
