/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-neighbours.h - of each track, who sounds nearest: lists that are kept as tracks come and go
 *
 * A list holds the nearest others by att_sound_distance(), ties by lower id, at most ATT_NEIGHBOURS_KEPT of them and at
 * least ATT_NEIGHBOURS_SHOWN, or all others where there are fewer. What is in it is exactly what brute force would put
 * there, after any sequence of changes:
 *   - who comes is compared with all: that makes its own list, and it enters those of others where it is nearer than
 *     their last entry; a list that knows all others takes it in any case, until it is full;
 *   - who goes leaves the lists that held it; one that falls below ATT_NEIGHBOURS_SHOWN is made anew.
 * A change costs one comparison of each that comes with all, however many there are, in blocks that stay in the cache.
 *
 * Threads   belongs to one thread at a time; works on several of its own.
 */
#pragma once

#include <gio/gio.h>

#include "att-progress.h"
#include "att-sound-distance.h"
#include "att-store.h"
#include "att-types.h"

G_BEGIN_DECLS

#define ATT_NEIGHBOURS_KEPT 64
#define ATT_NEIGHBOURS_SHOWN 50

typedef struct {
  float distance;
  guint row;
} AttNeighbour;

typedef struct {
  guint n;
  gboolean changed;  /* since att_neighbours_clear_changed() */
  AttNeighbour entries[ATT_NEIGHBOURS_KEPT]; /* nearest first */
} AttNeighbourList;

typedef struct {
  gsize n_rows;
  AttTrackId *ids;
  AttSoundCompact *sounds;
  AttNeighbourList *lists;
  GArray *gone;      /* AttTrackId: taken out since att_neighbours_clear_changed() */

  float loosest;     /* of the last change: the furthest that any list then there had something to gain from */
  /* for the benchmark: without that; and ending comparisons by the heavy axes, which costs more than it saves */
  gboolean unbounded, early_end;

  /*< private >*/
  gsize n_allocated;
  GHashTable *rows;  /* id -> row + 1 */
} AttNeighbours;

AttNeighbours *att_neighbours_new    (void);
void           att_neighbours_free   (AttNeighbours *self);

/* A row as it was kept: its list holds @ids, which are neither sorted nor known yet, until att_neighbours_loaded().
 * Ids must not repeat. */
void           att_neighbours_load   (AttNeighbours *self, AttTrackId id, const AttSoundCompact *sound,
                                      const AttTrackId *ids, gsize n);
/* After the last: looks up the entries. Entries that are no row are dropped, as of a track that has gone. */
void           att_neighbours_loaded (AttNeighbours *self);

/* Takes out @gone (who is not there is passed over), then takes in @ids (who is there is taken out first). Neither may
 * repeat. @n_threads: 1..; @progress (nullable) is set, in tracks compared.
 * Returns: FALSE with G_IO_ERROR_CANCELLED; the lists are then of no use any more */
gboolean       att_neighbours_change (AttNeighbours *self, const AttTrackId *gone, gsize n_gone, const AttTrackId *ids,
                                      const AttSoundCompact *sounds, gsize n, int n_threads, AttProgress *progress,
                                      GCancellable *cancellable, GError **error);
void           att_neighbours_clear_changed (AttNeighbours *self);

/* Brings the lists of the store up to date with what is pending there (att-store-neighbours.h); @feature_version as in
 * att_radio_load(). A great many come in several steps, each as large as what is there already, that are kept one by
 * one. @n_taken (nullable): how many tracks came or went.
 * Returns: FALSE with G_IO_ERROR_CANCELLED or a store error */
gboolean       att_neighbours_update (AttStore *store, int feature_version, int n_threads, AttProgress *progress,
                                      GCancellable *cancellable, guint *n_taken, GError **error);
/* what present tracks sound like, by ascending id, appended to @ids (AttTrackId) and @sounds (AttSoundCompact): as kept
 * with the lists, or made anew where that is not up to date */
gboolean       att_neighbours_load_sounds (AttStore *store, int feature_version, GArray *ids, GArray *sounds,
                                           GError **error);
/* those kept of one track, nearest first; (transfer full) (element-type AttTrackId); empty: not known yet */
GArray        *att_neighbours_read   (AttStore *store, int feature_version, AttTrackId id, GError **error);

/* -1: not there */
gssize         att_neighbours_find   (const AttNeighbours *self, AttTrackId id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttNeighbours, att_neighbours_free)

G_END_DECLS
