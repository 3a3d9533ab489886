/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli-evaluate.h"

#include <glib/gi18n.h>

typedef struct {
  AttGenreTask task;
  AttGenreFigures *figures;
} Job;

static gboolean
evaluate_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Job *job = user_data;

  job->figures = att_session_evaluate_genre (&job->task, progress, cancellable, error);
  return job->figures != NULL;
}

/* {"labels": […], "counts": [[…] …]}: a row a true label, a column an answer */
static void
add_confusion (JsonBuilder *builder, const AttGenreFigures *figures, guint n)
{
  json_builder_set_member_name (builder, "confusion");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "labels");
  json_builder_begin_array (builder);
  for (guint l = 0; l < n; l++)
    json_builder_add_string_value (builder, figures->labels[l]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "counts");
  json_builder_begin_array (builder);
  for (guint l = 0; l < n; l++)
    {
      json_builder_begin_array (builder);
      for (guint answer = 0; answer < n; answer++)
        json_builder_add_int_value (builder, figures->confusion[l * n + answer]);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_confusion (const AttGenreFigures *figures, guint n)
{
  att_cli_print ("\n%s\n", _("What each true label was taken for:"));
  for (guint l = 0; l < n; l++)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint answer = 0; answer < n; answer++)
        if (figures->confusion[l * n + answer] > 0)
          g_string_append_printf (line, "%s %s %u", line->len > 0 ? "," : "", figures->labels[answer],
                                  figures->confusion[l * n + answer]);
      if (line->len > 0)
        {
          g_autofree char *plain = g_strdup_printf ("%s:%s", figures->labels[l], line->str);
          g_autofree char *safe = att_cli_plain_text (plain);

          att_cli_print ("%s\n", safe);
        }
    }
}

int
att_cli_evaluate_genre (AttCli *cli, const AttCliEvaluateOptions *options)
{
  Job job = { { options->manifest, options->split, options->model, "ten", options->map } };
  g_autoptr (AttGenreFigures) figures = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (AttCliTable) table = att_cli_table_new ("lr", NULL);
  g_autoptr (GError) error = NULL;
  guint64 folds = 0;
  gboolean is_own;
  guint n;

  if (options->head != NULL)
    job.task.head = options->head;
  is_own = g_str_equal (job.task.head, "mine");
  if (!is_own && !g_str_equal (job.task.head, "ten") && !g_str_equal (job.task.head, "tags"))
    return att_cli_usage_error (cli, _("--head: “%s” is none of ten, tags, mine"), job.task.head);
  if (is_own && (options->model != NULL || options->split != NULL || options->folds != NULL || options->audio != NULL))
    return att_cli_usage_error (cli, _("--head mine takes --manifest and --targets"));
  if (options->folds == NULL && g_str_equal (job.task.head, "tags") != (options->map != NULL))
    return att_cli_usage_error (cli, _("--head tags and --map FILE go together"));
  if (!att_cli_parse_number (cli, "--folds", options->folds, 2, 1000, &folds))
    return ATT_CLI_USAGE;
  if (folds > 0 && (options->model != NULL || options->head != NULL || options->split != NULL))
    return att_cli_usage_error (cli, _("--folds trains on all rows, and judges the head ten, with --map FILE tags as well"));
  job.task.folds = folds;
  job.task.targets_dir = options->targets;
  job.task.audio_dir = options->audio;
  if (!att_cli_run_job (_("listening"), evaluate_job, &job, &error))
    return att_cli_fail (error);
  figures = job.figures;
  n = g_strv_length (figures->labels);

  json_builder_begin_object (builder);
  att_cli_add_figures (builder, table, figures->figures);
  add_confusion (builder, figures, n);
  json_builder_end_object (builder);
  if (cli->json)
    att_cli_print_json (builder);
  else
    {
      att_cli_table_print (table);
      if (is_own)
        att_cli_print ("\n%s\n",
                       /* xgettext:no-c-format */
                       _("Accuracy is with half of the labels hidden, artists parted. random_split is on 30 % drawn "
                         "without regard to artists: flattering. shipped is what the teacher of the program's network "
                         "says, which has seen no label; *_known: of the labels it has a word for."));
      print_confusion (figures, n);
    }
  return ATT_CLI_OK;
}
