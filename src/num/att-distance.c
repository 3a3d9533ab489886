/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-distance.h"

#include <math.h>

#include "att-num-private.h"

/* Independent partial sums: the compiler may keep them in vector registers without reordering anything. */
#define LANES 16

ATT_NUM_WIDE float
att_num_dot (const float *a, const float *b, size_t n)
{
  float sums[LANES] = { 0 }, tail = 0;
  size_t i = 0;

  for (; i + LANES <= n; i += LANES)
    for (int j = 0; j < LANES; j++)
      sums[j] += a[i + j] * b[i + j];
  for (; i < n; i++)
    tail += a[i] * b[i];
  for (int width = LANES / 2; width > 0; width /= 2)
    for (int j = 0; j < width; j++)
      sums[j] += sums[j + width];
  return sums[0] + tail;
}

ATT_NUM_WIDE float
att_num_distance2 (const float *a, const float *b, size_t n)
{
  float sums[LANES] = { 0 }, tail = 0;
  size_t i = 0;

  for (; i + LANES <= n; i += LANES)
    for (int j = 0; j < LANES; j++)
      sums[j] += (a[i + j] - b[i + j]) * (a[i + j] - b[i + j]);
  for (; i < n; i++)
    tail += (a[i] - b[i]) * (a[i] - b[i]);
  for (int width = LANES / 2; width > 0; width /= 2)
    for (int j = 0; j < width; j++)
      sums[j] += sums[j + width];
  return sums[0] + tail;
}

static inline int32_t
distance2_i8 (const int8_t *a, const int8_t *b, size_t n)
{
  int32_t sum = 0;

  for (size_t i = 0; i < n; i++)
    {
      int16_t delta = a[i] - b[i];

      sum += delta * delta;
    }
  return sum;
}

ATT_NUM_WIDE int32_t
att_num_distance2_i8 (const int8_t *a, const int8_t *b, size_t n)
{
  return distance2_i8 (a, b, n);
}

ATT_NUM_WIDE void
att_num_distance2_i8_rows (int32_t *out, const int8_t *rows, size_t stride, size_t n_rows, const int8_t *a, size_t n)
{
  for (size_t i = 0; i < n_rows; i++)
    out[i] = distance2_i8 (rows + i * stride, a, n);
}

float
att_num_norm (const float *a, size_t n)
{
  return sqrtf (att_num_dot (a, a, n));
}

float
att_num_cosine (const float *a, const float *b, size_t n)
{
  float lengths = att_num_norm (a, n) * att_num_norm (b, n);
  float cosine = lengths > 0 ? att_num_dot (a, b, n) / lengths : 0;

  return fmaxf (-1, fminf (1, cosine));
}

void
att_num_normalise (float *a, size_t n)
{
  float norm = att_num_norm (a, n);

  if (norm > 0)
    for (size_t i = 0; i < n; i++)
      a[i] /= norm;
}

void
att_num_dot_rows (float *out, const float *X, size_t n_rows, size_t n, const float *q)
{
  for (size_t i = 0; i < n_rows; i++)
    out[i] = att_num_dot (X + i * n, q, n);
}

void
att_num_distance2_rows (float *out, const float *X, size_t n_rows, size_t n, const float *q)
{
  for (size_t i = 0; i < n_rows; i++)
    out[i] = att_num_distance2 (X + i * n, q, n);
}

void
att_num_column_stats (float *mean, float *std, const float *X, size_t n_rows, size_t n)
{
  for (size_t j = 0; j < n; j++)
    {
      double sum = 0, squares = 0, centre;

      for (size_t i = 0; i < n_rows; i++)
        sum += X[i * n + j];
      centre = n_rows > 0 ? sum / n_rows : 0;
      for (size_t i = 0; i < n_rows; i++)
        squares += (X[i * n + j] - centre) * (X[i * n + j] - centre);
      mean[j] = centre;
      std[j] = n_rows > 0 ? sqrt (squares / n_rows) : 0;
    }
}

void
att_num_standardise (float *X, size_t n_rows, size_t n, const float *mean, const float *std)
{
  for (size_t i = 0; i < n_rows; i++)
    for (size_t j = 0; j < n; j++)
      X[i * n + j] = std[j] > 0 ? (X[i * n + j] - mean[j]) / std[j] : 0;
}

/* a is further from the top than b */
static int
is_worse (AttNumHit a, AttNumHit b)
{
  return a.score < b.score || (a.score == b.score && a.index > b.index);
}

static void
sift_down (AttNumHit *heap, size_t n, size_t i)
{
  AttNumHit hit = heap[i];

  for (size_t child; (child = 2 * i + 1) < n; i = child)
    {
      if (child + 1 < n && is_worse (heap[child + 1], heap[child]))
        child++;
      if (!is_worse (heap[child], hit))
        break;
      heap[i] = heap[child];
    }
  heap[i] = hit;
}

size_t
att_num_top_k (AttNumHit *out, size_t k, const float *scores, size_t n)
{
  size_t n_kept = 0;

  if (k == 0)
    return 0;
  for (size_t i = 0; i < n; i++) /* out is a heap with the worst kept hit on top */
    {
      AttNumHit hit = { i, scores[i] };

      if (isnan (hit.score))
        continue;
      if (n_kept < k)
        {
          out[n_kept++] = hit;
          if (n_kept == k)
            for (size_t j = k / 2; j-- > 0;)
              sift_down (out, k, j);
        }
      else if (is_worse (out[0], hit))
        {
          out[0] = hit;
          sift_down (out, k, 0);
        }
    }
  if (n_kept < k)
    for (size_t j = n_kept / 2; j-- > 0;)
      sift_down (out, n_kept, j);
  for (size_t last = n_kept; last > 1; last--) /* take the worst to the end, one after the other */
    {
      AttNumHit worst = out[0];

      out[0] = out[last - 1];
      sift_down (out, last - 1, 0);
      out[last - 1] = worst;
    }
  return n_kept;
}
