/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-sound-map.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "att-distance.h"
#include "att-sound-resources.h"

#define SHIPPED "/io/github/attacca_player/Attacca/models/sound.gvariant"
#define CLIP 4.0f
#define MAX_COLUMNS 65536

static void
group_clear (gpointer data)
{
  AttSoundGroup *self = data;

  g_free (self->mean);
  g_free (self->scale);
  g_free (self->axes);
  g_free (self->variance);
}

AttSoundMap *
att_sound_map_new (gsize n_columns)
{
  AttSoundMap *self = g_new0 (AttSoundMap, 1);

  self->n_columns = n_columns;
  self->groups = g_array_new (FALSE, FALSE, sizeof (AttSoundGroup));
  g_array_set_clear_func (self->groups, group_clear);
  return self;
}

void
att_sound_map_free (AttSoundMap *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->groups);
  g_free (self);
}

/* --- the file --- */

static GVariant *
pack (const float *values, gsize n)
{
  G_STATIC_ASSERT (sizeof (float) == sizeof (guint32));
  return g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, values, n, sizeof (guint32));
}

GBytes *
att_sound_map_write (const AttSoundMap *self)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) map = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(uauauauau)"));
  for (guint g = 0; g < self->groups->len; g++)
    {
      const AttSoundGroup *group = &g_array_index (self->groups, AttSoundGroup, g);

      g_variant_builder_add (&builder, "(u@au@au@au@au)", (guint32) group->first, pack (group->mean, group->n),
                             pack (group->scale, group->n), pack (group->axes, group->n_axes * group->n),
                             pack (group->variance, group->n_axes));
    }
  map = g_variant_ref_sink (g_variant_new (ATT_SOUND_MAP_TYPE, (guint32) ATT_SOUND_DISTANCE_VERSION,
                                           (guint32) self->n_columns, &builder));
  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    {
      GVariant *swapped = g_variant_byteswap (map);

      g_variant_unref (map);
      map = swapped;
    }
  return g_variant_get_data_as_bytes (map);
}

/* NULL: one of them is not a number */
static float *
unpack (GVariant *array, gsize *n)
{
  const float *values = g_variant_get_fixed_array (array, n, sizeof (guint32));

  for (gsize i = 0; i < *n; i++)
    if (!isfinite (values[i]))
      return NULL;
  return g_memdup2 (values, *n * sizeof (float));
}

static gboolean
read_group (AttSoundMap *self, GVariant *packed, gsize *n_axes)
{
  g_autoptr (GVariant) mean = NULL, scale = NULL, axes = NULL, variance = NULL;
  AttSoundGroup group = { 0 };
  guint32 first;
  gsize n_scale, n_values;

  g_variant_get (packed, "(u@au@au@au@au)", &first, &mean, &scale, &axes, &variance);
  group.first = first;
  group.mean = unpack (mean, &group.n);
  group.scale = unpack (scale, &n_scale);
  group.axes = unpack (axes, &n_values);
  group.variance = unpack (variance, &group.n_axes);
  g_array_append_val (self->groups, group);
  *n_axes += group.n_axes;
  return group.mean != NULL && group.scale != NULL && group.axes != NULL && group.variance != NULL &&
         group.first + group.n <= self->n_columns && n_scale == group.n && n_values == group.n * group.n_axes &&
         *n_axes <= ATT_SOUND_N_AXES;
}

AttSoundMap *
att_sound_map_parse (GBytes *bytes, GError **error)
{
  g_autoptr (GVariant) raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (ATT_SOUND_MAP_TYPE), bytes,
                                                                           FALSE));
  g_autoptr (GVariant) map = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (raw) : g_variant_get_normal_form (raw);
  g_autoptr (GVariant) groups = NULL;
  g_autoptr (AttSoundMap) self = NULL;
  guint32 version, n_columns;
  gsize n_axes = 0;
  gboolean good;

  g_variant_get (map, "(uu@a(uauauauau))", &version, &n_columns, &groups);
  self = att_sound_map_new (n_columns);
  good = g_variant_is_normal_form (raw) && version == ATT_SOUND_DISTANCE_VERSION && n_columns <= MAX_COLUMNS &&
         g_variant_n_children (groups) > 0;
  for (gsize g = 0; good && g < g_variant_n_children (groups); g++)
    {
      g_autoptr (GVariant) packed = g_variant_get_child_value (groups, g);

      good = read_group (self, packed, &n_axes);
    }
  if (good)
    return g_steal_pointer (&self);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the map of sounds is damaged or not of version %d",
               ATT_SOUND_DISTANCE_VERSION);
  return NULL;
}

const AttSoundMap *
att_sound_map_get_shipped (void)
{
  static gsize map = 0;

  if (g_once_init_enter (&map))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = g_resource_lookup_data (att_sound_resources_get_resource (), SHIPPED,
                                                         G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      AttSoundMap *shipped = bytes != NULL ? att_sound_map_parse (bytes, &error) : NULL;

      if (shipped == NULL) /* it is in the executable */
        g_error ("%s", error->message);
      g_once_init_leave (&map, (gsize) shipped);
    }
  return (const AttSoundMap *) map;
}

/* --- compact --- */

typedef struct { float variance; gint8 step; } Axis;

/* The squared distance of x to a draw r from N (0, diag (v)): its mean is Σ (x² + v), its variance Σ (2 v² + 4 v x²). */
void
att_sound_map_compact (const AttSoundMap *self, AttSoundCompact *out, const float *vector)
{
  Axis axes[ATT_SOUND_N_AXES];
  gsize n_axes = 0;
  double mean = 0, variance = 0;

  memset (out, 0, sizeof *out);
  for (guint g = 0; g < self->groups->len; g++)
    {
      const AttSoundGroup *group = &g_array_index (self->groups, AttSoundGroup, g);
      g_autofree float *z = g_new (float, group->n);

      for (gsize j = 0; j < group->n; j++)
        {
          const float value = vector[group->first + j];

          z[j] = isfinite (value) ? CLAMP ((value - group->mean[j]) * group->scale[j], -CLIP, CLIP) : 0;
        }
      for (gsize k = 0; k < group->n_axes; k++)
        {
          const float x = roundf (att_num_dot (group->axes + k * group->n, z, group->n)), v = group->variance[k];
          const int step = CLAMP (x, -G_MAXINT8, G_MAXINT8);

          gsize place = n_axes++;

          for (; place > 0 && axes[place - 1].variance < v; place--) /* of the same map always the same order */
            axes[place] = axes[place - 1];
          axes[place] = (Axis){ v, step };
          mean += step * step + v;
          variance += 2 * (double) v * v + 4 * (double) v * step * step;
        }
    }
  for (gsize i = 0; i < n_axes; i++)
    out->x[i] = axes[i].step;
  out->mean = mean;
  out->precision = variance > 0 ? 1 / sqrt (variance) : 1;
}

float
att_sound_map_compare (const AttSoundMap *self, const float *a, const float *b, gsize first, gsize n)
{
  double sum = 0;
  gsize n_counted = 0;

  for (guint g = 0; g < self->groups->len; g++)
    {
      const AttSoundGroup *group = &g_array_index (self->groups, AttSoundGroup, g);

      for (gsize i = 0; i < group->n; i++)
        {
          const gsize column = group->first + i;
          const double apart = (a[column] - b[column]) * group->scale[i];

          if (column < first || column >= first + n || group->scale[i] == 0 || !isfinite (apart))
            continue;
          sum += MIN (apart * apart / 2, 8); /* as far as the compact form looks */
          n_counted++;
        }
    }
  return n_counted > 0 ? sum / n_counted : NAN;
}
