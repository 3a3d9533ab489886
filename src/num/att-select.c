/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-select.h"

#include <math.h>

#include "att-num-private.h"

static float
middle (float a, float b, float c)
{
  float low = a < b ? a : b, high = a < b ? b : a;

  return c < low ? low : c > high ? high : c;
}

/* Brings what lies below @pivot (with @equal: or at it) to the front of [low, high]; returns where the rest begins. Which
 * way a value goes is arithmetic, not a branch: with music it could not be foretold. */
static size_t
partition (float *values, size_t low, size_t high, float pivot, int equal)
{
  size_t cut = low;

  for (size_t i = low; i <= high; i++)
    {
      float value = values[i];

      values[i] = values[cut];
      values[cut] = value;
      cut += (value < pivot) | (equal & (value == pivot));
    }
  return cut;
}

float
att_num_select (float *values, size_t n, size_t k)
{
  size_t low = 0, high, n_numbers = n;
  int has_nan = 0;

  for (size_t i = 0; i < n; i++)
    has_nan |= isnan (values[i]);
  if (has_nan)
    n_numbers = partition (values, 0, n - 1, INFINITY, 1);
  if (k >= n_numbers)
    return values[k];
  for (high = n_numbers - 1; low < high;)
    {
      float pivot = middle (values[low], values[low + (high - low) / 2], values[high]);
      size_t cut = partition (values, low, high, pivot, 0);

      if (cut == low) /* nothing is below it */
        {
          cut = partition (values, low, high, pivot, 1);
          if (k < cut)
            break;
          low = cut;
        }
      else if (k < cut)
        high = cut - 1;
      else
        low = cut;
    }
  return values[k];
}

ATT_NUM_WIDE size_t
att_num_count (const float *values, size_t n, float least)
{
  size_t count = 0;

  for (size_t from = 0; from < n; from += INT32_MAX)
    {
      const int32_t left = n - from < INT32_MAX ? n - from : INT32_MAX;
      int32_t sum = 0;

      for (int32_t i = 0; i < left; i++)
        sum += values[from + i] >= least;
      count += sum;
    }
  return count;
}

typedef int32_t Mask __attribute__ ((vector_size (sizeof (AttNumVector)), aligned (4), may_alias));

/* what is smaller to @low, column by column */
static inline __attribute__ ((always_inline)) void
exchange (AttNumVector *low, AttNumVector *high)
{
  AttNumVector a = *low, b = *high;
  Mask swap = b < a;

  *low = (AttNumVector) (((Mask) b & swap) | ((Mask) a & ~swap));
  *high = (AttNumVector) (((Mask) a & swap) | ((Mask) b & ~swap));
}

ATT_NUM_WIDE void
att_num_sort_columns (float *values, size_t n)
{
  AttNumVector *rows = (AttNumVector *) values;
  size_t top = 1;

  while (2 * top < n)
    top *= 2;
  for (size_t p = n > 1 ? top : 0; p > 0; p /= 2)
    for (size_t q = top, r = 0, d = p; d > 0; d = q > p ? q - p : 0, q /= 2, r = p)
      for (size_t first = r; first + d < n; first += 2 * p) /* rows in whose number the bit p is that of r */
        for (size_t i = first; i < first + p && i + d < n; i++)
          exchange (&rows[i], &rows[i + d]);
}
