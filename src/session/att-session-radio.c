/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The radio on its thread: loading, planning, learning. What the listener asks of
 * it by name (seeds, genres, feedback) is in att-session-taste.c.
 */
#include "config.h"

#include "att-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "att-features.h"
#include "att-memory.h"
#include "att-session-rewind.h"
#include "att-session-sound.h"
#include "att-session-train.h"
#include "att-store-listening.h"

#define BATCH 20
#define RELOAD_INTERVAL_US (10 * G_USEC_PER_SEC)
#define DEFAULT_DISCOVER 0.5
#define GROWN_SOON_S 3   /* until what is new is planned with, where the queue is short */
#define GROWN_LATER_S 15

void
att_session_radio_init (AttSession *self)
{
  self->radio = att_radio_new ();
  self->radio_random_seed = g_random_int ();
}

void
att_session_radio_clear (AttSession *self)
{
  g_mutex_lock (&self->radio_lock);
  g_clear_pointer (&self->radio, att_radio_free);
  g_mutex_unlock (&self->radio_lock);
}

void
att_session_radio_touch (AttSession *self)
{
  g_atomic_int_set (&self->radio_stale, 1);
}

void
att_session_parse_levels (const char *text, double *levels)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);

  for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
    {
      const char *name = att_recommender_to_string (k);
      const gsize n = strlen (name);

      levels[k] = 1;
      for (gsize i = 0; words[i] != NULL; i++)
        if (strncmp (words[i], name, n) == 0 && words[i][n] == '=')
          levels[k] = CLAMP (g_ascii_strtod (words[i] + n + 1, NULL), 0, 1);
    }
}

static void
read_levels (AttSession *self, double *levels)
{
  att_session_parse_levels (att_session_get_setting (self, ATT_SETTING_LEVELS), levels);
}

double
att_session_get_learning_rate (AttSession *self)
{
  const char *text = att_session_get_setting (self, ATT_SETTING_LEARNING_RATE);

  return text != NULL ? CLAMP (g_ascii_strtod (text, NULL), 0, 1) : ATT_RADIO_LEARNING_RATE;
}

static void
apply_levels (AttSession *self)
{
  double levels[ATT_N_RECOMMENDERS];

  read_levels (self, levels);
  att_radio_set_levels (self->radio, levels);
  att_radio_set_learning_rate (self->radio, att_session_get_learning_rate (self));
}

gboolean
att_session_load_radio_locked (AttSession *self, gboolean fresh, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  if (self->radio == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The session is closed"));
      return FALSE;
    }
  apply_levels (self);
  if (self->radio_loaded && !(g_atomic_int_get (&self->radio_stale) &&
                              (fresh || now - self->radio_loaded_at_us > RELOAD_INTERVAL_US)))
    return TRUE;
  g_atomic_int_set (&self->radio_stale, 0); /* before reading: what changes meanwhile is read next time */
  self->radio_loaded =
    att_radio_load (self->radio, self->store, ATT_FEATURES_VERSION, NULL, error);
  self->radio_loaded_at_us = g_get_monotonic_time ();
  att_memory_trim ();
  return self->radio_loaded;
}

double
att_session_get_discover (AttSession *self)
{
  const char *text = att_session_get_setting (self, ATT_SETTING_DISCOVER);

  return text != NULL ? CLAMP (g_ascii_strtod (text, NULL), 0, 1) : DEFAULT_DISCOVER;
}

double
att_session_get_shuffle_share (AttSession *self)
{
  const char *text = att_session_get_setting (self, ATT_SETTING_SHUFFLE);

  return text != NULL ? CLAMP (g_ascii_strtod (text, NULL), 0, 0.5) : 0;
}

/* --- planning --- */

typedef enum { PLAN_REPLACE, PLAN_APPEND, PLAN_PLAY } PlanUse;

typedef struct {
  PlanUse use;
  gboolean fresh;    /* of the library as it is now, whatever that costs */
  guint generation;
  GPtrArray *seeds;  /* (nullable) a copy */
  GArray *recent;    /* of AttTrackId */
  GPtrArray *picks;  /* the result */
  GError *error;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_clear_pointer (&plan->seeds, g_ptr_array_unref);
  g_clear_pointer (&plan->recent, g_array_unref);
  g_clear_pointer (&plan->picks, g_ptr_array_unref);
  g_clear_error (&plan->error);
  g_free (plan);
}

static gpointer
copy_seed (gconstpointer seed, gpointer data)
{
  return att_seed_copy (seed);
}

static GPtrArray *
copy_seeds (GPtrArray *seeds)
{
  GPtrArray *copy;

  if (seeds == NULL || seeds->len == 0)
    return NULL;
  copy = g_ptr_array_copy (seeds, copy_seed, NULL);
  g_ptr_array_set_free_func (copy, (GDestroyNotify) att_seed_free);
  return copy;
}

/* what the radio's windows look back on: what has played, and what comes before its own picks */
static GArray *
gather_recent (AttSession *self, gboolean with_radio)
{
  GArray *recent = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));
  int current = att_play_queue_get_current (self->queue);

  for (guint i = MAX (0, current - ATT_SESSION_N_RECENT); i < n; i++)
    {
      AttQueueItem *item = att_play_queue_get_item (self->queue, i);

      if (item->track->id != 0 && (with_radio || (int) i <= current || att_queue_item_is_own (item)))
        g_array_append_val (recent, item->track->id);
    }
  return recent;
}

static GPtrArray *
items_from_picks (GPtrArray *picks)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < picks->len; i++)
    {
      AttPick *pick = g_ptr_array_index (picks, i);

      g_ptr_array_add (items, att_queue_item_new (pick->track, ATT_ORIGIN_RADIO, pick));
    }
  return items;
}

void
att_session_play_items (AttSession *self, GPtrArray *items)
{
  int next = att_play_queue_get_current (self->queue) + 1;

  att_session_rest_clear (self);
  att_play_queue_clear_upcoming (self->queue);
  att_play_queue_append_radio (self->queue, items);
  att_player_jump (self->player, next);
}

static void
use_plan (AttSession *self, gpointer data)
{
  Plan *plan = data;
  g_autoptr (GPtrArray) items = NULL;

  if (plan->generation != self->plan_generation || self->queue == NULL)
    return;
  self->radio_found_nothing = g_error_matches (plan->error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_EMPTY);
  self->radio_waiting = plan->use == PLAN_PLAY && self->radio_found_nothing && att_progress_is_active (self->scan_progress);
  self->radio_starting = self->radio_waiting;
  if (plan->picks == NULL)
    {
      /* where the listener has chosen something, an end of the radio is no news: the skin tells it in its place */
      if ((plan->use == PLAN_PLAY && !self->radio_waiting) || (plan->use == PLAN_APPEND && !self->radio_found_nothing))
        att_session_say (self, _("The radio found nothing to play: %s"), plan->error->message);
      att_session_emit_radio_changed (self);
      return;
    }

  items = items_from_picks (plan->picks);
  switch (plan->use)
    {
    case PLAN_REPLACE: att_play_queue_set_radio (self->queue, items); break;
    case PLAN_APPEND: att_play_queue_append_radio (self->queue, items); break;
    case PLAN_PLAY: att_session_play_items (self, items); break;
    default: g_assert_not_reached ();
    }
  att_session_emit_radio_changed (self);
}

static void
make_plan (AttSession *self, gpointer data)
{
  Plan *plan = data;
  AttRadioRequest request = {
    .seeds = plan->seeds,
    .n = BATCH,
    .discover = att_session_get_discover (self),
    .shuffle_share = att_session_get_shuffle_share (self),
    .recent = (const AttTrackId *) (gpointer) plan->recent->data,
    .n_recent = plan->recent->len,
  };
  Plan *done = g_new0 (Plan, 1);

  done->use = plan->use;
  done->generation = plan->generation;
  g_mutex_lock (&self->radio_lock);
  if (att_session_load_radio_locked (self, plan->fresh, &done->error))
    {
      request.random_seed = self->radio_random_seed++;
      done->picks = att_radio_plan (self->radio, &request, &done->error);
    }
  g_mutex_unlock (&self->radio_lock);
  att_session_invoke_main (self, use_plan, done, plan_free);
}

static void
ask_for_plan (AttSession *self, PlanUse use, gboolean fresh)
{
  Plan *plan;

  if (self->queue == NULL || self->closed)
    return;
  if (self->radio_starting) /* what is asked for meanwhile takes the place of that plan, and does what it was for */
    {
      use = PLAN_PLAY;
      fresh = TRUE;
    }
  self->radio_starting = use == PLAN_PLAY;
  plan = g_new0 (Plan, 1);
  plan->use = use;
  plan->fresh = fresh;
  plan->generation = ++self->plan_generation;
  plan->seeds = copy_seeds (self->seeds);
  plan->recent = gather_recent (self, use == PLAN_APPEND);
  att_session_push_job (self, self->radio_jobs, make_plan, plan, plan_free);
}

void
att_session_drop_plan (AttSession *self)
{
  self->plan_generation++;
  self->radio_starting = self->radio_waiting = FALSE;
}

void
att_session_plan_upcoming (AttSession *self, gboolean append)
{
  if (self->radio_active && att_session_get_sleep (self) != ATT_SLEEP_AFTER_QUEUE)
    ask_for_plan (self, append ? PLAN_APPEND : PLAN_REPLACE, FALSE);
}

void
att_session_radio_retry (AttSession *self)
{
  if (!self->radio_waiting)
    return;
  self->radio_waiting = FALSE;
  ask_for_plan (self, PLAN_PLAY, TRUE);
}

static gboolean
grown_cb (gpointer data)
{
  AttSession *self = data;

  self->grown_source = 0;
  ask_for_plan (self, PLAN_REPLACE, TRUE);
  return G_SOURCE_REMOVE;
}

void
att_session_radio_grown (AttSession *self)
{
  if (self->queue == NULL || !self->radio_active || self->grown_source != 0)
    return;
  self->grown_source =
    g_timeout_add_seconds (att_play_queue_get_n_upcoming (self->queue) < BATCH ? GROWN_SOON_S : GROWN_LATER_S,
                           grown_cb, self);
}

GPtrArray *
att_session_get_seeds (AttSession *self)
{
  return self->seeds;
}

gboolean
att_session_get_radio_active (AttSession *self)
{
  return self->radio_active;
}

gboolean
att_session_get_radio_found_nothing (AttSession *self)
{
  return self->radio_found_nothing;
}

void
att_session_set_seeds (AttSession *self, GPtrArray *seeds)
{
  g_autoptr (GPtrArray) old G_GNUC_UNUSED = self->seeds;

  self->seeds = copy_seeds (seeds);
  self->radio_active = TRUE;
}

void
att_session_start_radio (AttSession *self, GPtrArray *seeds, gboolean play)
{
  att_session_set_seeds (self, seeds);
  ask_for_plan (self, play ? PLAN_PLAY : PLAN_REPLACE, play);
}

void
att_session_set_discover (AttSession *self, double discover)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.2f", CLAMP (discover, 0, 1));
  att_session_set_setting (self, ATT_SETTING_DISCOVER, text);
  att_session_plan_upcoming (self, FALSE);
}

void
att_session_set_shuffle_share (AttSession *self, double share)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.2f", CLAMP (share, 0, 0.5));
  att_session_set_setting (self, ATT_SETTING_SHUFFLE, text);
  att_session_plan_upcoming (self, FALSE);
}

double
att_session_get_level (AttSession *self, AttRecommender recommender)
{
  double levels[ATT_N_RECOMMENDERS];

  read_levels (self, levels);
  return levels[recommender];
}

void
att_session_set_level (AttSession *self, AttRecommender recommender, double level)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double levels[ATT_N_RECOMMENDERS];

  read_levels (self, levels);
  levels[recommender] = CLAMP (level, 0, 1);
  for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
    if (levels[k] < 1)
      {
        char number[G_ASCII_DTOSTR_BUF_SIZE];

        g_ascii_formatd (number, sizeof number, "%.2f", levels[k]);
        g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", att_recommender_to_string (k), number);
      }
  att_session_set_setting (self, ATT_SETTING_LEVELS, text->str);
  att_session_plan_upcoming (self, FALSE);
}

/* --- learning --- */

typedef struct {
  AttEvent *event;
  AttPick *pick; /* nullable */
  gboolean replan;
} Lesson;

static void
lesson_free (gpointer data)
{
  Lesson *lesson = data;

  att_event_free (lesson->event);
  g_clear_object (&lesson->pick);
  g_free (lesson);
}

gboolean
att_session_keep_pick (AttSession *self, AttPick *pick, GError **error)
{
  g_autoptr (GPtrArray) one = NULL;
  AttClock clock = { 0 };

  if (pick->id != 0)
    return TRUE;
  one = g_ptr_array_new ();
  g_ptr_array_add (one, pick);
  return att_store_add_picks (self->store, one, att_clock_now (&clock), error);
}

gboolean
att_session_learn_locked (AttSession *self, AttEvent *event, AttPick *pick, GError **error)
{
  AttClock clock = { event->at };
  gboolean loaded = att_session_load_radio_locked (self, FALSE, NULL);

  if (!att_session_keep_snapshot (self, error))
    return FALSE;
  if (pick != NULL)
    {
      if (!att_session_keep_pick (self, pick, error))
        return FALSE;
      event->pick_id = pick->id;
      event->opinions = pick->opinions;
      event->has_opinions = TRUE;
    }
  else if (loaded && event->kind == ATT_EVENT_PLAY)
    {
      att_radio_get_opinions (self->radio, event->track_id, &clock, &event->opinions);
      event->has_opinions = TRUE;
    }
  if (!att_store_add_event (self->store, event, error))
    return FALSE;
  if (loaded)
    att_radio_react (self->radio, event);
  if (event->kind == ATT_EVENT_PLAY)
    att_session_train_count_play (self);
  return TRUE;
}

static void
learned (AttSession *self, gpointer data)
{
  gboolean replan = GPOINTER_TO_INT (data);

  att_session_emit_taste_changed (self);
  if (replan)
    att_session_plan_upcoming (self, FALSE);
}

static void
learn (AttSession *self, gpointer data)
{
  Lesson *lesson = data;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  g_mutex_lock (&self->radio_lock);
  ok = att_session_learn_locked (self, lesson->event, lesson->pick, &error);
  g_mutex_unlock (&self->radio_lock);
  if (!ok)
    att_session_say (self, _("What was heard could not be kept: %s"), error->message);
  att_session_invoke_main (self, learned, GINT_TO_POINTER (lesson->replan), NULL);
}

void
att_session_log_event (AttSession *self, const AttEvent *event, AttPick *pick, gboolean replan)
{
  Lesson *lesson = g_new (Lesson, 1);

  *lesson = (Lesson){ att_event_copy (event), pick != NULL ? g_object_ref (pick) : NULL, replan };
  att_session_push_job (self, self->radio_jobs, learn, lesson, lesson_free);
}
