/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What somebody composed, and who plays it.
 */
#include "config.h"

#include "att-store-tracks.h"

#include "att-store-private.h"

#define MOST_PERFORMERS 4 /* named beside a performance */

typedef struct {
  AttTrackId track_id;
  GString *composers, *artists, *others; /* "\n"-separated */
} Credits;

/* who plays a track: its artists but for those who wrote it, then conductor and performers */
static char *
say_performers (const Credits *credits)
{
  g_auto (GStrv) composers = g_strsplit (credits->composers->str, "\n", -1);
  g_autofree char *both = g_strconcat (credits->artists->str, credits->others->str, NULL);
  g_auto (GStrv) names = g_strsplit (both, "\n", -1);
  g_autoptr (GPtrArray) said = g_ptr_array_new ();

  for (guint i = 0; names[i] != NULL && said->len < MOST_PERFORMERS; i++)
    if (*names[i] != '\0' && !g_strv_contains ((const char *const *) composers, names[i]) &&
        !g_ptr_array_find_with_equal_func (said, names[i], g_str_equal, NULL))
      g_ptr_array_add (said, names[i]);
  g_ptr_array_add (said, NULL);
  return said->len > 1 ? g_strjoinv (", ", (char **) said->pdata) : NULL;
}

static void
finish_track (Credits *credits, GHashTable *performers)
{
  char *text = credits->track_id != 0 ? say_performers (credits) : NULL;

  if (text != NULL)
    g_hash_table_insert (performers, g_memdup2 (&credits->track_id, sizeof credits->track_id), text);
  g_string_truncate (credits->composers, 0);
  g_string_truncate (credits->artists, 0);
  g_string_truncate (credits->others, 0);
}

/* track id -> who plays it; what nobody else plays is not in it */
static GHashTable *
read_performers (AttDb *db, gint64 composer_id)
{
  GHashTable *performers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  Credits credits = { 0, g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  AttStmt *stmt;

  stmt = att_db_prepare (db, "SELECT c.track_id, c.role, coalesce (c.name, a.name) FROM credits c"
                             " JOIN artists a ON a.id = c.artist_id WHERE c.role != 2 AND c.track_id IN"
                             " (SELECT track_id FROM credits WHERE role = 3 AND artist_id = ?)"
                             " ORDER BY c.track_id, c.role, c.position");
  att_stmt_int (stmt, composer_id);
  while (att_stmt_step (stmt))
    {
      const gint64 role = att_stmt_get_int (stmt, 1);
      GString *to = role == ATT_ROLE_COMPOSER ? credits.composers : role == ATT_ROLE_ARTIST ? credits.artists : credits.others;

      if (att_stmt_get_int (stmt, 0) != credits.track_id)
        finish_track (&credits, performers);
      credits.track_id = att_stmt_get_int (stmt, 0);
      g_string_append_printf (to, "%s\n", att_stmt_get_text (stmt, 2));
    }
  finish_track (&credits, performers);
  g_string_free (credits.composers, TRUE);
  g_string_free (credits.artists, TRUE);
  g_string_free (credits.others, TRUE);
  return performers;
}

static GPtrArray *
read_tracks (AttDb *db, gint64 composer_id, GCancellable *cancellable)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  AttStmt *stmt;

  stmt = att_db_prepare (db, "SELECT id FROM tracks WHERE missing = 0 AND id IN"
                             " (SELECT track_id FROM credits WHERE role = 3 AND artist_id = ?)");
  att_stmt_int (stmt, composer_id);
  while (att_stmt_step (stmt))
    {
      const AttTrackId id = att_stmt_get_int (stmt, 0);

      g_array_append_val (ids, id);
    }
  return att_store_read_tracks (db, (const AttTrackId *) ids->data, ids->len, cancellable);
}

AttComposed *
att_store_list_works (AttStore *self, gint64 composer_id, GCancellable *cancellable, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GHashTable) performers = NULL;
  g_autoptr (GPtrArray) tracks = NULL;
  g_autofree const char **said = NULL;
  g_autofree char *composer = NULL;
  AttComposed *composed;
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT name FROM artists WHERE id = ?");
  att_stmt_int (stmt, composer_id);
  while (att_stmt_step (stmt))
    composer = g_strdup (att_stmt_get_text (stmt, 0));
  tracks = read_tracks (db, composer_id, cancellable);
  performers = read_performers (db, composer_id);
  if (!att_store_end_read (self, db, error))
    return NULL;
  said = g_new0 (const char *, tracks->len + 1);
  for (guint i = 0; i < tracks->len; i++)
    said[i] = g_hash_table_lookup (performers, &((AttTrack *) g_ptr_array_index (tracks, i))->id);
  composed = att_works_group (tracks, said);
  composed->composer = g_steal_pointer (&composer);
  return composed;
}
