/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The listener's own playlists: made, changed, restored.
 */
#include "config.h"

#include "att-store-playlists.h"

#include "att-part.h"
#include "att-rules.h"
#include "att-store-private.h"
#include "att-text.h"

typedef struct {
  gint64 id;
  const char *text; /* name or rules */
  const char *const *uris;
  const AttPlaylistRecord *record;
} Change;

void
att_store_add_playlist_entries (AttDb *db, gint64 id, const char *const *uris)
{
  AttStmt *stmt = att_db_prepare (db,
                                  "INSERT INTO playlist_entries (playlist_id, position, uri) VALUES (?1,"
                                  " (SELECT coalesce (max(position), -1) + 1 FROM playlist_entries"
                                  "  WHERE playlist_id = ?1), ?2)");

  for (gsize i = 0; uris != NULL && uris[i] != NULL; i++)
    {
      att_stmt_int (stmt, id);
      att_stmt_text (stmt, uris[i]);
      att_stmt_run (stmt);
    }
}

static gboolean
has_own (AttDb *db, const Change *change, gboolean with_entries)
{
  AttStmt *stmt = att_db_prepare (db, "SELECT rules IS NOT NULL FROM playlists WHERE id = ? AND uri IS NULL");
  gboolean found = FALSE, smart = FALSE;

  att_stmt_int (stmt, change->id);
  while (att_stmt_step (stmt))
    {
      found = TRUE;
      smart = att_stmt_get_int (stmt, 0) != 0;
    }
  if (!found)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "the listener has no playlist %" G_GINT64_FORMAT, change->id);
  else if (smart && with_entries)
    att_db_fail (db, ATT_STORE_ERROR_FAILED, "playlist %" G_GINT64_FORMAT " is made by rules", change->id);
  return found && (!smart || !with_entries);
}

static gboolean
write_change (AttStore *self, const char *caller, AttStoreWriteFunc func, Change *change, GError **error)
{
  return att_store_write (self, caller, ATT_STORE_CHANGED_PLAYLISTS, func, change, error);
}

/* --- making --- */

static void
add_playlist (AttDb *db, gpointer data)
{
  Change *change = data;
  const AttPlaylistRecord *record = change->record;
  AttStmt *stmt = att_db_prepare (db, "INSERT INTO playlists (id, name, created_at, rules) VALUES (?, ?, ?, ?)");

  att_stmt_id (stmt, record->id);
  att_stmt_text (stmt, record->name);
  att_stmt_int (stmt, record->created_at > 0 ? record->created_at : g_get_real_time () / G_USEC_PER_SEC);
  att_stmt_text (stmt, record->rules);
  att_stmt_run (stmt);
  change->id = att_db_get_last_id (db);
  if (record->rules == NULL)
    att_store_add_playlist_entries (db, change->id, (const char *const *) record->uris);
}

static gboolean
are_rules (const char *rules, GError **error)
{
  g_autoptr (AttRules) parsed = att_rules_parse (rules, error);

  return parsed != NULL;
}

gboolean
att_store_add_playlist (AttStore *self, const AttPlaylistRecord *record, gint64 *id, GError **error)
{
  Change change = { .record = record };

  if ((record->rules != NULL && !are_rules (record->rules, error)) ||
      !write_change (self, G_STRFUNC, add_playlist, &change, error))
    return FALSE;
  if (id != NULL)
    *id = change.id;
  return TRUE;
}

gboolean
att_store_create_playlist (AttStore *self, const char *name, gint64 *id, GError **error)
{
  const AttPlaylistRecord record = { .name = (char *) name };

  return att_store_add_playlist (self, &record, id, error);
}

/* --- changing --- */

static void
append_to_playlist (AttDb *db, gpointer data)
{
  const Change *change = data;

  if (has_own (db, change, TRUE))
    att_store_add_playlist_entries (db, change->id, change->uris);
}

gboolean
att_store_append_to_playlist (AttStore *self, gint64 id, const char *const *uris, GError **error)
{
  return write_change (self, G_STRFUNC, append_to_playlist, &(Change){ .id = id, .uris = uris }, error);
}

static void
set_entries (AttDb *db, gpointer data)
{
  const Change *change = data;

  if (!has_own (db, change, TRUE))
    return;
  att_db_run_int (db, "DELETE FROM playlist_entries WHERE playlist_id = ?", change->id);
  att_store_add_playlist_entries (db, change->id, change->uris);
}

gboolean
att_store_set_playlist_entries (AttStore *self, gint64 id, const char *const *uris, GError **error)
{
  return write_change (self, G_STRFUNC, set_entries, &(Change){ .id = id, .uris = uris }, error);
}

static void
set_text (AttDb *db, const Change *change, const char *sql)
{
  AttStmt *stmt;

  if (!has_own (db, change, FALSE))
    return;
  stmt = att_db_prepare (db, sql);
  att_stmt_text (stmt, change->text);
  att_stmt_int (stmt, change->id);
  att_stmt_run (stmt);
}

static void
rename_playlist (AttDb *db, gpointer data)
{
  set_text (db, data, "UPDATE playlists SET name = ? WHERE id = ?");
}

gboolean
att_store_rename_playlist (AttStore *self, gint64 id, const char *name, GError **error)
{
  return write_change (self, G_STRFUNC, rename_playlist, &(Change){ .id = id, .text = name }, error);
}

static void
set_rules (AttDb *db, gpointer data)
{
  set_text (db, data, "UPDATE playlists SET rules = ? WHERE id = ? AND rules IS NOT NULL");
}

gboolean
att_store_set_playlist_rules (AttStore *self, gint64 id, const char *rules, GError **error)
{
  return are_rules (rules, error) &&
         write_change (self, G_STRFUNC, set_rules, &(Change){ .id = id, .text = rules }, error);
}

static void
delete_playlist (AttDb *db, gpointer data)
{
  const Change *change = data;

  if (has_own (db, change, FALSE))
    att_db_run_int (db, "DELETE FROM playlists WHERE id = ?", change->id);
}

gboolean
att_store_delete_playlist (AttStore *self, gint64 id, GError **error)
{
  return write_change (self, G_STRFUNC, delete_playlist, &(Change){ .id = id }, error);
}

/* --- reading --- */

AttPlaylistRecord *
att_store_get_playlist (AttStore *self, gint64 id, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (AttPlaylistRecord) record = NULL;
  g_autoptr (GStrvBuilder) uris = g_strv_builder_new ();
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT name, uri, rules, created_at FROM playlists WHERE id = ?");
  att_stmt_int (stmt, id);
  while (att_stmt_step (stmt))
    {
      const char *uri = att_stmt_get_text (stmt, 1);

      record = g_new0 (AttPlaylistRecord, 1);
      record->id = id;
      record->name = g_strdup (att_stmt_get_text (stmt, 0));
      record->path = uri != NULL ? att_part_whole_path (uri, NULL) : NULL;
      record->rules = g_strdup (att_stmt_get_text (stmt, 2));
      record->created_at = att_stmt_get_int (stmt, 3);
    }
  if (record == NULL)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "there is no playlist %" G_GINT64_FORMAT, id);
  stmt = att_db_prepare (db, "SELECT uri FROM playlist_entries WHERE playlist_id = ? ORDER BY position");
  att_stmt_int (stmt, id);
  while (att_stmt_step (stmt))
    g_strv_builder_add (uris, att_stmt_get_text (stmt, 0));
  if (!att_store_end_read (self, db, error))
    return NULL;
  record->uris = g_strv_builder_end (uris);
  return g_steal_pointer (&record);
}

static void
clear_slot (gpointer track)
{
  g_clear_object (&track);
}

GPtrArray *
att_store_find_by_uris (AttStore *self, const char *const *uris, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) tracks = NULL, found = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (gsize));
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT id FROM tracks WHERE uri = ?");
  for (gsize i = 0; uris[i] != NULL; i++)
    {
      att_stmt_text (stmt, uris[i]);
      while (att_stmt_step (stmt))
        {
          AttTrackId id = att_stmt_get_int (stmt, 0);

          g_array_append_val (ids, id);
          g_array_append_val (places, i);
        }
    }
  tracks = att_store_read_tracks (db, (const AttTrackId *) ids->data, ids->len, NULL);
  if (!att_store_end_read (self, db, error))
    return NULL;
  found = g_ptr_array_new_with_free_func (clear_slot);
  g_ptr_array_set_size (found, (int) g_strv_length ((char **) uris));
  for (guint i = 0; i < tracks->len; i++)
    found->pdata[g_array_index (places, gsize, i)] = g_object_ref (g_ptr_array_index (tracks, i));
  return g_steal_pointer (&found);
}

/* --- songs by name --- */

typedef struct {
  char *uri;
  gint64 duration_ms;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->uri);
  g_free (candidate);
}

static char *
make_key (const char *artist, const char *title)
{
  g_autofree char *folded_artist = att_text_fold (artist), *folded_title = att_text_fold (title);

  return *folded_title != '\0' ? g_strdup_printf ("%s\n%s", folded_artist, folded_title) : NULL;
}

/* (element-type utf8 GPtrArray of Candidate) of those of @songs that are wanted */
static GHashTable *
load_candidates (AttDb *db, GHashTable *wanted)
{
  GHashTable *candidates =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  AttStmt *stmt =
    att_db_prepare (db, "SELECT uri, artist, title, duration_ms FROM tracks WHERE missing = 0 ORDER BY id");

  while (att_stmt_step (stmt))
    {
      g_autofree char *key = make_key (att_stmt_get_text (stmt, 1), att_stmt_get_text (stmt, 2));
      GPtrArray *list;
      Candidate *candidate;

      if (key == NULL || !g_hash_table_contains (wanted, key))
        continue;
      list = g_hash_table_lookup (candidates, key);
      if (list == NULL)
        {
          list = g_ptr_array_new_with_free_func (candidate_free);
          g_hash_table_insert (candidates, g_steal_pointer (&key), list);
        }
      candidate = g_new (Candidate, 1);
      *candidate = (Candidate){ g_strdup (att_stmt_get_text (stmt, 0)), att_stmt_get_int (stmt, 3) };
      g_ptr_array_add (list, candidate);
    }
  return candidates;
}

gboolean
att_store_find_songs (AttStore *self, AttSongName *songs, gsize n, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), candidates = NULL;

  if (db == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      char *key = make_key (songs[i].artist, songs[i].title);

      if (key != NULL)
        g_hash_table_add (wanted, key);
    }
  candidates = load_candidates (db, wanted);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *key = make_key (songs[i].artist, songs[i].title);
      const GPtrArray *list = key != NULL ? g_hash_table_lookup (candidates, key) : NULL;
      gint64 best = ATT_SONG_TOLERANCE_MS;

      for (guint k = 0; list != NULL && k < list->len; k++)
        {
          const Candidate *candidate = g_ptr_array_index (list, k);
          const gint64 off = songs[i].duration_ms > 0 ? ABS (candidate->duration_ms - songs[i].duration_ms) : 0;

          if (off > best || (songs[i].found != NULL && off == best))
            continue;
          best = off;
          g_free (songs[i].found);
          songs[i].found = g_strdup (candidate->uri);
        }
    }
  if (att_store_end_read (self, db, error))
    return TRUE;
  for (gsize i = 0; i < n; i++)
    g_clear_pointer (&songs[i].found, g_free);
  return FALSE;
}
