/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "att-clock.h"
#include "att-cli-output.h"

#define STATUS_INTERVAL_MS 200
#define ASKED_AGAIN_US G_USEC_PER_SEC /* sooner it is the same request: timeout(1) signals a process and its group */

static int interrupted_by; /* signal number */

/* --- errors --- */

static void
print_error_line (const char *message)
{
  g_autofree char *line = att_cli_plain_text (message);

  att_cli_set_status (NULL);
  fprintf (stderr, "attacca-cli: %s\n", line);
}

void
att_cli_error (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  print_error_line (message);
}

int
att_cli_usage_error (AttCli *cli, const char *format, ...)
{
  g_autofree char *message = NULL, *line = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (cli != NULL && cli->command != NULL)
    /* TRANSLATORS: %1$s the subcommand, %2$s what is wrong */
    line = g_strdup_printf (_("%1$s: %2$s (see attacca-cli %1$s --help)"), cli->command->name, message);
  else
    line = g_strdup_printf (_("%s (see attacca-cli --help)"), message);
  print_error_line (line);
  return ATT_CLI_USAGE;
}

int
att_cli_fail (const GError *error)
{
  if (interrupted_by != 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    att_cli_error ("%s", _("interrupted; what was done so far is kept"));
  else
    att_cli_error ("%s", error->message);
  return interrupted_by != 0 ? att_cli_interrupted () : ATT_CLI_FAILED;
}

AttSession *
att_cli_open_session (AttCli *cli)
{
  g_autoptr (GError) error = NULL;

  cli->session = att_session_open (cli->data_dir, &error);
  if (cli->session == NULL)
    {
      att_cli_fail (error);
      return NULL;
    }
  if (att_session_get_notice (cli->session) != NULL)
    att_cli_error ("%s", att_session_get_notice (cli->session));
  return cli->session;
}

/* --- arguments --- */

gboolean
att_cli_parse_at (AttCli *cli, const char *text, gint64 *at)
{
  if (text == NULL || att_clock_parse (text, at))
    return TRUE;
  att_cli_usage_error (cli, _("--at: “%s” is no time; give “2026-05-01 21:00” or Unix seconds"), text);
  return FALSE;
}

gboolean
att_cli_parse_number (AttCli *cli, const char *option, const char *text, guint64 min, guint64 max, guint64 *value)
{
  if (text == NULL || g_ascii_string_to_unsigned (text, 10, min, max, value, NULL))
    return TRUE;
  if (max < G_MAXINT)
    att_cli_usage_error (cli, _("%s: “%s” is not a number from %u to %u"), option, text, (guint) min, (guint) max);
  else
    att_cli_usage_error (cli, _("%s: “%s” is not a whole number of at least %u"), option, text, (guint) min);
  return FALSE;
}

char *
att_cli_resolve_word (const char *word)
{
  guint64 id;

  if (!g_ascii_string_to_unsigned (word, 10, 1, G_MAXINT64, &id, NULL) && g_file_test (word, G_FILE_TEST_EXISTS))
    return g_canonicalize_filename (word, NULL);
  return g_strdup (word);
}

char *
att_cli_uri_for_word (const char *word, GError **error)
{
  g_autofree char *path = NULL;

  if (!g_file_test (word, G_FILE_TEST_EXISTS) && strstr (word, ":/") != NULL && g_uri_peek_scheme (word) != NULL)
    return g_strdup (word);
  path = g_canonicalize_filename (word, NULL);
  return g_filename_to_uri (path, NULL, error);
}

/* --- long jobs --- */

typedef struct {
  AttCliJob func;
  gpointer user_data;
  const char *doing;
  AttProgress *progress;
  GCancellable *cancellable;
  GMainLoop *loop;
  gint64 interrupted_us;
  gboolean ok;
  GError *error;
} Job;

static gboolean
job_done_cb (gpointer data)
{
  Job *job = data;

  g_main_loop_quit (job->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
run_job (gpointer data)
{
  Job *job = data;

  job->ok = job->func (job->progress, job->cancellable, job->user_data, &job->error);
  g_idle_add (job_done_cb, job);
  return NULL;
}

static void
interrupt (Job *job, int signum)
{
  gint64 now = g_get_monotonic_time ();

  if (interrupted_by == 0)
    {
      interrupted_by = signum;
      job->interrupted_us = now;
      g_cancellable_cancel (job->cancellable);
    }
  else if (now - job->interrupted_us > ASKED_AGAIN_US)
    _exit (att_cli_interrupted ());
}

static gboolean
sigint_cb (gpointer data)
{
  interrupt (data, SIGINT);
  return G_SOURCE_CONTINUE;
}

static gboolean
sigterm_cb (gpointer data)
{
  interrupt (data, SIGTERM);
  return G_SOURCE_CONTINUE;
}

static gboolean
show_progress_cb (gpointer data)
{
  Job *job = data;
  g_autoptr (GString) line = g_string_new (job->doing);
  g_autofree char *detail = att_progress_dup_detail (job->progress);
  guint64 done = att_progress_get_done (job->progress), total = att_progress_get_total (job->progress);
  double left = att_progress_get_left (job->progress);

  if (total > 0)
    g_string_append_printf (line, _("  %lu of %lu  %d %%"), (gulong) done, (gulong) total,
                            (int) (100 * att_progress_get_fraction (job->progress)));
  else if (done > 0)
    g_string_append_printf (line, "  %lu", (gulong) done);
  if (left >= 0)
    {
      g_autofree char *time = att_cli_format_left (left);

      g_string_append_printf (line, _("  %s left"), time);
    }
  if (detail != NULL)
    g_string_append_printf (line, "  %s", detail);
  att_cli_set_status (line->str);
  return G_SOURCE_CONTINUE;
}

gboolean
att_cli_run_job (const char *doing, AttCliJob func, gpointer user_data, GError **error)
{
  g_autoptr (AttProgress) progress = att_progress_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Job job = { func, user_data, doing, progress, cancellable, loop };
  guint sources[3] = { g_unix_signal_add (SIGINT, sigint_cb, &job), g_unix_signal_add (SIGTERM, sigterm_cb, &job), 0 };
  GThread *thread;

  if (att_cli_has_status ())
    sources[2] = g_timeout_add (STATUS_INTERVAL_MS, show_progress_cb, &job);
  thread = g_thread_new ("job", run_job, &job);
  g_main_loop_run (loop);
  g_thread_join (thread);
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    g_clear_handle_id (&sources[i], g_source_remove);
  att_cli_set_status (NULL);

  if (!job.ok)
    g_propagate_error (error, job.error);
  return job.ok;
}

int
att_cli_interrupted (void)
{
  return interrupted_by != 0 ? 128 + interrupted_by : 0;
}

void
att_cli_set_interrupted (int signum)
{
  interrupted_by = signum;
}
