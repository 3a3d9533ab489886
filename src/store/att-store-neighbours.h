/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-neighbours.h - who sounds nearest to a track, as recommend/att-neighbours.h keeps it
 *
 * What is pending: a track whose features were written or dropped, or that came or went, is noted in the same
 * transaction, and stays noted until lists that know of it are written. A process that is killed in between leaves the
 * work to the next one. A track that is only out of reach (its medium is not mounted) stays in the lists.
 *
 * Two processes may keep the lists: each write says on what it was based (@generation), and one that was based on what
 * has since been written again fails with ATT_STORE_ERROR_STALE and changes nothing.
 *
 * Threads, durability, errors: see att-store.h.
 */
#pragma once

#include "att-store.h"
#include "att-types.h"

G_BEGIN_DECLS

typedef struct {
  AttTrackId track_id;
  gconstpointer sound;   /* its compact form */
  gsize sound_size;
  const AttTrackId *ids; /* nearest first */
  gsize n;
} AttNeighboursRow;

/* runs under the read, so no other call of the store; @row is borrowed */
typedef void (*AttStoreNeighboursFunc) (const AttNeighboursRow *row, gpointer user_data);

/* All lists, if they are of @version, else none. @generation: what to base a write on. */
gboolean att_store_foreach_neighbours (AttStore *self, gint64 version, AttStoreNeighboursFunc func, gpointer user_data,
                                       gint64 *generation, GError **error);
/* Those nearest to a track, nearest first: (transfer full) (element-type AttTrackId). Empty: not known. Without those
 * that are not there now. */
GArray  *att_store_get_neighbours     (AttStore *self, AttTrackId track_id, gint64 version, GError **error);
/* Lists of another version than @version are dropped, and all tracks are pending. */
gboolean att_store_begin_neighbours   (AttStore *self, gint64 version, GError **error);

/* @vector: n floats; NULL: the track is to be in no list */
typedef void (*AttStorePendingFunc) (AttTrackId id, const float *vector, gpointer user_data);

/* The oldest pending tracks, up to about @limit, each once. @feature_version, @n: as in att_store_foreach_vector().
 * @last: until where this was, 0 if nothing is pending */
gboolean att_store_foreach_pending    (AttStore *self, guint limit, int feature_version, gsize n,
                                       AttStorePendingFunc func, gpointer user_data, gint64 *last, GError **error);
guint    att_store_count_pending      (AttStore *self, GError **error);

/* exactly one of @vector (n floats) and @sound (its compact form, @size bytes) */
typedef void (*AttStoreSoundFunc) (AttTrackId id, const float *vector, gconstpointer sound, gsize size,
                                   gpointer user_data);

/* What present tracks sound like, by ascending id: the compact form where the lists, if they are of @version, hold the
 * present one, else the vector. */
gboolean att_store_foreach_sound      (AttStore *self, gint64 version, int feature_version, gsize n,
                                       AttStoreSoundFunc func, gpointer user_data, GError **error);

/* One transaction: drops the lists of @gone, writes @rows, strikes what was pending up to @last (0: nothing).
 * @generation: (inout) */
gboolean att_store_write_neighbours   (AttStore *self, const AttNeighboursRow *rows, gsize n_rows,
                                       const AttTrackId *gone, gsize n_gone, gint64 last, gint64 *generation,
                                       GError **error);

G_END_DECLS
