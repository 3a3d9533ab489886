/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-bench-als.h - what training costs: the factors of a large set, and everything of a desktop's size
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  guint n_users, n_items, n_plays, n_pairs, n_factors, n_sweeps;
  double seconds[2];      /* by the clock, on one thread and on two; the matrices are there already */
  double floor[2];        /* the solver's own arithmetic on a few rows that stay in cache */
  double loss;            /* that of att-als.h, which both reach */
  double fold_in_ms;      /* CPU: a new user of 50 tracks */
  guint desktop_users, desktop_items, desktop_plays;
  double desktop_seconds; /* by the clock, two threads: the models that att-ranker-hybrid.c puts together, their search
                           * for settings included */
  double desktop_radio_seconds; /* what the radio learns of them (att-taste-model.h), tags with it; once, where a proof
                           * trains twice */
  double desktop_mb;      /* the largest resident size of the process by then */
} AttAlsBench;

/* Made-up sets, the same every time: who plays is drawn evenly, what is played by Zipf's law. Blocks for a minute or two. */
gboolean att_als_bench (AttAlsBench *out, GCancellable *cancellable, GError **error);

G_END_DECLS
