/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The SHA-256 of the rest, then a GVariant of type MODEL_TYPE, little-endian: version; of the factors number, weight of
 * missing pairs, regularization and the largest absolute value; tracks that somebody has; their factors, one track after
 * the other, 32767 being that largest value; length of each row of plays, its places among the tracks, its values; of
 * genre-net the names of its genres, the places of its outputs, its parameters as binary16; of deepcf the places of its
 * items, and what att_cfnet_save() writes. Floats are as their bits; no outputs: there is no genre-net; no items: no deepcf.
 */
#include "config.h"

#include "att-taste-model.h"

#include <math.h>
#include <string.h>

#include "att-half.h"

#define VERSION 3
#define MODEL_TYPE "(uuuuuaxanauauauasauaqauay)"
#define CHECKSUM_SIZE 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCsr, att_csr_free)

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

/* @bytes: nullable */
static GVariant *
new_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE)
                       : g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1);
}

/* @payload: taken. Before it comes its checksum. */
static GBytes *
seal (GVariant *payload)
{
  const gsize size = g_variant_get_size (payload);
  guint8 *bytes = g_malloc (CHECKSUM_SIZE + size);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n = CHECKSUM_SIZE;

  g_variant_store (payload, bytes + CHECKSUM_SIZE);
  g_checksum_update (checksum, bytes + CHECKSUM_SIZE, size);
  g_checksum_get_digest (checksum, bytes, &n);
  return g_bytes_new_take (bytes, CHECKSUM_SIZE + size);
}

/* NULL: it is not what was written */
static GBytes *
unseal (GBytes *bytes)
{
  gsize size, n = CHECKSUM_SIZE;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[CHECKSUM_SIZE];

  if (size <= CHECKSUM_SIZE)
    return NULL;
  g_checksum_update (checksum, data + CHECKSUM_SIZE, size - CHECKSUM_SIZE);
  g_checksum_get_digest (checksum, digest, &n);
  return memcmp (digest, data, CHECKSUM_SIZE) == 0
           ? g_bytes_new_from_bytes (bytes, CHECKSUM_SIZE, size - CHECKSUM_SIZE) : NULL;
}

/* @place_of: per item */
static void
write_genre_net (const AttTasteModel *model, const AttCatalogue *catalogue, const guint32 *place_of, GPtrArray *names,
                 GArray *outputs, GArray *halves)
{
  const gint32 *items;
  const float *params;
  gsize n_params;
  guint n_known;

  if (model->genre_net == NULL)
    return;
  items = att_taste_net_get_items (model->genre_net, &n_known);
  params = att_taste_net_get_params (model->genre_net, &n_params);
  for (guint g = 0; g < model->genres->len; g++)
    {
      const int cls = g_array_index (model->genres, int, g);
      const char *name = cls >= 0 ? att_catalogue_class_name (catalogue, cls) : NULL;

      g_ptr_array_add (names, (char *) (name != NULL ? name : ""));
    }
  for (guint i = 0; i < n_known; i++)
    {
      const guint32 place = items[i] >= 0 ? place_of[items[i]] : G_MAXUINT32;

      g_array_append_val (outputs, place);
    }
  for (gsize i = 0; i < n_params; i++)
    {
      const guint16 half = att_half_from_float (params[i]);

      g_array_append_val (halves, half);
    }
}

/* (transfer full) (nullable): no deepcf */
static GBytes *
write_deepcf (const AttTasteModel *model, const guint32 *place_of, GArray *known)
{
  const gint32 *items;
  gsize n_bytes;
  guint n_known;
  void *bytes;

  if (model->deepcf == NULL)
    return NULL;
  items = att_deepcf_get_items (model->deepcf, &n_known);
  for (guint i = 0; i < n_known; i++)
    {
      const guint32 place = items[i] >= 0 ? place_of[items[i]] : G_MAXUINT32;

      g_array_append_val (known, place);
    }
  bytes = att_cfnet_save (att_deepcf_get_net (model->deepcf), &n_bytes);
  if (bytes == NULL)
    g_error ("out of memory: %u tracks", n_known);
  return g_bytes_new_with_free_func (bytes, n_bytes, free, bytes);
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
  g_autoptr (GArray) outputs = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) halves = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GBytes) deepcf = NULL;
  g_autofree guint32 *place_of = g_new (guint32, als->n_items + 1);
  g_autoptr (GVariant) variant = NULL, ordered = NULL;
  const float largest = als->packed->step * G_MAXINT16;

  for (gsize i = 0; i < als->n_items; i++)
    {
      if (self->n_users[i] == 0)
        continue;
      place_of[i] = tracks->len;
      g_array_append_val (tracks, att_catalogue_item (catalogue, i)->track->id);
      for (int k = 0; k < als->config.n_factors; k++)
        {
          const gint16 number = als->packed->rows[i * als->stride + k];

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
  write_genre_net (self, catalogue, place_of, names, outputs, halves);
  deepcf = write_deepcf (self, place_of, known);
  variant = g_variant_ref_sink (g_variant_new ("(uuuuu@ax@an@au@au@au@as@au@aq@au@ay)", VERSION,
                                               (guint32) als->config.n_factors, float_bits (als->config.missing),
                                               float_bits (als->config.regularization), float_bits (largest),
                                               new_array ("x", tracks), new_array ("n", factors),
                                               new_array ("u", lengths), new_array ("u", places),
                                               new_array ("u", values),
                                               g_variant_new_strv ((const char *const *) names->pdata, names->len),
                                               new_array ("u", outputs), new_array ("q", halves), new_array ("u", known),
                                               new_bytes (deepcf)));
  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    ordered = g_variant_byteswap (variant);
  return seal (ordered != NULL ? ordered : variant);
}

typedef struct {
  guint32 version, n_factors, missing, regularization, largest;
  const gint64 *tracks;
  const gint16 *factors;
  const guint32 *lengths, *places, *values, *outputs, *known;
  const guint16 *halves;
  const guint8 *deepcf;
  gsize n_tracks, n_numbers, n_users, n_places, n_values, n_outputs, n_halves, n_known, n_deepcf;
} Parts;

static gboolean
are_places (const Parts *parts, const guint32 *places, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (places[i] >= parts->n_tracks && places[i] != G_MAXUINT32)
      return FALSE;
  return TRUE;
}

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
  if (!are_places (parts, parts->outputs, parts->n_outputs) || !are_places (parts, parts->known, parts->n_known))
    return FALSE;
  for (gsize i = 0; i < parts->n_halves; i++)
    if (!isfinite (att_half_to_float (parts->halves[i])))
      return FALSE;
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

/* NULL: there is none, or it is not one */
static AttTasteNet *
read_genre_net (const Parts *parts, const int *items, gsize n_items, guint n_genres)
{
  g_autofree gint32 *known = g_new (gint32, parts->n_outputs + 1);
  g_autofree float *params = g_new (float, parts->n_halves + 1);

  for (gsize i = 0; i < parts->n_outputs; i++)
    known[i] = parts->outputs[i] != G_MAXUINT32 ? items[parts->outputs[i]] : -1;
  for (gsize i = 0; i < parts->n_halves; i++)
    params[i] = att_half_to_float (parts->halves[i]);
  return att_taste_net_new_trained (n_genres, known, MIN (parts->n_outputs, G_MAXINT), n_items, params,
                                    parts->n_halves);
}

/* NULL: there is none, or it is not one */
static AttDeepcf *
read_deepcf (const Parts *parts, const int *items, gsize n_items)
{
  g_autofree gint32 *known = g_new (gint32, parts->n_known + 1);
  AttCfnet *net = parts->n_deepcf > 0 ? att_cfnet_load (parts->deepcf, parts->n_deepcf) : NULL;

  if (net == NULL || att_cfnet_get_n_items (net) != parts->n_known)
    {
      att_cfnet_free (net);
      return NULL;
    }
  for (gsize i = 0; i < parts->n_known; i++)
    known[i] = parts->known[i] != G_MAXUINT32 ? items[parts->known[i]] : -1;
  return att_deepcf_new_trained (net, known, n_items);
}

static GArray *
find_genres (const AttCatalogue *catalogue, GVariant *variant)
{
  g_autoptr (GVariant) child = g_variant_get_child_value (variant, 10);
  g_autofree const char **names = g_variant_get_strv (child, NULL);
  GArray *genres = g_array_new (FALSE, FALSE, sizeof (int));

  for (gsize g = 0; names[g] != NULL; g++)
    {
      const int cls = att_catalogue_find_class (catalogue, names[g]);

      g_array_append_val (genres, cls);
    }
  return genres;
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
  g_autoptr (GBytes) payload = unseal (bytes);
  g_autoptr (GVariant) raw = NULL, variant = NULL;
  g_autoptr (AttCsr) plays = NULL;
  g_autofree int *items = NULL;
  AttTasteModel *model = NULL;
  AttAls *als;
  Parts parts;

  if (payload != NULL)
    raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (MODEL_TYPE), payload, FALSE));
  if (raw != NULL)
    {
      variant = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (raw) : g_variant_ref (raw);
      g_variant_get (variant, "(uuuuu@ax@an@au@au@au@as@au@aq@au@ay)", &parts.version, &parts.n_factors, &parts.missing,
                     &parts.regularization, &parts.largest, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      parts.tracks = get_array (variant, 5, &parts.n_tracks, sizeof (gint64));
      parts.factors = get_array (variant, 6, &parts.n_numbers, sizeof (gint16));
      parts.lengths = get_array (variant, 7, &parts.n_users, sizeof (guint32));
      parts.places = get_array (variant, 8, &parts.n_places, sizeof (guint32));
      parts.values = get_array (variant, 9, &parts.n_values, sizeof (guint32));
      parts.outputs = get_array (variant, 11, &parts.n_outputs, sizeof (guint32));
      parts.halves = get_array (variant, 12, &parts.n_halves, sizeof (guint16));
      parts.known = get_array (variant, 13, &parts.n_known, sizeof (guint32));
      parts.deepcf = get_array (variant, 14, &parts.n_deepcf, 1);
    }
  if (raw == NULL || !g_variant_is_normal_form (variant) || !is_sane (&parts))
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
    {
      GArray *genres = find_genres (catalogue, variant);

      model = att_taste_model_new_trained (plays, catalogue, als,
                                           read_genre_net (&parts, items, n_items, genres->len), genres,
                                           read_deepcf (&parts, items, n_items), n_threads);
    }
  if (model == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "There is no memory for the model of all users");
  return model;
}
