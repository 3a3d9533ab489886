/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "att-cli-output.h"

typedef struct {
  AttSession *session;
  char **paths;
  AttScanCounts counts;
} Scan;

static gboolean
scan_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Scan *scan = user_data;

  return att_session_scan (scan->session, (const char *const *) scan->paths, TRUE, progress, cancellable,
                           &scan->counts, error);
}

static gboolean
is_under (const char *path, char **folders)
{
  for (; *folders != NULL; folders++)
    {
      g_autofree char *folder = g_canonicalize_filename (*folders, NULL);
      gsize length = strlen (folder);

      if (strncmp (path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/' || length == 1))
        return TRUE;
    }
  return FALSE;
}

static void
print_failures (Scan *scan)
{
  g_autoptr (GPtrArray) failures = att_session_list_failures (scan->session, NULL);

  for (guint i = 0; failures != NULL && i < failures->len; i++)
    {
      AttFailure *failure = g_ptr_array_index (failures, i);
      g_autofree char *path = g_filename_display_name (failure->path);
      g_autofree char *line = g_strdup_printf ("  %s: %s", path, failure->cause);
      g_autofree char *plain = att_cli_plain_text (line);

      if (g_str_equal (failure->stage, "scan") && is_under (failure->path, scan->paths))
        att_cli_print ("%s\n", plain);
    }
}

static int
run (AttCli *cli)
{
  Scan scan = { att_cli_open_session (cli), cli->words };
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  gboolean ok;
  double seconds;

  if (scan.session == NULL)
    return ATT_CLI_FAILED;
  ok = att_cli_run_job (_("reading"), scan_job, &scan, &error);
  seconds = (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC;

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      att_cli_json_int (builder, "added", scan.counts.added);
      att_cli_json_int (builder, "updated", scan.counts.updated);
      att_cli_json_int (builder, "removed", scan.counts.removed);
      att_cli_json_int (builder, "failed", scan.counts.failed);
      att_cli_json_double (builder, "seconds", seconds);
      json_builder_end_object (builder);
      att_cli_print_json (builder);
    }
  else if (ok || att_cli_interrupted () != 0)
    {
      att_cli_print (_("%lu added, %lu updated, %lu gone, %lu could not be read (%.1f s)\n"),
                     (gulong) scan.counts.added, (gulong) scan.counts.updated, (gulong) scan.counts.removed,
                     (gulong) scan.counts.failed, seconds);
      if (scan.counts.failed > 0)
        print_failures (&scan);
    }
  return ok ? ATT_CLI_OK : att_cli_fail (error);
}

const AttCliCommand att_cli_scan = {
  .name = "scan",
  .arguments = "DIR…",
  .summary = N_ ("Read music folders into the library, and watch over them from now on"),
  .example = "attacca-cli scan ~/Music",
  .min_words = 1,
  .max_words = -1,
  .run = run,
};
