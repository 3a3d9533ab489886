/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-worker.h - main() of the worker processes
 *
 * Workers (att-workers.h) are the same executable as the one that needs them,
 * so both executables answer `EXE worker KIND` before anything else. A worker opens no database.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @kind: "tags", "cover", "lyrics", "retag", "analyze". Serves stdin until it ends. Returns the exit status; 2 for an unknown kind. */
int att_session_worker_main (const char *kind);
/* for main(): when argv[1] is "worker", serves and returns the exit status; else -1, and main goes on */
int att_session_run_worker  (int argc, char **argv);

G_END_DECLS
