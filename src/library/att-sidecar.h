/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-sidecar.h - tags that stand beside the music, for files that hold none
 *
 * A file `.attacca-tags.tsv` speaks for the files of its folder and of the folders in it. UTF-8, one file a line:
 *
 *     file<TAB>title<TAB>artist<TAB>album<TAB>genre
 *
 * `file` is relative to the list, a genre may be several, separated by semicolons. A cell that is filled stands for the
 * file's own tag, an empty or absent one leaves it; with an artist or an album the file's album artist goes. Lines that
 * begin with # and lines without a TAB are passed over.
 * A track looks for a list in its own folder, then in the one above; the first that names it is taken.
 * Lists are read as files are: a changed list counts for files that are new or changed.
 *
 * Threads   an object belongs to one thread at a time.
 */
#pragma once

#include "att-tags.h"

G_BEGIN_DECLS

#define ATT_SIDECAR_NAME ".attacca-tags.tsv"

typedef struct _AttSidecar AttSidecar;

/* Remembers the lists that it reads: one object a scan. */
AttSidecar *att_sidecar_new   (void);
/* Puts what the lists say about the file at @path, an absolute path, into @tags. A list that cannot be read, or is
 * larger than 4 MiB, is as if it were not there.
 * Returns: whether a list names the file */
gboolean    att_sidecar_apply (AttSidecar *self, const char *path, AttTags *tags);
void        att_sidecar_free  (AttSidecar *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttSidecar, att_sidecar_free)

G_END_DECLS
