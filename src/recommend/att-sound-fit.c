/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "att-distance.h"
#include "att-eigen.h"
#include "att-sound-map.h"

#define CLIP 4.0f
#define CONSTANT 1e-9
#define LARGEST 120 /* steps: room for what lies further out than all of the reference */

typedef struct {
  const float *matrix;
  const float *weights;
  gsize n_rows, n_columns;
  double total; /* of the weights */
} Reference;

static double
column_mean (const Reference *reference, gsize column)
{
  double sum = 0;

  for (gsize i = 0; i < reference->n_rows; i++)
    sum += (double) reference->weights[i] * reference->matrix[i * reference->n_columns + column];
  return sum / reference->total;
}

static double
column_deviation (const Reference *reference, gsize column, double mean)
{
  double sum = 0;

  for (gsize i = 0; i < reference->n_rows; i++)
    {
      const double d = reference->matrix[i * reference->n_columns + column] - mean;

      sum += reference->weights[i] * d * d;
    }
  return sqrt (sum / reference->total);
}

/* z-scores of the group's columns, cut off as they will be when they are made compact; row-major */
static float *
standardise (const Reference *reference, AttSoundGroup *group)
{
  float *Z = g_new (float, reference->n_rows * group->n);

  for (gsize j = 0; j < group->n; j++)
    {
      const double mean = column_mean (reference, group->first + j);
      const double deviation = column_deviation (reference, group->first + j, mean);

      group->mean[j] = mean;
      group->scale[j] = deviation > CONSTANT ? 1 / deviation : 0;
      for (gsize i = 0; i < reference->n_rows; i++)
        Z[i * group->n + j] = CLAMP ((reference->matrix[i * reference->n_columns + group->first + j] - group->mean[j]) *
                                     group->scale[j], -CLIP, CLIP);
    }
  return Z;
}

/* of the weighted z-scores around 0 */
static double *
covariance (const Reference *reference, const float *Z, const float *weights, gsize n)
{
  double *C = g_new0 (double, n * n);

  for (gsize i = 0; i < reference->n_rows; i++)
    for (gsize a = 0; a < n; a++)
      {
        const double x = reference->weights[i] / reference->total * Z[i * n + a] * weights[a];

        for (gsize b = 0; b < n; b++)
          C[a * n + b] += x * Z[i * n + b] * weights[b];
      }
  return C;
}

/* what each column weighs: a block's variance is shared by its columns */
static float *
spread_weights (const AttSoundPart *part, const AttSoundGroup *group)
{
  float *weights = g_new0 (float, group->n);

  for (gsize b = 0; b < part->n_blocks; b++)
    for (gsize j = 0; j < part->blocks[b].n; j++)
      weights[part->blocks[b].first - group->first + j] = sqrt (part->blocks[b].weight / part->blocks[b].n);
  return weights;
}

static void
fit_group (const Reference *reference, const AttSoundPart *part, AttSoundGroup *group)
{
  g_autofree float *Z = NULL, *weights = NULL;
  g_autofree double *C = NULL, *values = NULL, *vectors = NULL;
  double variance = 0, unit;

  group->first = part->blocks[0].first;
  for (gsize b = 0; b < part->n_blocks; b++)
    {
      g_assert (part->blocks[b].first == group->first + group->n);
      group->n += part->blocks[b].n;
    }
  group->mean = g_new (float, group->n);
  group->scale = g_new (float, group->n);
  Z = standardise (reference, group);
  weights = spread_weights (part, group);
  C = covariance (reference, Z, weights, group->n);
  for (gsize j = 0; j < group->n; j++)
    variance += C[j * group->n + j];
  unit = variance > CONSTANT ? sqrt (part->share / variance) : 0;

  values = g_new (double, group->n);
  vectors = g_new (double, group->n * group->n);
  att_num_eigen (values, vectors, C, group->n);
  group->n_axes = MIN (part->n_axes, group->n);
  group->axes = g_new (float, group->n_axes * group->n);
  group->variance = g_new (float, group->n_axes);
  for (gsize k = 0; k < group->n_axes; k++)
    {
      group->variance[k] = MAX (values[k], 0) * unit * unit;
      for (gsize j = 0; j < group->n; j++)
        group->axes[k * group->n + j] = vectors[k * group->n + j] * weights[j] * unit;
    }
}

/* the furthest out on any axis */
static float
find_largest (const Reference *reference, const AttSoundMap *map)
{
  float largest = 0;

  for (guint g = 0; g < map->groups->len; g++)
    {
      AttSoundGroup *group = &g_array_index (map->groups, AttSoundGroup, g);
      g_autofree float *Z = standardise (reference, group);

      for (gsize i = 0; i < reference->n_rows; i++)
        for (gsize k = 0; k < group->n_axes; k++)
          largest = MAX (largest, fabsf (att_num_dot (group->axes + k * group->n, Z + i * group->n, group->n)));
    }
  return largest;
}

AttSoundMap *
att_sound_map_fit (const float *matrix, const float *weights, gsize n_rows, gsize n_columns, const AttSoundPart *parts,
                   gsize n_parts)
{
  AttSoundMap *self = att_sound_map_new (n_columns);
  Reference reference = { matrix, weights, n_rows, n_columns, 0 };
  float largest, scale;

  for (gsize i = 0; i < n_rows; i++)
    reference.total += weights[i];
  for (gsize p = 0; p < n_parts; p++)
    {
      AttSoundGroup group = { 0 };

      fit_group (&reference, &parts[p], &group);
      g_array_append_val (self->groups, group);
    }
  largest = find_largest (&reference, self);
  scale = largest > 0 ? LARGEST / largest : 1;
  for (guint g = 0; g < self->groups->len; g++)
    {
      AttSoundGroup *group = &g_array_index (self->groups, AttSoundGroup, g);

      for (gsize i = 0; i < group->n_axes * group->n; i++)
        group->axes[i] *= scale;
      for (gsize k = 0; k < group->n_axes; k++)
        group->variance[k] *= scale * scale;
    }
  return self;
}
