/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-private.h"
#include "att-session-train.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "att-store-listening.h"

#define CHANGED_INTERVAL_MS 500
#define POLL_INTERVAL_S 2

G_DEFINE_FINAL_TYPE (AttSession, att_session, G_TYPE_OBJECT)

enum {
  LIBRARY_CHANGED, RADIO_CHANGED, TASTE_CHANGED, MESSAGE, TRACK_CHANGED, RAISE, QUIT, OPENED_OUTSIDE, SLEEP_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const known_settings[] = {
  ATT_SETTING_DISCOVER, ATT_SETTING_REPLAYGAIN,     ATT_SETTING_VOLUME,       ATT_SETTING_LEVELS,
  ATT_SETTING_ANALYZE,  ATT_SETTING_FIRST_RUN_DONE, ATT_SETTING_ATTENDED_MIN,
  ATT_SETTING_SHUFFLE,  ATT_SETTING_TRAIN_ON_BATTERY, ATT_SETTING_LEARNING_RATE,
  ATT_SETTING_REPEAT,   ATT_SETTING_SHUFFLE_QUEUE,  ATT_SETTING_CROSSFADE,    ATT_SETTING_EQUALIZER,
  ATT_SETTING_EQUALIZER_BANDS, ATT_SETTING_EQUALIZER_CUSTOM, ATT_SETTING_OUTPUT, ATT_SETTING_BACKGROUND,
};

/* --- jobs, questions and messages --- */

typedef struct {
  AttSession *session;
  AttJobFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->destroy != NULL && job->data != NULL)
    job->destroy (job->data);
  g_free (job);
}

static Job *
job_new (AttSession *self, AttJobFunc func, gpointer data, GDestroyNotify destroy)
{
  Job *job = g_new (Job, 1);

  *job = (Job){ self, func, data, destroy };
  return job;
}

static gboolean
main_job_cb (gpointer data)
{
  Job *job = data;

  if (!g_atomic_int_get (&job->session->closed))
    job->func (job->session, job->data);
  return G_SOURCE_REMOVE;
}

static void
main_job_free (gpointer data)
{
  Job *job = data;
  g_autoptr (AttSession) session G_GNUC_UNUSED = job->session;

  job_free (job);
}

void
att_session_invoke_main (AttSession *self, AttJobFunc func, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = NULL;

  if (g_atomic_int_get (&self->closed))
    {
      if (destroy != NULL && data != NULL)
        destroy (data);
      return;
    }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, main_job_cb, job_new (g_object_ref (self), func, data, destroy), main_job_free);
  g_source_attach (source, self->context);
}

/* no reference to the session: att_session_close() waits for the pools, so it outlives their jobs */
static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;

  job->func (job->session, job->data);
  job_free (job);
}

void
att_session_push_job (AttSession *self, GThreadPool *pool, AttJobFunc func, gpointer data, GDestroyNotify destroy)
{
  g_thread_pool_push (pool, job_new (self, func, data, destroy), NULL);
}

typedef struct {
  AttAskFunc func;
  gpointer data;
  GDestroyNotify destroy_data;
  GDestroyNotify destroy_result;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question->destroy_data != NULL && question->data != NULL)
    question->destroy_data (question->data);
  g_free (question);
}

static void
answer (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;
  g_autoptr (GError) error = NULL;
  gpointer result;

  if (g_task_return_error_if_cancelled (task))
    return;
  result = question->func (source_object, question->data, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, result, question->destroy_result);
}

void
att_session_ask (AttSession *self, gpointer source_tag, AttAskFunc func, gpointer data, GDestroyNotify destroy_data,
                 GDestroyNotify destroy_result, GCancellable *cancellable, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new (Question, 1);

  *question = (Question){ func, data, destroy_data, destroy_result };
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, answer);
}

static void
emit_message (AttSession *self, gpointer data)
{
  g_signal_emit (self, signals[MESSAGE], 0, (const char *) data);
}

void
att_session_say (AttSession *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  att_session_invoke_main (self, emit_message, g_strdup_vprintf (format, args), g_free);
  va_end (args);
}

void
att_session_emit_radio_changed (AttSession *self)
{
  g_signal_emit (self, signals[RADIO_CHANGED], 0);
}

void
att_session_emit_taste_changed (AttSession *self)
{
  g_signal_emit (self, signals[TASTE_CHANGED], 0);
}

void
att_session_emit_track_changed (AttSession *self, AttTrack *track)
{
  g_signal_emit (self, signals[TRACK_CHANGED], 0, track);
}

/* --- settings --- */

static void
load_settings (AttSession *self)
{
  g_mutex_lock (&self->settings_lock);
  for (gsize i = 0; i < G_N_ELEMENTS (known_settings); i++)
    {
      g_autofree char *value = att_store_get_setting (self->store, known_settings[i], NULL);

      g_hash_table_insert (self->settings, (gpointer) known_settings[i], (gpointer) g_intern_string (value));
    }
  g_mutex_unlock (&self->settings_lock);
}

const char *
att_session_get_setting (AttSession *self, const char *key)
{
  const char *value;

  g_mutex_lock (&self->settings_lock);
  value = g_hash_table_lookup (self->settings, key);
  g_mutex_unlock (&self->settings_lock);
  return value;
}

static void
write_setting (AttSession *self, gpointer data)
{
  char **pair = data;
  g_autoptr (GError) error = NULL;

  if (!att_store_set_setting (self->store, pair[0], pair[1], &error))
    att_session_say (self, _("A setting could not be kept: %s"), error->message);
}

void
att_session_set_setting (AttSession *self, const char *key, const char *value)
{
  char *pair[] = { (char *) key, (char *) value, NULL };

  g_mutex_lock (&self->settings_lock);
  g_hash_table_insert (self->settings, (gpointer) g_intern_string (key), (gpointer) g_intern_string (value));
  g_mutex_unlock (&self->settings_lock);

  if (g_str_equal (key, ATT_SETTING_ANALYZE))
    att_session_set_analyze_paused (self, g_strcmp0 (value, "off") == 0);
  if (g_str_equal (key, ATT_SETTING_REPLAYGAIN) && self->player != NULL)
    att_player_set_replaygain (self->player, att_session_get_replaygain (self));
  if (self->player != NULL)
    att_session_sound_changed (self, key);
  att_session_push_job (self, self->write_jobs, write_setting, g_strdupv (pair), (GDestroyNotify) g_strfreev);
}

/* --- changes --- */

static gboolean
emit_library_changed_cb (gpointer data)
{
  AttSession *self = data;

  self->changed_source = 0;
  g_signal_emit (self, signals[LIBRARY_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
reload_settings (AttSession *self, gpointer data)
{
  load_settings (self);
}

static void
store_changed_cb (AttStore *store, guint changes, gpointer data)
{
  AttSession *self = data;

  if (self->closed)
    return;
  if ((changes & (ATT_STORE_CHANGED_TRACKS | ATT_STORE_CHANGED_FEATURES | ATT_STORE_CHANGED_PLAYLISTS)) != 0)
    {
      att_session_radio_touch (self);
      att_session_radio_retry (self);
    }
  if ((changes & ATT_STORE_CHANGED_FEATURES) != 0)
    att_session_levels_changed (self);
  if ((changes & ATT_STORE_CHANGED_TRACKS) != 0)
    att_session_radio_grown (self);
  if (changes == ATT_STORE_CHANGED_ANY) /* another process */
    {
      att_session_push_job (self, self->write_jobs, reload_settings, NULL, NULL);
      att_session_emit_taste_changed (self);
    }
  if ((changes & ~(guint) (ATT_STORE_CHANGED_SETTINGS | ATT_STORE_CHANGED_FEATURES)) != 0 && self->changed_source == 0)
    self->changed_source = g_timeout_add (CHANGED_INTERVAL_MS, emit_library_changed_cb, self);
}

static gboolean
poll_cb (gpointer data)
{
  AttSession *self = data;

  att_store_poll (self->store);
  return G_SOURCE_CONTINUE;
}

/* --- opening and closing --- */

static AttSession *
open_session (const char *data_dir, GMainContext *context, GError **error)
{
  g_autoptr (AttSession) self = NULL;
  g_autofree char *dir = data_dir != NULL ? g_canonicalize_filename (data_dir, NULL)
                                          : g_build_filename (g_get_user_data_dir (), "attacca", NULL);
  g_autofree char *path = g_build_filename (dir, "attacca.db", NULL);
  g_autofree char *notice = NULL;
  AttStore *store;

  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), _("%s: cannot be made: %s"), dir,
                   g_strerror (saved));
      return NULL;
    }
  store = att_store_open (path, &notice, error);
  if (store == NULL)
    return NULL;

  self = g_object_new (ATT_TYPE_SESSION, NULL);
  self->context = g_main_context_ref (context);
  self->store = store;
  self->data_dir = g_steal_pointer (&dir);
  /* a data folder of its own keeps everything together; the default one leaves covers to the XDG cache */
  self->cache_dir = data_dir != NULL ? g_build_filename (self->data_dir, "cache", NULL)
                                     : g_build_filename (g_get_user_cache_dir (), "attacca", NULL);
  load_settings (self);
  self->analyze_paused = g_strcmp0 (att_session_get_setting (self, ATT_SETTING_ANALYZE), "off") == 0;
  g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  self->notice = g_steal_pointer (&notice);
  if (self->notice != NULL)
    att_session_say (self, "%s", self->notice);
  return g_steal_pointer (&self);
}

AttSession *
att_session_open (const char *data_dir, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  return open_session (data_dir, context, error);
}

static void
open_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GMainContext *context = g_task_get_context (task);
  g_autoptr (GError) error = NULL;
  AttSession *self;

  self = open_session (task_data, context, &error);
  if (self == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, self, g_object_unref);
}

void
att_session_open_async (const char *data_dir, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, att_session_open_async);
  g_task_set_task_data (task, g_strdup (data_dir), g_free);
  g_task_run_in_thread (task, open_thread);
}

AttSession *
att_session_open_finish (GAsyncResult *result, GError **error)
{
  AttSession *self = g_task_propagate_pointer (G_TASK (result), error);

  if (self != NULL) /* opened for a window: whoever asks on this thread from now on made a mistake */
    att_store_forbid_thread (self->store, g_thread_self ());
  return self;
}

void
att_session_start (AttSession *self)
{
  att_session_background_init (self);
  att_session_train_start (self);
  if (self->poll_source == 0)
    self->poll_source = g_timeout_add_seconds (POLL_INTERVAL_S, poll_cb, self);
  att_session_background_scan (self, NULL);
  att_session_background_listen (self);
  att_session_prune_covers (self);
  att_session_make_ready_playlists (self);
}

void
att_session_close (AttSession *self)
{
  if (self->closed)
    return;
  att_session_playing_clear (self); /* its last words go through the job threads */
  g_atomic_int_set (&self->closed, 1);
  g_clear_handle_id (&self->changed_source, g_source_remove);
  g_clear_handle_id (&self->poll_source, g_source_remove);
  g_clear_handle_id (&self->grown_source, g_source_remove);
  att_session_train_cancel (self);
  att_session_background_stop (self); /* first: what listens would take the processor from what is to end */
  att_session_train_stop (self);
  g_thread_pool_free (g_steal_pointer (&self->radio_jobs), FALSE, TRUE);
  g_thread_pool_free (g_steal_pointer (&self->write_jobs), FALSE, TRUE);
  att_session_radio_clear (self);
  if (self->store != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->store, self);
      att_store_close (self->store);
    }
}

const char *
att_session_get_notice (AttSession *self)
{
  return self->notice;
}

const char *
att_session_get_data_dir (AttSession *self)
{
  return self->data_dir;
}

static void
att_session_dispose (GObject *object)
{
  att_session_close (ATT_SESSION (object));

  G_OBJECT_CLASS (att_session_parent_class)->dispose (object);
}

static void
att_session_finalize (GObject *object)
{
  AttSession *self = ATT_SESSION (object);

  g_clear_object (&self->store);
  g_clear_object (&self->scan_progress);
  g_clear_object (&self->analyze_progress);
  g_main_loop_unref (self->watch_loop);
  g_main_context_unref (self->watch_context);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->scan_wanted, g_hash_table_unref);
  g_clear_pointer (&self->seeds, g_ptr_array_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->cache_dir, g_free);
  g_clear_pointer (&self->notice, g_free);
  g_mutex_clear (&self->settings_lock);
  g_mutex_clear (&self->radio_lock);
  g_mutex_clear (&self->background_lock);
  g_mutex_clear (&self->scan_lock);
  g_cond_clear (&self->background_cond);
  att_session_train_clear (self);

  G_OBJECT_CLASS (att_session_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, GType argument)
{
  return argument == G_TYPE_NONE
           ? g_signal_new (name, ATT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0)
           : g_signal_new (name, ATT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, argument);
}

static void
att_session_class_init (AttSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = att_session_dispose;
  object_class->finalize = att_session_finalize;

  signals[LIBRARY_CHANGED] = new_signal ("library-changed", G_TYPE_NONE);
  signals[RADIO_CHANGED] = new_signal ("radio-changed", G_TYPE_NONE);
  signals[TASTE_CHANGED] = new_signal ("taste-changed", G_TYPE_NONE);
  signals[MESSAGE] = new_signal ("message", G_TYPE_STRING);
  signals[TRACK_CHANGED] = new_signal ("track-changed", ATT_TYPE_TRACK);
  signals[RAISE] = new_signal ("raise", G_TYPE_NONE);
  signals[QUIT] = new_signal ("quit", G_TYPE_NONE);
  signals[OPENED_OUTSIDE] = new_signal ("opened-outside", G_TYPE_STRING);
  g_signal_new ("cannot-open", ATT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRV,
                G_TYPE_STRV);
  signals[SLEEP_CHANGED] = new_signal ("sleep-changed", G_TYPE_NONE);
}

static void
att_session_init (AttSession *self)
{
  g_mutex_init (&self->settings_lock);
  g_mutex_init (&self->radio_lock);
  g_mutex_init (&self->background_lock);
  g_mutex_init (&self->scan_lock);
  g_cond_init (&self->background_cond);
  self->settings = g_hash_table_new (g_str_hash, g_str_equal);
  self->scan_wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->scan_progress = att_progress_new ();
  self->analyze_progress = att_progress_new ();
  self->watch_context = g_main_context_new ();
  self->watch_loop = g_main_loop_new (self->watch_context, FALSE);
  self->radio_jobs = g_thread_pool_new (run_job, NULL, 1, TRUE, NULL);
  self->write_jobs = g_thread_pool_new (run_job, NULL, 1, TRUE, NULL);
  att_session_radio_init (self);
  att_session_train_init (self);
}
