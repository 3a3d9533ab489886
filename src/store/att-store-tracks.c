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

typedef struct {
  AttDb *db;
  GPtrArray *files;
  AttFileLook look; /* nullable */
  gpointer look_data;
  GHashTable *roots; /* (element-type gint64), the music folders there are */
  AttScanCounts counts;
  gint64 now;
  gboolean any_missing, any_failures;
  AttNames *names;
  GHashTable *uris; /* of the files seen so far, borrowed */
  AttStmt *find, *insert, *update, *add_credit, *add_genre;
  GString *buffer[6]; /* see run_with_file() */
} Batch;

/* the row that a file may have already */
typedef struct {
  gint64 id; /* 0: none */
  gint64 size, mtime_ns;
  gint64 tags_hash;
  int missing, rating, tag_rating;
  gboolean has_hash, same_content;
} Known;

typedef struct {
  const AttScannedFile *file;
  char *uri;
  guint8 hash_bytes[16], *content_hash; /* NULL: not known */
  gint64 tags_hash;
  Known known;        /* the row with this address */
  gboolean displaced; /* that row holds other content than the file: it has lost its address for now */
  gboolean done;
} Item;

/* --- writing a row --- */

/* the columns that a scan sets, in the order of run_with_file() */
const char *const att_store_file_columns[] = {
  "uri", "size", "mtime_ns", "missing", "title", "artist", "album", "album_artist", "composer", "label", "work",
  "artist_id", "album_id", "duration_ms", "year", "track_number", "disc_number", "compilation", "audio_type",
  "has_picture", "rating", "rg_track_gain_db", "rg_track_peak", "rg_album_gain_db", "rg_album_peak", "title_key",
  "artist_key", "album_artist_key", "album_key", "search_text", "content_hash", "tags_hash", "title_sort", "album_sort",
  "disc_title", "movement", "language", "date", "original_date", "mb_recording_id", "mb_release_track_id",
  "mb_release_id", "mb_release_group_id", "mb_work_id", "n_tracks", "n_discs", "movement_number", "tag_rating",
  "bitrate", "sample_rate", "channels", "country", NULL,
};

static char *
make_insert (void)
{
  GString *names = g_string_new ("INSERT INTO tracks ("), *marks = g_string_new (") VALUES (");

  for (gsize i = 0; att_store_file_columns[i] != NULL; i++)
    {
      g_string_append_printf (names, "%s, ", att_store_file_columns[i]);
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

  for (gsize i = 0; att_store_file_columns[i] != NULL; i++)
    g_string_append_printf (sql, "%s%s = ?", i > 0 ? ", " : "", att_store_file_columns[i]);
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

/* Binds and runs @stmt (insert or update; @last is its last parameter). Folded texts live in the batch's buffers. */
static void
run_with_file (Batch *batch, AttStmt *stmt, const Item *item, int rating, gint64 last)
{
  const AttScannedFile *file = item->file;
  const AttTags *tags = file->tags;
  GString *artist = batch->buffer[0], *album_artist = batch->buffer[1], *composer = batch->buffer[2];
  GString *artist_key = batch->buffer[3], *album_artist_key = batch->buffer[4], *search = batch->buffer[5];
  g_autofree char *file_name = tags->title != NULL ? NULL : g_filename_display_basename (file->path);
  g_autofree char *title = att_text_fold (tags->title != NULL ? tags->title : file_name);
  g_autofree char *title_sort = tags->title_sort != NULL ? att_text_fold (tags->title_sort) : NULL;
  const char *first_artist = NULL;
  gint64 artist_id = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (batch->buffer); i++)
    g_string_truncate (batch->buffer[i], 0);
  g_string_assign (search, title);
  for (guint i = 0; i < tags->credits->len; i++)
    {
      const AttCredit *credit = g_ptr_array_index (tags->credits, i);
      const char *sort_key =
        att_names_fold (batch->names, credit->sort_name != NULL ? credit->sort_name : credit->name);

      append (search, " ", att_names_fold (batch->names, credit->name));
      switch (credit->role)
        {
        case ATT_ROLE_ARTIST:
          if (artist_id == 0)
            {
              artist_id = att_names_find_artist (batch->names, credit)->id;
              first_artist = credit->name;
            }
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

  att_stmt_text (stmt, item->uri);
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
  att_stmt_id (stmt, att_names_find_album (batch->names, file, item->uri, or_null (album_artist), first_artist));
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
  att_stmt_blob (stmt, item->content_hash, item->content_hash != NULL ? 16 : 0);
  att_stmt_int (stmt, item->tags_hash);
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
  att_stmt_text (stmt, tags->country);
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
update_row (Batch *batch, const Known *known, const Item *item)
{
  const AttTags *tags = item->file->tags;
  const int rating = tags->rating != known->tag_rating ? tags->rating : known->rating;

  att_db_run_int (batch->db, "DELETE FROM credits WHERE track_id = ?", known->id);
  att_db_run_int (batch->db, "DELETE FROM track_genres WHERE track_id = ? AND source = 1", known->id);
  run_with_file (batch, batch->update, item, rating, known->id);
  add_credits_and_genres (batch, tags, known->id);
  att_store_show_genres (batch->db, known->id);

  if (!known->same_content)
    {
      att_db_run_int (batch->db, "DELETE FROM features WHERE track_id = ?", known->id);
      att_db_run_int (batch->db, "DELETE FROM envelopes WHERE track_id = ?", known->id);
      forget_failure (batch, item->uri, "analyze");
    }
  batch->counts.updated++;
}

static void
insert_row (Batch *batch, const Item *item)
{
  run_with_file (batch, batch->insert, item, item->file->tags->rating, batch->now);
  add_credits_and_genres (batch, item->file->tags, att_db_get_last_id (batch->db));
  batch->counts.added++;
}

/* --- which row is it? --- */

static void
find_known (Batch *batch, Item *item)
{
  Known *known = &item->known;

  att_stmt_text (batch->find, item->uri);
  while (att_stmt_step (batch->find))
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
      known->has_hash = size == 16;
      if (item->content_hash != NULL)
        known->same_content = known->has_hash && memcmp (hash, item->content_hash, 16) == 0;
      else
        known->same_content = !known->has_hash && known->size == item->file->size &&
                              known->mtime_ns == item->file->mtime_ns;
    }
}

/* A missing row with the same content: same title and artist first, then the same file name, then the lower id. */
static gboolean
find_missing (Batch *batch, const Item *item, Known *known, char **old_uri)
{
  const AttTags *tags = item->file->tags;
  g_autoptr (GString) artist = g_string_new (NULL);
  const char *name = strrchr (item->uri, '/');
  int best = -1;
  AttStmt *stmt;

  if (!batch->any_missing || item->content_hash == NULL)
    return FALSE;
  for (guint i = 0; i < tags->credits->len; i++)
    {
      const AttCredit *credit = g_ptr_array_index (tags->credits, i);

      if (credit->role == ATT_ROLE_ARTIST)
        append (artist, ", ", credit->name);
    }
  stmt = att_db_prepare (batch->db,
                         "SELECT id, uri, title, artist, rating, tag_rating FROM tracks"
                         " WHERE missing != 0 AND content_hash = ? ORDER BY id");
  att_stmt_blob (stmt, item->content_hash, 16);
  while (att_stmt_step (stmt))
    {
      const char *uri = att_stmt_get_text (stmt, 1);
      int score = (g_strcmp0 (att_stmt_get_text (stmt, 2), tags->title) == 0 &&
                   g_strcmp0 (att_stmt_get_text (stmt, 3), or_null (artist)) == 0) * 2 +
                  (g_strcmp0 (strrchr (uri, '/'), name) == 0);

      if (score <= best)
        continue;
      best = score;
      g_free (*old_uri);
      *old_uri = g_strdup (uri);
      known->id = att_stmt_get_int (stmt, 0);
      known->rating = att_stmt_get_int (stmt, 4);
      known->tag_rating = att_stmt_get_int (stmt, 5);
      known->same_content = TRUE;
    }
  if (best < 0 && item->file->part != NULL)
    best = att_store_find_missing_part (batch->db, item->uri, tags->track_number, &known->id, &known->rating,
                                        &known->tag_rating, old_uri) ? 0 : -1;
  return best >= 0;
}

/* --- one batch --- */

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
write_failure (Batch *batch, const Item *item)
{
  AttStmt *stmt;

  stmt = att_db_prepare (batch->db,
                         "INSERT OR REPLACE INTO failures (uri, stage, cause, at, size, mtime_ns)"
                         " VALUES (?, 'scan', ?, ?, ?, ?)");
  att_stmt_text (stmt, item->uri);
  att_stmt_text (stmt, item->file->failure);
  att_stmt_int (stmt, batch->now);
  att_stmt_int (stmt, item->file->size);
  att_stmt_int (stmt, item->file->mtime_ns);
  att_stmt_run (stmt);
  batch->any_failures = TRUE;
  batch->counts.failed++;

  /* read before, damaged now: the row stays as it is, and is not read again until the file changes */
  if (item->known.id != 0)
    set_stamp (batch, item->known.id, item->file);
  att_store_stamp_parts (batch->db, item->uri, item->file->size, item->file->mtime_ns);
}

static char *
displaced_uri (const Item *item)
{
  return g_strdup_printf ("replaced:%" G_GINT64_FORMAT, item->known.id);
}

/* The file at a known address has changed its sound. Before the row is said to have changed with it, look whether this
 * is a file that was elsewhere before (files swapped, renumbered, one moved over another): until that is known, the row
 * is a missing one without an address. */
static void
displace (Batch *batch, Item *item)
{
  g_autofree char *uri = displaced_uri (item);
  AttStmt *stmt = att_db_prepare (batch->db, "UPDATE tracks SET uri = ?, missing = missing | 1 WHERE id = ?");

  att_stmt_text (stmt, uri);
  att_stmt_int (stmt, item->known.id);
  att_stmt_run (stmt);
  att_store_follow_in_playlists (batch->db, item->uri, uri);
  item->displaced = TRUE;
  batch->any_missing = TRUE;
}

static void
name_item (Batch *batch, Item *item, const AttScannedFile *file)
{
  g_autoptr (GError) error = NULL;

  item->file = file;
  item->uri = att_store_path_to_uri (file->path, &error);
  if (item->uri == NULL)
    {
      att_db_take_error (batch->db, g_steal_pointer (&error));
      return;
    }
  if (file->part != NULL)
    {
      g_autofree char *file_uri = g_steal_pointer (&item->uri);

      item->uri = g_strconcat (file_uri, "#", file->part, NULL);
    }
  item->done = !g_hash_table_add (batch->uris, item->uri); /* the same file twice */
}

/* A batch is written some time after its files were read: the trash, or an edit of tags, may have been quicker. */
static gboolean
is_overtaken (Batch *batch, const Item *item)
{
  const AttScannedFile *file = item->file;
  const Known *known = &item->known;
  gint64 size, mtime_ns;

  if (file->root_id != 0 && !g_hash_table_contains (batch->roots, &file->root_id))
    return TRUE;
  if (batch->look == NULL)
    return FALSE;
  if (!batch->look (file, &size, &mtime_ns, batch->look_data))
    return TRUE;
  return (size != file->size || mtime_ns != file->mtime_ns) && known->id != 0 && known->missing == 0 &&
         known->size == size && known->mtime_ns == mtime_ns;
}

static void
recognise_item (Batch *batch, Item *item)
{
  const AttScannedFile *file = item->file;

  if (file->tags != NULL && (file->tags->content_hash[0] | file->tags->content_hash[1]) != 0)
    {
      const guint64 words[2] = { GUINT64_TO_LE (file->tags->content_hash[0]),
                                 GUINT64_TO_LE (file->tags->content_hash[1]) };

      item->content_hash = memcpy (item->hash_bytes, words, sizeof words);
    }
  find_known (batch, item);
  item->done = is_overtaken (batch, item);
}

static void
prepare_item (Batch *batch, Item *item)
{
  const AttScannedFile *file = item->file;

  if (file->tags == NULL)
    {
      write_failure (batch, item);
      item->done = TRUE;
      return;
    }
  item->tags_hash = att_store_hash_tags (file->tags);
  forget_failure (batch, item->uri, "scan");
  if (item->known.id != 0 && !item->known.same_content && item->known.has_hash && item->content_hash != NULL)
    displace (batch, item);
}

static void
write_item (Batch *batch, Item *item)
{
  const AttScannedFile *file = item->file;
  const Known *known = &item->known;
  g_autofree char *old_uri = NULL;
  Known missing = { 0 };

  if (known->id != 0 && !item->displaced)
    {
      if (!known->same_content || known->tags_hash != item->tags_hash)
        update_row (batch, known, item);
      else if (known->size != file->size || known->mtime_ns != file->mtime_ns || known->missing != 0)
        {
          set_stamp (batch, known->id, file);
          batch->counts.updated++;
        }
    }
  else if (find_missing (batch, item, &missing, &old_uri))
    {
      update_row (batch, &missing, item);
      att_store_follow_in_playlists (batch->db, old_uri, item->uri);
    }
  else if (item->displaced)
    return; /* to be settled when all others have found their rows */
  else
    insert_row (batch, item);
  item->done = TRUE;
}

/* The content is new: the row at this address has changed, unless it has gone with its file. */
static void
settle_item (Batch *batch, Item *item)
{
  g_autofree char *uri = displaced_uri (item);
  gboolean still_displaced;
  AttStmt *stmt;

  stmt = att_db_prepare (batch->db, "SELECT 1 FROM tracks WHERE id = ? AND uri = ?");
  att_stmt_int (stmt, item->known.id);
  att_stmt_text (stmt, uri);
  still_displaced = att_stmt_step (stmt);
  att_stmt_reset (stmt);
  if (still_displaced)
    {
      update_row (batch, &item->known, item);
      att_store_follow_in_playlists (batch->db, uri, item->uri);
    }
  else
    insert_row (batch, item);
}

static void
write_files (AttDb *db, gpointer data)
{
  Batch *batch = data;
  const guint n = batch->files->len;
  g_autofree char *insert = make_insert (), *update = make_update ();
  g_autofree Item *items = g_new0 (Item, n + 1);

  batch->db = db;
  batch->now = g_get_real_time () / G_USEC_PER_SEC;
  batch->any_missing = att_db_get_int64 (db, "SELECT EXISTS (SELECT 1 FROM tracks WHERE missing != 0)");
  batch->any_failures = att_db_get_int64 (db, "SELECT EXISTS (SELECT 1 FROM failures)");
  batch->names = att_names_new (db);
  batch->roots = att_store_root_ids (db);
  batch->uris = g_hash_table_new (g_str_hash, g_str_equal);
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

  for (guint i = 0; i < n && !att_db_has_failed (db); i++)
    name_item (batch, &items[i], g_ptr_array_index (batch->files, i));
  for (guint i = 0; i < n && !att_db_has_failed (db); i++)
    if (!items[i].done)
      recognise_item (batch, &items[i]);
  for (guint i = 0; i < n && !att_db_has_failed (db); i++)
    if (!items[i].done && items[i].file->tags != NULL)
      batch->any_missing |= att_store_retire_parts (db, items[i].uri, batch->uris);
  for (guint i = 0; i < n && !att_db_has_failed (db); i++)
    if (!items[i].done)
      prepare_item (batch, &items[i]);
  for (guint i = 0; i < n && !att_db_has_failed (db); i++)
    if (!items[i].done)
      write_item (batch, &items[i]);
  for (guint i = 0; i < n && !att_db_has_failed (db); i++)
    if (!items[i].done)
      settle_item (batch, &items[i]);

  for (guint i = 0; i < n; i++)
    g_free (items[i].uri);
  g_hash_table_unref (batch->uris);
  g_hash_table_unref (batch->roots);
  att_names_free (batch->names);
  for (gsize i = 0; i < G_N_ELEMENTS (batch->buffer); i++)
    g_string_free (batch->buffer[i], TRUE);
}

gboolean
att_store_write_files_full (AttStore *self, GPtrArray *files, AttFileLook look, gpointer user_data,
                            AttScanCounts *counts, GError **error)
{
  Batch batch = { .files = files, .look = look, .look_data = user_data };

  if (!att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS, write_files, &batch, error))
    return FALSE;
  att_scan_counts_add (counts, &batch.counts);
  return TRUE;
}

gboolean
att_store_write_files (AttStore *self, GPtrArray *files, AttScanCounts *counts, GError **error)
{
  return att_store_write_files_full (self, files, NULL, NULL, counts, error);
}
