/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-conv.h"

#include <stdatomic.h>
#include <string.h>

#include "att-num-private.h"

/* vectors of any alignment */
typedef float Narrow __attribute__ ((vector_size (16), aligned (4), may_alias));
typedef float Wide __attribute__ ((vector_size (32), aligned (4), may_alias));
typedef int32_t NarrowInt __attribute__ ((vector_size (16), aligned (4), may_alias));
typedef int32_t WideInt __attribute__ ((vector_size (32), aligned (4), may_alias));

#define LOAD(from) (*(const VECTOR *) (from))
#define STORE(to, vector) (*(VECTOR *) (to) = (vector))

#define VECTOR Narrow
#define INTS NarrowInt
#define LANES 4
#define NAME(name) name##_narrow
#define TARGET
#include "att-conv-kernels.h"
#undef VECTOR
#undef INTS
#undef LANES
#undef NAME
#undef TARGET

static atomic_int no_avx2;

#ifdef __x86_64__

#define VECTOR Wide
#define INTS WideInt
#define LANES 8
#define NAME(name) name##_wide
#define TARGET __attribute__ ((target ("avx2"))) /* without fused multiply-add: the same bytes as without AVX2 */
#include "att-conv-kernels.h"

static int
is_wide (void)
{
  return __builtin_cpu_supports ("avx2") && !atomic_load_explicit (&no_avx2, memory_order_relaxed);
}

#else

#define row_wide row_narrow
#define row_gradient_wide row_gradient_narrow
#define pool_row_wide pool_row_narrow
#define best_row_wide best_row_narrow

static int
is_wide (void)
{
  return 0;
}

#endif

int
att_conv_use_avx2 (int use)
{
  atomic_store (&no_avx2, !use);
  return is_wide ();
}

size_t
att_conv_size (int n_times, int n_freqs, int n_maps)
{
  return (size_t) (n_times + 2) * (n_freqs + 2) * n_maps;
}

size_t
att_conv_n_weights (const AttConvShape *shape)
{
  return (size_t) 9 * shape->n_in * shape->n_out;
}

/* where the first frequency of a time begins in a stack */
static size_t
begin_of (int time, int n_freqs, int n_maps)
{
  return ((size_t) (time + 1) * (n_freqs + 2) + 1) * n_maps;
}

void
att_conv_forward (float *out, const float *in, const float *W, const AttConvShape *shape)
{
  size_t in_row = (size_t) (shape->n_freqs + 2) * shape->n_in;
  int wide = is_wide ();

  for (int time = 0; time < shape->n_times; time++)
    (wide ? row_wide : row_narrow) (out + begin_of (time, shape->n_freqs, shape->n_out), in + time * in_row, W, shape);
}

static size_t
weight_at (int out, int time, int freq, int in, int n_in)
{
  return ((((size_t) (out / ATT_CONV_BLOCK) * 3 + time) * 3 + freq) * n_in + in) * ATT_CONV_BLOCK +
         out % ATT_CONV_BLOCK;
}

void
att_conv_by_map (float *by_map, const float *W, const AttConvShape *shape)
{
  for (int out = 0; out < shape->n_out; out++)
    for (int time = 0; time < 3; time++)
      for (int freq = 0; freq < 3; freq++)
        for (int in = 0; in < shape->n_in; in++)
          *by_map++ = W[weight_at (out, time, freq, in, shape->n_in)];
}

void
att_conv_from_map (float *W, const float *by_map, const AttConvShape *shape)
{
  for (int out = 0; out < shape->n_out; out++)
    for (int time = 0; time < 3; time++)
      for (int freq = 0; freq < 3; freq++)
        for (int in = 0; in < shape->n_in; in++)
          W[weight_at (out, time, freq, in, shape->n_in)] = *by_map++;
}

void
att_conv_infer (float *out, uint8_t *which, const float *in, const float *W, const float *bias,
                const AttConvShape *shape, const AttPool *pool, float *strip)
{
  size_t in_row = (size_t) (shape->n_freqs + 2) * shape->n_in;
  int wide = is_wide (), n_freqs = shape->n_freqs / pool->n_freqs;

  for (int to = 0; to < shape->n_times / pool->n_times; to++)
    {
      for (int i = 0; i < pool->n_times; i++)
        (wide ? row_wide : row_narrow) (strip + (size_t) i * shape->n_freqs * shape->n_out,
                                        in + (to * pool->n_times + i) * in_row, W, shape);
      if (which == NULL)
        (wide ? pool_row_wide : pool_row_narrow) (out + begin_of (to, n_freqs, shape->n_out), strip, bias, shape,
                                                  pool);
      else
        (wide ? best_row_wide : best_row_narrow) (out + begin_of (to, n_freqs, shape->n_out),
                                                  which + (size_t) to * n_freqs * shape->n_out, strip, bias, shape,
                                                  pool);
    }
}

ATT_NUM_WIDE void
att_conv_add_sums (double *sum, double *sum2, const float *x, int n_times, int n_freqs, int n_maps)
{
  float a[ATT_CONV_MAX_MAPS], b[ATT_CONV_MAX_MAPS];

  for (int time = 0; time < n_times; time++)
    {
      const float *at = x + begin_of (time, n_freqs, n_maps);

      memset (a, 0, n_maps * sizeof *a);
      memset (b, 0, n_maps * sizeof *b);
      for (int freq = 0; freq < n_freqs; freq++, at += n_maps)
        for (int map = 0; map < n_maps; map++)
          {
            a[map] += at[map];
            b[map] += at[map] * at[map];
          }
      for (int map = 0; map < n_maps; map++)
        {
          sum[map] += a[map];
          sum2[map] += b[map];
        }
    }
}

/* what one place gives to the weights of one map and to what came in; @n: a row of the window */
static inline __attribute__ ((always_inline)) void
spread (float *restrict dW, float *restrict din, const float *restrict in, const float *restrict W, size_t in_row,
        float d, int n)
{
  for (int time = 0; time < 3; time++)
    for (int i = 0; i < n; i++)
      dW[time * n + i] += d * in[time * in_row + i];
  for (int time = 0; din != NULL && time < 3; time++)
    for (int i = 0; i < n; i++)
      din[time * in_row + i] += d * W[time * n + i];
}

ATT_NUM_WIDE void
att_conv_back (float *dW, float *dbias, float *din, const float *in, const float *W, const float *dout,
               const float *out, const uint8_t *which, const AttConvShape *shape, const AttPool *pool)
{
  int n_times = shape->n_times / pool->n_times, n_freqs = shape->n_freqs / pool->n_freqs, n_out = shape->n_out;
  int n = 3 * shape->n_in;
  size_t in_row = (size_t) (shape->n_freqs + 2) * shape->n_in, places[ATT_CONV_MAX_WINDOW];

  for (int i = 0; i < pool->n_times * pool->n_freqs; i++)
    places[i] = i / pool->n_freqs * in_row + (size_t) (i % pool->n_freqs) * shape->n_in;
  for (int time = 0; time < n_times; time++)
    for (int freq = 0; freq < n_freqs; freq++, which += n_out)
      {
        size_t to = begin_of (time, n_freqs, n_out) + (size_t) freq * n_out;
        size_t window = time * pool->n_times * in_row + (size_t) freq * pool->n_freqs * shape->n_in;

        for (int map = 0; map < n_out; map++)
          {
            float y = out[to + map], d = y > 0 ? dout[to + map] : dout[to + map] * (y + 1);
            size_t from = window + places[which[map]];
            float *own = dW + (size_t) map * 3 * n, *back = din != NULL ? din + from : NULL;
            const float *weights = W + (size_t) map * 3 * n;

            dbias[map] += d;
            switch (n) /* the usual widths, for the compiler to know them */
              {
              case 3:
                spread (own, back, in + from, weights, in_row, d, 3);
                break;
              case 48:
                spread (own, back, in + from, weights, in_row, d, 48);
                break;
              case 96:
                spread (own, back, in + from, weights, in_row, d, 96);
                break;
              default:
                spread (own, back, in + from, weights, in_row, d, n);
              }
          }
      }
}

void
att_conv_mean (float *out, const float *x, int n_times, int n_freqs, int n_maps)
{
  memset (out, 0, n_maps * sizeof *out);
  for (int time = 0; time < n_times; time++)
    for (int i = 0; i < n_freqs * n_maps; i++)
      out[i % n_maps] += x[begin_of (time, n_freqs, n_maps) + i];
  for (int map = 0; map < n_maps; map++)
    out[map] /= n_times * n_freqs;
}

void
att_conv_mean_back (float *dx, const float *dout, int n_times, int n_freqs, int n_maps)
{
  for (int time = 0; time < n_times; time++)
    for (int i = 0; i < n_freqs * n_maps; i++)
      dx[begin_of (time, n_freqs, n_maps) + i] += dout[i % n_maps] / (n_times * n_freqs);
}
