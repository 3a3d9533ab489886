/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The background thread: scans what was asked for, then listens to what is
 * new, then waits. A scan that is asked for while it listens comes first; the
 * listening goes on afterwards where it stopped.
 */
#include "config.h"

#include "att-session-private.h"

#include <glib/gi18n-lib.h>

#include "att-analyzer.h"
#include "att-memory.h"
#include "att-scanner.h"
#include "att-session-train.h"
#include "att-store-tracks.h"

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static char **
list_root_paths (AttSession *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) roots = att_store_list_roots (self->store, &error);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  if (roots == NULL)
    att_session_say (self, _("The music folders could not be read: %s"), error->message);
  for (guint i = 0; roots != NULL && i < roots->len; i++)
    g_strv_builder_add (paths, ((AttRoot *) g_ptr_array_index (roots, i))->path);
  return g_strv_builder_end (paths);
}

/* --- watching: on a thread of its own, for to look at a folder may take as long as its disk does --- */

typedef struct {
  AttSession *self;
  char **paths;
} Roots;

static void
roots_free (gpointer data)
{
  Roots *roots = data;

  g_strfreev (roots->paths);
  g_free (roots);
}

static gboolean
set_roots_cb (gpointer data)
{
  Roots *roots = data;

  att_watcher_set_roots (roots->self->watcher, (const char *const *) roots->paths);
  return G_SOURCE_REMOVE;
}

void
att_session_watch_roots (AttSession *self)
{
  Roots *roots = g_new (Roots, 1);

  *roots = (Roots){ self, list_root_paths (self) };
  g_main_context_invoke_full (self->watch_context, G_PRIORITY_DEFAULT, set_roots_cb, roots, roots_free);
}

static void
folders_changed_cb (AttWatcher *watcher, const char *const *paths, gpointer data)
{
  att_session_background_scan (data, paths);
}

static gpointer
run_watch (gpointer data)
{
  AttSession *self = data;

  g_main_context_push_thread_default (self->watch_context);
  self->watcher = att_watcher_new ();
  g_signal_connect (self->watcher, "changed", G_CALLBACK (folders_changed_cb), self);
  g_main_loop_run (self->watch_loop);
  g_clear_object (&self->watcher);
  g_main_context_pop_thread_default (self->watch_context);
  return NULL;
}

static gboolean
quit_watch_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
scan (AttSession *self, char **wanted, GCancellable *cancellable)
{
  g_auto (GStrv) roots = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  if (*wanted[0] == '\0') /* all of them */
    {
      roots = list_root_paths (self);
      wanted = roots;
      att_session_watch_roots (self);
    }
  if (wanted[0] == NULL)
    return;

  g_mutex_lock (&self->scan_lock);
  att_progress_begin (self->scan_progress);
  if (!att_scanner_run (self->store, (const char *const *) wanted, self->scan_progress, cancellable, &counts, &error) &&
      !is_cancelled (error))
    att_session_say (self, _("Reading the music folders stopped: %s"), error->message);
  att_progress_end (self->scan_progress);
  g_mutex_unlock (&self->scan_lock);
}

/* @limit 0: all that is new */
static void
hear (AttSession *self, guint limit, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  AttAnalyzeCounts counts = { 0 };

  att_progress_begin (self->analyze_progress);
  if (!att_analyzer_run (self->store, 0, limit, self->analyze_progress, cancellable, &counts, &error) &&
      !is_cancelled (error))
    att_session_say (self, _("Listening to the library stopped: %s"), error->message);
  att_progress_end (self->analyze_progress);
}

static void
keep_neighbours (AttSession *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!g_cancellable_is_cancelled (cancellable) && !att_session_keep_neighbours (self, cancellable, &error) &&
      !is_cancelled (error))
    att_session_say (self, _("Who sounds nearest could not be worked out: %s"), error->message);
}

static void
listen (AttSession *self, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) unheard = att_store_list_unheard (self->store, ATT_FEATURES_VERSION, ATT_STORE_NEWCOMERS + 1, NULL);
  guint n_newcomers = 0;

  while (unheard != NULL && n_newcomers < unheard->len &&
         ((AttUnheard *) g_ptr_array_index (unheard, n_newcomers))->is_newcomer)
    n_newcomers++;
  if (n_newcomers > 0 && n_newcomers < unheard->len) /* what was just put in does not wait for all the rest */
    {
      hear (self, n_newcomers, cancellable);
      keep_neighbours (self, cancellable);
    }
  if (unheard != NULL && unheard->len > 0 && !g_cancellable_is_cancelled (cancellable))
    hear (self, 0, cancellable);
  keep_neighbours (self, cancellable);
  if (!g_cancellable_is_cancelled (cancellable))
    att_session_label_genres (self, cancellable);
}

static gpointer
run_background (gpointer data)
{
  AttSession *self = data;

  g_mutex_lock (&self->background_lock);
  while (!self->background_stop)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      if (g_hash_table_size (self->scan_wanted) > 0)
        {
          g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
          g_auto (GStrv) paths = NULL;
          GHashTableIter iter;
          gpointer path;

          if (g_hash_table_contains (self->scan_wanted, ""))
            g_strv_builder_add (builder, "");
          else
            for (g_hash_table_iter_init (&iter, self->scan_wanted); g_hash_table_iter_next (&iter, &path, NULL);)
              g_strv_builder_add (builder, path);
          paths = g_strv_builder_end (builder);
          g_hash_table_remove_all (self->scan_wanted);

          self->scan_cancellable = cancellable;
          g_mutex_unlock (&self->background_lock);
          att_store_prepare_search (self->store, NULL); /* so that the first letter typed need not wait for it */
          scan (self, paths, cancellable);
          att_store_prepare_search (self->store, NULL);
          att_memory_trim ();
          g_mutex_lock (&self->background_lock);
          self->scan_cancellable = NULL;
          self->analyze_wanted = TRUE;
        }
      else if (self->analyze_wanted && !self->analyze_paused)
        {
          self->analyze_wanted = FALSE;
          self->analyze_cancellable = cancellable;
          g_mutex_unlock (&self->background_lock);
          listen (self, cancellable);
          att_memory_trim ();
          g_mutex_lock (&self->background_lock);
          self->analyze_cancellable = NULL;
          att_session_train_wake (self);
          if (g_cancellable_is_cancelled (cancellable)) /* interrupted: goes on after what came first */
            self->analyze_wanted = TRUE;
        }
      else
        g_cond_wait (&self->background_cond, &self->background_lock);
    }
  g_mutex_unlock (&self->background_lock);
  return NULL;
}

void
att_session_background_init (AttSession *self)
{
  if (self->background != NULL)
    return;
  self->watch = g_thread_new ("watch", run_watch, self);
  self->background = g_thread_new ("background", run_background, self);
}

void
att_session_background_stop (AttSession *self)
{
  if (self->background == NULL)
    return;
  g_mutex_lock (&self->background_lock);
  self->background_stop = TRUE;
  if (self->scan_cancellable != NULL)
    g_cancellable_cancel (self->scan_cancellable);
  if (self->analyze_cancellable != NULL)
    g_cancellable_cancel (self->analyze_cancellable);
  g_cond_signal (&self->background_cond);
  g_mutex_unlock (&self->background_lock);
  g_thread_join (g_steal_pointer (&self->background));
  g_main_context_invoke (self->watch_context, quit_watch_cb, self->watch_loop);
  g_thread_join (g_steal_pointer (&self->watch));
}

void
att_session_background_scan (AttSession *self, const char *const *paths)
{
  g_mutex_lock (&self->background_lock);
  if (paths == NULL)
    g_hash_table_add (self->scan_wanted, g_strdup (""));
  for (gsize i = 0; paths != NULL && paths[i] != NULL; i++)
    g_hash_table_add (self->scan_wanted, g_strdup (paths[i]));
  if (self->analyze_cancellable != NULL)
    g_cancellable_cancel (self->analyze_cancellable);
  g_cond_signal (&self->background_cond);
  g_mutex_unlock (&self->background_lock);
}

void
att_session_background_scan_anew (AttSession *self)
{
  g_mutex_lock (&self->background_lock);
  if (self->scan_cancellable != NULL)
    {
      g_cancellable_cancel (self->scan_cancellable);
      g_hash_table_add (self->scan_wanted, g_strdup (""));
    }
  g_mutex_unlock (&self->background_lock);
}

void
att_session_background_read (AttSession *self, const char *const *paths)
{
  const gboolean alone = g_mutex_trylock (&self->scan_lock);
  const gboolean done = att_scanner_run (self->store, paths, NULL, NULL, NULL, NULL);

  if (alone)
    g_mutex_unlock (&self->scan_lock);
  if (!alone || !done)
    att_session_background_scan (self, paths);
}

void
att_session_background_listen (AttSession *self)
{
  g_mutex_lock (&self->background_lock);
  self->analyze_wanted = TRUE;
  g_cond_signal (&self->background_cond);
  g_mutex_unlock (&self->background_lock);
}

void
att_session_rescan (AttSession *self)
{
  att_session_background_scan (self, NULL);
}

void
att_session_set_analyze_paused (AttSession *self, gboolean paused)
{
  g_mutex_lock (&self->background_lock);
  self->analyze_paused = paused;
  if (paused && self->analyze_cancellable != NULL)
    g_cancellable_cancel (self->analyze_cancellable);
  g_cond_signal (&self->background_cond);
  g_mutex_unlock (&self->background_lock);
}

gboolean
att_session_get_analyze_paused (AttSession *self)
{
  g_mutex_lock (&self->background_lock);
  gboolean paused = self->analyze_paused;
  g_mutex_unlock (&self->background_lock);
  return paused;
}

AttProgress *
att_session_get_scan_progress (AttSession *self)
{
  return self->scan_progress;
}

AttProgress *
att_session_get_analyze_progress (AttSession *self)
{
  return self->analyze_progress;
}
