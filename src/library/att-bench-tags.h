/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-bench-tags.h - what reading tags costs at least
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads every audio file under @dir with TagLib alone, as its own FileRef would (names decide, no hash, no picture),
 * in this thread and process: twice, and the second pass, with the files in the page cache, is @cpu_s.
 * @n_files: what TagLib could read. Folders as in att_walk().
 * FALSE with G_IO_ERROR (cancelled, or @dir cannot be read) */
gboolean att_bench_tags (const char *dir, guint64 *n_files, double *cpu_s, GCancellable *cancellable, GError **error);

G_END_DECLS
