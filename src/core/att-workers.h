/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-workers.h - hostile files are read in other processes
 *
 * A worker is this same executable, started as `EXE worker KIND`. It reads
 * requests on stdin and writes replies on stdout, each a 32-bit little-endian
 * length followed by that many bytes; what the bytes mean is the affair of the
 * room that owns KIND. A worker never opens the database. It runs at idle
 * priority when asked to, and ends when its stdin is closed.
 *
 * A request is a batch of items (files). The worker answers items one by one,
 * in order. When a worker dies or an item takes longer than the deadline, the
 * worker is killed, the item it was at is tried once more alone in a new
 * worker, and if that fails too the item is reported as failed and left.
 *
 * Threads   an AttWorkers belongs to the thread that runs it.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ATT_WORKERS_ERROR (att_workers_error_quark ())
GQuark att_workers_error_quark (void);

typedef enum {
  ATT_WORKERS_ERROR_SPAWN,    /* no worker could be started at all */
  ATT_WORKERS_ERROR_CRASHED,  /* an item killed two workers */
  ATT_WORKERS_ERROR_DEADLINE, /* an item took too long twice */
  ATT_WORKERS_ERROR_PROTOCOL, /* a reply did not make sense */
} AttWorkersError;

/* The owner of a job: gives items, takes results. Called on the thread of att_workers_run(). */
typedef struct {
  /* the next item as bytes for the worker, or NULL when there are no more; *@item comes back in done() */
  GBytes *(*next) (gpointer *item, gpointer user_data);
  /* @reply is NULL if and only if @error is set; @error then names the cause. Return FALSE to stop the job. */
  gboolean (*done) (gpointer item, GBytes *reply, const GError *error, gpointer user_data);
} AttWorkersJob;

typedef struct {
  const char *kind;      /* "tags", "analyze" */
  int n_workers;         /* processes, at least 1 */
  int batch;             /* items on the way to one worker at a time, at least 1 */
  int deadline_ms;       /* per item */
  gboolean idle;         /* idle CPU and I/O scheduling for the workers */
} AttWorkersConfig;

/* Runs the job to its end. Blocks; call it on a thread of your own.
 * Returns: FALSE with G_IO_ERROR_CANCELLED (within a second), or ATT_WORKERS_ERROR_SPAWN */
gboolean att_workers_run  (const AttWorkersConfig *config, const AttWorkersJob *job, gpointer user_data,
                           GCancellable *cancellable, GError **error);

/* The worker's side: calls @handle for each item until stdin ends; its answer is (transfer full), never NULL.
 * Returns the exit status for main(). */
int      att_worker_serve (GBytes *(*handle) (GBytes *item, gpointer user_data), gpointer user_data);

/* the executable to start; default /proc/self/exe. Tests set it to a program that knows the `worker` subcommand. */
void     att_workers_set_executable (const char *path);

G_END_DECLS
