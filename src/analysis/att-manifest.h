/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-manifest.h - a table of files and what they are, to train and to evaluate on
 *
 * A header line, then path<TAB>label<TAB>…; the columns `artist` and `split` are found by the header; LF or CRLF. A
 * relative path is relative to the table.
 *
 * Threads   att_manifest_listen() blocks, decodes on every core.
 * Errors    ATT_GENRE_MODEL_ERROR_MANIFEST: messages read "FILE, line N: cause".
 */
#pragma once

#include "att-genre-model.h"

G_BEGIN_DECLS

typedef struct {
  char *path;
  char *label;
  char *artist;  /* NULL: unknown */
  char *split;   /* NULL: none */
  float *vector; /* att_features_get_n() (att-features.h); NULL: not listened to, or it cannot be decoded */
} AttManifestRow;

/* (element-type AttManifestRow), in the table's order; never empty. @split NULL: every row, else those of that split */
GPtrArray *att_manifest_read   (const char *path, const char *split, GError **error);
/* Fills the vectors. @net: as in att_analyzer_read_file(). *@n_unreadable: files without sound; the first of them is told
 * of in a warning. FALSE with G_IO_ERROR_CANCELLED, or when none could be read */
gboolean   att_manifest_listen (GPtrArray *rows, AttGenreNet *net, AttProgress *progress, GCancellable *cancellable,
                                guint *n_unreadable, GError **error);

G_END_DECLS
