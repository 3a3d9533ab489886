/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tag-write.h - tags written into files, which are never harmed by it
 *
 * A worker (att-workers.h, kind "retag") copies the file to a hidden one in the same folder, changes the copy with TagLib,
 * reads it again and compares its audio (att-content-hash.h), brings it to the disk and renames it over the file: at any
 * moment the name leads to the whole old or the whole new file. Mode, owner and extended attributes are kept; symlinks are
 * followed; a hard link becomes a file of its own. What is left of a copy whose worker died goes with the next edit.
 *
 * MP3, FLAC, Ogg (Vorbis, Opus, Speex, FLAC), MP4, WavPack, Monkey's, Musepack, True Audio, WAV, AIFF, ASF. Where a file
 * has several kinds of tag all of them are changed. Fields that are not named stay. With an artist go its sort name,
 * MusicBrainz id and list (ARTISTS); of a file with an original date that one is changed.
 *
 * Threads   any; block on disk. Two edits of one file must not run at once.
 */
#pragma once

#include <gio/gio.h>

#include "att-tag-edit.h"

G_BEGIN_DECLS

/* @paths: NULL-terminated. (element-type AttTagFields), one for each; of a file that cannot be read `unwritable` says why.
 * NULL with G_IO_ERROR_CANCELLED or ATT_WORKERS_ERROR_SPAWN */
GPtrArray *att_tag_write_read       (const char *const *paths, GCancellable *cancellable, GError **error);
/* @edits: (element-type AttTagEdit). Those done stay done when it is cancelled. (transfer full); NULL never */
AttTagResult *att_tag_write_run     (GPtrArray *edits, GCancellable *cancellable);

/* the "retag" worker: main() of `worker retag` */
int       att_retag_worker_main     (void);

/*< private to the room, and for tests >*/
/* one edit in this process. *@undo (transfer full). FALSE with G_IO_ERROR; the message is a cause without the path */
gboolean  att_tag_write_file        (const AttTagEdit *edit, AttTagEdit **undo, GError **error);

G_END_DECLS
