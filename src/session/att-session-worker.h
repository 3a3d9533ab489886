/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-worker.h - main() of the worker processes
 *
 * Every executable that opens a session answers `EXE worker KIND` with this
 * before anything else, because the workers are the same executable.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* TRUE if the command line asks for a worker ("worker" KIND); then *@status is the exit status, after all work is done */
gboolean att_session_worker_main (int argc, char **argv, int *status);

G_END_DECLS
