/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cfnet-private.h - for att-cfnet*.c only: where each weight lies, one user or item forth and back
 */
#pragma once

#include <string.h>

#include "att-cfnet.h"
#include "att-num-private.h"

enum { USER, ITEM };

#define ATT_CFNET_MAX_FACTORS 128

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

/* rows that a matrix is multiplied by at once, so that it is read once for all of them */
#define ATT_CFNET_ROWS 4

/* Of a user and each of the @items, the logit. @hidden (out): of each n_factors + n_second, both layers of the matching
 * half. */
void att_cfnet_match    (const AttCfnet *self, AttCfnetHalves halves, const float *user,
                         const float *const items[ATT_CFNET_ROWS], float hidden[ATT_CFNET_ROWS][2 * ATT_CFNET_MAX_FACTORS],
                         float logits[ATT_CFNET_ROWS]);

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

/* the columns from @from on, @n vectors of them */
static inline __attribute__ ((always_inline)) void
add_products_to (float *const out[ATT_CFNET_ROWS], const float *M, const float *const x[ATT_CFNET_ROWS], size_t n_in,
                 size_t n_out, size_t from, int n)
{
  AttNumVector sums[ATT_CFNET_ROWS][2];

  for (int r = 0; r < ATT_CFNET_ROWS; r++)
    for (int v = 0; v < n; v++)
      sums[r][v] = ATT_NUM_LOAD (out[r] + from + v * ATT_NUM_LANES);
  for (size_t i = 0; i < n_in; i++)
    for (int r = 0; r < ATT_CFNET_ROWS; r++)
      for (int v = 0; v < n; v++)
        sums[r][v] += x[r][i] * ATT_NUM_LOAD (M + i * n_out + from + v * ATT_NUM_LANES);
  for (int r = 0; r < ATT_CFNET_ROWS; r++)
    for (int v = 0; v < n; v++)
      ATT_NUM_STORE (out[r] + from + v * ATT_NUM_LANES, sums[r][v]);
}

/* the same for several rows: each sum runs in the same order */
static inline __attribute__ ((always_inline)) void
add_products (float *const out[ATT_CFNET_ROWS], const float *M, const float *const x[ATT_CFNET_ROWS], size_t n_in,
              size_t n_out)
{
  size_t from = 0;

  for (; from + 2 * ATT_NUM_LANES <= n_out; from += 2 * ATT_NUM_LANES)
    add_products_to (out, M, x, n_in, n_out, from, 2);
  if (from < n_out)
    add_products_to (out, M, x, n_in, n_out, from, 1);
}

static inline __attribute__ ((always_inline)) void
add_outer_to (float *M, const float *const x[ATT_CFNET_ROWS], const float *const y[ATT_CFNET_ROWS], size_t n_in,
              size_t n_out, size_t from, int n)
{
  AttNumVector rows[ATT_CFNET_ROWS][2], sums[2];

  for (int r = 0; r < ATT_CFNET_ROWS; r++)
    for (int v = 0; v < n; v++)
      rows[r][v] = ATT_NUM_LOAD (y[r] + from + v * ATT_NUM_LANES);
  for (size_t i = 0; i < n_in; i++)
    {
      for (int v = 0; v < n; v++)
        sums[v] = ATT_NUM_LOAD (M + i * n_out + from + v * ATT_NUM_LANES);
      for (int r = 0; r < ATT_CFNET_ROWS; r++)
        for (int v = 0; v < n; v++)
          sums[v] += x[r][i] * rows[r][v];
      for (int v = 0; v < n; v++)
        ATT_NUM_STORE (M + i * n_out + from + v * ATT_NUM_LANES, sums[v]);
    }
}

/* M += x y' of each row, one row after the other */
static inline __attribute__ ((always_inline)) void
add_outer (float *M, const float *const x[ATT_CFNET_ROWS], const float *const y[ATT_CFNET_ROWS], size_t n_in, size_t n_out)
{
  size_t from = 0;

  for (; from + 2 * ATT_NUM_LANES <= n_out; from += 2 * ATT_NUM_LANES)
    add_outer_to (M, x, y, n_in, n_out, from, 2);
  if (from < n_out)
    add_outer_to (M, x, y, n_in, n_out, from, 1);
}

static inline __attribute__ ((always_inline)) float
dot_lanes (const float *a, const float *b, size_t n)
{
  AttNumVector sum = { 0 };

  for (size_t i = 0; i < n; i += ATT_NUM_LANES)
    sum += ATT_NUM_LOAD (a + i) * ATT_NUM_LOAD (b + i);
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}
