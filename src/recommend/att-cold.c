/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cold.h"

#include <math.h>
#include <string.h>

#include "att-parallel.h"

#define MOST_STEPS 60
#define TOLERANCE 1e-6 /* of the squared residual, against the right side */

struct _AttCold {
  const AttCsr *content;
  float *weights;   /* D */
  float ridge;
  float scale;      /* of the content */
  gsize stride;
  float *map;       /* stride × features: B^T, times the scale */
};

/* out (features) = X^T D y, X being scaled */
static void
multiply_transposed (const AttCold *self, float *out, const float *y)
{
  const AttCsr *content = self->content;

  memset (out, 0, content->n_cols * sizeof *out);
  for (gsize i = 0; i < content->n_rows; i++)
    {
      const float value = self->scale * self->weights[i] * y[i];

      for (gsize e = content->start[i]; e < content->start[i + 1] && value != 0; e++)
        out[content->column[e]] += value * content->value[e];
    }
}

/* out (items) = X v, of the items that are learned from */
static void
multiply (const AttCold *self, float *out, const float *v)
{
  const AttCsr *content = self->content;

  for (gsize i = 0; i < content->n_rows; i++)
    {
      float sum = 0;

      for (gsize e = content->start[i]; e < content->start[i + 1] && self->weights[i] > 0; e++)
        sum += content->value[e] * v[content->column[e]];
      out[i] = self->scale * sum;
    }
}

static double
dot (const float *a, const float *b, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

/* v (features) = scale (X^T D X + ridge I)^-1 X^T D y */
static void
regress (const AttCold *self, float *v, const float *y)
{
  const gsize n = self->content->n_cols;
  g_autofree float *residual = g_new (float, n + 1), *direction = g_new (float, n + 1), *image = g_new (float, n + 1);
  g_autofree float *rows = g_new (float, self->content->n_rows + 1);
  double before, least;

  memset (v, 0, n * sizeof *v);
  multiply_transposed (self, residual, y);
  memcpy (direction, residual, n * sizeof *direction);
  before = dot (residual, residual, n);
  least = TOLERANCE * before;
  for (int step = 0; step < MOST_STEPS && before > least; step++)
    {
      double length, rest;

      multiply (self, rows, direction);
      multiply_transposed (self, image, rows);
      for (gsize i = 0; i < n; i++)
        image[i] += self->ridge * direction[i];
      length = before / dot (direction, image, n);
      for (gsize i = 0; i < n; i++)
        {
          v[i] += length * direction[i];
          residual[i] -= length * image[i];
        }
      rest = dot (residual, residual, n);
      for (gsize i = 0; i < n; i++)
        direction[i] = residual[i] + rest / before * direction[i];
      before = rest;
    }
  for (gsize i = 0; i < n; i++)
    v[i] *= self->scale;
}

typedef struct {
  AttCold *self;
  const AttAls *als;
  GCancellable *cancellable;
} Training;

static void
train_factor (void *data, gsize factor)
{
  const Training *training = data;
  AttCold *self = training->self;
  g_autofree float *y = NULL;

  if (g_cancellable_is_cancelled (training->cancellable))
    return;
  y = g_new (float, self->content->n_rows + 1);
  for (gsize i = 0; i < self->content->n_rows; i++)
    y[i] = training->als->items[i * self->stride + factor];
  regress (self, self->map + factor * self->content->n_cols, y);
}

AttCold *
att_cold_train (const AttCsr *content, const AttAls *als, const float *weights, float ridge, int n_threads,
                GCancellable *cancellable)
{
  AttCold *self = g_new0 (AttCold, 1);
  Training training = { self, als, cancellable };
  double squares = 0;
  guint n = 0;

  self->content = content;
  self->weights = g_memdup2 (weights, content->n_rows * sizeof *weights);
  self->ridge = ridge;
  self->stride = als->stride;
  self->map = g_new0 (float, self->stride * content->n_cols + 1);
  for (gsize i = 0; i < content->n_rows; i++)
    if (weights[i] > 0)
      {
        for (gsize e = content->start[i]; e < content->start[i + 1]; e++)
          squares += content->value[e] * content->value[e];
        n++;
      }
  self->scale = squares > 0 ? sqrt (n / squares) : 0;
  att_parallel_run (n_threads, als->config.n_factors, train_factor, &training);
  if (g_cancellable_is_cancelled (cancellable))
    g_clear_pointer (&self, att_cold_free);
  return self;
}

void
att_cold_free (AttCold *self)
{
  if (self == NULL)
    return;
  g_free (self->weights);
  g_free (self->map);
  g_free (self);
}

void
att_cold_factors (const AttCold *self, float *out, const guint32 *features, const float *values, gsize n)
{
  for (gsize f = 0; f < self->stride; f++)
    {
      const float *row = self->map + f * self->content->n_cols;
      double sum = 0;

      for (gsize i = 0; i < n; i++)
        sum += values[i] * row[features[i]];
      out[f] = sum;
    }
}

void
att_cold_taste (const AttCold *self, float *taste, const float *user, const guint32 *items, gsize n, float own)
{
  const gsize n_features = self->content->n_cols;

  memset (taste, 0, n_features * sizeof *taste);
  if (own > 0)
    {
      g_autofree float *plays = g_new0 (float, self->content->n_rows + 1);

      for (gsize i = 0; i < n; i++)
        plays[items[i]] = own;
      regress (self, taste, plays);
    }
  for (gsize f = 0; f < self->stride; f++)
    for (gsize i = 0; i < n_features; i++)
      taste[i] += user[f] * self->map[f * n_features + i];
}
