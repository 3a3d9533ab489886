/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-pickle.h - private to library: values out of a Python pickle, without Python
 *
 * The opcodes of protocol 2 that lists of dictionaries use, no others; nothing is run. A name of a class or function is
 * read where @is_dict says that it is a kind of dictionary, and as the encode() and bytes() by which Python 3 writes
 * bytes under this protocol; any other name ends the reading with an error.
 *
 * Source  Python, Lib/pickletools.py: what each opcode does.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  ATT_PICKLE_NONE,
  ATT_PICKLE_INT,
  ATT_PICKLE_FLOAT,
  ATT_PICKLE_TEXT,    /* UTF-8, unchecked, or the bytes of Python 2 */
  ATT_PICKLE_LATIN1,  /* bytes, each of them kept as the code point of its number in UTF-8 */
  ATT_PICKLE_TUPLE,
  ATT_PICKLE_LIST,
  ATT_PICKLE_DICT,
  ATT_PICKLE_NAME,
} AttPickleType;

typedef struct _AttPickleValue AttPickleValue;
struct _AttPickleValue {
  guint8 type;
  guint32 n;                    /* bytes of a text, values of a tuple */
  union {
    gint64 integer;
    double number;
    const char *text;           /* not terminated */
    const AttPickleValue **values;
    GPtrArray *array;           /* of a list: its values; of a dict: key, value, key, value, … */
  };
};

typedef struct {
  const AttPickleValue *root;
  /*< private >*/
  GPtrArray *blocks, *arrays;
  gsize used;                   /* of the last block */
} AttPickle;

/* @data must outlive the result. NULL with G_IO_ERROR_INVALID_DATA */
AttPickle *att_pickle_read (const char *data, gsize size, gboolean (*is_dict) (const char *module, const char *name),
                            GError **error);
void       att_pickle_free (AttPickle *self);

/* of a dict; the last that was set; NULL: none */
const AttPickleValue *att_pickle_get        (const AttPickleValue *dict, const char *key);
/* text as it is, bytes as bytes; NULL for what is neither; (transfer full) */
char                 *att_pickle_dup_bytes  (const AttPickleValue *value);
/* 0 for NULL and what is no number */
double                att_pickle_get_number (const AttPickleValue *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttPickle, att_pickle_free)

G_END_DECLS
