/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list on disk: the ids one after the other, seven bits a byte, the lowest first, the eighth bit set where more
 * follow (LEB128): of a hundred thousand tracks three bytes a neighbour. Distances are not kept, they come out the same.
 */
#include "config.h"

#include "att-store-neighbours.h"

#include "att-store-private.h"

#define MAX_ID_BYTES 10

static void
pack_ids (GByteArray *out, const AttTrackId *ids, gsize n)
{
  g_byte_array_set_size (out, 0);
  for (gsize i = 0; i < n; i++)
    {
      guint8 bytes[MAX_ID_BYTES];
      guint n_bytes = 0;

      for (guint64 rest = ids[i]; n_bytes == 0 || rest != 0; rest >>= 7)
        bytes[n_bytes++] = (rest & 0x7f) | (rest > 0x7f ? 0x80 : 0);
      g_byte_array_append (out, bytes, n_bytes);
    }
}

/* what is cut off at the end is left out */
static void
unpack_ids (GArray *out, const guint8 *bytes, gsize size)
{
  guint64 id = 0;
  guint shift = 0;

  g_array_set_size (out, 0);
  for (gsize i = 0; i < size && shift < 64; i++)
    {
      id |= (guint64) (bytes[i] & 0x7f) << shift;
      shift += 7;
      if (bytes[i] & 0x80)
        continue;
      g_array_append_val (out, id);
      id = 0;
      shift = 0;
    }
}

#define VERSION "SELECT version FROM neighbours_state"
#define GENERATION "SELECT generation FROM neighbours_state"

gboolean
att_store_foreach_neighbours (AttStore *self, gint64 version, AttStoreNeighboursFunc func, gpointer user_data,
                              gint64 *generation, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  *generation = att_db_get_int64 (db, GENERATION);
  if (att_db_get_int64 (db, VERSION) != version)
    return att_store_end_read (self, db, error);
  stmt = att_db_prepare (db, "SELECT track_id, sound, list FROM neighbours ORDER BY track_id");
  while (att_stmt_step (stmt))
    {
      AttNeighboursRow row = { att_stmt_get_int (stmt, 0) };
      gsize size;
      gconstpointer list = att_stmt_get_blob (stmt, 2, &size);

      unpack_ids (ids, list, size);
      row.sound = att_stmt_get_blob (stmt, 1, &row.sound_size);
      row.ids = (const AttTrackId *) (gpointer) ids->data;
      row.n = ids->len;
      func (&row, user_data);
    }
  return att_store_end_read (self, db, error);
}

GArray *
att_store_get_neighbours (AttStore *self, AttTrackId track_id, gint64 version, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId)),
                     there = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db,
                         "SELECT n.list FROM neighbours n, neighbours_state s WHERE n.track_id = ? AND s.version = ?");
  att_stmt_int (stmt, track_id);
  att_stmt_int (stmt, version);
  while (att_stmt_step (stmt))
    {
      gsize size;
      gconstpointer list = att_stmt_get_blob (stmt, 0, &size);

      unpack_ids (ids, list, size);
    }
  stmt = att_db_prepare (db, "SELECT id FROM tracks WHERE id = ? AND missing = 0");
  for (guint i = 0; i < ids->len; i++)
    {
      att_stmt_int (stmt, g_array_index (ids, AttTrackId, i));
      while (att_stmt_step (stmt))
        g_array_append_val (there, g_array_index (ids, AttTrackId, i));
    }
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&there);
}

static void
begin_neighbours (AttDb *db, gpointer data)
{
  const gint64 *version = data;
  AttStmt *stmt;

  if (att_db_get_int64 (db, VERSION) == *version)
    return;
  stmt = att_db_prepare (db, "UPDATE neighbours_state SET version = ?, generation = generation + 1");
  att_stmt_int (stmt, *version);
  att_stmt_run (stmt);
  att_db_exec (db, "DELETE FROM neighbours; DELETE FROM neighbours_pending;"
                   "INSERT INTO neighbours_pending (track_id) SELECT track_id FROM features ORDER BY track_id;");
}

gboolean
att_store_begin_neighbours (AttStore *self, gint64 version, GError **error)
{
  return att_store_write (self, G_STRFUNC, 0, begin_neighbours, &version, error);
}

gboolean
att_store_foreach_pending (AttStore *self, guint limit, int feature_version, gsize n, AttStorePendingFunc func,
                           gpointer user_data, gint64 *last, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autofree float *vector = g_new (float, MAX (n, 1));
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  *last = 0;
  stmt = att_db_prepare (db, "SELECT coalesce (max (seq), 0) FROM"
                             " (SELECT seq FROM neighbours_pending ORDER BY seq LIMIT ?)");
  att_stmt_int (stmt, limit);
  while (att_stmt_step (stmt))
    *last = att_stmt_get_int (stmt, 0);
  stmt = att_db_prepare (db,
                         "SELECT p.track_id, f.vector FROM"
                         " (SELECT DISTINCT track_id FROM neighbours_pending WHERE seq <= ?) p"
                         " LEFT JOIN tracks t ON t.id = p.track_id AND t.missing & 5 = 0"
                         " LEFT JOIN features f ON f.track_id = t.id AND f.version = ? AND length (f.vector) = ?"
                         " ORDER BY p.track_id");
  att_stmt_int (stmt, *last);
  att_stmt_int (stmt, feature_version);
  att_stmt_int (stmt, n * sizeof *vector);
  while (att_stmt_step (stmt))
    {
      gsize size;
      gconstpointer bytes = att_stmt_get_blob (stmt, 1, &size);

      if (bytes != NULL)
        att_store_swap_floats (vector, bytes, n);
      func (att_stmt_get_int (stmt, 0), bytes != NULL ? vector : NULL, user_data);
    }
  return att_store_end_read (self, db, error);
}

gboolean
att_store_foreach_sound (AttStore *self, gint64 version, int feature_version, gsize n, AttStoreSoundFunc func,
                         gpointer user_data, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autofree float *vector = g_new (float, MAX (n, 1));
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  /* the vector is read only where it is asked for: it is sixteen times as long */
  stmt = att_db_prepare (db,
                         "SELECT t.id, l.sound, CASE WHEN l.sound IS NULL THEN"
                         "  (SELECT vector FROM features WHERE track_id = t.id AND version = ?1 AND length (vector) = ?2)"
                         " END FROM tracks t LEFT JOIN neighbours l ON l.track_id = t.id"
                         "  AND ?3 = (SELECT version FROM neighbours_state)"
                         "  AND t.id NOT IN (SELECT track_id FROM neighbours_pending)"
                         " WHERE t.missing = 0 ORDER BY t.id");
  att_stmt_int (stmt, feature_version);
  att_stmt_int (stmt, n * sizeof *vector);
  att_stmt_int (stmt, version);
  while (att_stmt_step (stmt))
    {
      gsize size, n_bytes;
      gconstpointer sound = att_stmt_get_blob (stmt, 1, &size), bytes = att_stmt_get_blob (stmt, 2, &n_bytes);

      if (bytes != NULL)
        att_store_swap_floats (vector, bytes, n);
      if (sound != NULL || bytes != NULL)
        func (att_stmt_get_int (stmt, 0), bytes != NULL ? vector : NULL, sound, size, user_data);
    }
  return att_store_end_read (self, db, error);
}

guint
att_store_count_pending (AttStore *self, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  guint n;

  if (db == NULL)
    return 0;
  n = att_db_get_int64 (db, "SELECT count (DISTINCT track_id) FROM neighbours_pending");
  return att_store_end_read (self, db, error) ? n : 0;
}

typedef struct {
  const AttNeighboursRow *rows;
  gsize n_rows;
  const AttTrackId *gone;
  gsize n_gone;
  gint64 last, generation;
} Write;

static void
write_neighbours (AttDb *db, gpointer data)
{
  const Write *write = data;
  g_autoptr (GByteArray) list = g_byte_array_sized_new (1); /* an empty one is a blob too, not NULL */
  AttStmt *stmt;

  if (att_db_get_int64 (db, GENERATION) != write->generation)
    {
      att_db_fail (db, ATT_STORE_ERROR_STALE, "another process has written the lists of neighbours");
      return;
    }
  stmt = att_db_prepare (db, "DELETE FROM neighbours WHERE track_id = ?");
  for (gsize i = 0; i < write->n_gone; i++)
    {
      att_stmt_int (stmt, write->gone[i]);
      att_stmt_run (stmt);
    }
  /* the track may have been removed since */
  stmt = att_db_prepare (db, "INSERT OR REPLACE INTO neighbours (track_id, sound, list)"
                             " SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM tracks WHERE id = ?1)");
  for (gsize i = 0; i < write->n_rows; i++)
    {
      const AttNeighboursRow *row = &write->rows[i];

      pack_ids (list, row->ids, row->n);
      att_stmt_int (stmt, row->track_id);
      att_stmt_blob (stmt, row->sound, row->sound_size);
      att_stmt_blob (stmt, list->data, list->len);
      att_stmt_run (stmt);
    }
  if (write->last > 0)
    {
      stmt = att_db_prepare (db, "DELETE FROM neighbours_pending WHERE seq <= ?");
      att_stmt_int (stmt, write->last);
      att_stmt_run (stmt);
    }
  att_db_exec (db, "UPDATE neighbours_state SET generation = generation + 1");
}

gboolean
att_store_write_neighbours (AttStore *self, const AttNeighboursRow *rows, gsize n_rows, const AttTrackId *gone,
                            gsize n_gone, gint64 last, gint64 *generation, GError **error)
{
  Write write = { rows, n_rows, gone, n_gone, last, *generation };

  if (!att_store_write (self, G_STRFUNC, 0, write_neighbours, &write, error))
    return FALSE;
  ++*generation;
  return TRUE;
}
