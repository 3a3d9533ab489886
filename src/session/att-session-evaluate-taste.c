/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-evaluate-taste.h"

#include "att-evaluate-radio.h"

GArray *
att_session_evaluate_radio (const AttRadioTask *task, guint *n_listeners, AttProgress *progress,
                            GCancellable *cancellable, GError **error)
{
  const AttRadioEvaluation options = { task->n_steps, task->n_users, task->seed };
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
