/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store-listening.h"

#include "att-store-private.h"

#include <string.h>

/* Opinions on disk: the version, the number of scores, then the scores and the prediction as little-endian floats, NAN
 * (no opinion) kept as it is, then the champion's number and one more. Version 1 has no champion. */
#define OPINIONS_VERSION 2
#define OPINIONS_SIZE_1 (2 + 4 * (ATT_MAX_RECOMMENDERS + 1))
#define OPINIONS_SIZE (OPINIONS_SIZE_1 + 1)

/* A play of less than this, and of less than half the track, does not count. */
#define COUNTS "kind = 1 AND (heard_ms >= 30000 OR (length_ms > 0 AND 2 * heard_ms >= length_ms))"
#define NOT_UNDONE "NOT EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.id)"

G_STATIC_ASSERT (ATT_EVENT_PLAY == 1 && ATT_EVENT_LOVE == 2 && ATT_EVENT_UNLOVE == 3 && ATT_EVENT_BAN == 4 &&
                 ATT_EVENT_UNBAN == 5 && ATT_EVENT_UNDO == 6); /* as numbers in the SQL below */

static void
put_float (guint8 *out, float value)
{
  guint32 bits;

  memcpy (&bits, &value, 4);
  bits = GUINT32_TO_LE (bits);
  memcpy (out, &bits, 4);
}

static float
get_float (const guint8 *in)
{
  guint32 bits;
  float value;

  memcpy (&bits, in, 4);
  bits = GUINT32_FROM_LE (bits);
  memcpy (&value, &bits, 4);
  return value;
}

static void
pack_opinions (const AttOpinions *opinions, guint8 out[OPINIONS_SIZE])
{
  out[0] = OPINIONS_VERSION;
  out[1] = ATT_MAX_RECOMMENDERS;
  for (guint i = 0; i < ATT_MAX_RECOMMENDERS; i++)
    put_float (out + 2 + 4 * i, opinions->scores[i]);
  put_float (out + 2 + 4 * ATT_MAX_RECOMMENDERS, opinions->predicted);
  out[OPINIONS_SIZE_1] = opinions->champion + 1;
}

static gboolean
unpack_opinions (const guint8 *in, gsize size, AttOpinions *opinions)
{
  if (in == NULL || size < OPINIONS_SIZE_1 || in[1] != ATT_MAX_RECOMMENDERS ||
      !((in[0] == 1 && size == OPINIONS_SIZE_1) || (in[0] == OPINIONS_VERSION && size == OPINIONS_SIZE)))
    return FALSE;
  for (guint i = 0; i < ATT_MAX_RECOMMENDERS; i++)
    opinions->scores[i] = get_float (in + 2 + 4 * i);
  opinions->predicted = get_float (in + 2 + 4 * ATT_MAX_RECOMMENDERS);
  opinions->champion = size == OPINIONS_SIZE ? in[OPINIONS_SIZE_1] - 1 : -1;
  if (opinions->champion >= ATT_MAX_RECOMMENDERS)
    opinions->champion = -1;
  return TRUE;
}

/* --- events --- */

static void
insert_event (AttDb *db, AttEvent *event)
{
  guint8 opinions[OPINIONS_SIZE];
  AttStmt *stmt;

  stmt = att_db_prepare (db,
                         "INSERT INTO events (track_id, kind, at, heard_ms, length_ms, ending, origin, confidence,"
                         " pick_id, undoes, opinions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  att_stmt_id (stmt, event->track_id);
  att_stmt_int (stmt, event->kind);
  att_stmt_int (stmt, event->at);
  att_stmt_int (stmt, event->heard_ms);
  att_stmt_int (stmt, event->length_ms);
  att_stmt_int (stmt, event->ending);
  att_stmt_int (stmt, event->origin);
  att_stmt_double (stmt, event->confidence);
  att_stmt_id (stmt, event->pick_id);
  att_stmt_id (stmt, event->undoes);
  if (event->has_opinions)
    {
      pack_opinions (&event->opinions, opinions);
      att_stmt_blob (stmt, opinions, sizeof opinions);
    }
  att_stmt_run (stmt);
  event->id = att_db_get_last_id (db);
}

/* What the log says of one track, told anew: right after any event, and after any undo. */
static void
update_track (AttDb *db, AttTrackId track_id)
{
  AttStmt *stmt;

  stmt = att_db_prepare (
    db, "WITH log AS (SELECT * FROM events e WHERE track_id = ?1 AND " NOT_UNDONE ")"
        " UPDATE tracks SET"
        " n_plays = (SELECT count(*) FROM log WHERE " COUNTS "),"
        " last_played_at = coalesce ((SELECT max(at) FROM log WHERE " COUNTS "), 0),"
        " loved = coalesce ((SELECT kind = 2 FROM log WHERE kind IN (2, 3) ORDER BY id DESC LIMIT 1), 0),"
        " banned = coalesce ((SELECT kind = 4 FROM log WHERE kind IN (4, 5) ORDER BY id DESC LIMIT 1), 0)"
        " WHERE id = ?1");
  att_stmt_int (stmt, track_id);
  att_stmt_run (stmt);
}

static gboolean
has_track (AttDb *db, AttTrackId track_id)
{
  AttStmt *stmt = att_db_prepare (db, "SELECT 1 FROM tracks WHERE id = ?");
  gboolean found;

  att_stmt_int (stmt, track_id);
  found = att_stmt_step (stmt);
  att_stmt_reset (stmt);
  if (!found)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "there is no track %" G_GINT64_FORMAT, track_id);
  return found;
}

static void
add_event (AttDb *db, gpointer data)
{
  AttEvent *event = data;

  if (event->track_id != 0 && !has_track (db, event->track_id))
    return;
  insert_event (db, event);
  if (event->kind == ATT_EVENT_UNDO)
    {
      AttStmt *stmt = att_db_prepare (db, "SELECT track_id FROM events WHERE id = ?");
      gint64 track_id = 0;

      att_stmt_int (stmt, event->undoes);
      while (att_stmt_step (stmt))
        track_id = att_stmt_get_int (stmt, 0);
      update_track (db, track_id);
    }
  else if (event->track_id != 0)
    update_track (db, event->track_id);
}

gboolean
att_store_add_event (AttStore *self, AttEvent *event, GError **error)
{
  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_EVENTS, add_event, event, error);
}

#define EVENT_COLUMNS \
  "e.id, e.track_id, e.kind, e.at, e.heard_ms, e.length_ms, e.ending, e.origin, e.confidence, e.pick_id, e.undoes, " \
  "e.opinions"

static AttEvent *
read_event (AttStmt *stmt)
{
  AttEvent *event = att_event_new (att_stmt_get_int (stmt, 1), att_stmt_get_int (stmt, 2), att_stmt_get_int (stmt, 3));
  gconstpointer opinions;
  gsize size;

  event->id = att_stmt_get_int (stmt, 0);
  event->heard_ms = att_stmt_get_int (stmt, 4);
  event->length_ms = att_stmt_get_int (stmt, 5);
  event->ending = att_stmt_get_int (stmt, 6);
  event->origin = att_stmt_get_int (stmt, 7);
  event->confidence = att_stmt_get_double (stmt, 8);
  event->pick_id = att_stmt_get_int (stmt, 9);
  event->undoes = att_stmt_get_int (stmt, 10);
  opinions = att_stmt_get_blob (stmt, 11, &size);
  event->has_opinions = unpack_opinions (opinions, size, &event->opinions);
  return event;
}

typedef struct { AttTrackId track_id; gint64 at; AttEvent *undone; } Undo;

static void
undo_event (AttDb *db, gpointer data)
{
  Undo *undo = data;
  g_autoptr (AttEvent) line = NULL;
  AttStmt *stmt;

  stmt = att_db_prepare (db,
                         "SELECT " EVENT_COLUMNS " FROM events e WHERE kind != 6 AND " NOT_UNDONE
                         " AND ?1 IN (0, track_id) ORDER BY id DESC LIMIT 1");
  att_stmt_int (stmt, undo->track_id);
  while (att_stmt_step (stmt))
    undo->undone = read_event (stmt);
  if (undo->undone == NULL)
    {
      att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "there is nothing to undo");
      return;
    }

  line = att_event_new (undo->undone->track_id, ATT_EVENT_UNDO, undo->at);
  line->undoes = undo->undone->id;
  insert_event (db, line);
  update_track (db, line->track_id);
}

gboolean
att_store_undo_event (AttStore *self, AttTrackId track_id, gint64 at, AttEvent **undone, GError **error)
{
  Undo undo = { track_id, at, NULL };
  gboolean ok = att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_EVENTS, undo_event, &undo, error);

  if (ok && undone != NULL)
    *undone = g_steal_pointer (&undo.undone);
  g_clear_pointer (&undo.undone, att_event_free);
  return ok;
}

static GPtrArray *
read_events (AttStore *self, AttDb *db, AttStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) att_event_free);

  while (att_stmt_step (stmt))
    g_ptr_array_add (events, read_event (stmt));
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&events);
}

GPtrArray *
att_store_list_events (AttStore *self, gint64 after, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db,
                         "SELECT " EVENT_COLUMNS " FROM events e WHERE id > ? AND kind != 6 AND " NOT_UNDONE
                         " ORDER BY id");
  att_stmt_int (stmt, after);
  return read_events (self, db, stmt, error);
}

GPtrArray *
att_store_list_events_until (AttStore *self, gint64 last, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db,
                         "SELECT " EVENT_COLUMNS " FROM events e WHERE id <= ?1 AND kind != 6 AND NOT EXISTS"
                         " (SELECT 1 FROM events u WHERE u.undoes = e.id AND u.id <= ?1) ORDER BY id");
  att_stmt_int (stmt, last);
  return read_events (self, db, stmt, error);
}

GPtrArray *
att_store_list_plays (AttStore *self, guint limit, guint offset, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db,
                         "SELECT " EVENT_COLUMNS " FROM events e WHERE kind = 1 AND " NOT_UNDONE
                         " ORDER BY at DESC, id DESC LIMIT ? OFFSET ?");
  att_stmt_int (stmt, limit == 0 ? -1 : (gint64) limit);
  att_stmt_int (stmt, offset);
  return read_events (self, db, stmt, error);
}

/* --- picks --- */

typedef struct { GPtrArray *picks; gint64 at; gint64 *ids; } Picks;

static void
add_picks (AttDb *db, gpointer data)
{
  const Picks *batch = data;
  AttStmt *insert_pick, *insert_reason;

  insert_pick = att_db_prepare (db,
                                "INSERT INTO picks (track_id, at, score, skip_chance, evidence, opinions)"
                                " VALUES (?, ?, ?, ?, ?, ?)");
  insert_reason = att_db_prepare (db,
                                  "INSERT INTO pick_reasons (pick_id, position, recommender, weight, value, because_of,"
                                  " text) VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (guint i = 0; i < batch->picks->len; i++)
    {
      const AttPick *pick = g_ptr_array_index (batch->picks, i);
      guint8 opinions[OPINIONS_SIZE];

      pack_opinions (&pick->opinions, opinions);
      att_stmt_int (insert_pick, pick->track->id);
      att_stmt_int (insert_pick, batch->at);
      att_stmt_double (insert_pick, pick->score);
      att_stmt_double (insert_pick, pick->skip_chance);
      att_stmt_int (insert_pick, pick->evidence);
      att_stmt_blob (insert_pick, opinions, sizeof opinions);
      att_stmt_run (insert_pick);
      batch->ids[i] = att_db_get_last_id (db);

      for (guint j = 0; j < pick->reasons->len; j++)
        {
          const AttReason *reason = g_ptr_array_index (pick->reasons, j);

          att_stmt_int (insert_reason, batch->ids[i]);
          att_stmt_int (insert_reason, j);
          att_stmt_int (insert_reason, reason->recommender);
          att_stmt_double (insert_reason, reason->weight);
          att_stmt_double (insert_reason, reason->value);
          att_stmt_id (insert_reason, reason->because_of);
          att_stmt_text (insert_reason, reason->text != NULL ? reason->text : "");
          att_stmt_run (insert_reason);
        }
    }
}

gboolean
att_store_add_picks (AttStore *self, GPtrArray *picks, gint64 at, GError **error)
{
  g_autofree gint64 *ids = g_new0 (gint64, picks->len + 1);
  Picks batch = { picks, at, ids };

  if (!att_store_write (self, G_STRFUNC, 0, add_picks, &batch, error))
    return FALSE;
  for (guint i = 0; i < picks->len; i++)
    ((AttPick *) g_ptr_array_index (picks, i))->id = ids[i];
  return TRUE;
}

static GPtrArray *
read_reasons (AttDb *db, gint64 pick_id)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) att_reason_free);
  AttStmt *stmt;

  stmt = att_db_prepare (db,
                         "SELECT recommender, weight, value, because_of, text FROM pick_reasons WHERE pick_id = ?"
                         " ORDER BY position");
  att_stmt_int (stmt, pick_id);
  while (att_stmt_step (stmt))
    g_ptr_array_add (reasons, att_reason_new (att_stmt_get_int (stmt, 0), att_stmt_get_double (stmt, 1),
                                              att_stmt_get_double (stmt, 2), att_stmt_get_int (stmt, 3),
                                              att_stmt_get_text (stmt, 4)));
  return reasons;
}

AttPick *
att_store_get_pick (AttStore *self, gint64 id, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (AttPick) pick = NULL;
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT track_id, score, skip_chance, evidence, opinions FROM picks WHERE id = ?");
  att_stmt_int (stmt, id);
  while (att_stmt_step (stmt))
    {
      AttTrackId track_id = att_stmt_get_int (stmt, 0);
      g_autoptr (GPtrArray) tracks = att_store_read_tracks (db, &track_id, 1, NULL);
      g_autoptr (AttEvent) blank = att_event_new (track_id, ATT_EVENT_PLAY, 0);
      AttOpinions opinions = blank->opinions; /* nobody has one */
      gconstpointer blob;
      gsize size;

      if (tracks->len == 0)
        continue;
      blob = att_stmt_get_blob (stmt, 4, &size);
      unpack_opinions (blob, size, &opinions);
      pick = att_pick_new (g_ptr_array_index (tracks, 0), att_stmt_get_double (stmt, 1), att_stmt_get_double (stmt, 2),
                           att_stmt_get_int (stmt, 3), read_reasons (db, id), &opinions);
      pick->id = id;
    }
  if (pick == NULL)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "there is no pick %" G_GINT64_FORMAT, id);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&pick);
}
