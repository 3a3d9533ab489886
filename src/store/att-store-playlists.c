/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store-playlists.h"

#include "att-collection.h"
#include "att-part.h"
#include "att-rules.h"
#include "att-store-private.h"

typedef struct {
  gint64 id;
  const char *uri; /* of the playlist file */
  gint64 size, mtime_ns;
  const char *name;
  const char *const *uris;
} Playlist;

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
  att_store_add_playlist_entries (db, id, playlist->uris);
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
      g_autofree char *path = att_part_whole_path (att_stmt_get_text (stmt, 1), NULL);
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

/* the tracks of a playlist, one row each, as t, in its order where it has one: what follows SELECT */
static char *
make_source (AttDb *db, gint64 id, GPtrArray *texts)
{
  g_autoptr (AttRules) rules = att_store_read_rules (db, id);
  g_autofree char *chosen = NULL;

  if (rules == NULL)
    return g_strdup_printf ("FROM playlist_entries e JOIN tracks t ON t.uri = e.uri"
                            " WHERE t.missing = 0 AND e.playlist_id = %" G_GINT64_FORMAT, id);
  chosen = att_store_rules_to_sql (db, rules, texts);
  return g_strdup_printf ("FROM tracks t JOIN (SELECT 0 AS position) e WHERE t.id IN (%s)", chosen);
}

static AttStmt *
prepare_about (AttDb *db, const char *format, const char *source, GPtrArray *texts)
{
  g_autofree char *sql = g_strdup_printf (format, source);
  AttStmt *stmt = att_db_prepare_once (db, sql);

  for (guint i = 0; i < texts->len; i++)
    att_stmt_text (stmt, g_ptr_array_index (texts, i));
  return stmt;
}

/* counts, length, and one cover each of its first albums */
static void
describe (AttDb *db, AttCollection *playlist)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *source = make_source (db, playlist->id, texts);
  g_autoptr (GStrvBuilder) covers = g_strv_builder_new (), names = g_strv_builder_new ();
  AttStmt *stmt = prepare_about (db, "SELECT count (*), coalesce (sum (t.duration_ms), 0) %s", source, texts);

  while (att_stmt_step (stmt))
    {
      playlist->n_tracks = (gint32) att_stmt_get_int (stmt, 0);
      playlist->duration_ms = att_stmt_get_int (stmt, 1);
    }
  stmt = prepare_about (db, "SELECT t.uri, coalesce (t.album, t.title, ''), min (e.position) %s"
                            " GROUP BY coalesce (t.album_id, -t.id) ORDER BY min (e.position), t.id LIMIT 4", source, texts);
  while (att_stmt_step (stmt))
    {
      if (playlist->cover_uri == NULL)
        playlist->cover_uri = g_strdup (att_stmt_get_text (stmt, 0));
      g_strv_builder_add (covers, att_stmt_get_text (stmt, 0));
      g_strv_builder_add (names, att_stmt_get_text (stmt, 1));
    }
  playlist->cover_uris = g_strv_builder_end (covers);
  playlist->cover_names = g_strv_builder_end (names);
}

GPtrArray *
att_store_list_playlists (AttStore *self, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT id, name, created_at, uri IS NOT NULL, rules IS NOT NULL FROM playlists");
  while (att_stmt_step (stmt))
    {
      AttCollection *playlist = att_collection_new (ATT_COLLECTION_PLAYLIST, att_stmt_get_int (stmt, 0),
                                                    att_stmt_get_text (stmt, 1), NULL, NULL);

      playlist->date_added_at = att_stmt_get_int (stmt, 2);
      playlist->flags = (att_stmt_get_int (stmt, 3) ? ATT_COLLECTION_FILE : 0) |
                        (att_stmt_get_int (stmt, 4) ? ATT_COLLECTION_SMART : 0);
      g_ptr_array_add (list, playlist);
    }
  for (guint i = 0; i < list->len; i++)
    describe (db, g_ptr_array_index (list, i));
  if (!att_store_end_read (self, db, error))
    return NULL;
  g_ptr_array_sort (list, compare_names);
  return g_steal_pointer (&list);
}

gboolean
att_store_measure_rules (AttStore *self, const char *rules, guint *n, gint64 *duration_ms, GError **error)
{
  g_autoptr (AttRules) parsed = att_rules_parse (rules, error);
  AttDb *db = parsed != NULL ? att_store_begin_read (self, G_STRFUNC, error) : NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *chosen = NULL;
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  chosen = att_store_rules_to_sql (db, parsed, texts);
  stmt = prepare_about (db, "SELECT count (*), coalesce (sum (t.duration_ms), 0) FROM tracks t WHERE t.id IN (%s)",
                        chosen, texts);
  while (att_stmt_step (stmt))
    {
      *n = (guint) att_stmt_get_int (stmt, 0);
      *duration_ms = att_stmt_get_int (stmt, 1);
    }
  return att_store_end_read (self, db, error);
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
