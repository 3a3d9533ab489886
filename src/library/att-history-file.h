/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-history-file.h - what other players know: plays, ratings, playlists
 *
 * Rhythmbox   rhythmdb.xml, and playlists.xml beside it (static playlists)
 * Quod Libet  songs (a Python pickle, see att-pickle.h), and the folder playlists beside it
 * The content decides which of them it is. Files are only read, and those of another machine are no harm: see
 * att-store-history.h for how songs are found in the library.
 */
#pragma once

#include "att-store-history.h"

G_BEGIN_DECLS

/* @path: the file, or the folder that it is in. @problems (element-type utf8): playlists that could not be read, with
 * the cause, are added.
 * Returns: (transfer full): NULL with G_IO_ERROR, named and with its cause */
AttHistory *att_history_file_read (const char *path, GPtrArray *problems, GCancellable *cancellable, GError **error);

typedef struct {
  char *path;
  const char *player; /* static: "Rhythmbox", "Quod Libet" */
} AttHistoryPlace;

/* where such files are on this machine; (transfer full) (element-type AttHistoryPlace), with a free function */
GPtrArray  *att_history_file_find (void);

/* --- for the readers --- */

/* NULL if it is not of this kind, without an error; or with one */
AttHistory *att_history_read_rhythmbox  (const char *path, const char *data, gsize size, GPtrArray *problems,
                                         GCancellable *cancellable, GError **error);
AttHistory *att_history_read_quod_libet (const char *path, const char *data, gsize size, GPtrArray *problems,
                                         GCancellable *cancellable, GError **error);
/* a regular file of a size that such files have; the message is a cause without the path */
gboolean    att_history_read_bytes      (const char *path, char **data, gsize *size, GError **error);
void        att_history_add_problem     (GPtrArray *problems, const char *path, const GError *error);

G_END_DECLS
