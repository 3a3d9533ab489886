/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-factors.h - rows of factors as 16-bit numbers, to be asked often
 *
 * Half the memory, and half to read for a product with all of them. Each number is a whole multiple of the same step, the
 * largest one over 32767; so it is off by half a step at most.
 *
 * Threads   made by one thread; may be read by any afterwards.
 */
#pragma once

#include "att-num.h"

typedef struct {
  size_t n_rows, stride; /* stride: numbers in a row, a multiple of 8 */
  float step;
  int16_t *rows;
} AttFactors;

/* @rows: n_rows * stride finite floats. NULL: out of memory */
AttFactors *att_factors_new      (const float *rows, size_t n_rows, size_t stride);
void        att_factors_free     (AttFactors *self);
/* @out: stride floats */
void        att_factors_get      (const AttFactors *self, float *out, size_t row);
/* @out: n_rows: the product of each row with @q, stride floats */
void        att_factors_products (const AttFactors *self, float *out, const float *q);

static inline int
att_factors_is_zero (const AttFactors *self, size_t row)
{
  for (size_t f = 0; f < self->stride; f++)
    if (self->rows[row * self->stride + f] != 0)
      return 0;
  return 1;
}
