/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-num-private.h - for the kernels of this room only
 */
#pragma once

#include <stdint.h>

#include "att-num.h"

/* Eight floats anywhere, for loops that a compiler left to itself shuffles more than it computes. Where registers are
 * narrower there are several, with the same bits. */
#define ATT_NUM_LANES 8
typedef float AttNumVector __attribute__ ((vector_size (ATT_NUM_LANES * sizeof (float)), aligned (4), may_alias));
#define ATT_NUM_LOAD(from) (*(const AttNumVector *) (from))
#define ATT_NUM_STORE(to, vector) (*(AttNumVector *) (to) = (vector))

/* log10 of a positive normal number to 6e-8, the same bits with vectors of any width: the exponent, and a polynomial of
 * the mantissa between the root of 1/2 and that of 2 (Chebyshev fit of log10 (1 + f) / f). */
static inline float
att_num_log10 (float x)
{
  union {
    float number;
    int32_t bits;
  } v = { x };
  int32_t from_root = v.bits - 0x3f3504f3;
  float f, y = -0.0440116492f;

  v.bits = (from_root & 0x7fffff) + 0x3f3504f3;
  f = v.number - 1;
  y = y * f + 0.0705041905f;
  y = y * f - 0.0749028271f;
  y = y * f + 0.08641837f;
  y = y * f - 0.108443643f;
  y = y * f + 0.144772561f;
  y = y * f - 0.217148818f;
  y = y * f + 0.434294457f;
  return y * f + (from_root >> 23) * 0.30103f;
}
