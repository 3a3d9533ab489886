/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-memory.h"

#ifdef __GLIBC__
#include <malloc.h>

#define LARGE (256 * 1024)
#endif

void
att_memory_set_up (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, LARGE);
  mallopt (M_TRIM_THRESHOLD, 2 * LARGE);
#endif
}

static void
trim (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
  g_task_return_boolean (task, TRUE);
}

void
att_memory_trim (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_run_in_thread (task, trim);
}
