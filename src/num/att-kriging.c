/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-kriging.h"

#include <stdlib.h>
#include <string.h>

#define MOST_STEPS 60
#define NEAR 1e-10 /* of the squared residual: as good as solved */

typedef struct {
  const AttKriging *kriging;
  const uint32_t *items;
  const float *noise;
  size_t n;
  double *image; /* per row */
} Seen;

/* image = a (Z v - the draws' mean of it): of the seen items, features in units of their scale */
static void
find_image (const Seen *self, const double *v)
{
  const AttKriging *kriging = self->kriging;
  const AttCsr *by_item = kriging->by_item;
  double centre = 0;

  memset (self->image, 0, by_item->n_cols * sizeof *self->image);
  for (size_t o = 0; o < self->n; o++)
    {
      const uint32_t item = self->items[o];
      const double scaled = v[o] * kriging->scale[item];

      centre += v[o] * kriging->mean[item];
      for (size_t i = by_item->start[item]; i < by_item->start[item + 1]; i++)
        self->image[by_item->column[i]] += by_item->value[i] * (by_item->column[i] < kriging->n_draws ? v[o] : scaled);
    }
  for (size_t r = 0; r < by_item->n_cols; r++)
    self->image[r] = kriging->weights[r] * (self->image[r] - (r < kriging->n_draws ? centre : 0));
}

/* Z^T image of one item. The draws' part of the image sums to 0 already: their mean needs no second look */
static double
ask_item (const Seen *self, size_t item)
{
  const AttKriging *kriging = self->kriging;
  const AttCsr *by_item = kriging->by_item;
  const size_t end = by_item->start[item + 1];
  size_t i = by_item->start[item];
  double draws = 0, features = 0;

  for (; i < end && by_item->column[i] < kriging->n_draws; i++)
    draws += by_item->value[i] * self->image[by_item->column[i]];
  for (; i < end; i++)
    features += by_item->value[i] * self->image[by_item->column[i]];
  return draws + kriging->scale[item] * features;
}

/* out = (K_OO + diag (noise)) v */
static void
apply (const Seen *self, double *out, const double *v)
{
  find_image (self, v);
  for (size_t o = 0; o < self->n; o++)
    out[o] = ask_item (self, self->items[o]) + self->noise[o] * v[o];
}

static double
multiply (const double *a, const double *b, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* @x: 0 on entry; @rest: the right side, and is used up */
static void
solve (const Seen *self, double *x, double *rest, double *direction, double *applied)
{
  const size_t n = self->n;
  double length = multiply (rest, rest, n);
  const double enough = NEAR * length;

  memcpy (direction, rest, n * sizeof *rest);
  for (int step = 0; step < MOST_STEPS && length > enough; step++)
    {
      double far, before = length;

      apply (self, applied, direction);
      far = length / multiply (direction, applied, n);
      for (size_t i = 0; i < n; i++)
        {
          x[i] += far * direction[i];
          rest[i] -= far * applied[i];
        }
      length = multiply (rest, rest, n);
      for (size_t i = 0; i < n; i++)
        direction[i] = rest[i] + length / before * direction[i];
    }
}

int
att_kriging_add (const AttKriging *self, float *out, const uint32_t *items, const float *off, const float *noise,
                 size_t n)
{
  double *work = calloc (4 * n + self->by_item->n_cols + 1, sizeof *work);
  const Seen seen = { self, items, noise, n, work + 4 * n };

  if (work == NULL)
    return 0;
  for (size_t o = 0; o < n; o++)
    work[n + o] = off[o];
  solve (&seen, work, work + n, work + 2 * n, work + 3 * n);
  find_image (&seen, work);
  for (size_t i = 0; i < self->by_item->n_rows; i++)
    out[i] += ask_item (&seen, i);
  free (work);
  return 1;
}
