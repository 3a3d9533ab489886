/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Genres are kept as they are spelled and merged when they are read, so that
 * a better vocabulary needs no new scan.
 */
#include "config.h"

#include "att-genres.h"
#include "att-store-private.h"
#include "att-store-tracks.h"
#include "att-text.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  char *name;           /* interned GRefString: how it is shown */
  gboolean in_vocabulary;
  gint64 n_tracks;      /* of the spelling that gave the name; -1: not counted yet */
  GArray *ids;          /* of gint64 */
} Group;

struct _AttGenreMap
{
  gint64 data_version; /* of the connection when it was made; 0: not to be kept */
  GHashTable *groups; /* key -> Group */
  GHashTable *by_id;  /* genre id -> Group, borrowed */
};

static void
group_free (gpointer data)
{
  Group *group = data;

  g_ref_string_release (group->name);
  g_array_unref (group->ids);
  g_free (group);
}

/* (transfer full) */
static char *
make_key (const char *name, const AttGenre *known)
{
  g_autofree char *folded = NULL;

  if (known != NULL)
    return g_strconcat ("v", known->key, NULL);
  folded = att_text_fold (name);
  return g_strconcat ("f", *folded != '\0' ? folded : name, NULL);
}

static gint64
count_spelling (AttDb *db, gint64 genre_id)
{
  AttStmt *stmt = att_db_prepare (db,
                                  "SELECT count(*) FROM track_genres g JOIN tracks t ON t.id = g.track_id"
                                  " WHERE g.genre_id = ? AND g.shown AND t.missing = 0");
  gint64 n = 0;

  att_stmt_int (stmt, genre_id);
  while (att_stmt_step (stmt))
    n = att_stmt_get_int (stmt, 0);
  return n;
}

static AttGenreMap *
load_map (AttDb *db)
{
  AttGenreMap *self = g_new0 (AttGenreMap, 1);
  AttStmt *stmt = att_db_prepare (db, "SELECT id, name FROM genres ORDER BY id");

  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, group_free);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  while (att_stmt_step (stmt))
    {
      gint64 id = att_stmt_get_int (stmt, 0);
      const char *name = att_stmt_get_text (stmt, 1);
      const AttGenre *known = att_genres_lookup (name);
      g_autofree char *key = make_key (name, known);
      Group *group = g_hash_table_lookup (self->groups, key);

      if (group == NULL)
        {
          group = g_new0 (Group, 1);
          group->name = att_track_intern (known != NULL ? known->name : name);
          group->in_vocabulary = known != NULL;
          group->n_tracks = -1;
          group->ids = g_array_new (FALSE, FALSE, sizeof id);
          g_hash_table_insert (self->groups, g_steal_pointer (&key), group);
        }
      else if (!group->in_vocabulary)
        {
          gint64 n = count_spelling (db, id);

          if (group->n_tracks < 0)
            group->n_tracks = count_spelling (db, g_array_index (group->ids, gint64, 0));
          if (n > group->n_tracks)
            {
              group->n_tracks = n;
              g_ref_string_release (group->name);
              group->name = att_track_intern (name);
            }
        }
      g_array_append_val (group->ids, id);
      g_hash_table_insert (self->by_id, g_memdup2 (&id, sizeof id), group);
    }
  return self;
}

static void
map_free (gpointer data)
{
  AttGenreMap *self = data;

  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->groups);
  g_free (self);
}

AttGenreMap *
att_genre_map_get (AttDb *db)
{
  AttGenreMap *self = att_db_get_cache (db);
  gint64 version = att_db_get_int64 (db, "PRAGMA data_version"); /* changes with every commit of another connection */

  if (self == NULL || version == 0 || self->data_version != version)
    {
      self = load_map (db);
      self->data_version = att_db_has_failed (db) ? 0 : version;
      att_db_set_cache (db, self, map_free);
    }
  return self;
}

const char *
att_genre_map_get_name (AttGenreMap *self, gint64 genre_id)
{
  const Group *group = g_hash_table_lookup (self->by_id, &genre_id);

  return group != NULL ? group->name : "";
}

static void
append_ids (GString *list, const Group *group)
{
  for (guint i = 0; i < group->ids->len; i++)
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, list->len > 0 ? "," : "",
                            g_array_index (group->ids, gint64, i));
}

char *
att_genre_map_list_ids (AttGenreMap *self, const char *name)
{
  GString *list = g_string_new (NULL);
  g_autofree char *key = make_key (name, att_genres_lookup (name));
  const Group *group = g_hash_table_lookup (self->groups, key);

  if (group != NULL)
    append_ids (list, group);
  return g_string_free (list, FALSE);
}

char *
att_genre_map_search_ids (AttGenreMap *self, const char *word)
{
  GString *list = g_string_new (NULL);
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    {
      g_autofree char *folded = att_text_fold (((Group *) group)->name);

      if (strstr (folded, word) != NULL)
        append_ids (list, group);
    }
  return g_string_free (list, FALSE);
}

typedef struct { AttTrackId id; guint rank; } Ranked;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const Group *x = *(Group *const *) a, *y = *(Group *const *) b;
  g_autofree char *x_key = att_text_fold (x->name), *y_key = att_text_fold (y->name);
  const int order = strcmp (x_key, y_key);

  return order != 0 ? order : strcmp (x->name, y->name);
}

/* of each group its place among their names, from 1 */
static GHashTable *
rank_groups (const AttGenreMap *self)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();
  GHashTable *ranks = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer group;

  for (g_hash_table_iter_init (&iter, self->groups); g_hash_table_iter_next (&iter, NULL, &group);)
    g_ptr_array_add (groups, group);
  g_ptr_array_sort (groups, compare_names);
  for (guint i = 0; i < groups->len; i++)
    g_hash_table_insert (ranks, g_ptr_array_index (groups, i), GUINT_TO_POINTER (i + 1));
  return ranks;
}

static int
compare_ranks (gconstpointer a, gconstpointer b, gpointer descending)
{
  const Ranked *x = a, *y = b;

  if (x->rank == 0 || y->rank == 0)
    return (x->rank == 0) - (y->rank == 0);
  return GPOINTER_TO_INT (descending) ? (x->rank < y->rank) - (x->rank > y->rank)
                                      : (x->rank > y->rank) - (x->rank < y->rank);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  return (x->id > y->id) - (x->id < y->id);
}

void
att_store_sort_by_genre (AttDb *db, GArray *ids, gboolean descending)
{
  const AttGenreMap *map = att_genre_map_get (db);
  g_autoptr (GHashTable) ranks = rank_groups (map);
  g_autoptr (GArray) firsts = g_array_new (FALSE, FALSE, sizeof (Ranked)); /* by id */
  g_autoptr (GArray) rows = g_array_sized_new (FALSE, FALSE, sizeof (Ranked), ids->len);
  AttStmt *stmt;

  stmt = att_db_prepare (db, "SELECT track_id, genre_id FROM track_genres WHERE shown ORDER BY track_id, source, position");
  while (att_stmt_step (stmt))
    {
      const gint64 genre_id = att_stmt_get_int (stmt, 1);
      const gpointer group = g_hash_table_lookup (map->by_id, &genre_id);
      const Ranked first = { att_stmt_get_int (stmt, 0), GPOINTER_TO_UINT (g_hash_table_lookup (ranks, group)) };

      if (firsts->len == 0 || g_array_index (firsts, Ranked, firsts->len - 1).id != first.id)
        g_array_append_val (firsts, first);
    }
  for (guint i = 0; i < ids->len; i++)
    {
      Ranked row = { g_array_index (ids, AttTrackId, i), 0 };
      const Ranked *first = bsearch (&row, firsts->data, firsts->len, sizeof row, compare_ids);

      row.rank = first != NULL ? first->rank : 0;
      g_array_append_val (rows, row);
    }
  g_array_sort_with_data (rows, compare_ranks, GINT_TO_POINTER (descending));
  for (guint i = 0; i < ids->len; i++)
    g_array_index (ids, AttTrackId, i) = g_array_index (rows, Ranked, i).id;
}

gint64
att_store_genre_id (AttDb *db, const char *name)
{
  AttStmt *stmt = att_db_prepare (db, "SELECT id FROM genres WHERE name = ?");
  gint64 id = 0;

  att_stmt_text (stmt, name);
  while (att_stmt_step (stmt))
    id = att_stmt_get_int (stmt, 0);
  if (id != 0)
    return id;

  stmt = att_db_prepare (db, "INSERT INTO genres (name) VALUES (?)");
  att_stmt_text (stmt, name);
  att_stmt_run (stmt);
  return att_db_get_last_id (db);
}

G_STATIC_ASSERT (ATT_GENRE_TAG == 1 && ATT_GENRE_GUESS == 2 && ATT_GENRE_CURATED == 3);

void
att_store_show_genres (AttDb *db, AttTrackId track_id)
{
  AttStmt *stmt;

  /* 1 before 3 before 2; of guesses only those that are sure */
  stmt = att_db_prepare (db,
                         "UPDATE track_genres SET shown = (source ="
                         " (SELECT source FROM track_genres WHERE track_id = ?1"
                         "  ORDER BY CASE source WHEN 1 THEN 1 WHEN 3 THEN 2 ELSE 3 END LIMIT 1)"
                         "  AND (source <> 2 OR probability >= ?2))"
                         " WHERE track_id = ?1");
  att_stmt_int (stmt, track_id);
  att_stmt_double (stmt, ATT_GENRE_SHOWN_P);
  att_stmt_run (stmt);
}

typedef struct {
  AttTrackId id;
  AttGenreSource source;
  const char *const *genres;
  const double *probabilities;
  gsize n;
} TrackGenres;

static void
set_genres (AttDb *db, gpointer data)
{
  const TrackGenres *track = data;
  AttStmt *stmt;

  stmt = att_db_prepare (db, "SELECT 1 FROM tracks WHERE id = ?");
  att_stmt_int (stmt, track->id);
  if (!att_stmt_step (stmt))
    {
      att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "there is no track %" G_GINT64_FORMAT, track->id);
      return;
    }
  att_stmt_reset (stmt);

  stmt = att_db_prepare (db, "DELETE FROM track_genres WHERE track_id = ? AND source = ?");
  att_stmt_int (stmt, track->id);
  att_stmt_int (stmt, track->source);
  att_stmt_run (stmt);

  for (gsize i = 0; i < track->n; i++)
    {
      gint64 genre_id = att_store_genre_id (db, track->genres[i]);

      stmt = att_db_prepare (db,
                             "INSERT INTO track_genres (track_id, source, position, genre_id, probability, shown)"
                             " VALUES (?, ?, ?, ?, ?, 0)");
      att_stmt_int (stmt, track->id);
      att_stmt_int (stmt, track->source);
      att_stmt_int (stmt, i);
      att_stmt_int (stmt, genre_id);
      att_stmt_double (stmt, track->probabilities != NULL ? track->probabilities[i] : 1);
      att_stmt_run (stmt);
    }
  att_store_show_genres (db, track->id);
}

gboolean
att_store_set_genres (AttStore *self, AttTrackId id, AttGenreSource source,
                      const char *const *genres, const double *probabilities, gsize n, GError **error)
{
  TrackGenres track = { id, source, genres, probabilities, n };

  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS | ATT_STORE_KEEPS_TEXTS, set_genres, &track,
                          error);
}

/* --- the list --- */

typedef struct {
  AttCollection *collection;
  AttTrackId last_track;
  gboolean has_picture;
} Shown;

static int
compare_collections (gconstpointer a, gconstpointer b)
{
  const AttCollection *x = *(AttCollection *const *) a, *y = *(AttCollection *const *) b;

  if (x->n_tracks != y->n_tracks)
    return x->n_tracks > y->n_tracks ? -1 : 1;
  return strcmp (x->search_key, y->search_key);
}

GPtrArray *
att_store_read_genres (AttDb *db)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) shown = g_hash_table_new_full (NULL, NULL, NULL, g_free); /* Group -> Shown */
  const AttGenreMap *map = att_genre_map_get (db);
  AttStmt *stmt;

  stmt = att_db_prepare (db,
                         "SELECT g.genre_id, t.id, t.uri, t.duration_ms, t.has_picture, t.date_added_at"
                         " FROM track_genres g JOIN tracks t ON t.id = g.track_id"
                         " WHERE g.shown AND t.missing = 0 ORDER BY g.track_id");
  while (att_stmt_step (stmt))
    {
      gint64 genre_id = att_stmt_get_int (stmt, 0), track_id = att_stmt_get_int (stmt, 1);
      const char *uri = att_stmt_get_text (stmt, 2);
      gboolean has_picture = att_stmt_get_int (stmt, 4) != 0;
      const Group *group = g_hash_table_lookup (map->by_id, &genre_id);
      Shown *genre = g_hash_table_lookup (shown, group);

      if (genre == NULL)
        {
          genre = g_new0 (Shown, 1);
          genre->collection = att_collection_new (ATT_COLLECTION_GENRE, 0, group->name, NULL, uri);
          genre->has_picture = has_picture;
          genre->collection->date_added_at = att_stmt_get_int (stmt, 5);
          g_hash_table_insert (shown, (gpointer) group, genre);
          g_ptr_array_add (list, genre->collection);
        }
      else if (genre->last_track == track_id)
        continue; /* two spellings of one genre */

      genre->last_track = track_id;
      genre->collection->n_tracks++;
      genre->collection->duration_ms += att_stmt_get_int (stmt, 3);
      if (has_picture && !genre->has_picture)
        {
          g_free (genre->collection->cover_uri);
          genre->collection->cover_uri = g_strdup (uri);
          genre->has_picture = TRUE;
        }
    }
  g_ptr_array_sort (list, compare_collections);
  return list;
}
