/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-scanner.h - from a folder of files to rows of the store
 *
 * A scan walks the folder (stat only), compares with the stamps in the store,
 * marks what is gone as missing, and sends what is new or changed to tag
 * reading workers (att-workers.h, kind "tags"); results are written in batches.
 * Rescanning an unchanged folder writes nothing. Playlists found beside the
 * music (M3U8, M3U, PLS, XSPF) are read in as playlists. A list of tags beside the
 * music (att-sidecar.h) stands in for what the files do not say. A file that a cue sheet cuts, one beside it (att-sheets.h)
 * or its own, is one track for each of its parts. Hidden files and
 * folders are left out, a folder that holds a `.nomedia`, and att_store_list_excluded(); symlinked folders are
 * followed once (by device and inode).
 *
 * Threads   att_scanner_run() blocks. What changes while a scan is at work is safe from it: a file that is gone when its
 *           batch is written stays away, a row that was written meanwhile from the file as it is now stays, and what is
 *           in a music folder that was removed is passed over. So one scan at a time per store is enough for folders,
 *           and single files may be read beside it.
 */
#pragma once

#include "att-progress.h"
#include "att-store-tracks.h"

G_BEGIN_DECLS

/* Scans every path (a folder, or one audio or playlist file). A path that is not there: where its root is not there
 * either, or is an empty folder although tracks are known in it, the root is marked unmounted (its tracks become
 * missing); where tracks were known at it, they become missing; otherwise the scan fails with G_IO_ERROR_NOT_FOUND
 * naming it, before anything is written. A root is not added here: see att_store_add_root().
 * A damaged or unreadable file is counted and recorded as a failure, with its cause, and not tried again until it
 * changes; the scan goes on. @counts is added to; tracks of a root that is unmounted count as removed. A root's
 * scanned_at moves only when a scan of all of it found something to write.
 * @progress counts files to read; begun and ended here. @progress, @cancellable and @counts may be NULL.
 * Returns: FALSE with G_IO_ERROR_CANCELLED, ATT_WORKERS_ERROR_SPAWN or a store error; what was written stays */
gboolean att_scanner_run (AttStore *store, const char *const *paths, AttProgress *progress,
                          GCancellable *cancellable, AttScanCounts *counts, GError **error);

/* the "tags" worker: main() of `worker tags` */
int      att_tag_worker_main (void);

/* Tags of one file, read in this process: for tests and for files outside the library. The bytes decide what the
 * file is. NULL with G_IO_ERROR_NOT_FOUND, G_IO_ERROR_INVALID_DATA (not audio, or broken) or
 * the error of opening it. */
AttTags *att_tag_reader_read (const char *path, GError **error);

G_END_DECLS
