/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store-names.h"

#include "att-store-private.h"
#include "att-text.h"

#include <string.h>

struct _AttNames
{
  AttDb *db;
  GHashTable *folds;   /* text -> folded text */
  GHashTable *artists; /* name -> AttNamedArtist */
  GHashTable *albums;  /* key -> gint64 * */
  GHashTable *genres;  /* name -> gint64 * */
  char *folder, *folder_uri; /* of the last file: the address of the album's folder */
};

static void
artist_free (gpointer data)
{
  AttNamedArtist *artist = data;

  g_free (artist->key);
  g_free (artist->name);
  g_free (artist->sort_name);
  g_free (artist->mbid);
  g_free (artist);
}

AttNames *
att_names_new (AttDb *db)
{
  AttNames *self = g_new0 (AttNames, 1);

  self->db = db;
  self->folds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->artists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, artist_free);
  self->albums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->genres = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
att_names_free (AttNames *self)
{
  g_hash_table_unref (self->folds);
  g_hash_table_unref (self->artists);
  g_hash_table_unref (self->albums);
  g_hash_table_unref (self->genres);
  g_free (self->folder);
  g_free (self->folder_uri);
  g_free (self);
}

const char *
att_names_fold (AttNames *self, const char *text)
{
  char *folded;

  if (text == NULL)
    return "";
  folded = g_hash_table_lookup (self->folds, text);
  if (folded == NULL)
    {
      folded = att_text_fold (text);
      g_hash_table_insert (self->folds, g_strdup (text), folded);
    }
  return folded;
}

const AttNamedArtist *
att_names_find_artist (AttNames *self, const AttCredit *credit)
{
  AttNamedArtist *artist = g_hash_table_lookup (self->artists, credit->name);
  const char *folded;
  AttStmt *stmt;

  if (artist != NULL)
    return artist;

  artist = g_new0 (AttNamedArtist, 1);
  folded = att_names_fold (self, credit->name);
  artist->key = g_strdup (*folded != '\0' ? folded : credit->name);
  stmt = att_db_prepare (self->db, "SELECT id, name, sort_name, mbid FROM artists WHERE key = ?");
  att_stmt_text (stmt, artist->key);
  while (att_stmt_step (stmt))
    {
      artist->id = att_stmt_get_int (stmt, 0);
      artist->name = g_strdup (att_stmt_get_text (stmt, 1));
      artist->sort_name = g_strdup (att_stmt_get_text (stmt, 2));
      artist->mbid = g_strdup (att_stmt_get_text (stmt, 3));
    }
  if (artist->id == 0)
    {
      artist->name = g_strdup (credit->name);
      artist->sort_name = g_strdup (credit->sort_name);
      artist->mbid = g_strdup (credit->mbid);
      stmt = att_db_prepare (self->db, "INSERT INTO artists (key, name, sort_name, mbid) VALUES (?, ?, ?, ?)");
      att_stmt_text (stmt, artist->key);
      att_stmt_text (stmt, artist->name);
      att_stmt_text (stmt, artist->sort_name);
      att_stmt_text (stmt, artist->mbid);
      att_stmt_run (stmt);
      artist->id = att_db_get_last_id (self->db);
    }
  g_hash_table_insert (self->artists, g_strdup (credit->name), artist);
  return artist;
}

/* The address of the folder that holds a file's album: "Album/CD 2/track" belongs to the folder "Album". */
static const char *
album_folder (AttNames *self, const char *path)
{
  static const char *const words[] = { "cd", "disc", "disk" };
  g_autofree char *folder = g_path_get_dirname (path), *name = NULL;
  const char *folded;

  if (g_strcmp0 (folder, self->folder) == 0)
    return self->folder_uri;
  g_free (self->folder);
  self->folder = g_strdup (folder);
  name = g_path_get_basename (folder);
  folded = att_names_fold (self, name);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (folded, words[i]))
      {
        const char *number = folded + strlen (words[i]);

        number += *number == ' ';
        if (*number != '\0' && strspn (number, "0123456789") == strlen (number))
          {
            g_autofree char *disc = g_steal_pointer (&folder);

            folder = g_path_get_dirname (disc);
            break;
          }
      }
  g_free (self->folder_uri);
  self->folder_uri = g_filename_to_uri (folder, NULL, NULL);
  return self->folder_uri;
}

/* 0: not known */
static gint64
look_up_album (AttNames *self, const char *key)
{
  const gint64 *known;
  gint64 id = 0;
  AttStmt *stmt;

  if (key == NULL)
    return 0;
  known = g_hash_table_lookup (self->albums, key);
  if (known != NULL)
    return *known;
  stmt = att_db_prepare (self->db, "SELECT album_id FROM album_keys WHERE key = ?");
  att_stmt_text (stmt, key);
  while (att_stmt_step (stmt))
    id = att_stmt_get_int (stmt, 0);
  if (id != 0)
    g_hash_table_insert (self->albums, g_strdup (key), g_memdup2 (&id, sizeof id));
  return id;
}

static void
set_album_key (AttNames *self, const char *key, gint64 id)
{
  AttStmt *stmt;

  if (key == NULL || look_up_album (self, key) == id)
    return;
  stmt = att_db_prepare (self->db, "INSERT OR REPLACE INTO album_keys (key, album_id) VALUES (?, ?)");
  att_stmt_text (stmt, key);
  att_stmt_int (stmt, id);
  att_stmt_run (stmt);
  g_hash_table_insert (self->albums, g_strdup (key), g_memdup2 (&id, sizeof id));
}

static void
merge_albums (AttNames *self, gint64 id, gint64 other)
{
  static const char *const updates[] = { "UPDATE tracks SET album_id = ? WHERE album_id = ?",
                                         "UPDATE album_keys SET album_id = ? WHERE album_id = ?" };

  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    {
      AttStmt *stmt = att_db_prepare (self->db, updates[i]);

      att_stmt_int (stmt, id);
      att_stmt_int (stmt, other);
      att_stmt_run (stmt);
    }
  att_db_run_int (self->db, "DELETE FROM albums WHERE id = ?", other);
  g_hash_table_remove_all (self->albums);
}

/* whether another file of the same folder has this one's place in the album: then they are two albums */
static gboolean
is_place_taken (AttNames *self, gint64 album_id, const AttTags *tags, const char *uri)
{
  g_autofree char *folder = g_path_get_dirname (uri);
  gboolean taken = FALSE;
  AttStmt *stmt;

  if (tags->track_number == 0)
    return FALSE;
  stmt = att_db_prepare (self->db, "SELECT 1 FROM tracks WHERE album_id = ? AND track_number = ? AND disc_number = ?"
                                   " AND missing = 0 AND uri != ? AND substr (uri, 1, length (?5)) = ?5");
  att_stmt_int (stmt, album_id);
  att_stmt_int (stmt, tags->track_number);
  att_stmt_int (stmt, tags->disc_number);
  att_stmt_text (stmt, uri);
  att_stmt_text (stmt, folder);
  while (att_stmt_step (stmt))
    taken = TRUE;
  return taken;
}

static gint64
add_album (AttNames *self, const char *key, const char *title)
{
  AttStmt *stmt = att_db_prepare (self->db, "INSERT INTO albums (key, title) VALUES (?, ?)");

  att_stmt_text (stmt, key);
  att_stmt_text (stmt, title);
  att_stmt_run (stmt);
  return att_db_get_last_id (self->db);
}

gint64
att_names_find_album (AttNames *self, const AttScannedFile *file, const char *uri, const char *album_artist,
                      const char *artist)
{
  const AttTags *tags = file->tags;
  g_autofree char *key = NULL, *folder_key = NULL;
  const char *title;
  gint64 id, in_folder;

  if (tags->album == NULL)
    return 0;
  title = att_names_fold (self, tags->album);
  if (*title == '\0')
    title = tags->album;
  if (tags->mb_release_id != NULL)
    key = g_strconcat ("release\n", tags->mb_release_id, NULL);
  else if (album_artist != NULL)
    key = g_strconcat ("artist\n", title, "\n", att_names_fold (self, album_artist), NULL);
  else if (tags->compilation)
    key = g_strconcat ("compilation\n", title, NULL);
  else if (artist != NULL)
    key = g_strconcat ("by\n", title, "\n", att_names_fold (self, artist), NULL);

  id = look_up_album (self, key);
  if (tags->mb_release_id == NULL)
    {
      folder_key = g_strconcat ("folder\n", title, "\n", album_folder (self, file->path), NULL);
      in_folder = look_up_album (self, folder_key);
      if (id == 0 && in_folder != 0 && (key == NULL || !is_place_taken (self, in_folder, tags, uri)))
        id = in_folder;
      else if (id != 0 && in_folder != 0 && id != in_folder && album_artist == NULL)
        merge_albums (self, id, in_folder);
    }
  if (id == 0)
    id = add_album (self, key != NULL ? key : folder_key, tags->album);
  set_album_key (self, key, id);
  if (folder_key != NULL && look_up_album (self, folder_key) == 0)
    set_album_key (self, folder_key, id);
  return id;
}

gint64
att_names_find_genre (AttNames *self, const char *name)
{
  gint64 *known = g_hash_table_lookup (self->genres, name);
  gint64 id;

  if (known != NULL)
    return *known;
  id = att_store_genre_id (self->db, name);
  g_hash_table_insert (self->genres, g_strdup (name), g_memdup2 (&id, sizeof id));
  return id;
}
