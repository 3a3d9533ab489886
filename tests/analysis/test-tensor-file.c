/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Model files: each way in which one can be damaged or forged
 */
#include "att-tensor-file.h"

#include <string.h>

#include "att-genre-model.h"
#include "make-audio.h"

#define DIGEST_SIZE 32

static const float numbers[] = { 1, -2.5f, 3e-8f, 0, 65504, -1e30f };

/* a little of everything, as it is written */
static GByteArray *
make_file (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *path = g_build_filename (dir, "a.attm", NULL);
  g_autoptr (AttTensorFile) file = att_tensor_file_new ();
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize n;

  att_tensor_file_add (file, "net/0/W", numbers, 2, (guint32[]){ 2, 3 });
  att_tensor_file_add_half (file, "half", numbers, 3, (guint32[]){ 1, 1, 5 });
  att_tensor_file_add_text (file, "labels", "Jazz\nKlänge");
  att_tensor_file_add_text (file, "nothing", "");
  g_assert_true (att_tensor_file_save (file, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  make_audio_clear (dir);
  return g_byte_array_new_take ((guint8 *) bytes, n);
}

static AttTensorFile *
parse (const guint8 *data, gsize n, GError **error)
{
  g_autofree guint8 *exact = g_memdup2 (data, n); /* of its own, so that a sanitizer sees a byte read beyond */
  g_autoptr (GBytes) bytes = g_bytes_new_static (exact, n);

  return att_tensor_file_parse (bytes, "x.attm", error);
}

static void
assert_refused (const guint8 *data, gsize n, const char *cause)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTensorFile) file = parse (data, n, &error);

  g_assert_null (file);
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED);
  g_assert_true (g_str_has_prefix (error->message, "x.attm: "));
  g_assert_nonnull (strstr (error->message, cause));
}

static void
seal (GByteArray *file)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = DIGEST_SIZE;

  g_checksum_update (checksum, file->data, file->len - DIGEST_SIZE);
  g_checksum_get_digest (checksum, file->data + file->len - DIGEST_SIZE, &size);
}

static void
test_round_trip (void)
{
  g_autoptr (GByteArray) bytes = make_file ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTensorFile) file = parse (bytes->data, bytes->len, &error);
  guint32 dims[3] = { 0 };
  const float *values;

  g_assert_no_error (error);
  values = att_tensor_file_get (file, "net/0/W", 2, dims, &error);
  g_assert_cmpmem (values, sizeof numbers, numbers, sizeof numbers);
  g_assert_cmpuint (dims[0], ==, 2);
  g_assert_cmpuint (dims[1], ==, 3);
  dims[0] = dims[1] = dims[2] = 0;
  values = att_tensor_file_get (file, "half", 3, dims, &error);
  g_assert_cmpuint (dims[2], ==, 5);
  g_assert_cmpfloat (values[1], ==, -2.5f);
  g_assert_cmpfloat (values[4], ==, 65504);
  g_assert_cmpstr (att_tensor_file_get_text (file, "labels", &error), ==, "Jazz\nKlänge");
  g_assert_cmpstr (att_tensor_file_get_text (file, "nothing", &error), ==, "");
  g_assert_no_error (error);
  g_assert_null (att_tensor_file_get (file, "labels", 1, (guint32[]){ 0 }, &error)); /* that is text */
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_null (att_tensor_file_get (file, "net/0/W", 2, (guint32[]){ 3, 2 }, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED);
}

/* each bit turned, each place where a file can be cut, and a byte too many */
static void
test_every_damage (void)
{
  g_autoptr (GByteArray) file = make_file ();

  for (guint at = 0; at < file->len; at++)
    for (int bit = 0; bit < 8; bit++)
      {
        file->data[at] ^= 1 << bit;
        assert_refused (file->data, file->len, at < 8 ? "not a model file" : "checksum");
        file->data[at] ^= 1 << bit;
      }
  for (guint n = 0; n < file->len; n++)
    assert_refused (file->data, n, n < 8 + DIGEST_SIZE ? "not a model file" : "checksum");
  g_byte_array_append (file, (const guint8 *) "", 1);
  assert_refused (file->data, file->len, "checksum");
}

/* the same of the model that is shipped, where every byte would take hours */
static void
test_shipped_damage (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "models", "genre.attm", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTensorFile) whole = NULL;
  g_autofree char *contents = NULL;
  guint8 *bytes;
  gsize n;

  g_assert_true (g_file_get_contents (path, &contents, &n, &error));
  bytes = (guint8 *) contents;
  whole = parse (bytes, n, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 40; i++)
    {
      gsize at = g_test_rand_int_range (8 + DIGEST_SIZE, n);
      int bit = g_test_rand_int_range (0, 8);

      bytes[at] ^= 1 << bit;
      assert_refused (bytes, n, "checksum");
      assert_refused (bytes, at, "checksum");
      bytes[at] ^= 1 << bit;
    }
}

/* Whoever makes up the checksum too: any byte may be anything. It is refused, or read as other values. */
static void
test_every_forgery (void)
{
  static const guint8 values[] = { 0, 1, 2, 0x7f, 0x80, 0xc0, 0xff };
  g_autoptr (GByteArray) file = make_file ();
  guint n_refused = 0;

  for (guint at = 0; at < file->len - DIGEST_SIZE; at++)
    for (guint width = 1; width <= 4; width += 3) /* a byte, or a whole number */
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (AttTensorFile) read = NULL;
          guint8 kept[4];

          if (at + width > file->len - DIGEST_SIZE)
            continue;
          memcpy (kept, file->data + at, width);
          memset (file->data + at, values[i], width);
          seal (file);
          read = parse (file->data, file->len, &error);
          g_assert_true ((read == NULL) == (error != NULL));
          if (read == NULL)
            g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED);
          n_refused += read == NULL;
          memcpy (file->data + at, kept, width);
        }
  g_test_message ("%u refused", n_refused);
  g_assert_cmpuint (n_refused, >, 1000);
  for (guint n = 16; n < file->len - DIGEST_SIZE; n++) /* cut short and sealed again */
    {
      g_autoptr (GByteArray) cut = g_byte_array_new ();

      g_byte_array_append (cut, file->data, n);
      g_byte_array_set_size (cut, n + DIGEST_SIZE);
      seal (cut);
      assert_refused (cut->data, cut->len, "makes no sense");
    }
}

static void
put (GByteArray *file, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (file, (const guint8 *) &value, sizeof value);
}

static void
put_text (GByteArray *file, const char *text, guint n)
{
  g_byte_array_append (file, (const guint8 *) text, n);
}

/* one record "a" of @n_dims sizes, and @n bytes of values */
static GByteArray *
make_forged (guint32 version, guint32 n_records, guint32 name_length, const char *name, guint name_bytes, guint32 kind,
             guint32 n_dims, const guint32 *dims, guint n)
{
  GByteArray *file = g_byte_array_new ();

  put_text (file, "ATTENSOR", 8);
  put (file, version);
  put (file, n_records);
  put (file, name_length);
  put_text (file, name, name_bytes);
  put (file, kind);
  put (file, n_dims);
  for (guint d = 0; dims != NULL && d < MIN (n_dims, 4); d++)
    put (file, dims[d]);
  for (guint i = 0; i < n; i++)
    put_text (file, "A", 1);
  g_byte_array_set_size (file, file->len + DIGEST_SIZE);
  seal (file);
  return file;
}

static void
test_hostile (void)
{
  enum { FLOAT, TEXT, HALF };
  const struct {
    guint32 version, n_records, name_length;
    const char *name;
    guint name_bytes;
    guint32 kind, n_dims, dims[4];
    guint n;
    const char *cause; /* NULL: nothing is wrong */
  } cases[] = {
    { 1, 1, 1, "a", 1, FLOAT, 1, { 2 }, 8, NULL },
    { 2, 1, 1, "a", 1, FLOAT, 1, { 2 }, 8, "another version" },
    { 1, 4097, 1, "a", 1, FLOAT, 1, { 2 }, 8, "table" },
    { 1, G_MAXUINT32, 1, "a", 1, FLOAT, 1, { 2 }, 8, "table" },
    { 1, 2, 1, "a", 1, FLOAT, 1, { 2 }, 8, "record" },
    { 1, 0, 1, "a", 1, FLOAT, 1, { 2 }, 8, "more in it" },
    { 1, 1, 0, "", 0, FLOAT, 1, { 2 }, 8, "record" },
    { 1, 1, 257, "a", 1, FLOAT, 1, { 2 }, 300, "record" },
    { 1, 1, G_MAXUINT32, "a", 1, FLOAT, 1, { 2 }, 8, "record" },
    { 1, 1, 1, "\xff", 1, FLOAT, 1, { 2 }, 8, "record" },
    { 1, 1, 2, "a\0", 2, FLOAT, 1, { 2 }, 8, "record" },
    { 1, 1, 1, "a", 1, 3, 1, { 2 }, 8, "record" },
    { 1, 1, 1, "a", 1, G_MAXUINT32, 1, { 2 }, 8, "record" },
    { 1, 1, 1, "a", 1, FLOAT, 0, { 0 }, 4, "record" },
    { 1, 1, 1, "a", 1, FLOAT, 4, { 1, 1, 1, 1 }, 4, "record" },
    { 1, 1, 1, "a", 1, FLOAT, G_MAXUINT32, { 1, 1, 1, 1 }, 4, "record" },
    { 1, 1, 1, "a", 1, TEXT, 2, { 2, 2 }, 4, "record" },
    { 1, 1, 1, "a", 1, FLOAT, 1, { 0 }, 8, "record" },
    { 1, 1, 1, "a", 1, FLOAT, 1, { 3 }, 8, "record" },
    { 1, 1, 1, "a", 1, FLOAT, 1, { 1 }, 8, "more in it" },
    { 1, 1, 1, "a", 1, FLOAT, 1, { 0x1000001 }, 8, "record" },
    { 1, 1, 1, "a", 1, FLOAT, 1, { G_MAXUINT32 }, 8, "record" },
    { 1, 1, 1, "a", 1, FLOAT, 1, { 0x40000001 }, 8, "record" }, /* four times it is four, in 32 bits */
    { 1, 1, 1, "a", 1, FLOAT, 2, { 0x10000, 0x10000 }, 8, "record" }, /* 0 in 32 bits */
    { 1, 1, 1, "a", 1, FLOAT, 3, { 0x1000000, 0x1000000, 0x1000000 }, 8, "record" },
    { 1, 1, 1, "a", 1, FLOAT, 3, { 0x400000, 0x400000, 0x100000 }, 8, "record" }, /* 0 in 64 bits */
    { 1, 1, 1, "a", 1, HALF, 1, { 5 }, 8, "record" },
    { 1, 1, 1, "a", 1, HALF, 1, { 4 }, 8, NULL },
    { 1, 1, 1, "a", 1, TEXT, 1, { 8 }, 8, NULL },
    { 1, 1, 1, "a", 1, TEXT, 1, { 0 }, 0, NULL },
    { 1, 1, 1, "a", 1, TEXT, 1, { 9 }, 8, "record" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file =
        make_forged (cases[i].version, cases[i].n_records, cases[i].name_length, cases[i].name, cases[i].name_bytes,
                     cases[i].kind, cases[i].n_dims, cases[i].dims, cases[i].n);
      g_autoptr (GError) error = NULL;
      g_autoptr (AttTensorFile) read = NULL;

      g_test_message ("case %u", i);
      if (cases[i].cause != NULL)
        {
          assert_refused (file->data, file->len, cases[i].cause);
          continue;
        }
      read = parse (file->data, file->len, &error);
      g_assert_no_error (error);
    }
}

/* two records of one name, and text that is none */
static void
test_records (void)
{
  static const char *const texts[] = { "\xc3(", "a\0b" };
  GByteArray *file = g_byte_array_new ();

  put_text (file, "ATTENSOR", 8);
  put (file, 1);
  put (file, 2);
  for (int i = 0; i < 2; i++)
    {
      put (file, 1);
      put_text (file, "a", 1);
      put (file, 0);
      put (file, 1);
      put (file, 1);
      put (file, 0);
    }
  g_byte_array_set_size (file, file->len + DIGEST_SIZE);
  seal (file);
  assert_refused (file->data, file->len, "record");
  g_byte_array_unref (file);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const guint32 n = i == 0 ? 2 : 3;

      file = make_forged (1, 1, 1, "a", 1, 1, 1, &n, n);
      memcpy (file->data + file->len - DIGEST_SIZE - n, texts[i], n);
      seal (file);
      assert_refused (file->data, file->len, "record");
      g_byte_array_unref (file);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/tensor-file/round-trip", test_round_trip);
  g_test_add_func ("/analysis/tensor-file/every-damage", test_every_damage);
  g_test_add_func ("/analysis/tensor-file/shipped-damage", test_shipped_damage);
  g_test_add_func ("/analysis/tensor-file/every-forgery", test_every_forgery);
  g_test_add_func ("/analysis/tensor-file/hostile", test_hostile);
  g_test_add_func ("/analysis/tensor-file/records", test_records);
  return g_test_run ();
}
