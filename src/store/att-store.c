/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store.h"

#include "att-search-cache.h"
#include "att-store-migrations.h"
#include "att-store-private.h"

#include <errno.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define CHANGED_DELAY_MS 100
#define MAX_IDLE_READERS 4
#define MAX_FINDINGS 5

typedef struct {
  AttStoreWriteFunc func; /* NULL: look for other processes' writes */
  gpointer data;
  AttStoreChanges changes;
  GError *error;
  gboolean done; /* guarded by AttStore.lock */
} Job;

struct _AttStore
{
  GObject parent_instance;

  char *path;
  char *name;            /* the path, for messages */
  GMainContext *context; /* where "changed" is emitted */
  GThread *forbidden;    /* atomic */

  GThread *thread;    /* the writer; owns writer_db and data_version while it runs */
  GAsyncQueue *jobs;
  AttDb *writer_db;
  gint64 data_version;

  guint generation;   /* atomic: writes of tracks that search must see, by anybody */
  AttSearchCache *search;
  guint genre_writes; /* atomic: those, and what changed the genres of tracks alone */
  GMutex genres_lock;
  GPtrArray *genres;  /* as of genres_writes */
  guint genres_writes;

  GMutex lock;        /* everything below */
  GCond job_done;
  GPtrArray *readers; /* idle connections */
  AttStoreChanges changes;
  GSource *changed_source;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (AttStore, att_store, G_TYPE_OBJECT)
G_DEFINE_QUARK (att-store-error-quark, att_store_error)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static Job poll_job, quit_job; /* only their addresses matter */

/* --- "changed" --- */

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
changed_cb (gpointer data)
{
  g_autoptr (AttStore) self = g_weak_ref_get (data);
  AttStoreChanges changes;

  if (self == NULL)
    return G_SOURCE_REMOVE;
  g_mutex_lock (&self->lock);
  changes = self->changes;
  self->changes = 0;
  g_clear_pointer (&self->changed_source, g_source_unref);
  g_mutex_unlock (&self->lock);

  g_signal_emit (self, signals[CHANGED], 0, (guint) changes);
  return G_SOURCE_REMOVE;
}

void
att_store_announce (AttStore *self, AttStoreChanges changes)
{
  if ((changes & ATT_STORE_CHANGED_TRACKS) != 0 && (changes & ATT_STORE_KEEPS_TEXTS) == 0)
    g_atomic_int_inc (&self->generation);
  if ((changes & ATT_STORE_CHANGED_TRACKS) != 0 && (changes & ATT_STORE_KEEPS_GENRES) == 0)
    g_atomic_int_inc (&self->genre_writes);
  g_mutex_lock (&self->lock);
  self->changes |= changes & ATT_STORE_CHANGED_ANY;
  if (self->changes != 0 && self->changed_source == NULL && !self->closed)
    {
      /* weak: nobody may ever run the context, and the store must not stay open for that */
      GWeakRef *ref = g_new0 (GWeakRef, 1);

      g_weak_ref_init (ref, self);
      self->changed_source = g_timeout_source_new (CHANGED_DELAY_MS);
      g_source_set_callback (self->changed_source, changed_cb, ref, weak_ref_free);
      g_source_attach (self->changed_source, self->context);
    }
  g_mutex_unlock (&self->lock);
}

/* --- the writer thread --- */

static void
run_job (AttStore *self, Job *job)
{
  gint64 before = att_db_get_total_changes (self->writer_db);

  att_db_begin (self->writer_db, TRUE);
  if (!att_db_has_failed (self->writer_db))
    job->func (self->writer_db, job->data);
  if (att_db_end (self->writer_db, &job->error) && att_db_get_total_changes (self->writer_db) != before)
    att_store_announce (self, job->changes);

  g_mutex_lock (&self->lock);
  job->done = TRUE;
  g_cond_broadcast (&self->job_done);
  g_mutex_unlock (&self->lock);
}

static gint64
read_data_version (AttDb *db)
{
  gint64 version = att_db_get_int64 (db, "PRAGMA data_version");
  g_autoptr (GError) error = NULL;

  if (!att_db_flush_error (db, &error))
    g_message ("%s", error->message); /* looked at again at the next poll */
  return version;
}

static gpointer
write_thread (gpointer data)
{
  AttStore *self = data;

  for (;;)
    {
      Job *job = g_async_queue_pop (self->jobs);

      if (job == &quit_job)
        return NULL;
      if (job == &poll_job)
        {
          gint64 version = read_data_version (self->writer_db);

          if (version != self->data_version && version != 0)
            {
              self->data_version = version;
              att_store_announce (self, ATT_STORE_CHANGED_ANY);
            }
        }
      else
        run_job (self, job);
    }
}

static void
check_thread (AttStore *self, const char *caller)
{
  if (g_thread_self () == g_atomic_pointer_get (&self->forbidden))
    g_critical ("%s() waits for the disk and was called on the thread that must never wait", caller);
  g_assert (g_thread_self () != self->thread);
}

gboolean
att_store_write (AttStore *self, const char *caller, AttStoreChanges changes,
                 AttStoreWriteFunc func, gpointer data, GError **error)
{
  Job job = { .func = func, .data = data, .changes = changes };

  check_thread (self, caller);

  g_mutex_lock (&self->lock);
  if (self->closed)
    {
      g_mutex_unlock (&self->lock);
      g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_FAILED, _("%s was closed"), self->name);
      return FALSE;
    }
  g_async_queue_push (self->jobs, &job);
  while (!job.done)
    g_cond_wait (&self->job_done, &self->lock);
  g_mutex_unlock (&self->lock);

  if (job.error == NULL)
    return TRUE;
  g_propagate_error (error, job.error);
  return FALSE;
}

/* --- readers --- */

AttDb *
att_store_begin_read (AttStore *self, const char *caller, GError **error)
{
  AttDb *db = NULL;

  check_thread (self, caller);

  g_mutex_lock (&self->lock);
  if (self->closed)
    {
      g_mutex_unlock (&self->lock);
      g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_FAILED, _("%s was closed"), self->name);
      return NULL;
    }
  if (self->readers->len > 0)
    db = g_ptr_array_steal_index (self->readers, self->readers->len - 1);
  g_mutex_unlock (&self->lock);

  if (db == NULL)
    {
      db = att_db_open (self->path, TRUE, error);
      if (db == NULL)
        return NULL;
      if (!att_db_configure (db, error))
        {
          att_db_close (db);
          return NULL;
        }
      att_db_exec (db, "PRAGMA cache_size = -2000"); /* there are several; what is read once is not read again */
    }
  att_db_begin (db, FALSE);
  return db;
}

gboolean
att_store_end_read (AttStore *self, AttDb *db, GError **error)
{
  gboolean ok = att_db_end (db, error);

  g_mutex_lock (&self->lock);
  if (!self->closed && self->readers->len < MAX_IDLE_READERS)
    g_ptr_array_add (self->readers, g_steal_pointer (&db));
  g_mutex_unlock (&self->lock);

  g_clear_pointer (&db, att_db_close);
  return ok;
}

/* --- what search looks through --- */

guint
att_store_get_generation (AttStore *self)
{
  return (guint) g_atomic_int_get (&self->generation);
}

AttSearch *
att_store_get_search (AttStore *self, AttDb *db, guint generation)
{
  return att_search_cache_get (self->search, db, generation);
}

/* --- the genres of the library --- */

guint
att_store_get_genre_writes (AttStore *self)
{
  return (guint) g_atomic_int_get (&self->genre_writes);
}

GPtrArray *
att_store_get_genres (AttStore *self, AttDb *db, guint writes)
{
  GPtrArray *genres;

  g_mutex_lock (&self->genres_lock);
  if (self->genres == NULL || self->genres_writes < writes)
    {
      g_clear_pointer (&self->genres, g_ptr_array_unref);
      self->genres = att_store_read_genres (db);
      self->genres_writes = writes;
    }
  genres = g_ptr_array_ref (self->genres);
  if (att_db_has_failed (db))
    g_clear_pointer (&self->genres, g_ptr_array_unref);
  g_mutex_unlock (&self->genres_lock);
  return genres;
}

/* --- opening --- */

/* A name beside @path that is not taken, nor its -wal and -shm. */
static char *
find_aside_name (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");

  for (guint i = 1;; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup_printf ("%s.unreadable-%s", path, date)
                                     : g_strdup_printf ("%s.unreadable-%s.%u", path, date, i);

      if (!g_file_test (name, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
}

static gboolean
set_aside (const char *path, const char *shown, char **notice, GError **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *name = find_aside_name (path);
  g_autofree char *shown_name = g_filename_display_basename (name);

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (name, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && !(i > 0 && errno == ENOENT))
        {
          g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_IO,
                       _("%s cannot be read, and could not be set aside: %s"), shown, g_strerror (errno));
          return FALSE;
        }
    }
  if (notice != NULL)
    *notice = g_strdup_printf (_("The library file %s could not be read. It was kept as %s and a new one was begun."),
                               shown, shown_name);
  return TRUE;
}

static gboolean
refuse_newer (const char *shown, GError **error)
{
  g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NEWER,
               _("%s was written by a newer Attacca. It was left as it is: please update Attacca."), shown);
  return FALSE;
}

/* What the first 100 bytes say (https://www.sqlite.org/fileformat.html, 1.3), before SQLite may touch anything. */
static gboolean
check_header (const char *path, const char *shown, GError **error)
{
  guint8 header[100];
  gsize n = 0;
  int code = 0;
  FILE *file = g_fopen (path, "rbe");

  if (file == NULL && errno == ENOENT)
    return TRUE;
  if (file == NULL)
    code = errno;
  else
    {
      n = fread (header, 1, sizeof header, file);
      if (ferror (file))
        code = errno;
      fclose (file);
    }
  if (code != 0)
    {
      g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_IO, _("%s cannot be read or written: %s"), shown,
                   g_strerror (code));
      return FALSE;
    }

  if (n == 0)
    return TRUE; /* empty is what a process that died while opening leaves */
  if (n < sizeof header || memcmp (header, "SQLite format 3", 16) != 0)
    {
      g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_UNREADABLE, "%s is not a database", shown);
      return FALSE;
    }
  if (((guint32) header[60] << 24 | header[61] << 16 | header[62] << 8 | header[63]) >
      (guint32) att_store_schema_version ())
    return refuse_newer (shown, error);
  return TRUE;
}

static AttDb *
open_writer (const char *path, const char *shown, GError **error)
{
  g_autoptr (AttDb) db = NULL;
  gint64 version, application_id, n_tables;

  if (!check_header (path, shown, error))
    return NULL;
  db = att_db_open (path, FALSE, error);
  if (db == NULL)
    return NULL;

  /* again, through SQLite: the newest state may still be in the WAL */
  version = att_db_get_int64 (db, "PRAGMA user_version");
  application_id = att_db_get_int64 (db, "PRAGMA application_id");
  n_tables = att_db_get_int64 (db, "SELECT count(*) FROM sqlite_schema");
  if (!att_db_flush_error (db, error))
    return NULL;
  if (version > att_store_schema_version ())
    {
      refuse_newer (shown, error);
      return NULL;
    }
  if (application_id != ATT_STORE_APPLICATION_ID && n_tables > 0)
    {
      g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_UNREADABLE, "%s is the database of another program", shown);
      return NULL;
    }
  if (!att_db_configure (db, error) || !att_store_migrate (db, error))
    return NULL;
  return g_steal_pointer (&db);
}

AttStore *
att_store_open (const char *path, char **notice, GError **error)
{
  g_autoptr (AttStore) self = g_object_new (ATT_TYPE_STORE, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  GError *local = NULL;

  if (notice != NULL)
    *notice = NULL;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;
      g_autofree char *shown = g_filename_display_name (folder);

      g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_IO, _("The folder %s cannot be made: %s"), shown,
                   g_strerror (code));
      return NULL;
    }

  self->path = g_strdup (path);
  self->name = g_filename_display_name (path);
  self->writer_db = open_writer (path, self->name, &local);
  if (g_error_matches (local, ATT_STORE_ERROR, ATT_STORE_ERROR_UNREADABLE))
    {
      g_clear_error (&local);
      if (!set_aside (path, self->name, notice, error))
        return NULL;
      self->writer_db = open_writer (path, self->name, &local);
    }
  if (self->writer_db == NULL)
    {
      if (notice != NULL)
        g_clear_pointer (notice, g_free);
      g_propagate_error (error, local);
      return NULL;
    }

  self->data_version = read_data_version (self->writer_db);
  self->thread = g_thread_new ("att-store-write", write_thread, self);
  return g_steal_pointer (&self);
}

void
att_store_close (AttStore *self)
{
  g_mutex_lock (&self->lock);
  if (self->closed)
    {
      g_mutex_unlock (&self->lock);
      return;
    }
  self->closed = TRUE;
  if (self->changed_source != NULL)
    {
      g_source_destroy (self->changed_source);
      g_clear_pointer (&self->changed_source, g_source_unref);
    }
  g_ptr_array_set_size (self->readers, 0);
  g_mutex_unlock (&self->lock);

  att_search_cache_stop (self->search);
  if (self->thread != NULL)
    {
      g_async_queue_push (self->jobs, &quit_job);
      g_thread_join (g_steal_pointer (&self->thread));
    }
  g_clear_pointer (&self->writer_db, att_db_close);
}

const char *
att_store_get_path (AttStore *self)
{
  return self->path;
}

void
att_store_forbid_thread (AttStore *self, GThread *thread)
{
  g_atomic_pointer_set (&self->forbidden, thread);
}

void
att_store_poll (AttStore *self)
{
  g_mutex_lock (&self->lock);
  if (!self->closed)
    g_async_queue_push (self->jobs, &poll_job);
  g_mutex_unlock (&self->lock);
}

gboolean
att_store_check (AttStore *self, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GString) findings = g_string_new (NULL);
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  stmt = att_db_prepare_once (db, "PRAGMA integrity_check (" G_STRINGIFY (MAX_FINDINGS) ")");
  while (att_stmt_step (stmt))
    if (g_strcmp0 (att_stmt_get_text (stmt, 0), "ok") != 0)
      g_string_append_printf (findings, "; %s", att_stmt_get_text (stmt, 0));

  stmt = att_db_prepare_once (db, "PRAGMA foreign_key_check");
  for (guint i = 0; i < MAX_FINDINGS && att_stmt_step (stmt); i++)
    g_string_append_printf (findings, "; row %" G_GINT64_FORMAT " of %s refers to a row of %s that is not there",
                            att_stmt_get_int (stmt, 1), att_stmt_get_text (stmt, 0), att_stmt_get_text (stmt, 2));
  att_stmt_reset (stmt);

  if (findings->len > 0)
    att_db_fail (db, ATT_STORE_ERROR_FAILED, "%s: %s", self->name, findings->str + 2);
  return att_store_end_read (self, db, error);
}

/* --- the object --- */

static void
att_store_dispose (GObject *object)
{
  att_store_close (ATT_STORE (object));

  G_OBJECT_CLASS (att_store_parent_class)->dispose (object);
}

static void
att_store_finalize (GObject *object)
{
  AttStore *self = ATT_STORE (object);

  g_ptr_array_unref (self->readers);
  g_async_queue_unref (self->jobs);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->genres_lock);
  g_clear_pointer (&self->genres, g_ptr_array_unref);
  att_search_cache_free (self->search);
  g_cond_clear (&self->job_done);
  g_free (self->path);
  g_free (self->name);

  G_OBJECT_CLASS (att_store_parent_class)->finalize (object);
}

static void
att_store_class_init (AttStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = att_store_dispose;
  G_OBJECT_CLASS (klass)->finalize = att_store_finalize;

  signals[CHANGED] = g_signal_new ("changed", ATT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
att_store_init (AttStore *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->genres_lock);
  g_cond_init (&self->job_done);
  self->context = g_main_context_ref_thread_default ();
  self->search = att_search_cache_new (self);
  self->jobs = g_async_queue_new ();
  self->readers = g_ptr_array_new_with_free_func ((GDestroyNotify) att_db_close);
}

/* --- addresses --- */

char *
att_store_path_to_uri (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *uri = g_filename_to_uri (path, NULL, &local);

  if (uri == NULL)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_FAILED, "%s: %s", shown, local->message);
    }
  return uri;
}

void
att_store_uri_range (const char *uri, char **prefix, char **end)
{
  gsize n = strlen (uri);

  *prefix = n > 0 && uri[n - 1] == '/' ? g_strdup (uri) : g_strconcat (uri, "/", NULL);
  *end = g_strdup (*prefix);
  (*end)[strlen (*end) - 1] = '/' + 1;
}
