/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scan looks at first: which files are known, which are gone.
 */
#include "config.h"

#include "att-store-tracks.h"

#include "att-part.h"
#include "att-store-private.h"

#include <string.h>

/* A move between file systems is a copy and then a removal: how old the copy may be when the removal is noticed */
#define MOVE_SECONDS 3600

AttScannedFile *
att_scanned_file_new (const char *path, gint64 size, gint64 mtime_ns)
{
  AttScannedFile *self = g_new0 (AttScannedFile, 1);

  self->path = g_strdup (path);
  self->size = size;
  self->mtime_ns = mtime_ns;
  return self;
}

void
att_scanned_file_free (AttScannedFile *self)
{
  g_clear_pointer (&self->tags, att_tags_free);
  g_free (self->path);
  g_free (self->part);
  g_free (self->failure);
  g_free (self);
}

GHashTable *
att_store_load_stamps (AttStore *self, const char *path, GError **error)
{
  g_autofree char *uri = att_store_path_to_uri (path, error);
  g_autoptr (GHashTable) stamps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *prefix = NULL, *end = NULL, *parts = NULL, *parts_end = NULL;
  AttStmt *stmt;
  AttDb *db;

  if (uri == NULL)
    return NULL;
  db = att_store_begin_read (self, G_STRFUNC, error);
  if (db == NULL)
    return NULL;

  att_store_uri_range (uri, &prefix, &end);
  att_store_part_range (uri, &parts, &parts_end);
  /* tracks last: where a file that was read before has failed, the row is what counts */
  stmt = att_db_prepare (db,
                         "SELECT uri, size, mtime_ns, 0, 0 FROM failures"
                         "  WHERE (uri = ?1 OR (uri >= ?2 AND uri < ?3)) AND stage = 'scan'"
                         " UNION ALL "
                         "SELECT uri, size, mtime_ns, missing, id FROM tracks"
                         "  WHERE uri = ?1 OR (uri >= ?2 AND uri < ?3) OR (uri >= ?4 AND uri < ?5)");
  att_stmt_text (stmt, uri);
  att_stmt_text (stmt, prefix);
  att_stmt_text (stmt, end);
  att_stmt_text (stmt, parts);
  att_stmt_text (stmt, parts_end);
  while (att_stmt_step (stmt))
    {
      g_autofree char *name = att_part_file_path (att_stmt_get_text (stmt, 0));
      const AttStamp *before = name != NULL ? g_hash_table_lookup (stamps, name) : NULL;
      AttStamp *stamp;

      /* of a file that is, or was, cut into parts, what is there counts */
      if (name == NULL || (before != NULL && before->track_id != 0 && !before->missing))
        continue;
      stamp = g_new (AttStamp, 1);
      stamp->size = att_stmt_get_int (stmt, 1);
      stamp->mtime_ns = att_stmt_get_int (stmt, 2);
      stamp->missing = att_stmt_get_int (stmt, 3) != 0;
      stamp->track_id = att_stmt_get_int (stmt, 4);
      g_hash_table_replace (stamps, g_steal_pointer (&name), stamp);
    }
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&stamps);
}

void
att_scan_counts_add (AttScanCounts *to, const AttScanCounts *counts)
{
  to->added += counts->added;
  to->updated += counts->updated;
  to->removed += counts->removed;
  to->failed += counts->failed;
}

/* --- files that are gone --- */

typedef struct {
  GPtrArray *paths;
  AttScanCounts counts;
  GHashTable *copies; /* SAME -> Copy: present rows that are new and without history; NULL: not read yet */
} Gone;

typedef struct { gint64 id, added_at; } Copy;

/* the same bytes: size, audio and tags */
#define SAME "size || '/' || tags_hash || '/' || hex (content_hash)"

static GHashTable *
find_copies (AttDb *db)
{
  GHashTable *copies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  AttStmt *stmt;

  stmt =
    att_db_prepare (db, "SELECT id, date_added_at, " SAME " FROM tracks t"
                        " WHERE date_added_at >= ? AND missing = 0 AND content_hash IS NOT NULL AND rating = tag_rating"
                        " AND NOT EXISTS (SELECT 1 FROM events WHERE track_id = t.id)"
                        " AND NOT EXISTS (SELECT 1 FROM picks WHERE track_id = t.id)"
                        " ORDER BY id DESC");
  att_stmt_int (stmt, g_get_real_time () / G_USEC_PER_SEC - MOVE_SECONDS);
  while (att_stmt_step (stmt))
    {
      const Copy copy = { att_stmt_get_int (stmt, 0), att_stmt_get_int (stmt, 1) };

      g_hash_table_replace (copies, g_strdup (att_stmt_get_text (stmt, 2)), g_memdup2 (&copy, sizeof copy));
    }
  return copies;
}

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

  for (gsize i = 0; att_store_file_columns[i] != NULL; i++)
    if (strcmp (att_store_file_columns[i], "uri") != 0 && strcmp (att_store_file_columns[i], "rating") != 0)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", att_store_file_columns[i]);
  return g_strdup_printf ("UPDATE tracks SET (%s) = (SELECT %s FROM tracks WHERE id = ?2) WHERE id = ?1", names->str,
                          names->str);
}

/* Row @id, whose file is gone, gets file, tags and what hangs on them from row @copy, which has no history and is
 * deleted. */
static void
take_over (AttDb *db, gint64 id, gint64 copy)
{
  g_autofree char *old_uri = get_uri (db, id), *uri = get_uri (db, copy), *copy_columns = make_copy ();
  AttStmt *stmt;

  att_db_run_int (db, "DELETE FROM credits WHERE track_id = ?", id);
  att_db_run_int (db, "DELETE FROM track_genres WHERE track_id = ? AND source = 1", id);
  run_for_ids (db, copy_columns, id, copy);
  run_for_ids (db, "UPDATE credits SET track_id = ?1 WHERE track_id = ?2", id, copy);
  run_for_ids (db, "UPDATE track_genres SET track_id = ?1 WHERE track_id = ?2 AND source = 1", id, copy);
  run_for_ids (db, "UPDATE OR IGNORE features SET track_id = ?1 WHERE track_id = ?2", id, copy);
  run_for_ids (db, "UPDATE OR IGNORE envelopes SET track_id = ?1 WHERE track_id = ?2", id, copy);
  run_for_ids (db, "UPDATE pick_reasons SET because_of = ?1 WHERE because_of = ?2", id, copy);
  run_for_ids (db, "UPDATE history_songs SET track_id = ?1 WHERE track_id = ?2", id, copy);
  run_for_ids (db, "UPDATE queue_rows SET track_id = ?1 WHERE track_id = ?2", id, copy);
  att_db_run_int (db, "DELETE FROM tracks WHERE id = ?", copy);
  att_store_show_genres (db, id);

  stmt = att_db_prepare (db, "UPDATE tracks SET uri = ? WHERE id = ?");
  att_stmt_text (stmt, uri);
  att_stmt_int (stmt, id);
  att_stmt_run (stmt);
  att_store_follow_in_playlists (db, old_uri, uri);
}

/* If the file that is gone had been copied just before, the copy is where it went. */
static gboolean
follow_copy (AttDb *db, Gone *gone, gint64 id, gint64 added_at, const char *same)
{
  const Copy *copy;

  if (gone->copies == NULL)
    gone->copies = find_copies (db);
  copy = g_hash_table_lookup (gone->copies, same);
  if (copy == NULL || copy->added_at <= added_at)
    return FALSE;
  take_over (db, id, copy->id);
  g_hash_table_remove (gone->copies, same);
  return TRUE;
}

static void
mark_one (AttDb *db, Gone *gone, const char *uri)
{
  gint64 id = 0, missing = 0, added_at = 0;
  g_autofree char *same = NULL;
  AttStmt *stmt;

  stmt = att_db_prepare (db, "DELETE FROM failures WHERE uri = ?");
  att_stmt_text (stmt, uri);
  att_stmt_run (stmt);

  stmt = att_db_prepare (db, "SELECT id, missing, date_added_at, " SAME " FROM tracks WHERE uri = ?");
  att_stmt_text (stmt, uri);
  while (att_stmt_step (stmt))
    {
      id = att_stmt_get_int (stmt, 0);
      missing = att_stmt_get_int (stmt, 1);
      added_at = att_stmt_get_int (stmt, 2);
      same = g_strdup (att_stmt_get_text (stmt, 3));
    }
  if (id == 0 || missing & ATT_MISSING_GONE)
    return;

  stmt = att_db_prepare (db, "UPDATE tracks SET missing = missing | ? WHERE id = ?");
  att_stmt_int (stmt, ATT_MISSING_GONE);
  att_stmt_int (stmt, id);
  att_stmt_run (stmt);
  if (missing == 0 && follow_copy (db, gone, id, added_at, same))
    gone->counts.updated++;
  else if (missing == 0)
    gone->counts.removed++;
}

static void
mark_missing (AttDb *db, gpointer data)
{
  Gone *gone = data;

  for (guint i = 0; i < gone->paths->len && !att_db_has_failed (db); i++)
    {
      GError *error = NULL;
      g_autofree char *uri = att_store_path_to_uri (g_ptr_array_index (gone->paths, i), &error);

      if (uri != NULL)
        {
          g_autoptr (GPtrArray) parts = att_store_list_parts (db, uri);

          mark_one (db, gone, uri);
          for (guint j = 0; j < parts->len; j++)
            mark_one (db, gone, g_ptr_array_index (parts, j));
        }
      else
        att_db_take_error (db, error);
    }
  g_clear_pointer (&gone->copies, g_hash_table_unref);
}

gboolean
att_store_mark_missing (AttStore *self, GPtrArray *paths, AttScanCounts *counts, GError **error)
{
  Gone gone = { .paths = paths };

  if (!att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS, mark_missing, &gone, error))
    return FALSE;
  att_scan_counts_add (counts, &gone.counts);
  return TRUE;
}
