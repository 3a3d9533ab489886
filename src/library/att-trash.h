/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-trash.h - files into the desktop's trash, and back to where they were
 *
 * FreeDesktop.org Trash specification 1.0. Into the trash goes through GIO, in
 * a sandbox that is the portal. Back: from the trash of the home folder, of the
 * file's own disk, or, where only the desktop's service sees them, from trash:.
 *
 * Threads   all block on disk.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FALSE: an error that names the file and the cause (no trash on that disk, not allowed, gone) */
gboolean att_trash_put     (const char *path, GError **error);
/* what was thrown away last from @path goes back there; G_IO_ERROR_NOT_FOUND: it is in no trash, G_IO_ERROR_EXISTS:
 * another file is there now */
gboolean att_trash_restore (const char *path, GError **error);

G_END_DECLS
