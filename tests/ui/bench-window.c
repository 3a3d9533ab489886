/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window with a library of 20,000 tracks: how long until it is drawn and
 * answers, what a page or a typed letter takes, and the longest time the main
 * loop was away. The floor, in the same run and started the same way, is an
 * empty window of the same toolkit.
 *
 *   bench-window CLI [N [RUNS]]    under a display; each figure is the median of RUNS starts
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "att-application.h"
#include "att-session-worker.h"
#include "att-window.h"
#include "bench-driver.h"
#include "bench-library.h"

#define WAIT_S 20 /* for the library */
#define SETTLE_MS 500
#define MAX_FIGURES 32

/* --- inside the window's process --- */

static gint64 started_us; /* when this process was asked for */
static gint64 woke_us, longest_us;
static double woke_cpu_ms, longest_cpu_ms, figure_cpu_ms;

static double
thread_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* Between two polls the main loop is away: the longest such time is the longest that a key press waits. On a machine
 * that does other things, the CPU time of such a piece says how much of it is ours. */
static void
end_piece (void)
{
  if (woke_us == 0)
    return;
  longest_us = MAX (longest_us, g_get_monotonic_time () - woke_us);
  longest_cpu_ms = MAX (longest_cpu_ms, thread_cpu_ms () - woke_cpu_ms);
}

static void
begin_piece (void)
{
  woke_us = g_get_monotonic_time ();
  woke_cpu_ms = thread_cpu_ms ();
}

static int
timed_poll (GPollFD *fds, guint n, int timeout)
{
  int found;

  end_piece ();
  found = g_poll (fds, n, timeout);
  begin_piece ();
  return found;
}

static gboolean
settled_cb (gpointer settled)
{
  *(gboolean *) settled = TRUE;
  return G_SOURCE_REMOVE;
}

static void
print_line (const char *name, gint64 from_us)
{
  double ms = (g_get_monotonic_time () - from_us) / 1e3;

  end_piece (); /* what ran since the last poll belongs to this figure */
  printf ("%s\t%.3f\t%.3f\t%.3f\t%.3f\n", name, ms, thread_cpu_ms () - figure_cpu_ms, longest_us / 1e3,
          longest_cpu_ms);
  fflush (stdout);
  longest_us = 0;
  longest_cpu_ms = 0;
  figure_cpu_ms = thread_cpu_ms ();
  begin_piece ();
}

/* since @from_us it took until now; what the main thread does in the moment after counts, too */
static void
print_figure (const char *name, gint64 from_us)
{
  gint64 now_us = g_get_monotonic_time ();
  gboolean settled = FALSE;

  g_timeout_add (SETTLE_MS, settled_cb, &settled);
  while (!settled)
    g_main_context_iteration (NULL, TRUE);
  print_line (name, from_us + g_get_monotonic_time () - now_us);
}

static void
show_place (GtkWidget *window, const char *tag, const char *label)
{
  gint64 from = g_get_monotonic_time ();
  g_autofree char *name = g_strdup_printf ("page: %s", tag);

  att_window_show_tag (ATT_WINDOW (window), tag);
  bench_wait_for_label (window, tag, label);
  print_figure (name, from);
}

/* a table sorted anew: 20,000 rows change places */
static void
sort_songs (GtkWidget *window)
{
  gint64 from = g_get_monotonic_time ();
  GtkColumnView *view = GTK_COLUMN_VIEW (bench_find_shown (bench_find_page (window, "songs"), GTK_TYPE_COLUMN_VIEW, NULL));
  g_autoptr (GtkColumnViewColumn) title = g_list_model_get_item (gtk_column_view_get_columns (view), 0);

  gtk_column_view_sort_by_column (view, title, GTK_SORT_DESCENDING);
  bench_wait_for_label (window, "songs", "Willow 9");
  print_figure ("songs by title", from);
}

static void
search (GtkWidget *window)
{
  /* each text's first song is another one than that of the text before */
  static const struct {
    const char *text, *first;
  } letters[] = {
    { "c", "Candle " }, { "ci", "Circuit " }, { "c", "Candle " }, { "co", "Cobalt " }, { "com", "Comet " },
    { "co", "Cobalt " }, { "cop", "Copper " }, { "w", "Willow " }, { "willow 8", "Willow 8" },
  };
  GtkWidget *entry;

  att_window_show_tag (ATT_WINDOW (window), "search");
  bench_wait_for_label (window, "search", "Search");
  entry = bench_find_shown (window, GTK_TYPE_SEARCH_ENTRY, NULL);
  bench_wait_for_paint (window);
  longest_us = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      gint64 from = g_get_monotonic_time ();
      g_autofree char *name = g_strdup_printf ("search: %s%s", letters[i].text, i == 2 || i == 5 ? ", again" : "");

      gtk_editable_set_text (GTK_EDITABLE (entry), letters[i].text);
      bench_wait_for_label (window, "search", letters[i].first);
      print_figure (name, from);
    }
  print_figure ("search, idle", g_get_monotonic_time ());
}

static gboolean
drive_cb (gpointer data)
{
  GtkWidget *window = data;

  bench_wait_for_paint (window);
  print_line ("start to first frame", started_us);
  if (ATT_IS_WINDOW (window))
    {
      guint late = g_timeout_add_seconds (WAIT_S, bench_late_cb, "the library");

      while (!att_window_get_session (ATT_WINDOW (window)))
        g_main_context_iteration (NULL, TRUE);
      g_source_remove (late);
      att_window_show_tag (ATT_WINDOW (window), "songs");
      bench_wait_for_label (window, "songs", bench_words[0]);
      print_figure ("start to songs shown", started_us);
      show_place (window, "albums", bench_words[0]);
      show_place (window, "artists", "The ");
      show_place (window, "songs", bench_words[0]);
      sort_songs (window);
      show_place (window, "genres", "Ambient");
      show_place (window, "radio", "");
      print_figure ("radio, idle", g_get_monotonic_time ());
      search (window);
    }
  att_window_quit (ATT_WINDOW (window));
  return G_SOURCE_REMOVE;
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window)
{
  g_idle_add (drive_cb, window);
}

static void
empty_activate_cb (GtkApplication *application)
{
  gtk_window_present (GTK_WINDOW (g_object_new (ADW_TYPE_APPLICATION_WINDOW, "application", application,
                                                "default-width", 1080, "default-height", 720, NULL)));
}

static int
run_window (int argc, char *argv[])
{
  g_autoptr (GtkApplication) application = NULL;
  char *args[] = { argv[0], "--data-dir", argv[3], "--sink", "fakesink", NULL };

  started_us = g_ascii_strtoll (argv[2], NULL, 10);
  g_main_context_set_poll_func (NULL, timed_poll);
  if (argv[3])
    application = GTK_APPLICATION (att_application_new ());
  else
    {
      application = GTK_APPLICATION (adw_application_new ("io.github.attacca_player.Floor", 0));
      g_signal_connect (application, "activate", G_CALLBACK (empty_activate_cb), NULL);
    }
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (G_APPLICATION (application), argv[3] ? 5 : 1, args);
}

/* --- outside --- */

#define N_NUMBERS 4

typedef struct {
  char name[48];
  GArray *numbers[N_NUMBERS]; /* as print_line() has them */
} Figure;

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static double
median (GArray *numbers)
{
  g_array_sort (numbers, compare_numbers);
  return g_array_index (numbers, double, numbers->len / 2);
}

static void
run_once (const char *program, const char *data_dir, Figure *figures)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ()), *out = NULL;
  const char *command[] = { program, "--window", now, data_dir, NULL };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) command, NULL, 0, NULL, NULL, &out, NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", program, error->message);
  lines = g_strsplit (out, "\n", -1);
  for (gsize i = 0; lines[i] && *lines[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "\t", N_NUMBERS + 1);

      g_assert_cmpuint (i, <, MAX_FIGURES);
      g_strlcpy (figures[i].name, parts[0], sizeof figures[i].name);
      for (int k = 0; k < N_NUMBERS; k++)
        {
          double number = g_ascii_strtod (parts[k + 1], NULL);

          if (!figures[i].numbers[k])
            figures[i].numbers[k] = g_array_new (FALSE, FALSE, sizeof (double));
          g_array_append_val (figures[i].numbers[k], number);
        }
    }
}

static void
report (const char *name, const Figure *figure, double floor_ms)
{
  double ms = median (figure->numbers[0]);

  printf ("%-28s %8.0f %9.2f %8.0f %9.0f %8.0f\n", name, ms, ms / floor_ms, median (figure->numbers[1]),
          median (figure->numbers[2]), median (figure->numbers[3]));
  for (int k = 0; k < N_NUMBERS; k++)
    g_array_unref (figure->numbers[k]);
}

int
main (int argc, char *argv[])
{
  int status = att_session_run_worker (argc, argv);
  guint n = argc > 2 ? atoi (argv[2]) : 20000, runs = argc > 3 ? atoi (argv[3]) : 5;
  g_autofree char *dir = NULL, *music = NULL, *data_dir = NULL;
  Figure floor_figures[MAX_FIGURES] = { 0 }, figures[MAX_FIGURES] = { 0 };
  double floor_ms;

  if (status >= 0)
    return status;
  if (argc > 2 && g_str_equal (argv[1], "--window"))
    return run_window (argc, argv);
  if (argc < 2)
    {
      fprintf (stderr, "usage: bench-window CLI [N [RUNS]]\n");
      return 2;
    }

  dir = g_dir_make_tmp ("att-bench-XXXXXX", NULL);
  music = g_build_filename (dir, "music", NULL);
  data_dir = g_build_filename (dir, "data", NULL);
  bench_make_library (music, n);
  bench_run ((const char *const[]) { argv[1], "scan", music, "--data-dir", data_dir, NULL });
  bench_run ((const char *const[]) { argv[1], "genres", "--pick", "jazz,folk", "--data-dir", data_dir, NULL });
  for (guint i = 0; i < MAX (runs, 1); i++)
    {
      run_once (argv[0], NULL, floor_figures);
      run_once (argv[0], data_dir, figures);
    }
  bench_run ((const char *const[]) { "rm", "-rf", dir, NULL });

  floor_ms = median (floor_figures[0].numbers[0]);
  printf ("%u tracks, median of %u starts. CPU and away: of the main thread; away: the longest a key press waits.\n", n,
          MAX (runs, 1));
  printf ("%-28s %8s %9s %8s %9s %8s\n", "", "ms", "x floor", "CPU, ms", "away, ms", "its CPU");
  report ("floor: an empty window", floor_figures, floor_ms);
  for (guint i = 0; i < MAX_FIGURES && figures[i].numbers[0]; i++)
    report (figures[i].name, &figures[i], floor_ms);
  return 0;
}
