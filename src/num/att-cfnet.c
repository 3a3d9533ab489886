/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-cfnet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-cfnet-private.h"
#include "att-half.h"
#include "att-parallel.h"
#include "att-random.h"

#define MAX_HIDDEN 256
#define MAX_FACTORS ATT_CFNET_MAX_FACTORS
#define N_PARTS 32
#define TABLE_DEVIATION 0.1

static size_t
place (AttCfnet *self, size_t n)
{
  const size_t at = self->n_params;

  self->n_params += n;
  return at;
}

static void
lay_out (AttCfnet *self)
{
  const size_t h = self->config.n_hidden, k = self->config.n_factors;

  self->n_embed = k / 2;
  self->n_second = k / 2;
  self->width = h + self->n_embed;
  self->sides[USER].table = place (self, self->n_items * self->width);
  self->sides[ITEM].table = place (self, self->n_users * self->width);
  self->dense = self->n_params;
  for (int s = USER; s <= ITEM; s++)
    {
      self->sides[s].a = place (self, h);
      self->sides[s].B = place (self, h * k);
      self->sides[s].b = place (self, k);
      self->sides[s].M = place (self, self->n_embed * k);
    }
  self->c = place (self, k);
  self->N = place (self, k * self->n_second);
  self->d = place (self, self->n_second);
  self->w_z = place (self, k);
  self->w_m = place (self, self->n_second);
  self->w0 = place (self, 2);
}

static AttNumStatus
make (AttCfnet **self, const AttCfnetConfig *config, size_t n_users, size_t n_items)
{
  AttCfnet *net;

  *self = NULL;
  if (config->n_hidden < 8 || config->n_hidden > MAX_HIDDEN || config->n_hidden % 8 != 0 || config->n_factors < 16 ||
      config->n_factors > MAX_FACTORS || config->n_factors % 16 != 0 || n_users > UINT32_MAX || n_items > UINT32_MAX)
    return ATT_NUM_BAD_CONFIG;
  net = calloc (1, sizeof *net);
  if (net == NULL)
    return ATT_NUM_NO_MEMORY;
  net->config = *config;
  net->n_users = n_users;
  net->n_items = n_items;
  lay_out (net);
  net->params = calloc (net->n_params, sizeof (float));
  net->items = calloc (n_items * 2 * config->n_factors + 1, sizeof (float));
  net->embeddings = calloc (n_items * net->n_embed + 1, sizeof (float));
  if (net->params == NULL || net->items == NULL || net->embeddings == NULL)
    {
      att_cfnet_free (net);
      return ATT_NUM_NO_MEMORY;
    }
  *self = net;
  return ATT_NUM_OK;
}

static void
draw (AttCfnet *self, size_t at, size_t n, double deviation, AttRandom *random)
{
  for (size_t i = 0; i < n; i++)
    self->params[at + i] = deviation * att_random_normal (random);
}

AttNumStatus
att_cfnet_new (AttCfnet **self, const AttCfnetConfig *config, size_t n_users, size_t n_items)
{
  const AttNumStatus status = make (self, config, n_users, n_items);
  const size_t h = config->n_hidden, k = config->n_factors;
  AttCfnet *net = *self;
  AttRandom random;

  if (status != ATT_NUM_OK)
    return status;
  att_random_init (&random, config->seed);
  draw (net, 0, net->dense, TABLE_DEVIATION, &random);
  for (int s = USER; s <= ITEM; s++)
    {
      draw (net, net->sides[s].B, h * k, sqrt (2.0 / h), &random);
      draw (net, net->sides[s].M, net->n_embed * k, sqrt (1.0 / net->n_embed), &random);
    }
  draw (net, net->N, k * net->n_second, sqrt (2.0 / k), &random);
  draw (net, net->w_z, k, sqrt (1.0 / k), &random);
  draw (net, net->w_m, net->n_second, sqrt (1.0 / net->n_second), &random);
  return ATT_NUM_OK;
}

void
att_cfnet_free (AttCfnet *self)
{
  if (self == NULL)
    return;
  free (self->params);
  free (self->items);
  free (self->embeddings);
  free (self);
}

size_t
att_cfnet_get_n_items (const AttCfnet *self)
{
  return self->n_items;
}

size_t
att_cfnet_get_n_params (const AttCfnet *self)
{
  return self->n_params;
}

float *
att_cfnet_get_params (AttCfnet *self)
{
  return self->params;
}

void
att_cfnet_join (AttCfnet *self)
{
  for (size_t i = self->w_z; i < self->n_params; i++)
    self->params[i] /= 2;
}

/* --- one user or item --- */

static inline __attribute__ ((always_inline)) void
relu (float *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] = x[i] > 0 ? x[i] : 0;
}

ATT_NUM_WIDE void
att_cfnet_forward (const AttCfnet *self, int side, AttCfnetHalves halves, float *sums, float *out)
{
  const size_t h = self->config.n_hidden, k = self->config.n_factors;
  const Side *at = &self->sides[side];

  memset (out, 0, 2 * k * sizeof *out);
  if (halves & ATT_CFNET_REPRESENTATION)
    {
      add_scaled (sums, 1, self->params + at->a, h);
      relu (sums, h);
      memcpy (out, self->params + at->b, k * sizeof *out);
      add_product (out, self->params + at->B, sums, h, k);
      relu (out, k);
    }
  if (halves & ATT_CFNET_MATCHING)
    {
      if (side == USER)
        memcpy (out + k, self->params + self->c, k * sizeof *out);
      add_product (out + k, self->params + at->M, sums + h, self->n_embed, k);
    }
}

/* Gradients of y = M' x: adds to that by M, sets that by x */
static inline __attribute__ ((always_inline)) void
product_backward (float *grad_M, float *grad_x, const float *M, const float *x, const float *grad_y, size_t n_in,
                  size_t n_out)
{
  for (size_t i = 0; i < n_in; i++)
    {
      const float value = x[i];

      grad_x[i] = dot_lanes (M + i * n_out, grad_y, n_out);
      add_scaled (grad_M + i * n_out, value, grad_y, n_out);
    }
}

ATT_NUM_WIDE void
att_cfnet_backward (const AttCfnet *self, int side, AttCfnetHalves halves, float *sums, const float *out, float *grad_out,
                    float *grad)
{
  const size_t h = self->config.n_hidden, k = self->config.n_factors, dense = self->dense;
  const Side *at = &self->sides[side];
  float next[MAX_HIDDEN];

  if (halves & ATT_CFNET_REPRESENTATION)
    {
      for (size_t i = 0; i < k; i++)
        grad_out[i] = out[i] > 0 ? grad_out[i] : 0;
      add_scaled (grad + at->b - dense, 1, grad_out, k);
      product_backward (grad + at->B - dense, next, self->params + at->B, sums, grad_out, h, k);
      for (size_t i = 0; i < h; i++)
        sums[i] = sums[i] > 0 ? next[i] : 0;
      add_scaled (grad + at->a - dense, 1, sums, h);
    }
  if (halves & ATT_CFNET_MATCHING)
    {
      if (side == USER)
        add_scaled (grad + self->c - dense, 1, grad_out + k, k);
      product_backward (grad + at->M - dense, next, self->params + at->M, sums + h, grad_out + k, self->n_embed,
                        k);
      memcpy (sums + h, next, self->n_embed * sizeof *sums);
    }
}

ATT_NUM_WIDE void
att_cfnet_match (const AttCfnet *self, AttCfnetHalves halves, const float *user, const float *const items[ATT_CFNET_ROWS],
                 float hidden[ATT_CFNET_ROWS][2 * MAX_FACTORS], float logits[ATT_CFNET_ROWS])
{
  const size_t k = self->config.n_factors, n_second = self->n_second;
  const float *params = self->params, *first[ATT_CFNET_ROWS];
  float *second[ATT_CFNET_ROWS];

  for (int r = 0; r < ATT_CFNET_ROWS; r++)
    {
      AttNumVector sum = { 0 };

      logits[r] = 0;
      first[r] = hidden[r];
      second[r] = hidden[r] + k;
      if (!(halves & ATT_CFNET_REPRESENTATION))
        continue;
      for (size_t i = 0; i < k; i += ATT_NUM_LANES)
        sum += ATT_NUM_LOAD (params + self->w_z + i) * ATT_NUM_LOAD (user + i) * ATT_NUM_LOAD (items[r] + i);
      for (int lane = 0; lane < ATT_NUM_LANES; lane++)
        logits[r] += sum[lane];
      logits[r] += params[self->w0];
    }
  if (!(halves & ATT_CFNET_MATCHING))
    return;
  for (int r = 0; r < ATT_CFNET_ROWS; r++)
    {
      for (size_t i = 0; i < k; i++)
        hidden[r][i] = user[k + i] + items[r][k + i];
      relu (hidden[r], k);
      memcpy (second[r], params + self->d, n_second * sizeof (float));
    }
  add_products (second, params + self->N, first, k, n_second);
  for (int r = 0; r < ATT_CFNET_ROWS; r++)
    {
      relu (second[r], n_second);
      logits[r] += dot_lanes (params + self->w_m, second[r], n_second) + params[self->w0 + 1];
    }
}

/* --- scores --- */

/* @sums (out): width; @row: below @n_rows, else left out */
static inline __attribute__ ((always_inline)) void
describe (const AttCfnet *self, int side, AttCfnetHalves halves, float *sums, float *out, const uint32_t *row, size_t n,
          size_t n_rows)
{
  const float *table = self->params + self->sides[side].table;
  size_t n_there = 0;

  memset (sums, 0, self->width * sizeof *sums);
  for (size_t i = 0; i < n; i++)
    if (row[i] < n_rows)
      {
        add_scaled (sums, 1, table + row[i] * self->width, self->width);
        n_there++;
      }
  for (size_t i = 0; i < self->width && n_there > 0; i++)
    sums[i] /= sqrtf (n_there);
  att_cfnet_forward (self, side, halves, sums, out);
}

typedef struct {
  AttCfnet *self;
  const AttCsr *by_item;
} Update;

static ATT_NUM_WIDE void
update_part (void *data, size_t part)
{
  const Update *update = data;
  AttCfnet *self = update->self;
  const size_t *start = update->by_item->start;

  for (size_t i = self->n_items * part / N_PARTS; i < self->n_items * (part + 1) / N_PARTS; i++)
    {
      float sums[MAX_HIDDEN + MAX_FACTORS], *item = self->items + i * 2 * self->config.n_factors;

      describe (self, ITEM, ATT_CFNET_JOINED, sums, item, update->by_item->column + start[i], start[i + 1] - start[i],
                self->n_users);
      memcpy (self->embeddings + i * self->n_embed, sums + self->config.n_hidden, self->n_embed * sizeof *sums);
      if (start[i] == start[i + 1])
        item[0] = NAN; /* nothing is known of it */
    }
}

void
att_cfnet_update_items (AttCfnet *self, const AttCsr *by_item, int n_threads)
{
  Update update = { self, by_item };

  att_parallel_run (n_threads, N_PARTS, update_part, &update);
}

ATT_NUM_WIDE void
att_cfnet_score (const AttCfnet *self, AttCfnetHalves halves, float *scores, const uint32_t *items, size_t n)
{
  float sums[MAX_HIDDEN + MAX_FACTORS], user[2 * MAX_FACTORS];
  float hidden[ATT_CFNET_ROWS][2 * MAX_FACTORS], logits[ATT_CFNET_ROWS];

  describe (self, USER, halves, sums, user, items, n, self->n_items);
  for (size_t first = 0; first < self->n_items; first += ATT_CFNET_ROWS)
    {
      const size_t left = self->n_items - first;
      const float *rows[ATT_CFNET_ROWS];

      for (size_t r = 0; r < ATT_CFNET_ROWS; r++)
        rows[r] = self->items + (first + (r < left ? r : 0)) * 2 * self->config.n_factors;
      att_cfnet_match (self, halves, user, rows, hidden, logits);
      for (size_t r = 0; r < ATT_CFNET_ROWS && r < left; r++)
        scores[first + r] = isnan (rows[r][0]) ? NAN : logits[r];
    }
}

/* --- bytes: magic, version, n_items, n_hidden, n_factors; as halves the users' table, what is no table, z and e of the
 * items; a sum of all that; little-endian --- */

#define MAGIC "ATTCFNET"
#define HEADER (8 + 4 * 4)
#define VERSION 1

static void
put (uint8_t *at, uint64_t value, int n_bytes)
{
  for (int i = 0; i < n_bytes; i++)
    at[i] = value >> 8 * i;
}

static uint64_t
get (const uint8_t *at, int n_bytes)
{
  uint64_t value = 0;

  for (int i = 0; i < n_bytes; i++)
    value |= (uint64_t) at[i] << 8 * i;
  return value;
}

/* FNV-1a */
static uint64_t
sum_bytes (const uint8_t *bytes, size_t n)
{
  uint64_t sum = 0xcbf29ce484222325u;

  for (size_t i = 0; i < n; i++)
    sum = (sum ^ bytes[i]) * 0x100000001b3u;
  return sum;
}

/* rows of floats */
typedef struct {
  float *from;
  size_t n_rows, n, stride;
} Piece;

#define N_PIECES 4

static void
find_pieces (const AttCfnet *self, Piece pieces[N_PIECES])
{
  const size_t k = self->config.n_factors;

  pieces[0] = (Piece) { self->params, 1, self->n_items * self->width };
  pieces[1] = (Piece) { self->params + self->dense, 1, self->n_params - self->dense };
  pieces[2] = (Piece) { self->items, self->n_items, k, 2 * k };
  pieces[3] = (Piece) { self->embeddings, 1, self->n_items * self->n_embed };
}

static size_t
count_bytes (const Piece pieces[N_PIECES])
{
  size_t n = 0;

  for (int p = 0; p < N_PIECES; p++)
    n += pieces[p].n_rows * pieces[p].n;
  return HEADER + 2 * n + 8;
}

void *
att_cfnet_save (const AttCfnet *self, size_t *n_bytes)
{
  uint8_t *bytes, *at;
  Piece pieces[N_PIECES];

  find_pieces (self, pieces);
  *n_bytes = count_bytes (pieces);
  bytes = malloc (*n_bytes);
  if (bytes == NULL)
    return NULL;
  memcpy (bytes, MAGIC, 8);
  put (bytes + 8, VERSION, 4);
  put (bytes + 12, self->n_items, 4);
  put (bytes + 16, self->config.n_hidden, 4);
  put (bytes + 20, self->config.n_factors, 4);
  at = bytes + HEADER;
  for (int p = 0; p < N_PIECES; p++)
    for (size_t row = 0; row < pieces[p].n_rows; row++)
      for (size_t i = 0; i < pieces[p].n; i++, at += 2)
        put (at, att_half_from_float (pieces[p].from[row * pieces[p].stride + i]), 2);
  put (at, sum_bytes (bytes, at - bytes), 8);
  return bytes;
}

AttCfnet *
att_cfnet_load (const void *bytes, size_t n_bytes)
{
  const uint8_t *at = bytes;
  AttCfnetConfig config = { 0 };
  AttCfnet *self;
  Piece pieces[N_PIECES];

  if (n_bytes < HEADER + 8 || memcmp (at, MAGIC, 8) != 0 || get (at + 8, 4) != VERSION ||
      get (at + n_bytes - 8, 8) != sum_bytes (at, n_bytes - 8) || get (at + 12, 4) > n_bytes ||
      get (at + 16, 4) > MAX_HIDDEN || get (at + 20, 4) > MAX_FACTORS)
    return NULL;
  config.n_hidden = get (at + 16, 4);
  config.n_factors = get (at + 20, 4);
  if (make (&self, &config, 0, get (at + 12, 4)) != ATT_NUM_OK)
    return NULL;
  find_pieces (self, pieces);
  if (n_bytes != count_bytes (pieces))
    {
      att_cfnet_free (self);
      return NULL;
    }
  at += HEADER;
  for (int p = 0; p < N_PIECES; p++)
    for (size_t row = 0; row < pieces[p].n_rows; row++)
      for (size_t i = 0; i < pieces[p].n; i++, at += 2)
        pieces[p].from[row * pieces[p].stride + i] = att_half_to_float (get (at, 2));
  for (size_t i = 0; i < self->n_items; i++)
    add_product (self->items + (2 * i + 1) * self->config.n_factors, self->params + self->sides[ITEM].M,
                 self->embeddings + i * self->n_embed, self->n_embed, self->config.n_factors);
  return self;
}
