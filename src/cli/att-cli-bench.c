/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli-bench.h"

#include <glib/gi18n.h>
#include <math.h>

#include "att-cli-output.h"
#include "att-session-tools.h"

typedef struct {
  const char *kind, *dir;
  AttSession *session; /* for neighbours */
  GArray *figures;     /* of AttFigure */
} Benchmark;

static void
add_figure (GArray *figures, const char *name, double value)
{
  AttFigure figure = { name, value };

  g_array_append_val (figures, figure);
}

static gboolean
bench_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Benchmark *bench = user_data;
  AttCliScanCost cost = { 0 };

  if (g_str_equal (bench->kind, "analysis"))
    bench->figures = att_session_bench_analysis (bench->dir, progress, cancellable, error);
  else if (g_str_equal (bench->kind, "als"))
    bench->figures = att_session_bench_als (cancellable, error);
  else if (g_str_equal (bench->kind, "radio"))
    bench->figures = att_session_bench_radio (cancellable, error);
  else if (g_str_equal (bench->kind, "neighbours"))
    bench->figures = att_session_bench_neighbours (bench->session, progress, cancellable, error);
  else if (att_cli_bench_scan (bench->dir, &cost, cancellable, error))
    {
      bench->figures = g_array_new (FALSE, FALSE, sizeof (AttFigure));
      add_figure (bench->figures, "files", cost.n_files);
      add_figure (bench->figures, "scan_cpu_s", cost.scan_cpu_s);
      add_figure (bench->figures, "scan_wall_s", cost.scan_wall_s);
      add_figure (bench->figures, "floor_cpu_s", cost.floor_cpu_s);
      add_figure (bench->figures, "ratio", cost.scan_cpu_s / cost.floor_cpu_s);
      add_figure (bench->figures, "rss_mb", cost.rss_mb);
      add_figure (bench->figures, "mpd_cpu_s", cost.mpd_cpu_s);
      add_figure (bench->figures, "mpd_ratio", cost.scan_cpu_s / cost.mpd_cpu_s);
    }
  return bench->figures != NULL;
}

static int
run (AttCli *cli)
{
  Benchmark bench = { .kind = cli->words[0], .dir = cli->words[1] };
  g_autoptr (GArray) figures = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (AttCliTable) table = att_cli_table_new ("lr", NULL);
  g_autoptr (GError) error = NULL;
  const gboolean of_library = g_str_equal (bench.kind, "neighbours");
  const gboolean of_folder = !of_library && !g_str_equal (bench.kind, "als") && !g_str_equal (bench.kind, "radio");

  if (of_folder && !g_str_equal (bench.kind, "analysis") && !g_str_equal (bench.kind, "scan"))
    return att_cli_usage_error (cli, _("“%s” cannot be measured; als, analysis, scan, radio and neighbours can"), bench.kind);
  if (!of_folder && bench.dir != NULL)
    return att_cli_usage_error (cli, _("“%s” is one word too many"), bench.dir);
  if (of_folder && bench.dir == NULL)
    return att_cli_usage_error (cli, _("%s needs a folder"), bench.kind);
  if (of_folder && !g_file_test (bench.dir, G_FILE_TEST_IS_DIR))
    {
      att_cli_error (_("%s: there is no such folder"), bench.dir);
      return ATT_CLI_FAILED;
    }
  if (of_library)
    {
      bench.session = att_cli_open_session (cli);
      if (bench.session == NULL)
        return ATT_CLI_FAILED;
    }
  if (!att_cli_run_job (_("measuring"), bench_job, &bench, &error))
    return att_cli_fail (error);
  figures = bench.figures;

  json_builder_begin_object (builder);
  for (guint i = 0; i < figures->len; i++)
    {
      AttFigure *figure = &g_array_index (figures, AttFigure, i);
      gboolean whole = figure->value == rint (figure->value) && fabs (figure->value) < 1e15;
      g_autofree char *text = whole ? g_strdup_printf ("%.0f", figure->value) : g_strdup_printf ("%.4g", figure->value);

      if (whole)
        att_cli_json_int (builder, figure->name, (gint64) figure->value);
      else
        att_cli_json_double (builder, figure->name, figure->value);
      att_cli_table_add (table, figure->name, isfinite (figure->value) ? text : "–");
    }
  json_builder_end_object (builder);
  if (cli->json)
    att_cli_print_json (builder);
  else
    att_cli_table_print (table);
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_bench = {
  .name = "bench",
  .arguments = "als | analysis DIR | scan DIR | radio | neighbours",
  .summary = N_ ("Measure against a floor in the same run"),
  .example = "attacca-cli bench scan ~/Music",
  .min_words = 1,
  .max_words = 2,
  .run = run,
};
