/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-kept-workers.h - a worker that stays for the next question
 *
 * A window full of covers asks for forty files at once: to start a process for
 * each takes longer than to read them all. A kept worker (att-workers.h) is
 * started by the first question, answers one after the other, and ends when
 * nobody has asked for some seconds. What hangs or crashes it costs that file
 * its answer; the next has a new worker.
 *
 * Threads   att_kept_workers_ask(): any, several at once.
 */
#pragma once

#include "att-workers.h"

G_BEGIN_DECLS

/* One for each kind of question, static; all is zero but the first three. */
typedef struct {
  const char *kind;  /* as in AttWorkersConfig */
  guint n_workers;   /* processes at most, at least 1 */
  int deadline_ms;   /* for an answer */
  /*< private >*/
  GMutex lock;
  GCond changed;
  GQueue waiting;
  guint n_threads, n_idle;
} AttKeptWorkers;

/* Blocks until @item is answered.
 * Returns: (transfer full): NULL with ATT_WORKERS_ERROR, or at once with G_IO_ERROR_CANCELLED */
GBytes *att_kept_workers_ask (AttKeptWorkers *self, GBytes *item, GCancellable *cancellable, GError **error);

G_END_DECLS
