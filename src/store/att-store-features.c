/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Vectors on disk are little-endian 32-bit floats, one after the other.
 */
#include "config.h"

#include "att-store-features.h"

#include "att-part.h"
#include "att-store-private.h"

#include <math.h>
#include <string.h>

AttFeatures *
att_features_new (AttTrackId track_id, int version, const float *vector, gsize n)
{
  AttFeatures *self = g_new0 (AttFeatures, 1);

  self->track_id = track_id;
  self->version = version;
  self->n = n;
  self->vector = g_memdup2 (vector, n * sizeof *vector);
  self->tempo_bpm = self->loudness_lufs = self->peak = NAN;
  return self;
}

void
att_features_free (AttFeatures *self)
{
  g_free (self->vector);
  g_clear_pointer (&self->loudness_blocks, g_bytes_unref);
  g_clear_pointer (&self->envelope, g_bytes_unref);
  g_free (self);
}

void
att_unheard_free (AttUnheard *self)
{
  g_free (self->path);
  g_free (self);
}

void
att_store_swap_floats (float *out, gconstpointer in, gsize n)
{
  if (n == 0) /* @out may be NULL */
    return;
  memmove (out, in, n * sizeof *out);
#if G_BYTE_ORDER == G_BIG_ENDIAN
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, out + i, sizeof bits);
      bits = GUINT32_SWAP_LE_BE (bits);
      memcpy (out + i, &bits, sizeof bits);
    }
#endif
}

gboolean
att_store_foreach_unheard (AttStore *self, int version, guint limit, AttStoreUnheardFunc func, gpointer user_data,
                           GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  stmt = att_db_prepare (db,
                         "SELECT id, uri, duration_ms, has_excerpt, is_newcomer FROM ("
                         "  SELECT t.id, t.uri, t.loved, t.last_played_at, t.duration_ms,"
                         "   coalesce (f.version, 0) >= ?1 AS has_excerpt,"
                         "   t.id > (SELECT id FROM tracks ORDER BY id DESC LIMIT 1 OFFSET ?3)"
                         "    AND EXISTS (SELECT 1 FROM features) AS is_newcomer,"
                         "   row_number() OVER (PARTITION BY coalesce (t.album_id, -t.id)"
                         "                      ORDER BY t.disc_number, t.track_number, t.id) AS turn"
                         "  FROM tracks t LEFT JOIN features f ON f.track_id = t.id"
                         "  WHERE t.missing = 0 AND (coalesce (f.version, 0) < ?1 OR f.excerpt) AND t.uri LIKE 'file:%'"
                         "   AND NOT EXISTS (SELECT 1 FROM failures x WHERE x.uri = t.uri AND x.stage = 'analyze'))"
                         " ORDER BY is_newcomer DESC, last_played_at > 0 OR loved DESC, last_played_at DESC, turn, id LIMIT ?2");
  att_stmt_int (stmt, version);
  att_stmt_int (stmt, limit == 0 ? -1 : (gint64) limit);
  att_stmt_int (stmt, ATT_STORE_NEWCOMERS);
  while (att_stmt_step (stmt))
    {
      g_autofree char *path = att_part_place (att_stmt_get_text (stmt, 1));
      const AttUnheard unheard = {
        .track_id = att_stmt_get_int (stmt, 0),
        .path = path,
        .duration_ms = att_stmt_get_int (stmt, 2),
        .has_excerpt = att_stmt_get_int (stmt, 3),
        .is_newcomer = att_stmt_get_int (stmt, 4),
      };

      if (path != NULL)
        func (&unheard, user_data);
    }
  return att_store_end_read (self, db, error);
}

static void
list_cb (const AttUnheard *unheard, gpointer list)
{
  AttUnheard *copy = g_memdup2 (unheard, sizeof *unheard);

  copy->path = g_strdup (unheard->path);
  g_ptr_array_add (list, copy);
}

GPtrArray *
att_store_list_unheard (AttStore *self, int version, guint limit, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) att_unheard_free);

  return att_store_foreach_unheard (self, version, limit, list_cb, list, error) ? g_steal_pointer (&list) : NULL;
}

static void
write_envelope (AttDb *db, AttTrackId track_id, GBytes *envelope)
{
  AttStmt *stmt = att_db_prepare (db, "INSERT OR REPLACE INTO envelopes (track_id, data)"
                                      " SELECT id, ?2 FROM tracks WHERE id = ?1");
  gsize n;
  gconstpointer data = g_bytes_get_data (envelope, &n);

  att_stmt_int (stmt, track_id);
  att_stmt_blob (stmt, data, n);
  att_stmt_run (stmt);
}

static void
write_features (AttDb *db, gpointer data)
{
  GPtrArray *batch = data;
  AttStmt *insert, *clear;

  insert =
    att_db_prepare (db, "INSERT OR REPLACE INTO features (track_id, version, tempo_bpm, tempo_confidence, onset_rate,"
                        " loudness_lufs, peak, audio_ms, excerpt, vector, blocks)"
                        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11"
                        " WHERE NOT (?9 AND EXISTS (SELECT 1 FROM features"
                        "                           WHERE track_id = ?1 AND version >= ?2 AND NOT excerpt))");
  clear = att_db_prepare (db,
                          "DELETE FROM failures WHERE stage = 'analyze'"
                          " AND uri = (SELECT uri FROM tracks WHERE id = ?)");
  for (guint i = 0; i < batch->len; i++)
    {
      const AttFeatures *features = g_ptr_array_index (batch, i);
      g_autofree float *vector = g_new (float, features->n + 1);
      gsize n_blocks = 0;
      gconstpointer blocks =
        features->loudness_blocks != NULL ? g_bytes_get_data (features->loudness_blocks, &n_blocks) : NULL;

      att_store_swap_floats (vector, features->vector, features->n);
      att_stmt_int (insert, features->track_id);
      att_stmt_int (insert, features->version);
      att_stmt_double (insert, features->tempo_bpm);
      att_stmt_double (insert, features->tempo_confidence);
      att_stmt_double (insert, features->onset_rate);
      att_stmt_double (insert, features->loudness_lufs);
      att_stmt_double (insert, features->peak);
      att_stmt_int (insert, features->audio_ms);
      att_stmt_int (insert, features->is_excerpt);
      att_stmt_blob (insert, vector, features->n * sizeof *vector);
      att_stmt_blob (insert, blocks, n_blocks);
      att_stmt_run (insert);

      if (features->envelope != NULL)
        write_envelope (db, features->track_id, features->envelope);
      att_stmt_int (clear, features->track_id);
      att_stmt_run (clear);
    }
}

gboolean
att_store_write_features (AttStore *self, GPtrArray *features, GError **error)
{
  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_FEATURES, write_features, features, error);
}

typedef struct { AttTrackId id; const char *cause; } Unhearable;

static void
write_unhearable (AttDb *db, gpointer data)
{
  const Unhearable *unhearable = data;
  AttStmt *stmt;

  stmt = att_db_prepare (db,
                         "INSERT OR REPLACE INTO failures (uri, stage, cause, at, size, mtime_ns)"
                         " SELECT uri, 'analyze', ?, ?, size, mtime_ns FROM tracks WHERE id = ?");
  att_stmt_text (stmt, unhearable->cause);
  att_stmt_int (stmt, g_get_real_time () / G_USEC_PER_SEC);
  att_stmt_int (stmt, unhearable->id);
  att_stmt_run (stmt);
  if (att_db_get_changes (db) == 0)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "there is no track %" G_GINT64_FORMAT, unhearable->id);
}

gboolean
att_store_write_unhearable (AttStore *self, AttTrackId track_id, const char *cause, GError **error)
{
  Unhearable unhearable = { track_id, cause };

  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS | ATT_STORE_KEEPS_SEARCH, write_unhearable, &unhearable,
                          error);
}

gboolean
att_store_foreach_vector (AttStore *self, int version, gsize n, AttStoreVectorFunc func, gpointer user_data,
                          GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autofree float *vector = g_new (float, MAX (n, 1));
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  stmt = att_db_prepare (db,
                         "SELECT f.track_id, f.vector FROM features f JOIN tracks t ON t.id = f.track_id"
                         " WHERE f.version = ? AND t.missing = 0 AND length (f.vector) = ? ORDER BY f.track_id");
  att_stmt_int (stmt, version);
  att_stmt_int (stmt, n * sizeof (float));
  while (att_stmt_step (stmt))
    {
      gsize size;
      gconstpointer bytes = att_stmt_get_blob (stmt, 1, &size);

      att_store_swap_floats (vector, bytes, n);
      func (att_stmt_get_int (stmt, 0), vector, user_data);
    }
  return att_store_end_read (self, db, error);
}

AttFeatures *
att_store_get_features (AttStore *self, AttTrackId track_id, int version, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttFeatures *features = NULL;
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db,
                         "SELECT vector, tempo_bpm, tempo_confidence, onset_rate, loudness_lufs, peak, audio_ms, excerpt,"
                         " blocks FROM features WHERE track_id = ? AND version = ?");
  att_stmt_int (stmt, track_id);
  att_stmt_int (stmt, version);
  while (att_stmt_step (stmt))
    {
      gsize size;
      gconstpointer vector = att_stmt_get_blob (stmt, 0, &size), blocks;

      features = att_features_new (track_id, version, vector, size / sizeof (float));
      att_store_swap_floats (features->vector, features->vector, features->n);
      features->tempo_bpm = att_stmt_get_double (stmt, 1);
      features->tempo_confidence = att_stmt_get_double (stmt, 2);
      features->onset_rate = att_stmt_get_double (stmt, 3);
      features->loudness_lufs = att_stmt_get_double (stmt, 4);
      features->peak = att_stmt_get_double (stmt, 5);
      features->audio_ms = att_stmt_get_int (stmt, 6);
      features->is_excerpt = att_stmt_get_int (stmt, 7);
      blocks = att_stmt_get_blob (stmt, 8, &size);
      features->loudness_blocks = blocks != NULL ? g_bytes_new (blocks, size) : NULL;
    }
  if (features == NULL)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "track %" G_GINT64_FORMAT " has no features of version %d", track_id,
                 version);
  if (!att_store_end_read (self, db, error))
    g_clear_pointer (&features, att_features_free);
  return features;
}

gboolean
att_store_foreach_level (AttStore *self, int version, AttStoreLevelFunc func, gpointer user_data, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  stmt = att_db_prepare (db,
                         "SELECT f.track_id, coalesce (t.album_id, 0), f.loudness_lufs, f.peak, f.audio_ms, f.blocks"
                         " FROM features f INDEXED BY features_levels JOIN tracks t ON t.id = f.track_id"
                         " WHERE f.version = ? AND f.excerpt = 0 AND t.missing = 0 ORDER BY 2, f.track_id");
  att_stmt_int (stmt, version);
  while (att_stmt_step (stmt))
    {
      AttLevel level = { att_stmt_get_int (stmt, 0), att_stmt_get_int (stmt, 1), att_stmt_get_double (stmt, 2),
                         att_stmt_get_double (stmt, 3), att_stmt_get_int (stmt, 4), NULL, 0 };

      level.blocks = att_stmt_get_blob (stmt, 5, &level.n_blocks);
      func (&level, user_data);
    }
  return att_store_end_read (self, db, error);
}

gboolean
att_store_count_heard (AttStore *self, int version, guint64 *heard, guint64 *total, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttStmt *stmt;

  if (db == NULL)
    return FALSE;
  *heard = *total = 0;
  stmt = att_db_prepare (db,
                         "SELECT count(*), count (f.track_id) FROM tracks t"
                         " LEFT JOIN features f ON f.track_id = t.id AND f.version = ? WHERE t.missing = 0");
  att_stmt_int (stmt, version);
  while (att_stmt_step (stmt))
    {
      *total = att_stmt_get_int (stmt, 0);
      *heard = att_stmt_get_int (stmt, 1);
    }
  return att_store_end_read (self, db, error);
}

typedef struct { AttTrackId id; GBytes *envelope; } Envelope;

static void
keep_envelope (AttDb *db, gpointer data)
{
  const Envelope *one = data;

  write_envelope (db, one->id, one->envelope);
}

gboolean
att_store_write_envelope (AttStore *self, AttTrackId track_id, GBytes *envelope, GError **error)
{
  Envelope one = { track_id, envelope };

  return att_store_write (self, G_STRFUNC, 0, keep_envelope, &one, error);
}

GBytes *
att_store_get_envelope (AttStore *self, AttTrackId track_id, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GBytes) envelope = NULL;
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT data FROM envelopes WHERE track_id = ?");
  att_stmt_int (stmt, track_id);
  while (att_stmt_step (stmt))
    {
      gsize n;
      gconstpointer data = att_stmt_get_blob (stmt, 0, &n);

      if (envelope == NULL && data != NULL)
        envelope = g_bytes_new (data, n);
    }
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&envelope);
}
