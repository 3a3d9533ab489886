/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-sound-space.h"

#include <math.h>

#include "att-distance.h"

#define CLIP 4.0f
#define N_SAMPLE 64 /* enough for a mean and a deviation */

/* P (X > d) of a normal variable; the logistic approximation is within 0.01 */
static float
beyond (float d, float mu, float sigma)
{
  return 1.0f / (1.0f + expf (1.702f * (d - mu) / sigma));
}

static float
standardise (float value, float mean, float std)
{
  if (!isfinite (value) || std <= 0)
    return 0;
  return CLAMP ((value - mean) / std, -CLIP, CLIP);
}

/* mean and deviation of the distances of a point to the sample, its own row left out */
static void
measure (const AttSoundSpace *self, const float *x, gssize row, float *mu, float *sigma)
{
  double sum = 0, squares = 0;
  guint n = 0;

  for (gsize i = 0; i < self->n_sample; i++)
    if ((gssize) self->sample[i] != row)
      {
        const double d = sqrt (att_num_distance2 (x, self->X + self->sample[i] * self->n, self->n));

        sum += d;
        squares += d * d;
        n++;
      }
  *mu = sum / n;
  *sigma = sqrt (MAX (squares / n - (sum / n) * (sum / n), 0));
  *sigma = MAX (*sigma, 1e-3f * MAX (*mu, 1e-3f)); /* all at one distance: any sigma does */
}

AttSoundSpace *
att_sound_space_new (const float *matrix, gsize n_rows, gsize n)
{
  AttSoundSpace *self;

  if (n_rows < 3 || n == 0)
    return NULL;

  self = g_new0 (AttSoundSpace, 1);
  self->n_rows = n_rows;
  self->n = n;
  self->X = g_new (float, n_rows * n);
  self->mean = g_new (float, n);
  self->std = g_new (float, n);
  self->mu = g_new (float, n_rows);
  self->sigma = g_new (float, n_rows);

  for (gsize j = 0; j < n; j++)
    {
      double sum = 0, squares = 0;
      gsize finite = 0;

      for (gsize i = 0; i < n_rows; i++)
        if (isfinite (matrix[i * n + j]))
          {
            sum += matrix[i * n + j];
            finite++;
          }
      self->mean[j] = finite > 0 ? sum / finite : 0;
      for (gsize i = 0; i < n_rows; i++)
        if (isfinite (matrix[i * n + j]))
          squares += pow (matrix[i * n + j] - self->mean[j], 2);
      self->std[j] = finite > 0 ? sqrt (squares / finite) : 0;
    }
  for (gsize i = 0; i < n_rows * n; i++)
    self->X[i] = standardise (matrix[i], self->mean[i % n], self->std[i % n]);

  self->n_sample = MIN (n_rows, N_SAMPLE);
  self->sample = g_new (gsize, self->n_sample);
  for (gsize i = 0; i < self->n_sample; i++)
    self->sample[i] = i * n_rows / self->n_sample;
  for (gsize i = 0; i < n_rows; i++)
    measure (self, self->X + i * n, i, &self->mu[i], &self->sigma[i]);
  return self;
}

void
att_sound_space_free (AttSoundSpace *self)
{
  if (self == NULL)
    return;
  g_free (self->X);
  g_free (self->mean);
  g_free (self->std);
  g_free (self->mu);
  g_free (self->sigma);
  g_free (self->sample);
  g_free (self);
}

AttSoundPoint
att_sound_space_row (const AttSoundSpace *self, gsize row)
{
  return (AttSoundPoint) { self->X + row * self->n, self->mu[row], self->sigma[row] };
}

AttSoundPoint
att_sound_space_place (const AttSoundSpace *self, const float *vector, float *x)
{
  AttSoundPoint point = { x };

  for (gsize j = 0; j < self->n; j++)
    x[j] = standardise (vector[j], self->mean[j], self->std[j]);
  measure (self, x, -1, &point.mu, &point.sigma);
  return point;
}

void
att_sound_space_nearness (const AttSoundSpace *self, AttSoundPoint point, float *out)
{
  att_num_distance2_rows (out, self->X, self->n_rows, self->n, point.x);
  for (gsize i = 0; i < self->n_rows; i++)
    {
      const float d = sqrtf (out[i]);

      out[i] = beyond (d, point.mu, point.sigma) * beyond (d, self->mu[i], self->sigma[i]);
    }
}

float
att_sound_space_nearness_of (const AttSoundSpace *self, gsize a, gsize b)
{
  const float d = sqrtf (att_num_distance2 (self->X + a * self->n, self->X + b * self->n, self->n));

  return beyond (d, self->mu[a], self->sigma[a]) * beyond (d, self->mu[b], self->sigma[b]);
}
