/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lists of the store, brought up to date.
 */
#include "config.h"

#include "att-neighbours.h"

#include <string.h>

#include "att-store-neighbours.h"

#define MIN_STEP 4096  /* tracks */
#define WRITE_N 2000   /* lists a transaction: some 0.6 MB */
#define MAX_TRIES 3    /* against another process that does the same */

/* lists of other feature vectors, or of another distance, are of no use */
static gint64
version_of (int feature_version)
{
  return (gint64) feature_version << 32 | ATT_SOUND_ORDER << 16 | ATT_SOUND_DISTANCE_VERSION;
}

static void
load_row (const AttNeighboursRow *row, gpointer user_data)
{
  AttSoundCompact sound;

  if (row->sound_size != sizeof sound)
    return;
  memcpy (&sound, row->sound, sizeof sound);
  att_neighbours_load (user_data, row->track_id, &sound, row->ids, row->n);
}

typedef struct {
  GArray *gone, *ids;  /* AttTrackId */
  GArray *sounds;      /* AttSoundCompact */
} Pending;

static void
add_pending (AttTrackId id, const float *vector, gpointer user_data)
{
  Pending *self = user_data;
  AttSoundCompact sound;

  if (vector == NULL)
    {
      g_array_append_val (self->gone, id);
      return;
    }
  att_sound_compact (&sound, vector);
  g_array_append_val (self->ids, id);
  g_array_append_val (self->sounds, sound);
}

/* What has changed, some lists a transaction. What is pending is struck with the last of them: until then the others
 * may name tracks that are not there yet, or no more, and who loads them drops those (att_neighbours_loaded()). */
static gboolean
write_changed (AttStore *store, AttNeighbours *table, gint64 last, gint64 *generation, GError **error)
{
  g_autofree AttNeighboursRow *rows = g_new (AttNeighboursRow, WRITE_N);
  g_autofree AttTrackId *ids = g_new (AttTrackId, WRITE_N * ATT_NEIGHBOURS_KEPT);
  gsize n = 0;

  if (table->gone->len > 0 &&
      !att_store_write_neighbours (store, NULL, 0, (const AttTrackId *) (gpointer) table->gone->data, table->gone->len,
                                   0, generation, error))
    return FALSE;
  for (gsize row = 0; row < table->n_rows; row++)
    {
      const AttNeighbourList *list = &table->lists[row];
      AttTrackId *of = ids + n * ATT_NEIGHBOURS_KEPT;

      if (!list->changed)
        continue;
      for (guint i = 0; i < list->n; i++)
        of[i] = table->ids[list->entries[i].row];
      rows[n++] = (AttNeighboursRow) { table->ids[row], &table->sounds[row], sizeof table->sounds[row], of, list->n };
      if (n == WRITE_N)
        {
          if (!att_store_write_neighbours (store, rows, n, NULL, 0, 0, generation, error))
            return FALSE;
          n = 0;
        }
    }
  if ((n > 0 || last > 0) && !att_store_write_neighbours (store, rows, n, NULL, 0, last, generation, error))
    return FALSE;
  att_neighbours_clear_changed (table);
  return TRUE;
}

static gboolean
update (AttStore *store, int feature_version, int n_threads, AttProgress *progress, GCancellable *cancellable,
        guint *n_taken, GError **error)
{
  g_autoptr (AttNeighbours) table = att_neighbours_new ();
  gint64 generation, last;

  if (!att_store_begin_neighbours (store, version_of (feature_version), error) ||
      !att_store_foreach_neighbours (store, version_of (feature_version), load_row, table, &generation, error))
    return FALSE;
  att_neighbours_loaded (table);
  do
    {
      g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
      g_autoptr (GArray) sounds = g_array_new (FALSE, FALSE, sizeof (AttSoundCompact));
      Pending pending = { gone, ids, sounds };

      if (!att_store_foreach_pending (store, MAX (table->n_rows, MIN_STEP), feature_version,
                                      att_sound_get_n_columns (), add_pending, &pending, &last, error) ||
          !att_neighbours_change (table, (AttTrackId *) (gpointer) gone->data, gone->len,
                                  (AttTrackId *) (gpointer) ids->data, (AttSoundCompact *) (gpointer) sounds->data,
                                  ids->len, n_threads, progress, cancellable, error) ||
          !write_changed (store, table, last, &generation, error))
        return FALSE;
      *n_taken += gone->len + ids->len;
    }
  while (last > 0);
  return TRUE;
}

gboolean
att_neighbours_update (AttStore *store, int feature_version, int n_threads, AttProgress *progress,
                       GCancellable *cancellable, guint *n_taken, GError **error)
{
  guint n = 0;

  for (int attempt = 1;; attempt++)
    {
      g_autoptr (GError) local = NULL;
      /* most of the time there is nothing to do, and the lists need not be read to know it */
      const guint n_pending = att_store_begin_neighbours (store, version_of (feature_version), &local)
                              ? att_store_count_pending (store, &local) : 0;

      if (local == NULL && n_pending > 0)
        update (store, feature_version, n_threads, progress, cancellable, &n, &local);
      if (n_taken != NULL)
        *n_taken = n;
      if (local == NULL)
        return TRUE;
      if (!g_error_matches (local, ATT_STORE_ERROR, ATT_STORE_ERROR_STALE) || attempt == MAX_TRIES)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

GArray *
att_neighbours_read (AttStore *store, int feature_version, AttTrackId id, GError **error)
{
  return att_store_get_neighbours (store, id, version_of (feature_version), error);
}

typedef struct { GArray *ids, *sounds; } Sounds;

static void
add_sound (AttTrackId id, const float *vector, gconstpointer kept, gsize size, gpointer user_data)
{
  Sounds *self = user_data;
  AttSoundCompact sound;

  if (vector != NULL)
    att_sound_compact (&sound, vector);
  else if (size == sizeof sound)
    memcpy (&sound, kept, sizeof sound);
  else
    return;
  g_array_append_val (self->ids, id);
  g_array_append_val (self->sounds, sound);
}

gboolean
att_neighbours_load_sounds (AttStore *store, int feature_version, GArray *ids, GArray *sounds, GError **error)
{
  Sounds into = { ids, sounds };

  return att_store_foreach_sound (store, version_of (feature_version), feature_version, att_sound_get_n_columns (),
                                  add_sound, &into, error);
}
