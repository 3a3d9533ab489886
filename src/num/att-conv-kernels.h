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

/* the maximum over each window of one strip, + bias, ELU: one pooled time; @out: its first frequency */
static TARGET void
NAME (pool_row) (float *restrict out, const float *restrict strip, const float *restrict bias,
                 const AttConvShape *shape, const AttPool *pool)
{
  int n_out = shape->n_out, n_pooled = shape->n_freqs / pool->n_freqs;

  for (int freq = 0; freq < n_pooled; freq++)
    {
      float *restrict best = out + (size_t) freq * n_out;

      for (int time = 0; time < pool->n_times; time++)
        for (int i = 0; i < pool->n_freqs; i++)
          {
            const float *restrict x = strip + ((size_t) time * shape->n_freqs + freq * pool->n_freqs + i) * n_out;

            for (int map = 0; map < n_out; map++)
              best[map] = time + i > 0 && best[map] > x[map] ? best[map] : x[map];
          }
      for (int map = 0; map < n_out; map++)
        best[map] += bias[map];
    }
  for (int i = 0; i < n_pooled * n_out; i++)
    out[i] = elu (out[i]);
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

              best = (VECTOR) (((INTS) x & better) | ((INTS) best & ~better));
              place = (here & better) | (place & ~better);
            }
        STORE (out + (size_t) freq * n_out + map, best + LOAD (bias + map));
        for (int i = 0; i < LANES; i++)
          which[(size_t) freq * n_out + map + i] = place[i];
      }
  for (int i = 0; i < n_pooled * n_out; i++)
    out[i] = elu (out[i]);
}
