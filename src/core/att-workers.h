/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-workers.h - hostile files are read in other processes
 *
 * A worker is this same executable, started as `EXE worker KIND`. It reads
 * requests on stdin and writes replies on stdout, each a 32-bit little-endian
 * length (at most 64 MiB) followed by that many bytes; what the bytes mean is
 * the affair of the room that owns KIND. Its first message is an empty one: it
 * has started. A worker never opens the database. It runs at idle priority when
 * asked to, and ends when its stdin is closed or its parent is gone. What it
 * prints goes to stderr, which is kept only where G_MESSAGES_DEBUG is set.
 *
 * A request is a batch of items (files). The worker answers items one by one,
 * in order. When a worker dies or an item takes longer than the deadline, the
 * worker is killed, the item it was at is tried once more alone in a new
 * worker, and if that fails too the item is reported as failed and left.
 * Workers are started as items need them: a job without items starts none.
 *
 * Threads   att_workers_run(): any, several at once; the job's functions are
 *           called on the caller's thread. The thread must outlive its workers,
 *           which it does by waiting for them.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ATT_WORKERS_ERROR (att_workers_error_quark ())
GQuark att_workers_error_quark (void);

typedef enum {
  ATT_WORKERS_ERROR_SPAWN,    /* a worker cannot be started, or ends before it has begun */
  ATT_WORKERS_ERROR_CRASHED,  /* an item killed two workers */
  ATT_WORKERS_ERROR_DEADLINE, /* an item took too long twice */
  ATT_WORKERS_ERROR_PROTOCOL, /* a reply did not make sense */
} AttWorkersError;

/* The owner of a job: gives items, takes results. Called on the thread of att_workers_run(). */
typedef struct {
  /* the next item as bytes for the worker, or NULL when there are no more (it is not asked again). Every *@item comes
   * back in done() exactly once. */
  GBytes *(*next) (gpointer *item, gpointer user_data);
  /* @reply is NULL if and only if @error is set; @error then names the cause: ATT_WORKERS_ERROR, or
   * G_IO_ERROR_CANCELLED for items that were on their way when the job ended early. Items come back in any order.
   * Return FALSE to stop the job. */
  gboolean (*done) (gpointer item, GBytes *reply, const GError *error, gpointer user_data);
} AttWorkersJob;

typedef struct {
  const char *kind;      /* "tags", "analyze" */
  int n_workers;         /* processes, at least 1 */
  int batch;             /* items on the way to one worker at a time, at least 1 */
  int deadline_ms;       /* per item */
  gboolean idle;         /* idle CPU and I/O scheduling for the workers */
} AttWorkersConfig;

/* Runs the job to its end (TRUE too where done() stopped it). Blocks; call it on a thread of your own.
 * Returns: FALSE with G_IO_ERROR_CANCELLED (within a second), or ATT_WORKERS_ERROR_SPAWN */
gboolean att_workers_run  (const AttWorkersConfig *config, const AttWorkersJob *job, gpointer user_data,
                           GCancellable *cancellable, GError **error);

/* The worker's side: calls @handle for each item until stdin ends; its answer is (transfer full), never NULL.
 * Before the call nothing may print on stdout. Returns the exit status for main(). */
int      att_worker_serve (GBytes *(*handle) (GBytes *item, gpointer user_data), gpointer user_data);

/* the executable to start; NULL: /proc/self/exe, the default, which stays the right one when the program's file is
 * replaced while it runs. Tests set it to a program that knows the `worker` subcommand. */
void     att_workers_set_executable (const char *path);

G_END_DECLS
