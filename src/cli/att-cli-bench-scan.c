/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Our scan and mpd's run as processes of their own, so that the kernel counts
 * the CPU seconds of each with all the processes it started (wait4).
 */
#include "config.h"

#include "att-cli-bench.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "att-session-tools.h"

#define LOOK_INTERVAL_US (20 * 1000)
#define MPD_TRIES 100

static double
cpu_seconds (const struct rusage *usage)
{
  return usage->ru_utime.tv_sec + usage->ru_stime.tv_sec + (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

/* --- processes --- */

static void
own_session_cb (gpointer data)
{
  setsid (); /* its processes are found by the session's number, and Ctrl-C reaches us alone */
}

static gboolean
start (const char *const *argv, GPid *pid, GError **error)
{
  return g_spawn_async (NULL, (char **) argv, NULL,
                        G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                          G_SPAWN_STDERR_TO_DEV_NULL,
                        own_session_cb, NULL, pid, error);
}

static double
proportional_mb (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", pid), *text = NULL;
  const char *line = g_file_get_contents (path, &text, NULL, NULL) ? strstr (text, "\nPss:") : NULL;

  return line != NULL ? g_ascii_strtod (line + strlen ("\nPss:"), NULL) / 1024 : 0;
}

static double
session_mb (int session)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;
  double sum = 0;

  while (proc != NULL && (name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%s/stat", name), *text = NULL;
      const char *after_name;
      int its_session;

      if (!g_ascii_isdigit (*name) || !g_file_get_contents (path, &text, NULL, NULL))
        continue;
      after_name = strrchr (text, ')');
      if (after_name != NULL && sscanf (after_name, ") %*c %*d %*d %d", &its_session) == 1 && its_session == session)
        sum += proportional_mb (atoi (name));
    }
  return sum;
}

/* waits, watching memory; FALSE when cancelled or it failed */
static gboolean
finish (GPid pid, const char *name, double *cpu_s, double *peak_mb, GCancellable *cancellable, GError **error)
{
  struct rusage usage;
  int status;
  pid_t got;

  while ((got = wait4 (pid, &status, WNOHANG, &usage)) == 0 || (got < 0 && errno == EINTR))
    {
      if (g_cancellable_is_cancelled (cancellable))
        kill (pid, SIGTERM);
      if (peak_mb != NULL)
        *peak_mb = MAX (*peak_mb, session_mb (pid));
      g_usleep (LOOK_INTERVAL_US);
    }
  *cpu_s = cpu_seconds (&usage);
  if (got > 0 && peak_mb != NULL && *peak_mb == 0) /* over before it could be looked at */
    *peak_mb = usage.ru_maxrss / 1024.0;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (got < 0 || !g_spawn_check_wait_status (status, error))
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  return TRUE;
}

/* --- the three ways to read the folder --- */

static gboolean
measure_scan (const char *dir, const char *scratch, AttCliScanCost *cost, GCancellable *cancellable, GError **error)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", error), *data = g_build_filename (scratch, "data", NULL);
  const char *argv[] = { self, "scan", "--json", "--data-dir", data, "--", dir, NULL };
  gint64 began = g_get_monotonic_time ();
  gboolean ok;
  GPid pid;

  if (self == NULL || !start (argv, &pid, error))
    return FALSE;
  ok = finish (pid, "scan", &cost->scan_cpu_s, &cost->rss_mb, cancellable, error);
  cost->scan_wall_s = (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC;
  return ok;
}

static char *
write_mpd_config (const char *dir, const char *scratch, const char *socket, GError **error)
{
  g_autofree char *path = g_build_filename (scratch, "mpd.conf", NULL);
  g_autofree char *config =
    g_strdup_printf ("music_directory \"%s\"\nplaylist_directory \"%s\"\n"
                     "db_file \"%s/mpd.db\"\nlog_file \"%s/mpd.log\"\nstate_file \"%s/mpd.state\"\n"
                     "bind_to_address \"%s\"\nauto_update \"no\"\n"
                     "audio_output {\n  type \"null\"\n  name \"none\"\n}\n",
                     dir, scratch, scratch, scratch, scratch, socket);

  return g_file_set_contents (path, config, -1, error) ? g_steal_pointer (&path) : NULL;
}

/* one command of mpd's protocol; the answer up to its OK, NULL on an error */
static char *
ask_mpd (GIOStream *stream, GDataInputStream *input, const char *command, GError **error)
{
  g_autoptr (GString) answer = g_string_new (NULL);

  if (command != NULL &&
      !g_output_stream_write_all (g_io_stream_get_output_stream (stream), command, strlen (command), NULL, NULL, error))
    return NULL;
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, NULL, error);

      if (line == NULL || g_str_has_prefix (line, "ACK"))
        {
          if (error != NULL && *error == NULL)
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "mpd: %s", line != NULL ? line : _("hung up"));
          return NULL;
        }
      if (g_str_has_prefix (line, "OK"))
        return g_string_free (g_steal_pointer (&answer), FALSE);
      g_string_append_printf (answer, "%s\n", line);
    }
}

static gboolean
drive_mpd (const char *socket, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (socket);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) input = NULL;
  g_autofree char *greeting = NULL, *started = NULL;

  for (int i = 0; i < MPD_TRIES && connection == NULL; i++)
    {
      g_usleep (LOOK_INTERVAL_US);
      g_clear_error (error);
      connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), cancellable, error);
      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
    }
  if (connection == NULL)
    return FALSE;
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  greeting = ask_mpd (G_IO_STREAM (connection), input, NULL, error);
  started = greeting != NULL ? ask_mpd (G_IO_STREAM (connection), input, "update\n", error) : NULL;
  if (started == NULL)
    return FALSE;
  for (;;)
    {
      g_autofree char *status = ask_mpd (G_IO_STREAM (connection), input, "status\n", error);

      if (status == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (strstr (status, "updating_db:") == NULL)
        return TRUE;
      g_usleep (LOOK_INTERVAL_US);
    }
}

static gboolean
measure_mpd (const char *dir, const char *scratch, AttCliScanCost *cost, GCancellable *cancellable, GError **error)
{
  g_autofree char *program = g_find_program_in_path ("mpd"), *music = g_canonicalize_filename (dir, NULL);
  g_autofree char *socket = g_build_filename (scratch, "mpd.socket", NULL), *config = NULL;
  gboolean driven;
  GPid pid;

  cost->mpd_cpu_s = NAN;
  if (program == NULL || strpbrk (music, "\"\\\n") != NULL) /* a name that its configuration cannot hold */
    return TRUE;
  config = write_mpd_config (music, scratch, socket, error);
  if (config == NULL || !start ((const char *const[]){ program, "--no-daemon", config, NULL }, &pid, error))
    return FALSE;
  driven = drive_mpd (socket, cancellable, error);
  kill (pid, SIGTERM);
  return finish (pid, "mpd", &cost->mpd_cpu_s, NULL, cancellable, driven ? error : NULL) && driven;
}

gboolean
att_cli_bench_scan (const char *dir, AttCliScanCost *cost, GCancellable *cancellable, GError **error)
{
  g_autofree char *scratch = g_dir_make_tmp ("attacca-bench-XXXXXX", error);
  gboolean ok;

  if (scratch == NULL)
    return FALSE;
  ok = att_session_bench_tags (dir, &cost->n_files, &cost->floor_cpu_s, cancellable, error) && measure_scan (dir, scratch, cost, cancellable, error) &&
       measure_mpd (dir, scratch, cost, cancellable, error);
  remove_tree (scratch);
  return ok;
}
