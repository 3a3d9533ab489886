/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-conv-kernels.h - the loops of att-conv.c in which the time goes
 *
 * Included once a width: VECTOR and INTS are the types of LANES floats and
 * integers, NAME() makes a function's name, TARGET says what processor it is for. In the first loop eight sums of a vector
 * stay in registers: four places times two vectors of output maps.
 */

/* the convolution of one time; @out: n_freqs times n_out floats, without border; @in: the time before, in its border */
static TARGET void
NAME (row) (float *out, const float *in, const float *W, const AttConvShape *shape)
{
  int n_in = shape->n_in, n_out = shape->n_out, n_freqs = shape->n_freqs, n_taps = 3 * n_in;
  size_t in_row = (size_t) (n_freqs + 2) * n_in;

  for (int map = 0; map < n_out; map += 2 * LANES)
    {
      const float *weights = W + (size_t) (map / ATT_CONV_BLOCK) * 3 * n_taps * ATT_CONV_BLOCK + map % ATT_CONV_BLOCK;
      int freq = 0;

      for (; freq + 4 <= n_freqs; freq += 4)
        {
          VECTOR a0 = { 0 }, a1 = { 0 }, b0 = { 0 }, b1 = { 0 }, c0 = { 0 }, c1 = { 0 }, d0 = { 0 }, d1 = { 0 };
          float *to = out + (size_t) freq * n_out + map;

          for (int time = 0; time < 3; time++)
            {
              const float *x = in + time * in_row + (size_t) freq * n_in;
              const float *w = weights + (size_t) time * n_taps * ATT_CONV_BLOCK;

              for (int tap = 0; tap < n_taps; tap++, w += ATT_CONV_BLOCK)
                {
                  VECTOR w0 = LOAD (w), w1 = LOAD (w + LANES);

                  a0 += w0 * x[tap];
                  a1 += w1 * x[tap];
                  b0 += w0 * x[tap + n_in];
                  b1 += w1 * x[tap + n_in];
                  c0 += w0 * x[tap + 2 * n_in];
                  c1 += w1 * x[tap + 2 * n_in];
                  d0 += w0 * x[tap + 3 * n_in];
                  d1 += w1 * x[tap + 3 * n_in];
                }
            }
          STORE (to, a0);
          STORE (to + LANES, a1);
          STORE (to + n_out, b0);
          STORE (to + n_out + LANES, b1);
          STORE (to + 2 * n_out, c0);
          STORE (to + 2 * n_out + LANES, c1);
          STORE (to + 3 * n_out, d0);
          STORE (to + 3 * n_out + LANES, d1);
        }
      for (; freq < n_freqs; freq++)
        {
          VECTOR a0 = { 0 }, a1 = { 0 };
          float *to = out + (size_t) freq * n_out + map;

          for (int time = 0; time < 3; time++)
            {
              const float *x = in + time * in_row + (size_t) freq * n_in;
              const float *w = weights + (size_t) time * n_taps * ATT_CONV_BLOCK;

              for (int tap = 0; tap < n_taps; tap++, w += ATT_CONV_BLOCK)
                {
                  a0 += LOAD (w) * x[tap];
                  a1 += LOAD (w + LANES) * x[tap];
                }
            }
          STORE (to, a0);
          STORE (to + LANES, a1);
        }
    }
}

/* @a where @which is set, @b elsewhere */
static inline TARGET VECTOR
NAME (pick) (INTS which, VECTOR a, VECTOR b)
{
  return (VECTOR) (((INTS) a & which) | ((INTS) b & ~which));
}

/* exp (x) - 1 below 0, good to 1e-7 */
static inline TARGET VECTOR
NAME (elu) (VECTOR x)
{
  VECTOR zero = { 0 }, low = NAME (pick) (x < zero, x, zero), r, p;
  INTS n;

  low = NAME (pick) (low > zero - 30, low, zero - 30);
  n = __builtin_convertvector (low * 1.44269504f - 0.5f, INTS); /* to the nearest */
  r = low - __builtin_convertvector (n, VECTOR) * 0.693359375f + __builtin_convertvector (n, VECTOR) * 2.12194440e-4f;
  p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1;
  return NAME (pick) (x > zero, x, p * (VECTOR) ((n + 127) << 23) - 1);
}

/* the maximum over each window of one strip, + bias, ELU: one pooled time; @out: its first frequency */
static TARGET void
NAME (pool_row) (float *restrict out, const float *restrict strip, const float *restrict bias,
                 const AttConvShape *shape, const AttPool *pool)
{
  int n_out = shape->n_out, n_pooled = shape->n_freqs / pool->n_freqs;

  for (int freq = 0; freq < n_pooled; freq++)
    for (int map = 0; map < n_out; map += LANES)
      {
        const float *from = strip + (size_t) freq * pool->n_freqs * n_out + map;
        VECTOR best = LOAD (from);

        for (int time = 0; time < pool->n_times; time++, from += (size_t) shape->n_freqs * n_out)
          for (int i = 0; i < pool->n_freqs; i++)
            {
              VECTOR x = LOAD (from + (size_t) i * n_out);

              best = NAME (pick) (x > best, x, best);
            }
        STORE (out + (size_t) freq * n_out + map, NAME (elu) (best + LOAD (bias + map)));
      }
}

/* the same, and which place of the window it was */
static TARGET void
NAME (best_row) (float *out, uint8_t *which, const float *strip, const float *bias, const AttConvShape *shape,
                 const AttPool *pool)
{
  int n_out = shape->n_out, n_pooled = shape->n_freqs / pool->n_freqs;

  for (int freq = 0; freq < n_pooled; freq++)
    for (int map = 0; map < n_out; map += LANES)
      {
        const float *from = strip + (size_t) freq * pool->n_freqs * n_out + map;
        VECTOR best = LOAD (from);
        INTS place = { 0 };

        for (int time = 0, here = 0; time < pool->n_times; time++, from += (size_t) shape->n_freqs * n_out)
          for (int i = 0; i < pool->n_freqs; i++, here++)
            {
              VECTOR x = LOAD (from + (size_t) i * n_out);
              INTS better = x > best;

              best = NAME (pick) (better, x, best);
              place = (here & better) | (place & ~better);
            }
        STORE (out + (size_t) freq * n_out + map, NAME (elu) (best + LOAD (bias + map)));
        for (int i = 0; i < LANES; i++)
          which[(size_t) freq * n_out + map + i] = place[i];
      }
}
