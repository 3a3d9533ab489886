/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Albums and artists, summed up from the tracks that are present.
 */
#include "config.h"

#include "att-store-tracks.h"

#include "att-store-private.h"
#include "att-text.h"

#include <string.h>

static gboolean
matches (const AttCollection *collection, char **words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (collection->search_key, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static GPtrArray *
keep_matching (GPtrArray *all, char **words)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++)
    if (matches (g_ptr_array_index (all, i), words))
      g_ptr_array_add (list, g_object_ref (g_ptr_array_index (all, i)));
  return list;
}

typedef struct {
  AttCollection *collection;
  char *key;       /* to sort by */
  gint64 cover_rank;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_clear_object (&row->collection);
  g_free (row->key);
  g_free (row);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *x = *(Row *const *) a, *y = *(Row *const *) b;
  int order = strcmp (x->key, y->key);

  return order != 0 ? order : (x->collection->id > y->collection->id) - (x->collection->id < y->collection->id);
}

/* lower is better: a picture in the file, then the first track */
static void
offer_cover (Row *row, const char *uri, gboolean has_picture, gint64 number)
{
  gint64 rank = (has_picture ? 0 : G_GINT64_CONSTANT (1) << 40) + number;

  if (row->collection->cover_uri != NULL && rank >= row->cover_rank)
    return;
  row->cover_rank = rank;
  g_free (row->collection->cover_uri);
  row->collection->cover_uri = g_strdup (uri);
}

/* sorted; takes @rows */
static GPtrArray *
finish (GPtrArray *rows)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (list, g_object_ref (((const Row *) g_ptr_array_index (rows, i))->collection));
  g_ptr_array_unref (rows);
  return list;
}

/* Albums: rows of one album follow one another. */
typedef struct {
  gint64 id;
  char *title;
  /* the album artists that its files name, else the artists: who, and whether they differ */
  struct { char *name, *key; gboolean differ; } album_artist, artist;
  Row *row;
} Album;

static void
add_album (GPtrArray *rows, Album *album)
{
  const gboolean named = album->album_artist.name != NULL;
  const gboolean various = named ? album->album_artist.differ : album->artist.differ;
  AttCollection *collection = album->row->collection;
  AttCollection *made;

  made = att_collection_new (ATT_COLLECTION_ALBUM, album->id, album->title,
                             various ? NULL : named ? album->album_artist.name : album->artist.name,
                             collection->cover_uri);
  made->year = collection->year;
  made->n_tracks = collection->n_tracks;
  made->duration_ms = collection->duration_ms;
  made->date_added_at = collection->date_added_at;
  g_object_unref (collection);
  album->row->collection = made;
  album->row->key =
    g_strdup_printf ("%s\n%05d\n%s", various ? "various artists" : named ? album->album_artist.key : album->artist.key,
                     made->year, made->search_key);
  g_ptr_array_add (rows, album->row);
  g_free (album->title);
  g_free (album->album_artist.name);
  g_free (album->album_artist.key);
  g_free (album->artist.name);
  g_free (album->artist.key);
  memset (album, 0, sizeof *album);
}

GPtrArray *
att_store_read_albums (AttDb *db, gint64 artist_id)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  Album album = { 0 };
  AttStmt *stmt;

  stmt = att_db_prepare (db, artist_id == 0
    ? "SELECT t.album_id, a.title, t.album_artist, t.artist, t.uri, t.has_picture, t.disc_number, t.track_number,"
      " t.year, t.duration_ms, t.date_added_at, t.album_artist_key"
      " FROM albums a JOIN tracks t ON t.album_id = a.id WHERE t.missing = 0 ORDER BY t.album_id"
    : "SELECT t.album_id, a.title, t.album_artist, t.artist, t.uri, t.has_picture, t.disc_number, t.track_number,"
      " t.year, t.duration_ms, t.date_added_at, t.album_artist_key"
      " FROM albums a JOIN tracks t ON t.album_id = a.id WHERE t.missing = 0 AND a.id IN"
      " (SELECT own.album_id FROM credits c JOIN tracks own ON own.id = c.track_id"
      "  WHERE c.artist_id = ? AND c.role IN (1, 2) AND own.missing = 0) ORDER BY t.album_id");
  if (artist_id != 0)
    att_stmt_int (stmt, artist_id);
  while (att_stmt_step (stmt))
    {
      const char *album_artist = att_stmt_get_text (stmt, 2), *artist = att_stmt_get_text (stmt, 3);
      AttCollection *sums;

      if (album.row != NULL && att_stmt_get_int (stmt, 0) != album.id)
        add_album (rows, &album);
      if (album.row == NULL)
        {
          album.id = att_stmt_get_int (stmt, 0);
          album.title = g_strdup (att_stmt_get_text (stmt, 1));
          album.artist.name = g_strdup (artist);
          album.artist.key = g_strdup (att_stmt_get_text (stmt, 11));
          album.row = g_new0 (Row, 1);
          album.row->collection = g_object_new (ATT_TYPE_COLLECTION, NULL);
        }
      sums = album.row->collection;
      album.artist.differ |= g_strcmp0 (artist, album.artist.name) != 0;
      if (album_artist != NULL && album.album_artist.name == NULL)
        {
          album.album_artist.name = g_strdup (album_artist);
          album.album_artist.key = g_strdup (att_stmt_get_text (stmt, 11));
        }
      else if (album_artist != NULL)
        album.album_artist.differ |= strcmp (album_artist, album.album_artist.name) != 0;
      offer_cover (album.row, att_stmt_get_text (stmt, 4), att_stmt_get_int (stmt, 5) != 0,
                   att_stmt_get_int (stmt, 6) << 16 | att_stmt_get_int (stmt, 7));
      sums->n_tracks++;
      sums->year = MAX (sums->year, att_stmt_get_int (stmt, 8));
      sums->duration_ms += att_stmt_get_int (stmt, 9);
      if (sums->date_added_at == 0 || att_stmt_get_int (stmt, 10) < sums->date_added_at)
        sums->date_added_at = att_stmt_get_int (stmt, 10);
    }
  if (album.row != NULL)
    add_album (rows, &album);
  return finish (rows);
}

/* whose credits make somebody an artist or a composer */
static void
bind_roles (AttStmt *stmt, AttCollectionKind kind)
{
  att_stmt_int (stmt, kind == ATT_COLLECTION_COMPOSER ? ATT_ROLE_COMPOSER : ATT_ROLE_ARTIST);
  att_stmt_int (stmt, kind == ATT_COLLECTION_COMPOSER ? ATT_ROLE_COMPOSER : ATT_ROLE_ALBUM_ARTIST);
}

GPtrArray *
att_store_read_artists (AttDb *db, AttCollectionKind kind)
{
  g_autoptr (GHashTable) albums = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL); /* of one artist */
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  Row *row = NULL;
  AttStmt *stmt;

  stmt = att_db_prepare (db,
                         "SELECT c.artist_id, a.name, coalesce (a.sort_name, a.name), t.album_id, t.uri, t.has_picture,"
                         " t.year, t.duration_ms, t.date_added_at"
                         " FROM (SELECT DISTINCT artist_id, track_id FROM credits WHERE role IN (?, ?)) c"
                         " JOIN artists a ON a.id = c.artist_id JOIN tracks t ON t.id = c.track_id"
                         " WHERE t.missing = 0 ORDER BY c.artist_id, c.track_id");
  bind_roles (stmt, kind);
  while (att_stmt_step (stmt))
    {
      gint64 id = att_stmt_get_int (stmt, 0), album_id = att_stmt_get_int (stmt, 3);
      AttCollection *artist;

      if (row == NULL || row->collection->id != id)
        {
          row = g_new0 (Row, 1);
          row->collection = att_collection_new (kind, id, att_stmt_get_text (stmt, 1), NULL, NULL);
          row->key = att_text_fold (att_stmt_get_text (stmt, 2));
          g_ptr_array_add (rows, row);
          g_hash_table_remove_all (albums);
        }
      artist = row->collection;
      offer_cover (row, att_stmt_get_text (stmt, 4), att_stmt_get_int (stmt, 5) != 0, -att_stmt_get_int (stmt, 6));
      artist->n_tracks++;
      artist->duration_ms += att_stmt_get_int (stmt, 7);
      if (artist->date_added_at == 0 || att_stmt_get_int (stmt, 8) < artist->date_added_at)
        artist->date_added_at = att_stmt_get_int (stmt, 8);
      if (album_id != 0 && !g_hash_table_contains (albums, &album_id))
        {
          g_hash_table_add (albums, g_memdup2 (&album_id, sizeof album_id));
          artist->n_albums++;
        }
    }
  return finish (rows);
}

/* --- lists --- */

/* what of @all has the words of @text; where nothing has, what an artist's name may have been meant by */
static GPtrArray *
find (AttSearch *search, GPtrArray *all, const char *text)
{
  g_auto (GStrv) words = att_text_words (text), corrected = NULL;
  GPtrArray *list = keep_matching (all, words);

  if (list->len > 0 || words[0] == NULL || (corrected = att_search_correct (search, words)) == NULL)
    return list;
  g_ptr_array_unref (list);
  return keep_matching (all, corrected);
}

typedef GPtrArray *(*GetAll) (AttSearch *search);

static GPtrArray *
list_all (AttStore *self, GetAll get_all, const char *text, const char *caller, GError **error)
{
  const guint generation = att_store_get_generation (self);
  AttDb *db = att_store_begin_read (self, caller, error);
  g_autoptr (AttSearch) search = NULL;
  g_autoptr (GPtrArray) list = NULL;

  if (db == NULL)
    return NULL;
  search = att_store_get_search (self, db, generation);
  if (search != NULL)
    list = find (search, get_all (search), text);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&list);
}

GPtrArray *
att_store_list_albums (AttStore *self, const char *text, gint64 artist_id, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) albums = NULL;
  AttDb *db;

  if (artist_id == 0)
    return list_all (self, att_search_get_albums, text, G_STRFUNC, error);
  db = att_store_begin_read (self, G_STRFUNC, error);
  if (db == NULL)
    return NULL;
  albums = att_store_read_albums (db, artist_id);
  if (!att_store_end_read (self, db, error))
    return NULL;
  words = att_text_words (text);
  return keep_matching (albums, words);
}

GPtrArray *
att_store_list_artists (AttStore *self, const char *text, GError **error)
{
  return list_all (self, att_search_get_artists, text, G_STRFUNC, error);
}

GPtrArray *
att_store_list_genres (AttStore *self, GError **error)
{
  const guint writes = att_store_get_genre_writes (self);
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) all = NULL;
  char *no_words[] = { NULL };

  if (db == NULL)
    return NULL;
  all = att_store_get_genres (self, db, writes);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return keep_matching (all, no_words);
}

GPtrArray *
att_store_list_composers (AttStore *self, const char *text, GError **error)
{
  return list_all (self, att_search_get_composers, text, G_STRFUNC, error);
}

GHashTable *
att_store_list_listening (AttStore *self, AttCollectionKind kind, GError **error)
{
  g_autoptr (GHashTable) listening = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  if (kind == ATT_COLLECTION_ALBUM)
    stmt = att_db_prepare (db, "SELECT album_id, max (last_played_at) FROM tracks"
                               " WHERE last_played_at > 0 AND album_id IS NOT NULL GROUP BY album_id");
  else
    {
      stmt = att_db_prepare (db, "SELECT artist_id, sum (n_plays) FROM (SELECT DISTINCT c.artist_id, t.id, t.n_plays"
                                 " FROM tracks t JOIN credits c ON c.track_id = t.id"
                                 " WHERE t.n_plays > 0 AND c.role IN (?, ?)) GROUP BY artist_id");
      bind_roles (stmt, kind);
    }
  while (att_stmt_step (stmt))
    {
      const gint64 row[] = { att_stmt_get_int (stmt, 0), att_stmt_get_int (stmt, 1) };

      g_hash_table_insert (listening, g_memdup2 (&row[0], sizeof row[0]), g_memdup2 (&row[1], sizeof row[1]));
    }
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&listening);
}

gboolean
att_store_prepare_search (AttStore *self, GError **error)
{
  g_autoptr (GPtrArray) artists = list_all (self, att_search_get_artists, NULL, G_STRFUNC, error);

  return artists != NULL;
}
