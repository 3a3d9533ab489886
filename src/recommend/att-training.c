/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-training.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "att-radio-private.h"
#include "att-ranker.h"
#include "att-store-history.h"
#include "att-store-listening.h"
#include "att-store-models.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"
#include "att-training-private.h"
#include "att-users.h"

#define SEED 1
#define CHANGED_SHARE 20 /* one track in so many */
#define MOST_PROOF 500   /* plays that are held out: enough to judge by */

/* --- is there something new to learn from? --- */

typedef struct {
  gint64 last_event_id;
  guint n_plays, n_tracks, n_entries, n_history;
} DataVersion;

static char *
write_version (const DataVersion *self)
{
  return g_strdup_printf ("event %" G_GINT64_FORMAT " plays %u tracks %u entries %u history %u", self->last_event_id,
                          self->n_plays, self->n_tracks, self->n_entries, self->n_history);
}

static gboolean
read_version (const char *text, DataVersion *self)
{
  return sscanf (text, "event %" G_GINT64_FORMAT " plays %u tracks %u entries %u history %u", &self->last_event_id,
                 &self->n_plays, &self->n_tracks, &self->n_entries, &self->n_history) == 5;
}

static gboolean
find_version (AttStore *store, DataVersion *self, GError **error)
{
  const AttTrackQuery everything = { .with_missing = TRUE };
  g_autoptr (GPtrArray) events = att_store_list_events (store, 0, error);
  g_autofree gint64 *playlist_ids = NULL;
  g_autofree AttTrackId *track_ids = NULL;
  g_autoptr (GArray) history = NULL;
  g_autoptr (GError) count_error = NULL;
  gsize n_entries;

  *self = (DataVersion){ 0 };
  if (events == NULL ||
      !att_store_load_playlist_entries (store, &playlist_ids, &track_ids, &n_entries, error) ||
      (history = att_radio_load_history (store, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < events->len; i++)
    {
      const AttEvent *event = g_ptr_array_index (events, i);

      self->last_event_id = MAX (self->last_event_id, event->id);
      self->n_plays += event->kind == ATT_EVENT_PLAY && event->confidence > 0;
    }
  self->n_entries = n_entries;
  self->n_history = history->len;
  self->n_tracks = att_store_count_tracks (store, &everything, &count_error);
  if (count_error != NULL)
    g_propagate_error (error, g_steal_pointer (&count_error));
  return error == NULL || *error == NULL;
}

static gboolean
has_changed (const DataVersion *then, const DataVersion *now)
{
  const guint n_tracks = MAX (then->n_tracks, now->n_tracks) - MIN (then->n_tracks, now->n_tracks);

  return now->n_plays >= then->n_plays + ATT_TRAINING_PLAYS || now->n_plays + ATT_TRAINING_PLAYS <= then->n_plays ||
         n_tracks >= MAX (ATT_TRAINING_PLAYS, now->n_tracks / CHANGED_SHARE) || now->n_entries != then->n_entries ||
         now->n_history != then->n_history;
}

gboolean
att_training_is_due (AttStore *store, gboolean *due, GError **error)
{
  g_autoptr (GPtrArray) models = att_store_list_models (store, ATT_TRAINING_KIND, error);
  DataVersion then, now;

  if (models == NULL || !find_version (store, &now, error))
    return FALSE;
  *due = models->len == 0 || !read_version (((AttModel *) g_ptr_array_index (models, 0))->data_version, &then) ||
         has_changed (&then, &now);
  return TRUE;
}

/* --- what is held out --- */

typedef struct {
  AttSignals *signals;   /* of before */
  AttUsers *users;       /* of before */
  AttHoldout *holdout;   /* of one row: the listener; NULL: not enough plays to judge by */
  gint64 at;             /* when that was */
} Proof;

static void
proof_clear (Proof *self)
{
  g_clear_pointer (&self->signals, att_signals_free);
  g_clear_pointer (&self->users, att_users_free);
  g_clear_pointer (&self->holdout, att_holdout_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Proof, proof_clear)

/* of each event: the session that it is in, and the item that it speaks for (-1: none) */
static void
read_log (const AttRadio *radio, guint *sessions, int *liked)
{
  g_autoptr (AttSignals) signals = att_signals_new (radio->catalogue, radio->events);

  for (guint i = 0; i < radio->events->len; i++)
    {
      const AttEvent *event = g_ptr_array_index (radio->events, i);
      const AttVerdict verdict = att_signals_add (signals, event);

      sessions[i] = signals->n_sessions;
      liked[i] = verdict.rating > 2.5 ? att_catalogue_find (radio->catalogue, event->track_id) : -1;
    }
}

/* The first event of what is held out; the number of events: there is not enough. None is from before @after. */
static guint
find_cut (const AttRadio *radio, gint64 after, const guint *sessions, const int *liked)
{
  const guint n = radio->events->len;
  guint first = 0, n_new = 0, n_held = 0;

  while (first < n && ((AttEvent *) g_ptr_array_index (radio->events, first))->id <= after)
    first++;
  for (guint i = first; i < n; i++)
    n_new += liked[i] >= 0;
  for (guint i = n; i-- > MAX (first, 1);)
    {
      n_held += liked[i] >= 0;
      if (n_held >= CLAMP (n_new / 10, ATT_TRAINING_PROOF, MOST_PROOF) && sessions[i] != sessions[i - 1])
        return i;
    }
  return n;
}

/* the row of those that are held out, or of those of @heard that are not */
static AttCsr *
make_row (gsize n_items, const guint8 *held_out, const AttCsr *heard)
{
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, n_items + 1);
  gsize n = 0;

  if (heard == NULL)
    {
      for (gsize i = 0; i < n_items; i++)
        if (held_out[i])
          entries[n++] = (AttCsrEntry) { 0, i, 1 };
    }
  else
    for (gsize i = heard->start[0]; i < heard->start[1]; i++)
      if (!held_out[heard->column[i]])
        entries[n++] = (AttCsrEntry) { 0, heard->column[i], 1 };
  return att_csr_new (1, n_items, entries, n);
}

static void
hold_out (const AttRadio *radio, gint64 after, const GArray *history, Proof *proof)
{
  const guint n = radio->events->len, n_items = att_catalogue_n (radio->catalogue);
  g_autofree guint *sessions = g_new (guint, n + 1);
  g_autofree int *liked = g_new (int, n + 1);
  g_autofree guint8 *held_out = g_new0 (guint8, n_items + 1);
  AttUsersInput input = {
    .catalogue = radio->catalogue, .history = (const AttHistoryPlay *) (gpointer) history->data,
    .n_history = history->len, .held_out = held_out,
  };
  guint cut;

  read_log (radio, sessions, liked);
  cut = find_cut (radio, after, sessions, liked);
  if (cut == n)
    return;
  for (guint i = cut; i < n; i++)
    if (liked[i] >= 0)
      held_out[liked[i]] = 1;
  proof->at = ((AttEvent *) g_ptr_array_index (radio->events, cut))->at;
  input.signals = proof->signals = att_signals_new (radio->catalogue, radio->events);
  for (guint i = 0; i < cut; i++)
    att_signals_add (proof->signals, g_ptr_array_index (radio->events, i));
  proof->users = att_users_new (&input);
  proof->holdout = g_new0 (AttHoldout, 1);
  proof->holdout->targets = make_row (n_items, held_out, NULL);
  proof->holdout->rest = make_row (n_items, held_out, proof->users->plays);
  if (proof->holdout->targets == NULL || proof->holdout->rest == NULL)
    g_error ("out of memory: %u tracks", n_items);
}

/* --- how good is a model? --- */

/* how the recommenders that it serves rank what is held out, for the listener of before */
static double
rank (const AttRadio *radio, const Proof *proof, AttTasteModel *model)
{
  const AttRecommenderClass *const served[] = { &att_als_taste_class, &att_deepcf_taste_class, &att_user_knn_class,
                                                &att_item_knn_class };
  const guint n = att_catalogue_n (radio->catalogue);
  const AttContext context = {
    .catalogue = radio->catalogue, .signals = proof->signals, .model = model, .seed_class = -1, .now = proof->at,
  };
  g_autofree float *scores = g_new0 (float, n + 1);
  g_autofree guint8 *n_opinions = g_new0 (guint8, n + 1);

  for (gsize k = 0; k < G_N_ELEMENTS (served); k++)
    {
      AttRecommenderBase *recommender = att_recommender_new (served[k]);

      att_recommender_prepare (recommender, &context);
      for (guint i = 0; i < n; i++)
        {
          const float score = att_recommender_score (recommender, i);

          if (isnan (score))
            continue;
          scores[i] += score;
          n_opinions[i]++;
        }
      att_recommender_free (recommender);
    }
  for (guint i = 0; i < n; i++)
    scores[i] = n_opinions[i] > 0 ? scores[i] / n_opinions[i] : NAN;
  return att_holdout_ndcg (proof->holdout, 0, scores);
}

/* by how many users have it */
static double
rank_popularity (const Proof *proof, const AttTasteModel *model)
{
  const gsize n = model->plays->n_cols;
  g_autofree float *scores = g_new (float, n + 1);

  for (gsize i = 0; i < n; i++)
    scores[i] = model->n_users[i];
  return att_holdout_ndcg (proof->holdout, 0, scores);
}

static guint
count_tracks (const AttTasteModel *model)
{
  guint n = 0;

  for (gsize i = 0; i < model->plays->n_cols; i++)
    n += model->n_users[i] > 0;
  return n;
}

static guint
count_deepcf_tracks (const AttTasteModel *model)
{
  guint n = 0;

  if (model->deepcf != NULL)
    att_deepcf_get_items (model->deepcf, &n);
  return n;
}

/* --- training --- */

static gboolean
fail (const char *why, GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, why);
  return FALSE;
}

static const char too_few[] = "There are too few plays, playlists and albums to learn from together";

/* the candidate against what is in use; FALSE: cancelled, or too few users */
static gboolean
prove (const AttRadio *radio, const Proof *proof, int n_threads, AttTrainingState *state, AttProgress *progress,
       GCancellable *cancellable)
{
  g_autoptr (AttTasteModel) candidate = NULL;

  state->training.progress = progress;
  candidate = att_taste_model_train (proof->users->plays, radio->catalogue, SEED, n_threads, &state->training, cancellable);
  if (candidate == NULL)
    return FALSE;
  state->n_held_out = att_csr_n_entries (proof->holdout->targets);
  state->ndcg = rank (radio, proof, candidate);
  state->ndcg_before = radio->model != NULL ? rank (radio, proof, radio->model)
                                            : rank_popularity (proof, candidate);
  return TRUE;
}

static gboolean
is_better (const AttTrainingState *state, const AttTasteModel *model, const AttTasteModel *before)
{
  if (state->n_held_out > 0)
    return state->ndcg > state->ndcg_before;
  return before == NULL || count_tracks (model) > count_tracks (before);
}

static void
append_number (GString *text, const char *name, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, ",\"%s\":%s", name,
                          isnan (value) ? "null" : g_ascii_formatd (number, sizeof number, "%.6f", value));
}

static gboolean
keep (AttStore *store, const char *version, const AttTrainingReport *report, GBytes *bytes, GError **error)
{
  g_autoptr (GString) metrics = g_string_new (NULL);
  g_autoptr (AttModel) model = NULL;

  g_string_append_printf (metrics, "{\"installed\":%s,\"users\":%u,\"tracks\":%u,\"held_out\":%u",
                          report->installed ? "true" : "false", report->n_users, report->n_tracks, report->n_held_out);
  append_number (metrics, "ndcg10", report->ndcg);
  append_number (metrics, "ndcg10_before", report->ndcg_before);
  append_number (metrics, "seconds", report->seconds);
  g_string_append_c (metrics, '}');
  model = att_model_new (ATT_TRAINING_KIND, g_get_real_time () / G_USEC_PER_SEC, version, metrics->str,
                         report->installed ? bytes : NULL);
  return att_store_add_model (store, model, error);
}

static gint64
find_last_known (AttStore *store)
{
  g_autoptr (AttModel) model = att_store_get_model (store, ATT_TRAINING_KIND, 0, NULL);
  DataVersion version;

  return model != NULL && read_version (model->data_version, &version) ? version.last_event_id : 0;
}

gboolean
att_training_run (AttStore *store, int feature_version, int n_threads, AttTrainingState *state, AttProgress *progress,
                  GCancellable *cancellable, AttTrainingReport *report, GError **error)
{
  const gint64 began = g_get_monotonic_time ();
  g_autoptr (AttRadio) radio = att_radio_new ();
  g_autoptr (AttTasteModel) model = NULL;
  g_autoptr (GArray) history = NULL;
  g_autofree char *version = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (Proof) proof = { NULL };
  DataVersion now;

  *report = (AttTrainingReport){ .ndcg = NAN, .ndcg_before = NAN };
  if (!find_version (store, &now, error) || g_cancellable_set_error_if_cancelled (cancellable, error) ||
      (history = att_radio_load_history (store, error)) == NULL ||
      !att_radio_load (radio, store, feature_version, cancellable, error))
    return FALSE;
  version = write_version (&now);
  if (g_strcmp0 (version, state->data_version) != 0)
    att_training_state_begin (state, version);
  if (progress != NULL)
    att_progress_set (progress, state->stage * ATT_TASTE_MODEL_STEPS + state->training.n_sweeps + state->training.deepcf.stage,
                      2 * ATT_TASTE_MODEL_STEPS);

  if (state->stage == 0)
    {
      hold_out (radio, find_last_known (store), history, &proof);
      if (proof.holdout != NULL && !prove (radio, &proof, n_threads, state, progress, cancellable))
        return fail (too_few, cancellable, error);
      state->stage = 1;
    }
  if (state->n_held_out == 0 || state->ndcg > state->ndcg_before) /* else there is no need for it */
    {
      state->training.progress = progress;
      model = att_taste_model_train (radio->users, radio->catalogue, SEED, n_threads, &state->training, cancellable);
      if (model == NULL)
        return fail (too_few, cancellable, error);
      report->installed = is_better (state, model, radio->model);
      bytes = att_taste_model_write (model, radio->catalogue);
    }
  report->n_users = radio->users->n_rows;
  report->n_tracks = model != NULL ? count_tracks (model) : 0;
  report->n_deepcf = model != NULL ? count_deepcf_tracks (model) : 0;
  report->n_held_out = state->n_held_out;
  report->ndcg = state->ndcg;
  report->ndcg_before = state->ndcg_before;
  report->seconds = (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC;
  att_training_state_begin (state, NULL);
  return keep (store, version, report, bytes, error);
}
