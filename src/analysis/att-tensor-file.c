/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tensor-file.h"

#include <math.h>
#include <string.h>

#include "att-genre-model.h"
#include "att-half.h"

#define MAGIC "ATTENSOR"
#define VERSION 1
#define MAX_RECORDS 4096
#define MAX_NAME 256
#define MAX_DIM (1u << 24)
#define DIGEST_SIZE 32

enum { KIND_FLOAT, KIND_TEXT, KIND_HALF };

typedef struct {
  guint32 kind;
  guint32 n_dims;
  guint32 dims[ATT_TENSOR_MAX_DIMS];
  gsize n;      /* values */
  void *values; /* float for numbers, char with a NUL behind the last for text */
} Record;

struct _AttTensorFile
{
  char *where;
  GHashTable *records; /* name -> Record */
  GPtrArray *names;    /* in order; borrowed from records */
};

static void
record_free (gpointer data)
{
  Record *self = data;

  g_free (self->values);
  g_free (self);
}

AttTensorFile *
att_tensor_file_new (void)
{
  AttTensorFile *self = g_new0 (AttTensorFile, 1);

  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, record_free);
  self->names = g_ptr_array_new ();
  return self;
}

void
att_tensor_file_free (AttTensorFile *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->records);
  g_free (self->where);
  g_free (self);
}

static void
add (AttTensorFile *self, const char *name, Record *record)
{
  char *key = g_strdup (name);

  g_hash_table_insert (self->records, key, record);
  g_ptr_array_add (self->names, key);
}

static void
add_numbers (AttTensorFile *self, const char *name, guint32 kind, const float *values, int n_dims, const guint32 *dims)
{
  Record *record = g_new0 (Record, 1);

  record->kind = kind;
  record->n_dims = n_dims;
  record->n = 1;
  for (int i = 0; i < n_dims; i++)
    {
      record->dims[i] = dims[i];
      record->n *= dims[i];
    }
  record->values = g_memdup2 (values, record->n * sizeof (float));
  add (self, name, record);
}

void
att_tensor_file_add (AttTensorFile *self, const char *name, const float *values, int n_dims, const guint32 *dims)
{
  add_numbers (self, name, KIND_FLOAT, values, n_dims, dims);
}

void
att_tensor_file_add_half (AttTensorFile *self, const char *name, const float *values, int n_dims, const guint32 *dims)
{
  add_numbers (self, name, KIND_HALF, values, n_dims, dims);
}

void
att_tensor_file_add_text (AttTensorFile *self, const char *name, const char *text)
{
  Record *record = g_new0 (Record, 1);

  record->kind = KIND_TEXT;
  record->n_dims = 1;
  record->n = record->dims[0] = strlen (text);
  record->values = g_strdup (text);
  add (self, name, record);
}

static void
put_u16 (GByteArray *out, guint16 value)
{
  value = GUINT16_TO_LE (value);
  g_byte_array_append (out, (const guint8 *) &value, sizeof value);
}

static void
put_u32 (GByteArray *out, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (out, (const guint8 *) &value, sizeof value);
}

static void
digest (const guint8 *data, gsize n, guint8 *out)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = DIGEST_SIZE;

  g_checksum_update (checksum, data, n);
  g_checksum_get_digest (checksum, out, &size);
}

gboolean
att_tensor_file_save (AttTensorFile *self, const char *path, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 sum[DIGEST_SIZE];

  g_byte_array_append (out, (const guint8 *) MAGIC, strlen (MAGIC));
  put_u32 (out, VERSION);
  put_u32 (out, self->names->len);
  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);
      const Record *record = g_hash_table_lookup (self->records, name);

      put_u32 (out, strlen (name));
      g_byte_array_append (out, (const guint8 *) name, strlen (name));
      put_u32 (out, record->kind);
      put_u32 (out, record->n_dims);
      for (guint d = 0; d < record->n_dims; d++)
        put_u32 (out, record->dims[d]);
      if (record->kind == KIND_TEXT)
        g_byte_array_append (out, record->values, record->n);
      else if (record->kind == KIND_HALF)
        for (gsize j = 0; j < record->n; j++)
          put_u16 (out, att_half_from_float (((float *) record->values)[j]));
      else
        for (gsize j = 0; j < record->n; j++)
          {
            guint32 bits;

            memcpy (&bits, (float *) record->values + j, sizeof bits);
            put_u32 (out, bits);
          }
    }
  digest (out->data, out->len, sum);
  g_byte_array_append (out, sum, sizeof sum);
  return g_file_set_contents (path, (const char *) out->data, out->len, error);
}

static void
damaged (GError **error, const char *where, const char *cause)
{
  g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED, "%s: %s", where, cause);
}

typedef struct {
  const guint8 *data;
  gsize left;
} Reader;

static gboolean
take (Reader *reader, gsize n, const guint8 **data)
{
  if (reader->left < n)
    return FALSE;
  *data = reader->data;
  reader->data += n;
  reader->left -= n;
  return TRUE;
}

static gboolean
take_u32 (Reader *reader, guint32 *value)
{
  const guint8 *data;

  if (!take (reader, sizeof *value, &data))
    return FALSE;
  memcpy (value, data, sizeof *value);
  *value = GUINT32_FROM_LE (*value);
  return TRUE;
}

static gboolean
take_record (AttTensorFile *self, Reader *reader)
{
  guint32 name_length;
  const guint8 *data;
  g_autofree char *name = NULL;
  Record record = { .n = 1 };

  if (!take_u32 (reader, &name_length) || name_length < 1 || name_length > MAX_NAME ||
      !take (reader, name_length, &data) || !g_utf8_validate_len ((const char *) data, name_length, NULL))
    return FALSE;
  name = g_strndup ((const char *) data, name_length);
  if (g_hash_table_contains (self->records, name) ||
      !take_u32 (reader, &record.kind) || record.kind > KIND_HALF || !take_u32 (reader, &record.n_dims) ||
      record.n_dims < 1 || record.n_dims > (record.kind == KIND_TEXT ? 1 : ATT_TENSOR_MAX_DIMS))
    return FALSE;
  for (guint d = 0; d < record.n_dims; d++)
    {
      if (!take_u32 (reader, &record.dims[d]) || record.dims[d] > MAX_DIM ||
          (record.dims[d] == 0 && record.kind != KIND_TEXT) ||
          record.dims[d] > reader->left / record.n) /* at least a byte a value: the product stays small */
        return FALSE;
      record.n *= record.dims[d];
    }
  if (record.kind == KIND_TEXT)
    {
      if (!take (reader, record.n, &data) || !g_utf8_validate_len ((const char *) data, record.n, NULL))
        return FALSE;
      record.values = g_strndup ((const char *) data, record.n);
    }
  else if (record.kind == KIND_HALF)
    {
      float *values;

      if (!take (reader, record.n * 2, &data))
        return FALSE;
      record.values = values = g_new (float, record.n);
      for (gsize i = 0; i < record.n; i++)
        values[i] = att_half_to_float (data[2 * i] | data[2 * i + 1] << 8);
    }
  else
    {
      float *values;

      if (!take (reader, record.n * sizeof (float), &data))
        return FALSE;
      record.values = values = g_new (float, record.n);
      for (gsize i = 0; i < record.n; i++)
        {
          guint32 bits;

          memcpy (&bits, data + i * sizeof bits, sizeof bits);
          bits = GUINT32_FROM_LE (bits);
          memcpy (&values[i], &bits, sizeof bits);
        }
    }
  add (self, name, g_memdup2 (&record, sizeof record));
  return TRUE;
}

AttTensorFile *
att_tensor_file_parse (GBytes *bytes, const char *where, GError **error)
{
  g_autoptr (AttTensorFile) self = att_tensor_file_new ();
  Reader reader;
  const guint8 *magic;
  guint8 sum[DIGEST_SIZE];
  guint32 version, n_records;

  self->where = g_strdup (where);
  reader.data = g_bytes_get_data (bytes, &reader.left);
  if (reader.left < strlen (MAGIC) + DIGEST_SIZE || memcmp (reader.data, MAGIC, strlen (MAGIC)) != 0)
    {
      damaged (error, where, "it is not a model file");
      return NULL;
    }
  reader.left -= DIGEST_SIZE;
  digest (reader.data, reader.left, sum);
  if (memcmp (sum, reader.data + reader.left, DIGEST_SIZE) != 0)
    {
      damaged (error, where, "its checksum does not fit: it is damaged or cut short");
      return NULL;
    }
  take (&reader, strlen (MAGIC), &magic);
  if (!take_u32 (&reader, &version) || version != VERSION)
    {
      damaged (error, where, "it was written by another version of the program");
      return NULL;
    }
  if (!take_u32 (&reader, &n_records) || n_records > MAX_RECORDS)
    {
      damaged (error, where, "its table makes no sense");
      return NULL;
    }
  for (guint i = 0; i < n_records; i++)
    if (!take_record (self, &reader))
      {
        damaged (error, where, "a record in it makes no sense");
        return NULL;
      }
  if (reader.left > 0)
    {
      damaged (error, where, "there is more in it than it says");
      return NULL;
    }
  return g_steal_pointer (&self);
}

static Record *
find (AttTensorFile *self, const char *name, gboolean text, GError **error)
{
  Record *record = g_hash_table_lookup (self->records, name);

  if (record != NULL && (record->kind == KIND_TEXT) == text)
    return record;
  g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED, "%s: it has no “%s”", self->where, name);
  return NULL;
}

const float *
att_tensor_file_get (AttTensorFile *self, const char *name, int n_dims, guint32 *dims, GError **error)
{
  Record *record = find (self, name, FALSE, error);
  gboolean fits;

  if (record == NULL)
    return NULL;
  fits = record->n_dims == (guint) n_dims;
  for (int i = 0; fits && i < n_dims; i++)
    {
      fits = dims[i] == 0 || dims[i] == record->dims[i];
      dims[i] = record->dims[i];
    }
  if (fits)
    return record->values;
  g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED, "%s: “%s” has the wrong shape",
               self->where, name);
  return NULL;
}

const char *
att_tensor_file_get_text (AttTensorFile *self, const char *name, GError **error)
{
  Record *record = find (self, name, TRUE, error);

  return record != NULL ? record->values : NULL;
}
