/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-parallel.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct {
  void (*func) (void *data, size_t item);
  void *data;
  size_t n_items;
  atomic_size_t next;
} Work;

static void *
work (void *data)
{
  Work *self = data;
  size_t item;

  while ((item = atomic_fetch_add (&self->next, 1)) < self->n_items)
    self->func (self->data, item);
  return NULL;
}

void
att_parallel_run (int n_threads, size_t n_items, void (*func) (void *data, size_t item), void *data)
{
  Work self = { func, data, n_items, 0 };
  pthread_t threads[ATT_PARALLEL_MAX];
  int n_started = 0;

  while (n_started + 1 < n_threads && (size_t) n_started + 1 < n_items && n_started < ATT_PARALLEL_MAX &&
         pthread_create (&threads[n_started], NULL, work, &self) == 0)
    n_started++;
  work (&self);
  for (int i = 0; i < n_started; i++)
    pthread_join (threads[i], NULL);
}
