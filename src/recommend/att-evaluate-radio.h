/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-evaluate-radio.h - the simulated listener
 *
 * A newcomer ticks genres; the radio picks one item a step, none twice, and is told whether this person in truth
 * listens to it: then it was heard to the end, else skipped after ten seconds. The radio is the app's own, mixer, planner and log included;
 * beside it, in the same run, simpler policies that see the same:
 *     popular      most listeners among the other users
 *     genre-only   share of the item's tags that were ticked × listeners
 *     als-only     att-als.h, the reactions folded in after each step
 *     shuffle
 * What a recommender adds to the radio is told by the radio without it.
 *
 * Threads   uses two; the result does not depend on them.
 */
#pragma once

#include "att-progress.h"
#include "att-taste-data.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;           /* static: "radio", "radio without als", "popular" */
  double hits100;             /* in all steps, mean over the listeners */
  double hits20;              /* in the first 20 */
  double longest_skip_run;    /* median over the listeners */
} AttRadioPolicyReport;

typedef struct {
  guint n_steps;              /* 100 */
  guint n_users;              /* of the others; G_MAXUINT: all */
  guint64 seed;
  gboolean parts;             /* the radio once more without each of its recommenders */
} AttRadioEvaluation;

/* Returns: (element-type AttRadioPolicyReport): the radio first; NULL if cancelled */
GArray *att_evaluate_radio (const AttTasteData *data, const AttRadioEvaluation *options, AttProgress *progress,
                            GCancellable *cancellable, GError **error);

G_END_DECLS
