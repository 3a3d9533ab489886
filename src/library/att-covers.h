/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-covers.h - the cover that goes with a file
 *
 * Embedded front cover first, then any embedded picture, then a picture in the
 * folder (cover, folder, front, album, AlbumArt… .jpg .jpeg .png .webp, any case).
 * An embedded one is extracted in a worker (kind "cover") into the cache folder, named by its content, so
 * that a cover is a file that a notification or a remote control can show.
 *
 * Threads   any; blocks on disk.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @path: an audio file. @cache_dir is made if missing.
 * Returns: (transfer full): path of a picture file; NULL with G_IO_ERROR_NOT_FOUND where there is none */
char *att_covers_find (const char *path, const char *cache_dir, GCancellable *cancellable, GError **error);

/* Takes the pictures that were not shown for longest out of @cache_dir until the rest are @max_bytes at most, and what led
 * to them. FALSE: nothing had to go. */
gboolean att_covers_prune (const char *cache_dir, guint64 max_bytes);

/* the "cover" worker: main() of `worker cover` */
int   att_cover_worker_main (void);

G_END_DECLS
