/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-half.h"

#include <math.h>

uint16_t
att_half_from_float (float value)
{
  int exponent, sign = signbit (value) ? 0x8000 : 0;
  double fraction = frexp (fabs (value), &exponent); /* 0.5..1 */

  if (isnan (value))
    return 0x7e00;
  if (isinf (value) || exponent > 16)
    return sign | 0x7c00;
  if (exponent < -13 || fraction == 0) /* below the smallest normal number the steps stay as wide as there */
    return sign | (int) rint (ldexp (fraction, exponent + 24));
  return sign | (((exponent + 14) << 10) + (int) rint (ldexp (fraction, 11)) - 1024); /* may carry into the exponent */
}

float
att_half_to_float (uint16_t half)
{
  int exponent = half >> 10 & 31, fraction = half & 1023;
  float value = exponent == 0 ? ldexpf (fraction, -24) : ldexpf (fraction | 1024, exponent - 25);

  if (exponent == 31)
    value = fraction != 0 ? NAN : INFINITY;
  return half & 0x8000 ? -value : value;
}
