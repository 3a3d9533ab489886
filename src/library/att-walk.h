/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-walk.h - which files under a folder are worth a look
 *
 * Only names and stat() are read. Names decide what is plainly not music
 * (pictures, text, video); a name that says nothing is left for the bytes to
 * decide. Hidden files and folders are left out, and a folder that holds a
 * `.nomedia`. A folder is entered once, whatever leads to it; real paths are
 * walked before symlinks, so that a file's address does not depend on the
 * order of a directory.
 */
#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

G_BEGIN_DECLS

typedef enum {
  ATT_WALK_AUDIO,      /* by its name */
  ATT_WALK_PERHAPS,    /* its name does not tell */
  ATT_WALK_PLAYLIST,
  ATT_WALK_SHEET,      /* a cue sheet */
  ATT_WALK_UNREADABLE, /* a folder that could not be read to its end: what was known there is left alone */
} AttWalkKind;

typedef struct {
  AttWalkKind kind;
  char *path;
  gint64 size, mtime_ns;
  char *cause;         /* ATT_WALK_UNREADABLE */
} AttWalkFile;

/* Appends what is at or under @path to @files (element-type AttWalkFile), a symlinked folder inside included.
 * @excluded: (nullable): absolute paths of folders that are left out, with all that is in them; so is a @path in one.
 * @n_entries, if not NULL: names in the folder @path itself, hidden ones too (0: an empty folder).
 * FALSE with G_IO_ERROR_CANCELLED, or with the error of looking at @path itself */
gboolean   att_walk          (const char *path, const char *const *excluded, GPtrArray *files, guint *n_entries,
                              GCancellable *cancellable, GError **error);
/* the same for the files of the folder @path alone; nothing where it cannot be read */
void       att_walk_folder   (const char *path, GPtrArray *files);
/* @path is one of @excluded (nullable), or in one */
gboolean   att_walk_is_excluded (const char *path, const char *const *excluded);
void       att_walk_file_free (AttWalkFile *self);

/* nanoseconds, as in AttWalkFile */
gint64     att_walk_mtime    (const struct stat *st);
/* FALSE: the name says that it is none of our business */
gboolean   att_walk_classify (const char *name, AttWalkKind *kind);
/* @path and all folders under it that a walk would enter. (element-type filename) */
GPtrArray *att_walk_folders  (const char *path, GCancellable *cancellable);

G_END_DECLS
