/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-radio-private.h"

#include <math.h>
#include <string.h>

#include "att-calibration.h"
#include "att-genre-taste.h"
#include "att-neighbours.h"
#include "att-num.h"
#include "att-portrait.h"
#include "att-store-features.h"
#include "att-store-history.h"
#include "att-store-listening.h"
#include "att-store-models.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"
#include "att-training.h"
#include "att-users.h"

#define N_THREADS 2

G_DEFINE_QUARK (att-radio-error-quark, att_radio_error)


const double att_radio_all_levels[ATT_N_RECOMMENDERS] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

static const AttRecommenderClass *const classes[ATT_RADIO_N_RECOMMENDERS] = {
  &att_als_taste_class,
  &att_deepcf_taste_class,
  &att_user_knn_class,
  &att_item_knn_class,
  &att_sound_class,
  &att_metadata_class,
  &att_genre_taste_class,
  &att_genre_net_class,
  &att_cold_taste_class,
  &att_explore_class,
};

AttRadio *
att_radio_new (void)
{
  AttRadio *self = g_new0 (AttRadio, 1);

  self->chosen = g_array_new (FALSE, FALSE, sizeof (AttChosenGenre));
  self->learning_rate = ATT_RADIO_LEARNING_RATE;
  att_radio_set_levels (self, att_radio_all_levels);
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
    att_recommender_free (self->recommenders[i]);
  att_signals_free (self->signals);
  att_csr_free (self->users);
  att_taste_model_unref (self->model);
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
  self->mixer.eta = self->learning_rate;
  g_clear_pointer (&self->signals, att_signals_free);
  self->signals = att_signals_new (self->catalogue, self->events);
  for (guint i = 0; i < self->events->len; i++)
    learn (self, g_ptr_array_index (self->events, i));
}

void
att_radio_set_learning_rate (AttRadio *self, double rate)
{
  rate = CLAMP (rate, 0, 1);
  if (rate == self->learning_rate)
    return;
  self->learning_rate = rate;
  learn_anew (self);
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
att_radio_set_model (AttRadio *self, AttTasteModel *model)
{
  if (model != NULL && (model->plays->n_cols != att_catalogue_n (self->catalogue)))
    return;
  att_taste_model_unref (self->model);
  self->model = model != NULL ? att_taste_model_ref (model) : NULL;
}

void
att_radio_take_users (AttRadio *self, AttCsr *users)
{
  att_csr_free (self->users);
  self->users = users;
  self->n_listeners = users->n_rows;
}

/* @history: nullable */
static void
group_users (AttRadio *self, const GArray *history)
{
  const AttUsersInput input = {
    .catalogue = self->catalogue,
    .signals = self->signals,
    .history = history != NULL ? (const AttHistoryPlay *) (gpointer) history->data : NULL,
    .n_history = history != NULL ? history->len : 0,
  };
  g_autoptr (AttUsers) users = att_users_new (&input);

  att_radio_take_users (self, g_steal_pointer (&users->plays));
  self->n_listeners = 0;
  while (self->n_listeners < users->rows->len &&
         g_array_index (users->rows, AttUser, self->n_listeners).kind < ATT_USER_ALBUM)
    self->n_listeners++;
}

void
att_radio_take (AttRadio *self, AttCatalogue *catalogue, GPtrArray *events, const char *const *chosen)
{
  g_clear_pointer (&self->signals, att_signals_free);
  g_clear_pointer (&self->catalogue, att_catalogue_free);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++) /* what they keep of a catalogue goes with it */
    {
      att_recommender_free (self->recommenders[i]);
      self->recommenders[i] = att_recommender_new (classes[i]);
    }
  att_radio_set_model (self, NULL);
  self->catalogue = catalogue;
  att_catalogue_close (catalogue);
  self->events = events;
  att_radio_set_chosen_genres (self, chosen);
  learn_anew (self);
  group_users (self, NULL);
}

GArray *
att_radio_load_history (AttStore *store, GError **error)
{
  g_autofree gint64 *history_ids = NULL;
  g_autofree AttTrackId *tracks = NULL;
  g_autofree guint *n_plays = NULL;
  GArray *history;
  gsize n;

  if (!att_store_load_history (store, &history_ids, &tracks, &n_plays, &n, error))
    return NULL;
  history = g_array_sized_new (FALSE, FALSE, sizeof (AttHistoryPlay), n);
  for (gsize i = 0; i < n; i++)
    {
      const AttHistoryPlay play = { history_ids[i], tracks[i], n_plays[i] };

      g_array_append_val (history, play);
    }
  return history;
}

/* Whether tracks were loved or banned by what @log says: of those that are in @all, the log as it is now, or in @log.
 * Returns: track -> AttTrackFlags */
static GHashTable *
find_flags (GPtrArray *all, GPtrArray *log)
{
  GHashTable *flags = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GPtrArray *const logs[] = { all, log };

  for (guint i = 0; i < G_N_ELEMENTS (logs); i++)
    for (guint j = 0; j < logs[i]->len; j++)
      {
        const AttEvent *event = g_ptr_array_index (logs[i], j);
        guint now = GPOINTER_TO_UINT (g_hash_table_lookup (flags, &event->track_id));

        if (event->kind < ATT_EVENT_LOVE || event->kind > ATT_EVENT_UNBAN)
          continue;
        if (logs[i] == all)
          now = 0;
        else if (event->kind == ATT_EVENT_LOVE)
          now |= ATT_TRACK_LOVED;
        else if (event->kind == ATT_EVENT_UNLOVE)
          now &= ~ATT_TRACK_LOVED;
        else if (event->kind == ATT_EVENT_BAN)
          now |= ATT_TRACK_BANNED;
        else
          now &= ~ATT_TRACK_BANNED;
        g_hash_table_replace (flags, g_memdup2 (&event->track_id, sizeof event->track_id), GUINT_TO_POINTER (now));
      }
  return flags;
}

/* the tracks that the log tells of get the flags of then */
static gboolean
go_back (AttStore *store, GPtrArray *tracks, GPtrArray *log, GError **error)
{
  g_autoptr (GPtrArray) all = att_store_list_events (store, 0, error);
  g_autoptr (GHashTable) flags = NULL;

  if (all == NULL)
    return FALSE;
  flags = find_flags (all, log);
  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i), *changed;
      gpointer then;

      if (!g_hash_table_lookup_extended (flags, &track->id, NULL, &then))
        continue;
      changed = att_track_copy (track);
      changed->flags = (track->flags & ~(ATT_TRACK_LOVED | ATT_TRACK_BANNED)) | GPOINTER_TO_UINT (then);
      g_object_unref (track);
      tracks->pdata[i] = changed;
    }
  return TRUE;
}

/* What is damaged is as good as none: it will be trained again. */
static gboolean
load_model (AttRadio *self, AttStore *store, const AttRadioMoment *then, GError **error)
{
  g_autoptr (GError) failed = NULL, damaged = NULL;
  g_autoptr (AttModel) kept = att_store_get_model (store, ATT_TRAINING_KIND, then != NULL ? then->at : 0, &failed);
  g_autoptr (AttTasteModel) model = NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  model = kept != NULL ? att_taste_model_read (kept->data, self->catalogue, N_THREADS, &damaged) : NULL;
  if (damaged != NULL)
    g_warning ("%s: %s", att_store_get_path (store), damaged->message);
  if (model == NULL) /* nothing is learned yet: of the tags alone */
    {
      AttCsr *nobody = att_csr_new (0, att_catalogue_n (self->catalogue), NULL, 0);

      model = nobody != NULL ? att_taste_model_new (nobody, self->catalogue, 0, N_THREADS, NULL) : NULL;
      att_csr_free (nobody);
    }
  att_radio_set_model (self, model);
  return TRUE;
}

gboolean
att_radio_load (AttRadio *self, AttStore *store, int feature_version, GCancellable *cancellable, GError **error)
{
  return att_radio_load_then (self, store, feature_version, NULL, cancellable, error);
}

gboolean
att_radio_load_then (AttRadio *self, AttStore *store, int feature_version, const AttRadioMoment *then,
                     GCancellable *cancellable, GError **error)
{
  const AttTrackQuery everything = { .with_missing = TRUE }; /* what is not there now was liked all the same */
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();
  g_autoptr (GPtrArray) tracks = NULL, events = NULL, playlists = NULL;
  g_autofree gint64 *playlist_ids = NULL;
  g_autofree AttTrackId *track_ids = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  g_autoptr (GArray) compact = g_array_new (FALSE, FALSE, sizeof (AttSoundCompact));
  g_autoptr (GArray) history = NULL;
  g_auto (GStrv) chosen = NULL;
  gsize n_entries = 0;

  tracks = att_store_list_tracks (store, &everything, cancellable, error);
  if (tracks == NULL)
    return FALSE;
  events = then == NULL ? att_store_list_events (store, 0, error)
                        : att_store_list_events_until (store, then->last_event_id, error);
  if (events == NULL || (then != NULL && !go_back (store, tracks, events, error)))
    return FALSE;
  for (guint i = 0; i < tracks->len; i++)
    att_catalogue_add (catalogue, g_ptr_array_index (tracks, i));

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !att_store_load_playlist_entries (store, &playlist_ids, &track_ids, &n_entries, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  playlists = att_store_list_playlists (store, error);
  if (playlists == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (guint i = 0; i < playlists->len; i++)
    {
      const AttCollection *playlist = g_ptr_array_index (playlists, i);

      att_catalogue_name_playlist (catalogue, playlist->id, playlist->title);
    }
  for (gsize i = 0; i < n_entries; i++)
    att_catalogue_add_entry (catalogue, playlist_ids[i], track_ids[i]);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  if (!att_neighbours_load_sounds (store, feature_version, ids, compact, error))
    return FALSE;
  att_catalogue_set_sounds (catalogue, (AttTrackId *) ids->data, (AttSoundCompact *) compact->data, ids->len);
  att_catalogue_finish (catalogue);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  history = att_radio_load_history (store, error);
  if (history == NULL)
    return FALSE;
  chosen = then != NULL && then->genres != NULL ? g_strdupv ((char **) then->genres)
                                                : att_store_get_chosen_genres (store, error);
  if (chosen == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  att_radio_take (self, g_steal_pointer (&catalogue), g_steal_pointer (&events), (const char *const *) chosen);
  group_users (self, history);
  return load_model (self, store, then, error);
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

AttContext
att_radio_make_context (AttRadio *self, const AttClock *clock)
{
  return (AttContext) {
    .catalogue = self->catalogue,
    .signals = self->signals,
    .model = self->model,
    .chosen = (const AttChosenGenre *) self->chosen->data,
    .n_chosen = self->chosen->len,
    .seed_class = -1,
    .now = att_clock_now (clock),
    .shared = &self->shared,
  };
}

void
att_radio_prepare (AttRadio *self, const AttContext *context)
{
  const guint n_users = context->model != NULL ? context->model->plays->n_rows : 0;
  const guint n_reactions = self->signals->reactions->len - self->signals->n_from_library;

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      att_recommender_prepare (self->recommenders[i], context);
      self->slopes[i] = att_calibration_get_slope (classes[i]->number, n_users, n_reactions);
    }
  g_clear_pointer (&self->shared.als, g_free);
}

void
att_radio_set_levels (AttRadio *self, const double levels[ATT_N_RECOMMENDERS])
{
  for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
    self->levels[k] = CLAMP (levels[k], 0, 1);
}

/* @levels: who is off is not asked */
void
att_radio_ask (AttRadio *self, const double *levels, int item, float *scores)
{
  float tile[ATT_MAX_RECOMMENDERS][ATT_MIXER_TILE];

  att_radio_ask_tile (self, levels, item, 1, tile);
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    scores[k] = tile[k][0];
}

/* as att_recommender_value() has it; NAN stays, whichever way it is compared */
static ATT_NUM_WIDE void
calibrate (float *restrict out, const float *restrict log_odds, guint n, float slope)
{
  const float most = ATT_RECOMMENDER_SPAN / 2;

  for (guint i = 0; i < n; i++)
    {
      float x = log_odds[i];

      x = most < x ? most : x;
      x = -most > x ? -most : x;
      x = 0.5f + slope / (float) ATT_RECOMMENDER_SPAN * x;
      x = 1.f < x ? 1.f : x;
      out[i] = 0.f > x ? 0.f : x;
    }
}

void
att_radio_ask_tile (AttRadio *self, const double *levels, guint first, guint n, float scores[][ATT_MIXER_TILE])
{
  gboolean asked[ATT_MAX_RECOMMENDERS] = { FALSE };

  for (guint r = 0; r < G_N_ELEMENTS (classes); r++)
    {
      const AttRecommender k = classes[r]->number;

      asked[k] = self->recommenders[r]->log_odds != NULL && levels[k] > 0;
      if (asked[k])
        calibrate (scores[k], self->recommenders[r]->log_odds + first, n, self->slopes[r]);
    }
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    for (guint i = 0; i < n && !asked[k]; i++)
      scores[k][i] = NAN;
}

AttRecommenderBase *
att_radio_get_genre_taste (AttRadio *self)
{
  guint i = 0;

  while (classes[i]->number != ATT_RECOMMENDER_GENRE_TASTE)
    i++;
  return self->recommenders[i];
}

void
att_radio_get_opinions (AttRadio *self, AttTrackId track, const AttClock *clock, AttOpinions *out)
{
  const AttContext context = att_radio_make_context (self, clock);
  const int item = att_catalogue_find (self->catalogue, track);
  double weights[ATT_MAX_RECOMMENDERS], score;

  out->predicted = NAN;
  out->champion = -1;
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    out->scores[k] = NAN;
  if (item < 0)
    return;
  att_radio_prepare (self, &context);
  att_radio_ask (self, self->levels, item, out->scores);
  score = att_mixer_mix (&self->mixer, out->scores, NULL, weights);
  if (!isnan (score))
    out->predicted = 3 - att_mixer_skip_chance (&self->mixer, att_radio_round_score (score));
}

AttPortrait *
att_radio_get_portrait (AttRadio *self, const AttClock *clock)
{
  const AttContext context = att_radio_make_context (self, clock);

  att_radio_prepare (self, &context);
  return att_portrait_draw (&context, att_radio_get_genre_taste (self), &self->mixer, self->levels, self->events);
}
