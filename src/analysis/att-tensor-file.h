/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tensor-file.h - named arrays in a file, checked before they are used
 *
 * Layout (little-endian):
 *   8 bytes  "ATTENSOR"      4 bytes  version (1)      4 bytes  number of records
 *   per record:  4 bytes length of the name, the name (UTF-8, no NUL)
 *                4 bytes kind: 0 float32, 1 text, 2 float16         4 bytes number of dimensions, 1..3
 *                4 bytes for each of them                the values, row-major (text: UTF-8 bytes, one dimension)
 *   32 bytes SHA-256 of everything before
 * Names are unique. A file that differs in any byte from what was written is refused.
 *
 * Threads   immutable once loaded: any number at once.
 * Errors    ATT_GENRE_MODEL_ERROR_DAMAGED; G_FILE_ERROR where the file cannot be read or written.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ATT_TENSOR_MAX_DIMS 3

typedef struct _AttTensorFile AttTensorFile;

AttTensorFile *att_tensor_file_new        (void);
void           att_tensor_file_free       (AttTensorFile *self);
/* copies; @dims: n_dims sizes, each 1..2^24 */
void           att_tensor_file_add        (AttTensorFile *self, const char *name, const float *values, int n_dims,
                                           const guint32 *dims);
/* the same, kept with eleven bits of precision in half the space; values within +-65504 */
void           att_tensor_file_add_half   (AttTensorFile *self, const char *name, const float *values, int n_dims,
                                           const guint32 *dims);
void           att_tensor_file_add_text   (AttTensorFile *self, const char *name, const char *text);
/* whole or not at all */
gboolean       att_tensor_file_save       (AttTensorFile *self, const char *path, GError **error);

/* @where: what to call it in messages */
AttTensorFile *att_tensor_file_parse      (GBytes *bytes, const char *where, GError **error);
/* The values of @name; each dims[i] that is 0 is filled in, any other must be equal. Borrowed. */
const float   *att_tensor_file_get        (AttTensorFile *self, const char *name, int n_dims, guint32 *dims,
                                           GError **error);
/* Borrowed, NUL-terminated, valid UTF-8 */
const char    *att_tensor_file_get_text   (AttTensorFile *self, const char *name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTensorFile, att_tensor_file_free)

G_END_DECLS
