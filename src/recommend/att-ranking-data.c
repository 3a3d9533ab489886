/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-ranking-data.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-csr.h"

#define DAY 86400.0

G_DEFINE_QUARK (att-ranking-data-error-quark, att_ranking_data_error)

typedef struct {
  AttRankingData *data;
  GHashTable *users, *items; /* name → number + 1 */
  GArray *entries;           /* of AttCsrEntry */
  GArray *times;             /* of double, as many; NAN: none */
  GHashTable *cases;         /* user << 32 | item → number of the case + 1 */
} Reading;

typedef gboolean (*LineFunc) (Reading *self, char **columns, guint n_columns);

static guint
number_of (GHashTable *table, GPtrArray *names, const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (table, name));

  if (number == 0)
    {
      g_ptr_array_add (names, g_strdup (name));
      number = names->len;
      g_hash_table_insert (table, g_ptr_array_index (names, number - 1), GUINT_TO_POINTER (number));
    }
  return number - 1;
}

static guint
user_of (Reading *self, const char *name)
{
  return number_of (self->users, self->data->users, name);
}

static guint
item_of (Reading *self, const char *name)
{
  return number_of (self->items, self->data->items, name);
}

static gboolean
read_lines (Reading *self, const char *path, LineFunc take, GError **error)
{
  g_autofree char *text = NULL;
  char *line, *next;
  guint number = 0;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  for (line = text; line != NULL; line = next)
    {
      g_auto (GStrv) columns = NULL;

      number++;
      next = strchr (line, '\n');
      if (next != NULL)
        *next++ = '\0';
      g_strchomp (line);
      if (*line == '\0')
        continue;
      columns = g_strsplit (line, "\t", -1);
      if (!take (self, columns, g_strv_length (columns)))
        {
          g_set_error (error, ATT_RANKING_DATA_ERROR, ATT_RANKING_DATA_ERROR_BAD_LINE,
                       _("%1$s: line %2$u is not what such a table has"), path, number);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
take_train (Reading *self, char **columns, guint n_columns)
{
  AttCsrEntry entry;
  double time = NAN;

  if (n_columns < 3)
    return FALSE;
  entry.row = user_of (self, columns[0]);
  entry.column = item_of (self, columns[1]);
  entry.value = g_ascii_strtod (columns[2], NULL);
  if (n_columns > 3)
    time = g_ascii_strtod (columns[3], NULL);
  if (!(entry.value > 0)) /* a pair that was not liked at all is no play */
    return entry.value == 0;
  g_array_append_val (self->entries, entry);
  g_array_append_val (self->times, time);
  return TRUE;
}

static gpointer
case_key (guint user, guint item)
{
  gint64 *key = g_new (gint64, 1);

  *key = (gint64) user << 32 | item;
  return key;
}

static gboolean
take_test (Reading *self, char **columns, guint n_columns)
{
  AttRankingCase one = { 0 };

  if (n_columns < 2)
    return FALSE;
  one.user = user_of (self, columns[0]);
  one.target = item_of (self, columns[1]);
  one.negatives = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->data->cases, one);
  g_hash_table_insert (self->cases, case_key (one.user, one.target), GUINT_TO_POINTER (self->data->cases->len));
  return TRUE;
}

static gboolean
take_negatives (Reading *self, char **columns, guint n_columns)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  char *comma = strchr (columns[0], ','), *end = strrchr (columns[0], ')');
  g_autofree gint64 *key = NULL;
  AttRankingCase *one;
  guint number;

  if (columns[0][0] != '(' || comma == NULL || end == NULL || end < comma)
    return FALSE;
  *comma = *end = '\0';
  key = case_key (user_of (self, columns[0] + 1), item_of (self, comma + 1));
  number = GPOINTER_TO_UINT (g_hash_table_lookup (self->cases, key));
  if (number == 0)
    return FALSE;
  one = &g_array_index (self->data->cases, AttRankingCase, number - 1);
  for (guint i = 1; i < n_columns; i++)
    if (*columns[i] != '\0')
      {
        const guint item = item_of (self, columns[i]);

        if (item != one->target && g_hash_table_add (seen, GUINT_TO_POINTER (item + 1)))
          g_array_append_val (one->negatives, item);
      }
  return TRUE;
}

static AttCsr *
make_matrix (const Reading *self)
{
  g_autofree AttCsrEntry *entries = g_memdup2 (self->entries->data, self->entries->len * sizeof (AttCsrEntry));

  return att_csr_new (self->data->users->len, self->data->items->len, entries, self->entries->len);
}

/* NULL where a line has no time, or a pair comes twice: it would have two */
static AttCsr *
make_times (const Reading *self)
{
  g_autofree AttCsrEntry *entries = g_memdup2 (self->entries->data, self->entries->len * sizeof (AttCsrEntry));
  double first = INFINITY;
  AttCsr *out;

  for (guint i = 0; i < self->times->len; i++)
    {
      if (isnan (g_array_index (self->times, double, i)))
        return NULL;
      first = MIN (first, g_array_index (self->times, double, i));
    }
  for (guint i = 0; i < self->times->len; i++)
    entries[i].value = 1 + (g_array_index (self->times, double, i) - first) / DAY;
  out = att_csr_new (self->data->users->len, self->data->items->len, entries, self->entries->len);
  if (out != NULL && att_csr_n_entries (out) != self->entries->len)
    g_clear_pointer (&out, att_csr_free);
  return out;
}

static void
case_clear (AttRankingCase *one)
{
  g_clear_pointer (&one->negatives, g_array_unref);
}

AttRankingData *
att_ranking_data_read (const char *train, const char *test, const char *negatives, GError **error)
{
  g_autoptr (AttRankingData) self = g_new0 (AttRankingData, 1);
  g_autoptr (GHashTable) users = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) items = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) cases = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  Reading reading = { self, users, items, entries, times, cases };

  self->users = g_ptr_array_new_with_free_func (g_free);
  self->items = g_ptr_array_new_with_free_func (g_free);
  self->cases = g_array_new (FALSE, FALSE, sizeof (AttRankingCase));
  g_array_set_clear_func (self->cases, (GDestroyNotify) case_clear);
  if (!read_lines (&reading, train, take_train, error) || !read_lines (&reading, test, take_test, error) ||
      !read_lines (&reading, negatives, take_negatives, error))
    return NULL;
  if (entries->len == 0 || self->cases->len == 0)
    {
      g_set_error (error, ATT_RANKING_DATA_ERROR, ATT_RANKING_DATA_ERROR_EMPTY, _("%s: nothing is in it"),
                   entries->len == 0 ? train : test);
      return NULL;
    }
  self->train = make_matrix (&reading);
  self->times = make_times (&reading);
  return g_steal_pointer (&self);
}

void
att_ranking_data_free (AttRankingData *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->cases, g_array_unref);
  att_csr_free (self->train);
  att_csr_free (self->times);
  g_free (self);
}
