/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-levels.h"

#include <math.h>
#include <string.h>

#include "att-features.h"
#include "att-gate.h"

#define BLOCK_MS 100 /* between the beginnings of two blocks */

typedef struct {
  GHashTable *levels;
  gint64 album_id;    /* whose tracks come now; 0: none */
  GPtrArray *tracks;  /* AttTrackLevel of the album so far, borrowed */
  float peak;
  guint32 counts[ATT_GATE_BINS];
} Loading;

static void
end_album (Loading *self)
{
  float lufs = att_gate_loudness (self->counts);

  for (guint i = 0; i < self->tracks->len; i++)
    {
      AttTrackLevel *level = g_ptr_array_index (self->tracks, i);

      level->album_lufs = lufs;
      level->album_peak = self->peak;
    }
  g_ptr_array_set_size (self->tracks, 0);
  memset (self->counts, 0, sizeof self->counts);
  self->peak = 0;
}

static void
level_cb (const AttLevel *level, gpointer user_data)
{
  Loading *self = user_data;
  AttTrackLevel *track = g_new (AttTrackLevel, 1);
  gint64 id = level->track_id;

  *track = (AttTrackLevel){ level->loudness_lufs, level->peak, NAN, NAN };
  g_hash_table_insert (self->levels, g_memdup2 (&id, sizeof id), track);
  if (level->album_id != self->album_id)
    end_album (self);
  self->album_id = level->album_id;
  if (level->album_id == 0)
    return;
  g_ptr_array_add (self->tracks, track);
  self->peak = fmaxf (self->peak, level->peak);
  if (level->blocks == NULL || !att_gate_add_packed (self->counts, level->blocks, level->n_blocks))
    att_gate_add (self->counts, level->loudness_lufs, level->audio_ms / BLOCK_MS);
}

GHashTable *
att_levels_load (AttStore *store, GError **error)
{
  g_autoptr (GHashTable) levels = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autofree Loading *self = g_new0 (Loading, 1);
  g_autoptr (GPtrArray) tracks = g_ptr_array_new ();

  self->levels = levels;
  self->tracks = tracks;
  if (!att_store_foreach_level (store, ATT_FEATURES_VERSION, level_cb, self, error))
    return NULL;
  end_album (self);
  return g_steal_pointer (&levels);
}
