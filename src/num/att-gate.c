/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-gate.h"

#include <math.h>

#define LOWEST (-70.0)     /* LUFS, the absolute gate */
#define RELATIVE (-10.0)   /* LU */
#define PER_LU 100.0       /* bins */
#define JOINED (ATT_GATE_BINS / ATT_GATE_PACKED_BINS) /* bins, in one packed */

/* on any scale: only means are taken, and turned back */
static double
power_of_bin (int bin)
{
  return pow (10, (LOWEST + (bin + 0.5) / PER_LU) / 10);
}

static uint32_t
add_up (uint32_t a, uint32_t b)
{
  return a + b >= a ? a + b : UINT32_MAX;
}

void
att_gate_add (uint32_t *counts, double lufs, uint32_t n)
{
  double bin = (lufs - LOWEST) * PER_LU;
  int at;

  if (!(bin >= 0))
    return;
  at = bin < ATT_GATE_BINS ? (int) bin : ATT_GATE_BINS - 1;
  counts[at] = add_up (counts[at], n);
}

/* mean power of the bins from @threshold up */
static double
mean_power (const uint32_t *counts, double threshold)
{
  double sum = 0, n = 0;

  for (int i = 0; i < ATT_GATE_BINS; i++)
    if (counts[i] > 0 && power_of_bin (i) >= threshold)
      {
        sum += counts[i] * power_of_bin (i);
        n += counts[i];
      }
  return n > 0 ? sum / n : 0;
}

float
att_gate_loudness (const uint32_t *counts)
{
  double all = mean_power (counts, 0);

  return all > 0 ? 10 * log10 (mean_power (counts, all * pow (10, RELATIVE / 10))) : NAN;
}

/* in packed bins from @first to before @end */
static uint32_t
count_joined (const uint32_t *counts, int first, int end)
{
  uint32_t sum = 0;

  for (int i = first * JOINED; i < end * JOINED; i++)
    sum = add_up (sum, counts[i]);
  return sum;
}

/* the first bin in two bytes, then each count in groups of seven bits, lowest first; a set eighth bit: more follow */
size_t
att_gate_pack (uint8_t *bytes, const uint32_t *counts)
{
  int first = 0, end = ATT_GATE_PACKED_BINS;
  size_t n = 0;

  while (end > 0 && count_joined (counts, end - 1, end) == 0)
    end--;
  while (first < end && (end - first > ATT_GATE_PACKED_KEPT || count_joined (counts, 0, first + 1) == 0))
    first++;
  bytes[n++] = first & 0xff;
  bytes[n++] = first >> 8;
  for (int i = first; i < end; i++)
    {
      uint32_t count = count_joined (counts, i == first ? 0 : i, i + 1);

      for (; count >= 0x80; count >>= 7)
        bytes[n++] = 0x80 | (count & 0x7f);
      bytes[n++] = count;
    }
  return n;
}

/* goes through them; adds them only if @counts is not NULL */
static int
unpack (uint32_t *counts, const uint8_t *bytes, size_t n)
{
  size_t at = 2;
  int bin = n >= 2 ? bytes[0] | bytes[1] << 8 : ATT_GATE_PACKED_BINS + 1;

  if (bin > ATT_GATE_PACKED_BINS)
    return 0;
  for (; at < n; bin++)
    {
      uint64_t count = 0;
      int shift = 0;

      do
        {
          if (at == n || shift > 28 || bin >= ATT_GATE_PACKED_BINS)
            return 0;
          count |= (uint64_t) (bytes[at] & 0x7f) << shift;
          shift += 7;
        }
      while (bytes[at++] & 0x80);
      if (count > UINT32_MAX)
        return 0;
      if (counts != NULL)
        counts[bin * JOINED + JOINED / 2] = add_up (counts[bin * JOINED + JOINED / 2], count);
    }
  return 1;
}

int
att_gate_add_packed (uint32_t *counts, const uint8_t *bytes, size_t n)
{
  return unpack (NULL, bytes, n) && unpack (counts, bytes, n);
}
