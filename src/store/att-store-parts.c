/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that a cue sheet cuts: several rows of one file.
 */
#include "config.h"

#include "att-store-private.h"

#include "att-part.h"
#include "att-store-tracks.h"

void
att_store_part_range (const char *uri, char **begin, char **end)
{
  g_autofree char *file_uri = att_part_file_uri (uri);

  *begin = g_strconcat (file_uri, "#", NULL);
  *end = g_strconcat (file_uri, "$", NULL); /* the character after it */
}

GPtrArray *
att_store_list_parts (AttDb *db, const char *uri)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *begin = NULL, *end = NULL;
  AttStmt *stmt = att_db_prepare (db, "SELECT uri FROM tracks WHERE uri >= ? AND uri < ?");

  att_store_part_range (uri, &begin, &end);
  att_stmt_text (stmt, begin);
  att_stmt_text (stmt, end);
  while (att_stmt_step (stmt))
    g_ptr_array_add (parts, g_strdup (att_stmt_get_text (stmt, 0)));
  return parts;
}

gboolean
att_store_retire_parts (AttDb *db, const char *uri, GHashTable *uris)
{
  g_autoptr (GPtrArray) rows = att_store_list_parts (db, uri);
  gboolean any = FALSE;

  if (att_part_of_uri (uri, NULL))
    g_ptr_array_add (rows, att_part_file_uri (uri));
  for (guint i = 0; i < rows->len; i++)
    {
      AttStmt *stmt;

      if (g_hash_table_contains (uris, g_ptr_array_index (rows, i)))
        continue;
      stmt = att_db_prepare (db, "UPDATE tracks SET missing = missing | ? WHERE uri = ?");
      att_stmt_int (stmt, ATT_MISSING_GONE);
      att_stmt_text (stmt, g_ptr_array_index (rows, i));
      att_stmt_run (stmt);
      any = TRUE;
    }
  return any;
}

gboolean
att_store_find_missing_part (AttDb *db, const char *uri, int track_number, gint64 *id, int *rating, int *tag_rating,
                             char **old_uri)
{
  g_autofree char *begin = NULL, *end = NULL;
  AttStmt *stmt = att_db_prepare (db, "SELECT id, uri, rating, tag_rating FROM tracks WHERE missing != 0 AND uri >= ? AND uri < ?"
                                      " AND track_number = ? ORDER BY id DESC LIMIT 1");

  *id = 0;
  att_store_part_range (uri, &begin, &end);
  att_stmt_text (stmt, begin);
  att_stmt_text (stmt, end);
  att_stmt_int (stmt, track_number);
  while (att_stmt_step (stmt))
    {
      *id = att_stmt_get_int (stmt, 0);
      *old_uri = g_strdup (att_stmt_get_text (stmt, 1));
      *rating = att_stmt_get_int (stmt, 2);
      *tag_rating = att_stmt_get_int (stmt, 3);
    }
  return *id != 0;
}

void
att_store_stamp_parts (AttDb *db, const char *uri, gint64 size, gint64 mtime_ns)
{
  g_autofree char *begin = NULL, *end = NULL;
  AttStmt *stmt = att_db_prepare (db, "UPDATE tracks SET size = ?, mtime_ns = ?"
                                      " WHERE missing = 0 AND uri >= ? AND uri < ?");

  att_stmt_int (stmt, size);
  att_stmt_int (stmt, mtime_ns);
  att_store_part_range (uri, &begin, &end);
  att_stmt_text (stmt, begin);
  att_stmt_text (stmt, end);
  att_stmt_run (stmt);
}

GPtrArray *
att_store_list_part_uris (AttStore *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *uri = att_store_path_to_uri (path, error), *begin = NULL, *end = NULL;
  AttDb *db = uri != NULL ? att_store_begin_read (self, G_STRFUNC, error) : NULL;
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  att_store_part_range (uri, &begin, &end);
  stmt = att_db_prepare (db, "SELECT uri FROM tracks WHERE uri >= ? AND uri < ? AND missing = 0 ORDER BY track_number, id");
  att_stmt_text (stmt, begin);
  att_stmt_text (stmt, end);
  while (att_stmt_step (stmt))
    g_ptr_array_add (uris, g_strdup (att_stmt_get_text (stmt, 0)));
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&uris);
}
