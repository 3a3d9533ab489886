/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-watcher.h"

#include <errno.h>
#include <gio/gunixmounts.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "att-walk.h"

#define QUIET_USEC (2 * G_USEC_PER_SEC)
#define LONGEST_USEC (10 * G_USEC_PER_SEC)
#define LOOK_MS 500
#define ADD_AT_ONCE 50 /* folders a turn of the main loop */
#define ROOT_S 4       /* between two looks for a root that is not there */
#define EVENTS (IN_CREATE | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MOVE_SELF | \
                IN_ONLYDIR | IN_EXCL_UNLINK)

struct _AttWatcher
{
  GObject parent_instance;

  GMainContext *context;
  GStrv roots;
  int inotify;               /* -1: there is none to be had */
  GSource *events, *root_timer;
  GHashTable *folders;       /* watch descriptor -> its folder */
  GHashTable *changed;       /* folders with changes to report */
  gint64 first_at, last_at;  /* of those changes, monotonic us */
  GSource *timer;
  GCancellable *walking;     /* of all walks since set_roots() */
  GUnixMountMonitor *mounts;
  GHashTable *mounts_seen;   /* root -> text, see describe_mounts() */
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttWatcher, att_watcher, G_TYPE_OBJECT)

static gboolean
is_at_or_under (const char *path, const char *folder)
{
  const gsize n = strlen (folder);

  return strncmp (path, folder, n) == 0 && (path[n] == '\0' || path[n] == '/' || g_str_equal (folder, "/"));
}

static const char *
find_root (AttWatcher *self, const char *path)
{
  for (guint i = 0; self->roots != NULL && self->roots[i] != NULL; i++)
    if (is_at_or_under (path, self->roots[i]))
      return self->roots[i];
  return NULL;
}

static gboolean
is_root (AttWatcher *self, const char *folder)
{
  return g_strcmp0 (find_root (self, folder), folder) == 0;
}

/* --- reporting --- */

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Of a folder that is gone its parent has changed; a root that is gone is for the scan to see. */
static char *
nearest_folder (const char *folder, const char *root)
{
  char *nearest = g_strdup (folder);

  while (!g_str_equal (nearest, root) && !g_file_test (nearest, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *inner = nearest;

      nearest = g_path_get_dirname (inner);
    }
  return nearest;
}

/* without folders inside others that are listed */
static GStrv
take_changes (AttWatcher *self)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer folder;
  const char *last = NULL;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &folder, NULL))
    g_ptr_array_add (folders, nearest_folder (folder, find_root (self, folder)));
  g_ptr_array_sort (folders, compare_paths);
  for (guint i = 0; i < folders->len; i++)
    {
      folder = g_ptr_array_index (folders, i);
      if (last != NULL && is_at_or_under (folder, last))
        continue;
      g_strv_builder_add (builder, folder);
      last = folder;
    }
  g_hash_table_remove_all (self->changed);
  return g_strv_builder_end (builder);
}

static void
stop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
look_cb (gpointer data)
{
  AttWatcher *self = data;
  const gint64 now = g_get_monotonic_time ();
  g_auto (GStrv) paths = NULL;

  if (now - self->last_at < QUIET_USEC && now - self->first_at < LONGEST_USEC)
    return G_SOURCE_CONTINUE;
  stop_source (&self->timer);
  paths = take_changes (self);
  if (*paths != NULL)
    g_signal_emit (self, signals[CHANGED], 0, paths);
  return G_SOURCE_REMOVE;
}

static void
note_change (AttWatcher *self, const char *folder)
{
  if (find_root (self, folder) == NULL)
    return;
  self->last_at = g_get_monotonic_time ();
  if (g_hash_table_size (self->changed) == 0)
    self->first_at = self->last_at;
  g_hash_table_add (self->changed, g_strdup (folder));
  if (self->timer == NULL)
    {
      self->timer = g_timeout_source_new (LOOK_MS);
      g_source_set_callback (self->timer, look_cb, self, NULL);
      g_source_attach (self->timer, self->context);
    }
}

/* --- folders --- */

/* walks a folder on a thread of its own, then watches what it found, some folders a turn */
typedef struct {
  GWeakRef watcher;
  GMainContext *context;
  GCancellable *cancellable;
  char *folder;
  gint64 since;       /* when it was asked for, ns by the clock that files are dated with */
  GPtrArray *folders;
  guint n_added;
} WalkTask;

static void
walk_task_free (gpointer data)
{
  WalkTask *task = data;

  g_weak_ref_clear (&task->watcher);
  g_object_unref (task->cancellable);
  g_free (task->folder);
  g_clear_pointer (&task->folders, g_ptr_array_unref);
  g_free (task);
}

/* A folder that is watched already, perhaps by another name, is so by this one from now on. */
static gboolean
watch_folder (AttWatcher *self, const char *folder)
{
  int wd;

  if (find_root (self, folder) == NULL || self->inotify < 0)
    return FALSE;
  wd = inotify_add_watch (self->inotify, folder, EVENTS);
  if (wd < 0)
    {
      if (errno != ENOENT)
        g_message ("%s is not watched: %s", folder, g_strerror (errno));
      return FALSE;
    }
  g_hash_table_replace (self->folders, GINT_TO_POINTER (wd), g_strdup (folder));
  return TRUE;
}

/* something came into the folder, or left it, since the walk was asked for: a scan that was asked for with it may have
 * looked before, and the watch was not set yet */
static gboolean
has_changed_since (const char *folder, gint64 since)
{
  struct stat st;

  return stat (folder, &st) == 0 && att_walk_mtime (&st) >= since;
}

static gint64
get_file_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME_COARSE, &now);
  return (gint64) now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static gboolean
watch_some_cb (gpointer data)
{
  WalkTask *task = data;
  g_autoptr (AttWatcher) self = g_weak_ref_get (&task->watcher);

  if (self == NULL || g_cancellable_is_cancelled (task->cancellable))
    return G_SOURCE_REMOVE;
  for (guint i = 0; i < ADD_AT_ONCE && task->n_added < task->folders->len; i++)
    {
      const char *folder = g_ptr_array_index (task->folders, task->n_added++);

      if (watch_folder (self, folder) && has_changed_since (folder, task->since))
        note_change (self, folder);
    }
  return task->n_added < task->folders->len ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gpointer
walk_thread (gpointer data)
{
  WalkTask *task = data;
  g_autoptr (GMainContext) context = g_steal_pointer (&task->context); /* not held by what it holds */
  g_autoptr (GSource) source = g_idle_source_new ();

  task->folders = att_walk_folders (task->folder, task->cancellable);
  g_source_set_callback (source, watch_some_cb, task, walk_task_free);
  g_source_attach (source, context);
  return NULL;
}

static void
add_folder (AttWatcher *self, const char *folder)
{
  WalkTask *task = g_new0 (WalkTask, 1);

  g_weak_ref_init (&task->watcher, self);
  task->context = g_main_context_ref (self->context);
  task->cancellable = g_object_ref (self->walking);
  task->folder = g_strdup (folder);
  task->since = get_file_time ();
  g_thread_unref (g_thread_new ("folder-walk", walk_thread, task));
}

/* @folder and all that is in it */
static void
forget_folder (AttWatcher *self, const char *folder)
{
  GHashTableIter iter;
  gpointer wd, watched;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, &wd, &watched))
    if (is_at_or_under (watched, folder))
      {
        inotify_rm_watch (self->inotify, GPOINTER_TO_INT (wd));
        g_hash_table_iter_remove (&iter);
      }
}

/* --- roots that are not there: an external disk's folder --- */

static gboolean
is_watched (AttWatcher *self, const char *folder)
{
  GHashTableIter iter;
  gpointer watched;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &watched))
    if (g_str_equal (watched, folder))
      return TRUE;
  return FALSE;
}

static gboolean
look_for_roots_cb (gpointer data)
{
  AttWatcher *self = data;
  gboolean all = TRUE;

  for (guint i = 0; self->roots[i] != NULL; i++)
    if (is_watched (self, self->roots[i]))
      continue;
    else if (watch_folder (self, self->roots[i]))
      {
        note_change (self, self->roots[i]);
        add_folder (self, self->roots[i]);
      }
    else
      all = FALSE;
  if (all)
    g_clear_pointer (&self->root_timer, g_source_unref);
  return all ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
wait_for_roots (AttWatcher *self)
{
  if (self->root_timer != NULL || self->inotify < 0)
    return;
  self->root_timer = g_timeout_source_new_seconds (ROOT_S);
  g_source_set_callback (self->root_timer, look_for_roots_cb, self, NULL);
  g_source_attach (self->root_timer, self->context);
}

/* --- changes --- */

static gboolean
is_business (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  AttWalkKind kind;

  return att_walk_classify (name, &kind);
}

static void
note_arrival (AttWatcher *self, const char *path)
{
  const char *root = find_root (self, path);

  if (root == NULL || (!g_str_equal (root, path) && !is_business (path)))
    return;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      note_change (self, path);
      add_folder (self, path);
    }
  else
    {
      g_autofree char *folder = g_path_get_dirname (path);

      note_change (self, folder);
    }
}

static void
note_departure (AttWatcher *self, const char *folder, const char *path, gboolean is_folder)
{
  if (!is_business (path))
    return;
  if (is_folder)
    forget_folder (self, path);
  note_change (self, is_folder ? path : folder);
}

static void
handle (AttWatcher *self, const struct inotify_event *event)
{
  g_autofree char *folder = g_strdup (g_hash_table_lookup (self->folders, GINT_TO_POINTER (event->wd)));
  g_autofree char *path = folder != NULL && event->len > 0 ? g_build_filename (folder, event->name, NULL) : NULL;

  if (event->mask & IN_Q_OVERFLOW) /* who knows what was said */
    {
      for (guint i = 0; self->roots != NULL && self->roots[i] != NULL; i++)
        note_change (self, self->roots[i]);
    }
  else if (folder != NULL && (event->mask & IN_IGNORED || (event->mask & IN_MOVE_SELF && is_root (self, folder))))
    { /* it is gone, or what it was on */
      if (event->mask & IN_IGNORED)
        g_hash_table_remove (self->folders, GINT_TO_POINTER (event->wd));
      note_change (self, folder);
      if (is_root (self, folder))
        {
          forget_folder (self, folder);
          wait_for_roots (self);
        }
    }
  else if (path == NULL)
    return;
  else if (event->mask & (IN_CREATE | IN_MOVED_TO))
    note_arrival (self, path);
  else if (event->mask & (IN_DELETE | IN_MOVED_FROM))
    note_departure (self, folder, path, event->mask & IN_ISDIR);
  else if (event->mask & IN_CLOSE_WRITE && is_business (path))
    note_change (self, folder);
}

static gboolean
read_events_cb (int fd, GIOCondition condition, gpointer data)
{
  AttWatcher *self = data;
  char buffer[16384] __attribute__ ((aligned (__alignof__ (struct inotify_event))));
  gssize n = read (fd, buffer, sizeof buffer);
  const struct inotify_event *event;

  for (gssize at = 0; at < n; at += sizeof *event + event->len)
    {
      event = (const struct inotify_event *) (gconstpointer) (buffer + at);
      handle (self, event);
    }
  return G_SOURCE_CONTINUE;
}

/* --- mounts --- */

/* The mounts that matter to the roots, as text. It comes from the kernel's table: stat() could hang on a dead mount. */
static char *
describe_mounts (const char *root)
{
  g_autolist (GUnixMountEntry) mounts = g_unix_mounts_get (NULL);
  GString *text = g_string_new (NULL);

  for (GList *l = mounts; l != NULL; l = l->next)
    {
      const char *place = g_unix_mount_get_mount_path (l->data);

      if (is_at_or_under (root, place) || is_at_or_under (place, root))
        g_string_append_printf (text, "%s\t%s\n", place, g_unix_mount_get_device_path (l->data));
    }
  return g_string_free (text, FALSE);
}

static void
mounts_changed_cb (GUnixMountMonitor *monitor, gpointer user_data)
{
  AttWatcher *self = user_data;

  for (guint i = 0; self->roots != NULL && self->roots[i] != NULL; i++)
    {
      g_autofree char *now = describe_mounts (self->roots[i]);

      if (g_strcmp0 (now, g_hash_table_lookup (self->mounts_seen, self->roots[i])) == 0)
        continue;
      g_hash_table_replace (self->mounts_seen, g_strdup (self->roots[i]), g_steal_pointer (&now));
      forget_folder (self, self->roots[i]); /* it watched what is now hidden or gone */
      if (!watch_folder (self, self->roots[i]))
        wait_for_roots (self);
      note_change (self, self->roots[i]);
      add_folder (self, self->roots[i]);
    }
}

/* --- the object --- */

static void
forget_everything (AttWatcher *self)
{
  g_cancellable_cancel (self->walking);
  g_clear_object (&self->walking);
  stop_source (&self->timer);
  stop_source (&self->root_timer);
  if (self->roots != NULL)
    forget_folder (self, "/");
  g_hash_table_remove_all (self->changed);
  g_hash_table_remove_all (self->mounts_seen);
  g_clear_pointer (&self->roots, g_strfreev);
}

static void
att_watcher_dispose (GObject *object)
{
  AttWatcher *self = ATT_WATCHER (object);

  if (self->mounts != NULL)
    forget_everything (self);
  stop_source (&self->events);
  g_clear_object (&self->mounts);

  G_OBJECT_CLASS (att_watcher_parent_class)->dispose (object);
}

static void
att_watcher_finalize (GObject *object)
{
  AttWatcher *self = ATT_WATCHER (object);

  if (self->inotify >= 0)
    close (self->inotify);
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->mounts_seen);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (att_watcher_parent_class)->finalize (object);
}

static void
att_watcher_class_init (AttWatcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = att_watcher_dispose;
  object_class->finalize = att_watcher_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
att_watcher_init (AttWatcher *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->walking = g_cancellable_new ();
  self->inotify = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (self->inotify < 0)
    g_message ("the music folders are not watched: %s", g_strerror (errno));
  else
    {
      self->events = g_unix_fd_source_new (self->inotify, G_IO_IN);
      g_source_set_callback (self->events, G_SOURCE_FUNC (read_events_cb), self, NULL);
      g_source_attach (self->events, self->context);
    }
  self->folders = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->mounts_seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->mounts = g_unix_mount_monitor_get ();
  g_signal_connect_object (self->mounts, "mounts-changed", G_CALLBACK (mounts_changed_cb), self, 0);
}

AttWatcher *
att_watcher_new (void)
{
  return g_object_new (ATT_TYPE_WATCHER, NULL);
}

void
att_watcher_set_roots (AttWatcher *self, const char *const *paths)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_if_fail (ATT_IS_WATCHER (self));

  forget_everything (self);
  self->walking = g_cancellable_new ();
  for (gsize i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autofree char *path = g_canonicalize_filename (paths[i], NULL);

      g_strv_builder_add (builder, path);
    }
  self->roots = g_strv_builder_end (builder);
  for (guint i = 0; self->roots[i] != NULL; i++)
    {
      g_hash_table_replace (self->mounts_seen, g_strdup (self->roots[i]), describe_mounts (self->roots[i]));
      if (!watch_folder (self, self->roots[i]))
        wait_for_roots (self);
      add_folder (self, self->roots[i]);
    }
}
