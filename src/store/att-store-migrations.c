/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entry i of `migrations` takes a database from version i to i + 1. An entry
 * that has been released is never changed: a later one is added, and a
 * fixture of the version before to tests/store.
 */
#include "config.h"

#include "att-store-migrations.h"

/* tracks        A row is one file. What lists show comes first: SQLite reads a row only up to the last column asked
 *               for. artist, album_artist, composer are the credits joined for display; the *_key columns are folded
 *               text to sort by; search_text is the folded text that search looks through.
 *               missing: 1 the file is gone | 2 its root is not mounted | 4 its root was removed.
 *               uri "replaced:ID": the address has gone to another row (see att-store-tracks.h, Identity).
 * credits       name NULL: name, sort_name and mbid are those of the artist's row
 * genres        one row a spelling; spellings are merged when read (att-store-genres.c)
 * track_genres  shown: of several sources the one that counts (the file's own, else curated, else a guess that is sure)
 * events        append-only */
static const char schema_1[] =
  "CREATE TABLE roots ("
  "  id INTEGER PRIMARY KEY,"
  "  uri TEXT NOT NULL UNIQUE,"
  "  mounted INTEGER NOT NULL DEFAULT 1,"
  "  scanned_at INTEGER NOT NULL DEFAULT 0);"

  "CREATE TABLE artists ("
  "  id INTEGER PRIMARY KEY,"
  "  key TEXT NOT NULL UNIQUE,"
  "  name TEXT NOT NULL,"
  "  sort_name TEXT,"
  "  mbid TEXT);"

  "CREATE TABLE albums ("
  "  id INTEGER PRIMARY KEY,"
  "  key TEXT NOT NULL UNIQUE,"
  "  title TEXT NOT NULL);"

  "CREATE TABLE tracks ("
  "  id INTEGER PRIMARY KEY,"
  "  uri TEXT NOT NULL UNIQUE,"
  "  size INTEGER NOT NULL,"
  "  mtime_ns INTEGER NOT NULL,"
  "  missing INTEGER NOT NULL DEFAULT 0,"
  "  title TEXT,"
  "  artist TEXT,"
  "  album TEXT,"
  "  album_artist TEXT,"
  "  composer TEXT,"
  "  label TEXT,"
  "  work TEXT,"
  "  artist_id INTEGER REFERENCES artists (id),"
  "  album_id INTEGER REFERENCES albums (id),"
  "  duration_ms INTEGER NOT NULL,"
  "  year INTEGER NOT NULL,"
  "  track_number INTEGER NOT NULL,"
  "  disc_number INTEGER NOT NULL,"
  "  compilation INTEGER NOT NULL,"
  "  audio_type INTEGER NOT NULL,"
  "  has_picture INTEGER NOT NULL,"
  "  rating INTEGER NOT NULL,"
  "  rg_track_gain_db REAL,"
  "  rg_track_peak REAL,"
  "  rg_album_gain_db REAL,"
  "  rg_album_peak REAL,"
  "  date_added_at INTEGER NOT NULL,"
  "  loved INTEGER NOT NULL DEFAULT 0,"
  "  banned INTEGER NOT NULL DEFAULT 0,"
  "  n_plays INTEGER NOT NULL DEFAULT 0,"
  "  last_played_at INTEGER NOT NULL DEFAULT 0,"
  "  title_key TEXT NOT NULL,"
  "  artist_key TEXT NOT NULL,"
  "  album_artist_key TEXT NOT NULL,"
  "  album_key TEXT NOT NULL,"
  "  search_text TEXT NOT NULL,"
  "  content_hash BLOB,"
  "  tags_hash INTEGER NOT NULL,"
  "  title_sort TEXT,"
  "  album_sort TEXT,"
  "  disc_title TEXT,"
  "  movement TEXT,"
  "  language TEXT,"
  "  date TEXT,"
  "  original_date TEXT,"
  "  mb_recording_id TEXT,"
  "  mb_release_track_id TEXT,"
  "  mb_release_id TEXT,"
  "  mb_release_group_id TEXT,"
  "  mb_work_id TEXT,"
  "  n_tracks INTEGER NOT NULL,"
  "  n_discs INTEGER NOT NULL,"
  "  movement_number INTEGER NOT NULL,"
  "  tag_rating INTEGER NOT NULL,"
  "  bitrate INTEGER NOT NULL,"
  "  sample_rate INTEGER NOT NULL,"
  "  channels INTEGER NOT NULL);"
  "CREATE INDEX tracks_album ON tracks (album_id);"
  "CREATE INDEX tracks_missing ON tracks (content_hash) WHERE missing != 0;"

  "CREATE TABLE credits ("
  "  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  role INTEGER NOT NULL,"
  "  artist_id INTEGER NOT NULL REFERENCES artists (id),"
  "  instrument TEXT,"
  "  name TEXT,"
  "  sort_name TEXT,"
  "  mbid TEXT,"
  "  PRIMARY KEY (track_id, position)) WITHOUT ROWID;"
  "CREATE INDEX credits_artist ON credits (artist_id, role);"

  "CREATE TABLE genres ("
  "  id INTEGER PRIMARY KEY,"
  "  name TEXT NOT NULL UNIQUE);"

  "CREATE TABLE track_genres ("
  "  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,"
  "  source INTEGER NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  genre_id INTEGER NOT NULL REFERENCES genres (id),"
  "  probability REAL NOT NULL,"
  "  shown INTEGER NOT NULL,"
  "  PRIMARY KEY (track_id, source, position)) WITHOUT ROWID;"
  "CREATE INDEX track_genres_genre ON track_genres (genre_id) WHERE shown;"

  "CREATE TABLE failures ("
  "  uri TEXT NOT NULL,"
  "  stage TEXT NOT NULL,"
  "  cause TEXT NOT NULL,"
  "  at INTEGER NOT NULL,"
  "  size INTEGER NOT NULL,"
  "  mtime_ns INTEGER NOT NULL,"
  "  PRIMARY KEY (uri, stage)) WITHOUT ROWID;"

  "CREATE TABLE features ("
  "  track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,"
  "  version INTEGER NOT NULL,"
  "  tempo_bpm REAL,"
  "  tempo_confidence REAL,"
  "  onset_rate REAL,"
  "  loudness_lufs REAL,"
  "  peak REAL,"
  "  audio_ms INTEGER NOT NULL,"
  "  vector BLOB NOT NULL);"
  "CREATE INDEX features_version ON features (version);"

  "CREATE TABLE picks ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  track_id INTEGER NOT NULL REFERENCES tracks (id),"
  "  at INTEGER NOT NULL,"
  "  score REAL NOT NULL,"
  "  skip_chance REAL NOT NULL,"
  "  evidence INTEGER NOT NULL,"
  "  opinions BLOB);"

  "CREATE TABLE pick_reasons ("
  "  pick_id INTEGER NOT NULL REFERENCES picks (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  recommender INTEGER NOT NULL,"
  "  weight REAL NOT NULL,"
  "  value REAL NOT NULL,"
  "  because_of INTEGER REFERENCES tracks (id),"
  "  text TEXT NOT NULL,"
  "  PRIMARY KEY (pick_id, position)) WITHOUT ROWID;"

  "CREATE TABLE events ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  track_id INTEGER REFERENCES tracks (id),"
  "  kind INTEGER NOT NULL,"
  "  at INTEGER NOT NULL,"
  "  heard_ms INTEGER NOT NULL,"
  "  length_ms INTEGER NOT NULL,"
  "  ending INTEGER NOT NULL,"
  "  origin INTEGER NOT NULL,"
  "  confidence REAL NOT NULL,"
  "  pick_id INTEGER REFERENCES picks (id),"
  "  undoes INTEGER REFERENCES events (id),"
  "  opinions BLOB);"
  "CREATE INDEX events_track ON events (track_id);"
  "CREATE UNIQUE INDEX events_undoes ON events (undoes) WHERE undoes IS NOT NULL;"

  "CREATE TABLE chosen_genres ("
  "  position INTEGER PRIMARY KEY,"
  "  name TEXT NOT NULL,"
  "  at INTEGER NOT NULL);"

  "CREATE TABLE playlists ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  name TEXT NOT NULL,"
  "  uri TEXT UNIQUE," /* of the playlist file; NULL: the listener's own */
  "  size INTEGER,"
  "  mtime_ns INTEGER,"
  "  created_at INTEGER NOT NULL);"

  "CREATE TABLE playlist_entries ("
  "  playlist_id INTEGER NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  uri TEXT NOT NULL,"
  "  PRIMARY KEY (playlist_id, position)) WITHOUT ROWID;"
  "CREATE INDEX playlist_entries_uri ON playlist_entries (uri);"

  "CREATE TABLE queue_rows ("
  "  position INTEGER PRIMARY KEY,"
  "  track_id INTEGER REFERENCES tracks (id),"
  "  uri TEXT NOT NULL,"
  "  origin INTEGER NOT NULL,"
  "  pick_id INTEGER REFERENCES picks (id));"

  "CREATE TABLE queue_state ("
  "  id INTEGER PRIMARY KEY CHECK (id = 1),"
  "  current INTEGER NOT NULL,"
  "  position_ms INTEGER NOT NULL,"
  "  seeds TEXT);"

  "CREATE TABLE settings ("
  "  key TEXT PRIMARY KEY,"
  "  value TEXT NOT NULL) WITHOUT ROWID;";

/* album_keys    by what files find their album (att-store-names.h): several may lead to one; albums.key was the first
 * Titles that are there more than once may have been one album: their files are read anew by the next scan. */
static const char schema_2[] =
  "CREATE TABLE album_keys ("
  "  key TEXT PRIMARY KEY,"
  "  album_id INTEGER NOT NULL REFERENCES albums (id)) WITHOUT ROWID;"
  "CREATE INDEX album_keys_album ON album_keys (album_id);"
  "INSERT INTO album_keys SELECT key, id FROM albums;"
  "UPDATE tracks SET mtime_ns = 0, tags_hash = 0 WHERE content_hash IS NOT NULL AND album_id IN"
  " (SELECT id FROM albums WHERE lower (title) IN"
  "   (SELECT lower (title) FROM albums GROUP BY lower (title) HAVING count (*) > 1));";

/* excerpt       1: of a part of the track only; the whole is yet to be heard
 * features_levels  all that the player asks for, so that it need not go through the vectors */
static const char schema_3[] =
  "ALTER TABLE features ADD COLUMN excerpt INTEGER NOT NULL DEFAULT 0;"
  "CREATE INDEX features_levels ON features (track_id, version, excerpt, loudness_lufs, peak, audio_ms);";

/* neighbours          of each track, who sounds nearest (att-store-neighbours.h); sound: what distances are made of
 * neighbours_pending  what the lists do not know of yet; kept by triggers, so that nobody forgets it
 * neighbours_state    version: what sounds and distances are made by; generation: counts what was written */
static const char schema_4[] =
  "CREATE TABLE neighbours ("
  "  track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,"
  "  sound BLOB NOT NULL,"
  "  list BLOB NOT NULL);"
  "CREATE TABLE neighbours_pending ("
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  track_id INTEGER NOT NULL);"
  "CREATE TABLE neighbours_state ("
  "  id INTEGER PRIMARY KEY CHECK (id = 1),"
  "  version INTEGER NOT NULL,"
  "  generation INTEGER NOT NULL);"
  "INSERT INTO neighbours_state VALUES (1, 0, 0);"

  "CREATE TRIGGER features_written AFTER INSERT ON features BEGIN"
  "  INSERT INTO neighbours_pending (track_id) VALUES (new.track_id); END;"
  "CREATE TRIGGER features_dropped AFTER DELETE ON features BEGIN"
  "  INSERT INTO neighbours_pending (track_id) VALUES (old.track_id); END;"
  "CREATE TRIGGER features_moved AFTER UPDATE OF track_id ON features BEGIN"
  "  INSERT INTO neighbours_pending (track_id) VALUES (old.track_id), (new.track_id); END;"
  "CREATE TRIGGER tracks_came_or_went AFTER UPDATE OF missing ON tracks"
  " WHEN (old.missing & 5 = 0) != (new.missing & 5 = 0) BEGIN"
  "  INSERT INTO neighbours_pending (track_id) SELECT track_id FROM features WHERE track_id = new.id; END;";

/* blocks        of what an album's loudness is made (att-levels.h), for the player like the rest of its index */
static const char schema_5[] =
  "ALTER TABLE features ADD COLUMN blocks BLOB;"
  "DROP INDEX features_levels;"
  "CREATE INDEX features_levels ON features (track_id, version, excerpt, loudness_lufs, peak, audio_ms, blocks);";

/* histories     what other players counted (att-store-history.h), by the file that it was read from
 * history_songs  track_id NULL: not in the library so far
 * models        what was trained (att-store-models.h); data NULL: it was no better than the one before, or is too old
 * snapshots     by what a day's taste is found again */
static const char schema_6[] =
  "CREATE TABLE histories ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  uri TEXT NOT NULL UNIQUE,"
  "  player TEXT NOT NULL,"
  "  imported_at INTEGER NOT NULL);"
  "CREATE TABLE history_songs ("
  "  id INTEGER PRIMARY KEY,"
  "  history_id INTEGER NOT NULL REFERENCES histories (id) ON DELETE CASCADE,"
  "  track_id INTEGER REFERENCES tracks (id) ON DELETE SET NULL,"
  "  uri TEXT,"
  "  mb_recording_id TEXT,"
  "  artist TEXT,"
  "  title TEXT,"
  "  n_plays INTEGER NOT NULL,"
  "  last_played_at INTEGER NOT NULL,"
  "  rating INTEGER NOT NULL);"
  "CREATE INDEX history_songs_history ON history_songs (history_id);"
  "CREATE INDEX history_songs_track ON history_songs (track_id);"

  "CREATE TABLE models ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  kind TEXT NOT NULL,"
  "  made_at INTEGER NOT NULL,"
  "  data_version TEXT NOT NULL,"
  "  metrics TEXT NOT NULL,"
  "  data BLOB);"
  "CREATE INDEX models_kind ON models (kind, made_at);"
  "CREATE TABLE snapshots ("
  "  day INTEGER PRIMARY KEY,"
  "  at INTEGER NOT NULL,"
  "  last_event_id INTEGER NOT NULL,"
  "  genres TEXT NOT NULL,"
  "  settings TEXT NOT NULL);";

/* known once the file is read again */
static const char schema_7[] =
  "ALTER TABLE tracks ADD COLUMN country TEXT;";

/* envelopes     what a track is drawn by (att-envelope.h); apart from its features, which are read in bulk */
static const char schema_8[] =
  "CREATE TABLE envelopes ("
  "  track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,"
  "  data BLOB NOT NULL);";

/* rules         of a smart playlist, as text (att-rules.h); it has no entries. NULL: not a smart one */
static const char schema_9[] =
  "ALTER TABLE playlists ADD COLUMN rules TEXT;";

static const char *const migrations[] = {
  schema_1,
  schema_2,
  schema_3,
  schema_4,
  schema_5,
  schema_6,
  schema_7,
  schema_8,
  schema_9,
};

const char *
att_store_sqlite_version (void)
{
  return att_db_library_version ();
}

int
att_store_schema_version (void)
{
  return G_N_ELEMENTS (migrations);
}

gboolean
att_store_migrate (AttDb *db, GError **error)
{
  for (;;)
    {
      gint64 version;

      att_db_begin (db, TRUE);
      /* with the lock held: another process may have migrated */
      version = att_db_get_int64 (db, "PRAGMA user_version");
      if (!att_db_has_failed (db) && version < att_store_schema_version ())
        {
          g_autofree char *stamp =
            g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %" G_GINT64_FORMAT,
                             ATT_STORE_APPLICATION_ID, version + 1);

          att_db_exec (db, migrations[version]);
          att_db_exec (db, stamp);
        }
      if (!att_db_end (db, error))
        return FALSE;
      if (version >= att_store_schema_version ())
        return TRUE;
    }
}
