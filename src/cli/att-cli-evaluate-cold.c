/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli-evaluate.h"

#include <glib/gi18n.h>

#include "att-session-evaluate-taste.h"

typedef struct {
  AttColdTask task;
  GArray *(*evaluate) (const AttColdTask *task, GCancellable *cancellable, GError **error);
  GArray *rows;
} Job;

static gboolean
evaluate_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Job *job = user_data;

  job->rows = job->evaluate (&job->task, cancellable, error);
  return job->rows != NULL;
}

/* a table of models and their figures */
static int
evaluate (AttCli *cli, Job job)
{
  g_autoptr (GArray) rows = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *titles[] = { _("Model"), _("Figure"), _("Value") };
  g_autoptr (AttCliTable) table = att_cli_table_new ("llr", titles);
  g_autoptr (GError) error = NULL;

  if (!att_cli_run_job (_("training"), evaluate_job, &job, &error))
    return att_cli_fail (error);
  rows = job.rows;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    {
      const AttModelFigures *row = &g_array_index (rows, AttModelFigures, i);

      json_builder_begin_object (builder);
      att_cli_json_string (builder, "model", row->model);
      for (guint f = 0; f < row->figures->len; f++)
        {
          const AttFigure *figure = &g_array_index (row->figures, AttFigure, f);
          g_autofree char *value = g_strdup_printf ("%.3f", figure->value);

          att_cli_json_double (builder, figure->name, figure->value);
          att_cli_table_add (table, f == 0 ? row->model : "", figure->name, value);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    att_cli_print_json (builder);
  else
    att_cli_table_print (table);
  return ATT_CLI_OK;
}

int
att_cli_evaluate_cold (AttCli *cli, const AttCliEvaluateOptions *options)
{
  return evaluate (cli, (Job) { { options->taste, g_strcmp0 (options->side, "user") == 0, options->seed, options->threads },
                                att_session_evaluate_cold });
}

int
att_cli_evaluate_rating (AttCli *cli, const AttCliEvaluateOptions *options)
{
  return evaluate (cli, (Job) { { options->taste, FALSE, options->seed, options->threads }, att_session_evaluate_rating });
}
