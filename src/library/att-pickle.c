/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-pickle.h"

#include <math.h>
#include <string.h>

#define BLOCK_SIZE (64 * 1024)

typedef struct {
  AttPickle *pickle;
  const char *at, *end;
  gboolean (*is_dict) (const char *module, const char *name);
  GPtrArray *stack;    /* of AttPickleValue; NULL: a mark */
  GPtrArray *memo;
  GError **error;
} Reader;

static gpointer
allocate (AttPickle *self, gsize size)
{
  char *block;

  size = (size + 7) & ~(gsize) 7;
  if (self->blocks->len == 0 || self->used + size > BLOCK_SIZE)
    {
      g_ptr_array_add (self->blocks, g_malloc (MAX (size, BLOCK_SIZE)));
      self->used = 0;
    }
  block = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  self->used += size;
  return block + self->used - size;
}

static gboolean
fail (Reader *self, const char *cause)
{
  if (self->error != NULL && *self->error == NULL)
    g_set_error_literal (self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, cause);
  return FALSE;
}

static gboolean
fail_short (Reader *self)
{
  return fail (self, "it ends too early");
}

static gboolean
fail_shape (Reader *self)
{
  return fail (self, "it is not a list of dictionaries");
}

static AttPickleValue *
push (Reader *self, AttPickleType type)
{
  AttPickleValue *value = allocate (self->pickle, sizeof *value);

  memset (value, 0, sizeof *value);
  value->type = type;
  if (type == ATT_PICKLE_LIST || type == ATT_PICKLE_DICT)
    {
      value->array = g_ptr_array_new ();
      g_ptr_array_add (self->pickle->arrays, value->array);
    }
  g_ptr_array_add (self->stack, value);
  return value;
}

/* NULL: nothing is there, or a mark */
static AttPickleValue *
pop (Reader *self)
{
  return self->stack->len > 0 ? g_ptr_array_steal_index (self->stack, self->stack->len - 1) : NULL;
}

static AttPickleValue *
top (Reader *self)
{
  return self->stack->len > 0 ? g_ptr_array_index (self->stack, self->stack->len - 1) : NULL;
}

/* @out: @n bytes, as a little-endian number */
static gboolean
take_number (Reader *self, guint n, guint64 *out)
{
  if (self->end - self->at < n)
    return fail_short (self);
  *out = 0;
  for (guint i = 0; i < n; i++)
    *out |= (guint64) (guint8) self->at[i] << (8 * i);
  self->at += n;
  return TRUE;
}

static gboolean
push_text (Reader *self, guint n_length)
{
  AttPickleValue *value;
  guint64 length;

  if (!take_number (self, n_length, &length))
    return FALSE;
  if (length > (guint64) (self->end - self->at))
    return fail_short (self);
  value = push (self, ATT_PICKLE_TEXT);
  value->text = self->at;
  value->n = length;
  self->at += length;
  return TRUE;
}

static gboolean
push_integer (Reader *self, guint n, gboolean has_sign)
{
  guint64 number;

  if (n > 8) /* nothing that is counted here is as large */
    {
      if (self->end - self->at < n)
        return fail_short (self);
      self->at += n;
      push (self, ATT_PICKLE_NONE);
      return TRUE;
    }
  if (!take_number (self, n, &number))
    return FALSE;
  if (has_sign && n > 0 && n < 8 && number >> (8 * n - 1))
    number |= G_MAXUINT64 << (8 * n);
  push (self, ATT_PICKLE_INT)->integer = (gint64) number;
  return TRUE;
}

static gboolean
push_float (Reader *self)
{
  guint64 bits;
  double number;

  if (!take_number (self, 8, &bits))
    return FALSE;
  bits = GUINT64_SWAP_LE_BE (bits); /* the one number that is big-endian */
  memcpy (&number, &bits, 8);
  push (self, ATT_PICKLE_FLOAT)->number = number;
  return TRUE;
}

static gboolean
take_line (Reader *self, char **line)
{
  const char *end = memchr (self->at, '\n', self->end - self->at);

  if (end == NULL)
    return fail_short (self);
  *line = g_strndup (self->at, end - self->at);
  self->at = end + 1;
  return TRUE;
}

/* what a name stands for, in AttPickleValue.integer */
enum { NAME_DICT = 1, NAME_ENCODE, NAME_BYTES };

static gboolean
push_name (Reader *self)
{
  g_autofree char *module = NULL, *name = NULL, *cause = NULL, *shown = NULL;
  int what = 0;

  if (!take_line (self, &module) || !take_line (self, &name))
    return FALSE;
  if (g_str_equal (module, "_codecs") && g_str_equal (name, "encode"))
    what = NAME_ENCODE;
  else if ((g_str_equal (module, "__builtin__") || g_str_equal (module, "builtins")) && g_str_equal (name, "bytes"))
    what = NAME_BYTES;
  else if (self->is_dict (module, name))
    what = NAME_DICT;
  if (what != 0)
    {
      push (self, ATT_PICKLE_NAME)->integer = what;
      return TRUE;
    }
  shown = g_strescape (module, NULL);
  cause = g_strdup_printf ("it asks for “%.60s”, which has no place in it", shown);
  return fail (self, cause);
}

static gboolean
push_tuple (Reader *self, guint n)
{
  const AttPickleValue **values;
  AttPickleValue *tuple;

  if (self->stack->len < n)
    return fail_shape (self);
  values = allocate (self->pickle, n * sizeof *values);
  for (guint i = n; i-- > 0;)
    if ((values[i] = pop (self)) == NULL)
      return fail_shape (self);
  tuple = push (self, ATT_PICKLE_TUPLE);
  tuple->values = values;
  tuple->n = n;
  return TRUE;
}

/* the number of values above the last mark, which is taken away; G_MAXUINT: there is none */
static guint
find_mark (Reader *self)
{
  for (guint i = self->stack->len; i-- > 0;)
    if (g_ptr_array_index (self->stack, i) == NULL)
      {
        g_ptr_array_remove_index (self->stack, i);
        return self->stack->len - i;
      }
  return G_MAXUINT;
}

/* the last @n values into the list or dict below them */
static gboolean
put (Reader *self, AttPickleType type, guint n)
{
  AttPickleValue *into;
  guint first;

  if (n == G_MAXUINT || self->stack->len < n + 1 || (type == ATT_PICKLE_DICT && n % 2 != 0))
    return fail_shape (self);
  first = self->stack->len - n;
  into = g_ptr_array_index (self->stack, first - 1);
  if (into == NULL || into->type != type)
    return fail_shape (self);
  for (guint i = first; i < self->stack->len; i++)
    {
      if (g_ptr_array_index (self->stack, i) == NULL)
        return fail_shape (self);
      g_ptr_array_add (into->array, g_ptr_array_index (self->stack, i));
    }
  g_ptr_array_set_size (self->stack, first);
  return TRUE;
}

/* NEWOBJ and REDUCE: a name and a tuple of what it is called with */
static gboolean
call (Reader *self)
{
  const AttPickleValue *arguments = pop (self), *name = pop (self);

  if (arguments == NULL || arguments->type != ATT_PICKLE_TUPLE || name == NULL || name->type != ATT_PICKLE_NAME)
    return fail_shape (self);
  if (name->integer == NAME_DICT && arguments->n == 0)
    {
      push (self, ATT_PICKLE_DICT);
      return TRUE;
    }
  if (name->integer == NAME_BYTES && arguments->n == 0)
    {
      push (self, ATT_PICKLE_TEXT)->text = "";
      return TRUE;
    }
  if (name->integer == NAME_ENCODE && arguments->n == 2 && arguments->values[0]->type == ATT_PICKLE_TEXT &&
      arguments->values[1]->type == ATT_PICKLE_TEXT && arguments->values[1]->n == 6 &&
      memcmp (arguments->values[1]->text, "latin1", 6) == 0)
    {
      *push (self, ATT_PICKLE_LATIN1) = *arguments->values[0];
      top (self)->type = ATT_PICKLE_LATIN1;
      return TRUE;
    }
  return fail_shape (self);
}

static gboolean
memorise (Reader *self, guint n_bytes)
{
  guint64 number;

  if (!take_number (self, n_bytes, &number))
    return FALSE;
  if (top (self) == NULL || number > self->memo->len + 1) /* numbers are given one after the other, from 0 or 1 */
    return fail_shape (self);
  if (number > self->memo->len)
    g_ptr_array_add (self->memo, NULL);
  if (number == self->memo->len)
    g_ptr_array_add (self->memo, top (self));
  else
    self->memo->pdata[number] = top (self);
  return TRUE;
}

static gboolean
recall (Reader *self, guint n_bytes)
{
  guint64 number;

  if (!take_number (self, n_bytes, &number))
    return FALSE;
  if (number >= self->memo->len || g_ptr_array_index (self->memo, number) == NULL)
    return fail_shape (self);
  g_ptr_array_add (self->stack, g_ptr_array_index (self->memo, number));
  return TRUE;
}

static gboolean
step (Reader *self, guint8 opcode)
{
  guint64 number;
  guint n;

  switch (opcode)
    {
    case 0x80: return take_number (self, 1, &number) && (number <= 2 || fail (self, "its protocol is above 2"));
    case '(': g_ptr_array_add (self->stack, NULL); return TRUE;
    case ']': push (self, ATT_PICKLE_LIST); return TRUE;
    case '}': push (self, ATT_PICKLE_DICT); return TRUE;
    case 'N': push (self, ATT_PICKLE_NONE); return TRUE;
    case 0x88: push (self, ATT_PICKLE_INT)->integer = 1; return TRUE;
    case 0x89: push (self, ATT_PICKLE_INT); return TRUE;
    case 'K': return push_integer (self, 1, FALSE);
    case 'M': return push_integer (self, 2, FALSE);
    case 'J': return push_integer (self, 4, TRUE);
    case 0x8a: return take_number (self, 1, &number) && push_integer (self, number, TRUE);
    case 'G': return push_float (self);
    case 'U': return push_text (self, 1);
    case 'T':
    case 'X': return push_text (self, 4);
    case ')': return push_tuple (self, 0);
    case 0x85: return push_tuple (self, 1);
    case 0x86: return push_tuple (self, 2);
    case 0x87: return push_tuple (self, 3);
    case 't':
      n = find_mark (self);
      return n != G_MAXUINT ? push_tuple (self, n) : fail_shape (self);
    case 'c': return push_name (self);
    case 0x81:
    case 'R': return call (self);
    case 'b': return pop (self) != NULL || fail_shape (self); /* what an object is beside a dictionary */
    case 'a': return put (self, ATT_PICKLE_LIST, 1);
    case 'e': return put (self, ATT_PICKLE_LIST, find_mark (self));
    case 's': return put (self, ATT_PICKLE_DICT, 2);
    case 'u': return put (self, ATT_PICKLE_DICT, find_mark (self));
    case 'q': return memorise (self, 1);
    case 'r': return memorise (self, 4);
    case 'h': return recall (self, 1);
    case 'j': return recall (self, 4);
    default: return fail (self, "it holds more than lists and dictionaries");
    }
}

AttPickle *
att_pickle_read (const char *data, gsize size, gboolean (*is_dict) (const char *module, const char *name),
                 GError **error)
{
  g_autoptr (AttPickle) self = g_new0 (AttPickle, 1);
  g_autoptr (GPtrArray) stack = g_ptr_array_new (), memo = g_ptr_array_new ();
  g_autoptr (GError) cause = NULL;
  Reader reader = { self, data, data + size, is_dict, stack, memo, &cause };

  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  while (cause == NULL && self->root == NULL)
    {
      if (reader.at == reader.end)
        fail_short (&reader);
      else if (*reader.at == '.')
        {
          self->root = top (&reader);
          if (self->root == NULL)
            fail_shape (&reader);
        }
      else
        step (&reader, (guint8) *reader.at++);
    }
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
att_pickle_free (AttPickle *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->arrays);
  g_free (self);
}

const AttPickleValue *
att_pickle_get (const AttPickleValue *dict, const char *key)
{
  const gsize length = strlen (key);

  for (guint i = dict->array->len; i >= 2; i -= 2)
    {
      const AttPickleValue *name = g_ptr_array_index (dict->array, i - 2);

      if ((name->type == ATT_PICKLE_TEXT || name->type == ATT_PICKLE_LATIN1) && name->n == length &&
          memcmp (name->text, key, length) == 0)
        return g_ptr_array_index (dict->array, i - 1);
    }
  return NULL;
}

char *
att_pickle_dup_bytes (const AttPickleValue *value)
{
  GString *bytes;

  if (value == NULL || (value->type != ATT_PICKLE_TEXT && value->type != ATT_PICKLE_LATIN1))
    return NULL;
  if (value->type == ATT_PICKLE_TEXT)
    return g_strndup (value->text, value->n);
  bytes = g_string_new (NULL);
  if (g_utf8_validate (value->text, value->n, NULL))
    for (const char *p = value->text; p < value->text + value->n; p = g_utf8_next_char (p))
      g_string_append_c (bytes, (char) MIN (g_utf8_get_char (p), 255));
  return g_string_free (bytes, FALSE);
}

double
att_pickle_get_number (const AttPickleValue *value)
{
  if (value != NULL && value->type == ATT_PICKLE_INT)
    return value->integer;
  return value != NULL && value->type == ATT_PICKLE_FLOAT && isfinite (value->number) ? value->number : 0;
}
