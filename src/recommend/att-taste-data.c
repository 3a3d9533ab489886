/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-taste-data.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "att-csr.h"
#include "att-random.h"

G_DEFINE_QUARK (att-taste-data-error-quark, att_taste_data_error)

typedef struct {
  AttTasteData *data;
  GHashTable *items, *users, *tags; /* name → number + 1 */
  GArray *entries, *tag_entries;    /* of AttCsrEntry */
} Reading;

typedef gboolean (*RowFunc) (Reading *self, char **columns, guint n_columns);

static void
listener_free (AttTasteListener *self)
{
  g_free (self->name);
  g_strfreev (self->genres);
  g_array_unref (self->items);
  g_free (self);
}

static guint
number_of (GHashTable *names, const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (names, name));

  if (number == 0)
    {
      number = g_hash_table_size (names) + 1;
      g_hash_table_insert (names, g_strdup (name), GUINT_TO_POINTER (number));
    }
  return number - 1;
}

/* FALSE from @take: the line is not what it should be */
static gboolean
read_rows (Reading *self, const char *path, RowFunc take, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = NULL;

      g_strchomp (lines[i]);
      if (*lines[i] == '\0')
        continue;
      columns = g_strsplit (lines[i], "\t", -1);
      if (!g_utf8_validate (lines[i], -1, NULL) || !take (self, columns, g_strv_length (columns)))
        {
          g_set_error (error, ATT_TASTE_DATA_ERROR, ATT_TASTE_DATA_ERROR_BAD_LINE,
                       _("%1$s: line %2$u is not what such a table has"), path, i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static void
add_tags (Reading *self, AttTrack *track, GArray *weights, const char *text)
{
  g_auto (GStrv) tags = g_strsplit (text, "|", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; tags[i] != NULL; i++)
    {
      char *colon = strrchr (tags[i], ':');
      const float weight = colon != NULL ? g_ascii_strtod (colon + 1, NULL) : 1;
      AttCsrEntry entry;

      if (colon != NULL)
        *colon = '\0';
      if (*tags[i] == '\0' || !(weight > 0))
        continue;
      g_ptr_array_add (names, tags[i]);
      g_array_append_val (weights, weight);
      entry = (AttCsrEntry) { track->id - 1, number_of (self->tags, tags[i]), weight };
      g_array_append_val (self->tag_entries, entry);
    }
  att_track_set_genres (track, (const char *const *) names->pdata, names->len);
}

static gboolean
take_item (Reading *self, char **columns, guint n_columns)
{
  GPtrArray *tracks = self->data->tracks;
  AttTrack *track;
  GArray *weights;

  if (n_columns < 2 || g_hash_table_contains (self->items, columns[0]))
    return FALSE;
  track = att_track_new ();
  weights = g_array_new (FALSE, FALSE, sizeof (float));
  track->id = tracks->len + 1;
  att_track_set_string (&track->uri, columns[0], FALSE);
  att_track_set_string (&track->artist, columns[1], TRUE);
  if (n_columns > 2 && *columns[2] != '\0')
    att_track_set_string (&track->title, columns[2], FALSE);
  if (n_columns > 3)
    add_tags (self, track, weights, columns[3]);
  g_ptr_array_add (tracks, track);
  g_ptr_array_add (self->data->weights, weights);
  g_hash_table_insert (self->items, g_strdup (columns[0]), GUINT_TO_POINTER (tracks->len));
  return TRUE;
}

static gboolean
take_event (Reading *self, char **columns, guint n_columns)
{
  AttCsrEntry entry;

  if (n_columns < 3)
    return FALSE;
  entry.column = GPOINTER_TO_UINT (g_hash_table_lookup (self->items, columns[1]));
  entry.value = g_ascii_strtod (columns[2], NULL);
  if (!(entry.value > 0))
    return FALSE;
  if (entry.column-- == 0)
    return TRUE;
  entry.row = number_of (self->users, columns[0]);
  g_array_append_val (self->entries, entry);
  return TRUE;
}

static gboolean
take_listener (Reading *self, char **columns, guint n_columns)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_auto (GStrv) items = NULL;
  AttTasteListener *listener;

  if (n_columns < 3)
    return FALSE;
  items = g_strsplit (columns[2], ",", -1);
  listener = g_new0 (AttTasteListener, 1);
  listener->name = g_strdup (columns[0]);
  listener->genres = g_strsplit (columns[1], ",", -1);
  listener->items = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; items[i] != NULL; i++)
    {
      const int item = GPOINTER_TO_INT (g_hash_table_lookup (self->items, items[i])) - 1;

      if (item >= 0 && g_hash_table_add (seen, GINT_TO_POINTER (item + 1)))
        g_array_append_val (listener->items, item);
    }
  g_ptr_array_add (self->data->listeners, listener);
  return TRUE;
}

AttTasteData *
att_taste_data_read (const char *dir, const char *listeners, GError **error)
{
  g_autoptr (AttTasteData) self = g_new0 (AttTasteData, 1);
  g_autofree char *items_path = g_build_filename (dir, "items.tsv", NULL);
  g_autofree char *events_path = g_build_filename (dir, "events.tsv", NULL);
  g_autoptr (GHashTable) items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) users = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autoptr (GArray) tag_entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  Reading reading = { self, items, users, tags, entries, tag_entries };

  self->tracks = g_ptr_array_new_with_free_func (g_object_unref);
  self->weights = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) listener_free);
  if (!read_rows (&reading, items_path, take_item, error) || !read_rows (&reading, events_path, take_event, error) ||
      (listeners != NULL && !read_rows (&reading, listeners, take_listener, error)))
    return NULL;
  if (self->tracks->len == 0 || (listeners != NULL && self->listeners->len == 0))
    {
      g_set_error (error, ATT_TASTE_DATA_ERROR, ATT_TASTE_DATA_ERROR_EMPTY, _("%s: nothing is in it"),
                   self->tracks->len == 0 ? items_path : listeners);
      return NULL;
    }
  self->events = att_csr_new (g_hash_table_size (users), self->tracks->len, (AttCsrEntry *) entries->data, entries->len);
  self->tags = att_csr_new (self->tracks->len, g_hash_table_size (tags), (AttCsrEntry *) tag_entries->data,
                            tag_entries->len);
  if (self->events == NULL || self->tags == NULL)
    g_error ("out of memory");
  return g_steal_pointer (&self);
}

void
att_taste_data_free (AttTasteData *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->tracks, g_ptr_array_unref);
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  att_csr_free (self->tags);
  att_csr_free (self->events);
  g_free (self);
}

AttCatalogue *
att_taste_data_make_catalogue (const AttTasteData *self)
{
  AttCatalogue *catalogue = att_catalogue_new ();

  for (guint i = 0; i < self->tracks->len; i++)
    {
      GArray *weights = g_ptr_array_index (self->weights, i);

      att_catalogue_add_weighted (catalogue, g_ptr_array_index (self->tracks, i), (const float *) weights->data);
    }
  att_catalogue_finish (catalogue);
  return catalogue;
}

AttCsr *
att_taste_data_take_users (const AttTasteData *self, guint n, guint64 seed)
{
  const guint n_users = self->events->n_rows;
  g_autofree guint32 *order = g_new (guint32, n_users + 1);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  AttRandom random;
  AttCsr *out;

  for (guint i = 0; i < n_users; i++)
    order[i] = i;
  att_random_init (&random, seed);
  att_random_shuffle (&random, order, n_users);
  n = MIN (n, n_users);
  for (guint i = 0; i < n; i++)
    for (gsize j = self->events->start[order[i]]; j < self->events->start[order[i] + 1]; j++)
      {
        const AttCsrEntry entry = { i, self->events->column[j], self->events->value[j] };

        g_array_append_val (entries, entry);
      }
  out = att_csr_new (n, self->tracks->len, (AttCsrEntry *) entries->data, entries->len);
  if (out == NULL)
    g_error ("out of memory");
  return out;
}
