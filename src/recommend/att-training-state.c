/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A GVariant of type STATE_TYPE, in this machine's byte order: it goes no further. Data version; stage, tracks held
 * out; results; sweeps; numbers of users and items; settings and factors of users and items as they are in memory; stages
 * of deepcf, and its numbers.
 */
#include "config.h"

#include "att-training-private.h"

#include <math.h>
#include <string.h>

#define STATE_TYPE "(suudduttayayayuay)"

AttTrainingState *
att_training_state_new (void)
{
  AttTrainingState *self = g_new0 (AttTrainingState, 1);

  att_training_state_begin (self, NULL);
  return self;
}

void
att_training_state_free (AttTrainingState *self)
{
  if (self == NULL)
    return;
  att_taste_training_clear (&self->training);
  g_free (self->data_version);
  g_free (self);
}

void
att_training_state_begin (AttTrainingState *self, const char *data_version)
{
  att_taste_training_clear (&self->training);
  g_free (self->data_version);
  *self = (AttTrainingState){ .data_version = g_strdup (data_version), .ndcg = NAN, .ndcg_before = NAN };
}

static GVariant *
new_bytes (gconstpointer data, gsize size)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, size, 1);
}

GBytes *
att_training_state_write (const AttTrainingState *self)
{
  const AttAls *als = self->training.als;
  g_autoptr (GVariant) variant = NULL;

  if (self->data_version == NULL || als == NULL)
    return NULL;
  variant = g_variant_ref_sink (
    g_variant_new ("(suuddutt@ay@ay@ayu@ay)", self->data_version, self->stage, self->n_held_out, self->ndcg,
                   self->ndcg_before, self->training.n_sweeps, (guint64) als->n_users, (guint64) als->n_items,
                   new_bytes (&als->config, sizeof als->config),
                   new_bytes (als->users, als->n_users * als->stride * sizeof (float)),
                   new_bytes (als->items, als->n_items * als->stride * sizeof (float)), self->training.deepcf.stage,
                   new_bytes (self->training.deepcf.params, self->training.deepcf.n_params * sizeof (float))));
  return g_variant_get_data_as_bytes (variant);
}

static gboolean
copy_floats (GVariant *variant, gsize child, float *out, gsize n)
{
  g_autoptr (GVariant) array = g_variant_get_child_value (variant, child);
  gsize size;
  gconstpointer data = g_variant_get_fixed_array (array, &size, 1);

  if (size != n * sizeof (float))
    return FALSE;
  if (size > 0)
    memcpy (out, data, size);
  return TRUE;
}

static AttAls *
read_als (GVariant *variant)
{
  g_autoptr (GVariant) config_bytes = g_variant_get_child_value (variant, 8);
  guint64 n_users, n_items;
  AttAlsConfig config;
  AttAls *als;
  gsize size;
  gconstpointer data = g_variant_get_fixed_array (config_bytes, &size, 1);

  g_variant_get_child (variant, 6, "t", &n_users);
  g_variant_get_child (variant, 7, "t", &n_items);
  if (size != sizeof config || MAX (n_users, n_items) * sizeof (float) > g_variant_get_size (variant))
    return NULL;
  memcpy (&config, data, sizeof config);
  if (att_als_new (&als, &config, n_users, n_items) != ATT_NUM_OK)
    return NULL;
  if (copy_floats (variant, 9, als->users, als->n_users * als->stride) &&
      copy_floats (variant, 10, als->items, als->n_items * als->stride) && att_als_update_gram (als) == ATT_NUM_OK)
    return als;
  att_als_free (als);
  return NULL;
}

static void
read_deepcf (GVariant *variant, AttDeepcfFit *fit)
{
  g_autoptr (GVariant) array = g_variant_get_child_value (variant, 12);
  gsize size;
  gconstpointer data = g_variant_get_fixed_array (array, &size, 1);

  g_variant_get_child (variant, 11, "u", &fit->stage);
  if (size == 0 || fit->stage > ATT_DEEPCF_STAGES)
    {
      fit->stage = 0;
      return;
    }
  fit->n_params = size / sizeof (float);
  fit->params = g_memdup2 (data, size);
}

AttTrainingState *
att_training_state_read (GBytes *bytes)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (STATE_TYPE), bytes,
                                                                               FALSE));
  AttTrainingState *self = att_training_state_new ();

  if (!g_variant_is_normal_form (variant))
    return self;
  self->training.als = read_als (variant);
  if (self->training.als != NULL)
    {
      g_variant_get (variant, "(suuddutt@ay@ay@ayu@ay)", &self->data_version, &self->stage, &self->n_held_out,
                     &self->ndcg, &self->ndcg_before, &self->training.n_sweeps, NULL, NULL, NULL, NULL, NULL, NULL,
                     NULL);
      read_deepcf (variant, &self->training.deepcf);
    }
  return self;
}
