/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-store-tracks.h"

#include "att-store-private.h"

#include <math.h>
#include <string.h>

static void
read_credits (AttDb *db, AttTrackId id, AttTags *tags)
{
  AttStmt *stmt =
    att_db_prepare (db, "SELECT c.role, c.name, c.sort_name, c.mbid, a.name, a.sort_name, a.mbid, c.instrument"
                        " FROM credits c JOIN artists a ON a.id = c.artist_id WHERE c.track_id = ?"
                        " ORDER BY c.position");

  att_stmt_int (stmt, id);
  while (att_stmt_step (stmt))
    {
      int first = att_stmt_is_null (stmt, 1) ? 4 : 1; /* as the artist's row has them */

      att_tags_add_credit (tags, att_stmt_get_int (stmt, 0), att_stmt_get_text (stmt, first),
                           att_stmt_get_text (stmt, first + 1), att_stmt_get_text (stmt, first + 2),
                           att_stmt_get_text (stmt, 7));
    }

  stmt = att_db_prepare (db,
                         "SELECT g.name FROM track_genres tg JOIN genres g ON g.id = tg.genre_id"
                         " WHERE tg.track_id = ? AND tg.source = 1 ORDER BY tg.position");
  att_stmt_int (stmt, id);
  while (att_stmt_step (stmt))
    att_tags_add_genre (tags, att_stmt_get_text (stmt, 0));
}

AttTags *
att_store_get_tags (AttStore *self, AttTrackId id, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (AttTags) tags = NULL;
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (
    db, "SELECT title, title_sort, album, album_sort, disc_title, work, movement, label, language, date,"
        " original_date, mb_recording_id, mb_release_track_id, mb_release_id, mb_release_group_id,"
        " mb_work_id, audio_type, duration_ms, bitrate, sample_rate, channels, track_number, n_tracks,"
        " disc_number, n_discs, movement_number, year, compilation, tag_rating, rg_track_gain_db,"
        " rg_album_gain_db, rg_track_peak, rg_album_peak, has_picture, content_hash, country"
        " FROM tracks WHERE id = ?");
  att_stmt_int (stmt, id);
  while (att_stmt_step (stmt))
    {
      AttTags *made = tags = att_tags_new ();
      char **texts[] = {
        &made->title, &made->title_sort, &made->album, &made->album_sort, &made->disc_title, &made->work,
        &made->movement, &made->label, &made->language, &made->date, &made->original_date, &made->mb_recording_id,
        &made->mb_release_track_id, &made->mb_release_id, &made->mb_release_group_id, &made->mb_work_id,
      };
      gconstpointer hash;
      gsize size;

      for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        *texts[i] = g_strdup (att_stmt_get_text (stmt, i));
      tags->type = att_stmt_get_int (stmt, 16);
      tags->duration_ms = att_stmt_get_int (stmt, 17);
      tags->bitrate = att_stmt_get_int (stmt, 18);
      tags->sample_rate = att_stmt_get_int (stmt, 19);
      tags->channels = att_stmt_get_int (stmt, 20);
      tags->track_number = att_stmt_get_int (stmt, 21);
      tags->n_tracks = att_stmt_get_int (stmt, 22);
      tags->disc_number = att_stmt_get_int (stmt, 23);
      tags->n_discs = att_stmt_get_int (stmt, 24);
      tags->movement_number = att_stmt_get_int (stmt, 25);
      tags->year = att_stmt_get_int (stmt, 26);
      tags->compilation = att_stmt_get_int (stmt, 27) != 0;
      tags->rating = att_stmt_get_int (stmt, 28);
      tags->rg_track_gain_db = att_stmt_get_double (stmt, 29);
      tags->rg_album_gain_db = att_stmt_get_double (stmt, 30);
      tags->rg_track_peak = att_stmt_get_double (stmt, 31);
      tags->rg_album_peak = att_stmt_get_double (stmt, 32);
      tags->has_picture = att_stmt_get_int (stmt, 33) != 0;
      tags->country = g_strdup (att_stmt_get_text (stmt, 35));
      hash = att_stmt_get_blob (stmt, 34, &size);
      if (size == sizeof tags->content_hash)
        {
          memcpy (tags->content_hash, hash, size);
          tags->content_hash[0] = GUINT64_FROM_LE (tags->content_hash[0]);
          tags->content_hash[1] = GUINT64_FROM_LE (tags->content_hash[1]);
        }
    }
  if (tags != NULL)
    read_credits (db, id, tags);
  else
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "there is no track %" G_GINT64_FORMAT, id);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&tags);
}

/* --- have they changed? --- */

#define FNV_OFFSET G_GUINT64_CONSTANT (0xcbf29ce484222325)
#define FNV_PRIME G_GUINT64_CONSTANT (0x100000001b3)

static guint64
hash_bytes (guint64 hash, gconstpointer data, gsize size)
{
  const guint8 *bytes = data;

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ bytes[i]) * FNV_PRIME;
  return hash;
}

static guint64
hash_text (guint64 hash, const char *text)
{
  return text == NULL ? hash_bytes (hash, "\xff", 1) : hash_bytes (hash, text, strlen (text) + 1);
}

gint64
att_store_hash_tags (const AttTags *tags)
{
  const char *texts[] = {
    tags->title, tags->title_sort, tags->album, tags->album_sort, tags->disc_title, tags->work, tags->movement,
    tags->label, tags->language, tags->date, tags->original_date, tags->mb_recording_id, tags->mb_release_track_id,
    tags->mb_release_id, tags->mb_release_group_id, tags->mb_work_id,
  };
  const gint32 numbers[] = {
    tags->type, tags->duration_ms, tags->bitrate, tags->sample_rate, tags->channels, tags->track_number,
    tags->n_tracks, tags->disc_number, tags->n_discs, tags->movement_number, tags->year, tags->compilation != FALSE,
    tags->rating, tags->has_picture != FALSE,
  };
  const float gains[] = { tags->rg_track_gain_db, tags->rg_album_gain_db, tags->rg_track_peak, tags->rg_album_peak };
  guint64 hash = FNV_OFFSET;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    hash = hash_text (hash, texts[i]);
  if (tags->country != NULL) /* without one it is the hash that was kept before there were any */
    hash = hash_text (hash, tags->country);
  for (guint i = 0; i < tags->credits->len; i++)
    {
      const AttCredit *credit = g_ptr_array_index (tags->credits, i);

      hash = hash_bytes (hash, &credit->role, sizeof credit->role);
      hash = hash_text (hash, credit->name);
      hash = hash_text (hash, credit->sort_name);
      hash = hash_text (hash, credit->mbid);
      hash = hash_text (hash, credit->instrument);
    }
  hash = hash_bytes (hash, "|", 1);
  for (guint i = 0; i < tags->genres->len; i++)
    hash = hash_text (hash, g_ptr_array_index (tags->genres, i));
  hash = hash_bytes (hash, numbers, sizeof numbers);
  for (gsize i = 0; i < G_N_ELEMENTS (gains); i++)
    {
      float gain = isnan (gains[i]) ? NAN : gains[i]; /* one NAN of many */

      hash = hash_bytes (hash, &gain, sizeof gain);
    }
  return (gint64) hash;
}

/* --- the listener's rating --- */

typedef struct {
  const AttTrackId *ids;
  const int *ratings;
  gsize n;
} Ratings;

static void
set_ratings (AttDb *db, gpointer data)
{
  const Ratings *change = data;
  AttStmt *stmt = att_db_prepare (db, "UPDATE tracks SET rating = ? WHERE id = ?");
  gboolean any = FALSE;

  for (gsize i = 0; i < change->n; i++)
    {
      att_stmt_int (stmt, CLAMP (change->ratings[i], 0, 10));
      att_stmt_int (stmt, change->ids[i]);
      att_stmt_run (stmt);
      any |= att_db_get_changes (db) > 0;
    }
  if (change->n > 0 && !any)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "there is no track %" G_GINT64_FORMAT, change->ids[0]);
}

gboolean
att_store_set_ratings (AttStore *self, const AttTrackId *ids, const int *ratings, gsize n, GError **error)
{
  return att_store_write (self, G_STRFUNC, ATT_STORE_CHANGED_TRACKS | ATT_STORE_KEEPS_SEARCH, set_ratings,
                          &(Ratings){ ids, ratings, n }, error);
}

gboolean
att_store_set_rating (AttStore *self, AttTrackId id, int rating, GError **error)
{
  return att_store_set_ratings (self, &id, &rating, 1, error);
}
