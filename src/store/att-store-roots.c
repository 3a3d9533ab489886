/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store-listening.h"
#include "att-part.h"
#include "att-store-private.h"
#include "att-store-tracks.h"

#include <string.h>

typedef struct {
  gint64 id;
  const char *uri;
  gboolean mounted;
  gint64 at;
} Root;

static char *
without_slash (const char *path)
{
  gsize n = strlen (path);

  while (n > 1 && path[n - 1] == '/')
    n--;
  return g_strndup (path, n);
}

/* sets or clears one bit of `missing` for all tracks under a folder */
static void
set_missing_under (AttDb *db, const char *uri, int bit, gboolean missing)
{
  g_autofree char *prefix = NULL, *end = NULL;
  AttStmt *stmt;

  att_store_uri_range (uri, &prefix, &end);
  stmt = att_db_prepare (db, missing
                         ? "UPDATE tracks SET missing = missing | ?1 WHERE uri >= ?2 AND uri < ?3 AND missing & ?1 = 0"
                         : "UPDATE tracks SET missing = missing & ~?1 WHERE uri >= ?2 AND uri < ?3 AND missing & ?1");
  att_stmt_int (stmt, bit);
  att_stmt_text (stmt, prefix);
  att_stmt_text (stmt, end);
  att_stmt_run (stmt);
}

static void
add_root (AttDb *db, gpointer data)
{
  Root *root = data;
  g_autoptr (GArray) inside = g_array_new (FALSE, FALSE, sizeof (gint64));
  AttStmt *stmt;

  stmt = att_db_prepare (db, "SELECT id, uri FROM roots");
  while (att_stmt_step (stmt))
    {
      gint64 id = att_stmt_get_int (stmt, 0);
      const char *uri = att_stmt_get_text (stmt, 1);
      g_autofree char *prefix = NULL, *new_prefix = NULL, *end = NULL, *new_end = NULL;

      att_store_uri_range (uri, &prefix, &end);
      att_store_uri_range (root->uri, &new_prefix, &new_end);
      if (g_str_has_prefix (new_prefix, prefix))
        root->id = id;
      else if (g_str_has_prefix (prefix, new_prefix))
        g_array_append_val (inside, id);
    }
  if (root->id != 0)
    return;

  for (guint i = 0; i < inside->len; i++) /* the new one holds them */
    att_db_run_int (db, "DELETE FROM roots WHERE id = ?", g_array_index (inside, gint64, i));
  stmt = att_db_prepare (db, "INSERT INTO roots (uri) VALUES (?)");
  att_stmt_text (stmt, root->uri);
  att_stmt_run (stmt);
  root->id = att_db_get_last_id (db);
  set_missing_under (db, root->uri, ATT_MISSING_REMOVED, FALSE);
}

gboolean
att_store_add_root (AttStore *self, const char *path, gint64 *id, GError **error)
{
  g_autofree char *folder = without_slash (path);
  g_autofree char *uri = att_store_path_to_uri (folder, error);
  Root root = { .uri = uri };

  if (uri == NULL || !att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS, add_root, &root, error))
    return FALSE;
  if (id != NULL)
    *id = root.id;
  return TRUE;
}

GHashTable *
att_store_root_ids (AttDb *db)
{
  GHashTable *ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  AttStmt *stmt = att_db_prepare (db, "SELECT id FROM roots");

  while (att_stmt_step (stmt))
    {
      const gint64 id = att_stmt_get_int (stmt, 0);

      g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
    }
  return ids;
}

/* (transfer full) (nullable) */
static char *
find_root_uri (AttDb *db, gint64 id)
{
  AttStmt *stmt = att_db_prepare (db, "SELECT uri FROM roots WHERE id = ?");
  char *uri = NULL;

  att_stmt_int (stmt, id);
  while (att_stmt_step (stmt))
    uri = g_strdup (att_stmt_get_text (stmt, 0));
  if (uri == NULL)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "there is no music folder %" G_GINT64_FORMAT, id);
  return uri;
}

static void
remove_root (AttDb *db, gpointer data)
{
  const Root *root = data;
  g_autofree char *uri = find_root_uri (db, root->id);

  if (uri == NULL)
    return;
  att_db_run_int (db, "DELETE FROM roots WHERE id = ?", root->id);
  set_missing_under (db, uri, ATT_MISSING_UNMOUNTED, FALSE);
  set_missing_under (db, uri, ATT_MISSING_REMOVED, TRUE);
}

gboolean
att_store_remove_root (AttStore *self, gint64 id, GError **error)
{
  Root root = { .id = id };

  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS, remove_root, &root, error);
}

/* --- what is left out --- */

#define EXCLUDED_SETTING "library.excluded" /* URIs with spaces between them */

char **
att_store_list_excluded (AttStore *self)
{
  g_autofree char *text = att_store_get_setting (self, EXCLUDED_SETTING, NULL);
  g_auto (GStrv) uris = g_strsplit (text != NULL ? text : "", " ", -1);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (gsize i = 0; uris[i] != NULL; i++)
    {
      g_autofree char *path = att_part_whole_path (uris[i], NULL);

      if (path != NULL)
        g_strv_builder_add (paths, path);
    }
  return g_strv_builder_end (paths);
}

gboolean
att_store_set_excluded (AttStore *self, const char *path, gboolean excluded, GError **error)
{
  g_auto (GStrv) paths = att_store_list_excluded (self);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *folder = without_slash (path), *own = att_store_path_to_uri (folder, error);

  if (own == NULL)
    return FALSE;
  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *uri = att_store_path_to_uri (paths[i], NULL);

      if (uri != NULL && !g_str_equal (paths[i], folder))
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", uri);
    }
  if (excluded)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", own);
  return att_store_set_setting (self, EXCLUDED_SETTING, text->str, error);
}

/* what is under each root: how much is there, how much fails, what is left out */
static void
count_root (AttDb *db, AttRoot *root, const char *uri, char **excluded)
{
  static const char *const counts[] = {
    "SELECT count(*) FROM tracks WHERE uri >= ?1 AND uri < ?2 AND missing = 0",
    "SELECT count(*) FROM failures WHERE uri >= ?1 AND uri < ?2",
  };
  g_autofree char *prefix = NULL, *end = NULL;
  g_autoptr (GStrvBuilder) inside = g_strv_builder_new ();
  guint *into[] = { &root->n_tracks, &root->n_failures };

  att_store_uri_range (uri, &prefix, &end);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      AttStmt *stmt = att_db_prepare (db, counts[i]);

      att_stmt_text (stmt, prefix);
      att_stmt_text (stmt, end);
      while (att_stmt_step (stmt))
        *into[i] = (guint) att_stmt_get_int (stmt, 0);
    }
  for (gsize i = 0; excluded[i] != NULL; i++)
    {
      g_autofree char *own = att_store_path_to_uri (excluded[i], NULL);

      if (own != NULL && g_str_has_prefix (own, prefix))
        g_strv_builder_add (inside, excluded[i]);
    }
  root->excluded = g_strv_builder_end (inside);
}

GPtrArray *
att_store_list_roots (AttStore *self, GError **error)
{
  g_auto (GStrv) excluded = att_store_list_excluded (self);
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) roots = g_ptr_array_new_with_free_func ((GDestroyNotify) att_root_free);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT id, uri, mounted, scanned_at FROM roots ORDER BY id");
  while (att_stmt_step (stmt))
    {
      AttRoot *root = g_new0 (AttRoot, 1);

      root->id = att_stmt_get_int (stmt, 0);
      root->path = att_part_whole_path (att_stmt_get_text (stmt, 1), NULL);
      root->mounted = att_stmt_get_int (stmt, 2) != 0;
      root->scanned_at = att_stmt_get_int (stmt, 3);
      g_ptr_array_add (roots, root);
      g_ptr_array_add (uris, g_strdup (att_stmt_get_text (stmt, 1)));
    }
  for (guint i = 0; i < roots->len; i++)
    count_root (db, g_ptr_array_index (roots, i), g_ptr_array_index (uris, i), excluded);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&roots);
}

static void
set_root_mounted (AttDb *db, gpointer data)
{
  const Root *root = data;
  g_autofree char *uri = find_root_uri (db, root->id);
  AttStmt *stmt;

  if (uri == NULL)
    return;
  stmt = att_db_prepare (db, "UPDATE roots SET mounted = ?1 WHERE id = ?2 AND mounted != ?1");
  att_stmt_int (stmt, root->mounted);
  att_stmt_int (stmt, root->id);
  att_stmt_run (stmt);
  set_missing_under (db, uri, ATT_MISSING_UNMOUNTED, !root->mounted);
}

gboolean
att_store_set_root_mounted (AttStore *self, gint64 id, gboolean mounted, GError **error)
{
  Root root = { .id = id, .mounted = mounted != FALSE };

  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS, set_root_mounted, &root, error);
}

static void
set_root_scanned (AttDb *db, gpointer data)
{
  const Root *root = data;
  AttStmt *stmt = att_db_prepare (db, "UPDATE roots SET scanned_at = ? WHERE id = ?");

  att_stmt_int (stmt, root->at);
  att_stmt_int (stmt, root->id);
  att_stmt_run (stmt); /* nothing, where it was removed meanwhile */
}

gboolean
att_store_set_root_scanned (AttStore *self, gint64 id, gint64 at, GError **error)
{
  Root root = { .id = id, .at = at };

  return att_store_write (self, G_STRFUNC, 0, set_root_scanned, &root, error);
}

GPtrArray *
att_store_list_failures (AttStore *self, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) failures = g_ptr_array_new_with_free_func ((GDestroyNotify) att_failure_free);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT uri, stage, cause, at FROM failures ORDER BY at DESC, uri, stage");
  while (att_stmt_step (stmt))
    {
      AttFailure *failure = g_new0 (AttFailure, 1);
      const char *uri = att_stmt_get_text (stmt, 0);

      failure->path = att_part_file_path (uri);
      if (failure->path == NULL) /* not a local file */
        failure->path = g_strdup (uri);
      failure->stage = g_strdup (att_stmt_get_text (stmt, 1));
      failure->cause = g_strdup (att_stmt_get_text (stmt, 2));
      failure->at = att_stmt_get_int (stmt, 3);
      g_ptr_array_add (failures, failure);
    }
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&failures);
}
