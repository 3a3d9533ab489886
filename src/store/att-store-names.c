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

/* "Album/CD 2/track" belongs to the folder "Album" */
static char *
album_folder (AttNames *self, const char *path)
{
  char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (folder);
  const char *folded = att_names_fold (self, name);

  for (gsize i = 0; i < 3; i++)
    {
      static const char *const words[] = { "cd", "disc", "disk" };

      if (g_str_has_prefix (folded, words[i]))
        {
          const char *number = folded + strlen (words[i]);

          number += *number == ' ';
          if (*number != '\0' && strspn (number, "0123456789") == strlen (number))
            {
              g_autofree char *inner = folder;

              return g_path_get_dirname (inner);
            }
        }
    }
  return folder;
}

gint64
att_names_find_album (AttNames *self, const AttScannedFile *file, const char *album_artist)
{
  const AttTags *tags = file->tags;
  g_autofree char *key = NULL;
  const char *title;
  gint64 *known, id = 0;
  AttStmt *stmt;

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
  else
    {
      g_autofree char *folder = album_folder (self, file->path);
      g_autofree char *folder_uri = g_filename_to_uri (folder, NULL, NULL);

      key = g_strconcat ("folder\n", title, "\n", folder_uri, NULL);
    }

  known = g_hash_table_lookup (self->albums, key);
  if (known != NULL)
    return *known;
  stmt = att_db_prepare (self->db, "SELECT id FROM albums WHERE key = ?");
  att_stmt_text (stmt, key);
  while (att_stmt_step (stmt))
    id = att_stmt_get_int (stmt, 0);
  if (id == 0)
    {
      stmt = att_db_prepare (self->db, "INSERT INTO albums (key, title) VALUES (?, ?)");
      att_stmt_text (stmt, key);
      att_stmt_text (stmt, tags->album);
      att_stmt_run (stmt);
      id = att_db_get_last_id (self->db);
    }
  g_hash_table_insert (self->albums, g_steal_pointer (&key), g_memdup2 (&id, sizeof id));
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
