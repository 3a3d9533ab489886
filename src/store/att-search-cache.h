/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-search-cache.h - private to store: what search looks through, kept as new as is worth it
 *
 * Made when it is first asked for, while the first who asks waits. After a
 * write of tracks that of a small library is made anew for the next who asks.
 * That of a large one takes half a second, and while folders are scanned there
 * are writes all the time: who asks is given the old one, a new one is made in
 * the background, seldom enough to take a tenth of one core at most, and
 * ATT_STORE_CHANGED_TRACKS is announced when it is there.
 *
 * Threads   any.
 */
#pragma once

#include "att-search.h"
#include "att-store.h"

G_BEGIN_DECLS

typedef struct _AttSearchCache AttSearchCache;

/* @store: borrowed */
AttSearchCache *att_search_cache_new  (AttStore *store);
/* none is made in the background any more; waits for the one that is */
void            att_search_cache_stop (AttSearchCache *self);
void            att_search_cache_free (AttSearchCache *self);
/* @generation: see att_store_get_generation(). NULL: @db has failed. (transfer full) */
AttSearch      *att_search_cache_get  (AttSearchCache *self, AttDb *db, guint generation);

G_END_DECLS
