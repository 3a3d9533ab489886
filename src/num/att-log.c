/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-log.h"

#include "att-num-private.h"

#define LEAST 1e-37f
#define LN_10 2.30258509f

ATT_NUM_WIDE void
att_num_log (float *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    {
      const float v = x[i];

      x[i] = LN_10 * att_num_log10 (v > LEAST ? v : LEAST) + (v - v); /* NAN - NAN */
    }
}
