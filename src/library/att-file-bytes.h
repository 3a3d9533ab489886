/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-file-bytes.h - a file as bytes at offsets
 *
 * Finding out what a file is, reading its tags and hashing its audio look at
 * the same few places (head, middle, tail). They share one open file and a
 * small cache of blocks, so that a short file costs a single read.
 *
 * Threads   one at a time.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AttFileBytes AttFileBytes;

/* Keeps the cache between files: one AttFileBytes serves many. */
AttFileBytes *att_file_bytes_new   (void);
void          att_file_bytes_free  (AttFileBytes *self);

/* Opens @path (symlinks followed) in place of the file that was open. Only regular files: opening a pipe could wait
 * for ever. Returns: FALSE with G_IO_ERROR; the message is a cause without the path */
gboolean      att_file_bytes_open  (AttFileBytes *self, const char *path, GError **error);
void          att_file_bytes_close (AttFileBytes *self);

gint64        att_file_bytes_get_size (AttFileBytes *self);
/* how much of [@offset, @offset + @n) there is, copied to @to; 0 past the end and where the disk fails */
gsize         att_file_bytes_read  (AttFileBytes *self, gint64 offset, void *to, gsize n);
/* TRUE if all @n bytes are there */
gboolean      att_file_bytes_get   (AttFileBytes *self, gint64 offset, void *to, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttFileBytes, att_file_bytes_free)

/* numbers as files hold them */
static inline guint16 att_le16 (const guint8 *p) { return p[0] | p[1] << 8; }
static inline guint32 att_le32 (const guint8 *p) { return att_le16 (p) | (guint32) att_le16 (p + 2) << 16; }
static inline guint64 att_le64 (const guint8 *p) { return att_le32 (p) | (guint64) att_le32 (p + 4) << 32; }
static inline guint16 att_be16 (const guint8 *p) { return p[0] << 8 | p[1]; }
static inline guint32 att_be32 (const guint8 *p) { return (guint32) att_be16 (p) << 16 | att_be16 (p + 2); }
static inline guint64 att_be64 (const guint8 *p) { return (guint64) att_be32 (p) << 32 | att_be32 (p + 4); }

G_END_DECLS
