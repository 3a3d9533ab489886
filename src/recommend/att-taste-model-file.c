/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A GVariant of type MODEL_TYPE, little-endian: version; of the factors number, weight of missing pairs, regularization
 * and the largest absolute value; tracks that somebody has; their factors, one track after the other, 32767 being that
 * largest value; length of each row of plays, its places among the tracks, its values; floats as their bits.
 */
#include "config.h"

#include "att-taste-model.h"

#include <math.h>
#include <string.h>

#define VERSION 1
#define MODEL_TYPE "(uuuuuaxanauauau)"

static guint32
float_bits (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static float
bits_float (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static GVariant *
new_array (const char *type, GArray *array)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE (type), array->data, array->len,
                                    g_array_get_element_size (array));
}

GBytes *
att_taste_model_write (const AttTasteModel *self, const AttCatalogue *catalogue)
{
  const AttAls *als = self->als;
  g_autoptr (GArray) tracks = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (gint16));
  g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint32 *place_of = g_new (guint32, als->n_items + 1);
  g_autoptr (GVariant) variant = NULL, ordered = NULL;
  float largest = 0;

  for (gsize i = 0; i < als->n_items * als->stride; i++)
    largest = MAX (largest, fabsf (als->items[i]));
  for (gsize i = 0; i < als->n_items; i++)
    {
      if (att_csr_row_length (self->by_item, i) == 0)
        continue;
      place_of[i] = tracks->len;
      g_array_append_val (tracks, att_catalogue_item (catalogue, i)->track->id);
      for (int k = 0; k < als->config.n_factors; k++)
        {
          const gint16 number = largest > 0 ? lroundf (als->items[i * als->stride + k] / largest * G_MAXINT16) : 0;

          g_array_append_val (factors, number);
        }
    }
  for (gsize u = 0; u < self->plays->n_rows; u++)
    {
      const guint32 length = att_csr_row_length (self->plays, u);

      g_array_append_val (lengths, length);
      for (gsize i = self->plays->start[u]; i < self->plays->start[u + 1]; i++)
        {
          const guint32 bits = float_bits (self->plays->value[i]);

          g_array_append_val (places, place_of[self->plays->column[i]]);
          g_array_append_val (values, bits);
        }
    }
  variant = g_variant_ref_sink (g_variant_new ("(uuuuu@ax@an@au@au@au)", VERSION, (guint32) als->config.n_factors,
                                               float_bits (als->config.missing),
                                               float_bits (als->config.regularization), float_bits (largest),
                                               new_array ("x", tracks), new_array ("n", factors),
                                               new_array ("u", lengths), new_array ("u", places),
                                               new_array ("u", values)));
  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    ordered = g_variant_byteswap (variant);
  return g_variant_get_data_as_bytes (ordered != NULL ? ordered : variant);
}

typedef struct {
  guint32 version, n_factors, missing, regularization, largest;
  const gint64 *tracks;
  const gint16 *factors;
  const guint32 *lengths, *places, *values;
  gsize n_tracks, n_numbers, n_users, n_places, n_values;
} Parts;

static gboolean
is_sane (const Parts *parts)
{
  guint64 sum = 0;

  if (parts->version != VERSION || parts->n_factors < 1 || parts->n_factors > 256 ||
      parts->n_numbers != parts->n_tracks * parts->n_factors || parts->n_values != parts->n_places ||
      !isfinite (bits_float (parts->largest)) || !(bits_float (parts->missing) > 0) ||
      !(bits_float (parts->regularization) >= 0))
    return FALSE;
  for (gsize u = 0; u < parts->n_users; u++)
    sum += parts->lengths[u];
  for (gsize i = 0; i < parts->n_places; i++)
    {
      const float value = bits_float (parts->values[i]);

      if (parts->places[i] >= parts->n_tracks || !(value > 0 && value <= 1))
        return FALSE;
    }
  return sum == parts->n_places;
}

/* @items: place -> item of the catalogue, -1: gone */
static AttCsr *
read_plays (const Parts *parts, const int *items, gsize n_items)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));

  for (gsize u = 0, i = 0; u < parts->n_users; u++)
    for (const gsize end = i + parts->lengths[u]; i < end; i++)
      {
        const AttCsrEntry entry = { u, items[parts->places[i]], bits_float (parts->values[i]) };

        if (items[parts->places[i]] >= 0)
          g_array_append_val (entries, entry);
      }
  return att_csr_new (parts->n_users, n_items, (AttCsrEntry *) entries->data, entries->len);
}

static AttAls *
read_factors (const Parts *parts, const int *items, gsize n_items)
{
  const AttAlsConfig config = {
    .n_factors = parts->n_factors, .missing = bits_float (parts->missing),
    .regularization = bits_float (parts->regularization), .frequency_power = 1, .n_steps = 1, .n_threads = 1,
  };
  const float step = bits_float (parts->largest) / G_MAXINT16;
  AttAls *als;

  if (att_als_new (&als, &config, parts->n_users, n_items) != ATT_NUM_OK)
    return NULL;
  memset (als->items, 0, als->n_items * als->stride * sizeof *als->items);
  for (gsize t = 0; t < parts->n_tracks; t++)
    for (guint k = 0; k < parts->n_factors && items[t] >= 0; k++)
      als->items[items[t] * als->stride + k] = parts->factors[t * parts->n_factors + k] * step;
  if (att_als_update_gram (als) != ATT_NUM_OK)
    g_clear_pointer (&als, att_als_free);
  return als;
}

static gconstpointer
get_array (GVariant *variant, gsize child, gsize *n, gsize size)
{
  g_autoptr (GVariant) array = g_variant_get_child_value (variant, child);

  return g_variant_get_fixed_array (array, n, size); /* of the bytes of @variant, which outlives it */
}

AttTasteModel *
att_taste_model_read (GBytes *bytes, const AttCatalogue *catalogue, int n_threads, GError **error)
{
  const gsize n_items = att_catalogue_n (catalogue);
  g_autoptr (GVariant) raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (MODEL_TYPE), bytes, FALSE));
  g_autoptr (GVariant) variant = NULL;
  g_autofree int *items = NULL;
  AttCsr *plays;
  AttTasteModel *model = NULL;
  AttAls *als;
  Parts parts;

  variant = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (raw) : g_variant_ref (raw);
  g_variant_get (variant, "(uuuuu@ax@an@au@au@au)", &parts.version, &parts.n_factors, &parts.missing,
                 &parts.regularization, &parts.largest, NULL, NULL, NULL, NULL, NULL);
  parts.tracks = get_array (variant, 5, &parts.n_tracks, sizeof (gint64));
  parts.factors = get_array (variant, 6, &parts.n_numbers, sizeof (gint16));
  parts.lengths = get_array (variant, 7, &parts.n_users, sizeof (guint32));
  parts.places = get_array (variant, 8, &parts.n_places, sizeof (guint32));
  parts.values = get_array (variant, 9, &parts.n_values, sizeof (guint32));
  if (!g_variant_is_normal_form (variant) || !is_sane (&parts))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The model of all users is damaged");
      return NULL;
    }
  items = g_new (int, parts.n_tracks + 1);
  for (gsize t = 0; t < parts.n_tracks; t++)
    items[t] = att_catalogue_find (catalogue, parts.tracks[t]);
  plays = read_plays (&parts, items, n_items);
  als = plays != NULL ? read_factors (&parts, items, n_items) : NULL;
  if (als != NULL)
    model = att_taste_model_new_trained (plays, catalogue, als, n_threads);
  att_csr_free (plays);
  if (model == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "There is no memory for the model of all users");
  return model;
}
