/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli-evaluate.h"

#include <glib/gi18n.h>
#include <math.h>

static AttCliEvaluateOptions opt = { .steps = 100, .users = -1, .seed = 1 };

static const GOptionEntry options[] = {
  { "manifest", 0, 0, G_OPTION_ARG_FILENAME, &opt.manifest, N_ ("Table of labelled files: path, label, artist, …"),
    N_ ("FILE") },
  { "model", 0, 0, G_OPTION_ARG_FILENAME, &opt.model, N_ ("genre: another model than the program's"), N_ ("FILE") },
  { "head", 0, 0, G_OPTION_ARG_FILENAME, &opt.head, N_ ("genre: which answers are judged (default ten)"), "ten|tags|mine" },
  { "map", 0, 0, G_OPTION_ARG_FILENAME, &opt.map, N_ ("genre: table of label and tag, for the head tags"),
    N_ ("FILE") },
  { "split", 0, 0, G_OPTION_ARG_FILENAME, &opt.split, N_ ("genre: only the rows of that split"), N_ ("NAME") },
  { "folds", 0, 0, G_OPTION_ARG_FILENAME, &opt.folds,
    N_ ("genre: train anew K times, each time tested on other artists"), "K" },
  { "targets", 0, 0, G_OPTION_ARG_FILENAME, &opt.targets, N_ ("genre, with --folds or --head mine: folder of soft targets"),
    N_ ("DIR") },
  { "audio", 0, 0, G_OPTION_ARG_FILENAME, &opt.audio,
    N_ ("genre, with --folds: folder of the other music that the targets are about: the network is taught anew too"),
    N_ ("DIR") },
  { "taste", 0, 0, G_OPTION_ARG_FILENAME, &opt.taste, N_ ("radio: folder of items and of what other people listen to"),
    N_ ("DIR") },
  { "listeners", 0, 0, G_OPTION_ARG_FILENAME, &opt.listeners, N_ ("radio: table of newcomers"), N_ ("FILE") },
  { "steps", 0, 0, G_OPTION_ARG_INT, &opt.steps, N_ ("radio: tracks that each hears (default 100)"), "N" },
  { "users", 0, 0, G_OPTION_ARG_INT, &opt.users, N_ ("radio: how many of the other people are known (default all)"), "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &opt.seed, N_ ("radio: random seed"), "N" },
  { NULL }
};

static const struct {
  const char *name;
  int (*run) (AttCli *cli, const AttCliEvaluateOptions *options);
  gboolean of_taste; /* else of labelled files */
} kinds[] = {
  { "genre", att_cli_evaluate_genre, FALSE },
  { "radio", att_cli_evaluate_radio, TRUE },
  { "similarity", att_cli_evaluate_similarity, FALSE },
};

void
att_cli_add_figures (JsonBuilder *builder, AttCliTable *table, GArray *figures)
{
  for (guint i = 0; i < figures->len; i++)
    {
      const AttFigure *figure = &g_array_index (figures, AttFigure, i);
      const gboolean is_count = figure->value == rint (figure->value) && fabs (figure->value) > 1;
      g_autofree char *text = g_strdup_printf (is_count ? "%.0f" : "%.3f", figure->value);

      if (is_count)
        att_cli_json_int (builder, figure->name, figure->value);
      else
        att_cli_json_double (builder, figure->name, figure->value);
      att_cli_table_add (table, figure->name, text);
    }
}

static int
run (AttCli *cli)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (!g_str_equal (cli->words[0], kinds[i].name))
        continue;
      if (!kinds[i].of_taste && opt.manifest == NULL)
        return att_cli_usage_error (cli, _("it needs --manifest FILE"));
      if (kinds[i].of_taste && (opt.taste == NULL || opt.listeners == NULL))
        return att_cli_usage_error (cli, _("it needs --taste DIR and --listeners FILE"));
      if (opt.steps < 1)
        return att_cli_usage_error (cli, _("--steps takes a number from 1 up"));
      return kinds[i].run (cli, &opt);
    }
  return att_cli_usage_error (cli, _("“%s” cannot be evaluated"), cli->words[0]);
}

const AttCliCommand att_cli_evaluate = {
  .name = "evaluate",
  .arguments = "genre|radio|similarity",
  .summary = N_ ("Measure how good guesses and likenesses are on labelled files"),
  .example = "attacca-cli evaluate similarity --manifest labels.tsv",
  .options = options,
  .min_words = 1,
  .max_words = 1,
  .run = run,
};
