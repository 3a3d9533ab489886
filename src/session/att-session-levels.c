/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How loud tracks are by our own listening, so that files without ReplayGain
 * play as loud as the others. A copy of the store's figures is kept for the
 * player, who asks on the main context.
 */
#include "config.h"

#include "att-session-private.h"

#include <math.h>

#include "att-levels.h"

#define REFERENCE_LUFS (-18.0) /* of ReplayGain 2.0 */
#define MAX_GAIN_DB 20.0       /* next to silence stays quiet */
#define REFRESH_INTERVAL_S 10

static double
to_gain (double lufs)
{
  return isnan (lufs) ? NAN : MIN (MAX_GAIN_DB, REFERENCE_LUFS - lufs);
}

static gpointer
ask_levels (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_levels_load (self->store, error);
}

static void
levels_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSession *self = ATT_SESSION (source);
  GHashTable *levels = g_task_propagate_pointer (G_TASK (result), NULL);

  if (levels == NULL) /* the old ones are better than none */
    return;
  g_clear_pointer (&self->levels, g_hash_table_unref);
  if (self->player != NULL)
    self->levels = levels;
  else
    g_hash_table_unref (levels);
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
    self->levels_source = g_timeout_add_seconds (self->levels != NULL ? REFRESH_INTERVAL_S : 0, refresh_cb, self);
}

gboolean
att_session_get_gain (AttTrack *track, AttGain *gain, gpointer session)
{
  AttSession *self = session;
  const AttTrackLevel *level;
  gint64 id = track->id;

  *gain = (AttGain){ track->rg_track_gain_db, track->rg_track_peak, track->rg_album_gain_db, track->rg_album_peak };
  if (!isnan (gain->track_gain_db) || !isnan (gain->album_gain_db))
    return TRUE;
  level = id != 0 && self->levels != NULL ? g_hash_table_lookup (self->levels, &id) : NULL;
  if (level == NULL)
    return FALSE;
  *gain = (AttGain){ to_gain (level->track_lufs), level->track_peak, to_gain (level->album_lufs), level->album_peak };
  return !isnan (gain->track_gain_db) || !isnan (gain->album_gain_db);
}
