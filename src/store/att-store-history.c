/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store-history.h"

#include "att-part.h"
#include "att-store-private.h"
#include "att-text.h"

#include <string.h>

/* --- a history in memory --- */

static void
playlist_free (gpointer data)
{
  AttHistoryPlaylist *playlist = data;

  g_free (playlist->name);
  g_strfreev (playlist->uris);
  g_free (playlist);
}

AttHistory *
att_history_new (const char *path, const char *player)
{
  AttHistory *self = g_new0 (AttHistory, 1);

  self->uri = g_filename_to_uri (path, NULL, NULL);
  self->player = g_strdup (player);
  self->songs = g_ptr_array_new_with_free_func ((GDestroyNotify) att_history_song_free);
  self->playlists = g_ptr_array_new_with_free_func (playlist_free);
  return self;
}

void
att_history_free (AttHistory *self)
{
  if (self == NULL)
    return;
  g_free (self->uri);
  g_free (self->player);
  g_ptr_array_unref (self->songs);
  g_ptr_array_unref (self->playlists);
  g_free (self);
}

AttHistorySong *
att_history_song_new (void)
{
  return g_new0 (AttHistorySong, 1);
}

void
att_history_song_free (AttHistorySong *self)
{
  if (self == NULL)
    return;
  g_free (self->uri);
  g_free (self->mb_recording_id);
  g_free (self->artist);
  g_free (self->title);
  g_free (self);
}

void
att_history_add_playlist (AttHistory *self, char *name, char **uris)
{
  AttHistoryPlaylist *playlist = g_new (AttHistoryPlaylist, 1);

  *playlist = (AttHistoryPlaylist){ name, uris };
  g_ptr_array_add (self->playlists, playlist);
}

void
att_history_report_clear (AttHistoryReport *self)
{
  g_clear_pointer (&self->missing, g_ptr_array_unref);
}

/* --- which track a song is --- */

/* as tracks and songs are compared by name; NULL where one of them is not known */
static char *
make_name_key (const char *artist, const char *title)
{
  g_autofree char *folded_artist = att_text_fold (artist), *folded_title = att_text_fold (title);

  return *folded_artist != '\0' && *folded_title != '\0' ? g_strdup_printf ("%s\n%s", folded_artist, folded_title)
                                                         : NULL;
}

/* addresses of files are written in several ways */
static char *
make_uri_key (const char *uri)
{
  g_autofree char *path = uri != NULL ? att_part_whole_path (uri, NULL) : NULL;
  char *key = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;

  return key != NULL ? key : g_strdup (uri);
}

typedef struct {
  GHashTable *by_uri, *by_recording, *by_name; /* key -> id */
} Library;

static void
library_clear (Library *self)
{
  g_clear_pointer (&self->by_uri, g_hash_table_unref);
  g_clear_pointer (&self->by_recording, g_hash_table_unref);
  g_clear_pointer (&self->by_name, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Library, library_clear)

/* @key: (transfer full) (nullable). Who was there first keeps it. */
static void
put_key (GHashTable *table, char *key, gint64 id)
{
  if (key != NULL && *key != '\0' && !g_hash_table_contains (table, key))
    g_hash_table_insert (table, key, g_memdup2 (&id, sizeof id));
  else
    g_free (key);
}

static void
library_load (Library *self, AttDb *db)
{
  AttStmt *stmt;

  self->by_uri = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->by_recording = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  /* what is there before what is missing */
  stmt = att_db_prepare (db, "SELECT id, uri, mb_recording_id, artist, title FROM tracks ORDER BY missing != 0, id");
  while (att_stmt_step (stmt))
    {
      const gint64 id = att_stmt_get_int (stmt, 0);

      put_key (self->by_uri, make_uri_key (att_stmt_get_text (stmt, 1)), id);
      put_key (self->by_recording, g_strdup (att_stmt_get_text (stmt, 2)), id);
      put_key (self->by_name, make_name_key (att_stmt_get_text (stmt, 3), att_stmt_get_text (stmt, 4)), id);
    }
}

static gint64
look_up (GHashTable *table, const char *key)
{
  const gint64 *id = key != NULL && *key != '\0' ? g_hash_table_lookup (table, key) : NULL;

  return id != NULL ? *id : 0;
}

/* --- matching what is kept --- */

static void
set_track (AttDb *db, gint64 song_id, gint64 track_id)
{
  AttStmt *stmt = att_db_prepare (db, "UPDATE history_songs SET track_id = ? WHERE id = ?");

  att_stmt_int (stmt, track_id);
  att_stmt_int (stmt, song_id);
  att_stmt_run (stmt);
}

static gboolean
take_rating (AttDb *db, gint64 track_id, int rating)
{
  AttStmt *stmt = att_db_prepare (db, "UPDATE tracks SET rating = ? WHERE id = ? AND rating = 0");

  att_stmt_int (stmt, rating);
  att_stmt_int (stmt, track_id);
  att_stmt_run (stmt);
  return att_db_get_changes (db) > 0;
}

/* Songs without a track get theirs. @library is as of the present transaction. */
static void
match_songs (AttDb *db, const Library *library, AttHistoryReport *report)
{
  typedef struct { gint64 song_id, track_id; int rating; } Match;
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  AttStmt *stmt;

  stmt = att_db_prepare (db,
                         "SELECT id, uri, mb_recording_id, artist, title, n_plays, rating FROM history_songs"
                         " WHERE track_id IS NULL ORDER BY id");
  while (att_stmt_step (stmt))
    {
      g_autofree char *uri = make_uri_key (att_stmt_get_text (stmt, 1));
      g_autofree char *name = make_name_key (att_stmt_get_text (stmt, 3), att_stmt_get_text (stmt, 4));
      const gint64 by_uri = look_up (library->by_uri, uri);
      const gint64 by_recording = look_up (library->by_recording, att_stmt_get_text (stmt, 2));
      const gint64 by_name = look_up (library->by_name, name);
      const Match match = { att_stmt_get_int (stmt, 0),
                            by_uri != 0 ? by_uri : by_recording != 0 ? by_recording : by_name,
                            att_stmt_get_int (stmt, 6) };

      if (match.track_id == 0)
        continue;
      g_array_append_val (matches, match);
      if (by_uri != 0)
        report->by_file++;
      else if (by_recording != 0)
        report->by_recording++;
      else
        report->by_name++;
      report->n_plays += att_stmt_get_int (stmt, 5);
    }
  for (guint i = 0; i < matches->len; i++)
    {
      const Match *match = &g_array_index (matches, Match, i);

      set_track (db, match->song_id, match->track_id);
      if (match->rating > 0)
        report->n_ratings += take_rating (db, match->track_id, match->rating);
    }
}

typedef struct {
  const AttHistory *history;
  AttHistoryReport report;
} Import;

static void
match_history (AttDb *db, gpointer data)
{
  Import *import = data;
  g_auto (Library) library = { NULL };

  if (att_db_get_int64 (db, "SELECT count (*) FROM history_songs WHERE track_id IS NULL") == 0)
    return;
  library_load (&library, db);
  match_songs (db, &library, &import->report);
}

gboolean
att_store_match_history (AttStore *self, guint *n, GError **error)
{
  Import import = { NULL };

  if (!att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS | ATT_STORE_CHANGED_EVENTS, match_history, &import,
                        error))
    return FALSE;
  if (n != NULL)
    *n = import.report.by_file + import.report.by_recording + import.report.by_name;
  return TRUE;
}

/* --- writing --- */

static gint64
add_history (AttDb *db, const AttHistory *history)
{
  AttStmt *stmt = att_db_prepare (db, "DELETE FROM histories WHERE uri = ?");

  att_stmt_text (stmt, history->uri);
  att_stmt_run (stmt);
  stmt = att_db_prepare (db, "INSERT INTO histories (uri, player, imported_at) VALUES (?, ?, ?)");
  att_stmt_text (stmt, history->uri);
  att_stmt_text (stmt, history->player);
  att_stmt_int (stmt, g_get_real_time () / G_USEC_PER_SEC);
  att_stmt_run (stmt);
  return att_db_get_last_id (db);
}

static void
add_songs (AttDb *db, gint64 history_id, GPtrArray *songs)
{
  AttStmt *stmt = att_db_prepare (db,
                                  "INSERT INTO history_songs (history_id, uri, mb_recording_id, artist, title, n_plays,"
                                  " last_played_at, rating) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");

  for (guint i = 0; i < songs->len; i++)
    {
      const AttHistorySong *song = g_ptr_array_index (songs, i);

      att_stmt_int (stmt, history_id);
      att_stmt_text (stmt, song->uri);
      att_stmt_text (stmt, song->mb_recording_id);
      att_stmt_text (stmt, song->artist);
      att_stmt_text (stmt, song->title);
      att_stmt_int (stmt, song->n_plays);
      att_stmt_int (stmt, song->last_played_at);
      att_stmt_int (stmt, CLAMP (song->rating, 0, 10));
      att_stmt_run (stmt);
    }
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
list_missing (AttDb *db, gint64 history_id, AttHistoryReport *report)
{
  AttStmt *stmt = att_db_prepare (db,
                                  "SELECT uri, artist, title FROM history_songs WHERE history_id = ?"
                                  " AND track_id IS NULL");

  att_stmt_int (stmt, history_id);
  while (att_stmt_step (stmt))
    {
      const char *uri = att_stmt_get_text (stmt, 0), *artist = att_stmt_get_text (stmt, 1);
      const char *title = att_stmt_get_text (stmt, 2);

      report->n_missing++;
      g_ptr_array_add (report->missing, artist != NULL && title != NULL ? g_strdup_printf ("%s — %s", artist, title)
                                        : g_strdup (title != NULL ? title : uri != NULL ? uri : "?"));
    }
  g_ptr_array_sort (report->missing, compare_strings);
}

/* address in the history -> address in the library */
static GHashTable *
map_addresses (AttDb *db, gint64 history_id)
{
  GHashTable *map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  AttStmt *stmt = att_db_prepare (db,
                                  "SELECT h.uri, t.uri FROM history_songs h JOIN tracks t ON t.id = h.track_id"
                                  " WHERE h.history_id = ? AND h.uri IS NOT NULL");

  att_stmt_int (stmt, history_id);
  while (att_stmt_step (stmt))
    g_hash_table_replace (map, make_uri_key (att_stmt_get_text (stmt, 0)), g_strdup (att_stmt_get_text (stmt, 1)));
  return map;
}

static gboolean
has_playlist (AttDb *db, const char *name)
{
  AttStmt *stmt = att_db_prepare (db, "SELECT 1 FROM playlists WHERE uri IS NULL AND name = ?");
  gboolean found;

  att_stmt_text (stmt, name);
  found = att_stmt_step (stmt);
  att_stmt_reset (stmt);
  return found;
}

static void
add_playlist (AttDb *db, const AttHistoryPlaylist *playlist, GHashTable *map)
{
  AttStmt *stmt = att_db_prepare (db, "INSERT INTO playlists (name, created_at) VALUES (?, ?)");
  gint64 id;

  att_stmt_text (stmt, playlist->name);
  att_stmt_int (stmt, g_get_real_time () / G_USEC_PER_SEC);
  att_stmt_run (stmt);
  id = att_db_get_last_id (db);
  stmt = att_db_prepare (db, "INSERT INTO playlist_entries (playlist_id, position, uri) VALUES (?, ?, ?)");
  for (gsize i = 0; playlist->uris[i] != NULL; i++)
    {
      g_autofree char *key = make_uri_key (playlist->uris[i]);
      const char *uri = g_hash_table_lookup (map, key);

      att_stmt_int (stmt, id);
      att_stmt_int (stmt, i);
      att_stmt_text (stmt, uri != NULL ? uri : key);
      att_stmt_run (stmt);
    }
}

static void
write_history (AttDb *db, gpointer data)
{
  Import *import = data;
  const gint64 id = add_history (db, import->history);
  g_autoptr (GHashTable) map = NULL;

  add_songs (db, id, import->history->songs);
  match_history (db, import);
  list_missing (db, id, &import->report);
  map = map_addresses (db, id);
  for (guint i = 0; i < import->history->playlists->len && !att_db_has_failed (db); i++)
    {
      const AttHistoryPlaylist *playlist = g_ptr_array_index (import->history->playlists, i);

      if (has_playlist (db, playlist->name))
        continue;
      add_playlist (db, playlist, map);
      import->report.n_playlists++;
    }
}

gboolean
att_store_write_history (AttStore *self, const AttHistory *history, AttHistoryReport *report, GError **error)
{
  Import import = { history, { .missing = g_ptr_array_new_with_free_func (g_free) } };

  if (!att_store_write (self, G_STRFUNC,
                        ATT_STORE_CHANGED_TRACKS | ATT_STORE_CHANGED_EVENTS | ATT_STORE_CHANGED_PLAYLISTS,
                        write_history, &import, error))
    {
      att_history_report_clear (&import.report);
      return FALSE;
    }
  *report = import.report;
  return TRUE;
}

/* --- reading --- */

gboolean
att_store_load_history (AttStore *self, gint64 **history_ids, AttTrackId **track_ids, guint **n_plays, gsize *n,
                        GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GArray) histories = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) tracks = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  g_autoptr (GArray) plays = g_array_new (FALSE, FALSE, sizeof (guint));
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  stmt = att_db_prepare (db,
                         "SELECT history_id, track_id, sum (n_plays) FROM history_songs WHERE track_id IS NOT NULL"
                         " GROUP BY history_id, track_id HAVING sum (n_plays) > 0 ORDER BY history_id, track_id");
  while (att_stmt_step (stmt))
    {
      const gint64 history_id = att_stmt_get_int (stmt, 0);
      const AttTrackId track_id = att_stmt_get_int (stmt, 1);
      const guint count = MIN (att_stmt_get_int (stmt, 2), G_MAXUINT);

      g_array_append_val (histories, history_id);
      g_array_append_val (tracks, track_id);
      g_array_append_val (plays, count);
    }
  if (!att_store_end_read (self, db, error))
    return FALSE;
  *n = tracks->len;
  *history_ids = (gint64 *) g_array_steal (histories, NULL);
  *track_ids = (AttTrackId *) g_array_steal (tracks, NULL);
  *n_plays = (guint *) g_array_steal (plays, NULL);
  return TRUE;
}

gboolean
att_store_has_history (AttStore *self, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  AttDb *db = uri != NULL ? att_store_begin_read (self, G_STRFUNC, NULL) : NULL;
  AttStmt *stmt;
  gboolean found;

  if (db == NULL)
    return FALSE;
  stmt = att_db_prepare (db, "SELECT 1 FROM histories WHERE uri = ?");
  att_stmt_text (stmt, uri);
  found = att_stmt_step (stmt);
  att_stmt_reset (stmt);
  return att_store_end_read (self, db, NULL) && found;
}
