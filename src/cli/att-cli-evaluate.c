/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli-evaluate.h"

#include <glib/gi18n.h>
#include <math.h>

static AttCliEvaluateOptions opt = { .steps = 100, .users = -1, .seed = 1, .threads = 2 };

static const GOptionEntry options[] = {
  { "manifest", 0, 0, G_OPTION_ARG_FILENAME, &opt.manifest, N_ ("Table of labelled files: path, label, artist, …"),
    N_ ("FILE") },
  { "model", 0, 0, G_OPTION_ARG_FILENAME, &opt.model, N_ ("genre: another model than the program's; ranking: its name"),
    "FILE|als|deepcf|ease|hybrid|item-knn|user-knn" },
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
  { "taste", 0, 0, G_OPTION_ARG_FILENAME, &opt.taste, N_ ("cold, radio, rating: folder of items and of what people listen to"),
    N_ ("DIR") },
  { "listeners", 0, 0, G_OPTION_ARG_FILENAME, &opt.listeners, N_ ("radio: table of newcomers"), N_ ("FILE") },
  { "side", 0, 0, G_OPTION_ARG_FILENAME, &opt.side, N_ ("cold: hide artists (default), or items of listeners"), "item|user" },
  { "steps", 0, 0, G_OPTION_ARG_INT, &opt.steps, N_ ("radio: tracks that each hears (default 100)"), "N" },
  { "parts", 0, 0, G_OPTION_ARG_NONE, &opt.parts, N_ ("radio: what each of its parts adds: without it as well"), NULL },
  { "users", 0, 0, G_OPTION_ARG_INT, &opt.users, N_ ("radio: how many of the other people are known (default all)"), "N" },
  { "train", 0, 0, G_OPTION_ARG_FILENAME, &opt.train, N_ ("ranking: table of who listens to what"), N_ ("FILE") },
  { "test", 0, 0, G_OPTION_ARG_FILENAME, &opt.test, N_ ("ranking: table of what was taken out of it"), N_ ("FILE") },
  { "negatives", 0, 0, G_OPTION_ARG_FILENAME, &opt.negatives, N_ ("ranking: table of what it is ranked among"),
    N_ ("FILE") },
  { "scores", 0, 0, G_OPTION_ARG_FILENAME, &opt.scores, N_ ("ranking: write the score of every pair to a file"),
    N_ ("FILE") },
  { "factors", 0, 0, G_OPTION_ARG_INT, &opt.factors, N_ ("ranking: size of the model (default: it finds out)"), "K" },
  { "threads", 0, 0, G_OPTION_ARG_INT, &opt.threads, N_ ("cold, ranking: threads (default 2)"), "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &opt.seed, N_ ("cold, radio, ranking: random seed"), "N" },
  { NULL }
};

/* NULL, or what is missing, in words */
static const char *
lacks_manifest (void)
{
  return opt.manifest == NULL ? _("it needs --manifest FILE") : NULL;
}

static const char *
lacks_threads (void)
{
  return opt.threads < 1 || opt.threads > 64 ? _("--threads takes a number from 1 to 64") : NULL;
}

static const char *
lacks_taste (void)
{
  if (opt.taste == NULL)
    return _("it needs --taste DIR");
  if (opt.side != NULL && !g_str_equal (opt.side, "item") && !g_str_equal (opt.side, "user"))
    return _("--side takes item or user");
  return lacks_threads ();
}

static const char *
lacks_listeners (void)
{
  if (opt.taste == NULL || opt.listeners == NULL)
    return _("it needs --taste DIR and --listeners FILE");
  return opt.steps < 1 ? _("--steps takes a number from 1 up") : NULL;
}

static const char *
lacks_ranking (void)
{
  if (opt.train == NULL || opt.test == NULL || opt.negatives == NULL || opt.model == NULL)
    return _("it needs --train FILE, --test FILE, --negatives FILE and --model NAME");
  if (opt.factors < 0 || opt.factors > 256)
    return _("--factors takes a number from 1 to 256");
  return lacks_threads ();
}

static const struct {
  const char *name;
  const char *(*lacks) (void);
  int (*run) (AttCli *cli, const AttCliEvaluateOptions *options);
} kinds[] = {
  { "cold", lacks_taste, att_cli_evaluate_cold },
  { "genre", lacks_manifest, att_cli_evaluate_genre },
  { "radio", lacks_listeners, att_cli_evaluate_radio },
  { "ranking", lacks_ranking, att_cli_evaluate_ranking },
  { "rating", lacks_taste, att_cli_evaluate_rating },
  { "similarity", lacks_manifest, att_cli_evaluate_similarity },
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
    if (g_str_equal (cli->words[0], kinds[i].name))
      {
        const char *lack = kinds[i].lacks ();

        return lack != NULL ? att_cli_usage_error (cli, "%s", lack) : kinds[i].run (cli, &opt);
      }
  return att_cli_usage_error (cli, _("“%s” cannot be evaluated"), cli->words[0]);
}

const AttCliCommand att_cli_evaluate = {
  .name = "evaluate",
  .arguments = "cold|genre|radio|ranking|rating|similarity",
  .summary = N_ ("Measure how good guesses, likenesses and the radio are on known data"),
  .example = "attacca-cli evaluate similarity --manifest labels.tsv",
  .options = options,
  .min_words = 1,
  .max_words = 1,
  .run = run,
};
