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

/* --- what labels tell --- */

/* where each row lies on all axes so far, each part scaled to one variance; (n_rows, n_axes) */
static double *
place_rows (const Reference *reference, const AttSoundMap *map, const AttSoundPart *parts, gsize n_axes)
{
  double *X = g_new (double, reference->n_rows * n_axes);
  gsize before = 0;

  for (guint g = 0; g < map->groups->len; g++)
    {
      AttSoundGroup *group = &g_array_index (map->groups, AttSoundGroup, g);
      g_autofree float *Z = standardise (reference, group);
      const double unit = 1 / sqrt (parts[g].share);

      for (gsize i = 0; i < reference->n_rows; i++)
        for (gsize k = 0; k < group->n_axes; k++)
          X[i * n_axes + before + k] = unit * att_num_dot (group->axes + k * group->n, Z + i * group->n, group->n);
      before += group->n_axes;
    }
  return X;
}

/* covariance within labels, and of the labels' means */
static void
scatter (const double *X, const int *labels, gsize n_rows, gsize n, int n_labels, double *within, double *between)
{
  g_autofree double *means = g_new0 (double, (n_labels + 1) * n), *d = g_new (double, n);
  g_autofree gsize *counts = g_new0 (gsize, n_labels);
  double *all = means + n_labels * n;
  gsize n_known = 0;

  for (gsize i = 0; i < n_rows; i++)
    if (labels[i] >= 0)
      {
        n_known++;
        counts[labels[i]]++;
        for (gsize a = 0; a < n; a++)
          {
            means[labels[i] * n + a] += X[i * n + a];
            all[a] += X[i * n + a];
          }
      }
  for (gsize a = 0; a < n; a++)
    all[a] /= n_known;
  for (int l = 0; l < n_labels; l++)
    {
      for (gsize a = 0; a < n; a++)
        {
          means[l * n + a] /= MAX (counts[l], 1);
          d[a] = means[l * n + a] - all[a];
        }
      for (gsize a = 0; a < n; a++)
        for (gsize b = 0; b < n; b++)
          between[a * n + b] += (double) counts[l] / n_known * d[a] * d[b];
    }
  for (gsize i = 0; i < n_rows; i++)
    if (labels[i] >= 0)
      {
        for (gsize a = 0; a < n; a++)
          d[a] = X[i * n + a] - means[labels[i] * n + a];
        for (gsize a = 0; a < n; a++)
          for (gsize b = 0; b < n; b++)
            within[a * n + b] += d[a] * d[b] / n_known;
      }
}

/* out = T · M · Tᵀ; all (n, n) */
static void
transform (double *out, const double *T, const double *M, gsize n)
{
  g_autofree double *TM = g_new0 (double, n * n);

  for (gsize a = 0; a < n; a++)
    for (gsize k = 0; k < n; k++)
      for (gsize b = 0; b < n; b++)
        TM[a * n + b] += T[a * n + k] * M[k * n + b];
  for (gsize a = 0; a < n; a++)
    for (gsize b = 0; b < n; b++)
      {
        double sum = 0;

        for (gsize k = 0; k < n; k++)
          sum += TM[a * n + k] * T[b * n + k];
        out[a * n + b] = sum;
      }
}

/* the discriminants as rows of (n, n), best first: what within labels has one variance in all directions is turned to
 * where the labels' means lie apart */
static double *
discriminate (double *within, const double *between, gsize n, double shrinkage)
{
  g_autofree double *values = g_new (double, n), *whitening = g_new (double, n * n), *turned = g_new (double, n * n);
  g_autofree double *turns = g_new (double, n * n);
  double *U = g_new0 (double, n * n), trace = 0;

  for (gsize a = 0; a < n; a++)
    trace += within[a * n + a] / n;
  for (gsize a = 0; a < n; a++)
    within[a * n + a] += shrinkage * trace + CONSTANT;
  att_num_eigen (values, whitening, within, n);
  for (gsize a = 0; a < n; a++)
    for (gsize b = 0; b < n; b++)
      whitening[a * n + b] /= sqrt (values[a]);
  transform (turned, whitening, between, n);
  att_num_eigen (values, turns, turned, n);
  for (gsize a = 0; a < n; a++)
    for (gsize k = 0; k < n; k++)
      for (gsize b = 0; b < n; b++)
        U[a * n + b] += turns[a * n + k] * whitening[k * n + b];
  return U;
}

/* the axis that has these coordinates on the axes so far, as weights of all columns */
static void
compose_axis (float *out, const AttSoundMap *map, const AttSoundPart *parts, const double *u)
{
  for (guint g = 0; g < map->groups->len; g++)
    {
      const AttSoundGroup *group = &g_array_index (map->groups, AttSoundGroup, g);

      for (gsize k = 0; k < group->n_axes; k++, u++)
        for (gsize j = 0; j < group->n; j++)
          out[group->first + j] += *u / sqrt (parts[g].share) * group->axes[k * group->n + j];
    }
}

static void
fit_told (const Reference *reference, AttSoundMap *map, const AttSoundPart *parts, const AttSoundTold *told)
{
  AttSoundGroup group = { .n = reference->n_columns };
  g_autofree double *X = NULL, *within = NULL, *between = NULL, *U = NULL;
  g_autofree float *Z = NULL;
  double total = 0, unit;
  gsize n = 0;
  int n_labels = 0;

  for (guint g = 0; g < map->groups->len; g++)
    n += g_array_index (map->groups, AttSoundGroup, g).n_axes;
  for (gsize i = 0; i < reference->n_rows; i++)
    n_labels = MAX (n_labels, told->labels[i] + 1);
  if (n_labels < 2)
    return;
  X = place_rows (reference, map, parts, n);
  within = g_new0 (double, n * n);
  between = g_new0 (double, n * n);
  scatter (X, told->labels, reference->n_rows, n, n_labels, within, between);
  U = discriminate (within, between, n, told->shrinkage);

  group.n_axes = MIN (MIN (told->n_axes, (gsize) n_labels - 1), n);
  group.mean = g_new (float, group.n);
  group.scale = g_new (float, group.n);
  group.axes = g_new0 (float, group.n_axes * group.n);
  group.variance = g_new0 (float, group.n_axes);
  Z = standardise (reference, &group);
  for (gsize k = 0; k < group.n_axes; k++)
    {
      compose_axis (group.axes + k * group.n, map, parts, U + k * n);
      for (gsize i = 0; i < reference->n_rows; i++)
        {
          const float x = att_num_dot (group.axes + k * group.n, Z + i * group.n, group.n);

          group.variance[k] += reference->weights[i] / reference->total * x * x;
        }
      total += group.variance[k];
    }
  unit = total > CONSTANT ? sqrt (told->share / total) : 0;
  for (gsize k = 0; k < group.n_axes; k++)
    {
      group.variance[k] *= unit * unit;
      for (gsize j = 0; j < group.n; j++)
        group.axes[k * group.n + j] *= unit;
    }
  g_array_append_val (map->groups, group);
}

/* --- */

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
                   gsize n_parts, const AttSoundTold *told)
{
  AttSoundMap *self = att_sound_map_new (n_columns);
  Reference reference = { matrix, weights, n_rows, n_columns, 0 };
  float largest, scale;
  gsize n_axes = 0;

  for (gsize i = 0; i < n_rows; i++)
    reference.total += weights[i];
  for (gsize p = 0; p < n_parts; p++)
    {
      AttSoundGroup group = { 0 };

      fit_group (&reference, &parts[p], &group);
      g_array_append_val (self->groups, group);
    }
  if (told != NULL)
    fit_told (&reference, self, parts, told);
  largest = find_largest (&reference, self);
  scale = largest > 0 ? LARGEST / largest : 1;
  for (guint g = 0; g < self->groups->len; g++)
    {
      AttSoundGroup *group = &g_array_index (self->groups, AttSoundGroup, g);

      n_axes += group->n_axes;
      for (gsize i = 0; i < group->n_axes * group->n; i++)
        group->axes[i] *= scale;
      for (gsize k = 0; k < group->n_axes; k++)
        group->variance[k] *= scale * scale;
    }
  g_assert (n_axes <= ATT_SOUND_N_AXES);
  return self;
}
