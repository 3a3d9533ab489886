/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-train.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <sched.h>
#include <string.h>

#include "att-features.h"
#include "att-memory.h"
#include "att-session-private.h"
#include "att-store-models.h"
#include "att-training.h"

#define POWER_FOLDER "/sys/class/power_supply"
#define POWER_LOOK_S 60
#define STATE_KIND "taste-part" /* of what was not finished */
#define THREADS 2               /* on request; the background has one */

/* --- on request --- */

gboolean
att_session_train_taste (AttSession *self, AttProgress *progress, GCancellable *cancellable, AttTasteReport *report,
                         GError **error)
{
  g_autoptr (AttTrainingState) state = att_training_state_new ();
  AttTrainingReport done;

  if (!att_training_run (self->store, ATT_FEATURES_VERSION, THREADS, state, progress, cancellable, &done, error))
    return FALSE;
  *report = (AttTasteReport){ done.installed, done.n_users, done.n_tracks, done.n_deepcf, done.n_held_out, done.ndcg,
                              done.ndcg_before, done.seconds };
  att_session_radio_touch (self);
  return TRUE;
}

/* --- power --- */

static char *
read_word (const char *folder, const char *supply, const char *name)
{
  g_autofree char *path = g_build_filename (folder, supply, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_strstrip (text) : g_strdup ("");
}

gboolean
att_session_is_on_battery (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean on_battery = FALSE;
  const char *supply;

  while (dir != NULL && (supply = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *type = read_word (folder, supply, "type"), *online = read_word (folder, supply, "online");
      g_autofree char *scope = read_word (folder, supply, "scope"), *status = read_word (folder, supply, "status");

      if (g_str_equal (type, "Mains") && g_str_equal (online, "1"))
        return FALSE;
      if (g_str_equal (type, "Battery") && !g_str_equal (scope, "Device")) /* else that of a mouse */
        on_battery |= g_str_equal (status, "Discharging");
    }
  return on_battery;
}

static gboolean
may_train (AttSession *self)
{
  return g_strcmp0 (att_session_get_setting (self, ATT_SETTING_TRAIN_ON_BATTERY), "on") == 0 ||
         !att_session_is_on_battery (POWER_FOLDER);
}

/* --- in the background --- */

static void
trained (AttSession *self, gpointer data)
{
  att_session_emit_taste_changed (self);
  att_session_plan_upcoming (self, FALSE);
}

/* what was begun by an earlier session */
static AttTrainingState *
load_state (AttSession *self)
{
  g_autoptr (AttModel) part = att_store_get_model (self->store, STATE_KIND, 0, NULL);

  return part != NULL ? att_training_state_read (part->data) : att_training_state_new ();
}

static void
save_state (AttSession *self, const AttTrainingState *state)
{
  g_autoptr (GBytes) bytes = att_training_state_write (state);
  g_autoptr (AttModel) part = NULL;

  if (bytes == NULL)
    return;
  part = att_model_new (STATE_KIND, g_get_real_time () / G_USEC_PER_SEC, "", "{}", bytes);
  if (!att_store_add_model (self->store, part, NULL)) /* then it begins anew */
    g_debug ("a training that was interrupted could not be kept");
}

static void
train (AttSession *self, AttTrainingState *state, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  AttTrainingReport report;
  gboolean due = FALSE;

  if (!att_training_is_due (self->store, &due, &error))
    g_debug ("whether training is due could not be found out: %s", error->message);
  if (!due || g_cancellable_is_cancelled (cancellable))
    return;
  att_progress_begin (self->train_progress);
  if (att_training_run (self->store, ATT_FEATURES_VERSION, 1, state, self->train_progress, cancellable, &report,
                        &error))
    {
      att_store_drop_models (self->store, STATE_KIND, NULL);
      if (report.installed)
        {
          att_session_radio_touch (self);
          att_session_invoke_main (self, trained, NULL, NULL);
        }
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
           !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    att_session_say (self, _("Learning from your listening stopped: %s"), error->message);
  att_progress_end (self->train_progress);
  att_memory_trim ();
}

static gpointer
run_trainer (gpointer data)
{
  AttSession *self = data;
  g_autoptr (AttTrainingState) state = load_state (self);
  const struct sched_param param = { 0 };

  sched_setscheduler (0, SCHED_IDLE, &param); /* of this thread, and of those that it makes */
  g_mutex_lock (&self->train_lock);
  while (!g_cancellable_is_cancelled (self->train_cancellable))
    if (!self->train_wanted)
      g_cond_wait (&self->train_cond, &self->train_lock);
    else if (!may_train (self))
      g_cond_wait_until (&self->train_cond, &self->train_lock,
                         g_get_monotonic_time () + POWER_LOOK_S * G_USEC_PER_SEC);
    else
      {
        self->train_wanted = FALSE;
        g_mutex_unlock (&self->train_lock);
        train (self, state, self->train_cancellable);
        g_mutex_lock (&self->train_lock);
      }
  g_mutex_unlock (&self->train_lock);
  save_state (self, state);
  return NULL;
}

void
att_session_train_init (AttSession *self)
{
  g_mutex_init (&self->train_lock);
  g_cond_init (&self->train_cond);
  self->train_progress = att_progress_new ();
  self->train_cancellable = g_cancellable_new ();
}

void
att_session_train_start (AttSession *self)
{
  if (self->trainer != NULL)
    return;
  self->train_wanted = TRUE;
  self->trainer = g_thread_new ("train", run_trainer, self);
}

void
att_session_train_cancel (AttSession *self)
{
  g_mutex_lock (&self->train_lock);
  g_cancellable_cancel (self->train_cancellable);
  g_cond_signal (&self->train_cond);
  g_mutex_unlock (&self->train_lock);
}

void
att_session_train_stop (AttSession *self)
{
  att_session_train_cancel (self);
  if (self->trainer != NULL)
    g_thread_join (g_steal_pointer (&self->trainer));
}

void
att_session_train_clear (AttSession *self)
{
  g_mutex_clear (&self->train_lock);
  g_cond_clear (&self->train_cond);
  g_clear_object (&self->train_progress);
  g_clear_object (&self->train_cancellable);
}

void
att_session_train_wake (AttSession *self)
{
  g_mutex_lock (&self->train_lock);
  self->train_wanted = TRUE;
  g_cond_signal (&self->train_cond);
  g_mutex_unlock (&self->train_lock);
}

void
att_session_train_count_play (AttSession *self)
{
  if (g_atomic_int_add (&self->train_n_plays, 1) % ATT_TRAINING_PLAYS == ATT_TRAINING_PLAYS - 1)
    att_session_train_wake (self);
}

AttProgress *
att_session_get_train_progress (AttSession *self)
{
  return self->train_progress;
}
