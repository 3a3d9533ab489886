/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-random.h"

#include <math.h>

static uint64_t
rotate_left (uint64_t x, int k)
{
  return (x << k) | (x >> (64 - k));
}

void
att_random_init (AttRandom *self, uint64_t seed)
{
  for (int i = 0; i < 4; i++)
    {
      uint64_t z = seed += UINT64_C (0x9e3779b97f4a7c15);

      z = (z ^ (z >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
      z = (z ^ (z >> 27)) * UINT64_C (0x94d049bb133111eb);
      self->s[i] = z ^ (z >> 31);
    }
}

uint64_t
att_random_next (AttRandom *self)
{
  uint64_t *s = self->s;
  uint64_t result = rotate_left (s[1] * 5, 7) * 9;
  uint64_t t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

uint32_t
att_random_below (AttRandom *self, uint32_t n)
{
  uint64_t m = (att_random_next (self) >> 32) * n;

  if ((uint32_t) m < n)
    {
      uint32_t least = -n % n;

      while ((uint32_t) m < least)
        m = (att_random_next (self) >> 32) * n;
    }
  return m >> 32;
}

double
att_random_uniform (AttRandom *self)
{
  return (att_random_next (self) >> 11) * 0x1p-53;
}

double
att_random_normal (AttRandom *self)
{
  double u = 1 - att_random_uniform (self), v = att_random_uniform (self);

  return sqrt (-2 * log (u)) * cos (2 * M_PI * v);
}

void
att_random_shuffle (AttRandom *self, uint32_t *items, size_t n)
{
  for (size_t i = n; i > 1; i--)
    {
      uint32_t j = att_random_below (self, i), item = items[j];

      items[j] = items[i - 1];
      items[i - 1] = item;
    }
}
