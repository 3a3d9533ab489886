/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Inside the window of a large library, for bench-large.py: when it is drawn and answers a key, its frames while all
 * songs pass by, its memory, and how long a letter typed into the search takes to be rows on the screen. Keys come
 * from the X server as from a keyboard, and their time is the server's. One figure a line: its name, a tab, numbers.
 *
 *   bench-large STARTED_US DATA_DIR [WORD…]    under a display, with xdotool; the words are typed into the search
 */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "att-application.h"
#include "att-memory.h"
#include "att-search-page.h"
#include "att-session-worker.h"
#include "att-window.h"
#include "bench-driver.h"

#define LATE_S 20
#define SCROLL_US (6 * G_USEC_PER_SEC)
#define IDLE_S 3
#define LISTEN_S 15
#define MAX_IDLE_S 60
/* With these GLib calls posix_spawn: after a fork the first write to each page of the program is paid for anew, which
 * no listener's key does. */
#define NOT_FORKED (G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_LEAVE_DESCRIPTORS_OPEN)

static gint64 started_us;
static char **words;

static gboolean
passed_cb (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

/* asleep but for what happens: polling would itself keep the program from being idle */
static void
wait_ms (guint ms)
{
  gboolean passed = FALSE;

  g_timeout_add (ms, passed_cb, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
}

static void
print_figure (const char *name, double number)
{
  printf ("%s\t%.3f\n", name, number);
  fflush (stdout);
}

static double
since_start_s (void)
{
  return (g_get_monotonic_time () - started_us) / 1e6;
}

/* --- memory --- */

/* of this process and what it started: proportional set size in KiB, or CPU time in ticks */
static gint64
sum_processes (int pid, gboolean memory)
{
  g_autofree char *path = g_strdup_printf (memory ? "/proc/%d/smaps_rollup" : "/proc/%d/stat", pid);
  g_autofree char *tasks = g_strdup_printf ("/proc/%d/task", pid), *text = NULL;
  g_autoptr (GDir) dir = g_dir_open (tasks, 0, NULL);
  const char *at = NULL, *task;
  gint64 sum = 0;

  if (g_file_get_contents (path, &text, NULL, NULL))
    at = memory ? strstr (text, "Pss:") : strrchr (text, ')');
  if (at && memory)
    sum = g_ascii_strtoll (at + strlen ("Pss:"), NULL, 10);
  else if (at)
    {
      g_auto (GStrv) fields = g_strsplit (at, " ", 16); /* utime and stime are the 14th and 15th of proc(5) */

      if (g_strv_length (fields) == 16)
        sum = g_ascii_strtoll (fields[12], NULL, 10) + g_ascii_strtoll (fields[13], NULL, 10);
    }
  while (dir && (task = g_dir_read_name (dir)))
    {
      g_autofree char *list = g_build_filename (tasks, task, "children", NULL), *children = NULL;
      g_auto (GStrv) pids = NULL;

      if (!g_file_get_contents (list, &children, NULL, NULL))
        continue;
      pids = g_strsplit_set (children, " \n", -1);
      for (gsize i = 0; pids[i]; i++)
        if (*pids[i])
          sum += sum_processes (atoi (pids[i]), memory);
    }
  return sum;
}

static void
print_memory (const char *name)
{
  gint64 idle_us = g_get_monotonic_time (), late_us = idle_us + MAX_IDLE_S * G_USEC_PER_SEC, used = 0;

  while (g_get_monotonic_time () < MIN (idle_us + IDLE_S * G_USEC_PER_SEC, late_us))
    {
      gint64 now = sum_processes (getpid (), FALSE);

      if (now - used > 5)
        {
          idle_us = g_get_monotonic_time ();
          used = now;
        }
      wait_ms (250);
    }
  print_figure (name, sum_processes (getpid (), TRUE) / 1024.0);
}

/* of a library that is not yet listened to, after some songs */
static void
print_memory_listening (void)
{
  g_autofree char *text = NULL;
  gint64 all;

  wait_ms (LISTEN_S * 1000);
  all = sum_processes (getpid (), TRUE);
  print_figure ("memory, listening", all / 1024.0);
  if (g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL))
    print_figure ("memory, workers of it", (all - g_ascii_strtoll (strstr (text, "Pss:") + strlen ("Pss:"), NULL, 10)) / 1024.0);
}

/* --- keys --- */

typedef struct {
  guint32 time_ms; /* of the server's clock, which is the monotonic one; 0: not yet pressed */
  gboolean done, painted;
  gboolean (*is_done) (GtkWidget *window, const char *text);
  GtkWidget *window;
  const char *text;
} Key;

static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint code, GdkModifierType state, Key *key)
{
  key->time_ms = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (controller));
  return GDK_EVENT_PROPAGATE;
}

static void
before_paint_cb (GdkFrameClock *clock, Key *key)
{
  key->done = key->time_ms != 0 && key->is_done (key->window, key->text);
}

static void
after_paint_cb (GdkFrameClock *clock, Key *key)
{
  key->painted |= key->done;
}

static void
reaped_cb (GPid pid, int status, gpointer data)
{
  g_spawn_close_pid (pid);
}

/* presses @name and waits for the frame in which @is_done shows; the time from the press to the end of that frame */
static double
press_key (GtkWidget *window, const char *name, gboolean (*is_done) (GtkWidget *, const char *), const char *text)
{
  const char *command[] = { "xdotool", "key", name, NULL };
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  GtkEventController *controller = gtk_event_controller_key_new ();
  guint late = g_timeout_add_seconds (LATE_S, bench_late_cb, "what a key brings");
  Key key = { .is_done = is_done, .window = window, .text = text };
  gulong before = g_signal_connect (clock, "paint", G_CALLBACK (before_paint_cb), &key);
  gulong after = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &key);
  g_autoptr (GError) error = NULL;
  GPid pid;
  double ms;

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_cb), &key);
  gtk_widget_add_controller (window, controller);
  if (!g_spawn_async (NULL, (char **) command, NULL, NOT_FORKED, NULL, NULL, &pid, &error))
    g_error ("%s", error->message);
  g_child_watch_add (pid, reaped_cb, NULL);
  while (!key.painted)
    g_main_context_iteration (NULL, TRUE);
  ms = (double) (guint32) ((guint32) (g_get_monotonic_time () / 1000) - key.time_ms);
  g_source_remove (late);
  gtk_widget_remove_controller (window, controller);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  return ms;
}

static gboolean
is_search_focused (GtkWidget *window, const char *text)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  return focus && GTK_IS_TEXT (focus);
}

static gboolean
is_found (GtkWidget *window, const char *text)
{
  return g_strcmp0 (att_search_page_get_shown (ATT_SEARCH_PAGE (bench_find_page (window, "search"))), text) == 0;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static void
search (GtkWidget *window)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (char **word = words; *word; word++)
    {
      g_autoptr (GString) typed = g_string_new (NULL);
      double ms;

      for (const char *letter = *word; *letter; letter++)
        {
          char key[2] = { *letter };

          g_string_append_c (typed, *letter);
          ms = press_key (window, key, is_found, typed->str);
          g_array_append_val (times, ms);
          wait_ms (150); /* as fast as somebody types */
        }
      press_key (window, "Escape", is_search_focused, NULL);
    }
  if (times->len == 0)
    return;
  g_array_sort (times, compare_numbers);
  print_figure ("search, median", g_array_index (times, double, times->len / 2));
  print_figure ("search, 90 %", g_array_index (times, double, times->len * 9 / 10));
  print_figure ("search, worst", g_array_index (times, double, times->len - 1));
}

/* --- frames --- */

typedef struct {
  GtkAdjustment *at;
  gint64 from_us;
  gint64 counter; /* of the frame clock */
  GArray *times;  /* gint64: when each frame was painted */
} Scroll;

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Scroll *scroll = data;
  double part = (double) (g_get_monotonic_time () - scroll->from_us) / SCROLL_US;

  gtk_adjustment_set_value (scroll->at, MIN (part, 1) * (gtk_adjustment_get_upper (scroll->at) -
                                                         gtk_adjustment_get_page_size (scroll->at)));
  return G_SOURCE_CONTINUE;
}

static void
scroll_painted_cb (GdkFrameClock *clock, Scroll *scroll)
{
  gint64 now = g_get_monotonic_time ();

  g_array_append_val (scroll->times, now);
}

/* from the first song to the last, as somebody who holds the scroll bar */
static void
scroll_songs (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  GtkWidget *view = bench_find_shown (bench_find_page (window, "songs"), GTK_TYPE_COLUMN_VIEW, NULL);
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (double));
  Scroll scroll = { .times = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  gulong painted = g_signal_connect (clock, "after-paint", G_CALLBACK (scroll_painted_cb), &scroll);
  guint tick;
  double seconds;

  scroll.at = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  scroll.from_us = g_get_monotonic_time ();
  scroll.counter = gdk_frame_clock_get_frame_counter (clock);
  tick = gtk_widget_add_tick_callback (view, scroll_cb, &scroll, NULL);
  while (g_get_monotonic_time () < scroll.from_us + SCROLL_US)
    g_main_context_iteration (NULL, TRUE);
  seconds = (g_get_monotonic_time () - scroll.from_us) / 1e6;
  print_figure ("frames a second", (gdk_frame_clock_get_frame_counter (clock) - scroll.counter) / seconds);
  gtk_widget_remove_tick_callback (view, tick);
  g_signal_handler_disconnect (clock, painted);
  for (guint i = 1; i < scroll.times->len; i++)
    {
      double ms = (g_array_index (scroll.times, gint64, i) - g_array_index (scroll.times, gint64, i - 1)) / 1e3;

      g_array_append_val (frames, ms);
    }
  g_array_sort (frames, compare_numbers);
  if (frames->len > 0)
    {
      print_figure ("frame, median", g_array_index (frames, double, frames->len / 2));
      print_figure ("frame, 99 %", g_array_index (frames, double, frames->len * 99 / 100));
      print_figure ("frame, worst", g_array_index (frames, double, frames->len - 1));
    }
  g_array_unref (scroll.times);
  gtk_adjustment_set_value (scroll.at, 0);
}

/* --- all of it --- */

static gboolean
drive_cb (gpointer data)
{
  GtkWidget *window = data;
  guint late = g_timeout_add_seconds (LATE_S, bench_late_cb, "the library");

  bench_wait_for_paint (window);
  print_figure ("first frame", since_start_s ());
  while (!gtk_window_is_active (GTK_WINDOW (window)))
    g_main_context_iteration (NULL, TRUE);
  press_key (window, "ctrl+f", is_search_focused, NULL);
  print_figure ("first key answered", since_start_s ());
  while (!att_window_get_session (ATT_WINDOW (window)))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  att_window_show_tag (ATT_WINDOW (window), "radio");
  bench_wait_for_label (window, "radio", "");
  print_figure ("radio shown", since_start_s ());
  print_memory_listening ();
  /* what was not yet listened to would keep workers busy for hours */
  att_session_set_analyze_paused (att_window_get_session (ATT_WINDOW (window)), TRUE);
  print_memory ("memory, radio");
  att_window_show_tag (ATT_WINDOW (window), "songs");
  while (!bench_find_shown (bench_find_page (window, "songs"), GTK_TYPE_COLUMN_VIEW, NULL))
    g_main_context_iteration (NULL, TRUE);
  wait_ms (2000);
  scroll_songs (window);
  print_memory ("memory, songs");
  press_key (window, "ctrl+f", is_search_focused, NULL);
  search (window);
  print_memory ("memory, search");
  att_window_quit (ATT_WINDOW (window));
  return G_SOURCE_REMOVE;
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window)
{
  g_idle_add (drive_cb, window);
}

int
main (int argc, char *argv[])
{
  int status = att_session_run_worker (argc, argv);
  g_autoptr (GtkApplication) application = NULL;
  char *args[] = { argv[0], "--data-dir", argv[2], "--sink", "fakesink", NULL };

  if (status >= 0)
    return status;
  if (argc < 3)
    {
      fprintf (stderr, "usage: bench-large STARTED_US DATA_DIR [WORD…]\n");
      return 2;
    }
  att_memory_set_up ();
  started_us = g_ascii_strtoll (argv[1], NULL, 10);
  words = argv + 3;
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") == 0) /* as main.c does */
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
  application = GTK_APPLICATION (att_application_new ());
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (G_APPLICATION (application), 5, args);
}
