/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-factors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"

#define LANES 8
#define LARGEST 32767

typedef float Vector __attribute__ ((vector_size (LANES * sizeof (float)), aligned (4)));
typedef float Quad __attribute__ ((vector_size (4 * sizeof (float))));
typedef int16_t Shorts __attribute__ ((vector_size (LANES * sizeof (int16_t)), aligned (2)));

AttFactors *
att_factors_new (const float *rows, size_t n_rows, size_t stride)
{
  AttFactors *self = calloc (1, sizeof *self);
  float largest = 0;

  if (self == NULL)
    return NULL;
  self->n_rows = n_rows;
  self->stride = stride;
  self->rows = malloc ((n_rows * stride + 1) * sizeof *self->rows);
  if (self->rows == NULL)
    {
      free (self);
      return NULL;
    }
  for (size_t i = 0; i < n_rows * stride; i++)
    largest = fmaxf (largest, fabsf (rows[i]));
  self->step = largest / LARGEST;
  for (size_t i = 0; i < n_rows * stride; i++)
    self->rows[i] = largest > 0 ? lrintf (rows[i] / largest * LARGEST) : 0;
  return self;
}

void
att_factors_free (AttFactors *self)
{
  if (self == NULL)
    return;
  free (self->rows);
  free (self);
}

void
att_factors_get (const AttFactors *self, float *out, size_t row)
{
  for (size_t f = 0; f < self->stride; f++)
    out[f] = self->rows[row * self->stride + f] * self->step;
}

static inline __attribute__ ((always_inline)) float
sum_lanes (const Vector *of)
{
  const Quad four = __builtin_shufflevector (*of, *of, 0, 1, 2, 3) + __builtin_shufflevector (*of, *of, 4, 5, 6, 7);
  const Quad two = four + __builtin_shufflevector (four, four, 2, 3, 0, 1);

  return two[0] + two[1];
}

ATT_NUM_WIDE void
att_factors_products (const AttFactors *self, float *out, const float *q)
{
  const size_t stride = self->stride;

  for (size_t row = 0; row < self->n_rows; row++)
    {
      Vector sum = { 0 };

      for (size_t f = 0; f < stride; f += LANES)
        {
          Shorts x;
          Vector y;

          memcpy (&x, self->rows + row * stride + f, sizeof x);
          memcpy (&y, q + f, sizeof y);
          sum += __builtin_convertvector (x, Vector) * y;
        }
      out[row] = sum_lanes (&sum) * self->step;
    }
}
