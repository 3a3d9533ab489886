/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli-evaluate.h"

#include <glib/gi18n.h>

#include "att-session-evaluate-taste.h"

typedef struct {
  AttRadioTask task;
  GArray *figures;
  guint n_listeners;
} Job;

static gboolean
evaluate_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Job *job = user_data;

  job->figures = att_session_evaluate_radio (&job->task, &job->n_listeners, progress, cancellable, error);
  return job->figures != NULL;
}

int
att_cli_evaluate_radio (AttCli *cli, const AttCliEvaluateOptions *options)
{
  const gint64 began = g_get_monotonic_time ();
  Job job = { { options->taste, options->listeners, options->steps, options->users < 0 ? G_MAXUINT : (guint) options->users,
                options->seed, options->parts } };
  g_autoptr (GArray) figures = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *titles[] = { _("Policy"), _("Hits"), _("In the first 20"), _("Longest run of skips") };
  g_autoptr (AttCliTable) table = att_cli_table_new ("lrrr", titles);
  g_autoptr (GError) error = NULL;
  double seconds;

  if (!att_cli_run_job (_("listening"), evaluate_job, &job, &error))
    return att_cli_fail (error);
  figures = job.figures;
  seconds = (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "policies");
  json_builder_begin_array (builder);
  for (guint i = 0; i < figures->len; i++)
    {
      const AttPolicyFigures *row = &g_array_index (figures, AttPolicyFigures, i);
      g_autofree char *hits100 = g_strdup_printf ("%.1f", row->hits100);
      g_autofree char *hits20 = g_strdup_printf ("%.1f", row->hits20);
      g_autofree char *run = g_strdup_printf ("%g", row->longest_skip_run);

      json_builder_begin_object (builder);
      att_cli_json_string (builder, "name", row->name);
      att_cli_json_double (builder, "hits100", row->hits100);
      att_cli_json_double (builder, "hits20", row->hits20);
      att_cli_json_double (builder, "longest_skip_run", row->longest_skip_run);
      json_builder_end_object (builder);
      att_cli_table_add (table, row->name, hits100, hits20, run);
    }
  json_builder_end_array (builder);
  att_cli_json_int (builder, "listeners", job.n_listeners);
  att_cli_json_double (builder, "seconds", seconds);
  json_builder_end_object (builder);
  if (cli->json)
    att_cli_print_json (builder);
  else
    att_cli_table_print (table);
  return ATT_CLI_OK;
}
