/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-bench-tags.h"

#include <time.h>

#include "att-tag-taglib.h"
#include "att-walk.h"

static double
thread_cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now); /* getrusage() may say 0 for a few files */
  return now.tv_sec + now.tv_nsec / 1e9;
}

gboolean
att_bench_tags (const char *dir, guint64 *n_files, double *cpu_s, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_walk_file_free);

  if (!att_walk (dir, NULL, files, NULL, cancellable, error))
    return FALSE;
  for (int pass = 0; pass < 2; pass++)
    {
      const double before = thread_cpu_seconds ();

      *n_files = 0;
      for (guint i = 0; i < files->len; i++)
        {
          const AttWalkFile *file = g_ptr_array_index (files, i);

          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          if (file->kind == ATT_WALK_AUDIO || file->kind == ATT_WALK_PERHAPS)
            *n_files += att_taglib_read_alone (file->path);
        }
      *cpu_s = thread_cpu_seconds () - before;
    }
  return TRUE;
}
