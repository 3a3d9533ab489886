/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scan writes: one transaction a batch.
 */
#include "config.h"

#include "att-store-tracks.h"

#include "att-store-names.h"
#include "att-store-private.h"
#include "att-text.h"

#include <string.h>

/* --- one batch --- */

typedef struct {
  AttDb *db;
  GPtrArray *files;
  AttScanCounts counts;
  gint64 now;
  gboolean any_missing, any_failures;
  AttNames *names;
  AttStmt *find, *insert, *update, *add_credit, *add_genre;
  GString *buffer[6]; /* see run_with_file() */
} Batch;

/* what is kept of a file beside its tags */
typedef struct {
  gint64 id;
  gint64 size, mtime_ns;
  gint64 tags_hash;
  int missing, rating, tag_rating;
  gboolean same_content;
} Known;

/* --- one file --- */

/* the columns that a scan sets, in the order of run_with_file() */
static const char *const columns[] = {
  "uri", "size", "mtime_ns", "missing", "title", "artist", "album", "album_artist", "composer", "label", "work",
  "artist_id", "album_id", "duration_ms", "year", "track_number", "disc_number", "compilation", "audio_type",
  "has_picture", "rating", "rg_track_gain_db", "rg_track_peak", "rg_album_gain_db", "rg_album_peak", "title_key",
  "artist_key", "album_artist_key", "album_key", "search_text", "content_hash", "tags_hash", "title_sort", "album_sort",
  "disc_title", "movement", "language", "date", "original_date", "mb_recording_id", "mb_release_track_id",
  "mb_release_id", "mb_release_group_id", "mb_work_id", "n_tracks", "n_discs", "movement_number", "tag_rating",
  "bitrate", "sample_rate", "channels",
};

static char *
make_insert (void)
{
  GString *names = g_string_new ("INSERT INTO tracks ("), *marks = g_string_new (") VALUES (");

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_string_append_printf (names, "%s, ", columns[i]);
      g_string_append (marks, "?, ");
    }
  g_string_append_printf (names, "date_added_at%s?)", marks->str);
  g_string_free (marks, TRUE);
  return g_string_free (names, FALSE);
}

static char *
make_update (void)
{
  GString *sql = g_string_new ("UPDATE tracks SET ");

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    g_string_append_printf (sql, "%s%s = ?", i > 0 ? ", " : "", columns[i]);
  g_string_append (sql, " WHERE id = ?");
  return g_string_free (sql, FALSE);
}

static void
append (GString *to, const char *separator, const char *text)
{
  if (to->len > 0)
    g_string_append (to, separator);
  g_string_append (to, text);
}

static const char *
or_null (const GString *text)
{
  return text->len > 0 ? text->str : NULL;
}

/* Binds and runs @stmt (insert or update; @last is its last parameter). The folded texts live in the batch's buffers. */
static void
run_with_file (Batch *batch, AttStmt *stmt, const AttScannedFile *file, const char *uri, gint64 tags_hash,
               guint8 content_hash[16], int rating, gint64 last)
{
  const AttTags *tags = file->tags;
  GString *artist = batch->buffer[0], *album_artist = batch->buffer[1], *composer = batch->buffer[2];
  GString *artist_key = batch->buffer[3], *album_artist_key = batch->buffer[4], *search = batch->buffer[5];
  g_autofree char *file_name = tags->title != NULL ? NULL : g_filename_display_basename (file->path);
  g_autofree char *title = att_text_fold (tags->title != NULL ? tags->title : file_name);
  g_autofree char *title_sort = tags->title_sort != NULL ? att_text_fold (tags->title_sort) : NULL;
  gint64 artist_id = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (batch->buffer); i++)
    g_string_truncate (batch->buffer[i], 0);
  g_string_assign (search, title);
  for (guint i = 0; i < tags->credits->len; i++)
    {
      const AttCredit *credit = g_ptr_array_index (tags->credits, i);
      const char *sort_key = att_names_fold (batch->names, credit->sort_name != NULL ? credit->sort_name : credit->name);

      append (search, " ", att_names_fold (batch->names, credit->name));
      switch (credit->role)
        {
        case ATT_ROLE_ARTIST:
          if (artist_id == 0)
            artist_id = att_names_find_artist (batch->names, credit)->id;
          append (artist, ", ", credit->name);
          append (artist_key, " ", sort_key);
          break;
        case ATT_ROLE_ALBUM_ARTIST:
          append (album_artist, ", ", credit->name);
          append (album_artist_key, " ", sort_key);
          break;
        case ATT_ROLE_COMPOSER:
          append (composer, ", ", credit->name);
          break;
        case ATT_ROLE_CONDUCTOR:
        case ATT_ROLE_PERFORMER:
          break;
        }
    }
  append (search, " ", att_names_fold (batch->names, tags->album));
  if (album_artist->len == 0)
    g_string_assign (album_artist_key, tags->compilation ? "various artists" : artist_key->str);

  att_stmt_text (stmt, uri);
  att_stmt_int (stmt, file->size);
  att_stmt_int (stmt, file->mtime_ns);
  att_stmt_int (stmt, 0);
  att_stmt_text (stmt, tags->title);
  att_stmt_text (stmt, or_null (artist));
  att_stmt_text (stmt, tags->album);
  att_stmt_text (stmt, or_null (album_artist));
  att_stmt_text (stmt, or_null (composer));
  att_stmt_text (stmt, tags->label);
  att_stmt_text (stmt, tags->work);
  att_stmt_id (stmt, artist_id);
  att_stmt_id (stmt, att_names_find_album (batch->names, file, or_null (album_artist)));
  att_stmt_int (stmt, tags->duration_ms);
  att_stmt_int (stmt, tags->year);
  att_stmt_int (stmt, tags->track_number);
  att_stmt_int (stmt, tags->disc_number);
  att_stmt_int (stmt, tags->compilation != FALSE);
  att_stmt_int (stmt, tags->type);
  att_stmt_int (stmt, tags->has_picture != FALSE);
  att_stmt_int (stmt, rating);
  att_stmt_double (stmt, tags->rg_track_gain_db);
  att_stmt_double (stmt, tags->rg_track_peak);
  att_stmt_double (stmt, tags->rg_album_gain_db);
  att_stmt_double (stmt, tags->rg_album_peak);
  att_stmt_text (stmt, title_sort != NULL ? title_sort : title);
  att_stmt_text (stmt, artist_key->str);
  att_stmt_text (stmt, album_artist_key->str);
  att_stmt_text (stmt, att_names_fold (batch->names, tags->album_sort != NULL ? tags->album_sort : tags->album));
  att_stmt_text (stmt, search->str);
  att_stmt_blob (stmt, content_hash, content_hash != NULL ? 16 : 0);
  att_stmt_int (stmt, tags_hash);
  att_stmt_text (stmt, tags->title_sort);
  att_stmt_text (stmt, tags->album_sort);
  att_stmt_text (stmt, tags->disc_title);
  att_stmt_text (stmt, tags->movement);
  att_stmt_text (stmt, tags->language);
  att_stmt_text (stmt, tags->date);
  att_stmt_text (stmt, tags->original_date);
  att_stmt_text (stmt, tags->mb_recording_id);
  att_stmt_text (stmt, tags->mb_release_track_id);
  att_stmt_text (stmt, tags->mb_release_id);
  att_stmt_text (stmt, tags->mb_release_group_id);
  att_stmt_text (stmt, tags->mb_work_id);
  att_stmt_int (stmt, tags->n_tracks);
  att_stmt_int (stmt, tags->n_discs);
  att_stmt_int (stmt, tags->movement_number);
  att_stmt_int (stmt, tags->rating);
  att_stmt_int (stmt, tags->bitrate);
  att_stmt_int (stmt, tags->sample_rate);
  att_stmt_int (stmt, tags->channels);
  att_stmt_int (stmt, last);
  att_stmt_run (stmt);
}

static void
add_credits_and_genres (Batch *batch, const AttTags *tags, gint64 track_id)
{
  for (guint i = 0; i < tags->credits->len; i++)
    {
      const AttCredit *credit = g_ptr_array_index (tags->credits, i);
      const AttNamedArtist *artist = att_names_find_artist (batch->names, credit);
      gboolean same = strcmp (artist->name, credit->name) == 0 &&
                      g_strcmp0 (artist->sort_name, credit->sort_name) == 0 &&
                      g_strcmp0 (artist->mbid, credit->mbid) == 0;

      att_stmt_int (batch->add_credit, track_id);
      att_stmt_int (batch->add_credit, i);
      att_stmt_int (batch->add_credit, credit->role);
      att_stmt_int (batch->add_credit, artist->id);
      att_stmt_text (batch->add_credit, credit->instrument);
      att_stmt_text (batch->add_credit, same ? NULL : credit->name);
      att_stmt_text (batch->add_credit, same ? NULL : credit->sort_name);
      att_stmt_text (batch->add_credit, same ? NULL : credit->mbid);
      att_stmt_run (batch->add_credit);
    }
  for (guint i = 0; i < tags->genres->len; i++)
    {
      att_stmt_int (batch->add_genre, track_id);
      att_stmt_int (batch->add_genre, i);
      att_stmt_int (batch->add_genre, att_names_find_genre (batch->names, g_ptr_array_index (tags->genres, i)));
      att_stmt_run (batch->add_genre);
    }
}

static void
run_for_id (AttDb *db, const char *sql, gint64 id)
{
  AttStmt *stmt = att_db_prepare (db, sql);

  att_stmt_int (stmt, id);
  att_stmt_run (stmt);
}

static void
forget_failure (Batch *batch, const char *uri, const char *stage)
{
  AttStmt *stmt;

  if (!batch->any_failures)
    return;
  stmt = att_db_prepare (batch->db, "DELETE FROM failures WHERE uri = ? AND stage = ?");
  att_stmt_text (stmt, uri);
  att_stmt_text (stmt, stage);
  att_stmt_run (stmt);
}

static void
update_row (Batch *batch, const Known *known, const AttScannedFile *file, const char *uri, gint64 tags_hash,
            guint8 *content_hash)
{
  const int rating = file->tags->rating != known->tag_rating ? file->tags->rating : known->rating;

  run_for_id (batch->db, "DELETE FROM credits WHERE track_id = ?", known->id);
  run_for_id (batch->db, "DELETE FROM track_genres WHERE track_id = ? AND source = 1", known->id);
  run_with_file (batch, batch->update, file, uri, tags_hash, content_hash, rating, known->id);
  add_credits_and_genres (batch, file->tags, known->id);
  att_store_show_genres (batch->db, known->id);

  if (!known->same_content)
    {
      run_for_id (batch->db, "DELETE FROM features WHERE track_id = ?", known->id);
      forget_failure (batch, uri, "analyze");
    }
  batch->counts.updated++;
}

static void
follow_in_playlists (AttDb *db, const char *old_uri, const char *uri)
{
  AttStmt *stmt = att_db_prepare (db,
                                  "UPDATE playlist_entries SET uri = ?1 WHERE uri = ?2"
                                  " AND playlist_id IN (SELECT id FROM playlists WHERE uri IS NULL)");

  att_stmt_text (stmt, uri);
  att_stmt_text (stmt, old_uri);
  att_stmt_run (stmt);
}

/* A missing row with the same content: same title and artist first, then the same file name, then the lower id. */
static gboolean
find_missing (Batch *batch, const AttScannedFile *file, const char *uri, const guint8 *content_hash, Known *known,
              char **old_uri)
{
  g_autoptr (GString) artist = g_string_new (NULL);
  const char *name = strrchr (uri, '/');
  int best = -1;
  AttStmt *stmt;

  for (guint i = 0; i < file->tags->credits->len; i++)
    {
      const AttCredit *credit = g_ptr_array_index (file->tags->credits, i);

      if (credit->role == ATT_ROLE_ARTIST)
        append (artist, ", ", credit->name);
    }
  stmt = att_db_prepare (batch->db,
                         "SELECT id, uri, title, artist, tags_hash, rating, tag_rating FROM tracks"
                         " WHERE missing != 0 AND content_hash = ? ORDER BY id");
  att_stmt_blob (stmt, content_hash, 16);
  while (att_stmt_step (stmt))
    {
      const char *row_uri = att_stmt_get_text (stmt, 1);
      const char *row_name = strrchr (row_uri, '/');
      int score = (g_strcmp0 (att_stmt_get_text (stmt, 2), file->tags->title) == 0 &&
                   g_strcmp0 (att_stmt_get_text (stmt, 3), or_null (artist)) == 0) * 2 +
                  (g_strcmp0 (row_name, name) == 0);

      if (score <= best)
        continue;
      best = score;
      g_free (*old_uri);
      *old_uri = g_strdup (row_uri);
      known->id = att_stmt_get_int (stmt, 0);
      known->rating = att_stmt_get_int (stmt, 5);
      known->tag_rating = att_stmt_get_int (stmt, 6);
      known->same_content = TRUE;
    }
  return best >= 0;
}

static gboolean
find_known (Batch *batch, const AttScannedFile *file, const char *uri, const guint8 *content_hash, Known *known)
{
  gboolean found;

  att_stmt_text (batch->find, uri);
  found = att_stmt_step (batch->find);
  if (found)
    {
      gsize size;
      gconstpointer hash = att_stmt_get_blob (batch->find, 7, &size);

      known->id = att_stmt_get_int (batch->find, 0);
      known->size = att_stmt_get_int (batch->find, 1);
      known->mtime_ns = att_stmt_get_int (batch->find, 2);
      known->missing = att_stmt_get_int (batch->find, 3);
      known->tags_hash = att_stmt_get_int (batch->find, 4);
      known->rating = att_stmt_get_int (batch->find, 5);
      known->tag_rating = att_stmt_get_int (batch->find, 6);
      if (content_hash != NULL)
        known->same_content = size == 16 && memcmp (hash, content_hash, 16) == 0;
      else
        known->same_content = size == 0 && known->size == file->size && known->mtime_ns == file->mtime_ns;
      att_stmt_reset (batch->find);
    }
  return found;
}

static void
set_stamp (Batch *batch, gint64 id, const AttScannedFile *file)
{
  AttStmt *stmt = att_db_prepare (batch->db, "UPDATE tracks SET size = ?, mtime_ns = ?, missing = 0 WHERE id = ?");

  att_stmt_int (stmt, file->size);
  att_stmt_int (stmt, file->mtime_ns);
  att_stmt_int (stmt, id);
  att_stmt_run (stmt);
}

static void
write_failure (Batch *batch, const AttScannedFile *file, const char *uri)
{
  Known known;
  AttStmt *stmt;

  stmt = att_db_prepare (batch->db,
                         "INSERT OR REPLACE INTO failures (uri, stage, cause, at, size, mtime_ns)"
                         " VALUES (?, 'scan', ?, ?, ?, ?)");
  att_stmt_text (stmt, uri);
  att_stmt_text (stmt, file->failure);
  att_stmt_int (stmt, batch->now);
  att_stmt_int (stmt, file->size);
  att_stmt_int (stmt, file->mtime_ns);
  att_stmt_run (stmt);
  batch->any_failures = TRUE;
  batch->counts.failed++;

  /* read before, damaged now: the row stays as it is, and is not read again until the file changes */
  if (find_known (batch, file, uri, NULL, &known))
    set_stamp (batch, known.id, file);
}

static void
write_file (Batch *batch, const AttScannedFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = att_store_path_to_uri (file->path, &error);
  g_autofree char *old_uri = NULL;
  guint8 hash[16], *content_hash = NULL;
  gint64 tags_hash;
  Known known = { 0 };

  if (uri == NULL)
    {
      att_db_take_error (batch->db, g_steal_pointer (&error));
      return;
    }
  if (file->tags == NULL)
    {
      write_failure (batch, file, uri);
      return;
    }

  if ((file->tags->content_hash[0] | file->tags->content_hash[1]) != 0)
    {
      const guint64 words[2] = { GUINT64_TO_LE (file->tags->content_hash[0]), GUINT64_TO_LE (file->tags->content_hash[1]) };

      content_hash = memcpy (hash, words, sizeof hash);
    }
  tags_hash = att_store_hash_tags (file->tags);
  forget_failure (batch, uri, "scan");

  if (find_known (batch, file, uri, content_hash, &known))
    {
      if (known.same_content && known.tags_hash == tags_hash)
        {
          if (known.size == file->size && known.mtime_ns == file->mtime_ns && known.missing == 0)
            return;
          set_stamp (batch, known.id, file);
          batch->counts.updated++;
        }
      else
        update_row (batch, &known, file, uri, tags_hash, content_hash);
    }
  else if (batch->any_missing && content_hash != NULL && find_missing (batch, file, uri, content_hash, &known, &old_uri))
    {
      update_row (batch, &known, file, uri, tags_hash, content_hash);
      follow_in_playlists (batch->db, old_uri, uri);
    }
  else
    {
      run_with_file (batch, batch->insert, file, uri, tags_hash, content_hash, file->tags->rating, batch->now);
      add_credits_and_genres (batch, file->tags, att_db_get_last_id (batch->db));
      batch->counts.added++;
    }
}

static void
write_files (AttDb *db, gpointer data)
{
  Batch *batch = data;
  g_autofree char *insert = make_insert (), *update = make_update ();

  batch->db = db;
  batch->now = g_get_real_time () / G_USEC_PER_SEC;
  batch->any_missing = att_db_get_int64 (db, "SELECT EXISTS (SELECT 1 FROM tracks WHERE missing != 0)");
  batch->any_failures = att_db_get_int64 (db, "SELECT EXISTS (SELECT 1 FROM failures)");
  batch->names = att_names_new (db);
  for (gsize i = 0; i < G_N_ELEMENTS (batch->buffer); i++)
    batch->buffer[i] = g_string_sized_new (256);
  batch->find = att_db_prepare (db,
                                "SELECT id, size, mtime_ns, missing, tags_hash, rating, tag_rating, content_hash"
                                " FROM tracks WHERE uri = ?");
  batch->insert = att_db_prepare (db, insert);
  batch->update = att_db_prepare (db, update);
  batch->add_credit = att_db_prepare (db,
                                      "INSERT INTO credits (track_id, position, role, artist_id, instrument, name,"
                                      " sort_name, mbid) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  batch->add_genre = att_db_prepare (db,
                                     "INSERT INTO track_genres (track_id, source, position, genre_id, probability,"
                                     " shown) VALUES (?, 1, ?, ?, 1, 1)");

  for (guint i = 0; i < batch->files->len && !att_db_has_failed (db); i++)
    write_file (batch, g_ptr_array_index (batch->files, i));

  att_names_free (batch->names);
  for (gsize i = 0; i < G_N_ELEMENTS (batch->buffer); i++)
    g_string_free (batch->buffer[i], TRUE);
}

gboolean
att_store_write_files (AttStore *self, GPtrArray *files, AttScanCounts *counts, GError **error)
{
  Batch batch = { .files = files };

  if (!att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS, write_files, &batch, error))
    return FALSE;
  att_scan_counts_add (counts, &batch.counts);
  return TRUE;
}

/* --- a copy that was the move --- */

static char *
get_uri (AttDb *db, gint64 id)
{
  AttStmt *stmt = att_db_prepare (db, "SELECT uri FROM tracks WHERE id = ?");
  char *uri = NULL;

  att_stmt_int (stmt, id);
  while (att_stmt_step (stmt))
    uri = g_strdup (att_stmt_get_text (stmt, 0));
  return uri;
}

static void
run_for_ids (AttDb *db, const char *sql, gint64 id, gint64 copy)
{
  AttStmt *stmt = att_db_prepare (db, sql);

  att_stmt_int (stmt, id);
  att_stmt_int (stmt, copy);
  att_stmt_run (stmt);
}

/* all that a scan sets but the address and the listener's rating */
static char *
make_copy (void)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (strcmp (columns[i], "uri") != 0 && strcmp (columns[i], "rating") != 0)
      append (names, ", ", columns[i]);
  return g_strdup_printf ("UPDATE tracks SET (%s) = (SELECT %s FROM tracks WHERE id = ?2) WHERE id = ?1", names->str,
                          names->str);
}

void
att_store_take_over (AttDb *db, gint64 id, gint64 copy)
{
  g_autofree char *old_uri = get_uri (db, id), *uri = get_uri (db, copy), *copy_columns = make_copy ();
  AttStmt *stmt;

  run_for_id (db, "DELETE FROM credits WHERE track_id = ?", id);
  run_for_id (db, "DELETE FROM track_genres WHERE track_id = ? AND source = 1", id);
  run_for_ids (db, copy_columns, id, copy);
  run_for_ids (db, "UPDATE credits SET track_id = ?1 WHERE track_id = ?2", id, copy);
  run_for_ids (db, "UPDATE track_genres SET track_id = ?1 WHERE track_id = ?2 AND source = 1", id, copy);
  run_for_ids (db, "UPDATE OR IGNORE features SET track_id = ?1 WHERE track_id = ?2", id, copy);
  run_for_ids (db, "UPDATE pick_reasons SET because_of = ?1 WHERE because_of = ?2", id, copy);
  run_for_ids (db, "UPDATE queue_rows SET track_id = ?1 WHERE track_id = ?2", id, copy);
  run_for_id (db, "DELETE FROM tracks WHERE id = ?", copy);
  att_store_show_genres (db, id);

  stmt = att_db_prepare (db, "UPDATE tracks SET uri = ? WHERE id = ?");
  att_stmt_text (stmt, uri);
  att_stmt_int (stmt, id);
  att_stmt_run (stmt);
  follow_in_playlists (db, old_uri, uri);
}
