/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-evaluate-taste.h"

#include <glib/gi18n-lib.h>

#include "att-evaluate-cold.h"
#include "att-evaluate-radio.h"
#include "att-evaluate-ranking.h"
#include "att-evaluate-rating.h"

GArray *
att_session_evaluate_radio (const AttRadioTask *task, guint *n_listeners, AttProgress *progress,
                            GCancellable *cancellable, GError **error)
{
  const AttRadioEvaluation options = { task->n_steps, task->n_users, task->seed, task->parts };
  g_autoptr (AttTasteData) data = att_taste_data_read (task->taste_dir, task->listeners, error);
  g_autoptr (GArray) reports = NULL;
  GArray *figures;

  if (data == NULL)
    return NULL;
  reports = att_evaluate_radio (data, &options, progress, cancellable, error);
  if (reports == NULL)
    return NULL;
  *n_listeners = data->listeners->len;
  figures = g_array_new (FALSE, FALSE, sizeof (AttPolicyFigures));
  for (guint i = 0; i < reports->len; i++)
    {
      const AttRadioPolicyReport *report = &g_array_index (reports, AttRadioPolicyReport, i);
      const AttPolicyFigures row = { report->name, report->hits100, report->hits20, report->longest_skip_run };

      g_array_append_val (figures, row);
    }
  return figures;
}

static void
add_figure (GArray *figures, const char *name, double value)
{
  const AttFigure figure = { name, value };

  g_array_append_val (figures, figure);
}

GArray *
att_session_evaluate_ranking (const AttRankingTask *task, GCancellable *cancellable, GError **error)
{
  const AttRankingEvaluation options = { task->model, task->n_factors, task->seed, task->n_threads, task->scores };
  g_autoptr (AttRankingData) data = NULL;
  AttRankingReport report;
  GArray *figures;

  if (!att_evaluate_ranking_knows (task->model))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("there is no model “%s” to rank by"), task->model);
      return NULL;
    }
  data = att_ranking_data_read (task->train, task->test, task->negatives, error);
  if (data == NULL || !att_evaluate_ranking (data, &options, &report, cancellable, error))
    return NULL;
  figures = g_array_new (FALSE, FALSE, sizeof (AttFigure));
  add_figure (figures, "hr10", report.hr10);
  add_figure (figures, "ndcg10", report.ndcg10);
  add_figure (figures, "hr10_masked", report.hr10_masked);
  add_figure (figures, "ndcg10_masked", report.ndcg10_masked);
  add_figure (figures, "recall20", report.recall20);
  add_figure (figures, "train_seconds", report.train_seconds);
  add_figure (figures, "parameters", report.n_parameters);
  return figures;
}

static void
model_figures_clear (gpointer data)
{
  g_array_unref (((AttModelFigures *) data)->figures);
}

static GArray *
new_rows (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (AttModelFigures));

  g_array_set_clear_func (rows, model_figures_clear);
  return rows;
}

GArray *
att_session_evaluate_cold (const AttColdTask *task, GCancellable *cancellable, GError **error)
{
  const AttColdEvaluation options = { task->seed, task->n_threads };
  g_autoptr (AttTasteData) data = att_taste_data_read (task->taste_dir, NULL, error);
  g_autoptr (GArray) reports = NULL;
  GArray *rows;

  if (data == NULL)
    return NULL;
  reports = (task->side_user ? att_evaluate_cold_users : att_evaluate_cold_items) (data, &options, cancellable, error);
  if (reports == NULL)
    return NULL;
  rows = new_rows ();
  for (guint i = 0; i < reports->len; i++)
    {
      const AttModelReport *report = &g_array_index (reports, AttModelReport, i);
      const AttModelFigures row = { report->model, g_array_new (FALSE, FALSE, sizeof (AttFigure)) };

      for (guint f = 0; f < report->n_figures; f++)
        add_figure (row.figures, report->figures[f].name, report->figures[f].value);
      g_array_append_val (rows, row);
    }
  return rows;
}

GArray *
att_session_evaluate_rating (const AttColdTask *task, GCancellable *cancellable, GError **error)
{
  g_autoptr (AttTasteData) data = att_taste_data_read (task->taste_dir, NULL, error);
  g_autoptr (GArray) reports = NULL;
  GArray *rows;

  if (data == NULL)
    return NULL;
  reports = att_evaluate_rating (data->events, data->tags, task->seed, task->n_threads, cancellable, error);
  if (reports == NULL)
    return NULL;
  rows = new_rows ();
  for (guint i = 0; i < reports->len; i++)
    {
      const AttRatingReport *report = &g_array_index (reports, AttRatingReport, i);
      const AttModelFigures row = { report->model, g_array_new (FALSE, FALSE, sizeof (AttFigure)) };

      add_figure (row.figures, "mae", report->mae);
      add_figure (row.figures, "precision10", report->precision10);
      add_figure (row.figures, "recall10", report->recall10);
      add_figure (row.figures, "f1_10", report->f1_10);
      g_array_append_val (rows, row);
    }
  return rows;
}
