/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-neighbours.h"

#include <math.h>
#include <string.h>

#include "att-parallel.h"

#define BLOCK 32  /* lists that one thread works on at a time */
#define TILE 256  /* rows that are compared with all lists of a block while they are in the cache: 26 kB */

AttNeighbours *
att_neighbours_new (void)
{
  AttNeighbours *self = g_new0 (AttNeighbours, 1);

  self->gone = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
att_neighbours_free (AttNeighbours *self)
{
  if (self == NULL)
    return;
  g_free (self->ids);
  g_free (self->sounds);
  g_free (self->lists);
  g_array_unref (self->gone);
  g_hash_table_unref (self->rows);
  g_free (self);
}

gssize
att_neighbours_find (const AttNeighbours *self, AttTrackId id)
{
  return (gssize) GPOINTER_TO_SIZE (g_hash_table_lookup (self->rows, &id)) - 1;
}

static void
put_row (AttNeighbours *self, AttTrackId id, gsize row)
{
  g_hash_table_insert (self->rows, g_memdup2 (&id, sizeof id), GSIZE_TO_POINTER (row + 1));
}

/* an empty list */
static gsize
append (AttNeighbours *self, AttTrackId id, const AttSoundCompact *sound)
{
  const gsize row = self->n_rows++;

  if (row == self->n_allocated)
    {
      self->n_allocated = MAX (2 * self->n_allocated, 64);
      self->ids = g_renew (AttTrackId, self->ids, self->n_allocated);
      self->sounds = g_renew (AttSoundCompact, self->sounds, self->n_allocated);
      self->lists = g_renew (AttNeighbourList, self->lists, self->n_allocated);
    }
  self->ids[row] = id;
  self->sounds[row] = *sound;
  self->lists[row].n = 0;
  self->lists[row].changed = FALSE;
  put_row (self, id, row);
  return row;
}

/* --- one list --- */

static gboolean
is_before (const AttNeighbours *self, AttNeighbour a, AttNeighbour b)
{
  return a.distance < b.distance || (a.distance == b.distance && self->ids[a.row] < self->ids[b.row]);
}

static void
insert (const AttNeighbours *self, AttNeighbourList *list, AttNeighbour entry)
{
  guint place = list->n;

  while (place > 0 && is_before (self, entry, list->entries[place - 1]))
    place--;
  if (list->n < ATT_NEIGHBOURS_KEPT)
    list->n++;
  memmove (list->entries + place + 1, list->entries + place, (list->n - 1 - place) * sizeof entry);
  list->entries[place] = entry;
}

/* @is_whole: it knows all that were there before. Else what lies beyond its last entry is unknown, and only who comes
 * before that may enter. */
static void
offer (const AttNeighbours *self, AttNeighbourList *list, gboolean is_whole, AttNeighbour entry)
{
  if (list->n > 0 && is_before (self, entry, list->entries[list->n - 1]))
    insert (self, list, entry);
  else if (is_whole && list->n < ATT_NEIGHBOURS_KEPT)
    list->entries[list->n++] = entry;
  else
    return;
  list->changed = TRUE;
}

/* beyond this there is nothing for it */
static float
bound_of (const AttNeighbourList *list, gboolean is_whole)
{
  return is_whole && list->n < ATT_NEIGHBOURS_KEPT ? INFINITY : list->n > 0 ? list->entries[list->n - 1].distance
                                                                            : -INFINITY;
}

/* --- loading --- */

void
att_neighbours_load (AttNeighbours *self, AttTrackId id, const AttSoundCompact *sound, const AttTrackId *ids, gsize n)
{
  const gsize row = append (self, id, sound);
  AttNeighbourList *list = &self->lists[row];

  /* an id takes the room of an entry until the rows are known */
  list->n = MIN (n, ATT_NEIGHBOURS_KEPT);
  G_STATIC_ASSERT (sizeof (AttTrackId) == sizeof (AttNeighbour));
  if (list->n > 0) /* else @ids may be NULL */
    memcpy (list->entries, ids, list->n * sizeof *ids);
}

void
att_neighbours_loaded (AttNeighbours *self)
{
  for (gsize row = 0; row < self->n_rows; row++)
    {
      AttNeighbourList *list = &self->lists[row];
      AttTrackId ids[ATT_NEIGHBOURS_KEPT];
      const guint n = list->n;

      memcpy (ids, list->entries, n * sizeof *ids);
      list->n = 0;
      for (guint i = 0; i < n; i++)
        {
          const gssize other = att_neighbours_find (self, ids[i]);

          if (other < 0 || other == (gssize) row)
            list->changed = TRUE;
          else
            insert (self, list,
                    (AttNeighbour) { att_sound_distance (self->sounds + other, self->sounds + row), other });
        }
    }
}

/* --- changes --- */

/* rows move up, those of @is_gone leave the table and all lists */
static void
take_out (AttNeighbours *self, const gboolean *is_gone)
{
  g_autofree guint *moved = g_new (guint, self->n_rows);
  gsize n = 0;

  for (gsize row = 0; row < self->n_rows; row++)
    moved[row] = is_gone[row] ? G_MAXUINT : n++;
  for (gsize row = 0; row < self->n_rows; row++)
    {
      AttNeighbourList *list = &self->lists[row];
      guint n_left = 0;

      if (is_gone[row])
        continue;
      for (guint i = 0; i < list->n; i++)
        if (moved[list->entries[i].row] != G_MAXUINT)
          list->entries[n_left++] = (AttNeighbour) { list->entries[i].distance, moved[list->entries[i].row] };
      list->changed |= n_left != list->n;
      list->n = n_left;
      if (moved[row] != row)
        {
          self->ids[moved[row]] = self->ids[row];
          self->sounds[moved[row]] = self->sounds[row];
          self->lists[moved[row]] = *list;
        }
    }
  self->n_rows = n;
  g_hash_table_remove_all (self->rows);
  for (gsize row = 0; row < n; row++)
    put_row (self, self->ids[row], row);
}

typedef struct {
  AttNeighbours *self;
  gsize first_new;     /* rows from here on have just come */
  GArray *anew;        /* guint: rows whose lists are made from nothing; the new ones among them */
  gboolean *is_anew, *is_whole;
  AttProgress *progress;
  GCancellable *cancellable;
  gint n_done;         /* atomic */
} Change;

static gboolean
goes_on (Change *change, guint n_done)
{
  const guint done = g_atomic_int_add (&change->n_done, n_done) + n_done;

  if (change->progress != NULL)
    att_progress_set (change->progress, done, change->anew->len + change->first_new);
  return !g_cancellable_is_cancelled (change->cancellable);
}

/* the lists that are made anew, a block of them against all rows */
static void
make_anew (void *data, size_t block)
{
  Change *change = data;
  AttNeighbours *self = change->self;
  const guint *rows = &g_array_index (change->anew, guint, block * BLOCK);
  const guint n = MIN (change->anew->len - block * BLOCK, BLOCK);
  float distances[TILE];

  if (!goes_on (change, n))
    return;
  for (gsize first = 0; first < self->n_rows; first += TILE)
    for (guint i = 0; i < n; i++)
      {
        AttNeighbourList *list = &self->lists[rows[i]];
        const gsize n_tile = MIN (self->n_rows - first, TILE);
        float bound = bound_of (list, TRUE);

        att_sound_distances_within (distances, self->sounds + first, n_tile, self->sounds + rows[i],
                                    self->early_end ? bound : INFINITY);
        for (gsize j = 0; j < n_tile; j++)
          if (distances[j] <= bound && first + j != rows[i])
            {
              offer (self, list, TRUE, (AttNeighbour) { distances[j], first + j });
              bound = bound_of (list, TRUE);
            }
      }
}

/* the others, a tile of them against those that have come */
static void
go_on (void *data, size_t tile)
{
  Change *change = data;
  AttNeighbours *self = change->self;
  const gsize first = tile * TILE, n = MIN (change->first_new - first, TILE);
  float distances[TILE];

  if (!goes_on (change, n))
    return;
  for (gsize come = change->first_new; come < self->n_rows; come++)
    {
      att_sound_distances_within (distances, self->sounds + first, n, self->sounds + come,
                                  self->early_end ? self->loosest : INFINITY);
      for (gsize j = 0; j < n; j++)
        {
          const gsize row = first + j;

          if (distances[j] <= self->loosest && !change->is_anew[row] &&
              distances[j] <= bound_of (&self->lists[row], change->is_whole[row]))
            offer (self, &self->lists[row], change->is_whole[row], (AttNeighbour) { distances[j], come });
        }
    }
}

/* who has to go before the new ones come; counts them */
static gsize
mark_gone (AttNeighbours *self, const AttTrackId *ids, gsize n, gboolean *is_gone)
{
  gsize n_marked = 0;

  for (gsize i = 0; i < n; i++)
    {
      const gssize row = att_neighbours_find (self, ids[i]);

      if (row >= 0)
        {
          is_gone[row] = TRUE;
          n_marked++;
        }
    }
  return n_marked;
}

gboolean
att_neighbours_change (AttNeighbours *self, const AttTrackId *gone, gsize n_gone, const AttTrackId *ids,
                       const AttSoundCompact *sounds, gsize n, int n_threads, AttProgress *progress,
                       GCancellable *cancellable, GError **error)
{
  g_autofree gboolean *is_gone = g_new0 (gboolean, self->n_rows + 1), *is_anew = NULL, *is_whole = NULL;
  g_autoptr (GArray) anew = g_array_new (FALSE, FALSE, sizeof (guint));
  Change change = { self, 0, anew, NULL, NULL, progress, cancellable, 0 };

  if (mark_gone (self, gone, n_gone, is_gone) + mark_gone (self, ids, n, is_gone) > 0)
    take_out (self, is_gone);
  g_array_append_vals (self->gone, gone, n_gone);

  change.first_new = self->n_rows;
  change.is_anew = is_anew = g_new0 (gboolean, self->n_rows + 1);
  change.is_whole = is_whole = g_new0 (gboolean, self->n_rows + 1);
  self->loosest = self->unbounded ? INFINITY : -INFINITY;
  for (guint row = 0; row < change.first_new; row++)
    {
      AttNeighbourList *list = &self->lists[row];

      is_whole[row] = list->n + 1 >= change.first_new;
      is_anew[row] = !is_whole[row] && list->n < ATT_NEIGHBOURS_SHOWN;
      if (is_anew[row])
        {
          list->n = 0;
          list->changed = TRUE;
          g_array_append_val (anew, row);
        }
      else
        self->loosest = MAX (self->loosest, bound_of (list, is_whole[row]));
    }
  for (gsize i = 0; i < n; i++)
    {
      const guint row = append (self, ids[i], &sounds[i]);

      self->lists[row].changed = TRUE;
      g_array_append_val (anew, row);
    }

  att_parallel_run (n_threads, (anew->len + BLOCK - 1) / BLOCK, make_anew, &change);
  if (n > 0)
    att_parallel_run (n_threads, (change.first_new + TILE - 1) / TILE, go_on, &change);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

void
att_neighbours_clear_changed (AttNeighbours *self)
{
  for (gsize row = 0; row < self->n_rows; row++)
    self->lists[row].changed = FALSE;
  g_array_set_size (self->gone, 0);
}
