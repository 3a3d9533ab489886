/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli-evaluate.h"

#include <glib/gi18n.h>

#include "att-session-evaluate-taste.h"

typedef struct {
  AttRankingTask task;
  GArray *figures;
} Job;

static gboolean
evaluate_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Job *job = user_data;

  job->figures = att_session_evaluate_ranking (&job->task, cancellable, error);
  return job->figures != NULL;
}

int
att_cli_evaluate_ranking (AttCli *cli, const AttCliEvaluateOptions *options)
{
  Job job = { { options->train, options->test, options->negatives, options->model, options->factors, options->seed,
                options->threads, options->scores } };
  g_autoptr (GArray) figures = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (AttCliTable) table = att_cli_table_new ("lr", NULL);
  g_autoptr (GError) error = NULL;

  if (!att_cli_run_job (_("training"), evaluate_job, &job, &error))
    return att_cli_fail (error);
  figures = job.figures;
  json_builder_begin_object (builder);
  att_cli_json_string (builder, "model", options->model);
  att_cli_add_figures (builder, table, figures);
  json_builder_end_object (builder);
  if (cli->json)
    att_cli_print_json (builder);
  else
    att_cli_table_print (table);
  return ATT_CLI_OK;
}
