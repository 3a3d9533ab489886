/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How loud tracks are by our own listening, so that files without ReplayGain
 * play as loud as the others. A copy of the store's figures is kept for the
 * player, who asks on the main context.
 */
#include "config.h"

#include "att-session-private.h"

#include <math.h>

#include "att-features.h"
#include "att-store-features.h"

#define REFERENCE_LUFS (-18.0) /* of ReplayGain 2.0 */
#define MAX_GAIN_DB 20.0       /* next to silence stays quiet */
#define RELATIVE_GATE 10.0     /* LU, of BS.1770 */
#define REFRESH_INTERVAL_S 10

typedef struct { double energy, ms, peak; } Album;

static double
to_gain (double lufs)
{
  return MIN (MAX_GAIN_DB, REFERENCE_LUFS - lufs);
}

static double
album_lufs (const Album *album)
{
  return 10 * log10 (album->energy / album->ms);
}

/* Adds a track to its album; @gates (nullable): tracks far below their album's mean do not count, as in BS.1770 quiet
 * blocks do not. */
static void
add_to_album (GHashTable *albums, const AttLevel *level, GHashTable *gates)
{
  gint64 key = level->album_id;
  const Album *gate = gates != NULL ? g_hash_table_lookup (gates, &key) : NULL;
  Album *album = g_hash_table_lookup (albums, &key);

  if (album == NULL)
    g_hash_table_insert (albums, g_memdup2 (&key, sizeof key), album = g_new0 (Album, 1));
  album->peak = MAX (album->peak, level->peak);
  if (isnan (level->loudness_lufs) ||
      (gate != NULL && gate->ms > 0 && level->loudness_lufs < album_lufs (gate) - RELATIVE_GATE))
    return;
  album->energy += level->audio_ms * pow (10, level->loudness_lufs / 10);
  album->ms += level->audio_ms;
}

static GHashTable *
album_table (GArray *levels, GHashTable *gates)
{
  GHashTable *albums = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (guint i = 0; i < levels->len; i++)
    add_to_album (albums, &g_array_index (levels, AttLevel, i), gates);
  return albums;
}

static gpointer
ask_levels (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) levels = att_store_load_levels (self->store, ATT_FEATURES_VERSION, error);
  g_autoptr (GHashTable) ungated = NULL, albums = NULL;
  GHashTable *gains;

  if (levels == NULL)
    return NULL;
  ungated = album_table (levels, NULL);
  albums = album_table (levels, ungated);
  gains = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < levels->len; i++)
    {
      const AttLevel *level = &g_array_index (levels, AttLevel, i);
      gint64 id = level->track_id, album_id = level->album_id;
      const Album *album = album_id != 0 ? g_hash_table_lookup (albums, &album_id) : NULL;
      AttGain gain = { NAN, NAN, NAN, NAN };

      if (!isnan (level->loudness_lufs))
        {
          gain.track_gain_db = to_gain (level->loudness_lufs);
          gain.track_peak = level->peak;
        }
      if (album != NULL && album->ms > 0)
        {
          gain.album_gain_db = to_gain (album_lufs (album));
          gain.album_peak = album->peak;
        }
      g_hash_table_insert (gains, g_memdup2 (&id, sizeof id), g_memdup2 (&gain, sizeof gain));
    }
  return gains;
}

static void
levels_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSession *self = ATT_SESSION (source);
  GHashTable *gains = g_task_propagate_pointer (G_TASK (result), NULL);

  if (gains == NULL) /* the old ones are better than none */
    return;
  g_clear_pointer (&self->gains, g_hash_table_unref);
  if (self->player != NULL)
    self->gains = gains;
  else
    g_hash_table_unref (gains);
}

static gboolean
refresh_cb (gpointer data)
{
  AttSession *self = data;

  self->levels_source = 0;
  att_session_load_levels (self);
  return G_SOURCE_REMOVE;
}

void
att_session_load_levels (AttSession *self)
{
  if (!self->closed)
    att_session_ask (self, att_session_load_levels, ask_levels, NULL, NULL, (GDestroyNotify) g_hash_table_unref, NULL,
                     levels_cb, NULL);
}

void
att_session_levels_changed (AttSession *self)
{
  if (self->player != NULL && self->levels_source == 0)
    self->levels_source = g_timeout_add_seconds (self->gains != NULL ? REFRESH_INTERVAL_S : 0, refresh_cb, self);
}

gboolean
att_session_get_gain (AttTrack *track, AttGain *gain, gpointer session)
{
  AttSession *self = session;
  const AttGain *measured = NULL;
  gint64 id = track->id;

  *gain = (AttGain){ track->rg_track_gain_db, track->rg_track_peak, track->rg_album_gain_db, track->rg_album_peak };
  if (!isnan (gain->track_gain_db) || !isnan (gain->album_gain_db))
    return TRUE;
  if (id != 0 && self->gains != NULL)
    measured = g_hash_table_lookup (self->gains, &id);
  if (measured != NULL)
    *gain = *measured;
  return measured != NULL && (!isnan (gain->track_gain_db) || !isnan (gain->album_gain_db));
}
