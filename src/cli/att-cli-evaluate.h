/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cli-evaluate.h - the kinds of evaluation, one file each
 */
#pragma once

#include "att-cli.h"
#include "att-cli-output.h"
#include "att-session-evaluate.h"

G_BEGIN_DECLS

typedef struct {
  char *manifest, *model, *head, *map, *split, *folds, *targets, *audio; /* as given; NULL: not */
  char *taste, *listeners, *side;
  char *train, *test, *negatives, *scores;
  int steps, users; /* -1: all */
  gboolean parts;
  int factors, threads;
  gint64 seed;
} AttCliEvaluateOptions;

/* each returns the exit status */
int att_cli_evaluate_cold       (AttCli *cli, const AttCliEvaluateOptions *options);
int att_cli_evaluate_genre      (AttCli *cli, const AttCliEvaluateOptions *options);
int att_cli_evaluate_radio      (AttCli *cli, const AttCliEvaluateOptions *options);
int att_cli_evaluate_ranking    (AttCli *cli, const AttCliEvaluateOptions *options);
int att_cli_evaluate_rating     (AttCli *cli, const AttCliEvaluateOptions *options);
int att_cli_evaluate_similarity (AttCli *cli, const AttCliEvaluateOptions *options);

/* adds figures to the object that @builder is in and, with a name and a number a row, to @table */
void att_cli_add_figures (JsonBuilder *builder, AttCliTable *table, GArray *figures);

G_END_DECLS
