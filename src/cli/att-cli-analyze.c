/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"

static char *opt_jobs, *opt_limit;

static const GOptionEntry options[] = {
  { "jobs", 0, 0, G_OPTION_ARG_FILENAME, &opt_jobs, N_ ("So many tracks at once (default: one a core)"), "N" },
  { "limit", 0, 0, G_OPTION_ARG_FILENAME, &opt_limit, N_ ("Stop after so many tracks"), "N" },
  { NULL }
};

typedef struct {
  AttSession *session;
  guint64 jobs, limit;
  guint64 analyzed, failed;
} Analysis;

static gboolean
analyze_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Analysis *analysis = user_data;

  return att_session_analyze (analysis->session, analysis->jobs, analysis->limit, progress, cancellable,
                              &analysis->analyzed, &analysis->failed, error);
}

static void
print_failures (AttSession *session, gint64 since)
{
  g_autoptr (GPtrArray) failures = att_session_list_failures (session, NULL);

  for (guint i = 0; failures != NULL && i < failures->len; i++)
    {
      AttFailure *failure = g_ptr_array_index (failures, i);
      g_autofree char *path = g_filename_display_name (failure->path);
      g_autofree char *line = g_strdup_printf ("  %s: %s", path, failure->cause);
      g_autofree char *plain = att_cli_plain_text (line);

      if (g_str_equal (failure->stage, "analyze") && failure->at >= since)
        att_cli_print ("%s\n", plain);
    }
}

static int
run (AttCli *cli)
{
  Analysis analysis = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time (), since = g_get_real_time () / G_USEC_PER_SEC;
  gboolean ok;
  double seconds;

  if (!att_cli_parse_number (cli, "--jobs", opt_jobs, 1, 256, &analysis.jobs) ||
      !att_cli_parse_number (cli, "--limit", opt_limit, 1, G_MAXUINT, &analysis.limit))
    return ATT_CLI_USAGE;
  analysis.session = att_cli_open_session (cli);
  if (analysis.session == NULL)
    return ATT_CLI_FAILED;
  ok = att_cli_run_job (_("listening"), analyze_job, &analysis, &error);
  seconds = (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC;

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      att_cli_json_int (builder, "analyzed", analysis.analyzed);
      att_cli_json_int (builder, "failed", analysis.failed);
      att_cli_json_double (builder, "seconds", seconds);
      json_builder_end_object (builder);
      att_cli_print_json (builder);
    }
  else if (ok || att_cli_interrupted () != 0)
    {
      att_cli_print (_("%lu listened to, %lu could not be (%.1f s)\n"), (gulong) analysis.analyzed,
                     (gulong) analysis.failed, seconds);
      if (analysis.failed > 0)
        print_failures (analysis.session, since);
    }
  return ok ? ATT_CLI_OK : att_cli_fail (error);
}

const AttCliCommand att_cli_analyze = {
  .name = "analyze",
  .arguments = "",
  .summary = N_ ("Listen to every track that is new"),
  .example = "attacca-cli analyze --limit 100",
  .options = options,
  .run = run,
};
