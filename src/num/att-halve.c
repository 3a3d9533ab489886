/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-halve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"

#define N_SIDE 24                /* coefficients on each side that are not 0 */
#define BETA 6.5
#define N_ODD (2 * N_SIDE - 1)   /* odd samples held: what the filter reaches back to, and forward */
#define CHUNK 512                /* samples out in one go */
#define LANES (2 * ATT_NUM_LANES) /* outputs worked on at once */

/* The stream is held as its even and its odd samples: output i is even[i] / 2 and the odd ones around it. */
struct AttHalve {
  float side[N_SIDE];
  size_t n_even, n_odd;          /* held; odd[0] is N_SIDE samples before even[0]'s successor */
  float even[N_SIDE + CHUNK + 1 + LANES];
  float odd[N_ODD + CHUNK + 1 + LANES];
  int next_is_odd;
};

static double
bessel_i0 (double x)
{
  double sum = 1, term = 1;

  for (int k = 1; k < 40; k++)
    {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
  return sum;
}

AttNumStatus
att_halve_new (AttHalve **out)
{
  AttHalve *self = *out = calloc (1, sizeof *self);
  double side[N_SIDE], sum = 0;

  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  for (int k = 0; k < N_SIDE; k++)
    {
      double n = 2 * k + 1, at = n / (2 * N_SIDE);

      side[k] = (k % 2 == 0 ? 1 : -1) / n * bessel_i0 (BETA * sqrt (1 - at * at));
      sum += side[k];
    }
  for (int k = 0; k < N_SIDE; k++)
    self->side[k] = 0.25 * side[k] / sum;
  self->n_odd = N_SIDE; /* silence came before */
  return ATT_NUM_OK;
}

void
att_halve_free (AttHalve *self)
{
  free (self);
}

static inline void
filter (const float *side, const float *even, const float *odd, float *out)
{
  AttNumVector a = 0.5f * ATT_NUM_LOAD (even), b = 0.5f * ATT_NUM_LOAD (even + ATT_NUM_LANES);
  const float *before = odd + N_SIDE - 1, *after = odd + N_SIDE;

  for (int k = 0; k < N_SIDE; k++, before--, after++)
    {
      a += side[k] * (ATT_NUM_LOAD (before) + ATT_NUM_LOAD (after));
      b += side[k] * (ATT_NUM_LOAD (before + ATT_NUM_LANES) + ATT_NUM_LOAD (after + ATT_NUM_LANES));
    }
  *(AttNumVector *) out = a;
  *(AttNumVector *) (out + ATT_NUM_LANES) = b;
}

/* as many as there are samples around */
ATT_NUM_WIDE static size_t
give (AttHalve *self, float *out)
{
  size_t n = self->n_odd > N_ODD ? self->n_odd - N_ODD : 0;
  float last[LANES];

  if (n > self->n_even)
    n = self->n_even;
  for (size_t i = 0; i < n; i += LANES)
    if (n - i >= LANES)
      filter (self->side, self->even + i, self->odd + i, out + i);
    else
      {
        filter (self->side, self->even + i, self->odd + i, last); /* what it reads beyond is not used */
        memcpy (out + i, last, (n - i) * sizeof *out);
      }
  self->n_even -= n;
  self->n_odd -= n;
  memmove (self->even, self->even + n, self->n_even * sizeof *out);
  memmove (self->odd, self->odd + n, self->n_odd * sizeof *out);
  return n;
}

static size_t
least (size_t a, size_t b)
{
  return a < b ? a : b;
}

/* @pcm: n pairs of samples; NULL: silence */
ATT_NUM_WIDE static void
take_pairs (AttHalve *self, const float *restrict pcm, size_t n)
{
  float *restrict even = self->even + self->n_even, *restrict odd = self->odd + self->n_odd;

  for (size_t i = 0; i < n; i++)
    {
      even[i] = pcm != NULL ? pcm[2 * i] : 0;
      odd[i] = pcm != NULL ? pcm[2 * i + 1] : 0;
    }
  self->n_even += n;
  self->n_odd += n;
}

size_t
att_halve_run (AttHalve *self, float *out, const float *pcm, size_t n)
{
  size_t n_out = 0, i = 0;

  while (i < n)
    {
      size_t n_pairs;

      if (self->next_is_odd)
        {
          self->odd[self->n_odd++] = pcm != NULL ? pcm[i] : 0;
          i++;
          self->next_is_odd = 0;
        }
      n_pairs = least ((n - i) / 2, least (N_ODD + CHUNK - self->n_odd, N_SIDE + CHUNK - self->n_even));
      take_pairs (self, pcm != NULL ? pcm + i : NULL, n_pairs);
      i += 2 * n_pairs;
      if (i + 1 == n)
        {
          self->even[self->n_even++] = pcm != NULL ? pcm[i] : 0;
          i++;
          self->next_is_odd = 1;
        }
      n_out += give (self, out + n_out);
    }
  return n_out;
}
