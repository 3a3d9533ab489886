/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store-playlists.h"

#include "att-collection.h"
#include "att-store-private.h"

typedef struct {
  gint64 id;
  const char *uri; /* of the playlist file */
  gint64 size, mtime_ns;
  const char *name;
  const char *const *uris;
} Playlist;

static void
add_entries (AttDb *db, gint64 id, const char *const *uris)
{
  AttStmt *stmt = att_db_prepare (db,
                                  "INSERT INTO playlist_entries (playlist_id, position, uri) VALUES (?1,"
                                  " (SELECT coalesce (max(position), -1) + 1 FROM playlist_entries"
                                  "  WHERE playlist_id = ?1), ?2)");

  for (gsize i = 0; uris[i] != NULL; i++)
    {
      att_stmt_int (stmt, id);
      att_stmt_text (stmt, uris[i]);
      att_stmt_run (stmt);
    }
}

static gboolean
is_known (AttDb *db, const char *uri, gint64 size, gint64 mtime_ns)
{
  AttStmt *stmt = att_db_prepare (db, "SELECT 1 FROM playlists WHERE uri = ? AND size = ? AND mtime_ns = ?");
  gboolean known;

  att_stmt_text (stmt, uri);
  att_stmt_int (stmt, size);
  att_stmt_int (stmt, mtime_ns);
  known = att_stmt_step (stmt);
  att_stmt_reset (stmt);
  return known;
}

static void
write_playlist_file (AttDb *db, gpointer data)
{
  const Playlist *playlist = data;
  gint64 id = 0;
  AttStmt *stmt;

  if (is_known (db, playlist->uri, playlist->size, playlist->mtime_ns))
    return;

  stmt = att_db_prepare (db,
                         "INSERT INTO playlists (name, uri, size, mtime_ns, created_at) VALUES (?, ?, ?, ?, ?)"
                         " ON CONFLICT (uri) DO UPDATE SET name = excluded.name, size = excluded.size,"
                         " mtime_ns = excluded.mtime_ns RETURNING id");
  att_stmt_text (stmt, playlist->name);
  att_stmt_text (stmt, playlist->uri);
  att_stmt_int (stmt, playlist->size);
  att_stmt_int (stmt, playlist->mtime_ns);
  att_stmt_int (stmt, g_get_real_time () / G_USEC_PER_SEC);
  while (att_stmt_step (stmt))
    id = att_stmt_get_int (stmt, 0);

  att_db_run_int (db, "DELETE FROM playlist_entries WHERE playlist_id = ?", id);
  add_entries (db, id, playlist->uris);
}

gboolean
att_store_write_playlist_file (AttStore *self, const char *path, gint64 size, gint64 mtime_ns,
                               const char *name, const char *const *uris, GError **error)
{
  g_autofree char *uri = att_store_path_to_uri (path, error);
  Playlist playlist = { .uri = uri, .size = size, .mtime_ns = mtime_ns, .name = name, .uris = uris };

  return uri != NULL &&
         att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_PLAYLISTS, write_playlist_file, &playlist, error);
}

gboolean
att_store_has_playlist_file (AttStore *self, const char *path, gint64 size, gint64 mtime_ns)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  AttDb *db = uri != NULL ? att_store_begin_read (self, G_STRFUNC, NULL) : NULL;
  gboolean known;

  if (db == NULL)
    return FALSE;
  known = is_known (db, uri, size, mtime_ns);
  return att_store_end_read (self, db, NULL) && known;
}

typedef struct { const char *uri; GHashTable *seen; } Prune;

static void
prune_playlist_files (AttDb *db, gpointer data)
{
  const Prune *prune = data;
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *prefix = NULL, *end = NULL;
  AttStmt *stmt;

  att_store_uri_range (prune->uri, &prefix, &end);
  stmt = att_db_prepare (db, "SELECT id, uri FROM playlists WHERE uri = ?1 OR (uri >= ?2 AND uri < ?3)");
  att_stmt_text (stmt, prune->uri);
  att_stmt_text (stmt, prefix);
  att_stmt_text (stmt, end);
  while (att_stmt_step (stmt))
    {
      g_autofree char *path = g_filename_from_uri (att_stmt_get_text (stmt, 1), NULL, NULL);
      gint64 id = att_stmt_get_int (stmt, 0);

      if (path == NULL || !g_hash_table_contains (prune->seen, path))
        g_array_append_val (gone, id);
    }

  for (guint i = 0; i < gone->len; i++)
    att_db_run_int (db, "DELETE FROM playlists WHERE id = ?", g_array_index (gone, gint64, i));
}

gboolean
att_store_prune_playlist_files (AttStore *self, const char *folder, GHashTable *seen, GError **error)
{
  g_autofree char *uri = att_store_path_to_uri (folder, error);
  Prune prune = { uri, seen };

  return uri != NULL &&
         att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_PLAYLISTS, prune_playlist_files, &prune, error);
}

/* --- the listener's own --- */

static void
create_playlist (AttDb *db, gpointer data)
{
  Playlist *playlist = data;
  AttStmt *stmt = att_db_prepare (db, "INSERT INTO playlists (name, created_at) VALUES (?, ?)");

  att_stmt_text (stmt, playlist->name);
  att_stmt_int (stmt, g_get_real_time () / G_USEC_PER_SEC);
  att_stmt_run (stmt);
  playlist->id = att_db_get_last_id (db);
}

gboolean
att_store_create_playlist (AttStore *self, const char *name, gint64 *id, GError **error)
{
  Playlist playlist = { .name = name };

  if (!att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_PLAYLISTS, create_playlist, &playlist, error))
    return FALSE;
  if (id != NULL)
    *id = playlist.id;
  return TRUE;
}

static gboolean
has_own (AttDb *db, gint64 id)
{
  AttStmt *stmt = att_db_prepare (db, "SELECT 1 FROM playlists WHERE id = ? AND uri IS NULL");
  gboolean found;

  att_stmt_int (stmt, id);
  found = att_stmt_step (stmt);
  att_stmt_reset (stmt);
  if (!found)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "the listener has no playlist %" G_GINT64_FORMAT, id);
  return found;
}

static void
append_to_playlist (AttDb *db, gpointer data)
{
  const Playlist *playlist = data;

  if (has_own (db, playlist->id))
    add_entries (db, playlist->id, playlist->uris);
}

gboolean
att_store_append_to_playlist (AttStore *self, gint64 id, const char *const *uris, GError **error)
{
  Playlist playlist = { .id = id, .uris = uris };

  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_PLAYLISTS, append_to_playlist, &playlist, error);
}

static void
delete_playlist (AttDb *db, gpointer data)
{
  const Playlist *playlist = data;

  if (has_own (db, playlist->id))
    att_db_run_int (db, "DELETE FROM playlists WHERE id = ?", playlist->id);
}

gboolean
att_store_delete_playlist (AttStore *self, gint64 id, GError **error)
{
  Playlist playlist = { .id = id };

  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_PLAYLISTS, delete_playlist, &playlist, error);
}

/* --- following files --- */

void
att_store_follow_in_playlists (AttDb *db, const char *old_uri, const char *uri)
{
  AttStmt *stmt = att_db_prepare (db,
                                  "UPDATE playlist_entries SET uri = ?1 WHERE uri = ?2"
                                  " AND playlist_id IN (SELECT id FROM playlists WHERE uri IS NULL)");

  att_stmt_text (stmt, uri);
  att_stmt_text (stmt, old_uri);
  att_stmt_run (stmt);
}

/* --- reading --- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const AttCollection *x = *(AttCollection *const *) a, *y = *(AttCollection *const *) b;
  int order = g_strcmp0 (x->search_key, y->search_key);

  return order != 0 ? order : (x->id > y->id) - (x->id < y->id);
}

GPtrArray *
att_store_list_playlists (AttStore *self, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db,
                         "SELECT p.id, p.name, p.created_at, count (t.id), coalesce (sum (t.duration_ms), 0),"
                         " (SELECT c.uri FROM playlist_entries x JOIN tracks c ON c.uri = x.uri"
                         "  WHERE x.playlist_id = p.id AND c.missing = 0 ORDER BY x.position LIMIT 1)"
                         " FROM playlists p LEFT JOIN playlist_entries e ON e.playlist_id = p.id"
                         " LEFT JOIN tracks t ON t.uri = e.uri AND t.missing = 0 GROUP BY p.id");
  while (att_stmt_step (stmt))
    {
      AttCollection *playlist = att_collection_new (ATT_COLLECTION_PLAYLIST, att_stmt_get_int (stmt, 0),
                                                    att_stmt_get_text (stmt, 1), NULL, att_stmt_get_text (stmt, 5));

      playlist->date_added_at = att_stmt_get_int (stmt, 2);
      playlist->n_tracks = att_stmt_get_int (stmt, 3);
      playlist->duration_ms = att_stmt_get_int (stmt, 4);
      g_ptr_array_add (list, playlist);
    }
  if (!att_store_end_read (self, db, error))
    return NULL;
  g_ptr_array_sort (list, compare_names);
  return g_steal_pointer (&list);
}

gboolean
att_store_load_playlist_entries (AttStore *self, gint64 **playlist_ids, AttTrackId **track_ids, gsize *n,
                                 GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GArray) playlists = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) tracks = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  stmt = att_db_prepare (db,
                         "SELECT e.playlist_id, t.id FROM playlist_entries e JOIN tracks t ON t.uri = e.uri"
                         " ORDER BY e.playlist_id, e.position");
  while (att_stmt_step (stmt))
    {
      gint64 playlist_id = att_stmt_get_int (stmt, 0);
      AttTrackId track_id = att_stmt_get_int (stmt, 1);

      g_array_append_val (playlists, playlist_id);
      g_array_append_val (tracks, track_id);
    }
  if (!att_store_end_read (self, db, error))
    return FALSE;

  *n = tracks->len;
  *playlist_ids = (gint64 *) g_array_steal (playlists, NULL);
  *track_ids = (AttTrackId *) g_array_steal (tracks, NULL);
  return TRUE;
}
