/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window while the radio's model is trained: the longest that the main loop
 * is away (no frame is drawn, no key heard), memory, and how long quitting takes.
 * A library of 20,000 tracks whose listener brought 500 lists of 400 songs from
 * another player. The same pages are gone through in the same time without
 * training, for comparison.
 *
 *   bench-training CLI [N [LISTS]]    under a display
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "att-application.h"
#include "att-session-train.h"
#include "att-session-worker.h"
#include "att-window.h"
#include "bench-library.h"

#define WAIT_S 900
#define PAGE_MS 400
#define MEMORY_MS 50
#define SONGS 400
#define GROUPS 20 /* of artists, that lists are about */

/* --- what was heard elsewhere --- */

static void
make_history (const char *folder, const char *music, guint n, guint n_lists)
{
  g_autoptr (GString) songs = g_string_new ("<?xml version=\"1.0\"?>\n<rhythmdb version=\"2.0\">\n");
  g_autoptr (GString) lists = g_string_new ("<?xml version=\"1.0\"?>\n<rhythmdb-playlists>\n");
  g_autofree char *songs_path = g_build_filename (folder, "rhythmdb.xml", NULL);
  g_autofree char *lists_path = g_build_filename (folder, "playlists.xml", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = bench_track_path (music, i);

      g_string_append_printf (songs, "<entry type=\"song\"><location>file://%s</location><play-count>%u</play-count></entry>\n",
                              path, 1 + i % 7);
    }
  for (guint l = 0; l < n_lists; l++)
    {
      g_string_append_printf (lists, "<playlist name=\"List %u\" type=\"static\">\n", l);
      for (guint i = 0; i < SONGS; i++)
        {
          /* half of it from one group of artists, with a few songs that everybody has */
          const double u = g_rand_double (random);
          guint track = u * u * u * n;

          if (i % 2 == 0)
            track = MIN (track / (60 * GROUPS) * (60 * GROUPS) + l % GROUPS * 60 + track % 60, n - 1);
          {
            g_autofree char *path = bench_track_path (music, track);

            g_string_append_printf (lists, "<location>file://%s</location>\n", path);
          }
        }
      g_string_append (lists, "</playlist>\n");
    }
  g_string_append (songs, "</rhythmdb>\n");
  g_string_append (lists, "</rhythmdb-playlists>\n");
  g_mkdir_with_parents (folder, 0755);
  if (!g_file_set_contents (songs_path, songs->str, songs->len, &error) ||
      !g_file_set_contents (lists_path, lists->str, lists->len, &error))
    g_error ("%s", error->message);
}

/* --- inside the window's process --- */

static const char *task; /* "train": until it is done; "quit 1000": so many ms after it began; a number: ms, without it */
static gint64 woke_us, longest_us;
static double woke_cpu_ms, longest_cpu_ms, most_mb;

static double
thread_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int
timed_poll (GPollFD *fds, guint n, int timeout)
{
  int found;

  if (woke_us != 0)
    {
      longest_us = MAX (longest_us, g_get_monotonic_time () - woke_us);
      longest_cpu_ms = MAX (longest_cpu_ms, thread_cpu_ms () - woke_cpu_ms);
    }
  found = g_poll (fds, n, timeout);
  woke_us = g_get_monotonic_time ();
  woke_cpu_ms = thread_cpu_ms ();
  return found;
}

static gboolean
memory_cb (gpointer data)
{
  g_autofree char *text = NULL;
  long total = 0, resident = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) && sscanf (text, "%ld %ld", &total, &resident) == 2)
    most_mb = MAX (most_mb, resident * (double) sysconf (_SC_PAGESIZE) / (1 << 20));
  return G_SOURCE_CONTINUE;
}

static gboolean
late_cb (gpointer what)
{
  g_error ("waited %d s for %s", WAIT_S, (const char *) what);
  return G_SOURCE_REMOVE;
}

static gboolean
passed_cb (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pass (guint ms)
{
  gboolean passed = FALSE;

  g_timeout_add (ms, passed_cb, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
}

static void
go_through_pages (AttWindow *window)
{
  static const char *const tags[] = { "albums", "songs", "artists", "radio", "genres", "history" };
  static guint next;

  att_window_show_tag (window, tags[next++ % G_N_ELEMENTS (tags)]);
  pass (PAGE_MS);
}

static gboolean
drive_cb (gpointer data)
{
  AttWindow *window = data;
  guint late = g_timeout_add_seconds (WAIT_S, late_cb, "training");
  AttProgress *progress;
  gint64 from_us;

  while (!att_window_get_session (window))
    g_main_context_iteration (NULL, TRUE);
  progress = att_session_get_train_progress (att_window_get_session (window));
  while (g_ascii_isalpha (*task) && !att_progress_is_active (progress))
    pass (10);
  if (g_str_has_prefix (task, "quit"))
    pass (g_ascii_strtoull (task + strlen ("quit"), NULL, 10));
  for (guint i = 0; i < 6 && !g_str_has_prefix (task, "quit"); i++) /* each page is made once before it is measured */
    go_through_pages (window);
  longest_us = 0;
  longest_cpu_ms = 0;
  from_us = g_get_monotonic_time ();
  g_timeout_add (MEMORY_MS, memory_cb, NULL);
  while (g_str_equal (task, "train") ? att_progress_is_active (progress)
                                     : g_get_monotonic_time () - from_us < 1000 * g_ascii_strtoll (task, NULL, 10))
    go_through_pages (window);
  if (g_str_has_prefix (task, "quit") && !att_progress_is_active (progress))
    fprintf (stderr, "%s: training had ended before\n", task);
  g_source_remove (late);
  printf ("%.3f\t%.3f\t%.3f\t%.3f\t%" G_GINT64_FORMAT "\n", (g_get_monotonic_time () - from_us) / 1e3, longest_us / 1e3,
          longest_cpu_ms, most_mb, g_get_monotonic_time ());
  fflush (stdout);
  att_window_quit (window);
  return G_SOURCE_REMOVE;
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window)
{
  if (ATT_IS_WINDOW (window))
    g_idle_add (drive_cb, window);
}

static int
run_window (char *argv[])
{
  g_autoptr (GtkApplication) application = GTK_APPLICATION (att_application_new ());
  char *args[] = { argv[0], "--data-dir", argv[3], "--sink", "fakesink", NULL };

  task = argv[2];
  g_main_context_set_poll_func (NULL, timed_poll);
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (G_APPLICATION (application), 5, args);
}

/* --- outside --- */

typedef struct {
  double ms, longest_ms, longest_cpu_ms, most_mb, quit_ms;
} Run;

static Run
run (const char *program, const char *what, const char *data_dir)
{
  const char *command[] = { program, "--window", what, data_dir, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  gint64 closed_us;
  Run result;
  int status;

  if (!g_spawn_sync (NULL, (char **) command, NULL, 0, NULL, NULL, &out, NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", program, error->message);
  if (sscanf (out, "%lf %lf %lf %lf %" G_GINT64_FORMAT, &result.ms, &result.longest_ms, &result.longest_cpu_ms,
              &result.most_mb, &closed_us) != 5)
    g_error ("%s: no figures", what);
  result.quit_ms = (g_get_monotonic_time () - closed_us) / 1e3;
  return result;
}

static void
report (const char *name, const Run *run)
{
  printf ("%-28s %8.1f %9.1f %9.1f %10.0f %9.0f\n", name, run->ms / 1e3, run->longest_ms, run->longest_cpu_ms,
          run->most_mb, run->quit_ms);
}

int
main (int argc, char *argv[])
{
  int status = att_session_run_worker (argc, argv);
  const guint n = argc > 2 ? atoi (argv[2]) : 20000, n_lists = argc > 3 ? atoi (argv[3]) : 500;
  g_autofree char *dir = NULL, *music = NULL, *data_dir = NULL, *history = NULL, *again = NULL, *as_long = NULL;
  static const char *const moments[] = { "quit 200", "quit 1000", "quit 2000" };
  Run train, idle;
  double quit_ms = 0;

  if (status >= 0)
    return status;
  if (argc > 3 && g_str_equal (argv[1], "--window"))
    return run_window (argv);
  if (argc < 2)
    {
      fprintf (stderr, "usage: bench-training CLI [N [LISTS]]\n");
      return 2;
    }

  dir = g_dir_make_tmp ("att-bench-XXXXXX", NULL);
  music = g_build_filename (dir, "music", NULL);
  data_dir = g_build_filename (dir, "data", NULL);
  history = g_build_filename (dir, "rhythmbox", NULL);
  bench_make_library (music, n);
  bench_run ((const char *const[]) { argv[1], "scan", music, "--data-dir", data_dir, NULL });
  bench_run ((const char *const[]) { argv[1], "genres", "--pick", "jazz,folk", "--data-dir", data_dir, NULL });
  make_history (history, music, n, n_lists);
  bench_run ((const char *const[]) { argv[1], "import", history, "--data-dir", data_dir, NULL });
  again = g_build_filename (dir, "again", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      bench_run ((const char *const[]) { "cp", "-r", data_dir, again, NULL });
      bench_run ((const char *const[]) { "sync", NULL }); /* else closing the database waits for that copy */
      {
        const double ms = run (argv[0], moments[i], again).quit_ms;

        g_printerr ("%s: %.0f ms\n", moments[i], ms);
        quit_ms = MAX (quit_ms, ms);
      }
      bench_run ((const char *const[]) { "rm", "-rf", again, NULL });
    }
  train = run (argv[0], "train", data_dir);
  as_long = g_strdup_printf ("%.0f", MIN (train.ms, 30000));
  idle = run (argv[0], as_long, data_dir);
  bench_run ((const char *const[]) { "rm", "-rf", dir, NULL });

  printf ("%u tracks, %u lists of %u. Frame: the longest that the main loop was away, and its CPU time.\n", n, n_lists,
          SONGS);
  printf ("%-28s %8s %9s %9s %10s %9s\n", "", "s", "frame, ms", "CPU, ms", "memory, MB", "quit, ms");
  report ("training, to its end", &train);
  report ("the same without training", &idle);
  printf ("quitting in the midst of training, the longest of %u: %.0f ms\n", (guint) G_N_ELEMENTS (moments), quit_ms);
  return 0;
}
