/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-watcher.h - notices changes under the music folders
 *
 * Watches every folder under the roots and the coming and going of mounts. Changes are gathered for two quiet seconds
 * (at most ten) and reported as the list of folders to scan again. By inotify(7) itself: a GFileMonitor a folder takes
 * ten times the memory, 15 MB in a library of 100,000 tracks.
 *
 * Threads   belongs to the thread-default main context at construction; folders are walked on a thread of its own.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ATT_TYPE_WATCHER (att_watcher_get_type ())
G_DECLARE_FINAL_TYPE (AttWatcher, att_watcher, ATT, WATCHER, GObject)

/* Signal "changed" (GStrv paths): folders to pass to att_scanner_run() */
AttWatcher *att_watcher_new       (void);
/* replaces what is watched; NULL: nothing */
void        att_watcher_set_roots (AttWatcher *self, const char *const *paths);

G_END_DECLS
