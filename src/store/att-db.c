/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-db.h"

#include <math.h>
#include <sqlite3.h>
#include <glib/gi18n-lib.h>

#define BUSY_TIMEOUT_MS 5000
#define WAL_RETRY_US (50 * 1000)

struct _AttStmt
{
  AttDb *db;
  sqlite3_stmt *stmt;
  int n_bound;
};

struct _AttDb
{
  sqlite3 *db;
  char *name;        /* of the file, for messages */
  GHashTable *stmts; /* SQL text -> AttStmt, kept */
  GPtrArray *once;   /* AttStmt, until the end of the transaction */
  GError *error;     /* the first one */
  gpointer cache;
  GDestroyNotify destroy_cache;
};

static void
stmt_free (gpointer data)
{
  AttStmt *self = data;

  sqlite3_finalize (self->stmt);
  g_free (self);
}

static AttStoreError
store_error_of (int sql_code)
{
  if (sql_code == SQLITE_CONSTRAINT_FOREIGNKEY) /* what was written names a row that is not there */
    return ATT_STORE_ERROR_NOT_FOUND;
  switch (sql_code & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ATT_STORE_ERROR_BUSY;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return ATT_STORE_ERROR_IO;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return ATT_STORE_ERROR_UNREADABLE;
    default:
      return ATT_STORE_ERROR_FAILED;
    }
}

static GError *
make_error (int sql_code, const char *name, const char *message)
{
  AttStoreError code = store_error_of (sql_code);

  switch (code)
    {
    case ATT_STORE_ERROR_BUSY:
      return g_error_new (ATT_STORE_ERROR, code,
                          _("%s is locked by another program that is writing to it. Try again."), name);
    case ATT_STORE_ERROR_IO:
      /* TRANSLATORS: a file and what is wrong with it */
      return g_error_new (ATT_STORE_ERROR, code, _("%s cannot be read or written: %s"), name, message);
    default:
      return g_error_new (ATT_STORE_ERROR, code, "%s: %s", name, message);
    }
}

static void
keep_error (AttDb *self, int sql_code)
{
  if (self->error != NULL)
    return;
  self->error = make_error (sql_code, self->name, sqlite3_errmsg (self->db));
}

AttDb *
att_db_open (const char *path, gboolean read_only, GError **error)
{
  g_autoptr (AttDb) self = g_new0 (AttDb, 1);
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (read_only ? 0 : SQLITE_OPEN_CREATE);
  static gsize configured = 0;
  int code;

  if (g_once_init_enter (&configured))
    {
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0); /* its counters take a lock at each allocation */
      g_once_init_leave (&configured, 1);
    }
  self->name = g_filename_display_name (path);
  self->stmts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stmt_free);
  self->once = g_ptr_array_new_with_free_func (stmt_free);
  code = sqlite3_open_v2 (path, &self->db, flags, NULL);
  if (code != SQLITE_OK)
    {
      g_propagate_error (error, make_error (code, self->name, self->db != NULL ? sqlite3_errmsg (self->db)
                                                                               : sqlite3_errstr (code)));
      return NULL;
    }
  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  /* until the file is known to be ours, closing must not write to it either */
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (read_only)
    att_db_exec (self, "PRAGMA query_only = ON");
  else if (sqlite3_db_readonly (self->db, "main") == 1)
    {
      /* SQLite opens what it may not write for reading only, without a word */
      g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_IO, _("%s may not be written to"), self->name);
      return NULL;
    }
  return g_steal_pointer (&self);
}

gboolean
att_db_configure (AttDb *self, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + BUSY_TIMEOUT_MS * 1000;

  /* The change to WAL does not wait for locks by itself. */
  while (sqlite3_exec (self->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) == SQLITE_BUSY &&
         g_get_monotonic_time () < deadline)
    g_usleep (WAL_RETRY_US);
  att_db_exec (self,
               "PRAGMA journal_mode = WAL;"
               "PRAGMA synchronous = NORMAL;"
               "PRAGMA foreign_keys = ON;"
               "PRAGMA temp_store = MEMORY;"
               "PRAGMA cache_size = -8000");
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return att_db_flush_error (self, error);
}

void
att_db_close (AttDb *self)
{
  att_db_set_cache (self, NULL, NULL);
  g_hash_table_unref (self->stmts);
  g_ptr_array_unref (self->once);
  sqlite3_close (self->db);
  g_clear_error (&self->error);
  g_free (self->name);
  g_free (self);
}

void
att_db_begin (AttDb *self, gboolean write)
{
  att_stmt_run (att_db_prepare (self, write ? "BEGIN IMMEDIATE" : "BEGIN"));
}

gboolean
att_db_end (AttDb *self, GError **error)
{
  g_ptr_array_set_size (self->once, 0);
  if (self->error == NULL)
    att_stmt_run (att_db_prepare (self, "COMMIT"));
  if (self->error == NULL)
    return TRUE;

  if (!sqlite3_get_autocommit (self->db)) /* SQLite itself rolls back after some errors */
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  return att_db_flush_error (self, error);
}

void
att_db_fail (AttDb *self, AttStoreError code, const char *format, ...)
{
  va_list args;

  if (self->error != NULL)
    return;
  va_start (args, format);
  self->error = g_error_new_valist (ATT_STORE_ERROR, code, format, args);
  va_end (args);
}

void
att_db_take_error (AttDb *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

gboolean
att_db_has_failed (AttDb *self)
{
  return self->error != NULL;
}

gboolean
att_db_flush_error (AttDb *self, GError **error)
{
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

void
att_db_exec (AttDb *self, const char *sql)
{
  int code;

  if (self->error != NULL)
    return;
  code = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  if (code != SQLITE_OK)
    keep_error (self, code);
}

gint64
att_db_get_int64 (AttDb *self, const char *sql)
{
  AttStmt *stmt = att_db_prepare (self, sql);
  gint64 value = 0;

  if (att_stmt_step (stmt))
    {
      value = att_stmt_get_int (stmt, 0);
      att_stmt_reset (stmt);
    }
  return value;
}

void
att_db_run_int (AttDb *self, const char *sql, gint64 value)
{
  AttStmt *stmt = att_db_prepare (self, sql);

  att_stmt_int (stmt, value);
  att_stmt_run (stmt);
}

gint64
att_db_get_last_id (AttDb *self)
{
  return sqlite3_last_insert_rowid (self->db);
}

gint64
att_db_get_changes (AttDb *self)
{
  return sqlite3_changes64 (self->db);
}

gint64
att_db_get_total_changes (AttDb *self)
{
  return sqlite3_total_changes64 (self->db);
}

gpointer
att_db_get_cache (AttDb *self)
{
  return self->cache;
}

void
att_db_set_cache (AttDb *self, gpointer cache, GDestroyNotify destroy)
{
  if (self->cache != NULL)
    self->destroy_cache (self->cache);
  self->cache = cache;
  self->destroy_cache = destroy;
}

static AttStmt *
prepare (AttDb *self, const char *sql, guint flags)
{
  sqlite3_stmt *stmt;
  AttStmt *made;
  int code;

  code = sqlite3_prepare_v3 (self->db, sql, -1, flags, &stmt, NULL);
  if (code != SQLITE_OK)
    {
      keep_error (self, code);
      return NULL;
    }
  made = g_new0 (AttStmt, 1);
  made->db = self;
  made->stmt = stmt;
  return made;
}

AttStmt *
att_db_prepare (AttDb *self, const char *sql)
{
  AttStmt *stmt;

  if (self->error != NULL)
    return NULL;
  stmt = g_hash_table_lookup (self->stmts, sql);
  if (stmt == NULL)
    {
      stmt = prepare (self, sql, SQLITE_PREPARE_PERSISTENT);
      if (stmt != NULL)
        g_hash_table_insert (self->stmts, g_strdup (sql), stmt);
    }
  else
    g_assert (!sqlite3_stmt_busy (stmt->stmt));
  return stmt;
}

AttStmt *
att_db_prepare_once (AttDb *self, const char *sql)
{
  AttStmt *stmt;

  if (self->error != NULL)
    return NULL;
  stmt = prepare (self, sql, 0);
  if (stmt != NULL)
    g_ptr_array_add (self->once, stmt);
  return stmt;
}

void
att_stmt_int (AttStmt *self, gint64 value)
{
  if (self != NULL)
    sqlite3_bind_int64 (self->stmt, ++self->n_bound, value);
}

void
att_stmt_id (AttStmt *self, gint64 value)
{
  if (self == NULL)
    return;
  if (value != 0)
    sqlite3_bind_int64 (self->stmt, ++self->n_bound, value);
  else
    sqlite3_bind_null (self->stmt, ++self->n_bound);
}

void
att_stmt_double (AttStmt *self, double value)
{
  if (self == NULL)
    return;
  if (isnan (value))
    sqlite3_bind_null (self->stmt, ++self->n_bound);
  else
    sqlite3_bind_double (self->stmt, ++self->n_bound, value);
}

void
att_stmt_text (AttStmt *self, const char *value)
{
  if (self != NULL)
    sqlite3_bind_text (self->stmt, ++self->n_bound, value, -1, SQLITE_STATIC);
}

void
att_stmt_blob (AttStmt *self, gconstpointer data, gsize size)
{
  if (self != NULL)
    sqlite3_bind_blob64 (self->stmt, ++self->n_bound, data, size, SQLITE_STATIC);
}

void
att_stmt_reset (AttStmt *self)
{
  if (self == NULL)
    return;
  sqlite3_reset (self->stmt);
  sqlite3_clear_bindings (self->stmt);
  self->n_bound = 0;
}

gboolean
att_stmt_step (AttStmt *self)
{
  int code;

  if (self == NULL)
    return FALSE;
  if (self->db->error == NULL)
    {
      code = sqlite3_step (self->stmt);
      if (code == SQLITE_ROW)
        return TRUE;
      if (code != SQLITE_DONE)
        keep_error (self->db, code);
    }
  att_stmt_reset (self);
  return FALSE;
}

void
att_stmt_run (AttStmt *self)
{
  while (att_stmt_step (self))
    ;
}

gint64
att_stmt_get_int (AttStmt *self, int column)
{
  return sqlite3_column_int64 (self->stmt, column);
}

double
att_stmt_get_double (AttStmt *self, int column)
{
  return att_stmt_is_null (self, column) ? NAN : sqlite3_column_double (self->stmt, column);
}

const char *
att_stmt_get_text (AttStmt *self, int column)
{
  return (const char *) sqlite3_column_text (self->stmt, column);
}

gconstpointer
att_stmt_get_blob (AttStmt *self, int column, gsize *size)
{
  gconstpointer data = sqlite3_column_blob (self->stmt, column);

  *size = sqlite3_column_bytes (self->stmt, column);
  return data;
}

gboolean
att_stmt_is_null (AttStmt *self, int column)
{
  return sqlite3_column_type (self->stmt, column) == SQLITE_NULL;
}

const char *
att_db_library_version (void)
{
  return sqlite3_libversion ();
}
