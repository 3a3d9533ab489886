/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store-models.h"

#include "att-store-private.h"

#define DAY_S (24 * 60 * 60)

AttModel *
att_model_new (const char *kind, gint64 made_at, const char *data_version, const char *metrics, GBytes *data)
{
  AttModel *self = g_new0 (AttModel, 1);

  self->kind = g_strdup (kind);
  self->made_at = made_at;
  self->data_version = g_strdup (data_version);
  self->metrics = g_strdup (metrics);
  self->data = data != NULL ? g_bytes_ref (data) : NULL;
  return self;
}

void
att_model_free (AttModel *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->data_version);
  g_free (self->metrics);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

AttSnapshot *
att_snapshot_new (gint64 at, const char *const *genres, const char *settings)
{
  AttSnapshot *self = g_new0 (AttSnapshot, 1);

  self->at = at;
  self->genres = genres != NULL ? g_strjoinv ("\n", (char **) genres) : g_strdup ("");
  self->settings = g_strdup (settings);
  return self;
}

void
att_snapshot_free (AttSnapshot *self)
{
  if (self == NULL)
    return;
  g_free (self->genres);
  g_free (self->settings);
  g_free (self);
}

/* --- models --- */

/* bytes stay where they are the newest of their kind, now or at a snapshot */
static void
drop_old_bytes (AttDb *db)
{
  att_db_exec (db,
               "UPDATE models SET data = NULL WHERE data IS NOT NULL"
               " AND id != (SELECT max (n.id) FROM models n WHERE n.kind = models.kind AND n.data IS NOT NULL)"
               " AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE models.id ="
               "   (SELECT n.id FROM models n WHERE n.kind = models.kind AND n.data IS NOT NULL AND n.made_at <= s.at"
               "    ORDER BY n.made_at DESC, n.id DESC LIMIT 1))");
}

static void
add_model (AttDb *db, gpointer data)
{
  AttModel *model = data;
  AttStmt *stmt = att_db_prepare (db,
                                  "INSERT INTO models (kind, made_at, data_version, metrics, data)"
                                  " VALUES (?, ?, ?, ?, ?)");
  gsize size = 0;
  gconstpointer bytes = model->data != NULL ? g_bytes_get_data (model->data, &size) : NULL;

  att_stmt_text (stmt, model->kind);
  att_stmt_int (stmt, model->made_at);
  att_stmt_text (stmt, model->data_version);
  att_stmt_text (stmt, model->metrics);
  if (bytes != NULL)
    att_stmt_blob (stmt, bytes, size);
  att_stmt_run (stmt);
  model->id = att_db_get_last_id (db);
  drop_old_bytes (db);
}

gboolean
att_store_add_model (AttStore *self, AttModel *model, GError **error)
{
  return att_store_write (self, G_STRFUNC, 0, add_model, model, error);
}

static void
drop_models (AttDb *db, gpointer kind)
{
  AttStmt *stmt = att_db_prepare (db, "DELETE FROM models WHERE kind = ?");

  att_stmt_text (stmt, kind);
  att_stmt_run (stmt);
}

gboolean
att_store_drop_models (AttStore *self, const char *kind, GError **error)
{
  return att_store_write (self, G_STRFUNC, 0, drop_models, (gpointer) kind, error);
}

static AttModel *
read_model (AttStmt *stmt, gboolean with_bytes)
{
  AttModel *model = att_model_new (att_stmt_get_text (stmt, 1), att_stmt_get_int (stmt, 2), att_stmt_get_text (stmt, 3),
                                   att_stmt_get_text (stmt, 4), NULL);
  gconstpointer bytes;
  gsize size;

  model->id = att_stmt_get_int (stmt, 0);
  if (with_bytes && (bytes = att_stmt_get_blob (stmt, 5, &size)) != NULL)
    model->data = g_bytes_new (bytes, size);
  return model;
}

AttModel *
att_store_get_model (AttStore *self, const char *kind, gint64 at, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (AttModel) model = NULL;
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db,
                         "SELECT id, kind, made_at, data_version, metrics, data FROM models"
                         " WHERE kind = ? AND data IS NOT NULL AND made_at <= ?"
                         " ORDER BY made_at DESC, id DESC LIMIT 1");
  att_stmt_text (stmt, kind);
  att_stmt_int (stmt, at != 0 ? at : G_MAXINT64);
  while (att_stmt_step (stmt))
    model = read_model (stmt, TRUE);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&model);
}

GPtrArray *
att_store_list_models (AttStore *self, const char *kind, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) att_model_free);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db,
                         "SELECT id, kind, made_at, data_version, metrics FROM models WHERE kind = ? ORDER BY id DESC");
  att_stmt_text (stmt, kind);
  while (att_stmt_step (stmt))
    g_ptr_array_add (models, read_model (stmt, FALSE));
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&models);
}

/* --- snapshots --- */

static void
add_snapshot (AttDb *db, gpointer data)
{
  const AttSnapshot *snapshot = data;
  AttStmt *stmt = att_db_prepare (db,
                                  "INSERT OR IGNORE INTO snapshots (day, at, last_event_id, genres, settings) VALUES"
                                  " (?, ?, (SELECT coalesce (max (id), 0) FROM events), ?, ?)");

  att_stmt_int (stmt, snapshot->at / DAY_S);
  att_stmt_int (stmt, snapshot->at);
  att_stmt_text (stmt, snapshot->genres);
  att_stmt_text (stmt, snapshot->settings);
  att_stmt_run (stmt);
  att_db_run_int (db, "DELETE FROM snapshots WHERE day NOT IN (SELECT day FROM snapshots ORDER BY day DESC LIMIT ?)",
                  ATT_SNAPSHOTS_KEPT);
  drop_old_bytes (db);
}

gboolean
att_store_add_snapshot (AttStore *self, const AttSnapshot *snapshot, GError **error)
{
  return att_store_write (self, G_STRFUNC, 0, add_snapshot, (gpointer) snapshot, error);
}

GPtrArray *
att_store_list_snapshots (AttStore *self, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func ((GDestroyNotify) att_snapshot_free);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT at, last_event_id, genres, settings FROM snapshots ORDER BY day");
  while (att_stmt_step (stmt))
    {
      AttSnapshot *snapshot = g_new0 (AttSnapshot, 1);

      snapshot->at = att_stmt_get_int (stmt, 0);
      snapshot->last_event_id = att_stmt_get_int (stmt, 1);
      snapshot->genres = g_strdup (att_stmt_get_text (stmt, 2));
      snapshot->settings = g_strdup (att_stmt_get_text (stmt, 3));
      g_ptr_array_add (snapshots, snapshot);
    }
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&snapshots);
}

gboolean
att_store_find_last_event (AttStore *self, gint64 at, gint64 *id, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  *id = 0;
  stmt = att_db_prepare (db, "SELECT coalesce (max (id), 0) FROM events WHERE at <= ?");
  att_stmt_int (stmt, at);
  while (att_stmt_step (stmt))
    *id = att_stmt_get_int (stmt, 0);
  return att_store_end_read (self, db, error);
}
