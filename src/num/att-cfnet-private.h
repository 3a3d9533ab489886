/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cfnet-private.h - for att-cfnet*.c only: where each weight lies, one user or item forth and back
 */
#pragma once

#include <string.h>

#include "att-cfnet.h"
#include "att-num-private.h"

enum { USER, ITEM };

/* of one side; matrices are (inputs, outputs) */
typedef struct {
  size_t table; /* (rows of the other side, width): A and E beside each other */
  size_t a;     /* n_hidden */
  size_t B;     /* (n_hidden, n_factors) */
  size_t b;     /* n_factors */
  size_t M;     /* (n_embed, n_factors) */
} Side;

struct AttCfnet {
  AttCfnetConfig config;
  size_t n_users, n_items, n_params;
  size_t n_embed;      /* width of E */
  size_t n_second;     /* width of N */
  size_t width;        /* of a table: n_hidden + n_embed */
  size_t dense;        /* from here on, what is no table */
  Side sides[2];
  size_t c, N, d;      /* n_factors, (n_factors, n_second), n_second */
  size_t w_z, w_m, w0; /* n_factors, n_second, 2: of each half its own */
  float *params;
  float *items;        /* n_items × (2 n_factors): z and M' e of each */
  float *embeddings;   /* n_items × n_embed: e of each */
};

/* In: @sums, the sum of the row's table rows (width); out: it as relu (A' row + a), e; @out: z, M' e, plus c
 * for a user */
void att_cfnet_forward  (const AttCfnet *self, int side, AttCfnetHalves halves, float *sums, float *out);
/* @sums, @out: as left by forward; @grad_out: gradient by @out, is overwritten; adds to @grad, which begins at self->dense;
 * @sums becomes the gradient by what it was before forward */
void att_cfnet_backward (const AttCfnet *self, int side, AttCfnetHalves halves, float *sums, const float *out,
                         float *grad_out, float *grad);
/* the logit; @hidden (out): n_factors + n_second, both layers of the matching half */
float att_cfnet_match   (const AttCfnet *self, AttCfnetHalves halves, const float *user, const float *item,
                         float *hidden);

/* n is a multiple of 8 */
static inline __attribute__ ((always_inline)) void
add_scaled (float *y, float alpha, const float *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    y[i] += alpha * x[i];
}

/* out += M' x, M being (n_in, n_out), in columns that stay in registers */
static inline __attribute__ ((always_inline)) void
add_product (float *out, const float *M, const float *x, size_t n_in, size_t n_out)
{
  size_t from = 0;

  for (; from + 4 * ATT_NUM_LANES <= n_out; from += 4 * ATT_NUM_LANES)
    {
      AttNumVector sums[4];

      for (int v = 0; v < 4; v++)
        sums[v] = ATT_NUM_LOAD (out + from + v * ATT_NUM_LANES);
      for (size_t i = 0; i < n_in; i++)
        for (int v = 0; v < 4; v++)
          sums[v] += x[i] * ATT_NUM_LOAD (M + i * n_out + from + v * ATT_NUM_LANES);
      memcpy (out + from, sums, sizeof sums);
    }
  for (; from < n_out; from += ATT_NUM_LANES)
    {
      AttNumVector sum = ATT_NUM_LOAD (out + from);

      for (size_t i = 0; i < n_in; i++)
        sum += x[i] * ATT_NUM_LOAD (M + i * n_out + from);
      memcpy (out + from, &sum, sizeof sum);
    }
}

static inline __attribute__ ((always_inline)) float
dot_lanes (const float *a, const float *b, size_t n)
{
  AttNumVector sum = { 0 };

  for (size_t i = 0; i < n; i += ATT_NUM_LANES)
    sum += ATT_NUM_LOAD (a + i) * ATT_NUM_LOAD (b + i);
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}
