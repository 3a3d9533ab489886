/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store-listening.h"

#include "att-store-private.h"

char *
att_store_get_setting (AttStore *self, const char *key, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autofree char *value = NULL;
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT value FROM settings WHERE key = ?");
  att_stmt_text (stmt, key);
  while (att_stmt_step (stmt))
    value = g_strdup (att_stmt_get_text (stmt, 0));
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&value);
}

typedef struct { const char *key, *value; } Setting;

static void
set_setting (AttDb *db, gpointer data)
{
  const Setting *setting = data;
  AttStmt *stmt;

  if (setting->value == NULL)
    {
      stmt = att_db_prepare (db, "DELETE FROM settings WHERE key = ?");
      att_stmt_text (stmt, setting->key);
    }
  else
    {
      stmt = att_db_prepare (db,
                             "INSERT INTO settings (key, value) VALUES (?, ?)"
                             " ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value != excluded.value");
      att_stmt_text (stmt, setting->key);
      att_stmt_text (stmt, setting->value);
    }
  att_stmt_run (stmt);
}

gboolean
att_store_set_setting (AttStore *self, const char *key, const char *value, GError **error)
{
  Setting setting = { key, value };

  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_SETTINGS, set_setting, &setting, error);
}

/* --- genres chosen at first run --- */

typedef struct { const char *const *genres; gint64 at; } ChosenGenres;

static void
set_chosen_genres (AttDb *db, gpointer data)
{
  const ChosenGenres *chosen = data;
  AttStmt *stmt;

  att_stmt_run (att_db_prepare (db, "DELETE FROM chosen_genres"));
  stmt = att_db_prepare (db, "INSERT INTO chosen_genres (position, name, at) VALUES (?, ?, ?)");
  for (gsize i = 0; chosen->genres[i] != NULL; i++)
    {
      att_stmt_int (stmt, i);
      att_stmt_text (stmt, chosen->genres[i]);
      att_stmt_int (stmt, chosen->at);
      att_stmt_run (stmt);
    }
}

gboolean
att_store_set_chosen_genres (AttStore *self, const char *const *genres, gint64 at, GError **error)
{
  ChosenGenres chosen = { genres, at };

  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_EVENTS, set_chosen_genres, &chosen, error);
}

char **
att_store_get_chosen_genres (AttStore *self, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GStrvBuilder) genres = g_strv_builder_new ();
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT name FROM chosen_genres ORDER BY position");
  while (att_stmt_step (stmt))
    g_strv_builder_add (genres, att_stmt_get_text (stmt, 0));
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_strv_builder_end (genres);
}

/* --- the queue --- */

void
att_queue_row_free (AttQueueRow *self)
{
  g_free (self->uri);
  g_free (self);
}

typedef struct {
  GPtrArray *rows;
  int current;
  gint64 position_ms;
  const char *seeds;
} Queue;

static void
save_queue (AttDb *db, gpointer data)
{
  const Queue *queue = data;
  AttStmt *stmt;

  att_stmt_run (att_db_prepare (db, "DELETE FROM queue_rows"));
  stmt =
    att_db_prepare (db, "INSERT INTO queue_rows (position, track_id, uri, origin, pick_id) VALUES (?, ?, ?, ?, ?)");
  for (guint i = 0; i < queue->rows->len; i++)
    {
      const AttQueueRow *row = g_ptr_array_index (queue->rows, i);

      att_stmt_int (stmt, i);
      att_stmt_id (stmt, row->track_id);
      att_stmt_text (stmt, row->uri != NULL ? row->uri : "");
      att_stmt_int (stmt, row->origin);
      att_stmt_id (stmt, row->pick_id);
      att_stmt_run (stmt);
    }

  stmt =
    att_db_prepare (db, "INSERT OR REPLACE INTO queue_state (id, current, position_ms, seeds) VALUES (1, ?, ?, ?)");
  att_stmt_int (stmt, queue->current);
  att_stmt_int (stmt, queue->position_ms);
  att_stmt_text (stmt, queue->seeds);
  att_stmt_run (stmt);
}

gboolean
att_store_save_queue (AttStore *self, GPtrArray *rows, int current, gint64 position_ms,
                      const char *seeds, GError **error)
{
  Queue queue = { rows, current, position_ms, seeds };

  return att_store_write (self, G_STRFUNC, 0, save_queue, &queue, error);
}

gboolean
att_store_load_queue (AttStore *self, GPtrArray **rows, int *current, gint64 *position_ms,
                      char **seeds, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) loaded = g_ptr_array_new_with_free_func ((GDestroyNotify) att_queue_row_free);
  g_autofree char *loaded_seeds = NULL;
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  *current = -1;
  *position_ms = 0;

  stmt = att_db_prepare (db, "SELECT current, position_ms, seeds FROM queue_state");
  while (att_stmt_step (stmt))
    {
      *current = att_stmt_get_int (stmt, 0);
      *position_ms = att_stmt_get_int (stmt, 1);
      loaded_seeds = g_strdup (att_stmt_get_text (stmt, 2));
    }

  /* a file may have moved since */
  stmt = att_db_prepare (db,
                         "SELECT q.track_id, coalesce (t.uri, q.uri), q.origin, q.pick_id"
                         " FROM queue_rows q LEFT JOIN tracks t ON t.id = q.track_id ORDER BY q.position");
  while (att_stmt_step (stmt))
    {
      AttQueueRow *row = g_new0 (AttQueueRow, 1);

      row->track_id = att_stmt_get_int (stmt, 0);
      row->uri = g_strdup (att_stmt_get_text (stmt, 1));
      row->origin = att_stmt_get_int (stmt, 2);
      row->pick_id = att_stmt_get_int (stmt, 3);
      g_ptr_array_add (loaded, row);
    }
  if (!att_store_end_read (self, db, error))
    return FALSE;

  *rows = g_steal_pointer (&loaded);
  *seeds = g_steal_pointer (&loaded_seeds);
  return TRUE;
}
