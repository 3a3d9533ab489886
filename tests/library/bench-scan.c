/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-scan DB DIR: one scan of DIR into the new database DB. Prints the CPU seconds of all its processes and the
 * most memory (PSS) that they held together, as JSON. This program is its own worker.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "att-scanner.h"

static double
cpu_seconds (void)
{
  double seconds = 0;

  for (int i = 0; i < 2; i++)
    {
      struct rusage usage;

      getrusage (i == 0 ? RUSAGE_SELF : RUSAGE_CHILDREN, &usage);
      seconds += usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6;
      seconds += usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6;
    }
  return seconds;
}

/* kB of one process, 0 when it has gone */
static guint64
read_pss (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "smaps_rollup", NULL), *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (line = strstr (text, "\nPss:")) == NULL)
    return 0;
  return g_ascii_strtoull (line + 5, NULL, 10);
}

typedef struct {
  gboolean stop;
  guint64 most; /* kB */
} Memory;

static gpointer
watch_memory (gpointer data)
{
  Memory *memory = data;

  while (!g_atomic_int_get (&memory->stop))
    {
      guint64 sum = read_pss ("self");
      g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
      const char *thread;

      while (threads != NULL && (thread = g_dir_read_name (threads)) != NULL)
        {
          g_autofree char *path = g_build_filename ("/proc/self/task", thread, "children", NULL), *text = NULL;
          g_auto (GStrv) pids = NULL;

          if (!g_file_get_contents (path, &text, NULL, NULL))
            continue;
          pids = g_strsplit (text, " ", -1);
          for (char **pid = pids; *pid != NULL; pid++)
            sum += **pid != '\0' ? read_pss (*pid) : 0;
        }
      memory->most = MAX (memory->most, sum);
      g_usleep (100000);
    }
  return NULL;
}

int
main (int argc, char *argv[])
{
  g_autoptr (AttStore) store = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };
  Memory memory = { 0 };
  GThread *thread;
  gint64 began;

  if (argc == 3 && g_str_equal (argv[1], "worker"))
    return att_tag_worker_main ();
  if (argc != 3)
    {
      g_printerr ("usage: bench-scan DB DIR\n");
      return 2;
    }
  store = att_store_open (argv[1], NULL, &error);
  if (store == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  thread = g_thread_new ("memory", watch_memory, &memory);
  began = g_get_monotonic_time ();
  if (!att_scanner_run (store, (const char *[]) { argv[2], NULL }, NULL, NULL, &counts, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  printf ("{\"added\":%u,\"failed\":%u,\"wall_s\":%.2f,", (guint) counts.added, (guint) counts.failed,
          (g_get_monotonic_time () - began) / 1e6);
  g_atomic_int_set (&memory.stop, TRUE);
  g_thread_join (thread);
  att_store_close (store);
  printf ("\"cpu_s\":%.2f,\"pss_mb\":%.1f}\n", cpu_seconds (), memory.most / 1024.0);
  return 0;
}
