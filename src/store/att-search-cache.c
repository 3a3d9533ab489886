/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-search-cache.h"

#include "att-store-private.h"

#define FEW_TRACKS 5000 /* some hundredths of a second */
#define REST 10         /* times as long as it took to make one, until the next is made */
#define MAX_REST_US (10 * G_USEC_PER_SEC)

struct _AttSearchCache
{
  AttStore *store;
  GThreadPool *pool; /* of one; not before it is needed */

  GMutex lock;       /* everything below; held while the first is made: who else asks waits for it */
  GCond stopping;
  gboolean stopped;
  gboolean renewing; /* it is being made anew, or waits for its time */
  gint64 due_us;     /* not before */
  AttSearch *search;
  guint generation;
};

static AttSearch *
read_search (AttSearchCache *self)
{
  AttDb *db = att_store_begin_read (self->store, G_STRFUNC, NULL);
  g_autoptr (AttSearch) search = NULL;

  if (db == NULL)
    return NULL;
  search = att_search_new (db);
  return att_store_end_read (self->store, db, NULL) ? g_steal_pointer (&search) : NULL;
}

static void
renew (gpointer data, gpointer cache)
{
  AttSearchCache *self = cache;
  AttSearch *search = NULL;
  guint generation;
  gint64 from_us;

  g_mutex_lock (&self->lock);
  while (!self->stopped && g_cond_wait_until (&self->stopping, &self->lock, self->due_us))
    ;
  g_mutex_unlock (&self->lock);

  generation = att_store_get_generation (self->store);
  from_us = g_get_monotonic_time ();
  search = read_search (self);

  g_mutex_lock (&self->lock);
  self->renewing = FALSE;
  self->due_us = g_get_monotonic_time () + MIN (REST * (g_get_monotonic_time () - from_us), MAX_REST_US);
  if (search != NULL)
    {
      att_search_unref (self->search);
      self->search = search;
      self->generation = generation;
    }
  g_mutex_unlock (&self->lock);
  if (search != NULL)
    att_store_announce (self->store, ATT_STORE_CHANGED_TRACKS | ATT_STORE_KEEPS_SEARCH);
}

AttSearchCache *
att_search_cache_new (AttStore *store)
{
  AttSearchCache *self = g_new0 (AttSearchCache, 1);

  self->store = store;
  g_mutex_init (&self->lock);
  g_cond_init (&self->stopping);
  return self;
}

void
att_search_cache_stop (AttSearchCache *self)
{
  GThreadPool *pool;

  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  pool = g_steal_pointer (&self->pool);
  g_cond_broadcast (&self->stopping);
  g_mutex_unlock (&self->lock);
  if (pool != NULL)
    g_thread_pool_free (pool, FALSE, TRUE);
}

void
att_search_cache_free (AttSearchCache *self)
{
  att_search_cache_stop (self);
  g_clear_pointer (&self->search, att_search_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->stopping);
  g_free (self);
}

AttSearch *
att_search_cache_get (AttSearchCache *self, AttDb *db, guint generation)
{
  AttSearch *search = NULL;

  g_mutex_lock (&self->lock);
  if (self->search == NULL || (self->generation < generation && att_search_get_n_tracks (self->search) < FEW_TRACKS))
    {
      g_clear_pointer (&self->search, att_search_unref);
      self->search = att_search_new (db);
      self->generation = generation;
    }
  else if (self->generation < generation && !self->renewing && !self->stopped)
    {
      if (self->pool == NULL)
        self->pool = g_thread_pool_new (renew, self, 1, FALSE, NULL);
      self->renewing = TRUE;
      g_thread_pool_push (self->pool, self, NULL);
    }
  if (self->search != NULL)
    search = att_search_ref (self->search);
  g_mutex_unlock (&self->lock);
  return search;
}
