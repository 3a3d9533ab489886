/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-content.h"

#include <math.h>

#include "att-distance.h"
#include "att-fields.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttFields, att_fields_free)

static void
add_sound (const AttSoundCompact *sound, guint32 item, guint32 first_column, GArray *entries)
{
  double squares = 0;

  for (guint a = 0; a < ATT_SOUND_N_AXES; a++)
    squares += sound->x[a] * sound->x[a];
  for (guint a = 0; a < ATT_SOUND_N_AXES; a++)
    if (sound->x[a] != 0)
      {
        const AttCsrEntry entry = { item, first_column + a, sound->x[a] / sqrt (squares) };

        g_array_append_val (entries, entry);
      }
}

AttCsr *
att_content_new (const AttCatalogue *catalogue)
{
  g_autoptr (AttFields) fields = att_fields_new (catalogue);
  g_autofree guint32 *n_items = g_new0 (guint32, fields->n_terms + 1);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  const gsize n_rows = fields->n_items, n_cols = fields->n_terms + ATT_SOUND_N_AXES;

  for (guint i = 0; i < fields->n_items; i++)
    for (guint part = 0, n; part < ATT_FIELDS_N_PARTS; part++)
      {
        const AttComponent *c = att_fields_get (fields, i, part, &n);

        for (guint k = 0; k < n; k++)
          n_items[c[k].term]++;
      }
  for (guint i = 0; i < fields->n_items; i++)
    {
      const int vector = att_catalogue_item (catalogue, i)->vector;

      for (guint part = 0, n; part < ATT_FIELDS_N_PARTS; part++)
        {
          const AttComponent *c = att_fields_get (fields, i, part, &n);

          for (guint k = 0; k < n; k++)
            if (n_items[c[k].term] > 1 && fields->fields[c[k].term] != ATT_FIELD_PLAYLIST)
              g_array_append_val (entries, ((AttCsrEntry) { i, c[k].term, c[k].x }));
        }
      if (vector >= 0)
        add_sound (&catalogue->sounds[vector], i, fields->n_terms, entries);
    }
  g_clear_pointer (&fields, att_fields_free);
  return att_csr_new (n_rows, n_cols, (AttCsrEntry *) entries->data, entries->len);
}

AttCsr *
att_content_new_genres (const AttCatalogue *catalogue, const int *classes, guint n_classes)
{
  g_autofree int *columns = g_new (int, catalogue->n_classes + 1);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));

  for (int cls = 0; cls < catalogue->n_classes; cls++)
    columns[cls] = -1;
  for (guint c = 0; c < n_classes; c++)
    if (classes[c] >= 0)
      columns[classes[c]] = c;
  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    {
      const guint n = att_catalogue_item (catalogue, i)->n_genres;
      const AttItemGenre *genres = att_catalogue_genres_of (catalogue, i);
      double sum = 0;

      for (guint g = 0; g < n; g++)
        sum += genres[g].weight;
      for (guint g = 0; g < n; g++)
        {
          const int column = columns[att_catalogue_class_of (catalogue, i, g)];
          const AttCsrEntry entry = { i, column, genres[g].weight / sum };

          if (column >= 0)
            g_array_append_val (entries, entry);
        }
    }
  return att_csr_new (att_catalogue_n (catalogue), n_classes, (AttCsrEntry *) entries->data, entries->len);
}

GArray *
att_content_find_genres (const AttCatalogue *catalogue, guint most)
{
  g_autofree float *n_items = g_new0 (float, catalogue->n_classes + 1);
  g_autofree AttNumHit *hits = g_new (AttNumHit, most + 1);
  GArray *classes = g_array_new (FALSE, FALSE, sizeof (int));
  gsize n;

  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    for (guint g = 0; g < att_catalogue_item (catalogue, i)->n_genres; g++)
      n_items[att_catalogue_class_of (catalogue, i, g)]++;
  n = att_num_top_k (hits, most, n_items, catalogue->n_classes);
  for (gsize h = 0; h < n && hits[h].score > 0; h++)
    {
      const int cls = hits[h].index;

      g_array_append_val (classes, cls);
    }
  return classes;
}
